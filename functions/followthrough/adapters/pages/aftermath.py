"""What an answer causes, said to the one who gave it: and that it waits until it can no longer be taken back."""

from __future__ import annotations

from followthrough.application.ports import Card
from followthrough.domain.commitment import UNDO_WINDOW, Commitment
from followthrough.domain.ladder import reports, takes_news_to_her
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, Outcome, Reply, State, Step


def what_follows(card: Card) -> str:
    """One or two sentences; nothing, if nothing follows."""
    answer = card.commitment.answer
    if answer is None:
        return ""
    telling = Telling(now=card.now, zone=card.rules.business.zone)
    settles = telling.clock(answer.at + UNDO_WINDOW)
    said = _after_staff if answer.outcome in frozenset(Outcome) else _after_her
    return said(card, answer.outcome, telling=telling, settles=settles)


def _after_staff(card: Card, outcome: str, *, telling: Telling, settles: str) -> str:
    if news := _reported(card, telling=telling, settles=settles):
        return news
    match outcome:
        case Outcome.NO_ANSWER | Outcome.LEFT_MESSAGE:
            return _next_try(card.commitment, telling=telling, settles=settles)
        case Outcome.RESCHEDULE if card.follow_up.every or card.follow_up.to_colleague:
            return _rests(card.commitment, telling=telling)
        case Outcome.RESCHEDULE:
            return _new_time(card.commitment, telling=telling, settles=settles)
        case Outcome.PROBLEM:
            return (
                f"Friendly contacts are held from now on. At {settles} a letter says thank you, and a call is planned."
            )
        case Outcome.DO_NOT_CONTACT:
            return "From now on there are no friendly calls and letters to this customer."
        case Outcome.WRONG_NUMBER:
            return f"The number is marked as doubtful. {_next_try(card.commitment, telling=telling, settles=settles)}"
        case Outcome.CANNOT_KEEP:
            return _unkept(card, telling=telling, settles=settles)
        case Outcome.NOT_MINE:
            return f"{card.owner.person} has this now, and gets the task."
        case _:
            return _mended(card.commitment)


def _reported(card: Card, *, telling: Telling, settles: str) -> str:
    """What the answer sets going beside itself: the next rung of the ladder, or the letter with the news."""
    commitment = card.commitment
    if takes_news_to_her(commitment, card.follow_up):
        return f"At {settles} your sentence goes to the customer as a letter, and says when the next one comes."
    if card.follow_up.done_means and commitment.new_time and commitment.state in (State.KEPT, State.KEPT_LATE):
        return f"Thank you. At {settles} the customer is told the new date: {telling.day(commitment.new_time)}."
    match reports(commitment, card.follow_up):
        case "complaint.remedy_agreed" if commitment.agreed_by:
            by = telling.moment(commitment.agreed_by)
            return f"At {settles} the remedy becomes a promise of its own: {by}. A letter says so to the customer."
        case "complaint.remedied":
            return f"At {settles} a check-back call is planned, by whoever listened."
        case "complaint.resolved":
            return f"At {settles} the complaint is closed, and friendly contacts may go on."
        case "complaint.reopened":
            boss = card.rules.business.boss.person
            return f"At {settles} the complaint is open anew: {boss} will phone, and a letter says when."
        case _:
            return ""


def _rests(commitment: Commitment, *, telling: Telling) -> str:
    if commitment.slot is None:
        return ""
    return f"It rests until {telling.moment(commitment.slot[0])}; you get the task again then."


def _after_her(card: Card, reply: str, *, telling: Telling, settles: str) -> str:
    match reply:
        case Reply.NOT_RIGHT:
            return f"Thank you for telling us. At {settles} we write to you when {card.owner.person} will phone you."
        case Reply.ANOTHER_TIME:
            return _her_time(card, telling=telling, settles=settles)
        case Reply.PHONE_ME:
            return _phoned(card, telling=telling)
        case Reply.NO_NEED:
            return "Thank you, we will not phone you."
        case Reply.FINE if card.commitment.is_open:
            return "Thank you. Then it stays at that time."
        case Reply.GO_AHEAD:
            letter = f" At {settles} we write to you when it will be ready." if card.contact.email else ""
            return f"Thank you. We begin, at the price you were told.{letter}"
        case Reply.NO_THANK_YOU:
            return "Thank you for telling us. Then we do nothing more to it."
        case Reply.KEEP_IT:
            return "Thank you for your patience. We keep it for you."
        case Reply.CANCEL_IT:
            return f"Thank you for telling us. At {settles} {card.owner.person} is asked to cancel it."
        case _:
            return _mended(card.commitment)


def _phoned(card: Card, *, telling: Telling) -> str:
    slot = card.commitment.slot
    if not card.commitment.is_open or slot is None or card.commitment.channel is not Channel.CALL:
        return "Thank you. We phone you, and write to you first when that will be."
    return f"Thank you. {card.owner.person} phones you {telling.between(slot)}."


def _next_try(commitment: Commitment, *, telling: Telling, settles: str) -> str:
    if commitment.state is State.KEPT:
        letter = any(wake.step is Step.RECEIPT for wake in commitment.agenda)
        return f"That was the last try. At {settles} a letter says so." if letter else ""
    if commitment.slot is None:
        return ""
    return f"The next try is {telling.between(commitment.slot)}; you get the task again then."


def _new_time(commitment: Commitment, *, telling: Telling, settles: str) -> str:
    if commitment.slot is None:
        return ""
    return f"The new time is {telling.moment(commitment.slot[0])}. At {settles} a letter says so to the customer."


def _her_time(card: Card, *, telling: Telling, settles: str) -> str:
    slot = card.commitment.slot
    if slot is None:
        return "Thank you."
    letter = f" At {settles} a letter confirms it." if card.contact.email else ""
    if card.commitment.channel is Channel.TASK:
        return f"Thank you. It will be ready {telling.by(slot[1])}.{letter}"
    return f"Thank you. {card.owner.person} phones you on {telling.moment(slot[0])}.{letter}"


def _unkept(card: Card, *, telling: Telling, settles: str) -> str:
    new_time = card.commitment.new_time
    if new_time is None:
        return ""
    by_letter = card.contact.email and not (card.follow_up.tell_by_phone or card.follow_up.to_colleague)
    if by_letter:
        return f"At {settles} a letter says sorry to the customer, and tells the new time: {telling.moment(new_time)}."
    why = "This is told by phone." if card.contact.email else "No letter can go out."
    return f"{why} At {settles} you get the task to phone and tell the new time: {telling.moment(new_time)}."


def _mended(commitment: Commitment) -> str:
    mended = next((entry.because for entry in commitment.history if entry.what == "mended"), "")
    return f"Thank you. It stays on the books as broken, and as mended {mended}." if mended else "Thank you."
