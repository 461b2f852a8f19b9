from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from followthrough.domain.business import Budget, Business
from followthrough.domain.commitment import ONE_CALL, Commitment, Wake
from followthrough.domain.customer import ContactPoint, PastContact
from followthrough.domain.customer import Hold as Complaint
from followthrough.domain.event import Asked
from followthrough.domain.facts import Away, Facts, OtherHours
from followthrough.domain.guards import Decision, Hold, Scene, Send, Skip, Wait, decide, kept_back_until
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, NORA, a_commitment, a_rule, at

NOW = at("2026-03-10 10:15")
DAY = dt.timedelta(days=1)
CARE, PROMISE = MessageClass.CARE, MessageClass.PROMISE
LETTER = a_rule(id="how-is-it", channel=Channel.EMAIL, windows=(), letter="how-is-it", message_class=CARE)
STOPPED = ContactPoint(key="e1", opted_out_at=NOW - DAY)
COMPLAINING = ContactPoint(key="e1", holds=(Complaint(because="complaint 1", since=NOW - DAY),))
OUTSIDE_THE_CHAIN = [Step.SETTLE, Step.ASK, Step.STAND_DOWN, Step.HAND_OVER]


def a_scene(step_of: Commitment | None = None, *points: ContactPoint, **changes: Any) -> Scene:
    """Tuesday 10 March, 10:15: the promised call a week after, in its window."""
    scene = Scene(
        commitment=step_of or a_commitment(),
        rule=a_rule(),
        contact=NORA,
        points=points or (ContactPoint(key="e1"), ContactPoint(key="p1")),
        business=BUSINESS,
        now=NOW,
    )
    return dataclasses.replace(scene, **changes)


def a_care_call(**changes: Any) -> Commitment:
    return a_commitment(message_class=CARE, promised_by=None, **changes)


def a_care_letter(**changes: Any) -> Commitment:
    settings = {"channel": Channel.EMAIL, "follow_up": "how-is-it", "slot": None} | changes
    return a_care_call(**settings)


def had(*days_ago: int, channel: Channel = Channel.EMAIL, kind: MessageClass = CARE, of: str = "x") -> ContactPoint:
    contacts = tuple(
        PastContact(at=NOW - days * DAY, channel=channel, message_class=kind, follow_up=of) for days in days_ago
    )
    return ContactPoint(key="e1", contacts=contacts)


def told(decision: Decision) -> tuple[str, str]:
    return type(decision).__name__, getattr(decision, "because", "")


# ----- stop and hold -------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.REMIND, Step.NUDGE, Step.RECEIPT, Step.LAPSE])
def test_care_for_somebody_who_said_stop_is_skipped_at_every_step(step):
    assert decide(a_scene(a_care_call(), STOPPED), step) == Skip(because="opted out")


def test_one_of_her_points_is_enough_to_stop_care():
    assert decide(a_scene(a_care_call(), ContactPoint(key="p1"), STOPPED), Step.REMIND) == Skip(because="opted out")


def test_a_promise_is_kept_to_somebody_who_said_stop():
    assert decide(a_scene(None, STOPPED), Step.REMIND) == Send()


@pytest.mark.parametrize("step", OUTSIDE_THE_CHAIN)
def test_what_staff_must_know_goes_out_whatever_speaks_against_contact(step):
    assert decide(a_scene(a_care_call(), STOPPED, COMPLAINING), step) == Send()


@pytest.mark.parametrize("step", [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE])
def test_an_open_complaint_holds_every_step_of_what_it_may_hold(step):
    assert decide(a_scene(None, COMPLAINING), step) == Hold(because="complaint open")


def test_a_rule_may_say_that_no_complaint_holds_it():
    assert decide(a_scene(None, COMPLAINING, rule=a_rule(held_by_complaint=False)), Step.REMIND) == Send()


def test_the_receipt_of_a_time_she_agreed_to_is_not_held():
    assert decide(a_scene(None, COMPLAINING), Step.RECEIPT) == Send()


def test_nobody_with_an_open_complaint_is_told_that_all_is_well_from_our_side():
    kept = a_commitment(state=State.KEPT)

    assert decide(a_scene(kept, COMPLAINING), Step.RECEIPT) == Skip(because="complaint open")


def test_care_lapses_also_during_a_complaint():
    assert decide(a_scene(a_care_call(), COMPLAINING), Step.LAPSE) == Send()


