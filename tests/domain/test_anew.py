from __future__ import annotations

from followthrough.domain.anew import offered_instead
from support.cards import a_commitment
from support.shop import at, shipped_rules

RULES = shipped_rules()
AFTER = at("2026-03-10 17:00")


def offered(follow_up: str, *taken: str):
    return offered_instead(
        a_commitment(),
        rule=RULES.playbook.by_id(follow_up),
        business=RULES.business,
        after=AFTER,
        taken=frozenset(at(f"2026-03-{clock}") for clock in taken),
    )


def test_a_call_with_windows_is_offered_at_a_clock_time_of_the_next_day():
    assert at("2026-03-11 10:00") == offered("week-after")


def test_two_calls_are_not_offered_at_the_same_time():
    assert at("2026-03-11 11:00") == offered("week-after", "11 10:00", "11 10:30")


def test_a_full_morning_leads_to_the_next_day():
    full = [f"11 {hour}:{minute}" for hour in ("10", "11") for minute in ("00", "30")]

    assert at("2026-03-11 12:00") == offered("week-after", *full)
    assert at("2026-03-12 10:00") == offered("week-after", *full, "11 12:00")


def test_anything_else_is_offered_by_the_end_of_the_next_morning():
    assert at("2026-03-11 12:00") == offered("price-call", "11 12:00")
