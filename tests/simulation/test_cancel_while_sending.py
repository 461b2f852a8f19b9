"""A cancel, an opt-out or a complaint in the very moment of sending: whichever commits first wins, exactly."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial

from support.deliveries import a_delivery
from support.garage import Garage, sqs_event
from workbench.bench import Bench
from workbench.engine.steps import every_two_switches
from workbench.story.samples import sample

Turn = Callable[[Sequence[int]], int]

IDRIS = {"given_name": "Idris", "email": "idris.vale@postbag.example"}


def _wake(bench: Bench) -> str:
    alarm = bench.alarms()[0]
    wake = {**{key: alarm[key] for key in ("commitment", "step", "generation")}, "at": alarm["fires_at"]}
    return json.dumps(wake)


def _event(bench: Bench, kind: str, number: str) -> str:
    body = {
        **sample("canonical.complaint-opened.idris").body,
        "kind": kind,
        "event_id": f"evt-{kind}",
        "occurred_at": bench.now.isoformat(),
        "subject": {"type": kind.partition(".")[0], "id": number},
        "source": "canonical",
        "customer": IDRIS,
    }
    body.pop("parent", None)
    return a_delivery("canonical", body, at=bench.now).to_message()


def _letter_due(bench: Bench) -> tuple[Garage, str]:
    """A thank-you letter that waited for the morning, and its wake; the clock stands at eight."""
    bench.reset(keep_warm=True)
    garage = Garage(bench).at("2 07:40")
    garage.tells("order.placed", "1001", customer=IDRIS)
    wake = _wake(bench)
    garage.at("2 07:59")
    bench.clock.move_to(bench.now.replace(hour=8, minute=0))
    return garage, wake


def test_a_letter_is_sent_or_cancelled_never_sent_after_its_cancel(bench):
    outcomes: set[tuple[str, int]] = set()

    def play(turn: Turn) -> None:
        garage, wake = _letter_due(bench)
        cancel = _event(bench, "order.cancelled", "1001")
        actions = [
            partial(bench.call, "CarryOut", sqs_event(wake)),
            partial(bench.call, "MakeCommitments", sqs_event(cancel, first=1)),
        ]
        workers = bench.machinery.conductor.play(actions, turn)
        bench.settle()
        owed, letters = garage.owed("first-thanks"), len(garage.mails("letter"))
        outcomes.add((owed["state"], letters))
        assert [None, None] == [worker.error for worker in workers]
        assert (owed["state"], letters) in {("kept", 1), ("released", 0), ("released", 1)}
        if (owed["state"], letters) == ("released", 1):
            assert "remind crossed" in garage.whats("first-thanks")

    every_two_switches(play)

    assert {("kept", 1), ("released", 0)} <= outcomes


def test_a_complaint_in_the_moment_of_sending_holds_the_letter_or_comes_after_it(bench):
    outcomes: set[tuple[str, int]] = set()

    def play(turn: Turn) -> None:
        garage, wake = _letter_due(bench)
        complaint = _event(bench, "complaint.opened", "T-1")
        actions = [
            partial(bench.call, "CarryOut", sqs_event(wake)),
            partial(bench.call, "MakeCommitments", sqs_event(complaint, first=1)),
        ]
        bench.machinery.conductor.play(actions, turn)
        bench.settle()
        thanks = [mail for mail in garage.mails("letter") if mail["subject"] == "Thank you for your first order"]
        outcomes.add((garage.owed("first-thanks")["state"], len(thanks)))

    every_two_switches(play)

    assert {("kept", 1), ("open", 0)} == outcomes


def test_a_task_that_crosses_its_cancel_is_called_back(bench):
    outcomes: set[tuple[str, ...]] = set()

    def play(turn: Turn) -> None:
        bench.reset(keep_warm=True)
        garage = Garage(bench).at("2 14:26")
        garage.tells("repair.received", "R-1", customer={**IDRIS, "phone": "+353209150114"})
        wake = _wake(bench)
        garage.at("2 14:29")
        bench.clock.move_to(bench.now.replace(hour=14, minute=30))
        cancel = _event(bench, "repair.cancelled", "R-1")
        actions = [
            partial(bench.call, "CarryOut", sqs_event(wake)),
            partial(bench.call, "MakeCommitments", sqs_event(cancel, first=1)),
        ]
        bench.machinery.conductor.play(actions, turn)
        bench.settle()
        steps = tuple(mail["headers"]["X-Followthrough-Step"] for mail in garage.mails("task"))
        outcomes.add(steps)
        assert "released" == garage.owed("price-call")["state"]

    every_two_switches(play)

    assert {(), ("remind", "stand_down")} == outcomes
