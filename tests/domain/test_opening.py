from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from workclock import Holidays, Schedule, WorkDay

from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.opening import Calendar, Span, civil, in_utc, parse_clock

BERLIN = ZoneInfo("Europe/Berlin")
DUBLIN = ZoneInfo("Europe/Dublin")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")

relaxed = settings(max_examples=60, deadline=None)


def spans(*texts: str) -> tuple[Span, ...]:
    return tuple(Span.parse(text) for text in texts)


def weekdays(*texts: str, zone: ZoneInfo, dated: dict[str, tuple[Span, ...]] | None = None) -> Calendar:
    closures = {dt.date.fromisoformat(day): hours for day, hours in (dated or {}).items()}
    return Calendar(zone=zone, weekly=(spans(*texts),) * 5 + ((), ()), dated=closures)


def garage() -> Calendar:
    weekly = (spans("08:00-12:30", "13:30-17:30"),) * 5 + (spans("09:00-12:00"), ())
    dated = {dt.date(2026, 3, 17): (), dt.date(2026, 12, 24): spans("08:00-12:30")}
    return Calendar(zone=DUBLIN, weekly=weekly, dated=dated)


def at(text: str, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def here(text: str) -> dt.datetime:
    return at(text, DUBLIN)


def shown(instant: dt.datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


def minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def hours(count: int) -> dt.timedelta:
    return dt.timedelta(hours=count)


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("10:00-12:30", dt.time(10), dt.time(12, 30)),
        (" 9:05 - 12:30 ", dt.time(9, 5), dt.time(12, 30)),
        ("10:00\N{EN DASH}12:30", dt.time(10), dt.time(12, 30)),
        ("00:00-24:00", dt.time(0), dt.time(0)),
    ],
)
def test_a_span_is_written_as_from_and_to(text: str, opens: dt.time, closes: dt.time) -> None:
    span = Span.parse(text)

    assert Span(opens=opens, closes=closes) == span


@pytest.mark.parametrize(
    "text", ["", "10:00", "10-12", "25:00-26:00", "10:60-11:00", "10:00-12:00-14:00", "24:00-10:00"]
)
def test_hours_that_are_no_hours_are_refused_with_the_way_to_write_them(text: str) -> None:
    with pytest.raises(InvalidBusiness, match=r'write (it|them) as "\d\d:\d\d'):
        Span.parse(text)


@pytest.mark.parametrize("text", ["12:00-10:00", "10:00-10:00", "22:00-02:00"])
def test_a_span_that_closes_before_it_opens_is_refused(text: str) -> None:
    with pytest.raises(InvalidBusiness, match="closes before it opens"):
        Span.parse(text)


@pytest.mark.parametrize("text", ["08:00-12:30", "00:00-24:00", "22:15-24:00"])
def test_a_span_reads_as_it_is_written(text: str) -> None:
    assert text == str(Span.parse(text))


@pytest.mark.parametrize("text", ["5pm", "17.00", "24:00", "7", "17:5", "1\N{ARABIC-INDIC DIGIT SEVEN}:00"])
def test_a_time_of_day_has_hours_and_minutes(text: str) -> None:
    with pytest.raises(InvalidBusiness, match="not a time of day"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T03:00+02:00"),
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14T03:00-04:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:15", "2027-10-03T02:30+11:00"),
        ("America/Santiago", "2027-09-05", "00:30", "2027-09-05T01:00-03:00"),
        ("Africa/Cairo", "2027-04-30", "00:30", "2027-04-30T01:00+03:00"),
        ("Pacific/Apia", "2011-12-30", "10:00", "2011-12-31T00:00+14:00"),
    ],
)
def test_a_time_that_the_clocks_skip_is_the_first_minute_after(zone: str, day: str, clock: str, expected: str) -> None:
    instant = civil(dt.date.fromisoformat(day), parse_clock(clock), zone=ZoneInfo(zone))

    assert dt.datetime.fromisoformat(expected) == instant


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T02:30+02:00"),
        ("America/New_York", "2027-11-07", "01:30", "2027-11-07T01:30-04:00"),
        ("Africa/Casablanca", "2027-02-07", "02:30", "2027-02-07T02:30+01:00"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-04T01:45+11:00"),
    ],
)
def test_a_time_that_the_clocks_show_twice_is_the_first(zone: str, day: str, clock: str, expected: str) -> None:
    instant = civil(dt.date.fromisoformat(day), parse_clock(clock), zone=ZoneInfo(zone))

    assert dt.datetime.fromisoformat(expected) == instant


