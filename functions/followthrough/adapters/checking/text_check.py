"""Letters, scripts and words as they stand in the files: is each there, can it be filled in, and will it be true?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jinja2 import TemplateAssertionError, TemplateSyntaxError, meta

from followthrough.adapters.business.mistakes import Mistake, of_rule
from followthrough.adapters.business.owners_words import nearest
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.letter import FOOTER
from followthrough.adapters.mails.task import SORRY
from followthrough.adapters.templating import syntax_of
from followthrough.domain.manners import placeholders
from followthrough.domain.playbook import FollowUp, Playbook

LETTERS, SCRIPTS = "letters", "scripts"

ALWAYS_NEEDED: Mapping[str, str] = {
    FOOTER: "every letter ends with it",
    "new-time": "it goes out when a new time was agreed",
    "told": "it goes out when a promise cannot be kept",
}
"""The letters that no rule names, and when they go out."""

IN_SCRIPTS = frozenset({"hello", "who", "by", "promised", "phones", "business", "work", "product", "key", "source"})
IN_LETTERS = frozenset(
    [
        "agreed",
        "alternatives",
        "amount",
        "business",
        "by",
        "closing",
        "date",
        "day",
        "greeting",
        "her_page",
        "imprint",
        "name",
        "number",
        "phones",
        "privacy",
        "product",
        "promise",
        "quoted",
        "reach",
        "remedy",
        "rule",
        "sentence",
        "stop",
        "until",
        "when",
        "who",
        "work",
    ]
)
"""What a letter can always name. `window` is there only where somebody phones in one."""
IN_WORDS = frozenset(
    [
        "agreed",
        "alternatives",
        "amount",
        "by",
        "closing",
        "date",
        "day",
        "number",
        "product",
        "promise",
        "quoted",
        "reach",
        "remedy",
        "sentence",
        "until",
        "who",
        "window",
        "work",
    ]
)
IN_REASONS = frozenset({"name", "promise", "source", "work", "product", "reference"})

SOON = re.compile(
    r"\b(?:shortly|soon|asap|in a moment|in due course|in Kürze|kurzfristig|demnächst|so schnell wie möglich|"
    r"(?:melden uns|kommen|folgt) bald)(?!\w)",
    re.IGNORECASE,
)
"""Words that sound like a promise and name no time."""
OF_TODAY = re.compile(r"\b(?:(?i:today|tonight|tomorrow|yesterday|heute|gestern|übermorgen)|morgen)\b")
"""Words that are wrong by the time they are read. “Guten Morgen” is none of them."""
CLOCKS = re.compile(
    r"\b(?:\d{1,2}:\d{2}|\d{1,2} ?(?:am|pm|o'clock|Uhr)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag))\b",
    re.IGNORECASE,
)
"""Times and days written out, which are right for one customer only."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the folder has: its texts, and what the sources tell about a matter."""

    texts: Texts
    details: AbstractSet[str]
    language: str
    is_whole: bool = True
    """Whether every rule could be read: if not, what no rule names may be named by one of the others."""


def texts_checked(playbook: Playbook, given: Given) -> list[Mistake]:
    """Everything that is wrong with what the owner wrote, and what nobody will ever read."""
    found = [mistake for rule in playbook.follow_ups for mistake in _of_rule(rule, playbook, given)]
    found += _needed_by_all(given)
    for name, text in given.texts.letters.items():
        found += _of_text(text, file=_path(LETTERS, name), known=IN_LETTERS | {"window"}, perhaps=given.details)
        found += _of_letter(text, file=_path(LETTERS, name))
    for name, text in given.texts.scripts.items():
        found += _of_text(text, file=_path(SCRIPTS, name), known=IN_SCRIPTS)
    return [*found, *(_unread(playbook, given) if given.is_whole else ())]


def _path(room: str, name: str) -> str:
    return f"{room}/{name}.txt"


def _of_rule(rule: FollowUp, playbook: Playbook, given: Given) -> Iterator[Mistake]:
    for key, name in rule.letters.items():
        if f"{name}.{given.language}" not in given.texts.letters:
            known = [each.rpartition(".")[0] for each in given.texts.letters if each.endswith(f".{given.language}")]
            path = _path(LETTERS, f"{name}.{given.language}")
            yield _in(rule, key, f"there is no file {path}{nearest(name, known) or ', please write it'}")
        elif (
            given.is_whole
            and not _has_window(rule, playbook)
            and "window" in _names(given.texts.letters[f"{name}.{given.language}"])
        ):
            yield _in(
                rule,
                key,
                f"{_path(LETTERS, f'{name}.{given.language}')} says {{{{ window }}}}, and nothing here has a window; write {{{{ by }}}} there",
            )
    if rule.script is not None and rule.script not in given.texts.scripts:
        hint = nearest(rule.script, given.texts.scripts) or ", please write it"
        yield _in(rule, "script", f"there is no file {_path(SCRIPTS, rule.script)}{hint}")
    yield from _of_words(rule, "words", rule.words, known=IN_WORDS | given.details)
    yield from _of_words(rule, "reason", rule.reason, known=IN_REASONS | given.details)
    for text in rule.alternatives:
        yield from _of_words(rule, "alternatives", text, known=frozenset())
    if found := CLOCKS.search(rule.words):
        yield _in(rule, "words", f'"{found[0]}" is right for one customer only; write {{by}}, {{day}} or {{window}}')
    if "until" in placeholders(rule.words) and rule.until is None:
        yield _in(rule, "words", 'nobody says how long; write until = "2 working days later by 12:00", for example')


