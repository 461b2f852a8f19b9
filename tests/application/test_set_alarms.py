from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from followthrough.application.set_alarms import SOON, set_alarms
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.words import State, Step
from support.fakes import FakeClock, MemoryAlarms, MemoryDueQueue
from support.shop import Shop, an_event, at

NOW = at("2026-03-10 09:00")
TEN = at("2026-03-10 10:00")
SECOND = dt.timedelta(seconds=1)


@dataclasses.dataclass
class Outbox:
    """What the stream is turned into."""

    clock: FakeClock = dataclasses.field(default_factory=lambda: FakeClock(NOW))
    alarms: MemoryAlarms = dataclasses.field(default_factory=MemoryAlarms)
    due: MemoryDueQueue = dataclasses.field(default_factory=MemoryDueQueue)

    def sees(self, old: Commitment | None, new: Commitment | None) -> str:
        return set_alarms(old, new, alarms=self.alarms, due=self.due, clock=self.clock)


def owed(*agenda: Wake, generation: int = 1) -> Commitment:
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    return dataclasses.replace(shop.owed("price-call"), id="c1", agenda=agenda, generation=generation)


REMIND = Wake(step=Step.REMIND, at=TEN)
NUDGE = Wake(step=Step.NUDGE, at=TEN + dt.timedelta(hours=1))


def test_a_new_commitment_gets_one_alarm_for_its_next_step():
    outbox = Outbox()

    outcome = outbox.sees(None, owed(REMIND, NUDGE))

    assert (outcome, outbox.alarms.alarms, outbox.due.wakes) == ("set", {("c1", REMIND, 1)}, [])


def test_seeing_a_change_twice_changes_nothing():
    outbox = Outbox()
    outbox.sees(None, owed(REMIND))

    outbox.sees(None, owed(REMIND))

    assert outbox.alarms.alarms == {("c1", REMIND, 1)}


def test_a_change_that_moves_no_alarm_calls_nobody():
    outbox = Outbox()

    outcome = outbox.sees(owed(REMIND), owed(REMIND, NUDGE))

    assert (outcome, outbox.alarms.alarms, outbox.due.wakes) == ("unchanged", set(), [])


def test_a_moved_commitment_has_the_new_alarm_and_not_the_old_one():
    outbox = Outbox()
    outbox.sees(None, owed(REMIND))
    later = Wake(step=Step.REMIND, at=TEN + dt.timedelta(days=1))

    outbox.sees(owed(REMIND), owed(later, generation=2))

    assert outbox.alarms.alarms == {("c1", later, 2)}


def test_the_new_alarm_is_set_before_the_old_one_is_forgotten():
    calls: list[str] = []

    class Watched(MemoryAlarms):
        def set(self, commitment: str, wake: Wake, *, generation: int) -> None:
            super().set(commitment, wake, generation=generation)
            calls.append(f"set {generation}")

        def cancel(self, commitment: str, wake: Wake, *, generation: int) -> None:
            super().cancel(commitment, wake, generation=generation)
            calls.append(f"cancel {generation}")

    Outbox(alarms=Watched()).sees(owed(REMIND), owed(REMIND, generation=2))

    assert calls == ["set 2", "cancel 1"]


def test_a_commitment_that_is_over_has_no_alarm():
    outbox = Outbox()
    outbox.sees(None, owed(REMIND))

    outcome = outbox.sees(owed(REMIND), dataclasses.replace(owed(), state=State.KEPT))

    assert (outcome, outbox.alarms.alarms) == ("cleared", set())


def test_a_commitment_that_was_erased_has_no_alarm():
    outbox = Outbox()
    outbox.sees(None, owed(REMIND))

    outbox.sees(owed(REMIND), None)

    assert outbox.alarms.alarms == set()


@pytest.mark.parametrize(
    ("ahead", "delay"),
    [
        (SOON, SOON),
        (dt.timedelta(seconds=61), dt.timedelta(seconds=61)),
        (dt.timedelta(), dt.timedelta()),
        (-dt.timedelta(hours=3), dt.timedelta()),
    ],
    ids=["in two minutes", "in a minute", "now", "long ago"],
)
def test_what_is_due_within_two_minutes_waits_in_the_due_queue_and_never_comes_early(ahead, delay):
    outbox = Outbox()

    outbox.sees(None, owed(Wake(step=Step.REMIND, at=NOW + ahead)))

    [(wake, waits)] = outbox.due.wakes
    assert (wake.commitment, wake.generation, wake.at, waits) == ("c1", 1, NOW + ahead, delay)
    assert outbox.alarms.alarms == set()


def test_what_is_due_a_second_later_gets_an_alarm():
    outbox = Outbox()

    outbox.sees(None, owed(Wake(step=Step.REMIND, at=NOW + SOON + SECOND)))

    assert (len(outbox.alarms.alarms), outbox.due.wakes) == (1, [])


def test_an_alarm_that_has_rung_is_not_asked_for_again():
    outbox = Outbox(clock=FakeClock(TEN))

    outbox.sees(owed(REMIND, NUDGE), owed(NUDGE))

    assert outbox.alarms.alarms == {("c1", NUDGE, 1)}


def test_an_old_record_of_the_stream_seen_again_leaves_the_live_alarm_alone():
    outbox = Outbox()
    first, second = owed(REMIND), owed(NUDGE, generation=2)
    outbox.sees(None, first)
    outbox.sees(first, second)

    outbox.sees(None, first)

    assert ("c1", NUDGE, 2) in outbox.alarms.alarms


def test_a_life_of_a_promise_has_exactly_one_alarm_at_a_time():
    outbox, shop = Outbox(), Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:20"))
    shop.taps(shop.owed("week-after"), "no_answer")
    shop.until(at("2026-03-10 13:40"))
    outbox.clock.at = at("2026-03-03 16:00")
    lives: dict[str, Commitment] = {}

    for commit in shop.ledger.written:
        for record in (record for record in commit if isinstance(record, Commitment)):
            outbox.sees(lives.get(record.id), record)
            lives[record.id] = record

    live = {(life.id, life.alarm, life.generation) for life in lives.values() if life.alarm}
    assert outbox.alarms.alarms == live
