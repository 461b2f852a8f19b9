from __future__ import annotations

import datetime as dt
import json

from support.toys import Toybox
from workbench.bench import Bench

FAILURES = "followthrough-Failures"
TO_THE_REPORT = dt.timedelta(hours=22, minutes=45)


def test_a_failed_asynchronous_call_is_tried_again_after_one_and_two_minutes(bench: Bench, toys: Toybox) -> None:
    tried: list[dt.datetime] = []

    def fail_twice(_event: object) -> None:
        tried.append(bench.now)
        if len(tried) < 3:
            raise RuntimeError

    toys.does["Look"] = fail_twice
    bench.advance(by=TO_THE_REPORT + dt.timedelta(minutes=10))

    assert [f"{each:%H:%M}" for each in tried] == ["07:45", "07:46", "07:48"]
    assert bench.machinery.queues.count(FAILURES) == 0


def test_a_call_that_failed_three_times_goes_where_the_template_says(bench: Bench, toys: Toybox) -> None:
    toys.does["Look"] = lambda _event: 1 / 0
    bench.advance(by=TO_THE_REPORT + dt.timedelta(minutes=10))

    (grave,) = [json.loads(body) for body in bench.machinery.queues.bodies(FAILURES)]
    assert grave["requestContext"]["condition"] == "RetriesExhausted"
    assert grave["requestContext"]["approximateInvokeCount"] == 3
    assert grave["requestPayload"] == {"report": "day", "at": "2026-03-03T07:45:00Z"}
    assert grave["responsePayload"]["errorType"] == "ZeroDivisionError"


def test_a_dead_letter_of_a_function_is_the_event_itself_with_the_reason(bench: Bench, toys: Toybox) -> None:
    toys.does["Look"] = lambda _event: 1 / 0
    bench.advance(by=TO_THE_REPORT + dt.timedelta(minutes=10))

    (message,) = bench.machinery.queues.receive("followthrough-InboxDeadLetters", count=10)
    assert json.loads(message.body)["report"] == "day"
    assert message.message_attributes["ErrorMessage"]["StringValue"] == "division by zero"
