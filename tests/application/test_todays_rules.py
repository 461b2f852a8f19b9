from __future__ import annotations

import datetime as dt

import pytest

from followthrough.application.todays_rules import TodaysRules
from followthrough.domain.errors import Unreachable
from followthrough.domain.facts import Away, Facts
from support.fakes import FixedRulebook, MemoryLedger
from support.shop import shipped_rules

TUESDAY = dt.date(2026, 3, 10)
ILL = Facts(away=(Away(role="adviser", first=TUESDAY, last=TUESDAY),))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def rules(ledger: MemoryLedger) -> TodaysRules:
    return TodaysRules(published=FixedRulebook(shipped_rules()), ledger=ledger)


def test_without_news_the_rules_are_as_published(rules):
    assert shipped_rules() == rules.current()


def test_what_is_said_holds_for_the_very_next_decision(rules, ledger):
    rules.current()
    ledger.commit(ILL)

    assert ILL.away == rules.current().facts.away
    assert not rules.current().business.role("adviser").calendar.is_open_day(TUESDAY)


def test_with_facts_that_cannot_be_read_there_are_no_rules(rules, ledger):
    def down():
        raise Unreachable

    ledger.before_call = down

    with pytest.raises(Unreachable):
        rules.current()
