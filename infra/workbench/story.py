"""Two weeks at Corncrake Garage, told by the real stack: signed deliveries, people who tap, and a clock that is moved.

The script says who does what and when; every letter, task, time and figure comes from the run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from workbench.samples import sample, send, signed
from workbench.telling import ZONE, Teller, early
from workbench.visitor import answers, links_of, robot

if TYPE_CHECKING:
    from workbench.bench import Bench, Json

HTTP_OK, HTTP_UNAUTHORIZED = 200, 401


class StoryBroken(AssertionError):
    """The run did not do what the story says: a fault of the product or of the script."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happens at one moment."""

    at: str
    """Civil time at the garage: `2 08:40` is Monday the 2nd of March 2026."""
    happens: Callable[[Stage], None]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The stack and the one who tells of it."""

    bench: Bench
    teller: Teller

    def comes_in(self, name: str, who: str, text: str, *, times: int = 1, note: str = "") -> None:
        """A signed delivery arrives, once or several times, and everything that follows from it now is told."""
        for _ in range(times):
            _expect(send(sample(name), bench=self.bench).status, HTTP_OK)
        self.teller.line("in", who, text, note)
        self.teller.mails()

    def answered(self, follow_up: str, customer: str, who: str, text: str, **fields: str) -> None:
        """Somebody answers the last mail about this; what became of it is told."""
        owed = self.owed(follow_up, customer)
        mail = next(mail for mail in reversed(self.bench.mail()) if owed["id"] in mail["commitments"])
        _expect(answers(links_of(mail)[0], fields, bench=self.bench).status, HTTP_OK)
        self.teller.line("answer", who, text, _became(self.owed(follow_up, customer)))
        self.teller.mails()

    def owed(self, follow_up: str, customer: str) -> Json:
        """The commitment of this rule to this customer."""
        return next(
            each
            for each in reversed(self.bench.commitments())
            if each["follow_up"] == follow_up and (each["customer"]["name"] or "guest").startswith(customer)
        )

    def forged(self, name: str) -> None:
        """Somebody sends a delivery whose signature is not the shop's."""
        before = (self.bench.commitments(), self.bench.queues())
        forgery = signed(sample(name), bench=self.bench)
        answer = self.bench.request("POST", forgery.path, headers=forgery.headers, body=forgery.body + b" ")
        _expect(answer.status, HTTP_UNAUTHORIZED)
        _expect((self.bench.commitments(), self.bench.queues()), before)
        self.teller.line("in", "shop", f"forged signature: {answer.status}, nothing stored")

    def scanned(self) -> None:
        """A mail scanner looks at the last mail."""
        before = self.bench.commitments()
        robot(self.bench.mail()[-1], bench=self.bench)
        _expect(self.bench.commitments(), before)
        self.teller.line("robot", "", "a mail scanner opens every link, presses every button: no change")


WEEK_1 = (
    Scene(
        at="2 08:40",
        happens=lambda stage: stage.comes_in(
            "repairshopr.repair-received.nora", "repairs", "Nora Quill: brakes grinding; we fetched the car"
        ),
    ),
    Scene(
        at="2 11:05",
        happens=lambda stage: stage.comes_in(
            "shopify.order-placed.idris", "shop", "Idris Vale, bike carrier; came three times", times=3
        ),
    ),
    Scene(
        at="2 15:12",
        happens=lambda stage: stage.answered(
            "price-call", "Nora", "Donal", 'done: "EUR 240, go ahead"', outcome="done", note="EUR 240, go ahead"
        ),
    ),
    Scene(
        at="3 09:02",
        happens=lambda stage: stage.comes_in("shopify.order-placed.guest", "shop", 'no name, phone "555-555-SHIP"'),
    ),
    Scene(
        at="3 16:20",
        happens=lambda stage: stage.comes_in(
            "repairshopr.repair-collected.nora", "repairs", "Nora fetches her car; wipers and lights checked too"
        ),
    ),
    Scene(
        at="4 10:10",
        happens=lambda stage: stage.comes_in("repairshopr.repair-received.oisin", "repairs", "Oisín Marr: gearbox"),
    ),
    Scene(at="4 14:30", happens=lambda stage: _quoted(stage)),
    Scene(at="5 03:12", happens=lambda stage: stage.forged("shopify.order-placed.ruth")),
    Scene(
        at="5 13:20",
        happens=lambda stage: stage.comes_in("shopify.order-placed.ruth", "shop", "Ruth Penhale, roof bars"),
    ),
)

