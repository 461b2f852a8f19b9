"""A task or her own page: look, answer, take back. Looking never changes anything; the first answer stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from followthrough.adapters.pages.aftermath import what_follows
from followthrough.application.answer import answer, may_take_back, take_back
from followthrough.application.cards import CUSTOMER, Table
from followthrough.application.outcomes import Tap
from followthrough.application.ports import Card, Page, Pass
from followthrough.application.same_person import alike
from followthrough.bootstrap.engine import Engine
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import AlreadyAnswered, ChoiceNeeded, RuleBroken, UndoClosed
from followthrough.domain.words import State
from followthrough.lambdas import forms
from followthrough.lambdas.visits import person
from followthrough.lambdas.visits.visit import Served, Visit

GENERATION = re.compile(r"[0-9]{1,9}")


def serve(visit: Visit) -> Served:
    """Show the page, or take what came back from it. Raises BadSignature, Missing."""
    link = visit.app.links.read_answer(visit.token)
    if visit.fields is None:
        return _look(link, app=visit.app)
    if "undo" in visit.fields:
        return _undo(link, app=visit.app)
    if person.is_about_her(visit.fields) and link.bearer != CUSTOMER:
        return _told_about_her(link, visit.fields, app=visit.app)
    return _answer(link, visit.fields, app=visit.app)


def _look(link: Pass, *, app: Engine) -> Served:
    table = app.answering.table(link)
    card = _card(table, link, app=app)
    return _as_it_stands(card, link, app=app), "looked"


def _as_it_stands(card: Card, link: Pass, *, app: Engine) -> Page:
    commitment, hers = card.commitment, link.bearer == CUSTOMER
    if may_take_back(commitment.answer, link, now=card.now):
        return app.pages.answered_page(card, undo_form=_form(commitment), follows=what_follows(card))
    if not commitment.takes_an_answer:
        return app.pages.closed_page(card, hers=hers)
    if _passed_on(card, link):
        return app.pages.passed_on_page(card)
    shown = app.pages.her_page if hers else app.pages.task_page
    return shown(card, form=_form(commitment))


def _answer(link: Pass, fields: Mapping[str, str], *, app: Engine) -> Served:
    hers = link.bearer == CUSTOMER
    try:
        table = answer(link, _tap(fields, app=app), tools=app.answering)
    except ChoiceNeeded as needed:
        card = _card(app.answering.table(link), link, app=app)
        if may_take_back(card.commitment.answer, link, now=card.now):
            return _as_it_stands(card, link, app=app), "no choice"  # the way back, sent as it was served
        page = app.pages.choice_needed(card, form=_form(card.commitment), hers=hers, remark=str(needed), typed=fields)
        return page, "no choice"
    except AlreadyAnswered:
        return _too_late(link, app=app), "answered before"
    except RuleBroken as broken:
        card = _card(app.answering.table(link), link, app=app)
        page = app.pages.choice_needed(card, form=_form(card.commitment), hers=hers, remark=str(broken), typed=fields)
        return page, "refused"
    card = _card(table, link, app=app)
    return app.pages.answered_page(card, undo_form=_form(table.commitment), follows=what_follows(card)), "answered"


def _told_about_her(link: Pass, fields: Mapping[str, str], *, app: Engine) -> Served:
    """Who she is, rather than what became of the task: it is said beside the task, which stays as it is."""
    table = app.answering.table(link)
    if not table.commitment.takes_an_answer or table.rule.to_colleague:
        return _as_it_stands(_card(table, link, app=app), link, app=app), "closed"
    said, outcome = person.take_in(fields, table, by=link.bearer, app=app)
    card = _card(app.answering.table(link), link, app=app)
    status = 422 if said.remark else 200
    return app.pages.task_page(card, form=_form(card.commitment), status=status, about_her=said), outcome


def _too_late(link: Pass, *, app: Engine) -> Page:
    """The first answer stands. If the task has moved on since the page was made, it is shown as it is now."""
    card = _card(app.answering.table(link), link, app=app)
    commitment = card.commitment
    if (
        commitment.takes_an_answer
        and not may_take_back(commitment.answer, link, now=card.now)
        and not _passed_on(card, link)
    ):
        return app.pages.changed_page(card, form=_form(commitment), hers=link.bearer == CUSTOMER)
    return _as_it_stands(card, link, app=app)


def _passed_on(card: Card, link: Pass) -> bool:
    """Whether the bearer had this before and somebody else has it now; a broken one is the boss's whoever has it."""
    if link.bearer == card.rules.business.owner and card.commitment.state is State.BROKEN:
        return False
    return link.bearer in card.commitment.had_by


def _undo(link: Pass, *, app: Engine) -> Served:
    try:
        table = take_back(link, tools=app.answering)
    except UndoClosed:
        return _as_it_stands(_card(app.answering.table(link), link, app=app), link, app=app), "too late to undo"
    return _as_it_stands(_card(table, link, app=app), link, app=app), "taken back"


def _tap(fields: Mapping[str, str], *, app: Engine) -> Tap:
    """What was chosen. Raises ChoiceNeeded if a form came back as it was served."""
    choice, generation = fields.get("outcome", ""), fields.get("form", "")
    if not choice or not GENERATION.fullmatch(generation):
        raise ChoiceNeeded
    return Tap(
        choice=choice,
        generation=int(generation),
        note=fields.get("note", ""),
        when=forms.moment(fields.get("when", ""), zone=app.published.current().business.zone),
        words=fields,
    )


def _card(table: Table, link: Pass, *, app: Engine) -> Card:
    """The card as the bearer of this link may see it: the history is for staff only."""
    if link.bearer == CUSTOMER:
        return app.cards.hers(table, now=app.clock.now())
    reader = table.rules.business.role(link.bearer)
    card = app.cards.with_history(app.cards.card(table, reader=reader, now=app.clock.now()))
    return card if table.rule.to_colleague else replace(card, alike=alike(table, ledger=app.ledger))


def _form(commitment: Commitment) -> str:
    """What the page was made for: an answer counts for this generation only."""
    return str(commitment.generation)
