from __future__ import annotations

import datetime as dt
import json
import sys

import boto3

from support.toys import Toybox
from workbench.bench import Bench
from workbench.engine.log import LOG

AT = dt.datetime(2026, 3, 2, 8, 30, tzinfo=dt.UTC)
LINE = {
    "_aws": {
        "Timestamp": int(AT.timestamp() * 1000),
        "CloudWatchMetrics": [
            {"Namespace": "Toys", "Dimensions": [["toy"], []], "Metrics": [{"Name": "Played", "Unit": "Count"}]}
        ],
    },
    "toy": "drum",
    "Played": 2,
}


def figures() -> list[dict[str, object]]:
    return boto3.client("cloudwatch").list_metrics(Namespace="Toys")["Metrics"]


def sums() -> list[tuple[dt.datetime, float]]:
    told = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="Toys",
        MetricName="Played",
        Dimensions=[{"Name": "toy", "Value": "drum"}],
        StartTime=AT - dt.timedelta(hours=1),
        EndTime=AT + dt.timedelta(hours=1),
        Period=60,
        Statistics=["Sum"],
    )
    return [(point["Timestamp"], point["Sum"]) for point in told["Datapoints"]]


def says(line: str, bench: Bench) -> None:
    with LOG.captured():
        sys.stdout.write(f"{line}\n")
    bench.settle()


def test_a_line_of_figures_is_counted_at_the_time_it_tells_and_by_every_set_of_dimensions(bench: Bench) -> None:
    says(json.dumps(LINE), bench)

    assert [(AT, 2.0)] == sums()
    assert 2 == len(figures())


def test_other_lines_are_no_figures(bench: Bench, toys: Toybox) -> None:
    says(json.dumps({"message": "played", "toy": "drum"}), bench)

    assert [] == figures()


def test_an_emptied_bench_has_counted_nothing(bench: Bench) -> None:
    says(json.dumps(LINE), bench)
    bench.reset()

    assert [] == figures()
