"""Which promise is meant when somebody names it: by its id, by what it is about, or by the customer's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followthrough.application.ports import Ledger
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import Customer
from followthrough.domain.manners import full_name
from followthrough.domain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Named:
    """A promise, and what it is recognised by."""

    commitment: Commitment
    subject: Subject | None
    customer: Customer | None

    @property
    def name(self) -> str:
        """The customer's, as far as we know it."""
        return (full_name(self.customer.contact) if self.customer else None) or ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """What people and machines call the order, the repair or the complaint."""
        details = dict(self.subject.details) if self.subject else {}
        return tuple(filter(None, (details.get("number"), self.commitment.subject.id)))


def meant(text: str, *, ledger: Ledger) -> tuple[Named, ...]:
    """Every promise that this may mean, the newest first; none, if it means none. Raises Unreachable.

    Only an id is looked up; for anything else the whole ledger is read.
    """
    asked = " ".join(text.replace("#", " ").split()).casefold()
    if not asked:
        return ()
    exactly = ledger.read(commitments=[asked]).commitments
    if exactly:
        return named(exactly.values(), ledger=ledger)
    alike = [each for each in everything(ledger) if _is(each, asked)]
    return tuple(sorted(alike, key=lambda each: (each.commitment.made_at, each.commitment.id), reverse=True))


def named(owed: Iterable[Commitment], *, ledger: Ledger) -> tuple[Named, ...]:
    """These with what they are recognised by. Raises Unreachable."""
    mine = tuple(owed)
    found = ledger.read(subjects={each.subject for each in mine}, customers={each.customer for each in mine})
    return tuple(_with(each, found.subjects, found.customers) for each in mine)


def everything(ledger: Ledger) -> tuple[Named, ...]:
    """Everything that was ever owed, with what it is recognised by. Raises Unreachable."""
    whole = ledger.whole()
    subjects = {str(each.ref): each for each in whole if isinstance(each, Subject)}
    customers = {each.key: each for each in whole if isinstance(each, Customer)}
    return tuple(_with(each, subjects, customers) for each in whole if isinstance(each, Commitment))


def _with(owed: Commitment, subjects: Mapping[str, Subject], customers: Mapping[str, Customer]) -> Named:
    return Named(commitment=owed, subject=subjects.get(str(owed.subject)), customer=customers.get(owed.customer))


def _is(each: Named, asked: str) -> bool:
    """`order 1007`, `1007`, `nora` or `nora quill`."""
    numbers = {number.replace("#", "").strip().casefold() for number in each.numbers}
    if numbers & {asked, asked.removeprefix(f"{each.commitment.subject.type} ")}:
        return True
    return set(asked.split()) <= set(each.name.casefold().split())
