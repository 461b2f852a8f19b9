"""A deployment as the console sees it, and a terminal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from click.testing import Result
from typer.testing import CliRunner

from console.__main__ import app
from support.aws import Cloud, CloudEngine, client
from support.fakes import FakeClock
from support.shop import Shop, an_event, at

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
"""How a command ends."""

MONDAY = at("2026-03-09 09:00")


def a_deployment(cloud: Cloud, secrets: dict[str, object] | str) -> CloudEngine:
    """Everything behind the door, and a map of source secrets that says this."""
    clock = FakeClock(MONDAY)
    engine = cloud.engine(clock)
    cloud.secret("source-secrets", secrets, clock=clock)
    engine.settings = replace(engine.settings, source_secrets="source-secrets")
    cloud.forget_calls()
    return engine


def owing_a_price(cloud: Cloud) -> CloudEngine:
    """Monday 2 March, 15:30: a price is promised for tomorrow, 11:00."""
    engine = cloud.engine(FakeClock(at("2026-03-02 15:30")))
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.received", at("2026-03-02 15:00")))
    shop.until(at("2026-03-02 15:30"))
    engine.ledger.commit(*(replace(record, version=0) for record in shop.ledger.records.values()))
    return engine


def refused_by_the_door(source: str, reason: str, *, times: int, namespace: str) -> None:
    """As CloudWatch counts it, an hour before the clock of the deployment."""
    named = [{"Name": "source", "Value": source}, {"Name": "reason", "Value": reason}]
    one = {"MetricName": "Refused", "Dimensions": named, "Timestamp": MONDAY - dt.timedelta(hours=1), "Value": 1}
    client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[one] * times)


def types(engine: CloudEngine, *words: object, typing: str | None = None) -> Result:
    """Somebody types this command, and this where it asks."""
    return CliRunner().invoke(app(), [str(word) for word in words], obj=engine, input=typing)
