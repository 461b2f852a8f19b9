from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.due import Slot, parse_due
from followthrough.domain.event import Asked, Contact, Event, Money, Phone, PhoneQuality, SubjectRef
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.planning import (
    Situation,
    applies,
    commitment_id,
    plan,
    promised_times,
    too_late,
    whole_minute,
)
from followthrough.domain.playbook import (
    AmountKnown,
    AmountUnknown,
    ComplainedBefore,
    DetailIs,
    FirstOrder,
    FollowUp,
    Reopened,
    TotalAtLeast,
)
from followthrough.domain.words import Channel, MessageClass, Step
from support.cards import BUSINESS, NORA, REPAIR, a_rule, at
from support.shop import Shop, an_event, shipped_rules

COLLECTED = Event(kind="repair.collected", occurred_at=at("2026-03-03 16:20"), subject=REPAIR)
HUNDRED = TotalAtLeast(money=Money(minor=100_00, currency="EUR"))
MORNINGS = (Span.parse("08:00-12:00"),)


def situation(contact: Contact = NORA, *points: ContactPoint) -> Situation:
    return Situation(contact=contact, points=points, customer="r1", occurrence="1")


def planned(
    rule: FollowUp, event: Event = COLLECTED, *, contact: Contact = NORA, now: str = "", business: Business = BUSINESS
) -> Commitment:
    heard_at = at(now) if now else event.occurred_at
    return plan(rule, event, situation=situation(contact), business=business, now=heard_at)


def agenda(commitment: Commitment) -> list[tuple[Step, dt.datetime]]:
    return [(wake.step, wake.at) for wake in commitment.agenda]


def a_week_after(**changes: Any) -> FollowUp:
    return a_rule(due=parse_due("1 week later"), **changes)


# ----- identity ------------------------------------------------------------------------------------


def test_an_id_is_derived_from_what_it_is_about_and_nothing_else():
    assert commitment_id(REPAIR, "week-after", "1") == commitment_id(dataclasses.replace(REPAIR), "week-after", "1")


@pytest.mark.parametrize(
    "other",
    [
        (SubjectRef(source="repairs", type="repair", id="1044"), "week-after", "1"),
        (SubjectRef(source="shop", type="repair", id="1043"), "week-after", "1"),
        (REPAIR, "fetched-thanks", "1"),
        (REPAIR, "week-after", "2"),
    ],
)
def test_another_subject_follow_up_or_occurrence_is_another_commitment(other):
    assert commitment_id(*other) != commitment_id(REPAIR, "week-after", "1")


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        ("2026-03-10 10:00", "2026-03-10 10:00"),
        ("2026-03-10 10:00:00.000001", "2026-03-10 10:01"),
        ("2026-03-10 10:00:59", "2026-03-10 10:01"),
    ],
)
def test_an_alarm_is_for_a_whole_minute_and_never_early(instant, minute):
    assert whole_minute(at(instant)) == at(minute)


# ----- times ---------------------------------------------------------------------------------------


def test_a_promised_call_is_asked_for_when_its_window_opens_and_watched_until_its_end():
    commitment = planned(a_week_after())

    assert agenda(commitment) == [
        (Step.REMIND, at("2026-03-10 10:00")),
        (Step.NUDGE, at("2026-03-10 11:00")),
        (Step.WARN, at("2026-03-10 11:45")),
        (Step.ESCALATE, at("2026-03-10 12:30")),
    ]
    assert (commitment.due_at, commitment.promised_by) == (at("2026-03-10 11:00"), at("2026-03-10 12:30"))


def test_nothing_of_a_promise_made_at_the_last_moment_lies_before_it():
    rule = a_rule(due=parse_due("same day by 17:00 if before 16:30, else next open day by 11:00"), windows=())

    assert agenda(planned(rule)) == [
        (Step.REMIND, at("2026-03-03 16:20")),
        (Step.WARN, at("2026-03-03 16:20")),
        (Step.ESCALATE, at("2026-03-03 17:00")),
    ]


