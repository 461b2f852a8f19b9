"""By which published version a promise was made, and what later versions have changed about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.files import LETTERS, SCRIPTS, SHIPPED, Files
from followthrough.adapters.publishing.editions import Edition
from followthrough.adapters.publishing.publish_words import KEYS, changed_files
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import InvalidBusiness, Missing
from followthrough.domain.manners import listed
from followthrough.domain.playbook import FollowUp
from followthrough.domain.publishing import effect_of
from followthrough.domain.telling import Telling


class Shelf(Protocol):
    """Where the published versions stand."""

    def kept(self) -> tuple[Edition, ...]:
        """Every version that is kept, in their order."""

    def files(self, number: int) -> Files:
        """The texts of one. Raises Missing."""


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The published versions, as far as they are kept, seen from one promise."""

    shelf: Shelf
    kept: Sequence[Edition]
    commitment: Commitment
    telling: Telling

    @property
    def number(self) -> int:
        """The version that was in force when it was made; 0 is the folder that ships."""
        before = [each.number for each in self.kept if each.published_at <= self.commitment.made_at]
        return max(before, default=0)

    def made_under(self) -> str:
        """The sentence about it; nothing where that version is not kept any more."""
        found = next((each for each in self.kept if each.number == self.number), None)
        if found is not None:
            return f"It was made under version {found.number}, {self._published(found)}."
        oldest = min((each.number for each in self.kept), default=1)
        return "It was made under the folder that ships, before anything was published." if oldest == 1 else ""

    def changes(self) -> Iterator[str]:
        """What was published between its making and its end, as far as it is about its rule."""
        for each in self.kept:
            if self.commitment.made_at < each.published_at <= self._until:
                yield from self._changed_by(each)

    @property
    def _until(self) -> dt.datetime:
        return self.telling.now if self.commitment.takes_an_answer else self.commitment.history[-1].at

    def _changed_by(self, edition: Edition) -> Iterator[str]:
        head = f"Version {edition.number}, {self._published(edition)},"
        try:
            before, after = self._bundle(edition.number - 1), self._bundle(edition.number)
            said = [*self._about_the_rule(before, after), *self._about_its_texts(before, after)]
        except (Missing, InvalidBusiness):
            yield f"{head} came after it; what that one changed cannot be read any more."
            return
        yield from (f"{head} {words}." for words in said)

    def _bundle(self, number: int) -> Bundle:
        return Bundle(self.shelf.files(number) if number else Files.of(SHIPPED))

    def _about_the_rule(self, before: Bundle, after: Bundle) -> Iterator[str]:
        name = self.commitment.id
        firms = (before.rules.business, after.rules.business)
        found = effect_of(before.rules.playbook, after.rules.playbook, firms=firms, owed=[self.commitment])
        if any(name in gone.open for gone in found.removed):
            yield "took its rule out: what it had made runs on, unless somebody released it"
        for renamed in found.renamed:
            if name in renamed.open:
                yield f"calls its rule “{renamed.name}” instead of “{renamed.was}”"
        for changed in found.changed:
            if name in changed.open and changed.also_for_open:
                yield f"changed {_keys(changed.also_for_open)} of its rule: that holds for this one too"
            if name in changed.open and changed.for_new_only:
                yield f"changed {_keys(changed.for_new_only)} of its rule: this one keeps what it was made with"

    def _about_its_texts(self, before: Bundle, after: Bundle) -> Iterator[str]:
        rule = after.rules.playbook.find(self.commitment.follow_up)
        if rule is None:
            return
        named = changed_files(before.files, after.files)
        texts = [name for names in named.values() for name in names if name.partition(".")[0] in _texts_of(rule)]
        held = {*before.files.matching(LETTERS), *after.files.matching(LETTERS), *after.files.matching(SCRIPTS)}
        mine = [name for name in texts if name in held]
        if mine:
            yield f"changed its text ({listed(mine)}): what goes out from then on is by the new one"

    def _published(self, edition: Edition) -> str:
        return f"published on {self.telling.moment(edition.published_at)} by {edition.by}"


def _texts_of(rule: FollowUp) -> set[str]:
    then = rule.tries.then_letter if rule.tries else None
    named = (rule.letter, rule.receipt, rule.else_letter, rule.then_letter, then, rule.script)
    return {name for name in named if name}


def _keys(names: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(KEYS.get(name, name) for name in names)))
