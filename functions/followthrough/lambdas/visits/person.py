"""Beside a task: staff put right her name or address, or say whether she is somebody else we know. A choice decides."""

from __future__ import annotations

from collections.abc import Mapping

from followthrough.adapters.mails.sameness_words import DECISIONS
from followthrough.adapters.pages.answer_pages import AboutHer
from followthrough.adapters.pages.contact_form import FIELDS, typed
from followthrough.application.cards import Table
from followthrough.application.correct import correct
from followthrough.application.same_person import alike, judge
from followthrough.bootstrap.engine import Engine
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.manners import capitalised, listed

Said = tuple[AboutHer, str]
"""What the page says about it, and a code of what became of it, fit for a log."""


def is_about_her(fields: Mapping[str, str]) -> bool:
    """Whether this form is one of those beside the task; an answer to the task is never mistaken for one."""
    return "outcome" not in fields and ("correct" in fields or "other" in fields)


def take_in(fields: Mapping[str, str], table: Table, *, by: str, app: Engine) -> Said:
    """What the form says of her. Raises Missing, Unreachable, Conflict."""
    if "correct" in fields:
        return _put_right(fields, table, by=by, app=app)
    return _decided(fields, table, by=by, app=app)


def _put_right(fields: Mapping[str, str], table: Table, *, by: str, app: Engine) -> Said:
    try:
        right = typed(fields, known=table.contact, country=table.rules.business.country)
    except ChoiceNeeded as refused:
        kept = {name: fields.get(name, "") for name in FIELDS.values()}
        return AboutHer(remark=f"{refused} Nothing is saved yet.", typed=kept), "refused"
    done = correct(table.customer.key, right, by=by, tools=app.correcting)
    if not done.things:
        return AboutHer(saved="Nothing was changed."), "nothing changed"
    return AboutHer(saved=f"{capitalised(listed(done.things))} put right."), "put right"


def _decided(fields: Mapping[str, str], table: Table, *, by: str, app: Engine) -> Said:
    """Only somebody whom the page has asked about can be decided about."""
    choice, other = fields.get("same", ""), fields.get("other", "")
    asked = {each.customer.key for each in alike(table, ledger=app.ledger)}
    if choice not in DECISIONS or other not in asked:
        return AboutHer(saved="Nothing was changed."), "no choice"
    try:
        judge(table.customer.key, other, is_same=DECISIONS[choice], by=by, tools=app.judging)
    except RuleBroken as refused:
        return AboutHer(saved=f"{refused}"), "refused"
    return AboutHer(saved="Saved. It can be taken back below."), "decided"
