from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from followthrough.application.todays_calls import todays_calls
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import NotSent
from followthrough.domain.event import Asked, Contact, Money, PhoneQuality
from followthrough.domain.one_voice import is_riding
from followthrough.domain.words import MessageClass, State
from support.shop import IDRIS, NORA, Shop, an_event, at
from support.turns import every_meeting

COLLECTED_AT = at("2026-03-03 16:20")
TEN = at("2026-03-10 10:00")
TEN_PAST = at("2026-03-10 10:10")
WORTHY = Money(minor=25_000, currency="EUR")


def collected(shop: Shop, number: str, *, contact: Contact = NORA, source: str = "repairs") -> None:
    shop.hears(an_event("repair.collected", COLLECTED_AT, number=number, contact=contact, source=source))


def delivered(shop: Shop, number: str, *, contact: Contact = NORA, when: dt.datetime = COLLECTED_AT) -> None:
    shop.hears(an_event("order.delivered", when, number=number, contact=contact, source="shop", total=WORTHY))


def a_van_and_roof_bars() -> Shop:
    """A promise at ten and care at half past one of the same day, from two sources."""
    shop = Shop()
    collected(shop, "van")
    delivered(shop, "bars")
    return shop


def called(shop: Shop) -> Shop:
    shop.until(TEN_PAST)
    return shop


def van_and_bars(shop: Shop):
    return shop.owed("week-after"), shop.owed("week-after-delivery")


def test_the_promise_leads_and_the_care_has_no_task_of_its_own():
    shop = called(a_van_and_roof_bars())

    van, bars = van_and_bars(shop)
    [task] = shop.tasks()
    assert (van.id, bars.id) == task.commitments
    assert (bars.id,) == van.joined
    assert van.id == bars.rides_with

    shop.until(at("2026-03-10 12:00"))

    assert not shop.owed("week-after-delivery").task_is_out


def care_before_a_promise(shop: Shop) -> None:
    """Care that falls due in the morning, and a promise that falls due at half past one of the same day."""
    windows = shop.rulebook.rules.playbook.by_id("week-after").windows
    shop.plays_by("week-after", windows=windows[1:])
    shop.plays_by("week-after-delivery", windows=())
    collected(shop, "van")
    delivered(shop, "bars")


def test_care_that_falls_due_first_waits_for_the_promise_of_the_day():
    shop = Shop()
    care_before_a_promise(shop)

    shop.until(at("2026-03-10 13:00"))

    assert [] == shop.tasks()

    shop.until(at("2026-03-10 13:40"))

    [task] = shop.tasks()
    assert 2 == len(task.commitments)


def test_one_call_is_one_contact_and_a_cheerful_one():
    shop = called(a_van_and_roof_bars())

    calls = [[each for each in point.contacts if each.channel == "call"] for point in shop.points()]
    assert [1, 1] == [len(each) for each in calls]
    assert {MessageClass.CARE} == {each.message_class for of_point in calls for each in of_point}


def test_another_persons_call_to_the_same_number_is_made_by_itself():
    shop = Shop()
    collected(shop, "van")
    collected(shop, "car", contact=replace(IDRIS, phone=NORA.phone), source="other")

    called(shop)

    assert [1, 1] == [len(task.commitments) for task in shop.tasks()]


def test_the_same_person_known_by_her_number_alone_is_called_once():
    shop = Shop()
    collected(shop, "van")
    collected(shop, "car", contact=replace(NORA, ref="other", email=None), source="other")

    called(shop)

    assert [2] == [len(task.commitments) for task in shop.tasks()]


def test_what_comes_again_and_again_is_no_part_of_another_call_and_goes_on():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=replace(NORA, email=None)))
    shop.until(at("2026-03-02 15:00"))

    assert [1] == [len(task.commitments) for task in shop.tasks()]

    shop.taps(shop.owed("price-call"), "done")
    shop.until(at("2026-03-04 10:00"))

    assert "remind no-news" == shop.subjects_sent()[-1]
    assert shop.owed("no-news").is_open


def test_a_complaint_is_listened_to_in_a_call_of_its_own():
    shop = a_van_and_roof_bars()
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:30"), number="c", source="helpdesk"))

    shop.until(at("2026-03-10 14:00"))

    assert [1] == [len(task.commitments) for task in shop.tasks()]


@pytest.mark.parametrize("outcome", ["done", "problem", "polite_no"])
def test_an_answer_that_reached_her_keeps_both(outcome):
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), outcome, note="the note")

    assert [State.KEPT, State.KEPT] == [each.state for each in van_and_bars(shop)]


def test_do_not_contact_ends_both():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "do_not_contact")

    assert [State.RELEASED, State.RELEASED] == [each.state for each in van_and_bars(shop)]


