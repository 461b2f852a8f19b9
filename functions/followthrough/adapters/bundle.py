"""A business that is fit to be published: everything that its files say together, checked, with every mistake told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial

from followthrough.adapters.business_folder import rules_of
from followthrough.adapters.files import SOURCES, Files
from followthrough.adapters.letter import FOOTER
from followthrough.adapters.owners_words import nearest
from followthrough.adapters.playbook_shape import FILE as PLAYBOOK
from followthrough.adapters.templating import flaw_in
from followthrough.adapters.texts import Texts
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.reading import Normaliser
from followthrough.adapters.webhooks.sources import SourceSpec, parse, sources_of
from followthrough.application.ports import Rules
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.playbook import FollowUp

OUR_LETTERS = (FOOTER, "new-time", "told")
"""The letters that no rule names and that any business needs."""


class Bundle:
    """One version of a business, each part compiled when it is first needed and then kept."""

    def __init__(self, files: Files) -> None:
        self.files = files

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.files)

    @cached_property
    def texts(self) -> Texts:
        return Texts.of(self.files)

    @cached_property
    def sources(self) -> Mapping[str, SourceSpec]:
        return sources_of(self.files)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call each source."""
        return {name: spec.title for name, spec in self.sources.items()}

    @cached_property
    def normalisers(self) -> Mapping[str, Normaliser]:
        """What reads each source's deliveries, by source id."""
        country = self.rules.business.country
        return {name: compiled(spec, country=country) for name, spec in self.sources.items()}


def checked(files: Files) -> Bundle:
    """The business in these files, of which every part makes sense, also together, and which is not too large.

    Raises InvalidBusiness with a line for every mistake that can be seen at once.
    """
    bundle = Bundle(files)
    mistakes = [*_mistakes_in(lambda: bundle.rules), *_in_sources(files)]
    if not mistakes:
        mistakes += [*_mistakes_in(lambda: bundle.normalisers), *_in_texts(bundle)]
    mistakes += _mistakes_in(lambda: files.packed)
    if mistakes:
        raise InvalidBusiness("\n".join(mistakes))
    return bundle


def _mistakes_in(part: Callable[[], object]) -> list[str]:
    try:
        part()
    except InvalidBusiness as wrong:
        return str(wrong).splitlines()
    return []


def _in_sources(files: Files) -> list[str]:
    """Each file by itself, and then whether two of them are one source."""
    texts = files.matching(SOURCES)
    alone = [line for name, text in texts.items() for line in _mistakes_in(partial(parse, text, file=name))]
    return alone or _mistakes_in(lambda: sources_of(files))


def _in_texts(bundle: Bundle) -> Iterator[str]:
    """Whatever a rule names is there, in the language of the firm; and whatever is there is well written."""
    texts, language = bundle.texts, bundle.rules.business.language
    for rule in bundle.rules.playbook.known:
        for key, name in _letters_of(rule):
            if f"{name}.{language}" not in texts.letters:
                hint = nearest(name, (each.removesuffix(f".{language}") for each in texts.letters))
                yield _of(rule, key, f'there is no file "letters/{name}.{language}.txt"{hint}')
        if rule.script and rule.script not in texts.scripts:
            yield _of(
                rule, "script", f'there is no file "scripts/{rule.script}.txt"{nearest(rule.script, texts.scripts)}'
            )
    for name in OUR_LETTERS:
        if f"{name}.{language}" not in texts.letters:
            yield f"letters/{name}.{language}.txt: every business needs this letter, and it is not there."
    yield from _unwritten("letters", texts.letters)
    yield from _unwritten("scripts", texts.scripts)


def _letters_of(rule: FollowUp) -> Iterable[tuple[str, str]]:
    named = {
        "letter": rule.letter,
        "receipt": rule.receipt,
        "else_letter": rule.else_letter,
        "then_letter": rule.then_letter,
        "tries.then": rule.tries.then_letter if rule.tries else None,
    }
    return [(key, name) for key, name in named.items() if name]


def _of(rule: FollowUp, key: str, what: str) -> str:
    return f'{PLAYBOOK}: rule "{rule.name}": {key}: {what.rstrip("?")}{"?" if what.endswith("?") else "."}'


def _unwritten(where: str, texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        flaw = flaw_in(text)
        if flaw:
            yield f"{where}/{name}.txt: {flaw}"