def test_a_promise_made_late_in_the_evening_is_kept_the_next_morning():
    rule = a_rule(due=parse_due("same day by 17:00 if before 14:30, else next open day by 11:00"), windows=())

    assert agenda(planned(rule)) == [
        (Step.REMIND, at("2026-03-04 08:30")),
        (Step.NUDGE, at("2026-03-04 09:30")),
        (Step.WARN, at("2026-03-04 10:15")),
        (Step.ESCALATE, at("2026-03-04 11:00")),
    ]


def test_a_broken_promise_reaches_the_owner_when_she_is_there():
    owner = dataclasses.replace(
        BUSINESS.boss, calendar=dataclasses.replace(BUSINESS.boss.calendar, weekly=(*(MORNINGS,) * 5, (), ()))
    )
    business = dataclasses.replace(BUSINESS, roles={**BUSINESS.roles, "owner": owner})
    rule = a_rule(due=parse_due("same day by 17:00 if before 16:30, else next open day by 11:00"), windows=())

    assert agenda(planned(rule, business=business))[-1] == (Step.ESCALATE, at("2026-03-04 08:00"))


def test_a_receipt_leaves_at_once():
    rule = a_week_after(receipt="price-promised")

    assert agenda(planned(rule))[0] == (Step.RECEIPT, at("2026-03-03 16:20"))


def test_care_is_asked_for_once_and_dropped_when_it_is_too_late_to_be_kind():
    commitment = planned(a_week_after(message_class=MessageClass.CARE, drop_after_days=5))

    assert agenda(commitment) == [(Step.REMIND, at("2026-03-10 10:00")), (Step.LAPSE, at("2026-03-17 17:30"))]
    assert commitment.promised_by is None


@pytest.mark.parametrize(("now", "late"), [("2026-03-17 17:29", False), ("2026-03-17 17:30", True)])
def test_care_is_not_begun_when_it_would_be_dropped_at_once(now, late):
    commitment = planned(a_week_after(message_class=MessageClass.CARE, drop_after_days=5))

    assert too_late(commitment, now=at(now)) is late


def test_a_letter_is_due_in_letter_hours_and_promises_no_time():
    letter = a_rule(channel=Channel.EMAIL, letter="fetched-thanks", due=parse_due("at once"), windows=())

    commitment = planned(letter)

    assert (commitment.promised_by, agenda(commitment)) == (None, [(Step.REMIND, at("2026-03-03 16:20"))])


@pytest.mark.parametrize(("now", "promised"), [("2026-03-10 12:29", True), ("2026-03-10 12:30", False)])
def test_what_we_hear_of_when_its_time_is_over_was_never_promised(now, promised):
    commitment = planned(a_week_after(drop_after_days=5), now=now)

    assert (commitment.is_promise, commitment.message_class is MessageClass.PROMISE) == (promised, promised)


def test_a_promise_that_no_rule_drops_is_made_anew_from_when_we_hear_of_it():
    commitment = planned(a_week_after(receipt="price-promised"), now="2026-03-11 09:00")

    assert commitment.promised_by == at("2026-03-18 12:30")
    assert agenda(commitment)[0] == (Step.RECEIPT, at("2026-03-11 09:00"))


# ----- the same time by the clock (V1-V3) ----------------------------------------------------------


def a_firm_in(name: str, windows: tuple[Span, ...]) -> Business:
    """A firm that is open from Monday to Friday, in this zone."""
    zone = ZoneInfo(name)
    calendar = Calendar(zone=zone, weekly=(*(windows,) * 5, (), ()))
    roles = {key: dataclasses.replace(role, calendar=calendar) for key, role in BUSINESS.roles.items()}
    return dataclasses.replace(BUSINESS, zone=name, calendar=calendar, letter_hours=calendar, roles=roles)


def promised_from(zone: str, happened: str, *, rule: FollowUp, windows: tuple[Span, ...]) -> tuple[str, dt.datetime]:
    """When the task goes out: on the firm's wall clock, and as an instant."""
    occurred_at = dt.datetime.fromisoformat(happened).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    event = dataclasses.replace(COLLECTED, occurred_at=occurred_at)
    commitment = planned(rule, event, business=a_firm_in(zone, windows))
    first = commitment.agenda[0].at
    return f"{first.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", first


