from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field

import pytest

from followthrough.application.ports import Message, Sheet, Week
from followthrough.application.report import FEW, Reporting, report_day, report_week
from followthrough.application.todays_rules import heeding
from followthrough.domain.customer import PastContact
from followthrough.domain.errors import NotSent
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Facts, OtherHours, WeekRead
from followthrough.domain.figures import Became
from followthrough.domain.opening import Span
from followthrough.domain.words import Channel, MessageClass
from support.shop import IDRIS, Shop, an_event, at


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
    shop = Shop().without("no-news")
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
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00"), number="9", contact=IDRIS))
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

    assert (week.figures.due, week.figures.by) == (2, {Became.KEPT: 1, Became.BROKEN: 1})
    assert [card.commitment.subject.id for card in week.broken] == ["3"]
    assert (week.reader.person, two.subject.id) == ("Maeve", "2")


def test_a_promise_counts_in_the_week_it_was_promised_for():
    shop = a_shop_with_three_repairs()

    dues = [
        week_at(shop, minute).figures.due for minute in ("2026-03-02 18:00", "2026-03-09 07:30", "2026-03-16 07:30")
    ]

    assert dues == [0, 3, 0]


def test_a_broken_promise_stays_in_its_week_also_when_she_was_given_another_time():
    shop = a_shop_with_three_repairs()
    shop.until(at("2026-03-02 17:00"))

    shop.taps(shop.all_owed("price-call")[0], "reschedule", by="owner", when=at("2026-03-10 10:00"))

    assert week_at(shop, "2026-03-09 07:30").figures.by == {Became.BROKEN: 3}


def test_care_is_not_counted_among_promises():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))

    assert week_at(shop, "2026-03-16 07:30").figures.due == 0


def test_a_week_without_promises_is_reported_all_the_same():
    shop = Shop()

    week_at(shop, "2026-03-09 07:30")

    assert [message.to for message in shop.post.sent] == ["maeve@corncrake.example"]


def test_a_promise_for_the_last_second_of_sunday_counts_and_one_for_monday_does_not():
    shop = a_shop_with_three_repairs()
    for owed, by in zip(
        shop.all_owed("price-call"), ("2026-03-08 23:59:59", "2026-03-09 00:00", "2026-03-01 23:59:59"), strict=True
    ):
        shop.ledger.commit(dataclasses.replace(owed, promised_by=at(by), agenda=()))

    assert week_at(shop, "2026-03-09 07:30").figures.due == 1


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


def test_a_mail_that_cannot_be_sent_stops_nobody_elses_sheet_and_is_told_all_the_same():
    shop = a_shop_that_broke_a_promise()
    shop.hears(an_event("repair.collected", at("2026-03-05 16:20")))
    shop.until(at("2026-03-12 07:45"))
    shop.post.fails_with = [NotSent()]
    tools, _ = reports(shop)
    before = len(shop.post.sent)

    with pytest.raises(NotSent):
        report_day(tools=tools)

    assert [message.to for message in shop.post.sent[before:]] == ["donal@corncrake.example"]


def test_a_mail_service_that_takes_no_sheet_at_all_is_told_so_that_it_is_tried_again():
    shop = a_shop_that_broke_a_promise()
    shop.until(at("2026-03-12 07:45"))
    shop.post.fails_with = [NotSent()]
    tools, _ = reports(shop)

    with pytest.raises(NotSent):
        report_day(tools=tools)


# ----- once, and when somebody is there ------------------------------------------------------------


def report_at(shop: Shop, minute: str, *, which: str = "day") -> KeptReports:
    """One run of a report at this minute, with nothing else happening."""
    shop.clock.at = at(minute)
    tools, reporter = reports(shop)
    (report_day if which == "day" else report_week)(tools=tools)
    return reporter