WEEK_2 = (
    Scene(at="10 10:01", happens=lambda stage: stage.scanned()),
    Scene(
        at="10 10:20",
        happens=lambda stage: stage.answered("week-after", "Nora", "Donal", "no answer (1 of 3)", outcome="no_answer"),
    ),
    Scene(
        at="10 11:40",
        happens=lambda stage: stage.comes_in("shopify.order-delivered.guest", "shop", "the guest's parcel arrived"),
    ),
    Scene(
        at="10 14:11",
        happens=lambda stage: stage.answered(
            "week-after",
            "Nora",
            "Donal",
            'done: "brakes fine, she says thank you"',
            outcome="done",
            note="brakes fine, she says thank you",
        ),
    ),
    Scene(
        at="10 17:05",
        happens=lambda stage: stage.comes_in(
            "repairshopr.repair-collected.ruth", "repairs", "Ruth Penhale fetches her van; the 17th is closed"
        ),
    ),
    Scene(
        at="11 09:20",
        happens=lambda stage: stage.comes_in(
            "canonical.inquiry-received.hanne", "web", "Hanne Brook asks for a tow bar"
        ),
    ),
    Scene(
        at="11 17:07",
        happens=lambda stage: stage.comes_in("shopify.order-delivered.ruth", "shop", "Ruth's roof bars delivered"),
    ),
    Scene(
        at="11 17:08",
        happens=lambda stage: stage.answered(
            "answer", "Hanne", "Maeve", "sorry said; fitted free on Saturday", outcome="done", note="fitted free"
        ),
    ),
    Scene(at="12 09:15", happens=lambda stage: _refunded(stage)),
    Scene(
        at="12 13:40",
        happens=lambda stage: stage.comes_in(
            "shopify.order-delivered.idris", "shop", "Idris's bike carrier delivered > call planned Thu 19"
        ),
    ),
    Scene(
        at="12 17:10",
        happens=lambda stage: stage.comes_in("repairshopr.repair-collected.oisin", "repairs", "Oisín fetches his car"),
    ),
)

END = "15 20:00"


def play(bench: Bench, out: TextIO) -> None:
    """Play two weeks on this bench. Raises StoryBroken when the run does not do what the story says."""
    teller = Teller(bench, out)
    stage = Stage(bench=bench, teller=teller)
    teller.say('Followthrough · Corncrake Garage, Inishcorra · "We call back."         two weeks from Mon 2 Mar 2026')
    teller.say("The deployed handlers on moto; deliveries are signed and posted; only the clock is moved.")
    for title, scenes in (("WEEK 1 · Nora's brakes", WEEK_1), ("WEEK 2 · one call, and one broken", WEEK_2)):
        teller.say()
        teller.say(title)
        for scene in scenes:
            _until(scene.at, stage)
            scene.happens(stage)
    _until(END, stage)
    teller.say()
    for line in _figures(bench):
        teller.say(line)
    teller.say(
        "Every mail: .workbench/mail/index.html · the page: .venv/bin/followthrough demo · your own shop: README"
    )


def _until(moment: str, stage: Stage) -> None:
    """Let time pass to this moment and tell what went out on the way."""
    day, _, clock = moment.partition(" ")
    local = dt.datetime.fromisoformat(f"2026-03-{int(day):02}T{clock}").replace(tzinfo=ZONE)
    stage.bench.advance(to=local.astimezone(dt.UTC))
    stage.teller.mails()


def _quoted(stage: Stage) -> None:
    stage.comes_in("repairshopr.repair-quoted.oisin", "repairs", "the price for Oisín's gearbox is out: EUR 610")
    owed = stage.owed("price-call", "Oisín")
    stage.teller.line("kept", "", "his price call, by the quote", early(owed))


def _refunded(stage: Stage) -> None:
    stage.comes_in("shopify.order-refunded.guest", "shop", "guest refunded")
    owed = stage.owed("week-after-delivery", "guest")
    _expect(owed["state"], "released")
    stage.teller.line("released", "", "his follow-up", f"because {owed['history'][-1]['because'].partition('.')[2]}")


def _became(owed: Json) -> str:
    mended = next((entry["because"] for entry in owed["history"] if entry["what"] == "mended"), None)
    if mended:
        return f"mended {mended}"
    if owed["state"] == "open":
        return "open, next try planned"
    return early(owed)


def _figures(bench: Bench) -> list[str]:
    """What the two weeks come to, counted in the ledger and the mail, not remembered."""
    promises = [each for each in bench.commitments() if each["promised_by"]]
    states = Counter(each["state"] for each in promises)
    due = len(promises) - states["open"]
    parts = [
        f"{states[state]} {state.replace('_', ' ')}"
        for state in ("kept", "kept_late", "told", "broken")
        if states[state]
    ]
    letters = [mail for mail in bench.mail() if mail["kind"] == "letter"]
    twice = len(letters) - len({(tuple(mail["commitments"]), mail["subject"]) for mail in letters})
    overdue = [alarm for alarm in bench.alarms() if dt.datetime.fromisoformat(alarm["fires_at"]) < bench.now]
    dead = sum(queue["messages"] for queue in bench.queues() if queue["dead_letter"])
    return [
        f"{len(promises)} promises · {due} fell due: {', '.join(parts)} · {states['open']} still to come",
        f"{len(bench.mail())} mails · {len(overdue) + dead} lost · {twice} twice · {_at_night(letters)} unasked at night",
    ]


def _at_night(letters: list[Json]) -> int:
    hours = [dt.datetime.fromisoformat(mail["sent_at"]).astimezone(ZONE).hour for mail in letters]
    return sum(1 for hour in hours if not 8 <= hour < 20)  # noqa: PLR2004 - the letter hours of story and business


def _expect(found: object, expected: object) -> None:
    if found != expected:
        raise StoryBroken(f"The story expected {expected!r} and the run gave {found!r}.")
