from __future__ import annotations

import datetime as dt
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.domain.due import (
    FORMS,
    AtOnce,
    Due,
    Elapsed,
    Inside,
    Later,
    NextOpenDayBy,
    SameDayBy,
    Slot,
    WithinOpenTime,
    WorkingDaysLater,
    later_slot,
    next_slot,
    parse_age,
    parse_due,
    parse_inside,
    parse_open_time,
    parse_or_when,
    parse_working_days,
    slot,
    working_days_after,
)
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar, Span

DUBLIN = ZoneInfo("Europe/Dublin")
NEW_YORK = ZoneInfo("America/New_York")
SANTIAGO = ZoneInfo("America/Santiago")
SAME_DAY = "same day by 17:00 if before 14:30, else next open day by 11:00"


def spans(*texts: str) -> tuple[Span, ...]:
    return tuple(Span.parse(text) for text in texts)


CALLS = spans("10:00-12:30", "13:30-17:00")


def garage(*, saturday: tuple[str, ...] = (), dated: dict[str, tuple[str, ...]] | None = None) -> Calendar:
    """The shop of the story: closed on St Patrick's Day, open until 12:30 on Christmas Eve."""
    exceptions = {"2026-03-17": (), "2026-12-24": ("08:00-12:30",), "2026-12-25": ()} | (dated or {})
    return Calendar(
        zone=DUBLIN,
        weekly=(spans("08:00-12:30", "13:30-17:30"),) * 5 + (spans(*saturday), ()),
        dated={dt.date.fromisoformat(day): spans(*hours) for day, hours in exceptions.items()},
    )


def at(text: str, zone: ZoneInfo = DUBLIN) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def between(opens: str, closes: str, zone: ZoneInfo = DUBLIN) -> Slot:
    return Slot(opens_at=at(opens, zone), closes_at=at(closes, zone))


def minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at once", AtOnce()),
        ("90 minutes later", Elapsed(time=minutes(90))),
        ("1 hour later", Elapsed(time=minutes(60))),
        ("3 days later", Later(days=3)),
        ("1 week later", Later(days=7)),
        ("11 months later", Later(months=11)),
        ("1 working day later", WorkingDaysLater(days=1)),
        ("2 working days later", WorkingDaysLater(days=2)),
        ("within 4 open hours", WithinOpenTime(open_time=minutes(240))),
        ("within 1 open minute", WithinOpenTime(open_time=minutes(1))),
        ("next open day by 11:00", NextOpenDayBy(by=dt.time(11))),
        (SAME_DAY, SameDayBy(by=dt.time(17), before=dt.time(14, 30), otherwise=NextOpenDayBy(by=dt.time(11)))),
    ],
)
def test_an_owner_writes_in_words_when_something_is_due(text: str, expected: Due) -> None:
    assert expected == parse_due(text)


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("  At   Once ", "at once"),
        ("1 WEEK later", "1 week later"),
        ("2 Working\tDays later", "2 working days later"),
        ("same day by 17:00 if before 14:30 else next open day by 11:00", SAME_DAY),
        ("Same day by 17:00 if before 14:30 , else next open day by 11:00", SAME_DAY),
        ("next open day by 9:00", "next open day by 09:00"),
    ],
)
def test_capitals_and_spaces_do_not_matter(text: str, same_as: str) -> None:
    assert parse_due(same_as) == parse_due(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "does not say when; write"),
        ("2 working days after", 'write it like "2 working days later"'),
        ("in 4 open hours", 'write it like "within 4 open hours"'),
        ("same day by 17:00 if before 14:30", 'write it like "same day by 17:00 if before 14:30, else next open day'),
        ("soon", "does not say when; write"),
        ("-1 days later", "does not say when; write"),
        ("1.5 hours later", "does not say when; write"),
        ("9999999999 days later", "does not say when; write"),
        ("0 days later", "from 1 to 999"),
        ("1000 working days later", "from 1 to 999"),
        ("within 0 open hours", "from 1 to 999"),
        ("within 2 hours", "not an open time"),
        ("next open day by 5pm", '"5pm" is not a time of day'),
        ("next open day by 24:00", '"24:00" is not a time of day'),
        ("same day by 17:00 if before 14:60, else next open day by 11:00", '"14:60" is not a time of day'),
        ("same day by 14:30 if before 17:00, else next open day by 11:00", "cannot be done by 14:30"),
        ("same day by 17:00 if before 17:00, else next open day by 11:00", "cannot be done by 17:00"),
    ],
)
def test_words_we_do_not_understand_are_refused_with_the_text_and_what_to_write_instead(
    text: str, problem: str
) -> None:
    with pytest.raises(InvalidBusiness) as refusal:
        parse_due(text)

    sentence = str(refusal.value)
    assert (True, True) == (f'"{text}"' in sentence, problem in sentence), sentence


