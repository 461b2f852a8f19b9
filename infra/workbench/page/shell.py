"""What every page of the workbench shares: the bar with the time, the way in, and what a browser may do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from console.why.silence import silence_of
from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.application.ports import Rules
from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.manners import capitalised
from followthrough.domain.words import State
from workbench.bench import Bench
from workbench.page.inbox import Envelope, envelopes, names_by_address
from workbench.page.promises import Promise, promises_of
from workbench.page.quiet import quiet
from workbench.page.times import ShopTime

Json = dict[str, Any]

TEMPLATES = Path(__file__).parent / "templates"
STEPS_OF_TIME = (("PT1H", "+1 hour"), ("P1D", "+1 day"), ("P1W", "+1 week"), ("next", "Next alarm"))
"""The buttons of the clock, and what they say."""

_REFUSALS = 400
"""From here on, a status of HTTP says that it was not taken in."""

_HEADERS = {
    # No script, nothing from elsewhere: what a customer wrote stays words, here and inside the frames.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Visit:
    """One look at the workbench: reads it at most once."""

    def __init__(self, bench: Bench, request: Request) -> None:
        self.bench = bench
        self.request = request
        self.business = firm()
        self.time = ShopTime(now=bench.now, zone=self.business.zone)

    @cached_property
    def alarms(self) -> list[Json]:
        return self.bench.alarms()

    @cached_property
    def queues(self) -> list[Json]:
        return self.bench.queues()

    @cached_property
    def records(self) -> dict[str, Commitment]:
        return {each.id: each for each in self.bench.records()}

    @cached_property
    def promises(self) -> list[Promise]:
        owed = promises_of(
            self.bench.commitments(), alarms=self.alarms, mails=self.mails, business=self.business, time=self.time
        )
        return [replace(each, silence=silence_of(self.records[each.id], is_held=each.is_held)) for each in owed]

    @cached_property
    def mails(self) -> list[Json]:
        return self.bench.mail()

    @cached_property
    def names(self) -> dict[str, str]:
        return names_by_address(self.business, self.promises)

    @cached_property
    def envelopes(self) -> list[Envelope]:
        return envelopes(self.mails, names=self.names, time=self.time)

    @property
    def dead_letters(self) -> int:
        return sum(queue["messages"] for queue in self.queues if queue["dead_letter"])


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the button just pressed has done."""

    words: str
    is_bad: bool = False
    leads_to_inbox: bool = False


def document(template: str, visit: Visit, *, status: int = 200, **values: object) -> Response:
    """A whole page. Everything that goes into it is escaped."""
    html = (
        _environment()
        .get_template(template)
        .render(
            business=visit.business,
            now=visit.time.present,
            steps_of_time=STEPS_OF_TIME,
            here=quote(visit.request.path),
            inbox_count=len(visit.envelopes),
            quiet_count=len(quiet(visit.promises)),
            open_count=sum(promise.state is State.OPEN for promise in visit.promises),
            dead_letters=visit.dead_letters,
            notice=notice(visit.request.args),
            **values,
        )
    )
    return Response(html, status=status, mimetype="text/html", headers=_HEADERS)


def notice(told: MultiDict[str, str]) -> Notice | None:
    """What an action has left in the address; only numbers are read from it, so nobody can put words there."""
    mails = told.get("mails", 0, type=int)
    went_out = f"{_count(mails, 'mail')} went out."
    answers = told.getlist("answer", type=int)
    fired, faults = told.get("fired", type=int), told.get("faults", type=int)
    if answers:
        said, is_bad = " and ".join(map(str, answers)), max(answers) >= _REFUSALS
        return Notice(words=f"The door answered {said}; {went_out}", is_bad=is_bad, leads_to_inbox=mails > 0)
    if fired is not None:
        return Notice(words=capitalised(f"{_count(fired, 'alarm')} came; {went_out}"), leads_to_inbox=mails > 0)
    if faults is not None:
        return Notice(words=f"The next {_count(faults, 'call')} of that name will go wrong.")
    return Notice(words="Everything is empty, and the clock is back at the beginning.") if "reset" in told else None


@cache
def rules() -> Rules:
    """The business whose promises these are, and its playbook."""
    return BusinessFolder().current()


def firm() -> Business:
    """The business whose promises these are."""
    return rules().business


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
