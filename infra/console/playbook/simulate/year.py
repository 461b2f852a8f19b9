"""A sample of what happens in a firm: orders, repairs, questions and complaints of invented people, drawn by a seed.

The stories are those of a small workshop with a web shop: what is placed is paid, sent and delivered, now and then
late or sent back; what is brought is quoted, approved, finished and fetched; some ask, some complain. Winter and early
summer bring more to the workshop, December more to the shop. The same seed always tells the same.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

GIVEN = ("Nora", "Idris", "Ada", "Bram", "Ciara", "Dara", "Elif", "Fiadh", "Goran", "Hanna", "Ines", "Jonas", "Keira",
         "Liam", "Mina", "Niall", "Oona", "Piet", "Rosa", "Sorcha", "Tomas", "Una", "Vera", "Wim", "Yusuf", "Zora")  # fmt: skip
FAMILY = ("Quill", "Vale", "Teague", "Marsh", "Lark", "Thorn", "Reed", "Heath", "Moss", "Finch", "Brook", "Hale",
          "Rowan", "Sedge", "Wren", "Dunn", "Fell", "Garth", "Holt", "Keel")  # fmt: skip
WORKS = ("brakes", "clutch", "yearly service", "exhaust", "timing belt", "tyres", "air conditioning", "battery")
PRODUCTS = ("roof box", "child seat", "tow bar", "dash camera", "floor mats", "bicycle rack", "snow chains")
QUESTIONS = ("Do you have it in blue?", "Can you fit it this week?", "What would it cost?")

SEASONS = (11, 9, 9, 8, 9, 10, 8, 6, 8, 9, 10, 12)
"""How busy each month is, January first."""

STORIES = {"repair": 45, "order": 38, "inquiry": 14, "return": 3}
"""How many of a hundred matters are of which kind."""

MATTERS = (0, 1, 1, 1, 2, 2, 3)
"""How many matters one customer has in a year; one draw each."""

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
A_YEAR, HALF = 365, 0.5


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A firm's year, or as much of it as is asked for."""

    begins: dt.date
    days: int
    customers: int
    seed: int
    zone: ZoneInfo
    currency: str
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        told = f"{self.seed}/{self.begins}/{self.days}/{self.customers}"
        object.__setattr__(self, "draw", random.Random(told))  # noqa: S311 - a sample, not a secret

    def events(self) -> list[Json]:
        """All of them, earliest first; what would happen after the last day has not happened yet."""
        end = dt.datetime.combine(self.begins + dt.timedelta(days=self.days), dt.time(), tzinfo=self.zone)
        told = [event for number in range(self.customers) for event in self._hers(number)]
        within = [event for event in told if dt.datetime.fromisoformat(event["occurred_at"]) < end]
        return sorted(within, key=lambda event: dt.datetime.fromisoformat(event["occurred_at"]))

    def _hers(self, number: int) -> Iterator[Json]:
        """Everything of one customer. A short time has as much in it as half a year, so that there is something to see."""
        customer = self._customer(number)
        matters = self.draw.choice(MATTERS) * max(self.days / A_YEAR, HALF) + self.draw.random()
        for matter in range(int(matters)):
            [story] = self.draw.choices(list(STORIES), weights=list(STORIES.values()))
            yield from self._told(story, f"{number:04}-{matter}", customer)

    def _told(self, story: str, number: str, customer: Json) -> Iterator[Json]:
        match story:
            case "repair":
                return self._repair(number, customer)
            case "inquiry":
                return self._inquiry(number, customer)
            case _:
                return self._order(number, customer, comes_back=story == "return")

    def _customer(self, number: int) -> Json:
        draw, given, family = self.draw, GIVEN[number % len(GIVEN)], FAMILY[(number * 7 + number // 26) % len(FAMILY)]
        told = {"ref": f"c-{number}", "given_name": given, "family_name": family}
        if draw.random() < 0.96:  # noqa: PLR2004 - nearly everybody has one
            told["email"] = f"{given}.{family}.{number}@post.example".lower()
        if number < 1000 and draw.random() < 0.85:  # noqa: PLR2004 - as many numbers as are nobody's
            told["phone"] = f"+353 20 915 0{number:03}"
        return told

    # ----- the stories -------------------------------------------------------------------------

    def _repair(self, number: str, customer: Json) -> Iterator[Json]:
        at, tell = self._at_the_counter(), self._teller("repair", f"R-{number}", customer)
        details, total = {"work": self.draw.choice(WORKS)}, self._total(80, 900)
        yield tell("repair.received", at, details=details)
        at = self._work_hour(at + self._some(2, 9))
        yield tell("repair.quoted", at, total=total)
        at = self._work_hour(at + self._some(1, 30))
        if self.draw.random() < 0.07:  # noqa: PLR2004 - a few say no
            yield tell("repair.declined", at)
            return
        yield tell("repair.approved", at)
        at = self._work_hour(at + self._some(20, 96))
        yield tell("repair.completed", at, total=total)
        at = self._work_hour(at + self._some(2, 30))
        yield tell("repair.collected", at, asked=self.draw.choice(("yes", "yes", "yes", "no", "unknown")))
        yield from self._complaint(number, "repair", f"R-{number}", customer, since=at, chance=0.05)

    def _order(self, number: str, customer: Json, *, comes_back: bool) -> Iterator[Json]:
        at, tell = self._at_home(), self._teller("order", f"O-{number}", customer)
        details, total = {"product": self.draw.choice(PRODUCTS)}, self._total(15, 320)
        yield tell("order.placed", at, details=details, total=total)
        if self.draw.random() < 0.15:  # noqa: PLR2004 - some fetch it themselves
            ready = self._work_hour(at + self._some(20, 60))
            yield tell("order.ready_for_collection", ready)
            yield tell("order.collected", self._work_hour(ready + self._some(3, 200)))
            return
        if self.draw.random() < 0.08:  # noqa: PLR2004 - now and then
            at = self._work_hour(at + self._some(24, 60))
            yield tell("order.delayed", at, agreed_by=(at + self._some(90, 200)).isoformat())
        at = self._work_hour(at + self._some(8, 60))
        yield tell("order.shipped", at)
        at += self._some(22, 80)
        yield tell("order.delivered", at)
        if comes_back:
            at = self._work_hour(at + self._some(50, 200))
            yield tell("order.returned", at)
            yield tell("order.refunded", self._work_hour(at + self._some(2, 30)), total=total)
            return
        yield from self._complaint(number, "order", f"O-{number}", customer, since=at, chance=0.04)

    def _inquiry(self, number: str, customer: Json) -> Iterator[Json]:
        at, tell = self._at_home(), self._teller("inquiry", f"Q-{number}", customer)
        yield tell("inquiry.received", at, note=self.draw.choice(QUESTIONS))
        if self.draw.random() < 0.4:  # noqa: PLR2004 - two of five become an offer
            at = self._work_hour(at + self._some(4, 40))
            yield tell("inquiry.offered", at)
            if self.draw.random() < 0.6:  # noqa: PLR2004 - most of them are answered
                yield tell("inquiry.settled", at + self._some(5, 150))

    def _complaint(
        self, number: str, type_: str, about: str, customer: Json, *, since: dt.datetime, chance: float
    ) -> Iterator[Json]:
        if self.draw.random() < chance:
            tell = self._teller("complaint", f"K-{number}", customer)
            yield tell("complaint.opened", since + self._some(4, 120), parent={"type": type_, "id": about})

    # ----- when and how much -------------------------------------------------------------------

    def _teller(self, type_: str, id_: str, customer: Json) -> Any:
        def tell(kind: str, at: dt.datetime, **more: Any) -> Json:
            return {
                "schema_version": 1,
                "kind": kind,
                "occurred_at": at.isoformat(),
                "event_id": f"{id_}-{kind}",
                "subject": {"type": type_, "id": id_, "number": id_},
                "customer": customer,
                **more,
            }

        return tell

    def _day(self) -> dt.date:
        """Some day, a busy month more often."""
        while True:
            day = self.begins + dt.timedelta(days=self.draw.randrange(self.days))
            if self.draw.random() * max(SEASONS) < SEASONS[day.month - 1]:
                return day

    def _at_the_counter(self) -> dt.datetime:
        return self._work_hour(self._at(self._day(), 8 * 60 + self.draw.randrange(9 * 60)))

    def _at_home(self) -> dt.datetime:
        return self._at(self._day(), 6 * 60 + self.draw.randrange(17 * 60 + 50))

    def _at(self, day: dt.date, minute: int) -> dt.datetime:
        clock = dt.time(minute // 60, minute % 60, self.draw.randrange(60))
        local = dt.datetime.combine(day, clock, tzinfo=self.zone)
        return local.astimezone(dt.UTC).astimezone(self.zone)

    def _work_hour(self, at: dt.datetime) -> dt.datetime:
        """The same time, or the next weekday morning if nobody is there to do it."""
        local = at.astimezone(self.zone)
        evening = local.hour >= 17  # noqa: PLR2004 - the end of the day
        day = local.date() + (DAY if evening else dt.timedelta())
        while day.weekday() > 4:  # noqa: PLR2004 - Friday
            day += DAY
        if day == local.date() and local.hour >= 8:  # noqa: PLR2004 - the beginning of the day
            return local
        return self._at(day, 8 * 60 + self.draw.randrange(180))

    def _some(self, least: int, most: int) -> dt.timedelta:
        """So many hours, to the second."""
        return dt.timedelta(seconds=self.draw.randrange(least * 3600, most * 3600))

    def _total(self, least: int, most: int) -> Json:
        return {"amount": f"{self.draw.randrange(least, most)}.00", "currency": self.currency}
