from __future__ import annotations

from typing import Any

import pytest

from support.two_motos import both, client

MEBIBYTE = 1024 * 1024


def a_queue() -> tuple[Any, str]:
    sqs = client("sqs")
    return sqs, sqs.create_queue(QueueName="due")["QueueUrl"]


def sent(body: str, **attributes: Any) -> str:
    sqs, url = a_queue()
    sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)
    return "taken"


def batch(*bodies: str) -> tuple[list[str], list[str], list[str]]:
    """Who was sent, who was refused, and what lies in the queue then."""
    sqs, url = a_queue()
    entries = [{"Id": f"m{number}", "MessageBody": body} for number, body in enumerate(bodies)]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    there = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    good, bad = ([each["Id"] for each in answer.get(key, ())] for key in ("Successful", "Failed"))
    return good, bad, [each["Body"] for each in there]


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff"], ids=ascii)
def test_what_is_no_text_is_refused(odd: str) -> None:
    assert both(lambda: sent(f"before{odd}after")) == ("taken", "InvalidMessageContents")


def test_it_is_refused_in_an_attribute_too() -> None:
    attribute = {"DataType": "String", "StringValue": "\x00"}

    assert both(lambda: sent("text", why=attribute)) == ("taken", "InvalidMessageContents")


def test_text_of_any_script_with_its_tabs_and_lines_is_taken() -> None:
    assert both(lambda: sent("\t\r\n ü 文 😀 \x7f")) == ("taken", "taken")


def test_a_message_is_measured_in_bytes() -> None:
    assert both(lambda: sent("ü" * (MEBIBYTE // 2) + "x")) == ("taken", "InvalidParameterValue")
    assert both(lambda: sent("ü" * (MEBIBYTE // 2))) == ("taken", "taken")


def test_a_message_is_measured_with_its_attributes() -> None:
    attribute = {"DataType": "String", "StringValue": "value"}

    assert both(lambda: sent("x" * MEBIBYTE, name=attribute)) == ("taken", "InvalidParameterValue")


def test_eleven_attributes_are_one_too_many() -> None:
    attributes = {f"n{number}": {"DataType": "String", "StringValue": "v"} for number in range(11)}

    assert both(lambda: sent("text", **attributes)) == ("taken", "InvalidParameterValue")
    attributes.popitem()
    assert both(lambda: sent("text", **attributes)) == ("taken", "taken")


def test_one_bad_message_of_a_batch_does_not_hold_up_the_others() -> None:
    plain, strict = both(lambda: batch("good", "\x00", "fine"))

    assert (["m0", "m1", "m2"], [], ["good", "\x00", "fine"]) == plain
    assert (["m0", "m2"], ["m1"], ["good", "fine"]) == strict


def test_of_a_batch_of_bad_messages_none_is_sent() -> None:
    assert both(lambda: batch("\x00"))[1] == ([], ["m0"], [])


def test_a_good_batch_passes() -> None:
    assert both(lambda: batch("good"))[1] == (["m0"], [], ["good"])


def test_a_batch_is_measured_in_bytes() -> None:
    half = "ü" * (MEBIBYTE // 4)

    assert both(lambda: batch(half, half + "x") and "taken") == (
        "taken",
        "AWS.SimpleQueueService.BatchRequestTooLong",
    )