@pytest.mark.parametrize("outcome", ["no_answer", "left_message"])
def test_not_reached_the_next_try_is_about_both(outcome):
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), outcome)
    shop.until(at("2026-03-10 13:40"))

    assert [2, 2] == [len(task.commitments) for task in shop.tasks()]


def test_three_tries_in_vain_close_both():
    shop = called(a_van_and_roof_bars())
    for when in ("2026-03-10 13:40", "2026-03-11 10:10", "2026-03-11 13:40"):
        shop.taps(shop.owed("week-after"), "no_answer")
        shop.until(at(when))

    assert [State.KEPT, State.KEPT] == [each.state for each in van_and_bars(shop)]
    assert 3 == len(shop.tasks())


def test_another_time_is_agreed_for_both_and_none_is_dropped_before_it():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "reschedule", when=at("2026-03-24 11:00"))
    shop.until(at("2026-03-24 10:50"))

    assert [2, 2] == [len(task.commitments) for task in shop.tasks()]
    assert State.OPEN is shop.owed("week-after-delivery").state


@pytest.mark.parametrize("outcome", ["done", "do_not_contact", "no_answer"])
def test_undo_takes_all_of_it_back(outcome):
    shop = called(a_van_and_roof_bars())
    before = [(each.state, each.agenda, each.rides_with) for each in van_and_bars(shop)]

    shop.taps(shop.owed("week-after"), outcome)
    shop.takes_back(shop.owed("week-after"))

    assert before == [(each.state, each.agenda, each.rides_with) for each in van_and_bars(shop)]


def test_what_cannot_be_kept_today_leaves_the_care_a_call_of_its_own():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "cannot_keep", when=at("2026-03-12 11:00"))
    shop.until(at("2026-03-10 13:40"))

    assert (shop.owed("week-after-delivery").id,) == shop.tasks()[-1].commitments


def test_her_own_word_on_one_matter_leaves_the_other():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "fine", by="customer")
    shop.until(at("2026-03-10 13:40"))

    assert (shop.owed("week-after-delivery").id,) == shop.tasks()[-1].commitments


def test_passed_on_it_is_still_one_call():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "not_mine")
    shop.until(at("2026-03-10 10:12"))

    assert [2, 2] == [len(task.commitments) for task in shop.tasks()]


def test_two_broken_promises_in_one_call_are_one_mail_to_the_owner():
    shop = Shop()
    collected(shop, "van")
    collected(shop, "car")

    shop.until(at("2026-03-10 13:45"))

    assert [State.BROKEN, State.BROKEN] == [owed.state for owed in shop.all_owed("week-after")]
    assert 1 == shop.subjects_sent().count("escalate week-after")
    assert 2 == len(shop.tasks()[-1].commitments)

    lead = next(owed for owed in shop.all_owed("week-after") if owed.joined)
    shop.taps(lead, "done")

    assert all(owed.history[-1].what == "mended" for owed in shop.all_owed("week-after"))


def test_a_lead_that_is_dropped_leaves_its_rider_a_call():
    shop = called(a_van_and_roof_bars())
    shop.hears(an_event("repair.reopened", at("2026-03-10 11:00"), number="van"))

    shop.until(at("2026-03-10 13:40"))

    assert ["remind week-after", "stand_down week-after", "remind week-after-delivery"] == [
        task.subject for task in shop.tasks()
    ]


def test_a_complaint_calls_both_back_and_holds_both():
    shop = called(a_van_and_roof_bars())
    shop.hears(an_event("complaint.opened", at("2026-03-10 11:00"), number="c", source="helpdesk"))

    shop.until(at("2026-03-11 09:00"))

    assert [True, True] == [each.held for each in van_and_bars(shop)]


def test_what_is_over_is_forgotten_by_her_contact_points():
    shop = called(a_van_and_roof_bars())
    shop.taps(shop.owed("week-after"), "done")
    shop.hears(an_event("order.delivered", at("2026-03-20 12:00"), number="2", source="shop", total=WORTHY))
    shop.hears(an_event("order.refunded", at("2026-03-21 12:00"), number="2", source="shop"))

    newest = [owed for owed in shop.all_owed("week-after-delivery") if owed.subject.id == "2"]
    assert [State.RELEASED] == [owed.state for owed in newest]
    assert all(newest[0].id not in point.calls for point in shop.points())


def test_two_calls_that_ring_at_once_are_one_task_however_they_meet():
    def two_repairs() -> Shop:
        shop = Shop()
        collected(shop, "van")
        collected(shop, "car")
        shop.until(at("2026-03-10 09:00"))
        shop.clock.at = TEN
        return shop

    def rings(number: str):
        def ring(shop: Shop) -> None:
            owed = next(each for each in shop.all_owed("week-after") if each.subject.id == number)
            shop.rings(shop.wake_of(owed))

        return ring

    for meeting in every_meeting(two_repairs, rings("van"), rings("car")):
        [task] = meeting.shop.tasks()
        assert 2 == len(task.commitments)