def test_a_run_that_is_tried_again_sends_nobody_a_second_sheet():
    shop = a_shop_with_three_repairs()

    assert len(report_at(shop, "2026-03-02 08:45").sheets) == 1
    assert report_at(shop, "2026-03-02 08:46").sheets == []


def test_a_run_that_is_tried_again_sends_the_sheet_that_did_not_go_out():
    shop = a_shop_that_broke_a_promise()
    shop.hears(an_event("repair.collected", at("2026-03-05 16:20")))
    shop.until(at("2026-03-12 07:45"))
    shop.post.fails_with = [NotSent()]
    with pytest.raises(NotSent):
        report_at(shop, "2026-03-12 07:45")

    assert [sheet.reader.person for sheet in report_at(shop, "2026-03-12 07:46").sheets] == ["Maeve"]


def test_a_run_that_is_tried_again_sends_no_second_monday_letter():
    shop = a_shop_with_three_repairs()
    shop.until(at("2026-03-09 07:30"))

    weeks = [report_at(shop, f"2026-03-09 07:{minute}", which="week").weeks for minute in (30, 31)]

    assert [len(letters) for letters in weeks] == [1, 0]


def test_a_monday_letter_that_did_not_go_out_is_tried_again():
    shop = a_shop_with_three_repairs()
    shop.until(at("2026-03-09 07:30"))
    shop.post.fails_with = [NotSent()]
    with pytest.raises(NotSent):
        report_at(shop, "2026-03-09 07:30", which="week")

    assert len(report_at(shop, "2026-03-09 07:32", which="week").weeks) == 1


def test_on_a_closed_monday_the_letter_waits_for_the_first_open_morning():
    shop = Shop()

    assert report_at(shop, "2026-04-06 07:30", which="week").weeks == []
    assert report_at(shop, "2026-04-06 07:45").weeks == []
    assert [week.since for week in report_at(shop, "2026-04-07 07:45").weeks] == [at("2026-03-30 00:00")]
    assert report_at(shop, "2026-04-08 07:45").weeks == []


def test_a_firm_that_goes_live_in_the_middle_of_a_week_gets_no_letter_before_monday():
    assert report_at(Shop(), "2026-03-11 07:45").weeks == []


def test_a_monday_letter_that_could_not_be_sent_comes_with_the_sheets():
    shop = Shop()
    shop.post.fails_with = [NotSent()]
    with pytest.raises(NotSent):
        report_at(shop, "2026-03-09 07:30", which="week")

    assert len(report_at(shop, "2026-03-09 07:45").weeks) == 1


def test_an_older_week_in_which_nothing_was_due_is_not_worth_a_letter():
    shop = Shop()
    shop.ledger.commit(dataclasses.replace(shop.ledger.facts(), week_sent=at("2026-07-13 00:00")))

    letters = report_at(shop, "2026-08-10 07:30", which="week").weeks

    assert [week.since for week in letters] == [at("2026-08-03 00:00")]


def test_after_a_week_of_holidays_every_week_with_promises_is_told():
    shop = Shop()
    report_at(shop, "2026-07-27 07:30", which="week")
    shop.hears(an_event("repair.received", at("2026-07-28 08:40")))
    shop.until(at("2026-08-10 07:00"))

    letters = report_at(shop, "2026-08-10 07:30", which="week").weeks

    assert [(week.since, week.figures.due) for week in letters] == [
        (at("2026-07-27 00:00"), 1),
        (at("2026-08-03 00:00"), 0),
    ]


# ----- the unread letter ---------------------------------------------------------------------------


def unread_on(shop: Shop, minute: str) -> list[tuple[str, str]]:
    return [(sheet.reader.person, sheet.unread_url) for sheet in report_at(shop, minute).sheets if sheet.unread_url]


