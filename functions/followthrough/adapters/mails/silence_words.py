"""The mail that tells the owner which sources have fallen silent, since when, and what to look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.adapters.templating import rendered
from followthrough.application.ports import Message, Silence
from followthrough.domain.heard import Heard, whole_day
from followthrough.domain.opening import Calendar
from followthrough.domain.telling import Telling

HOUR = dt.timedelta(hours=1)
FEW_MINUTES, AN_HOUR = dt.timedelta(minutes=15), dt.timedelta(minutes=50)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One silent source, as the owner reads of it."""

    title: str
    since: str
    usual: str


@dataclass(frozen=True, kw_only=True)
class SilenceMail:
    """Turns silences into a mail."""

    def about(self, silence: Silence) -> Message:
        """One line for each source, and the one thing to look at."""
        business = silence.rules.business
        lines = [_line(title, heard, silence=silence) for title, heard in silence.sources]
        facts = {
            "business": business.name,
            "subject": _subject(lines),
            "heading": "One source has fallen silent"
            if len(lines) == 1
            else f"{len(lines)} sources have fallen silent",
            "reader": silence.reader.person,
            "lines": lines,
        }
        return Message(
            kind="report",
            sender=f"{business.name} <{business.mail}>",
            to=silence.reader.email,
            reply_to=business.mail,
            subject=str(facts["subject"]),
            text=rendered("silence.txt", **facts),
            html=rendered("silence.html", **facts),
            thread=f"silence-{silence.now:%Y%m%d}",
            commitments=(),
            headers={},
        )


def every(gap: dt.timedelta, *, calendar: Calendar) -> str:
    """About how often, in a round figure: the gap is a mean, and nobody is helped by its minutes."""
    day = whole_day(calendar)
    if gap < FEW_MINUTES:
        return "every few minutes"
    if gap < AN_HOUR:
        return f"about every {round(gap / dt.timedelta(minutes=5)) * 5} minutes"
    if gap < day * 3 / 4:
        return _counted(round(gap / HOUR), once="about once an hour", often="about every {} hours")
    return _counted(round(gap / day), once="about once a day", often="about every {} days")


def _counted(count: int, *, once: str, often: str) -> str:
    return once if count <= 1 else often.format(count)


def _line(title: str, heard: Heard, *, silence: Silence) -> Line:
    business = silence.rules.business
    since = Telling(now=silence.now, zone=business.zone).moment(heard.last_at)
    return Line(title=title, since=since, usual=every(heard.usual_gap, calendar=business.calendar))


def _subject(lines: list[Line]) -> str:
    if len(lines) == 1:
        return f"{lines[0].title}: nothing has come since {lines[0].since}"
    return f"{len(lines)} sources have been silent for longer than usual"
