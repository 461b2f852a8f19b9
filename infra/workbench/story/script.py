"""Two weeks at Corncrake Garage, told by the real stack: signed deliveries, people who tap, and a clock that is moved.

The script says who does what and when; every letter, task, time and figure comes from the run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

from workbench.story.samples import sample, send, signed
from workbench.story.telling import ZONE, Teller, early
from workbench.story.visitor import answers, links_of, robot

if TYPE_CHECKING:
    from workbench.bench import Bench, Json

HTTP_OK, HTTP_UNAUTHORIZED = 200, 401


class StoryBroken(AssertionError):
    """The run did not do what the story says: a fault of the product or of the script."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The stack and the one who tells of it."""

    bench: Bench
    teller: Teller

    def until(self, moment: str) -> None:
        """Let time pass to a civil time at the garage, such as `2 08:40`, and tell what went out on the way."""
        day, _, clock = moment.partition(" ")
        local = dt.datetime.fromisoformat(f"2026-03-{int(day):02}T{clock}").replace(tzinfo=ZONE)
        self.bench.advance(to=local.astimezone(dt.UTC))
        self.teller.mails()

    def owed(self, follow_up: str, customer: str) -> Json:
        """The newest commitment of this rule to this customer."""
        return next(
            each
            for each in reversed(self.bench.commitments())
            if each["follow_up"] == follow_up and (each["customer"]["name"] or "guest").startswith(customer)
        )


class Scene(Protocol):
    """What happens at one moment."""

    @property
    def at(self) -> str:
        """Civil time at the garage: `2 08:40` is Monday the 2nd of March 2026."""

    def play(self, stage: Stage) -> None:
        """Let it happen, and tell it. Raises StoryBroken."""


@dataclass(frozen=True, kw_only=True)
class ComesIn:
    """A signed delivery arrives, once or several times, and everything that follows from it now is told."""

    at: str
    delivery: str
    who: str
    text: str
    times: int = 1

    def play(self, stage: Stage) -> None:
        for _ in range(self.times):
            _expect(send(sample(self.delivery), bench=stage.bench).status, HTTP_OK)
        stage.teller.line("in", self.who, self.text)
        stage.teller.mails()


@dataclass(frozen=True, kw_only=True)
class KeepsPromise(ComesIn):
    """A delivery that says that something promised has been done."""

    follow_up: str
    customer: str
    what: str

    def play(self, stage: Stage) -> None:
        super().play(stage)
        stage.teller.line("kept", "", self.what, early(stage.owed(self.follow_up, self.customer)))


@dataclass(frozen=True, kw_only=True)
class Releases(ComesIn):
    """A delivery after which something planned is not owed any more."""

    follow_up: str
    customer: str
    what: str

    def play(self, stage: Stage) -> None:
        super().play(stage)
        owed = stage.owed(self.follow_up, self.customer)
        _expect(owed["state"], "released")
        because = owed["history"][-1]["because"].partition(".")[2]
        stage.teller.line("released", "", self.what, f"because {because}")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Somebody opens the last mail about this and answers on its page; what became of it is told."""

    at: str
    follow_up: str
    customer: str
    who: str
    text: str
    form: dict[str, str] = field(default_factory=dict)

    def play(self, stage: Stage) -> None:
        owed = stage.owed(self.follow_up, self.customer)
        mail = next(mail for mail in reversed(stage.bench.mail()) if owed["id"] in mail["commitments"])
        _expect(answers(links_of(mail)[0], self.form, bench=stage.bench).status, HTTP_OK)
        stage.teller.line("answer", self.who, self.text, _became(stage.owed(self.follow_up, self.customer)))
        stage.teller.mails()


@dataclass(frozen=True, kw_only=True)
class Forged:
    """Somebody sends a delivery whose signature is not its sender's."""

    at: str
    delivery: str

    def play(self, stage: Stage) -> None:
        before = (stage.bench.commitments(), stage.bench.queues())
        forgery = signed(sample(self.delivery), bench=stage.bench)
        answer = stage.bench.request("POST", forgery.path, headers=forgery.headers, body=forgery.body + b" ")
        _expect(answer.status, HTTP_UNAUTHORIZED)
        _expect((stage.bench.commitments(), stage.bench.queues()), before)
        stage.teller.line("in", "shop", f"forged signature: {answer.status}, nothing stored")


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """A mail scanner looks at the last mail."""

    at: str

    def play(self, stage: Stage) -> None:
        before = stage.bench.commitments()
        robot(stage.bench.mail()[-1], bench=stage.bench)
        _expect(stage.bench.commitments(), before)
        stage.teller.line("robot", "", "a mail scanner opens every link, presses every button: no change")


WEEK_1: tuple[Scene, ...] = (
    ComesIn(
        at="2 08:40",
        delivery="repairshopr.repair-received.nora",
        who="repairs",
        text="Nora Quill: brakes grinding; we fetched the car",
    ),
    ComesIn(
        at="2 11:05",
        delivery="shopify.order-placed.idris",
        who="shop",
        text="Idris Vale, bike carrier; came three times: one order, one thank-you",
        times=3,
    ),
    Answers(
        at="2 15:12",
        follow_up="price-call",
        customer="Nora",
        who="Donal",
        text='done: "EUR 240, go ahead"',
        form={"outcome": "done", "note": "EUR 240, go ahead"},
    ),
    ComesIn(
        at="3 09:02",
        delivery="shopify.order-placed.guest",
        who="shop",
        text='no name, phone "555-555-SHIP": greeted "Hello,"',
    ),
    ComesIn(
        at="3 16:20",
        delivery="repairshopr.repair-collected.nora",
        who="repairs",
        text="Nora fetches her car; wipers and lights checked too",
    ),
    ComesIn(at="4 10:10", delivery="repairshopr.repair-received.oisin", who="repairs", text="Oisín Marr: gearbox"),
    KeepsPromise(
        at="4 14:30",
        delivery="repairshopr.repair-quoted.oisin",
        who="repairs",
        text="Oisín's quote is out: EUR 610",
        follow_up="price-call",
        customer="Oisín",
        what="his price call, by the quote",
    ),
    Forged(at="5 03:12", delivery="shopify.order-placed.ruth"),
    ComesIn(at="5 13:20", delivery="shopify.order-placed.ruth", who="shop", text="Ruth Penhale, roof bars"),
)

