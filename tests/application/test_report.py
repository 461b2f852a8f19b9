from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest

from followthrough.application.ports import Message, Sheet, Week
from followthrough.application.report import Reporting, last_week, report_day, report_week
from followthrough.domain.customer import PastContact
from followthrough.domain.errors import NotSent
from followthrough.domain.words import Channel, MessageClass, State
from support.shop import Shop, an_event, at


@dataclass
class KeptReports:
    """A reporter that keeps what it was handed."""

    sheets: list[Sheet] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)

    def sheet(self, sheet: Sheet) -> Message:
        self.sheets.append(sheet)
        return _mail(sheet.reader.email, "sheet")

    def week(self, week: Week) -> Message:
        self.weeks.append(week)
        return _mail(week.reader.email, "week")


def _mail(to: str, subject: str) -> Message:
    return Message(
        kind="report",
        sender="shop@corncrake.example",
        to=to,
        reply_to="shop@corncrake.example",
        subject=subject,
        text="",
        html="",
        thread=subject,
        commitments=(),
        headers={},
    )


def reports(shop: Shop) -> tuple[Reporting, KeptReports]:
    reporter = KeptReports()
    tools = Reporting(
        ledger=shop.ledger,
        rulebook=shop.rulebook,
        cards=shop.tools.cards,
        reporter=reporter,
        post=shop.post,
        clock=shop.clock,
    )
    return tools, reporter


def sheets_at(shop: Shop, minute: str) -> list[tuple[str, list[str]]]:
    """Who gets a sheet at this minute, and with what on it."""
    shop.until(at(minute))
    tools, reporter = reports(shop)
    report_day(tools=tools)
    return [(sheet.reader.person, [card.follow_up.id for card in sheet.cards]) for sheet in reporter.sheets]


def week_at(shop: Shop, minute: str) -> Week:
    shop.until(at(minute))
    tools, reporter = reports(shop)
    report_week(tools=tools)
    [week] = reporter.weeks
    return week


def a_shop_with_three_repairs() -> Shop:
    """Three price calls for Monday 2 March, 17:00."""
    shop = Shop()
    for number in ("1", "2", "3"):
        shop.hears(an_event("repair.received", at("2026-03-02 08:40"), number=number))
    return shop


# ----- the sheet -----------------------------------------------------------------------------------


def test_whoever_has_something_to_do_today_gets_a_sheet_of_it():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    assert sheets_at(shop, "2026-03-10 07:45") == [("Donal", ["week-after"])]


@pytest.mark.parametrize("minute", ["2026-03-09 07:45", "2026-03-07 07:45", "2026-03-17 07:45"])
def test_a_day_without_work_has_no_sheets(minute):
    """The day before, a Saturday on which Donal is off, and a closed holiday."""
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    if minute > "2026-03-10":
        shop = Shop()
        shop.hears(an_event("repair.collected", at("2026-03-10 16:20")))

    assert sheets_at(shop, minute) == []


def test_a_sheet_is_in_the_order_in_which_things_are_due():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00"), number="9"))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    assert sheets_at(shop, "2026-03-10 07:45") == [("Donal", ["week-after", "week-after-delivery"])]


def test_what_is_answered_or_cancelled_is_not_on_the_sheet_and_letters_never_are():
    shop = a_shop_with_three_repairs()
    shop.hears(an_event("order.placed", at("2026-03-02 20:30"), number="9"))
    one, two, _ = shop.all_owed("price-call")
    shop.taps(one, "done")
    shop.hears(an_event("repair.cancelled", at("2026-03-02 08:50"), number="2"))
    shop.clock.at = at("2026-03-02 08:55")

    assert sheets_at(shop, "2026-03-02 08:55") == [("Donal", ["price-call"])]
    assert two.subject.id == "2"


def test_nobody_is_asked_by_the_sheet_to_phone_somebody_whose_complaint_is_open():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.hears(an_event("complaint.opened", at("2026-03-09 16:00"), source="helpdesk"))

    assert sheets_at(shop, "2026-03-10 07:45") == [("Donal", ["listen"])]


def test_nobody_is_asked_by_the_sheet_to_phone_somebody_who_said_stop():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00")))
    shop.says_stop(shop.owed("week-after-delivery"))
    for point in shop.points():
        shop.ledger.commit(point.opted_out(at=at("2026-03-05 09:00")))

    assert sheets_at(shop, "2026-03-10 07:45") == []


def test_a_care_call_that_has_to_wait_for_the_budget_is_not_on_the_sheet():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00"), number="1"))
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), number="2"))
    shop.plays_by("week-after-delivery", call_if_any=(), else_letter=None)

    assert sheets_at(shop, "2026-03-10 07:45") == [("Donal", ["week-after-delivery"])]
    assert sheets_at(shop, "2026-03-11 07:45") == []


def test_a_care_call_that_finds_room_in_the_budget_only_next_week_is_not_on_todays_sheet():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    letter = PastContact(
        at=at("2026-03-02 16:00"), channel=Channel.EMAIL, message_class=MessageClass.CARE, follow_up="first-thanks"
    )
    for point in shop.points():
        shop.ledger.commit(point.contacted(letter).contacted(letter))

    assert sheets_at(shop, "2026-03-11 07:45") == []


