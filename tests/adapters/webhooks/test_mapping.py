from __future__ import annotations

import pytest

from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.extract import plain
from followthrough.adapters.webhooks.mapping import compile_map
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.domain.errors import InvalidBusiness
from support.deliveries import SOURCES

HEAD = 'id = "till"\n'
TAIL = '\n[verify]\nscheme = "url_secret"\n'
SUBJECT = '[subject]\ntype = "order"\nid = "body.id"\n'


def a_spec(top: str = "", tables: str = SUBJECT) -> SourceSpec:
    return sources.parse(HEAD + top + TAIL + tables, file="till.toml")


@pytest.mark.parametrize("name", sorted(name for name, spec in SOURCES.items() if "format" not in spec.mapping))
def test_every_shipped_map_compiles(name):
    source_map = compile_map(SOURCES[name])

    assert source_map.source == name
    assert source_map.rules


def test_states_are_compared_without_regard_to_case_and_spaces():
    assert plain(" Ready  for PICKUP ") == plain("Ready for Pickup")


@pytest.mark.parametrize(
    ("top", "tables", "said"),
    [
        ("", "", "till.toml: subject: what are its deliveries about? A table with `type` and `id`, please."),
        ("", '[subject]\ntype = "ordr"\nid = "body.id"', 'till.toml: subject.type: "ordr" is not one of complaint,'),
        ("", '[subject]\ntype = "order"', "till.toml: subject.id: is missing."),
        ("colour = 'x'", SUBJECT, "till.toml: colour: there is no such key here"),
        ("began_at = 'body..'", SUBJECT, "till.toml: began_at: this is not JMESPath"),
        ("at = 'body..'", SUBJECT, "till.toml: at: this is not JMESPath"),
        ("only_if = 'is(body)'", SUBJECT, "till.toml: only_if: this is not JMESPath: Unknown function: is()"),
        ("", SUBJECT + '[customer]\nfirst_name = "body.x"', "till.toml: customer.first_name: there is no such key"),
        ("", SUBJECT + '[details]\nwork = { lst = "body.x" }', "till.toml: details.work.lst: there is no such key"),
        ("", SUBJECT + "[details]\nwork = 7", "till.toml: details.work: a text in quotes, please."),
        ("event = 7", SUBJECT, "till.toml: event: tables that begin with [[event]], please."),
        (
            "",
            SUBJECT + '[[event]]\nkind = "order.placed"\n[[event]]\nkind = "order.shiped"',
            'till.toml: event 2: kind: "order.shiped" is not a kind of event; did you mean "order.shipped"?',
        ),
        (
            "",
            SUBJECT + '[[event]]\nkind = "repair.quoted"',
            'till.toml: event 1: kind: "repair.quoted" cannot happen to a subject of type "order".',
        ),
        (
            "at = { time = 'body.at', unit = 'naive' }",
            SUBJECT,
            "till.toml: at.zone: a `naive` time needs the zone of its clock, and no other does.",
        ),
        ("at = { time = 'body.at', unit = 'naive', zone = 'Mars/Base' }", SUBJECT, "at.zone: a name of the IANA"),
        ("at = { time = 'body.at', unit = 'days' }", SUBJECT, 'at.unit: "days" is not one of iso, ms, naive, s.'),
        ("status = { map = 'body.x', words = {} }", SUBJECT, "till.toml: status.words: there is no such key here"),
        ("dedup = ['body..']", SUBJECT, "till.toml: dedup: this is not JMESPath"),
        ("", SUBJECT + 'parent = { type = "order" }', "till.toml: subject.parent.id: is missing."),
        ("", SUBJECT + 'parent = { type = "order", id = "body.o", source = "S" }', "parent.source: the id of a source"),
        ("", SUBJECT + "[total.decimals]\nMGA = -1", "till.toml: total.decimals.MGA: a whole number, please, and not"),
        (
            "",
            SUBJECT + "[total.decimals]\nMGA = true",
            "till.toml: total.decimals.MGA: a whole number, please, and not",
        ),
        ("", SUBJECT + '[total]\nunit = "cents"', 'till.toml: total.unit: "cents" is not one of major, minor.'),
        ("", SUBJECT + '[[event]]\nkind = "order.placed"\ntopic = []', "till.toml: event 1: topic: there is no such"),
        ("", SUBJECT + '[[event]]\nkind = "order.placed"\nenters = "paid"', "enters: a list of texts, please."),
    ],
)
def test_a_mistake_is_shown_where_it_is(top, tables, said):
    with pytest.raises(InvalidBusiness) as refused:
        compile_map(a_spec(top, tables))

    assert said in str(refused.value)


def test_a_source_may_send_about_several_things():
    both = """
[[subject]]
type = "order"
id = "body.order"
when = "body.order"

[[subject]]
type = "complaint"
id = "body.dispute"
parent = { type = "order", id = "body.about" }

[[event]]
kind = "complaint.opened"
"""
    source_map = compile_map(a_spec(tables=both))

    assert ["order", "complaint"] == [subject.type for subject in source_map.subjects]


def test_the_places_of_states_are_told_by_the_file():
    assert {"new": 0, "ready for pickup": 1} == compile_map(a_spec("states = ['New', 'Ready  for Pickup']")).states