# ----- letters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "decision"),
    [
        ("2026-03-10 07:59", Wait(until=at("2026-03-10 08:00"), because="quiet hours")),
        ("2026-03-10 08:00", Send()),
        ("2026-03-10 17:29", Send()),
        ("2026-03-10 17:30", Wait(until=at("2026-03-11 08:00"), because="quiet hours")),
        ("2026-03-14 12:00", Wait(until=at("2026-03-16 08:00"), because="quiet hours")),
    ],
)
def test_a_letter_waits_for_letter_hours_to_the_minute(now, decision):
    scene = a_scene(a_care_letter(), rule=LETTER, now=at(now))

    assert decide(scene, Step.REMIND) == decision


@pytest.mark.parametrize(("minutes", "outcome"), [(15, "Send"), (16, "Wait")])
def test_a_promise_that_answers_her_is_welcome_for_a_quarter_of_an_hour_at_any_hour(minutes, outcome):
    night = at("2026-03-10 23:00")
    letter = a_commitment(channel=Channel.EMAIL, caused_at=night - dt.timedelta(minutes=minutes))

    assert told(decide(a_scene(letter, rule=LETTER, now=night), Step.REMIND))[0] == outcome


def test_care_answers_nobody_and_waits_for_the_morning():
    night = at("2026-03-10 23:00")

    decision = decide(a_scene(a_care_letter(caused_at=night), rule=LETTER, now=night), Step.REMIND)

    assert told(decision) == ("Wait", "quiet hours")


def test_an_answer_on_a_page_makes_its_receipt_a_prompted_letter():
    night = at("2026-03-10 23:00")
    answered = a_commitment().answered("reschedule", at=night - dt.timedelta(minutes=10), by="adviser")

    assert decide(a_scene(answered, now=night), Step.RECEIPT) == Send()


def test_a_letter_without_an_address_is_skipped():
    scene = a_scene(a_care_letter(), rule=LETTER, contact=dataclasses.replace(NORA, email=None))

    assert decide(scene, Step.REMIND) == Skip(because="no email address")


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_a_letter_that_announces_what_is_over_is_skipped(state):
    scene = a_scene(a_care_letter(), rule=LETTER, announced=a_commitment(state=state))

    assert decide(scene, Step.REMIND) == Skip(because="nothing left to announce")


# ----- tasks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "decision"),
    [
        ("2026-03-10 07:50", Wait(until=at("2026-03-10 08:00"), because="closed")),
        ("2026-03-10 09:45", Send()),
        ("2026-03-10 10:00", Send()),
        ("2026-03-10 12:29", Send()),
        ("2026-03-10 12:30", Wait(until=at("2026-03-10 13:30"), because="closed")),
        ("2026-03-10 14:00", Send()),
        ("2026-03-10 17:10", Wait(until=at("2026-03-11 10:00"), because="closed")),
    ],
)
def test_a_call_whose_own_time_is_over_waits_for_the_next_window_of_its_rule(now, decision):
    """Its own time is from 10:00 to 12:30."""
    assert decide(a_scene(now=at(now)), Step.REMIND) == decision


@pytest.mark.parametrize("step", [Step.NUDGE, Step.WARN, Step.ESCALATE])
def test_nobody_is_woken_at_night_for_a_promise_at_risk(step):
    waiting = decide(a_scene(now=at("2026-03-10 23:00")), step)

    assert Wait(until=at("2026-03-11 08:00"), because="closed") == waiting
    assert Send() == decide(a_scene(now=at("2026-03-11 08:00")), step)


# ----- the budget ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "outcome"),
    [
        (had(1, 13), "Wait"),
        (had(1), "Send"),
        (had(1, 14), "Send"),
        (had(1, 2, kind=PROMISE), "Send"),
        (had(29, channel=Channel.CALL), "Wait"),
        (had(30, channel=Channel.CALL), "Send"),
        (had(29, channel=Channel.CALL, kind=PROMISE), "Send"),
    ],
    ids=[
        "two letters in a fortnight",
        "one letter",
        "the second is a fortnight old",
        "promises do not count",
        "a care call within thirty days",
        "a care call thirty days ago",
        "a promised call does not count",
    ],
)
def test_a_care_call_keeps_to_the_budget(point, outcome):
    assert told(decide(a_scene(a_care_call(), point), Step.REMIND))[0] == outcome


@pytest.mark.parametrize(
    ("point", "outcome"),
    [
        (had(89, of="how-is-it"), "Wait"),
        (had(90, of="how-is-it"), "Send"),
        (had(20, of="first-thanks"), "Send"),
        (had(20, channel=Channel.CALL), "Send"),
    ],
)
def test_the_same_letter_comes_once_in_ninety_days(point, outcome):
    assert told(decide(a_scene(a_care_letter(), point, rule=LETTER), Step.REMIND))[0] == outcome


def test_what_waits_for_the_budget_waits_until_there_is_room():
    decision = decide(a_scene(a_care_call(), had(3, 1, 13)), Step.REMIND)

    assert decision == Wait(until=NOW + 11 * DAY, because="contact budget")


