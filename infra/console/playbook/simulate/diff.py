"""Two playbooks on the same events: what is new, what is gone, what comes at another time or in other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from console.playbook.simulate.tables import moment

Json = dict[str, Any]

SHOWN = 5
"""How many examples of each kind of difference are shown; the count says how many there are."""

SAYS = {
    "new": "is made {times} more",
    "gone": "is made {times} less",
    "moved": "comes at another time {times}",
    "heard otherwise": "reaches her at another time or in another way {times}",
    "reworded": "says or is something else {times}",
    "ends otherwise": "ends otherwise {times}",
}
"""What an owner reads of each kind, in the order in which she reads them."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that the other playbook does otherwise for one customer."""

    kind: str
    """`new`, `gone`, `moved`, `heard otherwise`, `reworded` or `ends otherwise`."""
    follow_up: str
    customer: str
    subject: str
    before: str
    after: str


def differences(before: Json, after: Json) -> list[Difference]:
    """What `after` does otherwise than `before`, by what it is about; the same commitment has the same id in both."""
    old, new = _by_id(before), _by_id(after)
    heard, heard_now = _heard(before), _heard(after)
    found = [_difference("gone", old[name], before=old[name]["due_at"]) for name in old if name not in new]
    for name, owed in new.items():
        if name not in old:
            found.append(_difference("new", owed, after=owed["due_at"]))
        else:
            changed = list(_changed(old[name], owed))
            found += changed or _reaches_her_otherwise(owed, heard.get(name, ()), heard_now.get(name, ()))
    return sorted(found, key=lambda each: (each.kind, each.follow_up, each.before or each.after, each.subject))


def page(found: list[Difference], *, zone: ZoneInfo) -> Iterator[str]:
    """In words: how many of each kind by rule, with the first few."""
    yield "With the other playbook:" if found else "Both do the same."
    groups = Counter((each.kind, each.follow_up) for each in found)
    for (kind, rule), times in sorted(groups.items(), key=lambda group: (list(SAYS).index(group[0][0]), group[0][1])):
        yield f"{rule} {SAYS[kind].format(times='once' if times == 1 else f'{times} times')}"
        alike = [each for each in found if (each.kind, each.follow_up) == (kind, rule)]
        for each in alike[:SHOWN]:
            yield f"  {each.customer}: {_told(each, zone=zone)}"
        if times > SHOWN:
            yield f"  … and {times - SHOWN} more"


def as_json(found: list[Difference]) -> list[dict[str, str]]:
    """Each as an object of its fields."""
    return [dict(vars(each)) for each in found]


def _by_id(record: Json) -> dict[str, Json]:
    return {owed["id"]: owed for owed in record["commitments"]}


def _heard(record: Json) -> dict[str, tuple[str, ...]]:
    """When she hears of each, and in which way."""
    heard = dict[str, tuple[str, ...]]()
    for contact in record["contacts"]:
        told = f"{contact['at']} {contact['how']}"
        heard[contact["commitment"]] = (*heard.get(contact["commitment"], ()), told)
    return heard


def _reaches_her_otherwise(owed: Json, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Difference]:
    """What is owed is the same; when a letter leaves or her phone rings is not: hours, budget and room decide about that."""
    unlike = (pair for pair in zip_longest(before, after, fillvalue="") if pair[0] != pair[1])
    for was, comes in islice(unlike, 1):
        yield _difference("heard otherwise", owed, before=was, after=comes)


def _changed(old: Json, new: Json) -> Iterator[Difference]:
    if (old["due_at"], old["promised_by"]) != (new["due_at"], new["promised_by"]):
        was, comes = old["promised_by"] or old["due_at"], new["promised_by"] or new["due_at"]
        inside = was == comes  # what she was promised stands; we aim at another time before it
        yield _difference(
            "moved", new, before=old["due_at"] if inside else was, after=new["due_at"] if inside else comes
        )
    if (old["words"], old["channel"], old["class"]) != (new["words"], new["channel"], new["class"]):
        yield _difference("reworded", new, before=_said(old), after=_said(new))
    if old["state"] != new["state"]:
        yield _difference("ends otherwise", new, before=old["state"], after=new["state"])


def _said(owed: Json) -> str:
    words = owed["words"] or "no words to her"
    return f"{owed['channel']}, {owed['class']}: {words}"


def _difference(kind: str, owed: Json, *, before: str = "", after: str = "") -> Difference:
    return Difference(
        kind=kind,
        follow_up=owed["follow_up"],
        customer=owed["customer"],
        subject=owed["subject"],
        before=before,
        after=after,
    )


def _told(each: Difference, *, zone: ZoneInfo) -> str:
    match each.kind:
        case "new":
            return moment(each.after, zone=zone)
        case "gone":
            return moment(each.before, zone=zone)
        case "moved":
            return f"{moment(each.before, zone=zone)} → {moment(each.after, zone=zone)}"
        case "heard otherwise":
            return f"{_contact(each.before, zone=zone)} → {_contact(each.after, zone=zone)}"
        case _:
            return f"{each.before} → {each.after}"


def _contact(told: str, *, zone: ZoneInfo) -> str:
    at, _, how = told.partition(" ")
    return f"{how}, {moment(at, zone=zone)}" if told else "not at all"
