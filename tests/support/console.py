"""A deployment as the console sees it, and a terminal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from support.aws import Cloud, CloudEngine, client
from support.fakes import FakeClock
from support.shop import at

MONDAY = at("2026-03-09 09:00")


def a_deployment(cloud: Cloud, secrets: dict[str, object] | str) -> CloudEngine:
    """Everything behind the door, and a map of source secrets that says this."""
    clock = FakeClock(MONDAY)
    engine = cloud.engine(clock)
    cloud.secret("source-secrets", secrets, clock=clock)
    engine.settings = replace(engine.settings, source_secrets="source-secrets")
    cloud.forget_calls()
    return engine


def refused_by_the_door(source: str, reason: str, *, times: int, namespace: str) -> None:
    """As CloudWatch counts it, an hour before the clock of the deployment."""
    named = [{"Name": "source", "Value": source}, {"Name": "reason", "Value": reason}]
    one = {"MetricName": "Refused", "Dimensions": named, "Timestamp": MONDAY - dt.timedelta(hours=1), "Value": 1}
    client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[one] * times)


def types(engine: CloudEngine, *words: object, typing: str | None = None) -> Result:
    """Somebody types this command, and this where it asks."""
    return CliRunner().invoke(app(), [str(word) for word in words], obj=engine, input=typing)
