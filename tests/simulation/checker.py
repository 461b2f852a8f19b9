"""What must never happen, found in plain records of a run: this reads JSON and knows nothing of the product.

It has its own calendar, its own budget and its own idea of who may be disturbed when. Where the product promises
an exception (a letter that answers what somebody did a moment ago, a new time that must be told before the old one
is over), the exception is written down here a second time, from the documents.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PROMPTED = dt.timedelta(minutes=15)
AT_WORK = frozenset({"remind", "nudge", "warn", "escalate"})
"""The mails that ask somebody to act; what calls a task back may come at any hour."""

OUR_DOING = frozenset(
    {
        "repair.quoted", "repair.completed", "repair.cancelled", "order.ready_for_collection", "order.shipped",
        "order.delayed", "order.delivered", "order.cancelled", "order.refunded", "order.updated",
    }
)  # fmt: skip
"""What she does not wait for at night: a letter about it answers nothing that she did."""


def faults(firm: Json, run: Json) -> list[str]:
    """Everything in this run that must not be, each as a sentence."""
    look = Look(firm=firm, run=run)
    checks = (
        look.letters,
        look.tasks,
        look.budgets,
        look.stops,
        look.twice,
        look.complaints,
        look.consents,
        look.pauses,
    )
    return [*(f"trouble: {each['what']}" for each in run["trouble"]), *(said for check in checks for said in check())]


@dataclass
class Look:
    """One firm, one run, and everything about them that is asked again and again."""

    firm: Json
    run: Json
    zone: ZoneInfo = field(init=False)
    owed: dict[str, Json] = field(init=False)
    rules: dict[str, Json] = field(init=False)
    roles: dict[str, Json] = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.firm["business"]["zone"])
        self.owed = {each["id"]: each for each in self.run["commitments"]}
        self.rules = {each["id"]: each for each in self.firm["playbook"]["follow_up"]}
        self.roles = {each["email"]: each for each in self.firm["business"]["role"]}

    # ----- out of hours ------------------------------------------------------------------------

    def letters(self) -> Iterator[str]:
        """No letter in quiet hours or on a closed day, unless it answers what she did in the last quarter of an hour."""
        for contact in self._contacts("email"):
            if not self._in_letter_hours(contact) and not self._answers_her(contact):
                yield f"quiet hours: {contact['follow_up']} at {contact['at']}"

    def tasks(self) -> Iterator[str]:
        """Nobody is asked for anything while not at work; a rule's window on a day of work counts as work."""
        for mail in self.run["sent"]:
            role = self.roles.get(mail["to"])
            if mail["kind"] == "task" and mail["step"] in AT_WORK and role and not self._at_work(role, mail):
                yield f"closed: {mail['step']} to {role['id']} at {mail['at']}"

    def _in_letter_hours(self, contact: Json) -> bool:
        letters, local = self.firm["business"]["letters"], at(contact).astimezone(self.zone)
        open_today = WEEK[local.weekday()] in letters["days"] and within(letters["hours"], local)
        said = any(n.get("tell") and at(n) <= at(contact) for n in self.run["news"])
        tells = said or self._answered(contact, "cannot_keep", within=None)
        tells_in_time = contact["step"] == "receipt" and tells
        return open_today and (not self._is_closed(local.date(), when=at(contact)) or tells_in_time)

    def _is_closed(self, day: dt.date, *, when: dt.datetime) -> bool:
        firm, name = self.firm["business"], day.isoformat()
        said = any(n["what"] == "closed" and n["day"] == name and at(n) <= when for n in self.run["news"])
        return said or (name in firm["closed"] and name not in firm.get("other_hours", {}))

    def _answers_her(self, contact: Json) -> bool:
        """A promise may be told at any hour to somebody who has just done what it answers."""
        if contact["class"] != "promise":
            return False
        subject = self.owed[contact["commitment"]]["subject"]
        just_now = (
            event
            for event in self.firm["events"]
            if subject.endswith(f"/{event['subject']['type']}/{event['subject']['id']}")
        )
        did = any(e["kind"] not in OUR_DOING and self._is_just_before(at(e, "occurred_at"), contact) for e in just_now)
        wrote = any(
            reply["commitment"] == contact["commitment"] and self._is_just_before(at(reply), contact)
            for reply in self.run["replies"]
        )
        opened = subject.startswith("followthrough/") and self._is_just_before(
            dt.datetime.fromisoformat(self.owed[contact["commitment"]]["made_at"]), contact
        )
        return did or wrote or opened or self._answered(contact, "reschedule", within=PROMPTED)

    def _is_just_before(self, moment: dt.datetime, contact: Json) -> bool:
        return dt.timedelta() <= at(contact) - moment <= PROMPTED

    def _answered(self, contact: Json, choice: str, *, within: dt.timedelta | None) -> bool:
        for said in self.run["answers"]:
            if said["commitment"] != contact["commitment"] or said["choice"] != choice or said["refused"]:
                continue
            gap = at(contact) - at(said)
            if gap >= dt.timedelta() and (within is None or gap <= within):
                return True
        return False

    def _at_work(self, role: Json, mail: Json) -> bool:
        local = at(mail).astimezone(self.zone)
        windows = [
            span for name in mail["commitments"] for span in self.rules[self.owed[name]["follow_up"]].get("window", [])
        ]
        hours = self._hours_of(role, local.date(), when=at(mail))
        return within(hours, local) or (bool(hours) and within(windows, local))

    def _hours_of(self, role: Json, day: dt.date, *, when: dt.datetime) -> list[str]:
        firm, name = self.firm["business"], day.isoformat()
        away = any(
            n["what"] == "away" and n["role"] == role["id"] and n["first"] <= name <= n["last"] and at(n) <= when
            for n in self.run["news"]
        )
        if away or WEEK[day.weekday()] not in role["days"] or self._is_closed(day, when=when):
            return []
        return firm.get("other_hours", {}).get(name) or firm["hours"].get(WEEK[day.weekday()], [])

    # ----- too often ---------------------------------------------------------------------------

    def budgets(self) -> Iterator[str]:
        """Of what is kind only so much reaches one address, over all rules; asking again for one call is no other call."""
        budget, before = self.firm["business"]["budget"], list[Json]()
        for contact in sorted(self.run["contacts"], key=at):
            again = contact["how"] == "call" and any(self._is_same_call(past, contact) for past in before)
            if contact["class"] != "promise" and not again:
                yield from self._over(budget, contact, before)
            before.append(contact)

    def _over(self, budget: Json, contact: Json, before: list[Json]) -> Iterator[str]:
        others = [past for past in before if past["is_cheerful"] and contact["commitment"] not in past["with"]]
        same = [past for past in others if past["channel"] == contact["channel"]]
        name = "care_calls" if contact["channel"] == "call" else "the_same_letter"
        if name == "the_same_letter":
            same = [past for past in same if past["follow_up"] == contact["follow_up"]]
        for point in contact["points"]:
            for limit, counted in ((budget["cheerful"], others), (budget[name], same)):
                since = at(contact) - dt.timedelta(days=limit["in_days"])
                recent = sum(point in past["points"] and at(past) > since for past in counted)
                if recent >= limit["at_most"]:
                    yield f"over budget: {contact['follow_up']} at {contact['at']}, {recent} before it"

    def _is_same_call(self, past: Json, contact: Json) -> bool:
        return past["how"] == "call" and contact["commitment"] in (past["commitment"], *past["with"])

    # ----- against her will --------------------------------------------------------------------

    def stops(self) -> Iterator[str]:
        """After a stop nothing that is kind reaches these addresses, not even in a call that is made anyway."""
        said = [(at(each), set(each["points"])) for each in self.run["stops"]]
        said += [
            (at(each), set(self.owed[each["commitment"]]["points"]))
            for each in self.run["answers"]
            if each["choice"] == "do_not_contact" and not each["refused"]
        ]
        for contact in self.run["contacts"]:
            kind = contact["class"] != "promise" and contact["announces"] != "promise"
            if kind and any(since <= at(contact) and points & set(contact["points"]) for since, points in said):
                yield f"after a stop: {contact['follow_up']} at {contact['at']}"

    def consents(self) -> Iterator[str]:
        """What sells reaches only somebody who has said yes and has not taken it back."""
        for contact in self.run["contacts"]:
            if contact["class"] == "marketing" and not self._has_consent(contact):
                yield f"without consent: {contact['follow_up']} at {contact['at']}"

    def _has_consent(self, contact: Json) -> bool:
        """The last word from any of her addresses."""
        told = [
            event["asked"]
            for event in self.firm["events"]
            if event["kind"] == "contact.consent_changed"
            and at(event, "occurred_at") <= at(contact)
            and any(value in point for point in contact["points"] for value in _addresses(event))
        ]
        return bool(told) and "yes" in told

    def complaints(self) -> Iterator[str]:
        """While a complaint of hers is open, what a complaint holds stays in the house."""
        for contact in self.run["contacts"]:
            rule = self.rules.get(contact["follow_up"], {})
            if rule.get("hold_while", ["complaint open"]) and contact["step"] != "receipt" and self._complains(contact):
                yield f"complaint open: {contact['follow_up']} at {contact['at']}"

    def _complains(self, contact: Json) -> bool:
        opened, resolved = dict[str, dt.datetime](), dict[str, dt.datetime]()
        for event in self.firm["events"]:
            hers = any(value in point for point in contact["points"] for value in _addresses(event))
            if hers and event["kind"] == "complaint.opened":
                opened[event["subject"]["id"]] = at(event, "occurred_at")
            if event["kind"] == "complaint.resolved":
                resolved[event["subject"]["id"]] = at(event, "occurred_at")
        far = dt.datetime.max.replace(tzinfo=dt.UTC)
        return any(since < at(contact) < resolved.get(name, far) for name, since in opened.items())

    def pauses(self) -> Iterator[str]:
        """While it is paused no letter leaves."""
        paused = [(at(n), dt.datetime.fromisoformat(n["until"])) for n in self.run["news"] if n["what"] == "pause"]
        for contact in self._contacts("email"):
            if any(since <= at(contact) < until for since, until in paused):
                yield f"paused: {contact['follow_up']} at {contact['at']}"

    # ----- twice -------------------------------------------------------------------------------

    def twice(self) -> Iterator[str]:
        """No step of one plan is told twice, and no letter of one follow-up at all.

        What nobody was promised has no end at which it is broken: the owner hears of it again, once a day.
        """
        steps = Counter(
            (mail["commitments"][0], mail["step"], mail["generation"], *which(mail))
            for mail in self.run["sent"]
            if mail["step"]
        )
        letters = Counter(contact["commitment"] for contact in self._contacts("email") if contact["step"] == "remind")
        yield from (f"twice: {step}" for step, times in steps.items() if times > 1)
        yield from (f"the letter twice: {name}" for name, times in letters.items() if times > 1)

    def _contacts(self, how: str) -> Iterator[Json]:
        return (each for each in self.run["contacts"] if each["how"] == how)


def at(record: Json, key: str = "at") -> dt.datetime:
    return dt.datetime.fromisoformat(record[key])


def which(mail: Json) -> tuple[str, ...]:
    """What tells two mails of one step apart: which letter it is, and for the owner, on which day."""
    if mail["step"] == "escalate":
        return (mail["at"][:10],)
    return (mail["subject"],) if mail["step"] == "receipt" else ()


def within(spans: list[str], local: dt.datetime) -> bool:
    """Whether a wall clock that shows this is inside one of these spans."""
    shows = f"{local:%H:%M:%S}"
    return any(opens <= shows < closes for opens, _, closes in (span.partition("-") for span in spans))


def _addresses(event: Json) -> list[str]:
    customer = event["customer"]
    phone = customer.get("phone", "").replace(" ", "")
    return [value for value in (customer.get("email"), phone) if value]
