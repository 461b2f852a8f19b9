from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.domain.commitment import Claim, Wake
from followthrough.domain.event import Contact, SubjectRef
from followthrough.domain.one_voice import (
    ended_alike,
    freed,
    is_riding,
    joined,
    may_lead,
    may_ride,
    moved_along,
    same_person,
    speaks_alone,
)
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, a_commitment, a_rule, at

DUBLIN = "Europe/Dublin"
TEN, HALF_PAST_ONE = at("2026-03-10 10:00"), at("2026-03-10 13:30")
LAPSE = Wake(step=Step.LAPSE, at=at("2026-03-17 17:30"))
ESCALATE = Wake(step=Step.ESCALATE, at=at("2026-03-10 12:30"))
VAN = a_commitment(id="van", agenda=(Wake(step=Step.REMIND, at=TEN), Wake(step=Step.NUDGE, at=ESCALATE.at), ESCALATE))
BARS = a_commitment(
    id="bars",
    message_class=MessageClass.CARE,
    promised_by=None,
    slot=(HALF_PAST_ONE, at("2026-03-10 17:00")),
    agenda=(Wake(step=Step.REMIND, at=HALF_PAST_ONE), LAPSE),
)
TOMORROW = replace(BARS, slot=None, agenda=(Wake(step=Step.REMIND, at=at("2026-03-11 13:30")), LAPSE))
ROOF = replace(VAN, id="roof")
LATE = replace(
    VAN,
    id="late",
    slot=(HALF_PAST_ONE, at("2026-03-10 17:00")),
    agenda=(Wake(step=Step.REMIND, at=HALF_PAST_ONE), ESCALATE),
)
CLAIM = Claim(step=Step.REMIND, generation=1, token="t", at=TEN, message="m")


def rides(commitment, lead=VAN):
    return may_ride(commitment, lead, now=TEN, zone=DUBLIN)


def test_care_of_the_same_day_rides_with_a_promise():
    assert rides(BARS)


def test_care_of_another_day_has_its_own_call():
    assert not rides(TOMORROW)


def test_care_of_another_day_rides_if_its_window_is_now():
    postponed = replace(TOMORROW, slot=VAN.slot)

    assert rides(postponed)


def test_two_promises_in_one_window_are_one_call():
    assert rides(ROOF)


def test_a_promise_is_not_kept_before_the_time_that_was_told():
    assert not rides(LATE)


def test_a_promise_is_not_made_to_wait_for_a_call_that_may_come_after_its_time():
    assert not rides(replace(ROOF, promised_by=at("2026-03-10 11:00")))


def test_what_she_waits_for_untold_rides_only_with_a_promise_of_its_own_time():
    untold = replace(ROOF, promised_by=None, due_at=ESCALATE.at)

    assert rides(untold)
    assert not rides(replace(untold, due_at=at("2026-03-10 11:00")))
    assert not rides(untold, replace(BARS, slot=VAN.slot))


def test_a_promise_never_rides_with_care():
    assert not rides(VAN, replace(BARS, slot=VAN.slot))


@pytest.mark.parametrize(
    "changes",
    [
        {"held": True},
        {"unsure": True},
        {"claim": CLAIM},
        {"carried_out": ("remind.1",)},
        {"state": State.RELEASED},
        {"channel": Channel.EMAIL},
        {"subject": SubjectRef(source="helpdesk", type="complaint", id="1")},
        {"new_time": TEN},
        {"joined": ("another",)},
        {"agenda": (LAPSE,)},
    ],
    ids=str,
)
def test_what_is_out_held_over_or_a_complaint_rides_with_nothing(changes):
    assert not rides(replace(BARS, **changes))


def test_nothing_rides_with_itself():
    assert not rides(VAN)


def test_ten_matters_are_enough_for_one_call():
    assert not rides(BARS, replace(VAN, joined=tuple("abcdefghij")))


def test_care_that_falls_due_first_waits_for_the_promise_of_the_day():
    early = replace(BARS, slot=VAN.slot, agenda=(Wake(step=Step.REMIND, at=TEN), LAPSE))

    assert may_lead(LATE, early, now=TEN, zone=DUBLIN)


def test_a_promise_whose_task_is_out_takes_nothing_more_along():
    assert not may_lead(replace(LATE, carried_out=("remind.1",)), BARS, now=TEN, zone=DUBLIN)


def test_care_does_not_wait_for_care():
    assert not may_lead(BARS, replace(BARS, id="other"), now=TEN, zone=DUBLIN)


def test_a_complaint_is_listened_to_by_itself():
    assert speaks_alone(replace(VAN, subject=SubjectRef(source="helpdesk", type="complaint", id="1")))
    assert not speaks_alone(VAN)


