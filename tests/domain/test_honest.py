"""What this shop keeps nine times of ten, from its own books."""

from __future__ import annotations

import datetime as dt

from followthrough.domain.honest import usually_done_by
from followthrough.domain.words import State
from support.cards import WEEKDAYS, a_commitment, at

HOUR = dt.timedelta(hours=1)


def done(hours: int, *, state: State = State.KEPT, because: str = "done"):
    """Something that was promised on a Monday at eight and done so many hours later."""
    begun = at("2026-03-02 08:00")
    return a_commitment(state=State.OPEN, caused_at=begun).ended(
        state, at=begun + hours * HOUR, what=state, because=because
    )


def test_the_slowest_of_ten_does_not_count():
    past = [done(1), done(1), done(2), done(2), done(3), done(3), done(4), done(4), done(5), done(9)]

    assert usually_done_by(past, calendar=WEEKDAYS, now=at("2026-03-09 08:00")) == at("2026-03-09 13:00")


def test_what_takes_longer_than_a_day_is_counted_in_open_time():
    past = [done(24 + 2)] * 5

    assert usually_done_by(past, calendar=WEEKDAYS, now=at("2026-03-09 08:00")) == at("2026-03-10 10:00")


def test_four_of_a_kind_tell_nothing():
    assert usually_done_by([done(1)] * 4, calendar=WEEKDAYS, now=at("2026-03-09 08:00")) is None


def test_what_was_kept_late_is_history_too():
    past = [done(1)] * 3 + [done(6, state=State.KEPT_LATE)] * 2

    assert usually_done_by(past, calendar=WEEKDAYS, now=at("2026-03-09 08:00")) == at("2026-03-09 14:00")


def test_what_was_only_tried_declined_or_released_is_no_measure():
    past = [done(1)] * 4 + [done(1, because="tried"), done(1, because="declined"), done(1, state=State.RELEASED)]

    assert usually_done_by(past, calendar=WEEKDAYS, now=at("2026-03-09 08:00")) is None