@pytest.mark.parametrize(
    ("zone", "happened", "local", "utc"),
    [
        ("Europe/Dublin", "2026-03-23 11:15", "2026-03-30 10:00", "2026-03-30T09:00Z"),
        ("Europe/Dublin", "2026-10-19 11:15", "2026-10-26 10:00", "2026-10-26T10:00Z"),
        ("Europe/Berlin", "2026-03-23 11:15", "2026-03-30 10:00", "2026-03-30T08:00Z"),
        ("Europe/Berlin", "2026-10-19 11:15", "2026-10-26 10:00", "2026-10-26T09:00Z"),
        ("America/New_York", "2026-03-02 11:15", "2026-03-09 10:00", "2026-03-09T14:00Z"),
        ("America/New_York", "2026-10-26 11:15", "2026-11-02 10:00", "2026-11-02T15:00Z"),
        ("Australia/Sydney", "2026-03-30 11:15", "2026-04-06 10:00", "2026-04-06T00:00Z"),
        ("Australia/Sydney", "2026-09-28 11:15", "2026-10-05 10:00", "2026-10-04T23:00Z"),
    ],
)
def test_a_week_after_at_ten_is_at_ten_on_either_side_of_a_clock_change(zone, happened, local, utc):
    found = promised_from(zone, happened, rule=a_week_after(), windows=(Span.parse("08:00-17:30"),))

    assert found == (local, dt.datetime.fromisoformat(utc))


@pytest.mark.parametrize(
    ("zone", "happened", "local", "utc"),
    [
        ("Australia/Sydney", "2026-06-05 13:00", "2026-06-08 08:00", "2026-06-07T22:00Z"),
        ("America/New_York", "2026-03-06 15:00", "2026-03-09 08:00", "2026-03-09T12:00Z"),
        ("Europe/Berlin", "2026-10-24 12:00", "2026-10-26 08:00", "2026-10-26T07:00Z"),
        ("Europe/Dublin", "2026-03-27 15:00", "2026-03-30 08:00", "2026-03-30T07:00Z"),
    ],
    ids=["V1", "V2", "V3", "the last Sunday of the story"],
)
def test_the_next_weekday_at_eight_is_at_eight_across_a_weekend_in_which_the_clocks_change(zone, happened, local, utc):
    rule = a_rule(due=parse_due("1 working day later"), windows=MORNINGS)

    assert promised_from(zone, happened, rule=rule, windows=MORNINGS) == (local, dt.datetime.fromisoformat(utc))


# ----- conditions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "holds"), [(Asked.NO, False), (Asked.UNKNOWN, True), (Asked.YES, True)])
def test_nobody_who_said_no_is_asked(asked, holds):
    event = dataclasses.replace(COLLECTED, asked=asked)

    assert applies(a_rule(unless_asked_no=True), event, situation=situation()) is holds


@pytest.mark.parametrize(
    ("points", "holds"),
    [
        ((), True),
        ((ContactPoint(key="e1"), ContactPoint(key="p1")), True),
        ((ContactPoint(key="e1", first_order=str(REPAIR)),), True),
        ((ContactPoint(key="e1"), ContactPoint(key="p1", first_order="shop/order/1")), False),
    ],
)
def test_an_order_is_her_first_if_no_address_and_no_number_of_hers_has_had_another_one(points, holds):
    assert applies(a_rule(only_if=(FirstOrder(),)), COLLECTED, situation=situation(NORA, *points)) is holds


def test_an_order_of_nobody_is_no_first_order_until_we_know_whose_it_is():
    assert not applies(a_rule(only_if=(FirstOrder(),)), COLLECTED, situation=situation(Contact()))


