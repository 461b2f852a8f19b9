"""What can happen in the story. Each scene lets it happen on the bench, checks that it did, and tells it.

A scene says who does what and when; that it came about, its time and its figures are read from the run.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from workbench.story.samples import sample, send, signed
from workbench.story.telling import NO_CHARGE, STAR, ZONE, Line, Teller
from workbench.story.visitor import answers, links_of, robot

if TYPE_CHECKING:
    from workbench.bench import Bench, Json

HTTP_OK, HTTP_UNAUTHORIZED = 200, 401


class StoryBroken(AssertionError):
    """The run did not do what the story says: a fault of the product or of the script."""


@dataclass(kw_only=True)
class Stage:
    """The stack, the one who tells of it, and what has been told so far."""

    bench: Bench
    teller: Teller
    promises: dict[str, int] = field(default_factory=dict)

    def until(self, moment: str) -> None:
        """Let time pass to a civil time at the garage, such as `2 08:40`."""
        self.bench.advance(to=moment_of(moment))

    def tell(self, kind: str, who: str, text: str, note: str = "") -> None:
        self.teller.line(Line(at=self.bench.now, kind=kind, who=who, text=text, note=note))

    def all_owed(self, follow_up: str, customer: str) -> list[Json]:
        """Every commitment of this rule to this customer, oldest first."""
        found = [each for each in self.bench.commitments() if each["follow_up"] == follow_up]
        return [each for each in found if (each["customer"]["name"] or "guest").startswith(customer)]

    def owed(self, follow_up: str, customer: str) -> Json:
        """The newest commitment of this rule to this customer."""
        found = self.all_owed(follow_up, customer)
        if not found:
            raise StoryBroken(f"Nothing is owed to {customer} by {follow_up}.")
        return found[-1]

    def mail(self, kind: str, to: str, about: str | None = None) -> Json:
        """The newest mail of this kind to this person, about this commitment."""
        for each in reversed(self.bench.mail()):
            is_hers = _plain(to) in each["to"][0]
            if each["kind"] == kind and is_hers and (about is None or about in each["commitments"]):
                return each
        raise StoryBroken(f"There is no {kind} to {to} about {about}.")

    def number_of(self, owed: Json) -> str:
        """`promise 3`: the promises are counted in the order in which they are told."""
        number = self.promises.setdefault(owed["id"], len(self.promises) + 1)
        return f"promise {number}"


Note = Callable[[Stage], str]


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Which commitment a scene is about."""

    follow_up: str
    customer: str

    def of(self, stage: Stage) -> Json:
        return stage.owed(self.follow_up, self.customer)


def moment_of(text: str) -> dt.datetime:
    """`2 08:40` is Monday the 2nd of March 2026 at the garage."""
    day, _, clock = text.partition(" ")
    return dt.datetime.fromisoformat(f"2026-03-{int(day):02}T{clock}").replace(tzinfo=ZONE).astimezone(dt.UTC)


# ----- what stands at the end of a line ------------------------------------------------------------


def promise(follow_up: str, customer: str, *, stars: int = 0) -> Note:
    """The number under which this promise is counted, once there is one."""

    def note(stage: Stage) -> str:
        owed = stage.owed(follow_up, customer)
        expect(bool(owed["promised_by"]), expected=True)
        return f"{STAR * stars} {stage.number_of(owed)}".strip()

    return note


def kept(follow_up: str, customer: str, *, stars: int = 0) -> Note:
    """How much before its promised time it was kept."""

    def note(stage: Stage) -> str:
        owed = stage.owed(follow_up, customer)
        expect(owed["state"], expected="kept")
        return f"{STAR * stars} {early(owed)}".strip()

    return note


def simply_kept(follow_up: str, customer: str) -> Note:
    """That it was kept, where how early says nothing."""

    def note(stage: Stage) -> str:
        expect(stage.owed(follow_up, customer)["state"], expected="kept")
        return "kept"

    return note