def test_seconds_are_rounded_up_to_the_minute() -> None:
    instant = civil(dt.date(2026, 3, 2), dt.time(10, 0, 1), zone=DUBLIN)

    assert here("2026-03-02 10:01") == instant


CHANGES = [
    ("Europe/Berlin", dt.date(2027, 3, 28)),
    ("Europe/Berlin", dt.date(2027, 10, 31)),
    ("Australia/Lord_Howe", dt.date(2027, 10, 3)),
    ("Australia/Lord_Howe", dt.date(2027, 4, 4)),
    ("America/Santiago", dt.date(2027, 9, 5)),
    ("Africa/Cairo", dt.date(2027, 4, 30)),
    ("Africa/Casablanca", dt.date(2027, 2, 7)),
    ("Pacific/Apia", dt.date(2011, 12, 30)),
    ("America/Nuuk", dt.date(2027, 3, 27)),
]


@relaxed
@given(change=st.sampled_from(CHANGES), days=st.integers(-1, 1), minute=st.integers(0, 1439))
def test_a_wall_clock_time_is_the_first_minute_at_which_the_clock_shows_it_or_more(
    change: tuple[str, dt.date], days: int, minute: int
) -> None:
    zone, day = ZoneInfo(change[0]), change[1] + dt.timedelta(days=days)
    wanted = dt.datetime.combine(day, dt.time(minute // 60, minute % 60))

    local = civil(day, wanted.time(), zone=zone).astimezone(zone)
    a_minute_before = (local.astimezone(dt.UTC) - minutes(1)).astimezone(zone)

    assert (
        a_minute_before.replace(tzinfo=None) < wanted,
        wanted <= local.replace(tzinfo=None),
        local.fold,
    ) == (True, True, 0)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        in_utc(dt.datetime(2026, 3, 2, 10))  # noqa: DTZ001 (the mistake itself)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(InvalidBusiness, match="seven days"):
        Calendar(zone=DUBLIN, weekly=(spans("09:00-17:00"),) * 5)


@pytest.mark.parametrize("dated", [{}, {dt.date(2026, 3, 2): spans("13:00-15:00", "09:00-13:30")}])
def test_hours_that_overlap_are_refused(dated: dict[dt.date, tuple[Span, ...]]) -> None:
    monday = spans("09:00-17:00") if dated else spans("12:00-17:00", "09:00-12:01")

    with pytest.raises(InvalidBusiness, match="overlap"):
        Calendar(zone=DUBLIN, weekly=(monday, *((),) * 6), dated=dated)


def test_a_closure_of_a_year_is_walked_through() -> None:
    first = dt.date(2026, 3, 2)
    holidays = {first + dt.timedelta(days=count): () for count in range(400)}
    calendar = Calendar(zone=DUBLIN, weekly=(spans("09:00-17:00"),) * 7, dated=holidays)

    assert here("2027-04-06 09:00") == calendar.next_opening(here("2026-03-02 09:00"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-02 07:59", False),
        ("2026-03-02 08:00", True),
        ("2026-03-02 12:29", True),
        ("2026-03-02 12:30", False),
        ("2026-03-02 13:30", True),
        ("2026-03-02 17:30", False),
        ("2026-03-07 11:59", True),
        ("2026-03-08 11:00", False),
        ("2026-03-17 11:00", False),
        ("2026-12-24 12:29", True),
        ("2026-12-24 14:00", False),
    ],
)
def test_a_shop_is_open_from_its_opening_until_just_before_it_closes(moment: str, is_open: bool) -> None:
    assert is_open == garage().is_open(here(moment))


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-03-02 06:00", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 11:11", "2026-03-02 11:11"),
        ("2026-03-02 12:30", "2026-03-02 13:30"),
        ("2026-03-06 17:30", "2026-03-07 09:00"),
        ("2026-03-07 12:00", "2026-03-09 08:00"),
        ("2026-03-16 17:30", "2026-03-18 08:00"),
    ],
)
def test_the_next_opening_is_now_or_the_first_one_to_come(moment: str, opening: str) -> None:
    assert here(opening) == garage().next_opening(here(moment))


