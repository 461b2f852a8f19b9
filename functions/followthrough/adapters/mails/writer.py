"""Writes the mails: a task for staff, a letter for the customer, each as text and as HTML of the same words."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.letter import letter_of
from followthrough.adapters.mails.task import task_of
from followthrough.adapters.templating import rendered
from followthrough.application.ports import Card, Message
from followthrough.domain.errors import Malformed
from followthrough.domain.words import Step


@dataclass(frozen=True, kw_only=True)
class LetterWriter:
    """Turns a card into words; the same card always makes the same mail."""

    texts: Texts

    def task(self, card: Card, *, step: Step) -> Message:
        """The mail that asks staff to act, in the shop's own time.

        It comes without List-Unsubscribe: one stray tap must not silence a promise.
        Raises InvalidBusiness if a script cannot be filled in.
        """
        task = task_of(card, step=step, texts=self.texts)
        return _message(
            card,
            kind="task",
            to=card.reader.email,
            subject=task.subject,
            text=rendered("task.txt", task=task, card=card),
            html=rendered("task.html", task=task, card=card),
        )

    def letter(self, card: Card, *, letter: str, one_click: bool) -> Message:
        """A letter to the customer in her time and, if we write it, her language.

        `one_click` adds the headers of RFC 8058 and a visible way to stop letters of this kind.
        Raises InvalidBusiness if the letter cannot be written, Malformed if there is nowhere to send it.
        """
        if not card.contact.email:
            raise Malformed("There is no email address to send this letter to.")
        written = letter_of(card, name=letter, one_click=one_click, texts=self.texts)
        return _message(
            card,
            kind="letter",
            to=card.contact.email,
            subject=written.subject,
            text=rendered("letter.txt", letter=written),
            html=rendered("letter.html", letter=written),
            headers=_ways_to_stop(card.stop_url) if one_click else {},
        )


def _message(
    card: Card, *, kind: str, to: str, subject: str, text: str, html: str, headers: dict[str, str] | None = None
) -> Message:
    business = card.rules.business
    return Message(
        kind=kind,
        sender=f"{business.name} <{business.mail}>",
        to=to,
        reply_to=business.mail,
        subject=subject,
        text=text,
        html=html,
        thread=card.commitment.id,
        commitments=(card.commitment.id, *(other.commitment.id for other in card.joined)),
        headers=headers or {},
    )


def _ways_to_stop(stop_url: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
