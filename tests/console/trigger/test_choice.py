from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from console.samples import EVENTS
from console.trigger.choice import Draft, draft_of, mark_as_trial
from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.domain.errors import RuleBroken
from support.deliveries import SOURCES
from support.shop import at

NOW = at("2026-11-23 10:00")
TILL = """
id = "till"
title = "The till"
dedup = ["body.id", "body.type"]
test = "body.livemode == `false`"
[verify]
scheme = "url_secret"
[subject]
type = "order"
id = "body.order"
"""


def till(text: str = TILL) -> SourceSpec:
    return sources.parse(text, file="till.toml")


def of(source: str, kind: str) -> Draft:
    return draft_of(kind, spec=SOURCES[source], now=NOW)


@pytest.mark.parametrize("kind", ["repair.collected", "repair-collected"])
def test_a_sample_is_found_by_its_kind(kind):
    draft = of("repairshopr", kind)

    assert "repairshopr.repair-collected.nora" == draft.name


def test_a_kind_of_several_words_is_found_as_the_playbook_writes_it():
    assert "desk.promise-made-to-colleague.senan" == of("desk", "promise.made_to_colleague").name


def test_what_was_then_is_now():
    draft = of("canonical", "order.placed")
    then = json.loads((EVENTS / "canonical.order-placed.ada.json").read_text())

    assert NOW.isoformat() == draft.body["occurred_at"]
    assert then["at"] == then["body"]["occurred_at"]


def test_a_delivery_is_never_the_same_twice():
    one, other = of("shopify", "order.placed"), of("shopify", "order.placed")

    assert one.headers["x-shopify-webhook-id"] != other.headers["x-shopify-webhook-id"]
    assert one.body == other.body


def test_an_id_in_the_body_is_new_and_what_it_is_about_stays(tmp_path: Path):
    body = {"id": "evt_1", "event_id": "7fb83348-8a36-44ff-9158-0b5b0036aa95", "type": "paid", "order": "o_1"}
    kept = {"at": "2026-03-02T09:00:00Z", "headers": {}, "body": body}
    (tmp_path / "till.order-paid.ada.json").write_text(json.dumps(kept))

    draft = draft_of("order.paid", spec=till(), now=NOW, folder=tmp_path)

    assert re.fullmatch(r"evt_[0-9a-f]{20}", draft.body["id"])
    assert re.fullmatch(r"[0-9a-f-]{36}", draft.body["event_id"])
    assert draft.body["event_id"] != body["event_id"]
    assert ("paid", "o_1") == (draft.body["type"], draft.body["order"])


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("repair.colected", 'did you mean "repair-collected"?'),
        ("zzz", "there are comment-added, contact-updated, repair-approved"),
    ],
)
def test_a_kind_that_no_sample_shows_is_answered_with_those_that_there_are(kind, because):
    with pytest.raises(RuleBroken, match=re.escape(because)):
        of("repairshopr", kind)


def test_a_source_without_samples_says_so():
    with pytest.raises(RuleBroken, match="no sample from till"):
        draft_of("order.placed", spec=till(), now=NOW)


def test_a_trial_is_marked_in_the_senders_own_way():
    ours, shop = of("canonical", "order.placed"), of("shopify", "order.placed")
    mark_as_trial(ours, SOURCES["canonical"])
    mark_as_trial(shop, SOURCES["shopify"])

    assert (True, "true") == (ours.body["test"], shop.headers["x-shopify-test"])


def test_a_sender_that_tells_live_from_trial_is_told_that_it_is_not_live():
    draft = Draft(name="till", headers={}, body={"livemode": True})

    mark_as_trial(draft, till())

    assert {"livemode": False} == draft.body


@pytest.mark.parametrize("spec", [SOURCES["repairshopr"], till(TILL.replace("livemode", "is_real"))])
def test_a_sender_that_has_no_such_way_is_not_pretended_to_have_one(spec):
    draft = Draft(name="x", headers={}, body={"a": 1})

    with pytest.raises(RuleBroken, match="leave --trial out"):
        mark_as_trial(draft, spec)

    assert {"a": 1} == draft.body
