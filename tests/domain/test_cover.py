from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.domain.business import Business
from followthrough.domain.commitment import Wake
from followthrough.domain.cover import (
    chain,
    first_in,
    holder,
    named_to_her,
    next_in,
    stepping_in,
    who_does,
    who_does_today,
)
from followthrough.domain.facts import Away, Facts
from followthrough.domain.today import as_it_is
from followthrough.domain.words import MessageClass, Step
from support.cards import BUSINESS, a_commitment, a_role
from support.shop import at, shipped_rules

TUESDAY = at("2026-03-10 00:00").date()
TEN, AFTERNOON = at("2026-03-10 10:00"), at("2026-03-10 15:00")


def with_roles(**cover: tuple[str, ...]):
    """A firm in which these cover for one another; the owner is `owner`."""
    roles = {name: a_role(name, name.capitalize(), *covers) for name, covers in {"owner": (), **cover}.items()}
    return replace(BUSINESS, roles=roles)


def away(business: Business, *names: str) -> Business:
    facts = Facts(away=tuple(Away(role=name, first=TUESDAY, last=TUESDAY) for name in names))
    return as_it_is(business, facts)


def promise(owner="a", **changes):
    return a_commitment(owner=owner, **changes)


def care(owner="a", *, lapses="2026-03-12 17:00", **changes):
    lapse = Wake(step=Step.LAPSE, at=at(lapses))
    return a_commitment(owner=owner, message_class=MessageClass.CARE, promised_by=None, agenda=(lapse,), **changes)


def test_cover_goes_as_it_is_written_depth_first_and_the_owner_comes_last():
    business = with_roles(a=("b", "owner", "d"), b=("c",), c=(), d=())

    assert ["a", "b", "c", "d", "owner"] == [role.id for role in chain("a", business=business)]


def test_cover_in_a_circle_names_everybody_once():
    business = with_roles(a=("b",), b=("c",), c=("a",))

    assert ["a", "b", "c", "owner"] == [role.id for role in chain("a", business=business)]


@pytest.mark.parametrize(
    ("gone", "expected"),
    [((), "a"), (("a",), "b"), (("a", "b"), "c"), (("a", "b", "c"), "owner")],
)
def test_a_promise_passes_along_the_chain_to_the_first_who_is_in(gone, expected):
    business = away(with_roles(a=("b",), b=("c",), c=("a",)), *gone)

    assert expected == who_does(promise(), business=business, at=TEN).id


def test_with_nobody_in_it_waits_for_the_first_who_opens():
    business = away(with_roles(a=("b",), b=()), "a", "b", "owner")

    assert at("2026-03-11 08:00") == next_in(promise(), business=business, at=TEN)
    assert "a" == who_does(promise(), business=business, at=TEN).id


def test_care_waits_for_whom_she_knows():
    business = away(with_roles(a=("b",), b=()), "a")

    assert at("2026-03-11 08:00") == next_in(care(), business=business, at=TEN)
    assert "a" == who_does(care(), business=business, at=TEN).id


def test_care_passes_to_the_cover_before_it_becomes_too_late_to_be_kind():
    business = away(with_roles(a=("b",), b=()), "a")

    assert "b" == who_does(care(lapses="2026-03-10 17:00"), business=business, at=TEN).id


def test_in_the_afternoon_the_adviser_steps_in_for_the_counter():
    business = shipped_rules().business

    assert "counter" == who_does(promise("counter"), business=business, at=TEN).id
    assert "adviser" == who_does(promise("counter"), business=business, at=AFTERNOON).id


def test_what_went_wrong_is_shown_to_the_owner_or_to_whoever_covers_for_the_owner():
    covered = with_roles(a=())
    covered = replace(covered, roles={**covered.roles, "owner": a_role("owner", "Maeve", "a")})

    assert "owner" == first_in("owner", business=covered, at=TEN).id
    assert "a" == first_in("owner", business=away(covered, "owner"), at=TEN).id


def test_on_the_sheet_it_stands_with_whoever_has_it_and_is_there_before_its_next_step():
    business, now = shipped_rules().business, at("2026-03-10 07:45")

    assert "counter" == who_does_today(promise("counter"), business=business, now=now, at=AFTERNOON).id


def test_on_the_sheet_it_stands_with_whoever_steps_in_on_a_day_away():
    business, now = away(shipped_rules().business, "counter"), at("2026-03-10 07:45")

    assert "adviser" == who_does_today(promise("counter"), business=business, now=now, at=AFTERNOON).id


def test_the_customer_is_named_the_stand_in_on_a_day_away_and_nobody_else():
    business = shipped_rules().business
    owed = promise("counter", due_at=AFTERNOON)

    assert "counter" == named_to_her(owed, business=business).id
    assert "adviser" == named_to_her(owed, business=away(business, "counter")).id


def test_the_task_is_in_the_hands_of_whoever_was_asked_last():
    iris, donal = BUSINESS.roles["counter"], BUSINESS.roles["adviser"]
    asked = stepping_in(promise("counter").did(Step.REMIND, at=TEN), iris, at=TEN)
    nudged = stepping_in(asked.did(Step.NUDGE, at=AFTERNOON), donal, at=AFTERNOON)

    assert ["counter", "adviser"] == [holder(asked), holder(nudged)]
    assert ("stands in", "counter > adviser") == (nudged.history[-1].what, nudged.history[-1].because)
    assert "counter" == holder(nudged.did(Step.WARN, at=AFTERNOON))


def test_what_stands_on_a_sheet_is_in_the_hands_of_its_reader_until_somebody_else_is_asked():
    on_the_sheet = promise("counter").stood_on_sheet("adviser", at=TEN)

    assert "adviser" == holder(on_the_sheet)
    assert "counter" == holder(on_the_sheet.did(Step.REMIND, at=AFTERNOON))


def test_whoever_is_asked_by_the_sheet_has_it_in_hand_before_anybody_is_asked_by_mail():
    assert "counter" == holder(promise("adviser").stood_on_sheet("counter", at=TEN))
