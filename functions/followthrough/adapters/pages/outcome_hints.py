"""What comes of an answer, said beside it: of the same word something else follows from one task and from the next."""

from __future__ import annotations

from followthrough.adapters.mails.task import OUTCOMES
from followthrough.application.ports import Card
from followthrough.domain.event import COMPLAINT
from followthrough.domain.ladder import RESOLVED
from followthrough.domain.words import Asks, Channel, Outcome


def choice_words(outcome: Outcome, card: Card) -> tuple[str, str]:
    """The answer as staff read it, and what comes of it here."""
    label, hint = OUTCOMES[outcome]
    match outcome:
        case Outcome.DONE:
            return label, _done(card) or hint
        case Outcome.PROBLEM if card.commitment.subject.type == COMPLAINT:
            return label, "We listen once more"
        case Outcome.RESCHEDULE if card.follow_up.every is not None:
            return label, "Or they call us themselves: it rests until the time below"
        case _:
            return label, hint


def when_label(card: Card) -> str:
    """What the one field for a time is for."""
    if card.follow_up.asks is Asks.LISTEN:
        return "By when we put it right, by our clock"
    if card.follow_up.done_means:
        return "The new date"
    if card.follow_up.every is not None:
        return "Until when it rests, by our clock, if it does"
    return "The time that was agreed, by our clock, if there is one"


def _done(card: Card) -> str:
    """Nothing, where all is well and that is all."""
    rule, commitment = card.follow_up, card.commitment
    if commitment.new_time is not None:
        return "Sorry is said, and the new time told"
    if rule.asks is Asks.LISTEN:
        return "Please answer the questions below"
    if rule.then_letter and commitment.channel is Channel.TASK:
        return "The sentence below goes to the customer"
    if rule.done_means:
        return "Please give the new date below"
    if rule.then_event == RESOLVED:
        return "And the complaint is closed"
    return "And nothing is left to do" if commitment.channel is Channel.TASK else ""