def test_an_unread_monday_letter_stays_on_top_of_the_owners_sheet_from_the_next_morning_until_it_is_read():
    shop = a_shop_with_three_repairs()
    for owed in shop.all_owed("price-call"):
        shop.taps(owed, "done")
    report_at(shop, "2026-03-09 07:30", which="week")
    mornings = [unread_on(shop, minute) for minute in ("2026-03-09 07:45", "2026-03-10 07:45", "2026-03-11 07:45")]
    facts = shop.ledger.facts()
    read = WeekRead(week=at("2026-03-02 00:00"), at=at("2026-03-11 08:00"), by="owner")
    shop.ledger.commit(dataclasses.replace(facts, week_read=read))

    maeve = [("Maeve", "https://promises.example/week/owner")]
    assert mornings == [[], maeve, maeve]
    assert unread_on(shop, "2026-03-12 07:45") == []


def test_a_letter_about_a_week_in_which_nothing_was_due_does_not_come_back():
    shop = Shop()
    report_at(shop, "2026-03-09 07:30", which="week")

    assert unread_on(shop, "2026-03-10 07:45") == []


# ----- a full sheet --------------------------------------------------------------------------------


def somebody(number: int) -> Contact:
    """A customer of her own for each repair: several calls to one person would be one call."""
    return Contact(ref=f"n-{number}", given_name="Nora", email=f"nora{number}@quill.example")


def a_shop_with_many_repairs(count: int) -> Shop:
    """So many price calls, due today, with the sheet sent at 08:45."""
    shop = Shop()
    for number in range(count):
        shop.hears(an_event("repair.received", at("2026-03-02 08:40"), number=str(number), contact=somebody(number)))
    report_at(shop, "2026-03-02 08:45")
    return shop


@pytest.mark.parametrize(("count", "mails"), [(FEW, FEW), (FEW + 1, 0)])
def test_of_more_than_a_few_tasks_the_sheet_is_the_only_mail_until_time_grows_short(count, mails):
    shop = a_shop_with_many_repairs(count)
    shop.until(at("2026-03-02 14:59"))

    assert len([subject for subject in shop.subjects_sent() if subject == "remind price-call"]) == mails
    assert {owed.task_is_out for owed in shop.all_owed("price-call")} == {True}

    shop.until(at("2026-03-02 15:59"))

    assert len([subject for subject in shop.subjects_sent() if subject == "nudge price-call"]) == count


def test_nobody_is_asked_for_news_by_the_sheet_while_the_customer_waits_for_a_time_that_was_promised():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.hears(an_event("repair.approved", at("2026-03-02 10:00"), agreed_by=at("2026-03-09 17:00")))
    shop.taps(shop.owed("price-call"), "done")
    shop.until(at("2026-03-04 07:45"))

    asked = {card.commitment.follow_up for sheet in report_at(shop, "2026-03-04 07:45").sheets for card in sheet.cards}

    assert "no-news" not in asked


def test_a_call_by_the_sheet_counts_as_a_contact():
    shop = a_shop_with_many_repairs(FEW + 1)
    shop.until(at("2026-03-02 14:59"))

    made = {
        contact.commitment for point in shop.points() for contact in point.contacts if contact.channel is Channel.CALL
    }

    assert {owed.id for owed in shop.all_owed("price-call")} == made
    assert "by the sheet" in [entry.because for entry in shop.all_owed("price-call")[0].history]


def test_what_moves_after_the_sheet_has_a_mail_of_its_own_again():
    shop = a_shop_with_many_repairs(FEW + 1)
    shop.clock.at = at("2026-03-02 09:00")
    shop.taps(shop.all_owed("price-call")[0], "no_answer")
    shop.until(at("2026-03-02 15:01"))

    assert [subject for subject in shop.subjects_sent() if subject == "remind price-call"] == ["remind price-call"]


def test_what_moves_while_the_sheet_goes_out_is_not_taken_for_asked():
    shop = Shop()
    for number in range(FEW + 1):
        shop.hears(an_event("repair.received", at("2026-03-02 08:40"), number=str(number), contact=somebody(number)))
    first = shop.all_owed("price-call")[0]
    shop.post.before_call = lambda: shop.taps(first, "no_answer")
    report_at(shop, "2026-03-02 08:45")

    assert [owed.is_on_a_sheet for owed in shop.all_owed("price-call")] == [False, True, True, True, True]


