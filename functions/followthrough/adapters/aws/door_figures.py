"""What the door has counted, read back from CloudWatch for whoever looks after the sources."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from followthrough.domain.errors import Unreachable

PERIOD = dt.timedelta(hours=1)

AT_ONCE = 500
"""GetMetricData answers at most this many questions in one call (AWS limit)."""

Dimensions = tuple[tuple[str, str], ...]
"""Names and values, in the order in which they were counted."""


@dataclass(frozen=True, kw_only=True)
class DoorFigures:
    """Figures by source, between two moments that are taken down and up to the whole hour.

    CloudWatch lists a figure for two weeks after it last counted, and needs some minutes for a new one:
    what is older or younger is not there. Raises Unreachable, also for somebody who may not read figures.
    """

    client: Any
    namespace: str

    def received(self, since: dt.datetime, until: dt.datetime) -> Mapping[str, int]:
        """How many deliveries each source has had taken in; one without any is absent."""
        return {dict(told)["source"]: count for told, count in self._counted("Received", since, until)}

    def refusals(self, since: dt.datetime, until: dt.datetime) -> Mapping[str, Mapping[str, int]]:
        """How often each source was refused, by reason; `unknown` is whoever named a source that nobody has wired."""
        found: dict[str, dict[str, int]] = {}
        for told, count in self._counted("Refused", since, until):
            of = dict(told)
            found.setdefault(of["source"], {})[of["reason"]] = count
        return found

    def _counted(self, name: str, since: dt.datetime, until: dt.datetime) -> list[tuple[Dimensions, int]]:
        try:
            listed = list(self._listed(name))
            sums = self._sums(name, listed, since=_hour(since), until=_hour(until + PERIOD))
        except (ClientError, BotoCoreError) as error:
            raise Unreachable("CloudWatch does not tell its figures.") from error
        return [(told, sums[number]) for number, told in enumerate(listed) if sums[number]]

    def _listed(self, name: str) -> Iterator[Dimensions]:
        pages = self.client.get_paginator("list_metrics").paginate(Namespace=self.namespace, MetricName=name)
        for page in pages:
            for metric in page["Metrics"]:
                yield tuple((each["Name"], each["Value"]) for each in metric["Dimensions"])

    def _sums(self, name: str, listed: list[Dimensions], *, since: dt.datetime, until: dt.datetime) -> Counter[int]:
        sums: Counter[int] = Counter()
        questions = [self._question(number, name, told) for number, told in enumerate(listed)]
        for first in range(0, len(questions), AT_ONCE):
            asked = {"MetricDataQueries": questions[first : first + AT_ONCE], "StartTime": since, "EndTime": until}
            for page in self.client.get_paginator("get_metric_data").paginate(**asked):
                for result in page["MetricDataResults"]:
                    sums[int(result["Id"].removeprefix("q"))] += int(sum(result["Values"]))
        return sums

    def _question(self, number: int, name: str, told: Dimensions) -> dict[str, Any]:
        dimensions = [{"Name": key, "Value": value} for key, value in told]
        metric = {"Namespace": self.namespace, "MetricName": name, "Dimensions": dimensions}
        return {
            "Id": f"q{number}",
            "MetricStat": {"Metric": metric, "Period": int(PERIOD.total_seconds()), "Stat": "Sum"},
        }


def _hour(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=0, second=0, microsecond=0)