def test_a_mail_that_did_not_leave_is_sent_about_both_when_it_can_be():
    shop = a_van_and_roof_bars()
    shop.until(at("2026-03-10 09:59"))
    shop.post.fails_with = [NotSent()]
    shop.clock.at = TEN
    wake = shop.wake_of(shop.owed("week-after"))

    with pytest.raises(NotSent):
        shop.rings(wake)
    shop.rings(wake)

    [task] = shop.tasks()
    assert 2 == len(task.commitments)


def index_of(shop: Shop, happened: Callable[[Commitment], bool]) -> int:
    """The first commit in which this had happened; after all of them if it never did."""
    for number, written in enumerate(shop.ledger.written):
        if any(isinstance(record, Commitment) and happened(record) for record in written):
            return number
    return len(shop.ledger.written)


def test_no_mail_that_is_claimed_after_a_cancel_names_what_was_cancelled():
    for number in range(1, 30):
        shop = a_van_and_roof_bars()
        shop.until(at("2026-03-10 09:59"))
        shop.clock.at = TEN
        wake = shop.wake_of(shop.owed("week-after"))
        no_need = partial(shop.taps, shop.owed("week-after-delivery"), "no_need", by="customer")
        shop.before_call(number, no_need)

        shop.rings(wake)

        [task] = shop.tasks()
        claimed = index_of(shop, lambda owed: owed.follow_up == "week-after" and owed.claim is not None)
        cancelled = index_of(shop, lambda owed: owed.state is State.RELEASED)
        assert len(task.commitments) == (2 if claimed < cancelled else 1)


def test_a_complaint_before_the_task_of_a_lead_holds_its_rider_too():
    shop = Shop()
    care_before_a_promise(shop)
    shop.until(at("2026-03-10 11:00"))
    shop.hears(an_event("complaint.opened", at("2026-03-10 11:00"), number="c", source="helpdesk"))

    shop.until(at("2026-03-10 14:00"))

    van, bars = van_and_bars(shop)
    assert (True, True) == (van.held, bars.held)
    assert not is_riding(bars)


def test_care_for_somebody_who_said_stop_is_not_slipped_into_a_promised_call():
    shop = a_van_and_roof_bars()
    shop.ledger.commit(*(point.opted_out(at=COLLECTED_AT) for point in shop.points()))

    called(shop)

    assert [1] == [len(task.commitments) for task in shop.tasks()]


def test_care_for_somebody_who_would_rather_not_is_not_slipped_into_a_promised_call():
    shop = a_van_and_roof_bars()
    shop.ledger.commit(replace(shop.owed("week-after-delivery"), asked=Asked.NO))

    called(shop)

    assert [1] == [len(task.commitments) for task in shop.tasks()]
    shop.until(at("2026-03-10 14:00"))
    assert "rather not, she said" == shop.owed("week-after-delivery").history[-1].because


def test_what_is_over_is_forgotten_when_the_next_call_is_joined():
    shop = called(a_van_and_roof_bars())
    shop.taps(shop.owed("week-after"), "done")
    over = {owed.id for owed in van_and_bars(shop)}
    for number in ("3", "4"):
        later = at("2026-03-11 16:20")
        shop.hears(an_event("repair.collected", later, number=number))

    shop.until(at("2026-03-18 10:05"))

    assert all(not over & set(point.calls) for point in shop.points())


def joined_in_the_morning() -> Shop:
    """The sheet of half past seven has made two calls one, before the task of either is out."""
    shop = a_van_and_roof_bars()
    shop.until(at("2026-03-10 07:30"))
    van = shop.tools.cards.lay(shop.owed("week-after"), rules=shop.rulebook.rules)
    list(todays_calls([van], ledger=shop.ledger, cards=shop.tools.cards, now=shop.clock.now()))
    assert is_riding(shop.owed("week-after-delivery"))
    return shop


def test_a_complaint_keeps_the_cheerful_matter_out_of_a_promised_call_that_is_made_all_the_same():
    shop = joined_in_the_morning()
    shop.plays_by("week-after", held_by_complaint=False)
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), number="c", source="desk"))

    called(shop)

    van, bars = van_and_bars(shop)
    assert [(van.id,)] == [task.commitments for task in shop.tasks() if van.id in task.commitments]
    assert bars.held


