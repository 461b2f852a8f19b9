"""The mails, as the page shows them: newest first, and each as its reader sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from followthrough.domain.business import Business
from workbench.page.promises import Promise
from workbench.page.times import Moment, ShopTime
from workbench.page.wording import KINDS

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One mail, from outside."""

    id: str
    kind: str
    """`task`, `letter`, `report`; empty for a mail that does not say."""
    kind_words: str
    reader: str
    """Who gets it, by name where we know one."""
    addresses: tuple[str, ...]
    subject: str
    sent: Moment
    commitments: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The mails of one day."""

    day: str
    envelopes: tuple[Envelope, ...]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A mail with everything in it, and its neighbours."""

    envelope: Envelope
    mail: Json
    promises: tuple[Promise, ...]
    older: Envelope | None
    newer: Envelope | None

    @property
    def framed(self) -> str:
        """Its HTML for a frame: a link opens beside the workbench, not inside the picture of a mail."""
        return f'<base target="_blank">{self.mail["html"]}'


def names_by_address(business: Business, promises: Iterable[Promise]) -> dict[str, str]:
    """Who is behind an address: customers, and over them our own people."""
    customers = {each.to.email.lower(): each.to.name for each in promises if each.to.email}
    return customers | {role.email.lower(): role.person for role in business.roles.values()}


def envelopes(mails: Iterable[Json], *, names: Mapping[str, str], time: ShopTime) -> list[Envelope]:
    """Every mail, newest first. `mails` as the workbench tells them in JSON, oldest first."""
    return [_envelope(mail, names=names, time=time) for mail in mails][::-1]


def by_day(ordered: Sequence[Envelope]) -> list[Day]:
    """The same order, a heading for each day."""
    return [Day(day=day, envelopes=tuple(group)) for day, group in groupby(ordered, key=lambda each: each.sent.day)]


def opened(mail_id: str, *, mails: Iterable[Json], ordered: Sequence[Envelope], owed: Iterable[Promise]) -> Opened:
    """One mail out of all. Raises KeyError if there is none of this id."""
    ids = [each.id for each in ordered]
    if mail_id not in ids:
        raise KeyError(mail_id)
    place = ids.index(mail_id)
    envelope = ordered[place]
    return Opened(
        envelope=envelope,
        mail=next(mail for mail in mails if mail["id"] == mail_id),
        promises=tuple(promise for promise in owed if promise.id in envelope.commitments),
        older=ordered[place + 1] if place + 1 < len(ordered) else None,
        newer=ordered[place - 1] if place else None,
    )


def _envelope(mail: Json, *, names: Mapping[str, str], time: ShopTime) -> Envelope:
    kind = mail["kind"] or ""
    return Envelope(
        id=mail["id"],
        kind=kind if kind in KINDS else "",
        kind_words=KINDS.get(kind, "Mail"),
        reader=", ".join(names.get(address.lower(), address) for address in mail["to"]),
        addresses=tuple(mail["to"]),
        subject=mail["subject"] or "(no subject)",
        sent=time.moment(mail["sent_at"]),
        commitments=frozenset(mail["commitments"]),
    )
