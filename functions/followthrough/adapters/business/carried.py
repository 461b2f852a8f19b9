"""What a published version carries on from the one before it: first names of renamed rules, and rules taken out.

The ledger knows a rule by the first name it ever had, so a rename changes no record. A rule that is taken out makes
nothing any more, but its open commitments, answer pages and late notices still need it, and the texts that it names.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from followthrough.adapters.business.business_shape import FILE as BUSINESS
from followthrough.adapters.business.owners_words import nearest
from followthrough.adapters.business.playbook_shape import FILE as PLAYBOOK
from followthrough.adapters.business.playbook_shape import FollowUpShape
from followthrough.adapters.files import Files
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import FollowUp, Playbook

FILE = "carried.json"
"""Lies in a published version only; in a folder nobody reads it."""

REMEMBERED = dt.timedelta(days=800)
"""How long a rule that was taken out is kept at least, so that what it made can be explained; else while it is needed."""

SPEAKS_OF = ("announced_by", "by_who_did")
"""The keys in which a rule names another one."""

ROLES = ("call", "task", "signed")

Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """The first name of every rule, by its name of today; and the rules taken out, by their first name, with the day."""

    names: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, tuple[str, Table]] = field(default_factory=dict)
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Who answers for a role that is gone."""

    @classmethod
    def of(cls, files: Files) -> Carried:
        if FILE not in files.texts:
            return cls()
        told = json.loads(files.texts[FILE])
        retired = {name: (since, table) for name, (since, table) in told["retired"].items()}
        return cls(names=told["names"], retired=retired, heirs=told["heirs"])

    def text(self) -> str:
        told = {"names": self.names, "retired": self.retired, "heirs": self.heirs}
        return json.dumps(told, sort_keys=True, ensure_ascii=False)


def carrying(
    files: Files, *, over: Files, today: dt.date, needed: Collection[str] = (), heir: str | None = None
) -> Files:
    """These files as they would take the place of those: with all of the past that is still needed.

    `needed` are the rules of which something is open, by their first names; `heir` is the role that answers for roles
    that are gone, else it is the owner.

    Raises InvalidBusiness for names that would be mistaken for others.
    """
    past, tables, before = Carried.of(over), _tables(files), _tables(over)
    lately = {str(table["id"]): first for table, first in _with_first_names(before, past.names)}
    known = {**Carried.of(files).names, **lately}
    _refuse_strange_pasts(tables, known=frozenset((*known, *known.values(), *past.retired)))
    now = {str(table["id"]): first for table, first in _with_first_names(tables, known)}
    gone = {
        first: (today.isoformat(), _as_retired(table, known)) for table, first in _with_first_names(before, past.names)
    }
    kept = {
        first: each
        for first, each in past.retired.items()
        if first in needed or today - dt.date.fromisoformat(each[0]) <= REMEMBERED
    }
    retired = {first: each for first, each in {**kept, **gone}.items() if first not in now.values()}
    carried = Carried(names=now, retired=retired, heirs=_heirs(files, over=over, past=past.heirs, heir=heir))
    texts = frozenset(name for _, table in retired.values() for name in _texts_of(table))
    return Files({**_still_needed(over, texts), **files.texts, FILE: carried.text()})


def with_the_past(playbook: Playbook, files: Files, *, business: Business) -> Playbook:
    """The playbook under the names that the ledger knows, with the rules taken out. Raises InvalidBusiness."""
    past = Carried.of(files)
    names = {str(table["id"]): first for table, first in _with_first_names(_tables(files), past.names)}
    today = playbook.under_first_names({name: first for name, first in names.items() if name != first})
    ids = [*names.values(), *past.retired]
    known = {"role": list(business.roles), "follow-up": list(dict.fromkeys(ids))}
    retired = [_read(_with_roles(table, business), known) for _, table in past.retired.values()]
    rules = [business.defaults.given_to(rule) for rule in retired if rule is not None]
    announcing = {rule.announced_by for rule in (*today.follow_ups, *rules)}
    return replace(today, retired=tuple(replace(rule, announces=rule.id in announcing) for rule in rules))


