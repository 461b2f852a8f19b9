from __future__ import annotations

import tomllib

import pytest
from jsonschema import Draft202012Validator

from followthrough.adapters.webhooks import source_schema as schema
from followthrough.adapters.webhooks.mapping import EVENT_KEYS, PERSON_KEYS, SUBJECT_KEYS, TOP_KEYS
from followthrough.adapters.webhooks.schemes import KEYS_OF
from followthrough.adapters.webhooks.sources import DOOR_KEYS

SOURCE = schema.source_schema()
TILL = """
id = "till"
at = "body.at"

[verify]
scheme = "hmac"
headers = ["x-till-signature"]

[subject]
type = "order"
id = "body.number"

[[event]]
kind = "order.placed"
"""


def is_right(text: str) -> bool:
    return Draft202012Validator(SOURCE).is_valid(tomllib.loads(text))


def test_it_knows_exactly_the_keys_that_are_read():
    event, subject = SOURCE["properties"]["event"]["items"], SOURCE["properties"]["subject"]["oneOf"][0]
    schemes = {each["properties"]["scheme"]["const"]: each for each in SOURCE["properties"]["verify"]["oneOf"]}

    assert {*TOP_KEYS.split(), *DOOR_KEYS, "format"} == set(SOURCE["properties"])
    assert set(EVENT_KEYS.split()) == set(event["properties"])
    assert set(SUBJECT_KEYS.split()) == set(subject["properties"])
    assert set(PERSON_KEYS.split()) == set(SOURCE["properties"]["customer"]["properties"])
    assert {name: set(keys.split()) for name, keys in KEYS_OF.items()} == {
        name: set(each["properties"]) for name, each in schemes.items()
    }


def test_a_source_that_is_right_passes():
    assert is_right(TILL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('scheme = "hmac"', 'scheme = "hmak"'),
        ('headers = ["x-till-signature"]', 'header = "x-till-signature"'),
        ('headers = ["x-till-signature"]', "headers = []"),
        ('type = "order"', 'type = "ordre"'),
        ('kind = "order.placed"', 'kind = "order.plced"'),
        ('kind = "order.placed"', 'kind = "order.placed"\namuont = "body.total"'),
        ('id = "till"', 'id = "The Till"'),
        ('at = "body.at"', "at = 7"),
        ('at = "body.at"', 'at = { time = "body.at", unit = "fortnights" }'),
    ],
)
def test_a_source_that_is_wrong_does_not(old: str, new: str):
    assert not is_right(TILL.replace(old, new))