def test_words_that_are_like_no_form_are_shown_every_form() -> None:
    with pytest.raises(InvalidBusiness) as refusal:
        parse_due("when the moon is full")

    assert [] == [form for form in FORMS if f'"{form}"' not in str(refusal.value)]


@pytest.mark.parametrize(
    ("parse", "text", "meant"),
    [
        (parse_open_time, "45 minutes", "45 open minutes"),
        (parse_open_time, "soon", "90 open minutes"),
        (parse_working_days, "2 days", "2 working days"),
        (parse_working_days, "7", "7 working days"),
        (parse_working_days, "a while", "5 working days"),
    ],
)
def test_a_number_that_was_meant_is_offered_as_it_is_written(parse, text: str, meant: str) -> None:
    with pytest.raises(InvalidBusiness, match=f'write "{meant}"'):
        parse(text)


def test_every_form_we_offer_is_one_we_understand() -> None:
    kinds = {type(parse_due(form)) for form in FORMS}

    assert set(get_args(Due)) == kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90 open minutes", minutes(90)),
        ("2 open hours", minutes(120)),
        ("1 Open Hour", minutes(60)),
        ("90 open minutes earlier", minutes(90)),
    ],
)
def test_open_time_is_written_in_open_hours_or_minutes(text: str, expected: dt.timedelta) -> None:
    assert expected == parse_open_time(text)


@pytest.mark.parametrize("text", ["", "90 minutes", "2 open days", "0 open hours", "two open hours"])
def test_time_that_is_not_open_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidBusiness, match=r"open time|from 1 to 999"):
        parse_open_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90 open minutes", Inside(at_least=minutes(90))),
        ("a quarter, at least 1 open hour", Inside(at_least=minutes(60), part=4)),
        ("A quarter,  at least 30 open minutes", Inside(at_least=minutes(30), part=4)),
    ],
)
def test_our_aim_is_so_much_earlier_or_a_quarter_of_the_time(text: str, expected: Inside) -> None:
    assert expected == parse_inside(text)


@pytest.mark.parametrize("text", ["a quarter", "a third, at least 1 open hour", "a quarter, at least 1 hour"])
def test_an_aim_that_nobody_can_work_out_is_refused(text: str) -> None:
    with pytest.raises(InvalidBusiness, match="open time"):
        parse_inside(text)


def test_working_days_are_counted() -> None:
    assert [parse_working_days(text) for text in ("5 working days", " 1 Working day")] == [5, 1]


@pytest.mark.parametrize("text", ["5", "5 days", "0 working days", "five working days"])
def test_what_counts_no_working_days_is_refused(text: str) -> None:
    with pytest.raises(InvalidBusiness, match=r"working days|from 1 to 999"):
        parse_working_days(text)


def test_at_once_is_the_moment_itself_at_any_hour() -> None:
    night = "2026-03-08 02:13"

    assert between(night, night) == slot(AtOnce(), anchor=at(night), calendar=garage(), windows=CALLS)


def test_hours_later_pass_while_the_shop_is_closed() -> None:
    due = slot(parse_due("2 hours later"), anchor=at("2026-03-02 17:00"), calendar=garage(), windows=())

    assert between("2026-03-02 19:00", "2026-03-02 19:00") == due


def test_hours_later_are_real_hours_in_the_night_the_clocks_change() -> None:
    due = slot(parse_due("12 hours later"), anchor=at("2026-03-28 20:00"), calendar=garage(), windows=())

    assert at("2026-03-29 09:00") == due.closes_at


