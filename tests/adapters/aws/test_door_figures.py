from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.aws import door_figures
from followthrough.adapters.aws.door_figures import DoorFigures
from followthrough.domain.errors import Unreachable
from support.aws import Cloud, client, refused, unreachable
from support.shop import at

OURS = "Followthrough/ours"
NOON = at("2026-03-10 12:30")
SINCE, UNTIL = NOON - dt.timedelta(days=14), NOON


@pytest.fixture
def figures(cloud: Cloud) -> DoorFigures:
    return DoorFigures(client=client("cloudwatch"), namespace=OURS)


def count(name: str, when: dt.datetime, *, times: int = 1, **dimensions: str) -> None:
    named = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    data = [{"MetricName": name, "Dimensions": named, "Timestamp": when, "Value": 1, "Unit": "Count"}] * times
    client("cloudwatch").put_metric_data(Namespace=OURS, MetricData=data)


def test_refusals_are_told_by_source_and_reason(figures: DoorFigures) -> None:
    count("Refused", NOON - dt.timedelta(days=3), source="shopify", reason="stale", times=2)
    count("Refused", NOON, source="shopify", reason="stale")
    count("Refused", NOON, source="shopify", reason="mismatch")
    count("Refused", NOON, source="unknown", reason="UnknownSource")

    assert {"shopify": {"stale": 3, "mismatch": 1}, "unknown": {"UnknownSource": 1}} == figures.refusals(SINCE, UNTIL)


def test_deliveries_are_counted_apart_from_refusals(figures: DoorFigures) -> None:
    count("Received", NOON, source="shopify", times=5)
    count("Refused", NOON, source="shopify", reason="stale")

    assert {"shopify": 5} == figures.received(SINCE, UNTIL)


def test_what_was_before_or_is_after_does_not_count(figures: DoorFigures) -> None:
    count("Received", SINCE - dt.timedelta(hours=2), source="shopify")
    count("Received", UNTIL + dt.timedelta(hours=2), source="shopify")

    assert {} == figures.received(SINCE, UNTIL)


def test_a_door_that_nobody_knocked_at_has_no_figures(figures: DoorFigures) -> None:
    assert ({}, {}) == (figures.received(SINCE, UNTIL), figures.refusals(SINCE, UNTIL))


def test_more_figures_than_one_call_may_ask_for_are_all_told(
    figures: DoorFigures, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_figures, "AT_ONCE", 2)
    for number in range(5):
        count("Received", NOON, source=f"source-{number}")

    assert {f"source-{number}": 1 for number in range(5)} == figures.received(SINCE, UNTIL)
    assert 3 == cloud.count("cloudwatch.GetMetricData")


@pytest.mark.parametrize("fault", [unreachable, refused("AccessDenied", status=403)])
def test_figures_that_cannot_be_had_are_unreachable(figures: DoorFigures, cloud: Cloud, fault: object) -> None:
    cloud.spoil("cloudwatch.ListMetrics", *[fault] * 3)

    with pytest.raises(Unreachable):
        figures.refusals(SINCE, UNTIL)
