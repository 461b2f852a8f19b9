"""Everything a task mail or a task page says, in words, before it becomes either."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails import step_words
from followthrough.adapters.mails.joined import all_promised, also_about, in_one_call
from followthrough.adapters.mails.known import (
    Dial,
    colleague,
    details_of,
    dial,
    facts,
    is_abroad,
    matter,
    missing,
    our_words,
    reason,
    staff_name,
)
from followthrough.adapters.mails.last_contacts import last_contacts
from followthrough.adapters.templating import filled_in
from followthrough.application.ports import Card
from followthrough.domain.civil_hours import NO_CIVIL_HOUR
from followthrough.domain.commitment import Commitment
from followthrough.domain.handing_over import shift_end
from followthrough.domain.manners import capitalised, full_name, given_name, listed
from followthrough.domain.returned import (
    last_letter_came_back,
    stands_for_a_returned_letter,
    takes_the_place_of_a_letter,
)
from followthrough.domain.telling import Telling, lasting
from followthrough.domain.words import Channel, Outcome, Step

OUTCOMES = {
    Outcome.DONE: ("Done", "And all is well"),
    Outcome.NO_ANSWER: ("No answer", "We try again at another time of day"),
    Outcome.LEFT_MESSAGE: ("Left a message", "We try again at another time of day"),
    Outcome.RESCHEDULE: ("Another time was agreed", "Please give it below"),
    Outcome.PROBLEM: ("There is a problem", "We open a complaint and listen"),
    Outcome.DO_NOT_CONTACT: ("Asked not to be contacted", "Friendly calls and letters stop at once"),
    Outcome.NOT_MINE: ("Not mine", "Somebody else gets it at once"),
    Outcome.WRONG_NUMBER: ("Wrong number", "We look for the right one, and try again"),
    Outcome.POLITE_NO: ("A polite no", "Please give the alternative in the note"),
    Outcome.CANNOT_KEEP: ("We cannot keep it", "Please give the new time below; the customer is told"),
}
"""What staff can answer, as they read it, and what comes of it."""

SAY_SORRY = "say sorry, and tell the new time"
"""Why somebody is phoned whose promise cannot be kept."""

SORRY = "sorry"
"""The script that every call about a broken promise begins with."""

PUT_OFF = frozenset({"released", "held", "lapsed", "moved", "cannot keep"})
"""What in a history takes a task away from those who hold it."""

_A_MINUTE = dt.timedelta(minutes=1)
_ABOUT_CALLS = (Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.WRONG_NUMBER, Outcome.DO_NOT_CONTACT)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task in words; every text is plain and may be shown as it is."""

    tone: str
    """`ask`, `urgent` or `calm`: what colour says, the words say too."""
    subject: str
    heading: str
    when: str
    """The window or the end, and how much of it is left."""
    opening: str
    dial: Dial
    missing: str
    facts: tuple[tuple[str, str], ...]
    quoted_as: str
    quoted: str
    """Our words to her: what she was promised, or what a lost letter was to say."""
    contacts: tuple[str, ...]
    script: tuple[str, ...]
    outcomes: tuple[str, ...]
    because: str
    business: str


def task_of(card: Card, *, step: Step, texts: Texts) -> Task:
    """The task as this reader gets it now, in the shop's own time; what nobody was promised is open, never broken."""
    if step is Step.ESCALATE and not card.commitment.is_promise:
        step = Step.NUDGE
    telling = Telling(now=card.now, zone=card.rules.business.zone, abroad=is_abroad(card))
    asked = _asked(card, step=step, telling=telling)
    over, lost = step is Step.STAND_DOWN, step is Step.ASK
    unsaid = lost or _lacks_address(card) or takes_the_place_of_a_letter(card.commitment)
    return Task(
        tone={Step.ESCALATE: "urgent", Step.WARN: "urgent", Step.STAND_DOWN: "calm"}.get(step, "ask"),
        subject=step_words.subject_line(step, asked),
        heading=step_words.heading(step, asked),
        when="" if over or lost else _when(card, asked),
        opening=_opening(card, asked, step=step, telling=telling),
        dial=Dial() if over or not _needs_phone(card, step=step) else dial(card),
        missing="" if over else missing(card),
        facts=(*facts(card, telling=telling), *also_about(card, telling=telling)),
        quoted_as="It was to say" if unsaid else f"Promised on {telling.moment(card.commitment.made_at)}",
        quoted=our_words(card, telling=telling) if unsaid else all_promised(card, telling=telling),
        contacts=last_contacts(card, telling=telling),
        script=() if over or lost else _script(card, step=step, texts=texts, telling=telling),
        outcomes=() if over else tuple(OUTCOMES[outcome][0] for outcome in outcomes_of(card)),
        because=_because(card),
        business=card.rules.business.name,
    )


def outcomes_of(card: Card) -> tuple[Outcome, ...]:
    """What can become of this task: without a call there is no `no answer`, and no colleague opens a complaint."""
    if card.commitment.channel is not Channel.TASK:
        return tuple(Outcome)
    pointless = (*_ABOUT_CALLS, Outcome.PROBLEM) if card.follow_up.to_colleague else _ABOUT_CALLS
    return tuple(outcome for outcome in Outcome if outcome not in pointless)