def test_what_somebody_else_does_by_then_is_asked_of_him_by_mail():
    shop = a_shop_with_many_repairs(FEW + 1)
    shop.ledger.commit(dataclasses.replace(shop.all_owed("price-call")[0], owner="workshop"))
    shop.until(at("2026-03-02 14:59"))

    reminded = [mail.to for mail in shop.post.sent if mail.subject == "remind price-call"]
    assert reminded == ["cormac@corncrake.example"]


def test_whoever_was_asked_by_the_sheet_is_told_when_it_is_not_wanted_any_more():
    shop = a_shop_with_many_repairs(FEW + 1)
    shop.hears(an_event("repair.cancelled", at("2026-03-02 09:00"), number="0"))
    shop.until(at("2026-03-02 09:10"))

    assert [subject for subject in shop.subjects_sent() if subject.startswith("stand_down")] == [
        "stand_down price-call"
    ]


def test_whoever_was_asked_by_the_sheet_is_told_when_a_complaint_comes_first():
    shop = Shop()
    for number in range(FEW + 1):
        shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), number=str(number), contact=somebody(number)))
    shop.until(at("2026-03-10 07:45"))
    report_at(shop, "2026-03-10 07:45")
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), source="helpdesk", contact=somebody(0)))
    shop.until(at("2026-03-10 10:05"))

    told = [subject for subject in shop.subjects_sent() if subject == "stand_down week-after"]
    assert (len(told), [subject for subject in shop.subjects_sent() if subject == "remind week-after"]) == (1, [])


@pytest.mark.parametrize("reopened_at", ["2026-03-10 09:00", "2026-03-10 10:30"])
def test_who_stands_in_and_was_asked_by_the_sheet_hears_when_it_is_not_wanted_any_more(reopened_at):
    shop = Shop()
    for number in range(FEW + 1):
        shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), number=str(number), contact=somebody(number)))
    shop.until(at("2026-03-10 07:40"))
    away(shop, "adviser")
    report_at(shop, "2026-03-10 07:45")
    shop.until(at(reopened_at))

    shop.hears(an_event("repair.reopened", at(reopened_at), number="0"))
    shop.until(at("2026-03-10 11:00"))

    told = [mail.to for mail in shop.post.sent if mail.subject == "stand_down week-after"]
    assert ["iris@corncrake.example"] == told


def test_a_sheet_that_could_not_be_sent_leaves_the_task_mails():
    shop = Shop()
    for number in range(FEW + 1):
        shop.hears(an_event("repair.received", at("2026-03-02 08:40"), number=str(number), contact=somebody(number)))
    shop.post.fails_with = [NotSent()]
    with pytest.raises(NotSent):
        report_at(shop, "2026-03-02 08:45")
    shop.until(at("2026-03-02 14:59"))

    assert len([subject for subject in shop.subjects_sent() if subject == "remind price-call"]) == FEW + 1


# ----- own figures ---------------------------------------------------------------------------------


def test_on_mondays_everybody_sees_his_own_figures_and_nobody_elses():
    shop = a_shop_with_three_repairs()
    shop.taps(shop.all_owed("price-call")[0], "done")
    shop.hears(an_event("repair.received", at("2026-03-06 16:00"), number="4"))
    shop.until(at("2026-03-09 07:45"))

    own = {sheet.reader.person: sheet.own for sheet in report_at(shop, "2026-03-09 07:45").sheets}

    assert own["Donal"].by == {Became.KEPT: 1, Became.BROKEN: 2}
    assert own["Maeve"] is None