@pytest.mark.parametrize(
    ("total", "holds"),
    [
        (None, False),
        (Money(minor=99_99, currency="EUR"), False),
        (Money(minor=100_00, currency="EUR"), True),
        (Money(minor=500_00, currency="GBP"), False),
    ],
)
def test_an_amount_counts_only_in_its_own_currency(total, holds):
    event = dataclasses.replace(COLLECTED, total=total)

    assert applies(a_rule(only_if=(HUNDRED,)), event, situation=situation()) is holds


def test_a_parcel_that_tells_no_amount_is_worth_what_its_order_came_to():
    dear = dataclasses.replace(situation(), total=Money(minor=500_00, currency="EUR"))

    assert applies(a_rule(only_if=(HUNDRED,)), COLLECTED, situation=dear)
    assert not applies(a_rule(only_if=(HUNDRED,)), COLLECTED, situation=situation())


DOUBTFUL = dataclasses.replace(NORA, phone=Phone(raw="12", quality=PhoneQuality.DOUBTFUL))


@pytest.mark.parametrize(
    ("contact", "total", "channel"),
    [
        (NORA, 100_00, Channel.CALL),
        (NORA, 1, Channel.EMAIL),
        (DOUBTFUL, 100_00, Channel.EMAIL),
        (dataclasses.replace(NORA, phone=None), 100_00, Channel.EMAIL),
        (dataclasses.replace(DOUBTFUL, email=None), 1, Channel.CALL),
    ],
    ids=["worth it", "not worth it", "a doubtful number", "no number", "no address either"],
)
def test_a_letter_takes_the_place_of_a_call_only_where_it_can_reach_her(contact, total, channel):
    rule = a_week_after(call_if_any=(HUNDRED,), else_letter="how-is-it", message_class=MessageClass.CARE)
    event = dataclasses.replace(COLLECTED, total=Money(minor=total, currency="EUR"))

    assert planned(rule, event, contact=contact).channel == channel


@pytest.mark.parametrize(("announces", "channel"), [(False, Channel.TASK), (True, Channel.EMAIL)])
def test_a_letter_without_an_address_is_a_task_unless_it_only_announces(announces, channel):
    letter = a_rule(channel=Channel.EMAIL, letter="x", announces=announces, windows=(), message_class=MessageClass.CARE)

    assert planned(letter, contact=Contact(given_name="Nora")).channel == channel


# ----- promises by hand -------------------------------------------------------------------------------------------


def a_promise(**changes: Any) -> Event:
    told = {"details": (("how", "phone"), ("owner", "counter")), "agreed_by": at("2026-03-04 16:20")}
    return dataclasses.replace(COLLECTED, kind="promise.made", **(told | changes))


def by_hand(**changes: Any) -> FollowUp:
    due = parse_due("as agreed, else next open day by 11:00")
    return a_rule(due=due, windows=(), role_from="owner", inside=dt.timedelta(hours=1), inside_part=4, **changes)


def test_whoever_promised_it_owns_it():
    assert "counter" == planned(by_hand(), a_promise()).owner


@pytest.mark.parametrize("details", [(), (("owner", "gardener"),), (("owner", ""),)])
def test_a_promise_of_nobody_we_know_falls_to_the_role_of_the_rule(details):
    assert "adviser" == planned(by_hand(), a_promise(details=details)).owner


def test_only_a_rule_that_says_so_hears_whose_promise_it_is():
    assert "adviser" == planned(dataclasses.replace(by_hand(), role_from=None), a_promise()).owner


@pytest.mark.parametrize(
    ("agreed", "aim"),
    # 1:10 on Tuesday and 8:20 until 16:20 on Wednesday are 9:30 open hours: a quarter of them is 2:22.
    [("2026-03-04 16:20", "2026-03-04 13:58"), ("2026-03-03 17:20", "2026-03-03 16:20")],
)
def test_we_aim_a_quarter_of_the_time_earlier_and_at_least_an_hour(agreed, aim):
    commitment = planned(by_hand(), a_promise(agreed_by=at(agreed)))

    assert (at(aim), at(agreed)) == (commitment.due_at, commitment.promised_by)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (DetailIs(name="how", word="phone"), True),
        (DetailIs(name="how", word="phone", is_so=False), False),
        (DetailIs(name="how", word="letter"), False),
        (DetailIs(name="what", word="phone", is_so=False), True),
    ],
)
def test_a_rule_can_ask_for_a_word_of_the_event(condition, holds):
    assert holds is applies(by_hand(only_if=(condition,)), a_promise(), situation=situation())


