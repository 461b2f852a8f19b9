"""A business folder, examined to its last word before it goes live: everything that is wrong with it, at once.

Loading a folder refuses what cannot be read. This also finds what can be read and cannot work, what no customer should
be told, and what nobody will ever see.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from followthrough.adapters.business import business_shape, playbook_shape
from followthrough.adapters.business.business_folder import ids_in
from followthrough.adapters.business.business_shape import BusinessShape
from followthrough.adapters.business.mistakes import Mistake, of_rule, told_by, unreadable
from followthrough.adapters.business.playbook_shape import PlaybookShape
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.checking.manners_lint import unmannerly
from followthrough.adapters.checking.text_check import Given, texts_checked
from followthrough.adapters.files import SOURCES, WHOLE, Files
from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.application.ports import Rules
from followthrough.application.settle import HER_DECISIONS
from followthrough.domain import desk, ladder
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import Playbook
from followthrough.domain.sense import nonsense

OFTEN_TOLD = frozenset({"about", "how", "owner", "product", "reason", "reference", "to", "work"})
"""The details that our own desk and most senders tell."""

OUR_OWN = frozenset({*HER_DECISIONS.values(), ladder.OPENED, ladder.REOPENED, ladder.RESOLVED, "inquiry.received"})
"""What answers and her own page report, whatever the sources do."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What came of it: mistakes refuse the folder, remarks are for the owner to think about."""

    mistakes: tuple[Mistake, ...]
    remarks: tuple[Mistake, ...]
    rules: int
    texts: int


def examined(files: Files) -> Examined:
    """Everything that is wrong with these files of a business; its manners once all of it makes sense."""
    found: list[Mistake] = []
    firm = _tables(files, business_shape.FILE, found)
    book = _tables(files, playbook_shape.FILE, found)
    names = {"role": ids_in(firm.get("role")), "follow-up": ids_in(book.get("follow_up"))}
    business = _business(firm, names, found)
    playbook = _playbook(book, names, found)
    playbook = playbook.completed(business.defaults) if business else playbook
    specs = list(_sources(files, found, country=str(firm.get("country", ""))))
    found += _senseless(playbook, business)
    texts, language = Texts.of(files), str(firm.get("language", "en"))
    is_whole = len(playbook.follow_ups) == len(names["follow-up"]) > 0
    found += texts_checked(playbook, Given(texts=texts, details=_details(specs), language=language, is_whole=is_whole))
    found += [*_never_begun(playbook, specs), *_too_large(files)]
    if business and all(each.is_remark for each in found):
        found += unmannerly(Rules(business=business, playbook=playbook), texts)
    return Examined(
        mistakes=tuple(each for each in found if not each.is_remark),
        remarks=tuple(each for each in found if each.is_remark),
        rules=len(playbook.follow_ups),
        texts=len(texts.letters) + len(texts.scripts),
    )


def publishable(files: Files) -> Files:
    """These files of an owner, if nothing is wrong with them.

    Raises InvalidBusiness with a line for every mistake.
    """
    found = examined(files).mistakes
    if found:
        raise InvalidBusiness("\n".join(map(str, found)))
    return files


def _tables(files: Files, name: str, found: list[Mistake]) -> dict[str, Any]:
    """What a file says; nothing, if it cannot be read."""
    if name not in files.texts:
        found.append(Mistake(file=name, what="this file is missing in the folder, please write it"))
        return {}
    try:
        return tomllib.loads(files.text(name))
    except tomllib.TOMLDecodeError as error:
        found.append(unreadable(error, files.text(name), file=name))
        return {}


def _business(told: Mapping[str, Any], names: Mapping[str, list[str]], found: list[Mistake]) -> Business | None:
    if not told:
        return None
    try:
        return BusinessShape.model_validate(told, context=names).business()
    except ValidationError as error:
        found += told_by(error, told, file=business_shape.FILE, root=BusinessShape)
    except InvalidBusiness as wrong:
        found.append(Mistake(file=business_shape.FILE, what=str(wrong).removeprefix(f"{business_shape.FILE}: ")))
    return None


def _playbook(told: Mapping[str, Any], names: Mapping[str, list[str]], found: list[Mistake]) -> Playbook:
    """The rules that can be read, so that one that cannot does not hide what is wrong with the others."""
    if not told:
        return Playbook(follow_ups=())
    try:
        return PlaybookShape.model_validate(told, context=names).playbook()
    except ValidationError as error:
        found += told_by(error, told, file=playbook_shape.FILE, root=PlaybookShape)
        spoilt = {wrong["loc"][1] for wrong in error.errors() if len(wrong["loc"]) > 1}
    rules = told.get("follow_up")
    sound = [rule for place, rule in enumerate(rules if isinstance(rules, list) else []) if place not in spoilt]
    return (
        PlaybookShape.model_validate({"follow_up": sound}, context=names).playbook()
        if sound
        else Playbook(follow_ups=())
    )


def _too_large(files: Files) -> Iterator[Mistake]:
    try:
        _ = files.packed
    except InvalidBusiness as wrong:
        yield Mistake(file=WHOLE, what=str(wrong).removeprefix(f"{WHOLE}: "))


def _senseless(playbook: Playbook, business: Business | None) -> Iterator[Mistake]:
    for wrong in nonsense(playbook, business=business):
        table, file = of_rule(wrong.rule), playbook_shape.FILE
        yield Mistake(file=file, table=table, key=wrong.key, what=wrong.why, is_remark=wrong.is_remark)


def _sources(files: Files, found: list[Mistake], *, country: str) -> Iterator[SourceSpec]:
    """Every source, as far as it can be read; of what is wrong with one, the first thing."""
    known: dict[str, str] = {}
    for name, text in files.matching(SOURCES).items():
        path = f"sources/{name}"
        try:
            spec = sources.parse(text, file=path)
            compiled(spec, country=country)
        except InvalidBusiness as wrong:
            found.append(Mistake(file=path, what=str(wrong).removeprefix(f"{path}: ")))
            continue
        if spec.id in known:
            what = f'"{spec.id}" is the id of {known[spec.id]} already; every source has its own'
            found.append(Mistake(file=path, key="id", what=what))
        known[spec.id] = path
        yield spec


def _details(specs: Iterable[SourceSpec]) -> frozenset[str]:
    tables = (spec.mapping.get("details", {}) for spec in specs)
    return OFTEN_TOLD | {name for table in tables if isinstance(table, dict) for name in table}


def _never_begun(playbook: Playbook, specs: Iterable[SourceSpec]) -> Iterator[Mistake]:
    """Rules whose event nobody here tells of: they begin only if a system of the owner's own tells it."""
    specs = list(specs)
    told = _kinds_told(playbook, specs)
    for rule in playbook.follow_ups:
        if specs and rule.when not in told and not rule.off:
            what = (
                f'no source of this folder tells of "{rule.when}", so this begins only by an event of your own system'
            )
            yield Mistake(file=playbook_shape.FILE, table=of_rule(rule.id), key="when", what=what, is_remark=True)


def _kinds_told(playbook: Playbook, specs: Iterable[SourceSpec]) -> frozenset[str]:
    told = {*OUR_OWN, *(kind for rule in playbook.follow_ups for kind in (rule.then_event, rule.done_means) if kind)}
    for spec in specs:
        if spec.id == desk.SOURCE:
            told |= {*desk.KINDS.values(), desk.TO_COLLEAGUE}
        elif spec.mapping.get("format"):
            return KINDS
        told |= {event["kind"] for event in spec.mapping.get("event", ())}
    return frozenset(told)