def _with_first_names(tables: Iterable[Table], known: Mapping[str, str]) -> list[tuple[Table, str]]:
    """Every rule with the first name it ever had. Raises InvalidBusiness where two would have one past."""
    listed, owner = list(tables), dict[str, str]()
    ids, found = {str(table["id"]) for table in listed}, list[tuple[Table, str]]()
    for table in listed:
        name, was = str(table["id"]), table.get("was")
        if was in ids:
            raise _wrong(name, f'was: "{was}" is a rule of this playbook still')
        first = known.get(was or "") or known.get(name) or was or name
        if first in owner:
            raise _wrong(
                name, f'id: it would be taken for "{owner[first]}", once "{first}"; please choose another name'
            )
        owner[first] = name
        found.append((table, first))
    return found


def _refuse_strange_pasts(tables: Iterable[Table], *, known: frozenset[str]) -> None:
    for table in tables:
        was = table.get("was")
        if was and was not in known:
            raise _wrong(str(table["id"]), f'was: no rule "{was}" was ever published{nearest(str(was), known)}')


def _wrong(rule: str, what: str) -> InvalidBusiness:
    return InvalidBusiness(f'{PLAYBOOK}: rule "{rule}": {what.rstrip("?")}{"?" if what.endswith("?") else "."}')


def _tables(files: Files) -> Sequence[Table]:
    listed = _toml(files, PLAYBOOK).get("follow_up", [])
    return [table for table in listed if isinstance(table, dict) and isinstance(table.get("id"), str)]


def _toml(files: Files, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(files.text(name))
    except tomllib.TOMLDecodeError as error:
        raise InvalidBusiness(f"{name}: {error}.") from error


def _as_retired(table: Table, names: Mapping[str, str]) -> Table:
    """The rule as it is kept: under its first name, speaking of others by theirs."""
    spoken = {key: names.get(table[key], table[key]) for key in SPEAKS_OF if key in table}
    return {key: value for key, value in table.items() if key != "was"} | spoken | {"id": names[table["id"]]}


def _with_roles(table: Table, business: Business) -> Table:
    """A role that is gone makes way for the one of last resort; what was to be shared with it is not."""
    roles = {key: _who(table[key], business) for key in ROLES if key in table}
    also = {"also": [role for role in table["also"] if role in business.roles]} if "also" in table else {}
    return {**table, **roles, **also}


def _who(role: str, business: Business) -> str:
    return role if role in business.roles else business.heirs.get(role, business.owner)


def _heirs(files: Files, *, over: Files, past: Mapping[str, str], heir: str | None) -> dict[str, str]:
    """Every role that is gone, with one that is there: an heir that goes too leaves what it had to the next."""
    roles, firm = _roles(files)
    named = heir if heir in roles else firm
    gone = {role: named for role in _roles(over)[0] if role not in roles}
    earlier = {role: each if each in roles else named for role, each in past.items() if role not in roles}
    return {**earlier, **gone}


def _roles(files: Files) -> tuple[list[str], str]:
    """The roles of this firm, and the one of last resort."""
    told = _toml(files, BUSINESS)
    listed = told.get("role", [])
    return [str(role["id"]) for role in listed if isinstance(role, dict) and "id" in role], str(told.get("owner"))


def _read(table: Table, known: Mapping[str, list[str]]) -> FollowUp | None:
    """The rule; none if this version of the product cannot read it any more, or what it speaks of is forgotten."""
    try:
        return FollowUpShape.model_validate(table, context=known).follow_up()
    except ValidationError:
        return None


def _texts_of(table: Table) -> Iterable[str]:
    """What a rule names of letters and scripts, as the beginning of a path."""
    letters = (table.get(key) for key in ("letter", "receipt", "else_letter", "then_letter"))
    tries = table.get("tries") or {}
    yield from (f"letters/{name}." for name in (*letters, tries.get("then")) if name)
    if table.get("script"):
        yield f"scripts/{table['script']}."


def _still_needed(over: Files, texts: frozenset[str]) -> dict[str, str]:
    return {name: text for name, text in over.texts.items() if f"{name.partition('.')[0]}." in texts}