@pytest.mark.parametrize(
    ("words", "anchor", "opens", "closes"),
    [
        ("1 week later", "2026-03-03 16:20", "2026-03-10 10:00", "2026-03-10 12:30"),
        ("1 week later", "2026-03-10 17:05", "2026-03-18 10:00", "2026-03-18 12:30"),
        ("1 week later", "2026-03-07 11:00", "2026-03-16 10:00", "2026-03-16 12:30"),
        ("1 week later", "2026-03-23 11:15", "2026-03-30 10:00", "2026-03-30 12:30"),
        ("3 days later", "2026-03-02 23:59", "2026-03-05 10:00", "2026-03-05 12:30"),
        ("1 month later", "2026-01-30 09:00", "2026-03-02 10:00", "2026-03-02 12:30"),
        ("1 month later", "2026-03-31 09:00", "2026-04-30 10:00", "2026-04-30 12:30"),
        ("1 month later", "2027-12-31 09:00", "2028-01-31 10:00", "2028-01-31 12:30"),
        ("11 months later", "2026-03-02 09:00", "2027-02-02 10:00", "2027-02-02 12:30"),
        ("12 months later", "2028-02-29 09:00", "2029-02-28 10:00", "2029-02-28 12:30"),
        ("2 working days later", "2026-03-16 15:00", "2026-03-19 10:00", "2026-03-19 12:30"),
        ("1 working day later", "2026-03-06 16:00", "2026-03-09 10:00", "2026-03-09 12:30"),
        ("1 working day later", "2026-03-07 11:00", "2026-03-09 10:00", "2026-03-09 12:30"),
    ],
)
def test_due_on_a_day_means_in_its_first_window_or_that_of_the_next_open_day(
    words: str, anchor: str, opens: str, closes: str
) -> None:
    due = slot(parse_due(words), anchor=at(anchor), calendar=garage(), windows=CALLS)

    assert between(opens, closes) == due


def test_a_week_after_a_repair_fetched_on_the_tenth_of_march_is_the_wednesday() -> None:
    """Tuesday 17 March 2026 is St Patrick's Day."""
    due = slot(parse_due("1 week later"), anchor=at("2026-03-10 17:05"), calendar=garage(), windows=CALLS)

    assert f"{due.opens_at.astimezone(DUBLIN):%A %H:%M}" == "Wednesday 10:00"


def test_windows_are_taken_by_the_clock_not_by_the_order_they_are_written_in() -> None:
    afternoon_first = tuple(reversed(CALLS))
    due = slot(parse_due("1 week later"), anchor=at("2026-03-03 16:20"), calendar=garage(), windows=afternoon_first)

    assert between("2026-03-10 10:00", "2026-03-10 12:30") == due


def test_without_windows_a_day_lasts_from_its_first_opening_to_its_last_closing() -> None:
    due = slot(parse_due("2 working days later"), anchor=at("2026-03-02 10:00"), calendar=garage(), windows=())

    assert between("2026-03-04 08:00", "2026-03-04 17:30") == due


def test_a_half_day_without_a_usable_window_makes_way_for_the_next_open_day() -> None:
    afternoons = spans("13:30-17:00")
    due = slot(parse_due("1 week later"), anchor=at("2026-12-17 10:00"), calendar=garage(), windows=afternoons)

    assert between("2026-12-28 13:30", "2026-12-28 17:00") == due


def test_a_window_on_a_half_day_ends_when_the_shop_does() -> None:
    whole_day = spans("10:00-17:00")
    due = slot(parse_due("1 week later"), anchor=at("2026-12-17 10:00"), calendar=garage(), windows=whole_day)

    assert between("2026-12-24 10:00", "2026-12-24 12:30") == due