def test_joining_leaves_the_rider_its_end_and_nothing_that_asks():
    lead, van_rider = joined(VAN, (ROOF,), now=TEN)

    assert ("roof",) == lead.joined
    assert VAN.agenda == lead.agenda
    assert ("van", (ESCALATE,)) == (van_rider.rides_with, van_rider.agenda)
    assert "one call with roof" == lead.history[-1].because
    assert "one call with van" == van_rider.history[-1].because
    assert is_riding(van_rider)


def test_a_rider_that_gets_a_task_of_its_own_rides_no_more():
    _, rider = joined(VAN, (BARS,), now=TEN)

    assert not is_riding(replace(rider, agenda=BARS.agenda))
    assert not is_riding(replace(rider, carried_out=("remind.2",)))


def test_care_that_is_set_free_is_asked_for_at_its_own_time():
    _, rider = joined(VAN, (BARS,), now=TEN)

    free = freed(rider, rule=a_rule(), business=BUSINESS, now=TEN, not_before=TEN, because="repair.reopened")

    assert BARS.agenda == free.agenda
    assert not is_riding(free)
    assert ("call of its own", "repair.reopened") == (free.history[-1].what, free.history[-1].because)


def test_care_whose_time_is_over_is_asked_for_as_soon_as_it_is_free():
    _, rider = joined(VAN, (BARS,), now=TEN)
    later = at("2026-03-10 15:07")

    free = freed(rider, rule=a_rule(), business=BUSINESS, now=later, not_before=later, because="")

    assert Wake(step=Step.REMIND, at=later) == free.agenda[0]


def test_a_promise_that_is_set_free_has_all_its_steps_again():
    _, rider = joined(VAN, (ROOF,), now=TEN)

    free = freed(rider, rule=a_rule(), business=BUSINESS, now=TEN, not_before=TEN, because="")

    assert [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE] == [wake.step for wake in free.agenda]
    assert (VAN.promised_by, VAN.slot) == (free.promised_by, free.slot)


def test_what_she_waits_for_untold_is_asked_for_again_when_it_is_set_free_and_stays_untold():
    _, rider = joined(VAN, (replace(ROOF, promised_by=None, due_at=ESCALATE.at),), now=TEN)

    free = freed(rider, rule=a_rule(), business=BUSINESS, now=TEN, not_before=TEN, because="")

    assert [Step.REMIND, Step.NUDGE, Step.ESCALATE] == [wake.step for wake in free.agenda]
    assert free.promised_by is None


@pytest.mark.parametrize(("clock", "state"), [("12:29", State.KEPT), ("12:31", State.KEPT_LATE)])
def test_a_rider_is_kept_by_the_one_call_each_by_its_own_promise(clock, state):
    kept = ended_alike(ROOF, VAN, now=at(f"2026-03-10 {clock}"))

    assert state is kept.state
    assert () == kept.agenda
    assert "one call with van" == kept.history[-1].because


def test_a_broken_rider_stays_broken_and_is_mended():
    mended = ended_alike(replace(ROOF, state=State.BROKEN), VAN, now=HALF_PAST_ONE)

    assert State.BROKEN is mended.state
    assert "mended" == mended.history[-1].what


def test_a_promise_moves_along_with_its_lead():
    _, rider = joined(VAN, (ROOF,), now=TEN)
    end = Wake(step=Step.ESCALATE, at=at("2026-03-10 17:00"))
    lead = replace(VAN, slot=LATE.slot, promised_by=end.at, due_at=HALF_PAST_ONE, agenda=(end,))

    along = moved_along(rider, lead, now=TEN)

    assert (end.at, LATE.slot, (end,)) == (along.promised_by, along.slot, along.agenda)
    assert is_riding(along)


def test_care_that_moves_along_stays_care_and_is_not_dropped_before_its_call():
    _, rider = joined(VAN, (BARS,), now=TEN)
    lead = replace(VAN, promised_by=at("2026-03-24 12:30"))

    along = moved_along(rider, lead, now=TEN)

    assert along.promised_by is None
    assert (Wake(step=Step.LAPSE, at=at("2026-03-25 12:30")),) == along.agenda


def test_one_number_may_be_shared_by_two_people():
    ruth, nameless = Contact(given_name="Ruth", family_name="Penhale"), Contact()

    assert same_person(ruth, Contact(given_name="ruth", family_name="PENHALE"))
    assert same_person(ruth, nameless)
    assert not same_person(ruth, Contact(given_name="Bram", family_name="Penhale"))
