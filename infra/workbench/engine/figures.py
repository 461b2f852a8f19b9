"""What CloudWatch Logs does with a line in the embedded metric format: it becomes figures, at the time the line tells.

(CloudWatch User Guide, "Specification: Embedded metric format".)
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import boto3

from workbench.engine.log import LOG
from workbench.stack.resolve import REGION


class LogFigures:
    """The figures in what the functions print."""

    def due_at(self) -> dt.datetime | None:
        """Figures follow from what happens; they never make anything happen."""
        return None

    def work(self) -> bool:
        if not LOG.figures:
            return False
        told = json.loads(LOG.figures.popleft())
        for directive in told["_aws"]["CloudWatchMetrics"]:
            self._client.put_metric_data(Namespace=directive["Namespace"], MetricData=list(_data(told, directive)))
        return True

    def forget(self) -> None:
        LOG.figures.clear()

    @cached_property
    def _client(self) -> Any:
        return boto3.client("cloudwatch", region_name=REGION)


def _data(told: dict[str, Any], directive: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each metric of a directive, once for each set of its dimensions."""
    at = dt.datetime.fromtimestamp(told["_aws"]["Timestamp"] / 1000, tz=dt.UTC)
    for names in directive["Dimensions"]:
        dimensions = [{"Name": name, "Value": told[name]} for name in names]
        for metric in directive["Metrics"]:
            yield {
                "MetricName": metric["Name"],
                "Unit": metric["Unit"],
                "Dimensions": dimensions,
                "Timestamp": at,
                "Value": told[metric["Name"]],
            }
