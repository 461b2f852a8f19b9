from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from console.why.versions import Versions
from followthrough.adapters.files import SHIPPED, Files
from followthrough.adapters.publishing.editions import Edition
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import Missing
from followthrough.domain.telling import Telling
from followthrough.domain.words import State
from support.cards import a_commitment, at

TOLD = Files.of(SHIPPED)
LATER = at("2026-03-05 09:00")

Change = Callable[[Files], Files]


class Shelf:
    """Versions one after another, each made from the one before."""

    def __init__(self, *changes: Change | None) -> None:
        self._files = {1: TOLD}
        for number, change in enumerate(changes, start=2):
            if change is not None:
                self._files[number] = change(self._files[number - 1])
        self._last = len(changes) + 1

    def kept(self) -> tuple[Edition, ...]:
        """The first one on Monday, then one a day from Wednesday on."""
        days = [at("2026-03-02 09:00"), *(at(f"2026-03-0{day} 09:00") for day in range(4, 4 + self._last - 1))]
        return tuple(
            Edition(number=number, digest="", published_at=day, by="Maeve", before=number - 1)
            for number, day in enumerate(days, start=1)
        )

    def files(self, number: int) -> Files:
        if number not in self._files:
            raise Missing("gone")
        return self._files[number]


def another(text: str) -> Change:
    """This text, and one sentence more."""
    return lambda files: Files({**files.texts, text: f"{files.texts[text]}\nThank you.\n"})


def in_the_rule(was: str, now: str) -> Change:
    """These words of the rule `week-after` changed."""

    def change(files: Files) -> Files:
        head, name, rest = files.texts["playbook.toml"].partition('"week-after"\n')
        return Files({**files.texts, "playbook.toml": f"{head}{name}{rest.replace(was, now, 1)}"})

    return change


def under_another_name(files: Files) -> Files:
    was, now = 'id      = "week-after"\n', 'id = "a-week-on"\nwas = "week-after"\n'
    return Files({**files.texts, "playbook.toml": files.texts["playbook.toml"].replace(was, now, 1)})


def without_the_rule(files: Files) -> Files:
    head, *rules = files.texts["playbook.toml"].split("[[follow_up]]")
    left = [rule for rule in rules if 'id      = "week-after"' not in rule]
    return Files({**files.texts, "playbook.toml": "[[follow_up]]".join([head, *left])})


def of(shelf: Shelf, commitment: Commitment | None = None, *, now: dt.datetime = LATER) -> Versions:
    owed = commitment or a_commitment()
    return Versions(shelf=shelf, kept=shelf.kept(), commitment=owed, telling=Telling(now=now, zone="Europe/Dublin"))


def test_it_was_made_under_the_version_that_was_in_force():
    assert (1, "It was made under version 1, published on Monday 2 March, 09:00 by Maeve.") == (
        of(Shelf()).number,
        of(Shelf()).made_under(),
    )


def test_before_anything_was_published_it_was_the_folder_that_ships():
    early = of(Shelf(), a_commitment(made_at=at("2026-03-01 10:00")))

    assert (0, "It was made under the folder that ships, before anything was published.") == (
        early.number,
        early.made_under(),
    )


def test_a_version_that_is_not_kept_any_more_is_not_guessed():
    shelf = Shelf(None)
    found = Versions(
        shelf=shelf,
        kept=shelf.kept()[1:],
        commitment=a_commitment(),
        telling=Telling(now=LATER, zone="Europe/Dublin"),
    )

    assert "" == found.made_under()


def test_another_text_of_its_rule_is_told_with_its_version():
    [said] = of(Shelf(another("scripts/week-after.txt"))).changes()

    assert (
        "Version 2, published on Wednesday 4 March, 09:00 by Maeve, changed its text (week-after.txt): "
        "what goes out from then on is by the new one." == said
    )


def test_a_text_of_another_rule_is_not_told():
    assert [] == list(of(Shelf(another("scripts/price-call.txt"))).changes())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            in_the_rule("1 week later", "2 weeks later"),
            "changed due of its rule: this one keeps what it was made with.",
        ),
        (
            in_the_rule("a week after the repair", "to hear how it runs"),
            "changed reason of its rule: that holds for this one too.",
        ),
        (under_another_name, "calls its rule “a-week-on” instead of “week-after”."),
        (without_the_rule, "took its rule out: what it had made runs on, unless somebody released it."),
        (None, "came after it; what that one changed cannot be read any more."),
    ],
    ids=["plan", "at once", "name", "taken out", "gone"],
)
def test_a_later_version_says_what_it_changed_about_it(change, said):
    assert [f"Version 2, published on Wednesday 4 March, 09:00 by Maeve, {said}"] == list(of(Shelf(change)).changes())


def test_a_version_that_changes_other_rules_is_not_told():
    assert [] == list(of(Shelf(in_the_rule("11 months later", "10 months later"))).changes())


def test_what_was_published_after_its_end_did_not_touch_it():
    shelf = Shelf(in_the_rule("1 week later", "2 weeks later"))
    kept = a_commitment(state=State.KEPT).noted("kept", at=at("2026-03-03 18:00"), because="done")

    assert [] == list(of(shelf, kept).changes())