def test_a_care_call_on_its_last_day_is_not_on_the_sheet_while_a_complaint_is_open():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-16 09:00"))
    shop.hears(an_event("complaint.opened", at("2026-03-16 18:00"), source="helpdesk"))

    assert sheets_at(shop, "2026-03-19 07:45") == [("Maeve", ["listen"]), ("Donal", ["progress"])]


def test_the_link_on_a_sheet_is_its_readers_own():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 07:45"))
    tools, reporter = reports(shop)

    report_day(tools=tools)

    [card] = reporter.sheets[0].cards
    assert card.answer_url.endswith("/adviser")


# ----- the Monday letter ---------------------------------------------------------------------------


def test_the_monday_letter_counts_what_fell_due_last_week_and_what_became_of_it():
    shop = a_shop_with_three_repairs()
    one, two, _ = shop.all_owed("price-call")
    shop.taps(one, "done")
    shop.until(at("2026-03-02 16:00"))
    shop.hears(an_event("repair.cancelled", at("2026-03-02 16:00"), number="2"))

    week = week_at(shop, "2026-03-09 07:30")

    assert (week.due, week.by_state) == (2, {State.KEPT: 1, State.BROKEN: 1})
    assert [card.commitment.subject.id for card in week.broken] == ["3"]
    assert (week.reader.person, two.subject.id) == ("Maeve", "2")


def test_a_promise_counts_in_the_week_it_was_promised_for():
    shop = a_shop_with_three_repairs()

    dues = [week_at(shop, minute).due for minute in ("2026-03-02 18:00", "2026-03-09 07:30", "2026-03-16 07:30")]

    assert dues == [0, 3, 0]


def test_a_broken_promise_stays_in_its_week_also_when_she_was_given_another_time():
    shop = a_shop_with_three_repairs()
    shop.until(at("2026-03-02 17:00"))

    shop.taps(shop.all_owed("price-call")[0], "reschedule", by="owner", when=at("2026-03-10 10:00"))

    assert week_at(shop, "2026-03-09 07:30").by_state == {State.BROKEN: 3}


def test_care_is_not_counted_among_promises():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))

    assert week_at(shop, "2026-03-16 07:30").due == 0


def test_a_week_without_promises_is_reported_all_the_same():
    shop = Shop()

    week_at(shop, "2026-03-09 07:30")

    assert [message.to for message in shop.post.sent] == ["maeve@corncrake.example"]


@pytest.mark.parametrize(
    ("zone", "now", "since", "until"),
    [
        ("Europe/Dublin", "2026-03-30T06:30Z", "2026-03-23T00:00Z", "2026-03-29T23:00Z"),
        ("America/New_York", "2026-03-09T12:00Z", "2026-03-02T05:00Z", "2026-03-09T04:00Z"),
        ("Australia/Sydney", "2026-04-05T20:00Z", "2026-03-29T13:00Z", "2026-04-05T14:00Z"),
    ],
)
def test_last_week_is_a_week_of_civil_days_across_a_clock_change(zone, now, since, until):
    found = last_week(dt.datetime.fromisoformat(now), zone=ZoneInfo(zone))

    assert found == (dt.datetime.fromisoformat(since), dt.datetime.fromisoformat(until))


def test_a_promise_for_the_last_second_of_sunday_counts_and_one_for_monday_does_not():
    shop = a_shop_with_three_repairs()
    for owed, by in zip(
        shop.all_owed("price-call"), ("2026-03-08 23:59:59", "2026-03-09 00:00", "2026-03-01 23:59:59"), strict=True
    ):
        shop.ledger.commit(dataclasses.replace(owed, promised_by=at(by), agenda=()))

    assert week_at(shop, "2026-03-09 07:30").due == 1


def a_shop_that_broke_a_promise() -> Shop:
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-11 09:20"), number="web-1"))
    shop.until(at("2026-03-11 18:00"))
    return shop


def test_a_broken_promise_stays_on_top_of_the_owners_sheet_until_somebody_mends_it():
    shop = a_shop_that_broke_a_promise()
    shop.hears(an_event("repair.collected", at("2026-03-05 16:20")))

    assert sheets_at(shop, "2026-03-12 07:45") == [("Maeve", ["answer"]), ("Donal", ["week-after"])]

    shop.taps(shop.owed("answer"), "done", by="owner")

    assert ("Maeve", ["answer"]) not in sheets_at(shop, "2026-03-13 07:45")


def test_a_broken_promise_is_out_of_sight_after_two_weeks():
    shop = a_shop_that_broke_a_promise()

    assert sheets_at(shop, "2026-03-26 07:45") == []


def test_a_mail_that_cannot_be_sent_stops_nobody_elses_sheet():
    shop = a_shop_that_broke_a_promise()
    shop.hears(an_event("repair.collected", at("2026-03-05 16:20")))
    shop.until(at("2026-03-12 07:45"))
    shop.post.fails_with = [NotSent()]
    tools, _ = reports(shop)
    before = len(shop.post.sent)

    assert report_day(tools=tools) == 1
    assert [message.to for message in shop.post.sent[before:]] == ["donal@corncrake.example"]


def test_a_mail_service_that_takes_no_sheet_at_all_is_told_so_that_it_is_tried_again():
    shop = a_shop_that_broke_a_promise()
    shop.until(at("2026-03-12 07:45"))
    shop.post.fails_with = [NotSent()]
    tools, _ = reports(shop)

    with pytest.raises(NotSent):
        report_day(tools=tools)
