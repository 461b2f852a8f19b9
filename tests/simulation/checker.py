"""What must never happen, found in plain records of a run: this reads JSON and knows nothing of the product.

It has its own calendar, its own budget and its own idea of who may be disturbed when. Where the product promises
an exception (a letter that answers what somebody did a moment ago, a new time that must be told before the old one
is over), the exception is written down here a second time, from the documents.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PROMPTED = dt.timedelta(minutes=15)
AT_WORK = frozenset({"remind", "nudge", "warn", "escalate"})
"""The mails that ask somebody to act; what calls a task back may come at any hour."""

A_DAY, THREE_DAYS, A_QUARTER = dt.timedelta(days=1), dt.timedelta(days=3), dt.timedelta(minutes=15)
LATER = re.compile(r"(?P<count>\d+) (?P<unit>day|week|month|working day)s? later")
DAYS_OF = {"day": 1, "week": 7, "month": 28, "working day": 1}
"""How many days each is at the least."""

CLOCK_OF = {"GB": "Europe/London"}
"""By which clock somebody lives of whom only the country is known: the countries of this world have one each."""

ANOTHER_TIME = frozenset({"reschedule", "cannot_keep", "another_time"})

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
        look.leave,
        look.pauses,
        look.abroad,
        look.places,
        look.causes,
        look.ends,
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
            told = self._in_letter_hours(contact) or self._is_told_at_our_hours(contact)
            if not told and not self._answers_her(contact):
                yield f"quiet hours: {contact['follow_up']} at {contact['at']}"

    def tasks(self) -> Iterator[str]:
        """Nobody is asked for anything while not at work; a rule's window on a day of work counts as work."""
        for mail in self.run["sent"]:
            role = self.roles.get(mail["to"])
            if mail["kind"] == "task" and mail["step"] in AT_WORK and role and not self._at_work(role, mail):
                yield f"closed: {mail['step']} to {role['id']} at {mail['at']}"

    def _in_letter_hours(self, contact: Json) -> bool:
        return self._may_be_written(contact, self._her_zone(contact))

    def _is_told_at_our_hours(self, contact: Json) -> bool:
        """What she waits to hear is told by our clock, where hers leaves no hour for three days."""
        if contact["step"] != "receipt" or not self._may_be_written(contact, self.zone):
            return False
        quarters = (at(contact) + count * A_QUARTER for count in range(THREE_DAYS // A_QUARTER))
        return not any(self._is_civil(contact, moment) for moment in quarters)

    def _may_be_written(self, contact: Json, zone: ZoneInfo) -> bool:
        letters, local = self.firm["business"]["letters"], at(contact).astimezone(zone)
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
        subject, told = self.owed[contact["commitment"]]["subject"], self._about(contact)
        did = any(e["kind"] not in OUR_DOING and self._is_just_before(at(e, "occurred_at"), contact) for e in told)
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
        for point in self.owed[contact["commitment"]]["points"]:
            for limit, counted in ((budget["cheerful"], others), (budget[name], same)):
                since = at(contact) - dt.timedelta(days=limit["in_days"])
                recent = sum(point in past["points"] and at(past) > since for past in counted)
                if recent >= limit["at_most"]:
                    yield f"over budget: {contact['follow_up']} at {contact['at']}, {recent} before it"

    def _is_same_call(self, past: Json, contact: Json) -> bool:
        return past["how"] == "call" and contact["commitment"] in (past["commitment"], *past["with"])

    def places(self) -> Iterator[str]:
        """Nobody is asked for more kind calls on a day than his day has room for, however many promises there are."""
        asked = defaultdict[tuple[str, dt.date], set[str]](set)
        for contact in self._contacts("call"):
            role, owner = self.roles[contact["to"]], self.owed[contact["commitment"]]["owner"]
            if contact["class"] != "promise" and role["id"] == owner and "calls_a_day" in role:
                asked[contact["to"], at(contact).astimezone(self.zone).date()].add(contact["commitment"])
        for (to, day), calls in asked.items():
            if len(calls) > self.roles[to]["calls_a_day"]:
                yield f"no room: {len(calls)} kind calls for {self.roles[to]['id']} on {day}"

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
            kind = contact["is_cheerful"] and contact["announces"] != "promise"
            if kind and any(since <= at(contact) and points & set(contact["points"]) for since, points in said):
                yield f"after a stop: {contact['follow_up']} at {contact['at']}"

    def consents(self) -> Iterator[str]:
        """What sells reaches only somebody who has said yes and has not taken it back."""
        for contact in self.run["contacts"]:
            if contact["class"] == "marketing" and not self._has_consent(contact):
                yield f"without consent: {contact['follow_up']} at {contact['at']}"

    def _has_consent(self, contact: Json) -> bool:
        """Whether the last word of each of her addresses is a yes."""
        last = dict[str, str]()
        for event in self.firm["events"]:
            says = event["kind"] == "contact.consent_changed" and event["asked"] != "unknown"
            if says and self._was_known(event, contact):
                last |= {p: event["asked"] for p in contact["points"] if any(v in p for v in _addresses(event))}
        return bool(contact["points"]) and all(last.get(point) == "yes" for point in contact["points"])

    def leave(self) -> Iterator[str]:
        """Out of kindness nobody is disturbed who said no, or was not asked where the owner says one has to."""
        for contact in self.run["contacts"]:
            said, kind = self._said(contact), contact["class"] != "promise" and contact["announces"] != "promise"
            heeds_no = self.rules.get(contact["follow_up"], {}).get("unless_asked_no", False)
            if said == "no" and (kind or heeds_no) and not self._agreed_anew(contact):
                yield f"she said no: {contact['follow_up']} at {contact['at']}"
            if said == "unknown" and kind and not self._may(contact):
                yield f"not asked: {contact['follow_up']} at {contact['at']}"

    def _said(self, contact: Json) -> str:
        """What she said last about this order or repair, when she was asked whether we may be in touch."""
        told = [e["asked"] for e in self._about(contact) if self._was_known(e, contact)]
        return next((word for word in reversed(told) if word != "unknown"), "unknown")

    def _was_known(self, event: Json, contact: Json) -> bool:
        """Whether this was told before: what rings at an instant comes first, unless it was begun by what was told then."""
        told = max(at(event, "occurred_at"), at(self.run, "from"))
        when = self.rules.get(contact["follow_up"], {}).get("when")
        begun = (
            at(e, "occurred_at") for e in self._about(contact) if e["kind"] == when and at(e, "occurred_at") <= told
        )
        return told < at(contact) or (told == at(contact) and at(event, "occurred_at") <= max(begun, default=told))

    def _may(self, contact: Json) -> bool:
        table = self.firm["business"].get("asked_first", {})
        calls = self._told_of(contact)["channel"] != "email"
        country = self._customer(contact).get("country", self.firm["business"].get("country", ""))
        silence = table.get("calls" if calls else "letters", {}).get(country)
        return silence == "may" or (not calls and self._has_consent(contact))

    def _told_of(self, contact: Json) -> Json:
        """What a letter announces, or else what this is itself."""
        this = self.owed[contact["commitment"]]
        alike = (each for each in self.owed.values() if each["subject"] == this["subject"])
        announced = (
            each
            for each in alike
            if self.rules.get(each["follow_up"], {}).get("announced_by") == contact["follow_up"]
            and each["occurrence"] == this["occurrence"]
        )
        return next(announced, contact)

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

    # ----- at her place ------------------------------------------------------------------------

    def abroad(self) -> Iterator[str]:
        """No phone rings out of kindness at an hour that is not civil there, if one is within three days."""
        for contact in self._contacts("call"):
            if contact["class"] != "promise" and not self._is_civil(contact, at(contact)) and self._could_wait(contact):
                yield f"night there: {contact['follow_up']} at {contact['at']}"

    def _is_civil(self, contact: Json, moment: dt.datetime) -> bool:
        letters, local = self.firm["business"]["letters"], moment.astimezone(self._her_zone(contact))
        if local.utcoffset() == moment.astimezone(self.zone).utcoffset():
            return True
        is_closed = self._is_closed(local.date(), when=at(contact))
        return WEEK[local.weekday()] in letters["days"] and not is_closed and within(letters["hours"], local)

    def _could_wait(self, contact: Json) -> bool:
        """Whether whoever phones is there at a civil hour of hers, soon."""
        role, windows = self.roles[contact["to"]], self.rules[contact["follow_up"]].get("window", [])
        for quarters in range(1, THREE_DAYS // A_QUARTER):
            moment = at(contact) + quarters * A_QUARTER
            local = moment.astimezone(self.zone)
            is_there = within(self._hours_of(role, local.date(), when=at(contact)), local)
            if is_there and (not windows or within(windows, local)) and self._is_civil(contact, moment):
                return True
        return False

    def _her_zone(self, contact: Json) -> ZoneInfo:
        her = self._customer(contact)
        return ZoneInfo(her.get("zone") or CLOCK_OF.get(her.get("country"), self.zone.key))

    def _customer(self, contact: Json) -> Json:
        refs = (event["customer"] for event in self.firm["events"])
        return next((her for her in refs if contact["key"].endswith(f"/{her['ref']}")), {})

    # ----- too early, and too late -------------------------------------------------------------

    def causes(self) -> Iterator[str]:
        """Nothing kind, and no letter, that is due days or weeks after its cause reaches her before that day."""
        for contact in self.run["contacts"]:
            if contact["step"] != "remind":
                continue
            rule = self.rules.get(contact["follow_up"], {})
            later = LATER.fullmatch(rule.get("due", ""))
            whens = [at(e, "occurred_at") for e in self._about(contact) if e["kind"] == rule.get("when")]
            promised_by_then = contact["how"] == "call" and contact["class"] == "promise"
            if later is None or not whens or promised_by_then or self._agreed_anew(contact):
                continue
            days = int(later["count"]) * DAYS_OF[later["unit"]]
            if at(contact).astimezone(self.zone).date() < min(whens).astimezone(self.zone).date() + days * A_DAY:
                yield f"too early: {contact['follow_up']} at {contact['at']}"

    def _agreed_anew(self, contact: Json, *, since: dt.datetime | None = None) -> bool:
        """Whether she has asked for another time, or been promised one: it may be an earlier one."""
        hers = (e for e in (*self.run["answers"], *self.run["replies"]) if e["commitment"] == contact["commitment"])
        said = {each.get("choice", each.get("reply")) for each in hers if since is None or at(each) > since}
        return bool(ANOTHER_TIME & said)

    def ends(self) -> Iterator[str]:
        """What has put an end to a follow-up is not contradicted by it; what was broken before is still to be mended."""
        for contact in self.run["contacts"]:
            rule, owed = self.rules.get(contact["follow_up"], {}), self.owed[contact["commitment"]]
            made = dt.datetime.fromisoformat(owed["made_at"])
            for event in self._about(contact):
                told, promised_by = at(event, "occurred_at"), owed.get("promised_by")
                is_broken = promised_by is not None and dt.datetime.fromisoformat(promised_by) <= told
                if is_broken or self._agreed_anew(contact, since=told):
                    continue
                if event["kind"] in rule.get("cancel_on", []) and made < told < at(contact):
                    yield f"after its end: {contact['follow_up']} at {contact['at']}"

    def _about(self, contact: Json) -> list[Json]:
        """What happened to the order or repair that this is about."""
        subject = self.owed[contact["commitment"]]["subject"]
        return [e for e in self.firm["events"] if subject.endswith(f"/{e['subject']['type']}/{e['subject']['id']}")]

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
