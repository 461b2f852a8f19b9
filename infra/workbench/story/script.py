"""The story of `make demo`, told by the real stack: signed deliveries, people who tap, and a clock that is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.story.figures import figures
from workbench.story.scenes import Stage, StoryBroken
from workbench.story.telling import Teller
from workbench.story.weeks import END, TITLES

if TYPE_CHECKING:
    from workbench.bench import Bench

__all__ = ["StoryBroken", "play"]

OPENING = (
    'Followthrough · Corncrake Garage, Inishcorra · "We call back."        four weeks from Mon 2 Mar 2026',
    "The deployed handlers on moto; deliveries are signed and posted; only the clock is moved.",
)
CLOSING = "Every mail: .workbench/mail/index.html · the page: followthrough demo · your own shop: README"


def play(bench: Bench, teller: Teller) -> None:
    """Play four weeks on this bench. Raises StoryBroken when the run does not do what the story says."""
    stage = Stage(bench=bench, teller=teller)
    for line in OPENING:
        teller.say(line)
    for title, scenes in TITLES:
        teller.say()
        teller.say(title)
        for scene in scenes:
            stage.until(scene.at)
            scene.play(stage)
    stage.until(END)
    teller.say()
    for line in figures(stage):
        teller.say(line)
    teller.say(CLOSING)