def test_a_moment_is_placed_on_the_civil_day_of_the_shop() -> None:
    auckland = Calendar(zone=ZoneInfo("Pacific/Auckland"), weekly=(spans("09:00-17:00"),) * 7)

    assert dt.date(2026, 3, 3) == auckland.day_of(dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC))


def test_what_comes_out_is_in_utc_whatever_zone_went_in() -> None:
    opening = garage().next_opening(dt.datetime(2026, 6, 1, 6, 0, tzinfo=NEW_YORK))

    assert (opening.tzinfo, opening.isoformat()) == (dt.UTC, "2026-06-01T10:00:00+00:00")


def test_open_days_skip_sundays_and_holidays() -> None:
    shop = garage()
    monday, closed = dt.date(2026, 3, 16), dt.date(2026, 3, 17)

    assert (monday, dt.date(2026, 3, 18)) == (shop.next_open_day(monday), shop.next_open_day(closed))
    assert dt.date(2026, 3, 18) == shop.open_day_after(monday, count=1)
    assert dt.date(2026, 3, 23) == shop.open_day_after(monday, count=5)


def test_many_weekends_are_no_long_closure() -> None:
    office = weekdays("09:00-17:00", zone=DUBLIN)

    assert dt.date(2029, 12, 28) == office.open_day_after(dt.date(2026, 3, 2), count=999)


def test_there_is_no_open_day_number_nought_after_a_day() -> None:
    with pytest.raises(ValueError, match="number 1"):
        garage().open_day_after(dt.date(2026, 3, 16), count=0)


def test_a_dated_day_can_open_a_sunday() -> None:
    shop = weekdays("09:00-17:00", zone=DUBLIN, dated={"2026-03-08": spans("14:00-16:00", "10:00-12:00")})
    sunday = dt.date(2026, 3, 8)

    assert (
        (here("2026-03-08 10:00"), here("2026-03-08 12:00")),
        (here("2026-03-08 14:00"), here("2026-03-08 16:00")),
    ) == shop.spans_on(sunday)


def test_a_day_that_a_country_skipped_is_not_an_open_day() -> None:
    """Samoa crossed the date line: after Thursday 29 December 2011 came Saturday the 31st."""
    shop = weekdays("09:00-17:00", zone=APIA)

    assert not shop.is_open_day(dt.date(2011, 12, 30))
    assert shown(shop.add(at("2011-12-29 16:30", APIA), hours(1)), APIA) == "Mon 2012-01-02 09:30 +14"


def test_an_hour_that_the_clocks_swallow_is_not_opened() -> None:
    bakery = Calendar(zone=BERLIN, weekly=(spans("02:00-03:00", "05:00-09:00"),) * 7)

    assert ((at("2027-03-28 05:00", BERLIN), at("2027-03-28 09:00", BERLIN)),) == bakery.spans_on(dt.date(2027, 3, 28))


@pytest.mark.parametrize(
    ("moment", "open_time", "expected"),
    [
        ("2026-03-03 17:00", minutes(90), "2026-03-03 15:30"),
        ("2026-03-03 15:30", minutes(60), "2026-03-03 14:30"),
        ("2026-03-03 10:00", hours(2), "2026-03-03 08:00"),
        ("2026-03-03 08:00", hours(1), "2026-03-02 16:30"),
        ("2026-03-03 14:00", hours(1), "2026-03-03 12:00"),
        ("2026-03-03 13:00", hours(1), "2026-03-03 11:30"),
        ("2026-03-09 08:00", hours(4), "2026-03-06 16:30"),
        ("2026-03-18 09:00", hours(2), "2026-03-16 16:30"),
        ("2026-12-28 09:00", hours(2), "2026-12-26 11:00"),
        ("2026-03-03 08:00", minutes(0), "2026-03-03 08:00"),
        ("2026-03-03 13:00", minutes(0), "2026-03-03 12:30"),
    ],
)
def test_earlier_by_open_time_skips_lunch_nights_and_closed_days(
    moment: str, open_time: dt.timedelta, expected: str
) -> None:
    assert here(expected) == garage().subtract(here(moment), open_time)