def test_who_says_stop_after_the_calls_were_joined_hears_of_the_promise_alone():
    shop = joined_in_the_morning()
    shop.ledger.commit(*(point.opted_out(at=shop.clock.now()) for point in shop.points()))

    shop.until(at("2026-03-10 13:31"))

    van, bars = van_and_bars(shop)
    assert {(van.id,)} == {task.commitments for task in shop.tasks()}
    assert State.RELEASED is bars.state


def test_a_stop_reaches_what_another_source_has_planned_to_say_in_one_call():
    shop = joined_in_the_morning()
    elsewhere = replace(NORA, ref="another shop")
    shop.hears(an_event("order.placed", at("2026-03-10 08:00"), number="x", source="other", contact=elsewhere))

    shop.says_stop(shop.owed("first-thanks"))

    assert State.RELEASED is shop.owed("week-after-delivery").state


def test_a_call_that_took_on_a_question_since_the_sheet_has_a_mail_that_names_both():
    shop = Shop()
    collected(shop, "van")
    shop.plays_by("answer", role="adviser")
    shop.until(at("2026-03-10 07:30"))
    shop.ledger.commit(shop.owed("week-after").stood_on_sheet("adviser", at=shop.clock.now()))
    shop.hears(an_event("inquiry.received", at("2026-03-10 08:30"), number="q"))

    called(shop)

    [task] = shop.tasks()
    assert (shop.owed("week-after").id, shop.owed("answer").id) == task.commitments


def test_news_that_she_waits_for_untold_are_not_kept_for_a_later_call():
    shop = Shop()
    windows = shop.rulebook.rules.playbook.by_id("week-after").windows
    shop.plays_by("week-after", windows=windows[1:])
    collected(shop, "van")

    shop.hears(an_event("repair.quoted", at("2026-03-10 08:30"), number="quote"))
    shop.plays_by("quote-call", due=shop.rulebook.rules.playbook.by_id("ready-call").due)
    shop.hears(an_event("repair.quoted", at("2026-03-10 08:31"), number="sooner"))
    shop.until(at("2026-03-10 10:00"))

    [_, sooner] = shop.all_owed("quote-call")
    assert not is_riding(sooner)
    assert sooner.task_is_out


def test_a_lead_that_another_date_moves_leaves_its_rider_a_call():
    shop = Shop()
    for number in ("bars", "strap"):
        delivered(shop, number)
    shop.until(at("2026-03-10 13:31"))
    lead = next(owed for owed in shop.all_owed("week-after-delivery") if owed.joined)

    shop.hears(
        an_event(
            "order.updated",
            at("2026-03-10 13:40"),
            number=lead.subject.id,
            source="shop",
            agreed_by=at("2026-03-16 12:00"),
        )
    )

    rider = next(owed for owed in shop.all_owed("week-after-delivery") if owed.id != lead.id)
    assert at("2026-03-24 00:00") > shop.latest(lead).due_at > lead.due_at
    assert not is_riding(rider)


def test_what_takes_the_place_of_a_lead_begins_alone_and_blames_nothing_again():
    shop = called(a_van_and_roof_bars())
    shop.taps(shop.owed("week-after"), "cannot_keep", when=at("2026-03-11 10:00"), cause="part_late")

    shop.until(at("2026-03-10 10:30"))

    [anew] = [owed for owed in shop.all_owed("week-after") if owed.follows]
    assert ((), "", "") == (anew.joined, anew.rides_with, anew.cause)


def qualities(shop: Shop) -> set[PhoneQuality]:
    return {customer.contact.phone.quality for customer in shop.customers()}


def test_a_wrong_number_is_wrong_for_every_source_of_the_one_call_and_right_again_when_taken_back():
    shop = called(a_van_and_roof_bars())

    shop.taps(shop.owed("week-after"), "wrong_number")
    wrong = qualities(shop)
    shop.takes_back(shop.owed("week-after"))

    assert 2 == len(shop.customers())
    assert ({PhoneQuality.DOUBTFUL}, {PhoneQuality.GOOD}) == (wrong, qualities(shop))


def test_what_comes_again_and_again_is_asked_for_by_itself_so_that_it_comes_again():
    shop = Shop()
    collected(shop, "van")
    shop.hears(
        an_event("repair.received", at("2026-03-06 09:00"), number="car", contact=replace(NORA, ref="c-9", email=None))
    )

    shop.until(at("2026-03-10 17:00"))

    assert not any(owed.rides_with for owed in shop.all_owed("no-news"))
    assert all(owed.task_is_out for owed in shop.all_owed("no-news"))


def test_a_matter_whose_answer_begins_something_needs_an_answer_of_its_own():
    shop = a_van_and_roof_bars()
    shop.plays_by("week-after-delivery", then_event="order.settled")

    called(shop)

    assert [1] == [len(task.commitments) for task in shop.tasks()]
