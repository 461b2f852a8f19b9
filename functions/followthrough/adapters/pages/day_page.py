"""The page on which people say what today is like: two forms, and no choice made beforehand on either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.adapters.pages.answer_pages import Choice
from followthrough.adapters.pages.day_words import headline, line_of, outcome, sentences
from followthrough.adapters.templating import rendered
from followthrough.application.day import Said, Touch
from followthrough.application.ports import Page, Rules
from followthrough.domain.facts import Away, Facts, OtherHours, Pause, Scope
from followthrough.domain.manners import listed
from followthrough.domain.news import News
from followthrough.domain.telling import Telling

AWAY, CLOSED, HOURS, PAUSE = "away", "closed", "hours", "pause"
COVER, TELL = "cover", "tell"

EVERYBODYS = (Choice(value=AWAY, label="Somebody is away", hint="Ill, on holiday, called out"),)
OWNERS = (
    Choice(value=CLOSED, label="We are closed", hint="On the day below"),
    Choice(value=HOURS, label="We keep other hours", hint="On the day below"),
    Choice(value=PAUSE, label="Pause all letters", hint="Tasks for us go on"),
)


@dataclass(frozen=True, kw_only=True)
class DayPage:
    """Renders the page for one reader; nothing here changes anything."""

    rules: Rules
    """As they are today."""
    reader: str
    now: dt.datetime

    @property
    def may_all(self) -> bool:
        return self.reader == self.rules.business.owner

    def form(self, *, remark: str = "", status: int = 200) -> Page:
        """What is different today? And what was said before, to take it back."""
        roles = self.rules.business.roles
        people = [(name, role.person) for name, role in roles.items() if self.may_all or name == self.reader]
        return self._page(
            "page_day.html",
            status=status,
            today=Telling(now=self.now, zone=self.rules.business.zone).day(self.now),
            choices=[*(EVERYBODYS if self.may_all else _my_own()), *(OWNERS if self.may_all else ()), *self._said()],
            people=people,
            me=self.reader,
            may_all=self.may_all,
            remark=remark,
        )

    def touched(
        self, news: News, touch: Touch, *, fields: Mapping[str, str], remark: str = "", status: int = 200
    ) -> Page:
        """What it would touch, and what may be chosen; nothing is saved yet."""
        return self._page(
            "page_touched.html",
            status=status,
            heading=headline(news, business=self.rules.business, now=self.now),
            complaints=[line_of(line, now=self.now) for line in touch.complaints],
            promised=[line_of(line, now=self.now) for line in touch.promised],
            sentences=sentences(news, touch),
            fields=list(fields.items()),
            choices=_choices(news, touch),
            remark=remark,
        )

    def saved(self, news: News, said: Said) -> Page:
        """It is saved, and how to take it back."""
        heading = f"Saved: {headline(news, business=self.rules.business, now=self.now)}"
        words = [*outcome(said, now=self.now), "It can be taken back on the page of the day, at any time."]
        return self._note(heading, " ".join(words))

    def taken_back(self, news: News) -> Page:
        was = headline(news, business=self.rules.business, now=self.now)
        return self._note("Taken back", f"No longer true: {was}. What customers were told meanwhile stands.")

    def _note(self, heading: str, words: str) -> Page:
        return self._page("page_note.html", status=200, heading=heading, words=words, again="Back to the day as it is")

    def _page(self, template: str, *, status: int, **words: object) -> Page:
        business = self.rules.business
        html = rendered(template, business=business.name, phone=business.phone, **words)
        return Page(status=status, html=html)

    def _said(self) -> list[Choice]:
        return [
            Choice(
                value=code(news),
                label=_taking_back(news),
                hint=headline(news, business=self.rules.business, now=self.now),
            )
            for news in news_of(self.rules.facts)
            if self.may_all or (isinstance(news, Away) and news.role == self.reader)
        ]


def news_of(facts: Facts) -> tuple[News, ...]:
    """Everything that was said and still stands."""
    return (*facts.away, *facts.other_hours, *facts.pauses)


def code(news: News) -> str:
    """How a form names what was said before: ids and dates only."""
    match news:
        case Away(role=role, first=first, last=last):
            return f"back {role} {first} {last}"
        case OtherHours(day=day):
            return f"usual {day}"
        case Pause(scope=scope, name=name):
            return f"resume {scope} {name}".strip()


def _my_own() -> tuple[Choice, ...]:
    return (Choice(value=AWAY, label="I am away", hint="Ill, on holiday, called out"),)


def _taking_back(news: News) -> str:
    match news:
        case Away():
            return "Back again"
        case OtherHours():
            return "The usual hours after all"
        case Pause(scope=Scope.LETTERS):
            return "Letters may go out again"
        case _:
            return "Go on"


def _choices(news: News, touch: Touch) -> list[Choice]:
    """What may happen to the promises; with none there is only yes."""
    if isinstance(news, Pause) or not touch.lines:
        return [Choice(value=COVER, label="Yes, save it", hint="")]
    return [
        Choice(value=COVER, label=_as_they_are(touch), hint=_nobody_in(touch)),
        Choice(
            value=TELL,
            label="Tell the customers now",
            hint="Each gets a new time: by letter, or by a call where there is no address",
        ),
    ]


def _as_they_are(touch: Touch) -> str:
    if not touch.takers:
        return "Leave them as they are"
    takes = "takes" if len(touch.takers) == 1 else "take"
    return f"{listed(touch.takers)} {takes} them"


def _nobody_in(touch: Touch) -> str:
    alone = len(touch.left_alone)
    return f"For {alone} of them nobody is in: broken, unless somebody does it" if alone else "At their own times"