def test_less_than_no_open_time_is_refused() -> None:
    with pytest.raises(ValueError, match="less than none"):
        garage().add(here("2026-03-02 09:00"), -hours(1))
    with pytest.raises(ValueError, match="less than none"):
        garage().subtract(here("2026-03-02 09:00"), -hours(1))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-02 11:30", "2026-03-02 14:30", hours(2)),
        ("2026-03-06 16:30", "2026-03-09 09:00", hours(5)),
        ("2026-03-16 12:30", "2026-03-18 08:30", minutes(270)),
        ("2026-03-02 12:30", "2026-03-02 13:30", minutes(0)),
        ("2026-03-02 14:30", "2026-03-02 11:30", minutes(0)),
        ("2026-03-09 14:30", "2026-03-02 11:30", minutes(0)),
    ],
)
def test_open_time_between_two_moments_leaves_out_what_was_closed(start: str, end: str, expected: dt.timedelta) -> None:
    assert expected == garage().open_time_between(here(start), here(end))


@pytest.mark.parametrize(
    ("day", "expected"), [("2027-03-28", hours(23)), ("2027-10-31", hours(25)), ("2027-06-01", hours(24))]
)
def test_a_day_on_which_the_clocks_change_is_an_hour_shorter_or_longer(day: str, expected: dt.timedelta) -> None:
    always = Calendar(zone=BERLIN, weekly=(spans("00:00-24:00"),) * 7)
    ((opens, closes),) = always.spans_on(dt.date.fromisoformat(day))

    assert expected == closes - opens


def test_a_shop_that_never_closes_counts_real_hours() -> None:
    always = Calendar(zone=BERLIN, weekly=(spans("00:00-24:00"),) * 7)
    start = at("2027-03-27 12:00", BERLIN)

    assert start + hours(100) == always.add(start, hours(100))


def test_windows_take_the_place_of_the_hours_on_ordinary_open_days() -> None:
    calls = garage().with_spans(spans("10:00-12:30", "18:00-19:00"))

    assert (
        (here("2026-03-02 10:00"), here("2026-03-02 12:30")),
        (here("2026-03-02 18:00"), here("2026-03-02 19:00")),
    ) == calls.spans_on(dt.date(2026, 3, 2))


def test_windows_open_no_day_that_is_closed() -> None:
    calls = garage().with_spans(spans("10:00-12:30"))

    assert [calls.is_open_day(day) for day in (dt.date(2026, 3, 8), dt.date(2026, 3, 17))] == [False, False]


def test_on_a_half_day_windows_end_when_the_shop_does() -> None:
    shop = garage()
    christmas_eve = dt.date(2026, 12, 24)
    both = shop.with_spans(spans("10:00-13:00", "13:30-17:00"))

    assert ((here("2026-12-24 10:00"), here("2026-12-24 12:30")),) == both.spans_on(christmas_eve)
    assert not shop.with_spans(spans("13:30-17:00")).is_open_day(christmas_eve)
    assert shop.spans_on(christmas_eve) == shop.with_spans(spans("00:00-24:00")).spans_on(christmas_eve)


def test_a_night_window_meets_night_hours_at_midnight() -> None:
    bar = weekdays("18:00-24:00", zone=DUBLIN, dated={"2026-03-02": spans("20:00-24:00")})
    late = bar.with_spans(spans("21:00-24:00"))

    assert ((here("2026-03-02 21:00"), here("2026-03-03 00:00")),) == late.spans_on(dt.date(2026, 3, 2))


def test_no_windows_leave_the_hours_as_they_are() -> None:
    shop = garage()

    assert shop == shop.with_spans(())


ZONES = ("Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata")


days_of_2027 = st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31))