def _of_words(rule: FollowUp, key: str, text: str, *, known: AbstractSet[str]) -> Iterator[Mistake]:
    for name in placeholders(text):
        if name not in known:
            near = nearest(name, known)
            what = f"nobody tells us {{{name}}}{near or '; leave it out, or let a source tell it in its [details]'}"
            yield _in(rule, key, what, is_remark=not near and bool(known))
    for what in _untrue(text, by="{by} or {day}"):
        yield _in(rule, key, what)


def _of_text(
    text: str, *, file: str, known: AbstractSet[str], perhaps: AbstractSet[str] = frozenset()
) -> Iterator[Mistake]:
    """What cannot be filled in, or will not be true; `perhaps` is told of some matters, and has to be asked for."""
    try:
        names = meta.find_undeclared_variables(syntax_of(text))
    except TemplateSyntaxError as error:
        yield Mistake(file=file, key=f"line {error.lineno}", what=_unfillable(error))
        return
    for name in sorted(names - known):
        if name in perhaps and f"{name} is defined" in text:
            continue
        hint = nearest(name, known) or f"; there is {', '.join(sorted(known))}"
        what = f"nobody tells us {{{{ {name} }}}}{hint}"
        if name in perhaps:
            what = (
                f"not everybody tells us {{{{ {name} }}}}; write {{% if {name} is defined %}} … {{% endif %}} around it"
            )
        yield Mistake(file=file, key=f"line {_line_of(name, text)}", what=what)
    for number, line in enumerate(text.splitlines(), start=1):
        for what in _untrue(line, by="{{ by }} or {{ day }}", is_spoken=file.startswith(f"{SCRIPTS}/")):
            yield Mistake(file=file, key=f"line {number}", what=what)


def _unfillable(error: TemplateSyntaxError) -> str:
    """A filter or a test that nobody knows is named; whatever else is wrong is mostly a bracket."""
    if isinstance(error, TemplateAssertionError):
        return f"{str(error.message).rstrip('.')}, so this cannot be filled in; leave it out"
    return "this cannot be filled in; write an {% endif %} to every {% if … %}, and {{ and }} around every name"


def _of_letter(text: str, *, file: str) -> Iterator[Mistake]:
    if file.startswith(f"{LETTERS}/{FOOTER}."):
        return
    if not text.startswith("Subject:"):
        yield Mistake(file=file, key="line 1", what="a letter begins with its subject; write Subject: and a few words")


def _needed_by_all(given: Given) -> Iterator[Mistake]:
    """The letters that every firm needs; a footer in every language that has any letter."""
    languages = {given.language, *(name.rpartition(".")[2] for name in given.texts.letters if "." in name)}
    for name, why in ALWAYS_NEEDED.items():
        for language in sorted(languages if name == FOOTER else {given.language}):
            if f"{name}.{language}" not in given.texts.letters:
                yield Mistake(file=_path(LETTERS, f"{name}.{language}"), what=f"is missing, please write it; {why}")
    for name in given.texts.letters:
        if "." not in name:
            what = f"does not say its language; call it {name}.{given.language}.txt"
            yield Mistake(file=_path(LETTERS, name), what=what)


def _unread(playbook: Playbook, given: Given) -> Iterator[Mistake]:
    letters = {*ALWAYS_NEEDED, *(name for rule in playbook.follow_ups for name in rule.letters.values())}
    scripts = {SORRY, *(rule.script for rule in playbook.follow_ups)}
    for name in given.texts.letters:
        if "." in name and name.rpartition(".")[0] not in letters:
            yield Mistake(file=_path(LETTERS, name), what="no rule sends this letter", is_remark=True)
    for name in given.texts.scripts:
        if name not in scripts:
            yield Mistake(file=_path(SCRIPTS, name), what="no rule uses this script", is_remark=True)


def _has_window(rule: FollowUp, playbook: Playbook) -> bool:
    told_of = playbook.announced_in(rule.id)
    return bool(rule.windows or (told_of and told_of.windows))


def _names(text: str) -> set[str]:
    try:
        return meta.find_undeclared_variables(syntax_of(text))
    except TemplateSyntaxError:
        return set()


def _line_of(name: str, text: str) -> int:
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if re.search(rf"\b{re.escape(name)}\b", line)), 1)


def _untrue(text: str, *, by: str, is_spoken: bool = False) -> Iterable[str]:
    """What will not be true when she reads it; what is spoken she hears on the day on which it is said."""
    if not is_spoken and (found := OF_TODAY.search(text)):
        yield f'"{found[0]}" is wrong when it is read a day later; write {by}, which is worked out when it is sent'
    if found := SOON.search(text):
        yield f'"{found[0]}" is no time that anybody can keep; write {by}'


def _in(rule: FollowUp, key: str, what: str, *, is_remark: bool = False) -> Mistake:
    return Mistake(file="playbook.toml", table=of_rule(rule.id), key=key, what=what, is_remark=is_remark)
