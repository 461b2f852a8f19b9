from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from followthrough.domain.figures import Became
from followthrough.lambdas import take_answer
from support.aws import Cloud, CloudEngine, http_event
from support.fakes import FakeClock
from support.markup import seen
from support.shop import at


@pytest.fixture
def told(engine: CloudEngine, clock: FakeClock) -> str:
    """Monday 16 March, 07:49: the letter is out. The token of the owner's link."""
    clock.at = at("2026-03-16 07:49")
    engine.ledger.commit(replace(engine.ledger.facts(), week_sent=at("2026-03-09 00:00")))
    return engine.links.staff("week", bearer="owner").rpartition("/")[2]


def asks(engine: CloudEngine, token: str, method: str = "GET", **fields: str) -> tuple[int, str]:
    body: Any = urlencode(fields).encode() if method == "POST" else None
    event = http_event(method, f"/week/{token}", parameters={"token": token}, body=body)
    answer = take_answer.handler(event, None, app=engine)
    return answer["statusCode"], seen(answer["body"]).text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_letter_changes_nothing(cloud: Cloud, engine: CloudEngine, told: str, method: str) -> None:
    before = cloud.table_image()

    status, page = asks(engine, told, method)

    assert (200, before) == (status, cloud.table_image())
    assert "Have you read it?" in page


def test_a_scanner_that_sends_the_form_as_it_is_changes_nothing(cloud: Cloud, engine: CloudEngine, told: str) -> None:
    before = cloud.table_image()

    assert 422 == asks(engine, told, "POST")[0]
    assert before == cloud.table_image()


def test_the_owner_says_that_it_is_read_and_sets_the_switch(engine: CloudEngine, told: str) -> None:
    status, page = asks(engine, told, "POST", outcome="hand_over_on")

    assert 200 == status
    assert "Read by Maeve on Monday 16 March, 07:49" in page
    assert engine.ledger.facts().hand_over
    assert engine.ledger.facts().week_read is not None


def test_a_link_for_somebody_else_or_for_another_page_is_no_longer_valid(engine: CloudEngine, told: str) -> None:
    donals = engine.links.staff("week", bearer="adviser").rpartition("/")[2]
    desk = engine.links.staff("desk", bearer="owner").rpartition("/")[2]

    assert [410, 410, 410] == [asks(engine, token)[0] for token in (donals, desk, "guessed")]


def test_the_page_counts_what_was_due(engine: CloudEngine, fetched: dict[str, Any], told: str) -> None:
    page = asks(engine, told)[1]

    assert f"1 due: 1 still {Became.OPEN}." in page
