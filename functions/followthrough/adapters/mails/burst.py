"""The question to the owner about an unusual burst of letters, as a mail and as a page with one required choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from followthrough.adapters.templating import rendered
from followthrough.application.ports import Burst, Message, Page
from followthrough.domain.brake import LOOK_AGAIN, can_be_unsaid
from followthrough.domain.business import Business
from followthrough.domain.commitment import UNDO_WINDOW
from followthrough.domain.facts import Braked
from followthrough.domain.telling import Telling

CHOICES = (
    (Braked.LET_GO, "Let them go", "What waits leaves within the hour"),
    (Braked.DROPPED, "Drop them", "They are never sent; promises and tasks go on"),
)
"""What the owner can say, and what comes of it; none is chosen beforehand."""

SAID = {Braked.LET_GO: "Let them go", Braked.DROPPED: "Drop them"}


@dataclass(frozen=True, kw_only=True)
class BurstQuestion:
    """Turns a burst into the mail that asks about it."""

    def about(self, burst: Burst) -> Message:
        """What is out of the ordinary, how many so far, and the two ways on."""
        business, facts = burst.rules.business, _facts(burst)
        return Message(
            kind="task",
            sender=f"{business.name} <{business.mail}>",
            to=burst.reader.email,
            reply_to=business.mail,
            subject=facts["subject"],
            text=rendered("burst.txt", **facts),
            html=rendered("burst.html", **facts),
            thread=f"burst-{burst.brake.since:%Y%m%dT%H%M%S}",
            commitments=(),
            headers={},
        )


def question_page(burst: Burst, *, remark: str = "", status: int = 200) -> Page:
    """What waits, and the two ways on; or what was said, and the way back while there is one."""
    facts = _facts(burst) | {"phone": burst.rules.business.phone, "form": burst.brake.since.isoformat()}
    if burst.brake.said_at is None:
        return Page(status=status, html=rendered("page_burst.html", **facts, remark=remark))
    telling = Telling(now=burst.now, zone=burst.rules.business.zone)
    until = telling.clock(burst.brake.said_at + UNDO_WINDOW)
    return Page(status=status, html=rendered("page_burst_said.html", **facts, undo_until=until))


def nothing_page(business: Business) -> Page:
    """The link outlived its question."""
    words = "No letters wait for your word. Thank you."
    heading = "Nothing waits"
    html = rendered("page_note.html", business=business.name, phone=business.phone, heading=heading, words=words)
    return Page(status=200, html=html)


def _facts(burst: Burst) -> dict[str, Any]:
    business, brake = burst.rules.business, burst.brake
    telling = Telling(now=burst.now, zone=business.zone)
    rule = burst.rules.playbook.find(brake.about)
    return {
        "business": business.name,
        "subject": f"More letters than usual: {business.letters_an_hour} in this hour, and the rest waits for you",
        "limit": business.letters_an_hour,
        "since": telling.moment(brake.since),
        "rule": rule.id if rule else brake.about,
        "reader": burst.reader.person,
        "url": burst.url,
        "minutes": LOOK_AGAIN.seconds // 60 + UNDO_WINDOW.seconds // 60,
        "choices": CHOICES,
        "said": SAID.get(brake.word, ""),
        "can_undo": can_be_unsaid(brake, now=burst.now),
    }
