"""One delivery told ten times at once, its handler calls interleaved at every call to AWS: one commitment, one mail."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from support.deliveries import a_delivery
from support.garage import Garage, sqs_event
from workbench.bench import Bench
from workbench.engine.steps import every_two_switches, some_interleavings
from workbench.story.samples import sample

Turn = Callable[[Sequence[int]], int]


def _told(bench: Bench, *, times: int, turn: Turn) -> None:
    """The same Shopify delivery in the hands of several invocations at once; they take turns as they are told."""
    garage = Garage(bench).at("2 11:05")
    one = sample("shopify.order-placed.idris")
    message = a_delivery(one.source, dict(one.body), headers=one.headers, at=bench.now).to_message()
    calls = [partial(bench.call, "MakeCommitments", sqs_event(message, first=number)) for number in range(times)]
    workers = bench.machinery.conductor.play(calls, turn)
    bench.settle()

    assert [None] * times == [worker.error for worker in workers]
    assert ["first-thanks", "slow-order"] == sorted(each["follow_up"] for each in bench.commitments())
    assert ["Thank you for your first order"] == garage.subjects("letter")


def _carried_out(bench: Bench, *, times: int, turn: Turn) -> None:
    """One letter that is due, woken several times at once by different messages."""
    garage = Garage(bench).at("2 07:40")
    garage.tells("order.placed", "1001", customer={"given_name": "Idris", "email": "idris.vale@postbag.example"})
    alarm = bench.alarms()[0]
    garage.at("2 07:59")
    wake = {**{key: alarm[key] for key in ("commitment", "step", "generation")}, "at": alarm["fires_at"]}
    bench.clock.move_to(bench.now.replace(hour=8, minute=0))
    calls = [partial(bench.call, "CarryOut", sqs_event(json.dumps(wake), first=number)) for number in range(times)]
    bench.machinery.conductor.play(calls, turn)
    bench.settle()

    assert 1 == len(garage.mails("letter"))
    assert "kept" == garage.owed("first-thanks")["state"]


@pytest.mark.parametrize("what", [_told, _carried_out])
def test_two_at_once_are_one_wherever_they_change_hands(bench, what):
    def play(turn: Turn) -> None:
        bench.reset(keep_warm=True)
        what(bench, times=2, turn=turn)

    assert every_two_switches(play) > 10


@pytest.mark.parametrize("what", [_told, _carried_out])
def test_ten_at_once_in_random_orders_are_one(bench, what):
    def play(turn: Turn) -> None:
        bench.reset(keep_warm=True)
        what(bench, times=10, turn=turn)

    some_interleavings(play, seed=2, times=15)


@pytest.mark.long
@pytest.mark.parametrize("what", [_told, _carried_out])
def test_ten_at_once_in_a_thousand_random_orders_are_one(bench, what):
    def play(turn: Turn) -> None:
        bench.reset(keep_warm=True)
        what(bench, times=10, turn=turn)

    some_interleavings(play, seed=1, times=1000)