# ----- what she was not told -----------------------------------------------------------------------


def test_what_she_was_not_told_breaks_nothing_and_is_not_let_go():
    rule = a_rule(due=parse_due("2 working days later by 12:00"), windows=(), untold=True)

    owed = planned(rule)

    assert (owed.promised_by, owed.due_at) == (None, at("2026-03-05 12:00"))
    assert [step for step, _ in agenda(owed)] == [Step.REMIND, Step.NUDGE, Step.ESCALATE]


def test_what_she_was_not_told_begins_anew_when_we_hear_of_it_too_late():
    rule = a_rule(due=parse_due("2 working days later by 12:00"), windows=(), untold=True)

    assert planned(rule, now="2026-03-10 09:00").due_at == at("2026-03-12 12:00")


def test_a_promised_letter_without_an_address_is_told_by_a_person_within_four_open_hours():
    rule = a_rule(due=parse_due("at once"), channel=Channel.EMAIL, letter="quote", windows=())

    owed = planned(rule, contact=dataclasses.replace(NORA, email=None), now="2026-03-03 16:20")

    assert (owed.channel, owed.promised_by) == (Channel.TASK, None)
    assert owed.due_at == BUSINESS.calendar.add(at("2026-03-03 16:20"), dt.timedelta(hours=4))
    assert Step.ESCALATE in [step for step, _ in agenda(owed)]


def test_the_amount_and_the_date_of_the_event_are_kept_as_proof():
    price = Money(minor=610_00, currency="EUR")

    owed = planned(a_rule(), dataclasses.replace(COLLECTED, total=price, agreed_by=at("2026-03-10 17:00")))

    assert (owed.amount, owed.agreed_by) == (price, at("2026-03-10 17:00"))


@pytest.mark.parametrize(("total", "known"), [(Money(minor=1, currency="EUR"), True), (None, False)])
def test_a_rule_may_ask_whether_we_know_the_amount(total, known):
    event = dataclasses.replace(COLLECTED, total=total)

    assert applies(a_rule(only_if=(AmountKnown(),)), event, situation=situation()) is known
    assert applies(a_rule(only_if=(AmountUnknown(),)), event, situation=situation()) is not known


# ----- whoever goes home at noon ----------------------------------------------------------------------


def test_whoever_goes_home_at_noon_is_asked_while_there_and_hands_over_before_leaving() -> None:
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-11 09:20")))

    assert [
        (Step.RECEIPT, at("2026-03-11 09:20")),
        (Step.REMIND, at("2026-03-11 11:30")),
        (Step.HAND_OVER, at("2026-03-11 12:15")),
        (Step.NUDGE, at("2026-03-11 15:00")),
        (Step.WARN, at("2026-03-11 16:15")),
        (Step.ESCALATE, at("2026-03-11 17:00")),
    ] == [(wake.step, wake.at) for wake in shop.agenda("answer")]


def test_what_comes_in_after_noon_is_asked_at_once_and_handed_to_nobody() -> None:
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-11 12:45")))

    steps = {wake.step: wake.at for wake in shop.agenda("answer")}
    assert at("2026-03-11 12:45") == steps[Step.REMIND]
    assert Step.HAND_OVER not in steps


# ----- who owes it ---------------------------------------------------------------------------------

OPENED = Event(
    kind="complaint.opened",
    occurred_at=at("2026-03-18 14:10"),
    subject=SubjectRef(source="helpdesk", type="complaint", id="5512"),
)


def owner(rule: FollowUp, event: Event = OPENED, **changes: Any) -> str:
    there = dataclasses.replace(situation(), **changes)
    return plan(rule, event, situation=there, business=BUSINESS, now=event.occurred_at).owner