@pytest.mark.parametrize(
    ("anchor", "closes"),
    [
        ("2026-03-02 08:40", "2026-03-02 17:00"),
        ("2026-03-02 14:29", "2026-03-02 17:00"),
        ("2026-03-02 14:30", "2026-03-03 11:00"),
        ("2026-03-02 23:00", "2026-03-03 11:00"),
        ("2026-03-02 00:10", "2026-03-02 17:00"),
        ("2026-03-16 15:00", "2026-03-18 11:00"),
        ("2026-03-17 09:00", "2026-03-18 11:00"),
        ("2026-03-06 15:00", "2026-03-09 11:00"),
        ("2026-03-08 12:00", "2026-03-09 11:00"),
    ],
)
def test_what_comes_in_before_the_cutoff_is_done_the_same_day(anchor: str, closes: str) -> None:
    due = slot(parse_due(SAME_DAY), anchor=at(anchor), calendar=garage(), windows=())

    assert between(anchor, closes) == due


@pytest.mark.parametrize(
    ("words", "anchor", "closes"),
    [
        (SAME_DAY, "2026-12-24 10:00", "2026-12-24 12:30"),
        (SAME_DAY, "2026-12-24 12:30", "2026-12-28 11:00"),
        (SAME_DAY, "2026-12-24 13:00", "2026-12-28 11:00"),
        ("next open day by 17:00", "2026-12-23 15:00", "2026-12-24 12:30"),
        ("next open day by 12:00", "2026-12-23 15:00", "2026-12-24 12:00"),
    ],
)
def test_on_a_half_day_a_promise_ends_with_the_shop_and_never_before_it_began(
    words: str, anchor: str, closes: str
) -> None:
    assert between(anchor, closes) == slot(parse_due(words), anchor=at(anchor), calendar=garage(), windows=())


def test_the_next_open_day_is_never_the_same_day() -> None:
    due = slot(parse_due("next open day by 11:00"), anchor=at("2026-03-02 07:00"), calendar=garage(), windows=())

    assert between("2026-03-02 07:00", "2026-03-03 11:00") == due


def test_the_cutoff_is_a_time_of_the_shop_not_of_the_sender() -> None:
    half_past_nine_in_boston = at("2026-03-02 09:30", NEW_YORK)
    due = slot(parse_due(SAME_DAY), anchor=half_past_nine_in_boston, calendar=garage(), windows=())

    assert at("2026-03-03 11:00") == due.closes_at


def test_within_open_hours_nights_do_not_count() -> None:
    due = slot(parse_due("within 4 open hours"), anchor=at("2026-03-02 16:00"), calendar=garage(), windows=CALLS)

    assert between("2026-03-02 16:00", "2026-03-03 10:30") == due


def test_a_slot_is_told_in_utc_whatever_zone_the_event_came_in() -> None:
    anchor = dt.datetime(2026, 3, 2, 12, tzinfo=NEW_YORK)
    due = slot(AtOnce(), anchor=anchor, calendar=garage(), windows=())

    assert [due.opens_at.tzinfo, due.closes_at.tzinfo] == [dt.UTC, dt.UTC]


def test_an_event_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        slot(AtOnce(), anchor=dt.datetime(2026, 3, 2, 12), calendar=garage(), windows=())  # noqa: DTZ001 (the mistake)


def test_on_the_day_whose_midnight_is_missing_the_shop_still_opens_at_its_hour() -> None:
    """Santiago skips 00:00-01:00 on Sunday 5 September 2027."""
    shop = Calendar(zone=SANTIAGO, weekly=(spans("00:00-12:00"),) * 7)
    due = slot(parse_due("1 week later"), anchor=at("2027-08-29 10:00", SANTIAGO), calendar=shop, windows=())

    assert between("2027-09-05 01:00", "2027-09-05 12:00", SANTIAGO) == due


