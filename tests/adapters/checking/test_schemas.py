from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.business.owners_words import PLAIN_CONDITIONS, WITH_A_NUMBER, condition
from followthrough.adapters.checking.schemas import schemas
from followthrough.adapters.files import Files
from followthrough.domain.due import FORMS
from support import broken

SCHEMAS = schemas()
SHIPPED = {path: text for path, text in Files.of(DEFAULT).texts.items() if path.endswith(".toml")}
RULE = SCHEMAS["playbook.schema.json"]["$defs"]["FollowUpShape"]["properties"]

SEEN_BY_AN_EDITOR = {
    "01-event-misspelt": ["price-call.when"],
    "04-due-vague": ["money-check.due"],
    "05-due-in-machine-words": ["yearly-check.due"],
    "07-days-that-are-not-working-days": ["fetched-thanks.not_after"],
    "08-key-misspelt": ["price-call"],
    "09-class-unknown": ["price-call.class"],
    "10-call-and-letter": ["quote"],
    "11-letter-unsigned": ["quote"],
    "15-window-in-words": ["week-after.window[0]"],
    "29-condition-unknown": ["first-thanks.only_if[0]"],
    "34-list-without-brackets": ["money-back.cancel_on"],
    "35-tries-as-a-number": ["quote-call.tries"],
    "36-due-forgotten": ["money-check"],
    "42-closed-day-in-words": ["$.closed"],
    "43-source-with-an-unknown-event": ["$.event[0].kind"],
    "49-assumed-without-how-long": ["week-after-delivery.or_when"],
    "51-worth-in-words": ["week-after-delivery.worth"],
    "52-too-old-by-the-month": ["$.defaults.max_age"],
    "44-several-at-once": [
        "$.budget.cheerful.at_most",
        "$.currency",
        "price-call.warn",
        "price-call.when",
        "ready.hold_while[0]",
    ],
}
"""Of the broken folders, those whose mistake an editor underlines while it is made."""


def mistakes(path: str, text: str) -> list[str]:
    name = "source" if path.startswith("sources/") else path.removesuffix(".toml")
    told = tomllib.loads(text)
    places = (error.json_path for error in Draft202012Validator(SCHEMAS[f"{name}.schema.json"]).iter_errors(told))
    return sorted(_by_name(place, told) for place in places)


def _by_name(place: str, told: dict[str, Any]) -> str:
    """The place of a mistake, with the name of its rule."""
    return re.sub(r"^\$\.follow_up\[(\d+)\]", lambda found: told["follow_up"][int(found[1])]["id"], place)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str):
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert "https://json-schema.org/draft/2020-12/schema" == SCHEMAS[name]["$schema"]


@pytest.mark.parametrize("path", SHIPPED)
def test_what_ships_is_what_the_schema_says(path: str):
    assert [] == mistakes(path, SHIPPED[path])


@pytest.mark.parametrize("name", SEEN_BY_AN_EDITOR)
def test_an_editor_underlines_what_is_wrong(name: str):
    files = broken.files_of(name).texts
    changed = {path: text for path, text in files.items() if path.endswith(".toml") and text != SHIPPED.get(path)}

    assert SEEN_BY_AN_EDITOR[name] == [place for path, text in changed.items() for place in mistakes(path, text)]


def test_every_way_to_say_when_and_if_is_in_the_schema():
    def fits(schema: dict[str, Any], words: str) -> bool:
        return Draft202012Validator(schema).is_valid(words)

    conditions = (*PLAIN_CONDITIONS, *WITH_A_NUMBER)

    assert [] == [form for form in FORMS if not fits(RULE["due"], form)]
    assert [] == [words for words in conditions if not fits(RULE["only_if"]["items"], words)]
    assert [True] * len(conditions) == [bool(condition(words)) for words in conditions]


def test_every_key_is_explained_and_its_example_is_right():
    for name, schema in SCHEMAS.items():
        tables = {"": schema, **schema.get("$defs", {})}
        for table, told in tables.items():
            for key, about in told.get("properties", {}).items():
                whole = about | {"$defs": schema.get("$defs", {})}
                wrong = [each for each in about.get("examples", ()) if not Draft202012Validator(whole).is_valid(each)]

                assert [] == wrong, (name, table, key)
                assert about.get("description") or name == "source.schema.json", (name, table, key)


def test_toml_knows_no_null_and_a_role_may_have_no_hours():
    assert "null" not in str(SCHEMAS)
    assert [] == mistakes("business.toml", SHIPPED["business.toml"].replace('hours  = ["08:00-12:30"]\n', ""))