def _asked(card: Card, *, step: Step, telling: Telling) -> step_words.Asked:
    commitment = card.commitment
    window = commitment.slot if card.follow_up.windows else None
    end = commitment.promised_by or commitment.due_at
    return step_words.Asked(
        channel=Channel.CALL if commitment.new_time else commitment.channel,
        name=staff_name(card),
        given=colleague(card) if card.follow_up.to_colleague else given_name(card.contact) or "the customer",
        reason=_reason(card),
        matters=_matters(card),
        when="" if _is_over(card) else telling.between(window) if window else telling.before(end),
        until=telling.by(end),
        has_window=window is not None,
        hand_over_to=_stand_ins(card),
        was_promised=commitment.is_promise,
        lacks_address=_lacks_address(card),
        came_back=_came_back(card, step=step),
        goes_home=_goes_home(card, telling=telling),
    )


def _reason(card: Card) -> str:
    """Why it is asked for; of one call about several matters, why of each that is a matter for a call."""
    if card.commitment.new_time is not None:
        return SAY_SORRY
    about = [each for each in (card, *card.joined) if each.follow_up.channel is Channel.CALL] or [card]
    return listed(tuple(dict.fromkeys(reason(each) for each in about)))


def _matters(card: Card) -> tuple[str, ...]:
    """Everything the call is about; one thing is none to count, however many rules ask about it."""
    found = tuple(dict.fromkeys(matter(each) for each in (card, *card.joined)))
    return found if len(found) > 1 else ()


def _opening(card: Card, asked: step_words.Asked, *, step: Step, telling: Telling) -> str:
    new_time = card.commitment.new_time
    if step is Step.REMIND and new_time is not None:
        return step_words.told_by_phone(telling.moment(new_time))
    return step_words.opening(step, asked, because=_released_because(card.commitment))


def _goes_home(card: Card, *, telling: Telling) -> str:
    ends = shift_end(card.owner, card.commitment.promised_by) if card.commitment.promised_by else None
    return f"{card.owner.person} goes home at {telling.clock(ends)}" if ends else ""


def _stand_ins(card: Card) -> str:
    roles = card.rules.business.roles
    people = [roles[name].person for name in card.owner.cover if name in roles]
    return listed([person for person in people if person != card.reader.person], last="or")


def _when(card: Card, asked: step_words.Asked) -> str:
    if _is_over(card):
        return ""
    late = card.now - (card.commitment.promised_by or card.commitment.due_at)
    if late < dt.timedelta():
        return f"{capitalised(asked.when)} · {lasting(-late)} left"
    return f"{capitalised(asked.until)} · {f'{lasting(late)} late' if late >= _A_MINUTE else 'now'}"


def _is_over(card: Card) -> bool:
    """Whether the time we meant for this care has passed: nobody was told of it, so nobody is told of it now."""
    return not card.commitment.is_promise and card.now >= card.commitment.due_at


def _needs_phone(card: Card, *, step: Step) -> bool:
    """Whether the number is of use: also for work, when a customer has to hear that it is late."""
    by_phone = card.commitment.new_time is not None
    late = step in (Step.WARN, Step.ESCALATE) and card.commitment.is_promise and not card.follow_up.to_colleague
    return card.commitment.channel is not Channel.TASK or by_phone or late or _lacks_address(card)


def _lacks_address(card: Card) -> bool:
    return card.commitment.channel is Channel.TASK and card.follow_up.letter is not None


def _came_back(card: Card, *, step: Step) -> bool:
    """Whether this asks for what a letter would have said, had it arrived."""
    if step is Step.ASK:
        return last_letter_came_back(card.commitment)
    no_hour = any(entry.because == NO_CIVIL_HOUR for entry in card.commitment.history)
    return step is Step.REMIND and stands_for_a_returned_letter(card.commitment) and not no_hour


def _script(card: Card, *, step: Step, texts: Texts, telling: Telling) -> tuple[str, ...]:
    """The words for the call; sorry takes the place of the first line when the promise is broken."""
    lines = in_one_call(
        *(
            _script_lines(each, texts=texts, name=each.follow_up.script, telling=telling)
            for each in (card, *card.joined)
        )
    )
    if step is not Step.ESCALATE or not card.commitment.is_promise:
        return lines
    return (*_script_lines(card, texts=texts, name=SORRY, telling=telling), *lines[1:])


def _script_lines(card: Card, *, texts: Texts, name: str | None, telling: Telling) -> tuple[str, ...]:
    written = filled_in(texts.script(name), _script_facts(card, telling=telling), called=name or "")
    return tuple(" ".join(line.split()) for line in written.splitlines() if line.strip())


def _script_facts(card: Card, *, telling: Telling) -> dict[str, str]:
    name = full_name(card.contact)
    details = details_of(card)
    end = card.commitment.promised_by or card.commitment.due_at
    return {
        "hello": f"{telling.good_day()} {name}" if name else telling.good_day(),
        "who": card.reader.person,
        "by": telling.by(end),
        "promised": "yes" if card.commitment.is_promise else "",
        "phones": "yes" if card.commitment.channel is Channel.CALL else "",
        "business": card.rules.business.name,
        "work": details.get("work", card.commitment.subject.type),
        "product": details.get("product", card.commitment.subject.type),
        "key": card.commitment.customer,
        "source": card.commitment.subject.source,
    }


def _released_because(commitment: Commitment) -> str:
    put_off = (entry.because for entry in reversed(commitment.history) if entry.what in PUT_OFF)
    return next(put_off, "")


def steps_in(card: Card) -> str:
    """For whom this person does it, unless it is his own anyway."""
    return "" if card.reader.id == card.owner.id else f"You step in for {card.owner.person}"


def _because(card: Card) -> str:
    """Why this person gets this mail."""
    stands_in = f" {steps_in(card)}." if steps_in(card) else ""
    return f"You get this as {card.reader.title} of {card.rules.business.name}, by the rule “{card.follow_up.name}”.{stands_in}"