@pytest.mark.parametrize(
    ("tried", "opens", "closes"),
    [
        ("2026-03-10 10:20", "2026-03-10 13:30", "2026-03-10 17:00"),
        ("2026-03-10 12:45", "2026-03-10 13:30", "2026-03-10 17:00"),
        ("2026-03-10 13:30", "2026-03-11 10:00", "2026-03-11 12:30"),
        ("2026-03-10 14:11", "2026-03-11 10:00", "2026-03-11 12:30"),
        ("2026-03-10 19:00", "2026-03-11 10:00", "2026-03-11 12:30"),
        ("2026-03-10 09:10", "2026-03-10 10:00", "2026-03-10 12:30"),
        ("2026-03-16 15:00", "2026-03-18 10:00", "2026-03-18 12:30"),
        ("2026-03-13 15:00", "2026-03-16 10:00", "2026-03-16 12:30"),
        ("2026-12-24 10:20", "2026-12-28 13:30", "2026-12-28 17:00"),
    ],
)
def test_whoever_did_not_answer_is_tried_in_the_other_half_of_the_day(tried: str, opens: str, closes: str) -> None:
    assert between(opens, closes) == next_slot(after=at(tried), calendar=garage(), windows=CALLS)


def test_with_one_half_only_the_next_try_is_in_the_same_half_of_the_next_open_day() -> None:
    mornings = spans("10:00-12:30")

    assert between("2026-03-18 10:00", "2026-03-18 12:30") == next_slot(
        after=at("2026-03-16 10:20"), calendar=garage(), windows=mornings
    )


def test_of_three_windows_the_next_try_is_in_the_next_one() -> None:
    thirds = spans("09:00-11:00", "11:00-13:00", "15:00-17:00")
    tries = [at("2026-03-10 09:30"), at("2026-03-10 11:00"), at("2026-03-10 16:00")]
    slots = [next_slot(after=tried, calendar=garage(), windows=thirds).opens_at for tried in tries]

    assert [at("2026-03-10 11:00"), at("2026-03-10 15:00"), at("2026-03-11 09:00")] == slots


@pytest.mark.parametrize(
    ("tried", "opens", "closes"),
    [
        ("2026-03-10 08:20", "2026-03-10 13:30", "2026-03-10 17:30"),
        ("2026-03-13 15:00", "2026-03-14 09:00", "2026-03-14 12:00"),
        ("2026-03-14 10:00", "2026-03-16 13:30", "2026-03-16 17:30"),
    ],
)
def test_without_windows_the_halves_are_the_hours_of_the_shop(tried: str, opens: str, closes: str) -> None:
    shop = garage(saturday=("09:00-12:00",))

    assert between(opens, closes) == next_slot(after=at(tried), calendar=shop, windows=())


def test_after_a_day_that_opened_in_the_afternoon_only_the_next_try_is_in_the_morning() -> None:
    thirds = spans("10:00-12:00", "13:30-15:00", "18:00-20:00")
    shop = garage(dated={"2026-03-10": ("13:00-16:00",)})

    assert at("2026-03-11 10:00") == next_slot(after=at("2026-03-10 14:00"), calendar=shop, windows=thirds).opens_at


def test_halves_are_the_same_by_the_clock_on_the_wall_even_when_the_clocks_change_in_between() -> None:
    """Friday is the last day of winter time: ten o'clock on Monday is nine o'clock of Friday."""
    shop = garage(dated={"2026-03-27": ("10:00-11:00",)})
    retry = next_slot(after=at("2026-03-27 10:20"), calendar=shop, windows=spans("10:00-11:00", "11:00-12:00"))

    assert between("2026-03-30 11:00", "2026-03-30 12:00") == retry


@pytest.mark.parametrize(
    ("after", "windows", "opens", "closes"),
    [
        ("2026-03-10 09:00", CALLS, "2026-03-11 10:00", "2026-03-11 12:30"),
        ("2026-03-10 23:30", CALLS, "2026-03-11 10:00", "2026-03-11 12:30"),
        ("2026-03-16 10:00", CALLS, "2026-03-18 10:00", "2026-03-18 12:30"),
        ("2026-12-23 10:00", spans("13:30-17:00"), "2026-12-28 13:30", "2026-12-28 17:00"),
        ("2026-03-10 09:00", (), "2026-03-11 08:00", "2026-03-11 17:30"),
    ],
)
def test_what_is_held_is_looked_at_again_on_the_next_open_day(
    after: str, windows: tuple[Span, ...], opens: str, closes: str
) -> None:
    assert between(opens, closes) == later_slot(after=at(after), calendar=garage(), windows=windows)


