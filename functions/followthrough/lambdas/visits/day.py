"""The day as it is: somebody is away, we are closed, letters wait. Two forms, and only a choice on both changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from followthrough.adapters.pages.day_page import AWAY, CLOSED, COVER, HOURS, PAUSE, TELL, DayPage, code, news_of
from followthrough.application.day import may_say, say, take_back, touched
from followthrough.domain.errors import BadSignature, ChoiceNeeded, InvalidBusiness, RuleBroken
from followthrough.domain.facts import Away, OtherHours, Pause, Scope
from followthrough.domain.news import News
from followthrough.domain.opening import Span
from followthrough.lambdas.visits.visit import Served, Visit

KEPT = ("what", "who", "day", "last", "hours")
"""What the first form says, and the second one brings along."""


def serve(visit: Visit) -> Served:
    """Show the page, or take what came back from it. Raises BadSignature, Unreachable, Conflict."""
    page = _page(visit)
    if visit.fields is None:
        return page.form(), "looked"
    try:
        return _told(visit, page, visit.fields)
    except (RuleBroken, InvalidBusiness) as refused:
        return page.form(remark=f"{refused} Nothing is saved yet.", status=422), "refused"


def _page(visit: Visit) -> DayPage:
    """The page of this link's bearer. Raises BadSignature, also for a role that is no more."""
    app, reader = visit.app, visit.app.links.read_staff("day", visit.token)
    rules = app.rulebook.current()
    if reader not in rules.business.roles:
        raise BadSignature("link")
    return DayPage(rules=rules, reader=reader, now=app.clock.now())


def _told(visit: Visit, page: DayPage, fields: Mapping[str, str]) -> Served:
    saying = visit.app.saying
    before = next((news for news in news_of(page.rules.facts) if code(news) == fields.get("what")), None)
    news = before or _news(fields, page, today=saying.today)
    if not may_say(news, by=page.reader, rules=page.rules):
        raise RuleBroken("This is for the owner to say.")
    if before is not None:
        take_back(before, tools=saying)
        return page.taken_back(before), "taken back"
    if fields.get("choice") not in (COVER, TELL):
        kept = {name: fields.get(name, "") for name in KEPT}
        remark, status = ("Please choose one of these.", 422) if "choice" in fields else ("", 200)
        touch = touched(news, tools=saying)
        return page.touched(news, touch, fields=kept, remark=remark, status=status), "shown"
    said = say(news, tell=fields["choice"] == TELL, by=page.reader, tools=saying)
    return page.saved(news, said), "said"


def _news(fields: Mapping[str, str], page: DayPage, *, today: dt.date) -> News:
    """What the form says. Raises ChoiceNeeded, InvalidBusiness."""
    day = _day(fields.get("day", ""), otherwise=today)
    match fields.get("what", ""):
        case what if what == AWAY:
            last = _day(fields.get("last", ""), otherwise=day)
            return Away(role=fields.get("who") or page.reader, first=day, last=last)
        case what if what == CLOSED:
            return OtherHours(day=day)
        case what if what == HOURS:
            return OtherHours(day=day, hours=_hours(fields.get("hours", "")))
        case what if what == PAUSE:
            return Pause(scope=Scope.LETTERS, since=page.now)
        case _:
            raise ChoiceNeeded("Please choose what is different.")


def _day(text: str, *, otherwise: dt.date) -> dt.date:
    if not text:
        return otherwise
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ChoiceNeeded("Please give the day as a date.") from error


def _hours(text: str) -> tuple[Span, ...]:
    if not text.strip():
        raise ChoiceNeeded("Please give the hours, such as 09:00-12:00.")
    return tuple(Span.parse(part) for part in text.split(",") if part.strip())
