"""The causes of what went wrong, as people read them."""

from __future__ import annotations

from followthrough.domain.words import Cause

CAUSES = {
    Cause.PART_MISSING: "part missing",
    Cause.PART_LATE: "part came late",
    Cause.NOT_FIXED: "not fixed",
    Cause.DAMAGED: "damaged",
    Cause.WRONG_ITEM: "wrong item",
    Cause.PRICE: "price",
    Cause.WAITED_TOO_LONG: "waited too long",
    Cause.NOT_CALLED_BACK: "not called back",
    Cause.HAND_OVER: "nobody free at hand-over",
    Cause.MISUNDERSTOOD: "misunderstood",
    Cause.OUR_MANNERS: "our manners",
    Cause.OTHER: "another cause",
}


def cause_in_words(code: str) -> str:
    """The cause as people say it; a code that we do not know says itself."""
    return {str(cause): words for cause, words in CAUSES.items()}.get(code, code.replace("_", " "))