@pytest.mark.parametrize(
    ("before", "who"), [("2025-12-18 14:10", "owner"), ("2025-12-18 14:09", "adviser"), ("2026-03-18 14:10", "adviser")]
)
def test_the_second_complaint_in_ninety_days_is_the_owners(before, who):
    rule = a_week_after(boss_if_any=(ComplainedBefore(days=90),))

    assert owner(rule, points=(ContactPoint(key="e1", complaints=(at(before),)),)) == who


def test_what_is_opened_anew_is_the_owners():
    rule = a_week_after(boss_if_any=(Reopened(),))

    assert (owner(rule), owner(rule, occurrence="2")) == ("adviser", "owner")


def test_whoever_did_the_step_before_does_this_one_too():
    rule = a_week_after(by_who_did="listen")

    assert owner(rule, doers={"listen": "counter"}) == "counter"
    assert owner(rule, doers={"thanks": "counter"}) == "adviser"
    assert owner(rule, doers={"listen": "customer"}) == "adviser"


def test_whoever_took_it_on_owes_it():
    named, unknown = (dataclasses.replace(OPENED, owner=name) for name in ("counter", "gardener"))

    assert owner(a_week_after(), named) == "counter"
    assert owner(a_week_after(), unknown) == "adviser"


def test_the_first_time_of_a_ritual_is_a_habit_and_no_promise():
    ritual = a_rule(channel=Channel.TASK, windows=(), every=2, due=parse_due("2 working days later by 16:00"))

    first = planned(ritual)

    assert (first.promised_by, first.due_at) == (None, at("2026-03-05 16:00"))
    assert [step for step, _ in agenda(first)] == [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]


def test_news_without_an_address_are_told_by_phone():
    ritual = a_rule(channel=Channel.TASK, windows=(), then_letter="no-news")

    assert planned(ritual, contact=dataclasses.replace(NORA, email=None)).channel is Channel.CALL
    assert planned(ritual).channel is Channel.TASK


# ----- where she is --------------------------------------------------------------------------------


IN_CHICAGO = dataclasses.replace(NORA, zone="America/Chicago")


def test_a_call_abroad_is_planned_for_a_civil_hour_of_hers_and_told_by_her_clock():
    commitment = planned(a_week_after(), contact=IN_CHICAGO)

    assert (at("2026-03-10 13:30"), at("2026-03-10 17:00")) == commitment.slot
    assert "America/Chicago" == commitment.zone


def test_what_a_colleague_is_asked_keeps_the_shops_clock():
    commitment = planned(a_week_after(to_colleague=True), contact=IN_CHICAGO)

    assert ("Europe/Dublin", (at("2026-03-10 10:00"), at("2026-03-10 12:30"))) == (commitment.zone, commitment.slot)


def test_nobody_is_nudged_before_being_asked_when_the_window_is_short():
    short = planned(a_week_after(windows=(Span.parse("12:00-12:30"),), inside=dt.timedelta(minutes=90)))

    assert [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE] == [step for step, _ in agenda(short)]
    assert at("2026-03-10 12:15") == short.due_at


def test_nothing_is_warned_of_before_it_was_asked_for_however_short_the_window():
    """Found by random firms: a warning before the task made a held task circle at one minute, for ever."""
    business = shipped_rules().business
    rule = dataclasses.replace(
        shipped_rules().playbook.by_id("week-after"),
        windows=(Span.parse("19:00-19:30"),),
        warn_lead=dt.timedelta(hours=3),
    )
    found = Slot(opens_at=at("2026-03-09 19:00"), closes_at=at("2026-03-09 19:30"))

    times = promised_times(
        rule, found, role=business.role("adviser"), boss=business.boss, not_before=at("2026-03-02 09:00")
    )

    asked = next(wake.at for wake in times.agenda if wake.step is Step.REMIND)
    assert [] == [wake for wake in times.agenda if wake.step is not Step.HAND_OVER and wake.at < asked]
