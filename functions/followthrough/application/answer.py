"""Somebody tapped: look, answer, take back. Looking never changes anything; the first answer stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.cards import CUSTOMER, Cards, Table
from followthrough.application.heard import gifts, said, without_gifts
from followthrough.application.one_call import after_answer, before_answer
from followthrough.application.outcomes import Tap, by_customer, by_staff
from followthrough.application.ports import Clock, Ledger, Pass, Record, Rulebook
from followthrough.application.retry import until_first
from followthrough.application.settle import OURSELVES, release_open_care
from followthrough.domain.commitment import Answer
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint, Customer, Hold, Note
from followthrough.domain.errors import AlreadyAnswered, Missing, RuleBroken, UndoClosed
from followthrough.domain.event import COMPLAINT, PhoneQuality
from followthrough.domain.ladder import complaint_about, to_settle
from followthrough.domain.words import Outcome, Reply

MAX_NOTE = 2000
FORGOTTEN = "This customer asked to be forgotten: nothing is owed any more, and nothing is to be written down."


@dataclass(frozen=True, kw_only=True)
class Answering:
    """What answering needs of the world."""

    ledger: Ledger
    rulebook: Rulebook
    cards: Cards
    clock: Clock

    def table(self, link: Pass) -> Table:
        """What this link is about, as it stands. Raises Missing."""
        commitment = self.ledger.read(commitments=[link.commitment]).commitments.get(link.commitment)
        if commitment is None:
            raise Missing
        return self.cards.lay(commitment, rules=self.rulebook.current())


def answer(link: Pass, tap: Tap, *, tools: Answering) -> Table:
    """Record what became of it.

    Raises ChoiceNeeded, AlreadyAnswered (the first answer stands), RuleBroken (a time nobody can keep), Missing.
    """
    return until_first(lambda: _answer(link, tap, tools=tools))


def may_take_back(answer: Answer | None, link: Pass, *, now: dt.datetime) -> bool:
    """Whether the bearer of this link may undo this answer: what staff said about her is not hers to see or to undo."""
    return answer is not None and answer.can_be_undone(now=now) and _is_own(answer, link)


def take_back(link: Pass, *, tools: Answering) -> Table:
    """Undo the last answer within ten minutes: she takes back hers, staff take back theirs. Raises UndoClosed, Missing."""
    return until_first(lambda: _take_back(link, tools=tools))


def say_stop(customer: str, *, tools: Answering) -> None:
    """She wants no more care from us: at once, over all playbooks, by every contact point we know of her."""
    points = until_first(lambda: _opt_out(customer, tools=tools))
    until_first(lambda: release_open_care(customer, points=points, ledger=tools.ledger, now=tools.clock.now()))


def _answer(link: Pass, tap: Tap, *, tools: Answering) -> Table:
    table, now = tools.table(link), tools.clock.now()
    if tap.generation != table.commitment.generation:
        raise AlreadyAnswered
    if table.customer.is_forgotten:
        raise RuleBroken(FORGOTTEN)
    answered = table.commitment.answered(tap.choice, at=now, by=link.bearer)
    decide = by_customer if link.bearer == CUSTOMER else by_staff
    changed = to_settle(decide(answered, tap, table, now=now), table.rule, now=now)
    points = _points_after(table, tap.choice, now=now)
    notes = _note(table, tap, by=link.bearer, now=now)
    riders = after_answer(table, changed, now=now)
    given = gifts(table, tap.words, by=link.bearer, now=now)
    tools.ledger.commit(changed, *riders, *points, *notes, *given, *_customer_after(table, tap.choice))
    return replace(table, commitment=changed)


def _points_after(table: Table, choice: str, *, now: dt.datetime) -> tuple[Record, ...]:
    """A hold and an opt-out act at once, in the same commit as the answer; a complaint has its hold already."""
    if choice in (Outcome.PROBLEM, Reply.NOT_RIGHT) and table.subject.ref.type != COMPLAINT:
        hold = Hold(because=_hold_of(table), since=now)
        return tuple(point.holding(hold) for point in table.own_points)
    if choice == Outcome.DO_NOT_CONTACT:
        return tuple(point.opted_out(at=now) for point in table.own_points)
    return ()


def _customer_after(table: Table, choice: str) -> tuple[Record, ...]:
    """A number found wrong is marked at once, so that nobody dials it again unchecked."""
    if choice != Outcome.WRONG_NUMBER:
        return ()
    return tuple(customer.with_number(PhoneQuality.DOUBTFUL) for customer in _known_by_this_number(table))


def _known_by_this_number(table: Table) -> tuple[Customer, ...]:
    """The customer, as every source knows her whose matter was in this call."""
    known = {each.customer.key: each.customer for each in (table, *table.riders)}
    dialled = table.contact.phone.e164 if table.contact.phone else None
    others = [customer for customer in known.values() if customer.key != table.customer.key] if dialled else []
    return (table.customer, *(each for each in others if each.contact.phone and each.contact.phone.e164 == dialled))


def _hold_of(table: Table) -> str:
    return f"complaint {complaint_about(table.commitment, source=OURSELVES)}"


def _note(table: Table, tap: Tap, *, by: str, now: dt.datetime) -> tuple[Note, ...]:
    text, answers = tap.note.strip()[:MAX_NOTE], said(tap.words, table=table, by=by)
    if not text and not answers:
        return ()
    about, which = table.commitment.id, table.commitment.generation
    note = Note(customer=table.customer.key, commitment=about, at=now, by=by, text=text, number=which, said=answers)
    return (note,)


def _take_back(link: Pass, *, tools: Answering) -> Table:
    table, now = tools.table(link), tools.clock.now()
    taken = table.commitment.answer
    if taken is not None and not _is_own(taken, link):
        raise UndoClosed("This was answered by somebody else.")
    if table.customer.is_forgotten:
        raise UndoClosed(FORGOTTEN)
    undone = table.commitment.undone(at=now, by=link.bearer)
    points = [_as_before(point, taken, table) for point in table.own_points]
    riders = before_answer(undone, taken, ledger=tools.ledger, by=link.bearer, now=now)
    tools.ledger.commit(undone, *riders, *points, *_customer_before(table, taken), *without_gifts(table, taken))
    return replace(table, commitment=undone)


def _is_own(answer: Answer, link: Pass) -> bool:
    """Whether the same side said it: she, or any of the staff. What one passed on to another only he can take back."""
    if answer.outcome == Outcome.NOT_MINE:
        return answer.by == link.bearer
    return (answer.by == CUSTOMER) == (link.bearer == CUSTOMER)


def _customer_before(table: Table, taken: Answer | None) -> tuple[Record, ...]:
    """Her number is trusted again, if it was this answer that said otherwise and it had looked good."""
    phone = table.contact.phone
    if taken is None or taken.outcome != Outcome.WRONG_NUMBER or phone is None or phone.e164 is None:
        return ()
    return tuple(customer.with_number(PhoneQuality.GOOD) for customer in _known_by_this_number(table))


def _as_before(point: ContactPoint, taken: Answer | None, table: Table) -> ContactPoint:
    """The hold and the opt-out that this very answer set are lifted; older ones stay."""
    freed = point if table.subject.ref.type == COMPLAINT else point.letting_go(_hold_of(table))
    if taken is not None and taken.outcome == Outcome.DO_NOT_CONTACT and freed.opted_out_at == taken.at:
        return replace(freed, opted_out_at=None)
    return freed


def _opt_out(customer: str, *, tools: Answering) -> tuple[ContactPoint, ...]:
    known = tools.ledger.read(customers=[customer]).customers.get(customer)
    if known is None:
        raise Missing
    points = tools.ledger.read(points=known.points).points
    now = tools.clock.now()
    changed = [point.opted_out(at=now) for point in points.values() if point.opted_out_at is None]
    if changed:
        tools.ledger.commit(*changed)
    return tuple(points.values())