def test_contacts_at_one_moment_count_each():
    assert told(decide(a_scene(a_care_call(), had(1, 1)), Step.REMIND))[0] == "Wait"


def test_an_address_and_a_number_that_had_the_same_contact_had_one():
    email, phone = had(1), dataclasses.replace(had(1), key="p1")

    assert decide(a_scene(a_care_call(), email, phone), Step.REMIND) == Send()


@pytest.mark.parametrize(("lapse_in", "decision"), [(12, "Wait"), (11, "Skip"), (5, "Skip")])
def test_what_would_be_too_late_to_be_kind_when_there_is_room_is_dropped(lapse_in, decision):
    agenda = (Wake(step=Step.REMIND, at=NOW), Wake(step=Step.LAPSE, at=NOW + lapse_in * DAY))

    found = decide(a_scene(a_care_call(agenda=agenda), had(3, 1)), Step.REMIND)

    assert told(found) == (decision, "contact budget")


@pytest.mark.parametrize("budget", [Budget(cheerful=0), Budget(care_calls=0)])
def test_a_budget_of_nothing_means_never(budget):
    business = dataclasses.replace(BUSINESS, budget=budget)

    assert decide(a_scene(a_care_call(), business=business), Step.REMIND) == Skip(because="contact budget")


def test_a_promise_has_no_budget():
    assert decide(a_scene(None, had(1, 2, 3, 4)), Step.REMIND) == Send()


def test_a_task_that_rings_nobody_has_no_budget():
    task = a_care_call(channel=Channel.TASK)

    assert decide(a_scene(task, had(1, 2, 3, 4)), Step.REMIND) == Send()


@pytest.mark.parametrize(("lead", "says"), [("lead", "Send"), ("another", "Wait"), ("", "Wait")])
def test_a_call_that_was_to_say_this_as_well_and_was_not_made_is_no_contact_of_it(lead, says):
    asked = PastContact(
        at=NOW - DAY, channel=Channel.CALL, message_class=CARE, follow_up="week-after", commitment="lead"
    )
    scene = a_scene(a_care_call(rides_with=lead), ContactPoint(key="e1", contacts=(asked,)))

    assert says == told(decide(scene, Step.REMIND))[0]


@pytest.mark.parametrize(("joined_at", "says"), [(NOW - 2 * DAY, "Send"), (NOW - DAY, "Send"), (NOW, "Wait")])
def test_what_joined_a_call_later_was_not_to_be_said_in_its_earlier_tries(joined_at, says):
    tried = PastContact(
        at=NOW - DAY, channel=Channel.CALL, message_class=CARE, follow_up="week-after", commitment="lead"
    )
    rider = a_care_call(rides_with="lead").noted(ONE_CALL, at=joined_at, because="one call with lead")

    verdict = decide(a_scene(rider, ContactPoint(key="e1", contacts=(tried,))), Step.REMIND)

    assert says == told(verdict)[0]


# ----- whose doing it was, and who has said yes ----------------------------------------------------


@pytest.mark.parametrize(
    ("when", "decided"),
    [("repair.collected", "Send"), ("repair.quoted", "Wait"), ("repair.completed", "Wait"), ("order.refunded", "Wait")],
)
def test_at_night_only_what_she_did_herself_is_answered(when, decided):
    night = at("2026-03-10 21:12")
    letter = a_commitment(channel=Channel.EMAIL, slot=None, caused_at=night)

    scene = a_scene(letter, rule=dataclasses.replace(LETTER, when=when), now=night + dt.timedelta(minutes=1))

    assert told(decide(scene, Step.REMIND))[0] == decided


@pytest.mark.parametrize(
    ("consents", "decided"),
    [((NOW - DAY, NOW - DAY), "Send"), ((NOW - DAY, None), "Skip"), ((None, None), "Skip")],
)
def test_what_sells_something_needs_a_yes_of_every_address(consents, decided):
    letter = a_care_letter()
    letter = dataclasses.replace(letter, message_class=MessageClass.MARKETING)
    points = [ContactPoint(key=f"p{index}", consented_at=since) for index, since in enumerate(consents)]

    assert told(decide(a_scene(letter, *points, rule=LETTER), Step.REMIND))[0] == decided


# ----- the day as it is ----------------------------------------------------------------------------


def closed_today() -> Business:
    return as_it_is(BUSINESS, Facts(other_hours=(OtherHours(day=NOW.date()),)))


def away_today(*names: str) -> Business:
    return as_it_is(BUSINESS, Facts(away=tuple(Away(role=name, first=NOW.date(), last=NOW.date()) for name in names)))


