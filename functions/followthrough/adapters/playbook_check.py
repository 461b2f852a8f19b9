"""A business folder, examined to its last word before it goes live: everything that is wrong with it, at once.

Loading a folder refuses what cannot be read. This also finds what can be read and cannot work, what no customer should
be told, and what nobody will ever see.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from followthrough.adapters import business_shape, playbook_shape
from followthrough.adapters.business_folder import ids_in
from followthrough.adapters.business_shape import BusinessShape
from followthrough.adapters.mistakes import Mistake, of_rule, told_by, unreadable
from followthrough.adapters.playbook_shape import PlaybookShape
from followthrough.adapters.text_check import LETTERS, SCRIPTS, Given, texts_checked
from followthrough.adapters.webhooks import sources
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.application.settle import HER_DECISIONS
from followthrough.domain import desk, ladder
from followthrough.domain.business import Business
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import Playbook
from followthrough.domain.sense import nonsense

SOURCES = "sources"
ROOMS = {LETTERS: ".txt", SCRIPTS: ".txt", SOURCES: ".toml"}
"""The folders of a business, and how the names of the files in them end."""

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


def files_in(folder: Path) -> dict[str, str]:
    """Every file of a business folder by its path in it. Raises InvalidBusiness for one that is no text."""
    paths = [folder / name for name in (business_shape.FILE, playbook_shape.FILE)]
    paths += [path for room, suffix in ROOMS.items() for path in sorted((folder / room).glob(f"*{suffix}"))]
    return {path.relative_to(folder).as_posix(): _text_of(path) for path in paths if path.is_file()}


def examined(files: Mapping[str, str]) -> Examined:
    """Everything that is wrong with these files of a business folder."""
    found: list[Mistake] = []
    firm = _tables(files, business_shape.FILE, found)
    book = _tables(files, playbook_shape.FILE, found)
    names = {"role": ids_in(firm.get("role")), "follow-up": ids_in(book.get("follow_up"))}
    business = _business(firm, names, found)
    playbook = _playbook(book, names, found)
    playbook = playbook.completed(business.defaults) if business else playbook
    specs = list(_sources(files, found, country=str(firm.get("country", ""))))
    for wrong in nonsense(playbook, business=business):
        table = of_rule(wrong.rule)
        found.append(
            Mistake(file=playbook_shape.FILE, table=table, key=wrong.key, what=wrong.why, is_remark=wrong.is_remark)
        )
    letters, scripts = _room(files, LETTERS), _room(files, SCRIPTS)
    language = str(firm.get("language", "en"))
    is_whole = len(playbook.follow_ups) == len(names["follow-up"]) > 0
    given = Given(letters=letters, scripts=scripts, details=_details(specs), language=language, is_whole=is_whole)
    found += [*texts_checked(playbook, given), *_never_begun(playbook, specs)]
    return Examined(
        mistakes=tuple(each for each in found if not each.is_remark),
        remarks=tuple(each for each in found if each.is_remark),
        rules=len(playbook.follow_ups),
        texts=len(letters) + len(scripts),
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidBusiness(f"{path.name}: this is not UTF-8 text; please save it as UTF-8.") from error


def _tables(files: Mapping[str, str], name: str, found: list[Mistake]) -> dict[str, Any]:
    """What a file says; nothing, if it cannot be read."""
    if name not in files:
        found.append(Mistake(file=name, what="this file is missing in the folder, please write it"))
        return {}
    try:
        return tomllib.loads(files[name])
    except tomllib.TOMLDecodeError as error:
        found.append(unreadable(error, files[name], file=name))
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


def _sources(files: Mapping[str, str], found: list[Mistake], *, country: str) -> Iterator[SourceSpec]:
    """Every source, as far as it can be read; of what is wrong with one, the first thing."""
    known: dict[str, str] = {}
    for path, text in files.items():
        if not path.startswith(f"{SOURCES}/"):
            continue
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


def _room(files: Mapping[str, str], room: str) -> dict[str, str]:
    """The texts of one folder by their names without the ending."""
    paths = {PurePosixPath(path): text for path, text in files.items()}
    return {path.stem: text for path, text in paths.items() if path.parent.as_posix() == room}


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
