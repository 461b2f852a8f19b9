from __future__ import annotations

import pytest

from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.mapping import compile_map, state
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
    assert state(" Ready  for PICKUP ") == state("Ready for Pickup")


@pytest.mark.parametrize(
    ("top", "tables", "said"),
    [
        ("", "", "till.toml: subject.type: is missing."),
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
        ("", SUBJECT + '[[event]]\nkind = "order.placed"\ntopic = []', "till.toml: event 1: topic: there is no such"),
        ("", SUBJECT + '[[event]]\nkind = "order.placed"\nenters = "paid"', "enters: a list of texts, please."),
    ],
)
def test_a_mistake_is_shown_where_it_is(top, tables, said):
    with pytest.raises(InvalidBusiness) as refused:
        compile_map(a_spec(top, tables))

    assert said in str(refused.value)