@pytest.mark.parametrize(
    ("moment", "count", "expected"),
    [
        ("2026-03-10 12:30", 5, "2026-03-18 17:30"),
        ("2026-03-10 12:30", 1, "2026-03-11 17:30"),
        ("2026-03-15 12:30", 1, "2026-03-16 17:30"),
        ("2026-12-23 12:30", 1, "2026-12-24 12:30"),
    ],
)
def test_working_days_run_out_when_the_last_of_them_closes(moment: str, count: int, expected: str) -> None:
    assert at(expected) == working_days_after(at(moment), count=count, calendar=garage())


instants = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@given(
    words=st.sampled_from(FORMS),
    moment=instants,
    wait=st.integers(0, 3000).map(minutes),
    windows=st.sampled_from([(), CALLS]),
)
def test_nothing_falls_due_before_it_began_or_before_what_came_in_earlier(
    words: str, moment: dt.datetime, wait: dt.timedelta, windows: tuple[Span, ...]
) -> None:
    due = parse_due(words)
    first = slot(due, anchor=moment, calendar=garage(), windows=windows)
    second = slot(due, anchor=moment + wait, calendar=garage(), windows=windows)

    assert moment <= first.opens_at <= first.closes_at <= second.closes_at


@settings(max_examples=100, deadline=None)
@given(moment=instants, windows=st.sampled_from([(), CALLS, CALLS[:1]]))
def test_a_next_try_lies_ahead_inside_the_hours_for_calls(moment: dt.datetime, windows: tuple[Span, ...]) -> None:
    calls = garage().with_spans(windows)
    retry = next_slot(after=moment, calendar=garage(), windows=windows)

    assert moment < retry.opens_at
    assert retry.closes_at - retry.opens_at == calls.open_time_between(retry.opens_at, retry.closes_at)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("P1M", "1 month later"),
        ("P7D", "7 days later"),
        ("P2W", "2 weeks later"),
        ("P1Y", "12 months later"),
        ("PT4H", "4 hours later"),
        ("PT90M", "90 minutes later"),
        ("P1DT12H", "1 day later"),
    ],
)
def test_a_length_as_machines_write_it_is_refused_with_the_words_for_it(written, meant):
    with pytest.raises(InvalidBusiness, match=f'a month is never thirty days; write "{meant}"'):
        parse_due(written)
    assert parse_due(meant)


@pytest.mark.parametrize("text", ["P", "PT", "P1X", "PXD"])
def test_what_is_no_length_at_all_is_refused_as_any_other_text(text):
    with pytest.raises(InvalidBusiness, match="does not say when"):
        parse_due(text)


# ----- what counts as an event, and how old it may be ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("5 working days after order.shipped", "2026-03-10 15:00"),
        ("3 days after order.shipped", "2026-03-06 15:00"),
        ("1 week after order.shipped", "2026-03-10 15:00"),
        ("48 hours after order.shipped", "2026-03-05 15:00"),
        ("1 month after Order.Shipped", "2026-04-03 15:00"),
    ],
)
def test_an_assumed_event_is_at_the_same_time_of_its_likely_day(text: str, likely: str) -> None:
    found = parse_or_when(text)

    assert ("order.shipped", at(likely)) == (found.kind, found.assumed_at(at("2026-03-03 15:00"), calendar=garage()))


@pytest.mark.parametrize(
    "text", ["order.shipped", "soon after order.shipped", "5 working days", "within 4 open hours after order.shipped"]
)
def test_an_assumption_says_how_long_after_what(text: str) -> None:
    with pytest.raises(InvalidBusiness, match='write "5 working days after order'):
        parse_or_when(text)


@pytest.mark.parametrize(("text", "hours"), [("30 days", 720), ("48 hours", 48), ("2 weeks", 336), ("1 Day", 24)])
def test_an_age_is_hours_days_or_weeks(text: str, hours: int) -> None:
    assert dt.timedelta(hours=hours) == parse_age(text)


@pytest.mark.parametrize("text", ["1 month", "0 days", "P30D", "old"])
def test_an_age_that_has_no_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidBusiness, match=r"30 days|from 1 to 999"):
        parse_age(text)
