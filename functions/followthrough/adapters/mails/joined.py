"""What one call about several matters says: each of them, and nothing twice."""

from __future__ import annotations

from followthrough.adapters.mails.known import facts, promised_words
from followthrough.application.ports import Card
from followthrough.domain.telling import Telling


def also_about(card: Card, *, telling: Telling) -> tuple[tuple[str, str], ...]:
    """What to know about the other matters of this call, each begun by why it is one."""
    rows = (facts(other, telling=telling) for other in card.joined)
    return tuple(("Also" if label == "Why" else label, value) for known in rows for label, value in known)


def all_promised(card: Card, *, telling: Telling) -> str:
    """What the customer was told about any of it."""
    told = (promised_words(each, telling=telling) for each in (card, *card.joined))
    return " ".join(dict.fromkeys(words for words in told if words))


def in_one_call(*scripts: tuple[str, ...]) -> tuple[str, ...]:
    """The words for several matters as one conversation: one greeting, each question once, thanks at the end."""
    first, *others = scripts
    if not others or not first:
        return first or tuple(line for script in others for line in script)
    greeting, *asked, thanks = first if len(first) > 1 else (*first, "")
    more = [line for script in others for line in script[1:-1]]
    own = [line for line in asked if line not in more]
    return tuple(line for line in dict.fromkeys((greeting, *own, *more, thanks)) if line)
