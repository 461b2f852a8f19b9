"""What we know about the customer and the matter, as colleagues and customers may read it."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.adapters.mails.cause_words import cause_in_words
from followthrough.adapters.mails.figures import figures
from followthrough.application.ports import Card
from followthrough.domain.commitment import Commitment
from followthrough.domain.desk import SOURCE as DESK
from followthrough.domain.event import Contact, PhoneQuality
from followthrough.domain.manners import filled, full_name, listed, within_a_sentence
from followthrough.domain.plain import inert
from followthrough.domain.telling import Telling

SHORT_PROMISE = 80
"""As much of a promise as the subject of a mail has room for."""

_NOT_SHOWN = frozenset({"reference", "owner", "to", "how"})
"""What the words of a task have said already."""

_MISSING = {"name": "a name", "phone": "a phone number", "email": "an email address"}


@dataclass(frozen=True, kw_only=True)
class Dial:
    """Her number: to press, to read, or neither."""

    shown: str = ""
    link: str = ""
    """`tel:` and the number, only for one we trust."""
    remark: str = ""


def details_of(card: Card) -> dict[str, str]:
    """What we know about the order or the repair; its own number is called `reference`."""
    details = {name: inert(value) for name, value in card.subject.details if value.strip()}
    return {"reference" if name == "number" else name: value for name, value in details.items()}


def subject_name(card: Card) -> str:
    """What it is about, with the number to look it up by: `repair 1043`."""
    return f"{card.commitment.subject.type} {_reference(card)}".rstrip()


def _reference(card: Card) -> str:
    """The number that people know it by; what our own desk made up is for machines only."""
    made_up = card.commitment.subject.source == DESK
    return inert(details_of(card).get("reference", "" if made_up else card.commitment.subject.id))


def is_abroad(card: Card) -> bool:
    """Whether her clock is not the shop's."""
    return card.commitment.zone != card.rules.business.zone


def promised_words(card: Card, *, telling: Telling) -> str:
    """What she was told, with its time as it stands; nothing if she was told nothing."""
    return our_words(card, telling=telling) if card.commitment.promised_by else ""


def our_words(card: Card, *, telling: Telling) -> str:
    """Our words to her, as the playbook has them, about what they announce."""
    owed, owner = card.announced or card.commitment, card.announced_owner or card.owner
    facts = figures(card, telling=telling) | times_in_words(owed, telling=telling) | details_of(card)
    facts |= {"who": owner.person, "number": card.rules.business.phone}
    facts |= {"promise": typed_words(card), "reach": how_we_reach(card.contact)} | quoted_words(card)
    return filled(card.commitment.words, facts, otherwise=owed.subject.type)


def quoted_words(card: Card) -> dict[str, str]:
    """What was written down with an answer and is repeated in our words to her."""
    return {name: inert(text).rstrip(".") for name, text in card.said.items() if text.strip()}


def times_in_words(owed: Commitment, *, telling: Telling) -> dict[str, str]:
    """The placeholders that name a time, for this commitment as it stands."""
    by = owed.promised_by or owed.due_at
    window = owed.slot or (owed.due_at, by)
    return {"by": telling.by(by), "day": telling.day(window[0]), "window": telling.window(window)}


def typed_words(card: Card) -> str:
    """What somebody promised by hand, in the words that were typed; nothing if none were."""
    ours = (note for note in card.notes if note.told and note.commitment in card.subject.commitments)
    return next((inert(note.text) for note in ours), "") if card.follow_up.reads_back else ""


def how_we_reach(contact: Contact) -> str:
    """How we shall answer: by phone, or in writing to somebody who gave us an address and no number."""
    return "write to" if contact.email and contact.phone is None else "phone"


def dial(card: Card) -> Dial:
    """Her number, with a remark when we would not trust it ourselves."""
    phone = card.contact.phone
    if phone is None:
        return Dial()
    if phone.quality is PhoneQuality.GOOD and phone.e164:
        return Dial(shown=inert(phone.raw), link=f"tel:{phone.e164}")
    return Dial(shown=inert(phone.raw), remark="Please check this number; it may be wrong or incomplete.")


def missing(card: Card) -> str:
    """Exactly what is not on record, and where to look."""
    if not card.missing:
        return ""
    words = [_MISSING.get(code, code) for code in card.missing]
    look = f"look it up under {subject_name(card)}" if _reference(card) else "find it out"
    return f"Missing here: {listed(words)}. Please {look}."


def reason(card: Card) -> str:
    """Why we call or write, as staff read it: `a week after her repair`."""
    promise = inert(typed_words(card), at_most=SHORT_PROMISE)
    known = details_of(card) | {"name": staff_name(card), "promise": promise}
    known |= {"source": card.commitment.subject.source}
    return filled(card.follow_up.reason, known, otherwise=card.commitment.subject.type)


def matter(card: Card) -> str:
    """What it is about in the fewest words: `sliding door`, `roof bars`."""
    details = details_of(card)
    return within_a_sentence(details.get("work") or details.get("product") or subject_name(card))


def staff_name(card: Card) -> str:
    """Whom to ask for: her name, or the matter when nobody told us a name; a colleague by the first name."""
    if card.follow_up.to_colleague:
        return colleague(card)
    return full_name(card.contact) or f"the customer of {'' if _reference(card) else 'the '}{subject_name(card)}"


def colleague(card: Card) -> str:
    """To whom in the house this was promised."""
    role = card.rules.business.roles.get(dict(card.subject.details).get("to", ""))
    return role.person if role else "a colleague"


def facts(card: Card, *, telling: Telling) -> tuple[tuple[str, str], ...]:
    """What to know before dialling: what it is about, and our own time before the promised one."""
    commitment = card.commitment
    rows = [("Why", reason(card))]
    rows += [("For", subject_name(card))] if _reference(card) else []
    rows += [(name.replace("_", " ").capitalize(), value) for name, value in _told_details(card)]
    rows += [("Given without charge", given)] if (given := given_without_charge(card)) else []
    if commitment.promised_by and commitment.due_at > card.now and commitment.due_at < commitment.promised_by:
        rows.append(("Our aim", telling.by(commitment.due_at)))
    if is_abroad(card) and commitment.slot:
        hers = Telling(now=card.now, zone=commitment.zone, abroad=True)
        rows.append(("Their time", hers.between(commitment.slot)))
    return tuple(rows)


def given_without_charge(card: Card) -> str:
    """Every gift about this matter that still has its star, in the words of whoever gave it."""
    gifts = (note for note in card.notes if note.goodwill and note.at in card.subject.stars)
    return "; ".join(inert(line) for note in gifts for line in note.text.splitlines())


def _told_details(card: Card) -> list[tuple[str, str]]:
    told = [(name, value) for name, value in details_of(card).items() if name not in _NOT_SHOWN]
    return [(name, cause_in_words(value) if name == "cause" else value) for name, value in told]
