"""The whole on a small stack: what is sent in comes out, in order, at its own time."""

from __future__ import annotations

import datetime as dt
from os import devnull, environ

import pytest

from support.toys import Toybox
from workbench.bench import Bench, ClockError

MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_an_event_on_the_bus_reaches_the_function_behind_the_rule(bench: Bench, toys: Toybox) -> None:
    bench.put_event({"kind": "order.placed"})

    (event,) = toys.given_to("TakeIn")
    assert '"detail":{"kind":"order.placed"}' in event["Records"][0]["body"]
    assert '"account":"123456789012"' in event["Records"][0]["body"]


def test_every_report_comes_at_its_own_time_in_order(bench: Bench, toys: Toybox) -> None:
    fired = bench.advance(by=dt.timedelta(days=3))

    reports = [event["at"] for event in toys.given_to("Look") if "report" in event]
    assert reports == ["2026-03-03T07:45:00Z", "2026-03-04T07:45:00Z", "2026-03-05T07:45:00Z"]
    assert fired == 3
    assert bench.now == MONDAY + dt.timedelta(days=3)


def test_the_next_alarm_is_no_tick(bench: Bench) -> None:
    fired = bench.advance_to_next()

    assert (fired, bench.now) == (1, dt.datetime(2026, 3, 3, 7, 45, tzinfo=dt.UTC))


def test_time_does_not_go_backwards(bench: Bench) -> None:
    with pytest.raises(ClockError, match="only goes forward"):
        bench.advance(to=MONDAY - dt.timedelta(seconds=1))


def test_a_reset_leaves_nothing_of_what_was(bench: Bench, toys: Toybox) -> None:
    toys.does["TakeIn"] = lambda _event: 1 / 0
    bench.put_event({"kind": "order.placed"})
    bench.fault("sesv2.SendEmail", "throttled")
    bench.advance(by=dt.timedelta(days=1))
    bench.reset()

    assert {each["name"]: each["messages"] for each in bench.queues() if each["messages"]} == {}
    assert (bench.mail(), bench.alarms(), bench.commitments()) == ([], [], [])
    assert bench.machinery.faults.pending == 0
    assert bench.machinery.functions.failures == []
    assert bench.now == MONDAY


def test_a_report_comes_after_a_reset_into_the_past_as_well(bench: Bench, toys: Toybox) -> None:
    bench.advance(by=dt.timedelta(days=30))
    bench.reset(dt.datetime(2025, 11, 22, 9, tzinfo=dt.UTC))
    toys.empty()
    bench.advance(by=dt.timedelta(days=1))

    # 22 November 2025 is a Saturday, the day after has no report; the tick is the one of every virtual day.
    assert ["Scheduled Event"] == [event.get("detail-type") for event in toys.given_to("Look")]


def test_a_function_starts_cold_after_a_reset_unless_it_is_kept_warm(bench: Bench, toys: Toybox) -> None:
    bench.call("Send", {})
    bench.reset(keep_warm=True)
    bench.call("Send", {})
    warm = len(toys.made)
    bench.reset()
    bench.call("Send", {})

    assert (warm, len(toys.made)) == (1, 2)


def test_a_function_finds_its_environment_with_the_links_leading_here(bench: Bench, toys: Toybox) -> None:
    bench.call("Send", {})

    (environment,) = toys.made
    assert environment["FOLLOWTHROUGH_BASE_URL"] == bench.base_url
    assert environment["TOY_MOOD"] == environ["TOY_MOOD"] == "quiet"
    assert "FOLLOWTHROUGH_BASE_URL" not in environ


@pytest.mark.usefixtures("bench")
def test_nothing_of_the_owners_own_aws_is_left() -> None:
    assert environ["AWS_CONFIG_FILE"] == devnull
    assert not [name for name in environ if name.startswith(("AWS_PROFILE", "AWS_ENDPOINT"))]
