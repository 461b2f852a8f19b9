"""Words that press, shout, mark or guess: what no text of ours says to a customer, and what it may say instead.

English and German are known by heart; in another language these rules find less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}")


PLEASE = {"en": "please", "de": "bitte"}
THANKS = {"en": "thank", "de": "dank"}


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is wrong with some words, and what to write instead."""

    wrong: str
    instead: str

    def __str__(self) -> str:
        return f"{self.wrong}; {self.instead}"


@dataclass(frozen=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    because: str
    instead: str

    def remarks(self, text: str) -> Iterator[Remark]:
        for found in self.pattern.finditer(text):
            yield Remark(wrong=f"“{found[0].strip()}” {self.because}", instead=self.instead)


def _any_of(phrases: str) -> re.Pattern[str]:
    """Any of these phrases as whole words, one to a line; small and capital letters are alike."""
    listed = "|".join(phrase.strip().replace(" ", r"\s+") for phrase in phrases.strip().splitlines())
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


_URGENCY = _Rule(
    because="hurries her",
    instead="say by when it is, and what happens otherwise",
    pattern=_any_of(
        """
        act (?:now|fast|today)
        hurry(?: up)?
        last chance
        final (?:notice|reminder|warning|call)
        only today
        today only
        limited time
        while (?:stocks|supplies) last
        don.t miss(?: out)?
        (?:expires|ending) soon
        urgent(?:ly)?
        jetzt (?:handeln|zugreifen)
        letzte (?:chance|mahnung|gelegenheit)
        nur (?:noch )?heute
        nur (?:noch )?für kurze zeit
        solange der vorrat reicht
        dringende?
        eilt
        beeilen sie sich
        nicht verpassen
        """
    ),
)
_BLUSTER = _Rule(because="is loud", instead="write a full stop", pattern=re.compile(r"[!?]\s?!|!\s?\?"))
_SHOUTING = _Rule(
    because="shouts",
    instead="write it in small letters",
    # One long word, or a long one among others: `IBAN` and `BMW` are names, `PLEASE NOTE` is shouting.
    pattern=re.compile(r"\b[A-ZÄÖÜ]{5,}\b|\b(?=[A-ZÄÖÜ ]*[A-ZÄÖÜ]{4})[A-ZÄÖÜ]{2,}(?: [A-ZÄÖÜ]{2,})+\b"),
)
_SCORES = _Rule(
    because="asks for marks",
    instead="ask whether everything is right, and listen; a survey is advertising",
    pattern=_any_of(
        """
        how (?:satisfied|likely)
        rate (?:us|me|our|your|this)
        (?:\\d|one|two|three|four|five|gold) stars?
        [★⭐]+
        on a scale
        [01] (?:to|bis) (?:5|10)
        (?:a|leave|write) (?:us )?(?:a )?review
        (?:customer )?survey
        satisfaction
        wie (?:zufrieden|wahrscheinlich)
        bewerten sie
        bewertung(?:en)?
        umfrage
        zufriedenheit
        (?:\\d|fünf) sternen?
        auf einer skala
        """
    ),
)
_TITLES = _Rule(
    because="guesses who she is",
    instead="write {{ greeting }} in a letter and {{ hello }} in a script, which know her name or do without",
    pattern=re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Herrn?|Frau)\b\.?(?=\s+(?:\{|[A-ZÄÖÜ]))"
        r"|\bDear (?:Sir|Madam|Customer|Client)\b|\bSir or Madam\b|\bSehr geehrte(?:r|\b)"
        r"|\b(?:Lieber Kunde|Liebe Kundin)\b"
    ),
)
_NO_REPLY = _Rule(
    because="shuts the door",
    instead="say who reads an answer, and on which number a person is",
    pattern=_any_of(
        """
        (?:please )?do not reply
        don.t reply
        no-?reply
        (?:bitte )?(?:nicht auf diese (?:e-?mail|nachricht) antworten|antworten sie nicht)
        """
    ),
)


def remarks_on(line: str, *, sells: bool = False) -> Iterator[Remark]:
    """Everything that is wrong with one line of a text. Only what sells, which she has said yes to, may ask for marks."""
    text = _PLACEHOLDER.sub("{", line)
    for rule in (_URGENCY, _BLUSTER, _SHOUTING, _TITLES, _NO_REPLY):
        yield from rule.remarks(text)
    if not sells:
        yield from _SCORES.remarks(text)


def unkind(text: str, *, speaking: str) -> Iterator[Remark]:
    """Whether a whole text says please and thank you, in a language of which we know how."""
    for words in (PLEASE, THANKS):
        word = words.get(speaking, "")
        if word not in text.lower():
            yield Remark(wrong=f"nowhere does it say “{word}”", instead="ask kindly, and thank her for something")
