"""P19: regular contact while something is open and once a year after it; it rests when she calls us, and never piles up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

from followthrough.domain.commitment import Commitment
from followthrough.domain.event import Contact, Phone, PhoneQuality
from followthrough.domain.facts import OtherHours
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.garage import Garage
from support.markup import seen
from support.shop import NORA, Shop, an_event, at
from workbench.story.visitor import links_of, opens

ADA = {"given_name": "Ada", "family_name": "Holm", "email": "ada@holm.example", "phone": "+353 20 915 0131"}
LEAP_DAY = at("2028-02-29 11:00")
WAKES = 5_000
MANY, A_DAY = 30, 12


# ----- while a repair is open -----------------------------------------------------------------------------------


def sentences(garage: Garage) -> list[dict]:
    """The tasks that ask for one sentence for the customer."""
    return [mail for mail in garage.asks() if "write one sentence" in mail["subject"]]


def news(garage: Garage) -> list[dict]:
    """The letters that carried such a sentence to her."""
    return [mail for mail in garage.mails("letter") if "The strap is on its way" in mail["text"]]


def test_every_two_working_days_she_hears_how_far_it_is_and_after_its_end_nothing(bench):
    garage = Garage(bench).at("2 08:40")
    garage.tells("complaint.opened", "C-1", customer=ADA)
    garage.at("2 14:30").answers_last_task(
        outcome="done",
        expected="Four straps.",
        got="Three.",
        remedy="bring the fourth.",
        cause="part_missing",
        when="2026-03-13T17:00",
    )
    for day in ("4", "6", "10"):
        garage.at(f"{day} 10:00")
        garage.answers(sentences(garage)[-1], outcome="done", note="The strap is on its way")
    garage.at("11 09:00").tells("complaint.remedied", "C-1")
    told = news(garage)

    garage.at("13 18:00")

    assert ["2026-03-04", "2026-03-06", "2026-03-10"] == [mail["sent_at"][:10] for mail in told]
    assert "you hear from us again" in told[0]["text"].casefold()
    assert (3, 3) == (len(sentences(garage)), len(news(garage)))


def test_who_says_that_she_calls_us_is_left_in_peace_until_the_day_that_was_written_down(bench):
    garage = Garage(bench).at("2 08:40")
    garage.tells("repair.received", "77", customer=ADA)
    garage.at("2 15:00").answers_last_task(outcome="done", note="She thinks about it and calls us")
    garage.at("4 10:00")
    form = opens(links_of(sentences(garage)[-1])[0], bench=bench).text
    page = garage.answers(sentences(garage)[-1], outcome="reschedule", when="2026-03-12T09:00", note="She calls us")
    letters, asked = garage.subjects("letter"), garage.asks()

    garage.at("11 18:00")

    assert "Or they call us themselves: it rests until the time below" in seen(form).text
    assert b"It rests until Thursday 12 March" in page.body
    assert (letters, asked) == (garage.subjects("letter"), garage.asks())

    garage.at("12 10:00")

    assert 2 == len(sentences(garage))


def test_when_she_calls_before_it_and_says_go_ahead_her_repair_goes_on_and_nobody_writes_that_there_is_no_news(bench):
    garage = Garage(bench).at("2 08:40")
    garage.tells("repair.received", "77", customer=ADA)
    garage.at("2 15:00").answers_last_task(outcome="done")
    garage.at("4 10:00")
    garage.answers(sentences(garage)[-1], outcome="reschedule", when="2026-03-12T09:00", note="She calls us")

    garage.at("5 11:00").tells("repair.approved", "77", customer=ADA, agreed_by="2026-03-16T17:00:00+00:00")
    garage.at("13 18:00")

    assert 1 == len(sentences(garage))
    assert "2026-03-16T17:00:00+00:00" == garage.owed("ready-by")["promised_by"]
    assert [] == [subject for subject in garage.subjects("letter") if "How far we are" in subject]


def a_repair_of_which_the_price_was_told() -> Shop:
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 15:00"))
    shop.taps(shop.owed("price-call"), "done")
    return shop


def test_three_intervals_that_were_missed_in_an_outage_are_one_sentence():
    shop = a_repair_of_which_the_price_was_told()
    shop.clock.at = at("2026-03-16 07:00")

    shop.until(at("2026-03-16 09:00"))
    [task] = [mail for mail in shop.tasks() if "no-news" in mail.subject]
    shop.taps(shop.owed("no-news"), "done", note="The discs came")
    shop.until(at("2026-03-18 18:00"))

    assert [task.commitments] == [mail.commitments for mail in shop.tasks() if "no-news" in mail.subject]
    assert [State.KEPT, State.OPEN] == [owed.state for owed in shop.all_owed("no-news")]
    # The 17th is Saint Patrick's Day: two working days later is Thursday.
    assert at("2026-03-19 16:00") == shop.all_owed("no-news")[-1].promised_by


def test_a_closure_makes_no_intervals_and_the_first_one_after_it_is_one_sentence():
    shop = a_repair_of_which_the_price_was_told()
    closed = tuple(OtherHours(day=dt.date(2026, 3, 3) + dt.timedelta(days=day)) for day in range(13))
    rules = shop.rulebook.rules
    shop.rulebook.rules = replace(rules, business=as_it_is(rules.business, replace(rules.facts, other_hours=closed)))

    shop.until(at("2026-03-18 18:00"))

    assert 1 == [mail.subject for mail in shop.tasks()].count("remind no-news")
    assert [dt.date(2026, 3, 18)] == [
        entry.at.date() for entry in shop.owed("no-news").history if entry.what == Step.REMIND
    ]


# ----- once a year ----------------------------------------------------------------------------------------------


def yearly(**changes: object) -> Shop:
    """The rule that ships switched off is on, and is a friendly call."""
    shop = Shop().without("fetched-thanks", "week-after", "no-news")
    call = {"off": False, "channel": Channel.CALL, "message_class": MessageClass.CARE, "drop_after_days": 5}
    shop.plays_by("yearly-check", **{**call, **changes})
    return shop


def fetched(shop: Shop, *, number: str = "4711", contact: Contact = NORA) -> None:
    shop.hears(an_event("repair.collected", LEAP_DAY, number=number, contact=contact))


def called_on(shop: Shop) -> list[dt.date]:
    return [
        entry.at.date() for owed in shop.all_owed("yearly-check") for entry in owed.history if entry.what == Step.REMIND
    ]


def test_a_car_that_was_fetched_on_a_leap_day_is_asked_after_every_year_on_its_day():
    shop = yearly(due=replace(shop_rule("yearly-check").due, months=12))
    fetched(shop)

    for year in range(2029, 2033):
        shop.until(at(f"{year}-03-01 18:00"))
        shop.taps(_due(shop), "done")

    # The 28th, and in 2032 the 29th: a Sunday, so the Monday after it.
    assert [dt.date(2029, 2, 28), dt.date(2030, 2, 28), dt.date(2031, 2, 28), dt.date(2032, 3, 1)] == called_on(shop)
    assert [State.KEPT] * 4 + [State.OPEN] == [owed.state for owed in shop.all_owed("yearly-check")]


def test_whoever_phones_before_the_task_goes_out_phones_next_year_too():
    shop = yearly()
    fetched(shop)
    shop.until(at("2029-01-28 18:00"))

    shop.taps(shop.owed("yearly-check"), "done")
    shop.until(at("2029-01-29 18:00"))

    assert [State.KEPT, State.OPEN] == [owed.state for owed in shop.all_owed("yearly-check")]


def test_a_complaint_that_was_put_right_is_no_reason_not_to_ask_in_a_year():
    shop = yearly()
    fetched(shop)
    complained = an_event("complaint.opened", at("2028-03-06 09:00"), number="C-1")
    shop.hears(replace(complained, parent=shop.owed("yearly-check").subject))
    shop.until(at("2028-03-06 12:00"))
    for rung in ("remedy_agreed", "remedied"):
        shop.hears(an_event(f"complaint.{rung}", shop.clock.at + dt.timedelta(hours=1), number="C-1"))
    shop.until(at("2028-03-08 12:00"))
    shop.taps(shop.owed("check-back"), "done")

    shop.until(at("2029-01-29 18:00"), most=WAKES)

    assert [dt.date(2029, 1, 29)] == called_on(shop)


def test_what_was_not_done_this_year_comes_next_year_all_the_same():
    shop = yearly()
    fetched(shop)

    shop.until(at("2030-02-20 18:00"))

    assert [State.LAPSED, State.LAPSED, State.OPEN] == [owed.state for owed in shop.all_owed("yearly-check")]


def test_three_years_in_which_nothing_ran_are_not_made_up_for():
    shop = yearly()
    fetched(shop)
    shop.clock.at = at("2031-06-02 09:00")

    shop.until(at("2031-12-31 18:00"))

    assert [] == called_on(shop)
    assert [State.LAPSED, State.OPEN] == [owed.state for owed in shop.all_owed("yearly-check")]
    assert 2032 == shop.all_owed("yearly-check")[-1].due_at.year


def test_what_ends_it_ends_the_years_to_come():
    shop = yearly()
    fetched(shop)
    shop.until(at("2029-02-10 18:00"))

    shop.hears(an_event("repair.reopened", at("2029-02-12 09:00")))
    shop.until(at("2032-12-31 18:00"))

    assert [] == [owed for owed in shop.all_owed("yearly-check") if owed.is_open]
    assert 1 == len(called_on(shop))


def test_who_wants_nothing_more_hears_nothing_in_any_year():
    shop = yearly()
    fetched(shop)
    shop.until(at("2029-02-01 18:00"))
    shop.says_stop(_due(shop))

    shop.until(at("2033-12-31 18:00"), most=WAKES)

    assert [dt.date(2029, 1, 29)] == called_on(shop)
    assert [] == shop.letters()


def test_it_ships_switched_off_and_is_for_those_alone_who_said_yes_to_advertising():
    shipped, on = Shop().without("fetched-thanks", "week-after"), Shop().without("fetched-thanks", "week-after")
    on.plays_by("yearly-check", off=False)
    for shop in (shipped, on):
        fetched(shop)
        shop.until(at("2030-12-31 18:00"))

    assert ([], []) == (shipped.ledger.commitments, shipped.post.sent)
    assert [] == on.post.sent
    assert "no consent" in {entry.because for owed in on.all_owed("yearly-check") for entry in owed.history}


def test_many_that_share_a_day_are_spread_by_what_a_day_has_room_for():
    shop = yearly(drop_after_days=20)
    for number in range(MANY):
        fetched(shop, number=str(number), contact=a_customer(number))

    shop.until(at("2029-03-30 18:00"), most=WAKES)

    days = Counter(called_on(shop))
    assert (A_DAY, MANY) == (max(days.values()), sum(days.values()))
    assert 3 == len(days)
    assert [1] * MANY == [sum(owed.is_open for owed in _of(shop, str(number))) for number in range(MANY)]


def a_customer(number: int) -> Contact:
    phone = f"+35320915{number:04}"
    return Contact(
        ref=f"c-{number}",
        given_name="Ada",
        family_name="Holm",
        email=f"ada{number}@holm.example",
        phone=Phone(raw=phone, e164=phone, quality=PhoneQuality.GOOD),
    )


def shop_rule(name: str):
    return Shop().rulebook.rules.playbook.by_id(name)


def _due(shop: Shop) -> Commitment:
    """The open one that is due first."""
    return min((owed for owed in shop.all_owed("yearly-check") if owed.is_open), key=lambda owed: owed.due_at)


def _of(shop: Shop, number: str) -> list[Commitment]:
    return [owed for owed in shop.all_owed("yearly-check") if owed.subject.id == number]
