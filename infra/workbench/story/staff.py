"""What the people of the garage do beside answering tasks: they tap events in at the desk, and read the Monday letter."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.story.scenes import HTTP_OK, Note, Stage, expect, nothing
from workbench.story.visitor import answers, links_of


@dataclass(frozen=True, kw_only=True)
class ReadsTheLetter:
    """Maeve opens the link of the Monday letter and says that she has read it."""

    at: str
    text: str
    hand_over: bool = False

    def play(self, stage: Stage) -> None:
        mail = stage.mail("report", "Maeve")
        form = {"outcome": "hand_over_on" if self.hand_over else "read"}
        expect(answers(links_of(mail)[0], form, bench=stage.bench).status, expected=HTTP_OK)
        stage.tell("answer", "Maeve", self.text)


@dataclass(frozen=True, kw_only=True)
class AtTheDesk:
    """Somebody fills in the page of the front desk; without a text nobody speaks of it."""

    at: str
    role: str
    who: str
    form: dict[str, str]
    text: str = ""
    note: Note = nothing

    def play(self, stage: Stage) -> None:
        expect(
            answers(stage.bench.staff_link("desk", bearer=self.role), self.form, bench=stage.bench).status,
            expected=HTTP_OK,
        )
        note = self.note(stage)
        if self.text:
            stage.tell("in", self.who, self.text, note)


def mended(follow_up: str, customer: str) -> Note:
    """In how many minutes a broken promise was made good."""

    def note(stage: Stage) -> str:
        owed = stage.owed(follow_up, customer)
        expect(owed["state"], expected="broken")
        return next(f"mended {entry['because']}" for entry in owed["history"] if entry["what"] == "mended")

    return note