def told(follow_up: str, customer: str) -> Note:
    """Which promise she was told cannot be kept, before it was due."""

    def note(stage: Stage) -> str:
        first = next(each for each in stage.all_owed(follow_up, customer) if each["state"] == "told")
        return f"{stage.number_of(first)} TOLD"

    return note


def released_by_her(follow_up: str, customer: str) -> Note:
    """She needs it no more, and said so."""

    def note(stage: Stage) -> str:
        expect(stage.owed(follow_up, customer)["state"], expected="released")
        return "released by her"

    return note


def charged_nothing(_: Stage) -> str:
    """Something was given; the figures at the end count it from the ledger."""
    return NO_CHARGE


def nothing(_: Stage) -> str:
    """No note."""
    return ""


def early(owed: Json) -> str:
    """How much before its promised time something was kept: `kept 1h48 early`."""
    ended = next(entry["at"] for entry in reversed(owed["history"]) if entry["what"] == "kept")
    left = dt.datetime.fromisoformat(owed["promised_by"]) - dt.datetime.fromisoformat(ended)
    hours, minutes = divmod(int(left.total_seconds() // 60), 60)
    expect(hours >= 0, expected=True)
    return f"kept {hours}h{minutes:02} early" if hours else f"kept {minutes} min early"


# ----- scenes --------------------------------------------------------------------------------------


class Scene(Protocol):
    """What happens at one moment."""

    @property
    def at(self) -> str:
        """Civil time at the garage: `2 08:40` is Monday the 2nd of March 2026."""

    def play(self, stage: Stage) -> None:
        """Let it happen, and tell it. Raises StoryBroken."""


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """A signed delivery arrives that the story does not speak of: a parcel leaves the shop."""

    at: str
    delivery: str

    def play(self, stage: Stage) -> None:
        expect(send(sample(self.delivery), bench=stage.bench).status, expected=HTTP_OK)


@dataclass(frozen=True, kw_only=True)
class ComesIn:
    """A signed delivery arrives, once or several times."""

    at: str
    delivery: str
    who: str
    text: str
    note: Note = nothing
    times: int = 1
    letters: int | None = None
    """How many letters leave because of it; none given, nobody counts."""
    says: tuple[str, ...] = ()
    """What stands in them."""
    releases: Owed | None = None

    def play(self, stage: Stage) -> None:
        before = len(stage.bench.mail())
        for _ in range(self.times):
            expect(send(sample(self.delivery), bench=stage.bench).status, expected=HTTP_OK)
        letters = [mail for mail in stage.bench.mail()[before:] if mail["kind"] == "letter"]
        expect(len(letters), expected=len(letters) if self.letters is None else self.letters)
        expect_words("".join(mail["text"] for mail in letters), self.says)
        if self.releases is not None:
            expect(self.releases.of(stage)["state"], expected="released")
        stage.tell("in", self.who, self.text, self.note(stage))


@dataclass(frozen=True, kw_only=True)
class Forged:
    """Somebody sends a delivery whose signature is not its sender's."""

    at: str
    delivery: str

    def play(self, stage: Stage) -> None:
        before = (stage.bench.commitments(), stage.bench.queues())
        forgery = signed(sample(self.delivery), bench=stage.bench)
        answer = stage.bench.request("POST", forgery.path, headers=forgery.headers, body=forgery.body + b" ")
        expect(answer.status, expected=HTTP_UNAUTHORIZED)
        expect((stage.bench.commitments(), stage.bench.queues()), expected=before)
        stage.tell("in", "shop", f"forged signature: {answer.status}, nothing stored")


@dataclass(frozen=True, kw_only=True)
class Goes:
    """A mail went out at this very minute, with these words in it; without a text nobody speaks of it."""

    at: str
    to: str
    text: str
    about: Owed | None = None
    kind: str = "letter"
    told_as: str = ""
    says: tuple[str, ...] = ()
    note: Note = nothing

    def play(self, stage: Stage) -> None:
        mail = stage.mail(self.kind, self.to, self.about.of(stage)["id"] if self.about else None)
        expect(dt.datetime.fromisoformat(mail["sent_at"]), expected=moment_of(self.at))
        expect_words(f"{mail['subject']} {mail['text']}", self.says)
        if self.text:
            stage.tell(self.told_as or self.kind, f"> {self.to}", self.text, self.note(stage))


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Somebody of the firm opens the last mail about this and answers on its page; without a text nobody speaks of it."""

    at: str
    about: Owed
    who: str
    text: str
    form: dict[str, str]
    note: Note = nothing

    def play(self, stage: Stage) -> None:
        mail = stage.mail("task", self.who, self.about.of(stage)["id"])
        link = _link_about(self.about.of(stage), mail)
        expect(answers(link, self.form, bench=stage.bench).status, expected=HTTP_OK)
        if self.text:
            stage.tell("answer", self.who, self.text, self.note(stage))


@dataclass(frozen=True, kw_only=True)
class CustomerAnswers:
    """The customer opens the link of the last letter about this and answers on the page behind it."""

    at: str
    about: Owed
    who: str
    text: str
    form: dict[str, str]
    note: Note = nothing

    def play(self, stage: Stage) -> None:
        letters = [mail for mail in stage.bench.mail() if mail["kind"] == "letter"]
        email = self.about.of(stage)["customer"]["email"]
        mail = next(mail for mail in reversed(letters) if email in mail["to"])
        expect(answers(links_of(mail)[0], self.form, bench=stage.bench).status, expected=HTTP_OK)
        stage.tell("answer", self.who, self.text, self.note(stage))


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """A mail scanner looks at the last mail."""

    at: str

    def play(self, stage: Stage) -> None:
        before = stage.bench.commitments()
        robot(stage.bench.mail()[-1], bench=stage.bench)
        expect(stage.bench.commitments(), expected=before)
        stage.tell("robot", "", "a mail scanner opens every link, presses every button: no change")


@dataclass(frozen=True, kw_only=True)
class Became:
    """What has become of something, and why, without anybody being told."""

    at: str
    about: Owed
    kind: str
    text: str
    because: str
    note: Note = nothing

    def play(self, stage: Stage) -> None:
        reasons = [entry["because"] for entry in self.about.of(stage)["history"]]
        expect(self.because if self.because in reasons else reasons, expected=self.because)
        stage.tell(self.kind, "", self.text, self.note(stage))


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something cheerful is kept back from now on."""

    at: str
    about: Owed
    text: str

    def play(self, stage: Stage) -> None:
        expect(self.about.of(stage)["held"], expected=True)
        stage.tell("held", "", self.text)


@dataclass(frozen=True, kw_only=True)
class Happens:
    """Something that the product is not told of."""

    at: str
    text: str
    all_day: bool = False

    def play(self, stage: Stage) -> None:
        stage.teller.line(Line(at=stage.bench.now, kind="", who="", text=self.text, all_day=self.all_day))


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """From this moment to that one nobody gets a mail."""

    at: str
    until: str
    text: str

    def play(self, stage: Stage) -> None:
        before = len(stage.bench.mail())
        stage.until(self.until)
        expect(len(stage.bench.mail()), expected=before)
        stage.teller.line(Line(at=moment_of(self.at), kind="", who="", text=self.text, all_day=True))


def _link_about(owed: Json, mail: Json) -> str:
    """The link of this mail whose page is about this; a sheet has one for each of its lines."""
    found = [link for link in links_of(mail) if "/a/" in link]
    place: int = mail["commitments"].index(owed["id"])
    return found[min(place, len(found) - 1)]


def _plain(name: str) -> str:
    """A first name as it stands in an address: without accents, in small letters."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def expect_words(text: str, said: Iterable[str]) -> None:
    """Raises StoryBroken if a text does not say all of this."""
    words = " ".join(text.split())
    for each in said:
        expect(each if each in words else words, expected=each)


def expect(found: object, *, expected: object) -> None:
    """Raises StoryBroken."""
    if found != expected:
        raise StoryBroken(f"The story expected {expected!r} and the run gave {found!r}.")