def test_a_promise_is_asked_of_whoever_covers_and_care_waits():
    business = away_today("adviser")

    assert Send() == decide(a_scene(business=business), Step.REMIND)
    assert "Wait" == told(decide(a_scene(a_care_call(), business=business), Step.REMIND))[0]


def test_with_nobody_in_a_task_waits_for_the_first_who_opens():
    found = decide(a_scene(business=away_today("adviser", "counter", "owner")), Step.NUDGE)

    assert Wait(until=at("2026-03-11 08:00"), because="closed") == found


def test_what_went_wrong_waits_for_the_owner_for_whom_nobody_covers():
    found = decide(a_scene(business=away_today("owner")), Step.ESCALATE)

    assert Wait(until=at("2026-03-11 08:00"), because="closed") == found


def test_letters_keep_off_a_closed_day():
    found = decide(a_scene(a_care_letter(), rule=LETTER, business=closed_today()), Step.REMIND)

    assert Wait(until=at("2026-03-11 08:00"), because="quiet hours") == found


@pytest.mark.parametrize(
    ("promised_by", "now", "decision"),
    [
        ("2026-03-10 12:30", "2026-03-10 10:15", Send()),
        ("2026-03-10 12:30", "2026-03-10 07:00", Wait(until=at("2026-03-10 08:00"), because="quiet hours")),
        ("2026-03-12 12:30", "2026-03-10 10:15", Wait(until=at("2026-03-11 08:00"), because="quiet hours")),
    ],
)
def test_on_a_closed_day_a_new_time_is_told_before_the_old_one_at_a_civil_hour(promised_by, now, decision):
    untold = a_commitment(promised_by=at(promised_by), new_time=at("2026-03-13 11:00"))

    assert decision == decide(a_scene(untold, business=closed_today(), now=at(now)), Step.RECEIPT)


# ----- what a complaint kept back ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_at", "recovered_at", "dropped"),
    [
        ("2026-03-19 13:30", "2026-03-23 10:24", True),
        ("2026-03-24 13:30", "2026-03-23 10:24", False),
        ("2026-03-19 13:30", None, False),
    ],
)
def test_what_was_kept_back_until_it_was_put_right_is_not_made_up_for(held_at, recovered_at, dropped):
    kept_back = dataclasses.replace(a_commitment(), held=True).noted("held", at=at(held_at), because="complaint open")

    assert kept_back_until(at(recovered_at) if recovered_at else None, kept_back) == dropped


def test_what_was_never_kept_back_is_still_to_come():
    assert not kept_back_until(at("2026-03-23 10:24"), a_commitment())


# ----- where she is --------------------------------------------------------------------------------

FAR = dataclasses.replace(
    BUSINESS,
    zones_by_country={"XX": ("Pacific/Auckland", "Asia/Kolkata", "Europe/London", "America/Los_Angeles")},
)


def from_(country: str | None = None, zone: str | None = None) -> dict[str, Any]:
    return {"contact": dataclasses.replace(NORA, country=country, zone=zone), "business": FAR}


def test_a_letter_waits_for_her_morning_and_not_for_the_shops():
    scene = a_scene(a_care_letter(), rule=LETTER, **from_(zone="America/New_York"))

    assert Wait(until=at("2026-03-10 12:00"), because="quiet hours") == decide(scene, Step.REMIND)
    assert Send() == decide(dataclasses.replace(scene, now=at("2026-03-10 20:00")), Step.REMIND)


def test_where_no_hour_is_civil_a_person_is_asked_instead_of_a_letter_that_waits_for_ever():
    scene = a_scene(a_care_letter(asked=Asked.YES), rule=LETTER, **from_(country="XX"))

    assert ("OtherWay", "no civil hour") == told(decide(scene, Step.REMIND))


def test_what_she_waits_to_hear_is_told_at_the_shops_hours_where_no_hour_is_civil_everywhere():
    assert Send() == decide(a_scene(**from_(country="XX")), Step.RECEIPT)


def test_nobody_is_phoned_in_her_night_for_what_she_was_not_promised():
    call = a_care_call(slot=(at("2026-03-10 10:00"), at("2026-03-10 17:00")))

    def asked(**changes: Any) -> Decision:
        return decide(a_scene(call, **from_(zone="America/New_York"), **changes), Step.REMIND)

    assert Wait(until=at("2026-03-10 12:00"), because="night there") == asked()
    assert Send() == asked(now=at("2026-03-10 12:00"))
    assert Send() == asked(rule=a_rule(to_colleague=True))


def test_a_promised_call_is_asked_for_at_the_time_she_was_told():
    assert Send() == decide(a_scene(**from_(zone="America/New_York")), Step.REMIND)