def test_on_other_days_and_where_nobody_is_to_see_them_there_are_no_figures_of_people():
    shop = a_shop_with_three_repairs()
    shop.hears(an_event("repair.received", at("2026-03-09 16:00"), number="4"))
    shop.until(at("2026-03-10 07:45"))
    tuesday = [sheet.own for sheet in report_at(shop, "2026-03-10 07:45").sheets]
    rules = shop.rulebook.rules
    shop.rulebook.rules = dataclasses.replace(rules, business=dataclasses.replace(rules.business, own_figures=False))
    shop.hears(an_event("repair.received", at("2026-03-13 16:00"), number="5"))
    monday = [sheet.own for sheet in report_at(shop, "2026-03-16 07:45").sheets]

    assert set(tuesday) | set(monday) == {None}
    assert (len(tuesday), len(monday)) == (2, 2)


# ----- who does it today ---------------------------------------------------------------------------


def away(shop: Shop, *names: str) -> None:
    day = dt.date(2026, 3, 10)
    facts = Facts(away=tuple(Away(role=name, first=day, last=day) for name in names))
    shop.rulebook.rules = heeding(shop.rulebook.rules, facts)


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((), [("Donal", ["week-after"])]),
        (("adviser",), [("Iris", ["week-after"])]),
        (("adviser", "counter"), [("Maeve", ["week-after"])]),
    ],
)
def test_a_sheet_holds_what_its_reader_does_today_also_for_somebody_else(gone, expected):
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 07:40"))
    away(shop, *gone)

    assert expected == sheets_at(shop, "2026-03-10 07:45")


def test_what_the_counter_does_before_noon_is_on_its_sheet_though_its_next_step_comes_later():
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-09 18:00")))

    assert [("Iris", ["answer"])] == sheets_at(shop, "2026-03-10 07:45")


@pytest.mark.parametrize("when", ["2026-03-10 08:00", "2026-03-10 09:35"])
def test_whoever_steps_in_by_the_sheet_is_the_one_to_be_told_that_it_is_not_wanted(when):
    shop = Shop()
    for number in range(FEW + 1):
        shop.hears(an_event("repair.received", at("2026-03-09 15:00"), number=str(number), contact=somebody(number)))
    shop.until(at("2026-03-10 07:40"))
    away(shop, "adviser")
    report_at(shop, "2026-03-10 07:45")

    shop.until(at(when))
    shop.hears(an_event("repair.cancelled", at(when), number="0"))
    shop.until(at(when) + dt.timedelta(minutes=5))

    assert [] == [mail for mail in shop.post.sent if mail.subject == "remind price-call"]
    assert ["iris@corncrake.example"] == [mail.to for mail in shop.post.sent if mail.subject == "stand_down price-call"]


def test_what_a_letter_is_about_to_move_is_on_no_sheet_and_what_a_person_has_to_tell_is():
    shop = Shop()
    for number, contact in ((0, somebody(0)), (1, dataclasses.replace(somebody(1), email=None))):
        shop.hears(an_event("repair.received", at("2026-03-09 15:00"), number=str(number), contact=contact))
    shop.until(at("2026-03-10 07:40"))
    for owed in shop.all_owed("price-call"):
        shop.taps(owed, "cannot_keep", when=at("2026-03-11 15:00"))
    shop.until(at("2026-03-10 07:45"))
    tools, reporter = reports(shop)
    report_day(tools=tools)

    assert [["1"]] == [[card.commitment.subject.id for card in sheet.cards] for sheet in reporter.sheets]


def test_what_is_promised_for_a_shortened_day_is_on_its_sheet():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-09 15:00")))
    shop.until(at("2026-03-10 07:40"))
    short = OtherHours(day=dt.date(2026, 3, 10), hours=(Span.parse("08:00-08:15"),))
    shop.rulebook.rules = heeding(shop.rulebook.rules, Facts(other_hours=(short,)))

    assert [("Donal", ["price-call"])] == sheets_at(shop, "2026-03-10 07:45")
