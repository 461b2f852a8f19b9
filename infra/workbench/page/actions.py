"""The buttons of the page: each does one thing, then leads back to where it was pressed."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from workbench.durations import duration
from workbench.engine.faults import Kind
from workbench.engine.wire import UnknownCall
from workbench.page.shell import STEPS_OF_TIME, Visit
from workbench.story import samples

MOST_FAULTS = 99

_LOCAL_PATH = re.compile(r"/(?!/)[^\\\s?#]*")
"""A place on this server and nowhere else."""


class Refused(ValueError):
    """A form was filled in so that it cannot be meant; the sentence says why."""


def move_clock(visit: Visit) -> Response:
    """Let time pass as far as the button says. Raises Refused for a button that the page does not have."""
    step = visit.request.form.get("go", "")
    if step not in dict(STEPS_OF_TIME):
        raise Refused("The clock has no such button.")
    before = len(visit.bench.mail())
    fired = visit.bench.advance_to_next() if step == "next" else visit.bench.advance(by=duration(step))
    return _back(visit, fired=fired, mails=len(visit.bench.mail()) - before)


def reset(visit: Visit) -> Response:
    """Begin again with nothing."""
    visit.bench.reset()
    return redirect("/?reset=1", code=303)


def send_sample(visit: Visit) -> Response:
    """Sign a sample and post it to the door, once or twice, now or at its own time in the story.

    Raises Refused for a sample that `events/` does not have.
    """
    form = visit.request.form
    try:
        sample = samples.sample(form.get("id", ""))
    except KeyError as error:
        raise Refused("There is no such sample.") from error
    before = len(visit.bench.mail())
    if form.get("how") == "at_its_time" and sample.at > visit.bench.now:
        visit.bench.advance(to=sample.at)
    times = 2 if form.get("how") == "twice" else 1
    answers = [samples.send(sample, bench=visit.bench).status for _ in range(times)]
    return _back(visit, answer=answers, mails=len(visit.bench.mail()) - before)


def add_fault(visit: Visit) -> Response:
    """Let the next calls of a name go wrong. Raises Refused with what is wrong about the wish."""
    form = visit.request.form
    kind, times = form.get("kind", ""), form.get("times", 1, type=int)
    if kind not in set(Kind):
        raise Refused("Choose what goes wrong.")
    if not 1 <= times <= MOST_FAULTS:
        raise Refused(f"Say how often as a number from 1 to {MOST_FAULTS}.")
    try:
        visit.bench.fault(form.get("call", "").strip(), kind, times=times)
    except UnknownCall as error:
        raise Refused(str(error)) from error
    return _back(visit, faults=times)


def _back(visit: Visit, **told: int | list[int]) -> Response:
    """To the page the button was on (303: a reload does not press it again)."""
    asked = visit.request.form.get("back", "/")
    where = asked if _LOCAL_PATH.fullmatch(asked) else "/"
    return redirect(f"{where}?{urlencode(told, doseq=True)}", code=303)