WEEK_2: tuple[Scene, ...] = (
    Scanned(at="10 10:01"),
    Answers(
        at="10 10:20",
        follow_up="week-after",
        customer="Nora",
        who="Donal",
        text="no answer (1 of 3): next try after lunch",
        form={"outcome": "no_answer"},
    ),
    ComesIn(
        at="10 11:40",
        delivery="shopify.order-delivered.guest",
        who="shop",
        text="the guest's parcel arrived; no number to ring: a letter in a week",
    ),
    Answers(
        at="10 14:11",
        follow_up="week-after",
        customer="Nora",
        who="Donal",
        text='done: "brakes fine, she says thank you"',
        form={"outcome": "done", "note": "brakes fine, she says thank you"},
    ),
    ComesIn(
        at="10 17:05",
        delivery="repairshopr.repair-collected.ruth",
        who="repairs",
        text="Ruth Penhale fetches her van; the 17th is closed",
    ),
    ComesIn(
        at="11 09:20",
        delivery="canonical.inquiry-received.hanne",
        who="web",
        text="Hanne Brook asks for a tow bar",
    ),
    ComesIn(at="11 17:07", delivery="shopify.order-delivered.ruth", who="shop", text="Ruth's roof bars delivered"),
    Answers(
        at="11 17:08",
        follow_up="answer",
        customer="Hanne",
        who="Maeve",
        text="sorry said; fitted free on Saturday",
        form={"outcome": "done", "note": "fitted free on Saturday"},
    ),
    Releases(
        at="12 09:15",
        delivery="shopify.order-refunded.guest",
        who="shop",
        text="guest refunded",
        follow_up="week-after-delivery",
        customer="guest",
        what="his follow-up",
    ),
    ComesIn(
        at="12 13:40",
        delivery="shopify.order-delivered.idris",
        who="shop",
        text="Idris's bike carrier delivered > call planned Thu 19",
    ),
    ComesIn(at="12 17:10", delivery="repairshopr.repair-collected.oisin", who="repairs", text="Oisín fetches his car"),
)

END = "15 20:00"


def play(bench: Bench, out: TextIO) -> None:
    """Play two weeks on this bench. Raises StoryBroken when the run does not do what the story says."""
    teller = Teller(bench, out)
    stage = Stage(bench=bench, teller=teller)
    teller.say('Followthrough · Corncrake Garage, Inishcorra · "We call back."     two weeks from Mon 2 Mar 2026')
    teller.say("The deployed handlers on moto; deliveries are signed and posted; only the clock is moved.")
    for title, scenes in (("WEEK 1 · Nora's brakes", WEEK_1), ("WEEK 2 · a week after, and one broken", WEEK_2)):
        teller.say()
        teller.say(title)
        for scene in scenes:
            stage.until(scene.at)
            scene.play(stage)
    stage.until(END)
    teller.say()
    for line in _figures(bench):
        teller.say(line)
    teller.say("Every mail: .workbench/mail/index.html · the page: make demo in a terminal · your shop: README")


def _became(owed: Json) -> str:
    mended = next((entry["because"] for entry in owed["history"] if entry["what"] == "mended"), None)
    if mended:
        return f"mended {mended}"
    return "open" if owed["state"] == "open" else early(owed)


def _figures(bench: Bench) -> list[str]:
    """What the two weeks come to, counted in the ledger and the mail, not remembered."""
    promises = [each for each in bench.commitments() if each["promised_by"]]
    states = Counter(each["state"] for each in promises)
    fates = [(states[state], state.replace("_", " ")) for state in ("kept", "kept_late", "told", "broken")]
    told = ", ".join(f"{count} {fate}" for count, fate in fates if count)
    letters = [mail for mail in bench.mail() if mail["kind"] == "letter"]
    twice = len(letters) - len({(tuple(mail["commitments"]), mail["subject"]) for mail in letters})
    return [
        f"{len(promises)} promises · {len(promises) - states['open']} fell due: {told} · {states['open']} still to come",
        f"{len(bench.mail())} mails · {_lost(bench)} lost · {twice} twice · {_at_night(letters)} unasked at night",
    ]


def _lost(bench: Bench) -> int:
    """What should have rung and did not, and what lies among the dead letters."""
    overdue = sum(dt.datetime.fromisoformat(alarm["fires_at"]) < bench.now for alarm in bench.alarms())
    return overdue + sum(int(queue["messages"]) for queue in bench.queues() if queue["dead_letter"])


def _at_night(letters: list[Json]) -> int:
    hours = [dt.datetime.fromisoformat(mail["sent_at"]).astimezone(ZONE).hour for mail in letters]
    return sum(1 for hour in hours if not 8 <= hour < 20)  # noqa: PLR2004 - the letter hours of story and business


def _expect(found: object, expected: object) -> None:
    if found != expected:
        raise StoryBroken(f"The story expected {expected!r} and the run gave {found!r}.")