@st.composite
def days_of_spans(draw: st.DrawFn, *, earliest: int = 0) -> tuple[Span, ...]:
    """Up to three spans on quarters of an hour, none before `earliest` (in quarters)."""
    edges = sorted(draw(st.sets(st.integers(earliest, 96), max_size=6)))
    times = [dt.time(edge % 96 // 4, edge % 4 * 15) for edge in edges]
    return tuple(Span(opens=opens, closes=closes) for opens, closes in zip(times[::2], times[1::2], strict=False))


@st.composite
def calendars(
    draw: st.DrawFn,
    *,
    ordinary: st.SearchStrategy[tuple[Span, ...]] = days_of_spans(),  # noqa: B008 (a strategy is a value)
    exceptions: st.SearchStrategy[tuple[Span, ...]] = days_of_spans(),  # noqa: B008
) -> Calendar:
    weekly = draw(st.tuples(*[ordinary] * 7).filter(any))
    dated = draw(st.dictionaries(days_of_2027, exceptions, max_size=5))
    return Calendar(zone=ZoneInfo(draw(st.sampled_from(ZONES))), weekly=weekly, dated=dated)


instants = st.datetimes(dt.datetime(2027, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
open_times = st.integers(1, 20 * 60).map(minutes)


def stands_in_a_stretch(calendar: Calendar, instant: dt.datetime) -> bool:
    today = calendar.day_of(instant)
    near = [stretch for days in (-1, 0) for stretch in calendar.spans_on(today + dt.timedelta(days=days))]
    return any(opens <= instant <= closes for opens, closes in near)


@relaxed
@given(calendar=calendars(), moment=instants, open_time=open_times)
def test_open_time_added_and_taken_away_again_leads_back(
    calendar: Calendar, moment: dt.datetime, open_time: dt.timedelta
) -> None:
    start = calendar.next_opening(moment)

    assert start == calendar.subtract(calendar.add(moment, open_time), open_time)


@relaxed
@given(calendar=calendars(), moment=instants, open_time=open_times)
def test_neither_way_ends_while_the_shop_is_closed(
    calendar: Calendar, moment: dt.datetime, open_time: dt.timedelta
) -> None:
    ends = [calendar.add(moment, open_time), calendar.subtract(moment, open_time)]

    assert [stands_in_a_stretch(calendar, end) for end in ends] == [True, True]


@relaxed
@given(calendar=calendars(), moment=instants, open_time=open_times)
def test_between_two_moments_lies_the_open_time_that_parts_them(
    calendar: Calendar, moment: dt.datetime, open_time: dt.timedelta
) -> None:
    later, earlier = calendar.add(moment, open_time), calendar.subtract(moment, open_time)

    assert open_time == calendar.open_time_between(moment, later)
    assert open_time == calendar.open_time_between(earlier, moment)


@relaxed
@given(calendar=calendars(), moment=instants, wait=open_times, open_time=open_times, more=open_times)
def test_what_starts_later_or_takes_longer_never_ends_earlier(
    calendar: Calendar, moment: dt.datetime, wait: dt.timedelta, open_time: dt.timedelta, more: dt.timedelta
) -> None:
    end = calendar.add(moment, open_time)

    assert end <= calendar.add(moment + wait, open_time)
    assert end < calendar.add(moment, open_time + more)
    assert calendar.subtract(moment, open_time) <= calendar.subtract(moment + wait, open_time)


@relaxed
@given(calendar=calendars(), moment=instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Calendar, moment: dt.datetime) -> None:
    opening = calendar.next_opening(moment)

    assert (True, minutes(0)) == (calendar.is_open(opening), calendar.open_time_between(moment, opening))


@relaxed
@given(
    calendar=calendars(ordinary=days_of_spans(earliest=16), exceptions=st.just(())),
    moment=instants,
    open_time=open_times,
)
def test_open_time_agrees_with_an_independent_engine(
    calendar: Calendar, moment: dt.datetime, open_time: dt.timedelta
) -> None:
    """Spans begin after four in the morning: inside a gap the engine answers by another rule (RFC 5545) than ours."""
    work = [WorkDay(span.opens, span.closes, days=[day]) for day, hours in enumerate(calendar.weekly) for span in hours]
    engine = Schedule([*work, Holidays(calendar.dated)], time_zone=calendar.zone)

    assert engine.add(moment, open_time) == calendar.add(moment, open_time)
    assert engine.sub(moment, open_time) == calendar.subtract(moment, open_time)
    assert engine.between(moment, moment + hours(500)) == calendar.open_time_between(moment, moment + hours(500))


@relaxed
@given(calendar=calendars(), windows=days_of_spans(), day=days_of_2027)
def test_windows_open_no_closed_day_and_stay_inside_the_hours_of_a_dated_one(
    calendar: Calendar, windows: tuple[Span, ...], day: dt.date
) -> None:
    assume(day in calendar.dated or not calendar.weekly[day.weekday()])
    hours_of_day = calendar.spans_on(day)
    windows_of_day = calendar.with_spans(windows).spans_on(day)

    outside = [
        (start, end)
        for start, end in windows_of_day
        if not any(opens <= start and end <= closes for opens, closes in hours_of_day)
    ]
    assert outside == []
