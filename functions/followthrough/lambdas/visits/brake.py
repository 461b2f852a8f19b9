"""The owner's word about an unusual burst of letters: look, say, take back. Looking never changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from followthrough.adapters.mails.burst import nothing_page, question_page
from followthrough.application.brake import PAGE, say, take_back
from followthrough.application.ports import Burst
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import AlreadyAnswered, ChoiceNeeded, UndoClosed
from followthrough.domain.facts import Facts
from followthrough.lambdas.visits.visit import Served, Visit


def serve(visit: Visit) -> Served:
    """Show what waits, or take the owner's word. Raises BadSignature, InvalidBusiness."""
    bearer, app = visit.app.links.read_staff(PAGE, visit.token), visit.app
    if visit.fields is None:
        return _shown(app.ledger.facts(), bearer, "looked", app=app)
    try:
        facts, outcome = _said(visit.fields, app=app)
        return _shown(facts, bearer, outcome, app=app)
    except ChoiceNeeded:
        remark = "Please choose one of these. Nothing is saved yet."
        return _shown(app.ledger.facts(), bearer, "no choice", app=app, remark=remark, status=422)
    except (AlreadyAnswered, UndoClosed):
        return _shown(app.ledger.facts(), bearer, "said before", app=app)


def _said(fields: Mapping[str, str], *, app: Engine) -> tuple[Facts, str]:
    about = _about(fields.get("form", ""))
    if "undo" in fields:
        return take_back(about=about, ledger=app.ledger, clock=app.clock), "taken back"
    return say(fields.get("outcome", ""), about=about, ledger=app.ledger, clock=app.clock), "said"


def _about(form: str) -> dt.datetime:
    """Which burst the page was made for. Raises ChoiceNeeded if it came back as no page of ours."""
    try:
        return dt.datetime.fromisoformat(form)
    except ValueError:
        raise ChoiceNeeded from None


def _shown(facts: Facts, bearer: str, outcome: str, *, app: Engine, remark: str = "", status: int = 200) -> Served:
    rules = app.rulebook.current()
    if facts.brake is None:
        return nothing_page(rules.business), outcome
    burst = Burst(rules=rules, reader=rules.business.role(bearer), brake=facts.brake, url="", now=app.clock.now())
    return question_page(burst, remark=remark, status=status), outcome
