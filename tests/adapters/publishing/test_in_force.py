from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.files import Files
from followthrough.adapters.publishing.editions import Editions
from followthrough.adapters.publishing.in_force import KEPT_FOR, InForce
from followthrough.domain.errors import InvalidBusiness, Unreachable
from support.aws import BUSINESS, TABLE, Cloud, client, unreachable
from support.cards import at
from support.fakes import FakeClock

MONDAY = at("2026-03-02 08:00")
A_SECOND = dt.timedelta(seconds=1)
GET = "dynamodb.GetItem"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY)


@pytest.fixture
def editions(cloud: Cloud) -> Editions:
    cloud.ledger()
    cloud.forget_calls()
    return Editions(client=client("dynamodb"), table=TABLE, business_id=BUSINESS)


def title_in(files: Files) -> str:
    """What is made of the files in these tests: fails as a real compilation would."""
    if "broken" in files.texts["playbook.toml"]:
        raise InvalidBusiness
    return files.texts["playbook.toml"]


@pytest.fixture
def in_force(editions: Editions, clock: FakeClock, tmp_path) -> InForce[str]:
    (tmp_path / "playbook.toml").write_text("as shipped", encoding="utf-8")
    return InForce(title_in, editions=editions, clock=clock, folder=tmp_path)


def publish(editions: Editions, title: str, *, over: int = 0) -> None:
    editions.publish(Files({"playbook.toml": title}), over=over, before=over, at=MONDAY, by="Maeve")


def test_where_nothing_is_published_the_folder_in_the_artifact_holds(in_force) -> None:
    assert "as shipped" == in_force.now()


def test_what_is_published_holds_within_a_minute(in_force, editions, clock) -> None:
    in_force.now()
    publish(editions, "new")

    clock.at = MONDAY + KEPT_FOR - A_SECOND
    before = in_force.now()
    clock.at = MONDAY + KEPT_FOR

    assert ("as shipped", "new") == (before, in_force.now())


def test_it_costs_one_read_a_minute_and_one_more_for_something_new(in_force, editions, clock, cloud) -> None:
    publish(editions, "new")
    cloud.forget_calls()

    costs = []
    for second in (0, 30, 59, 60, 90, 120):
        clock.at = MONDAY + second * A_SECOND
        in_force.now()
        costs.append(cloud.count(GET))

    assert [2, 2, 2, 3, 3, 4] == costs


def test_each_version_is_made_once(in_force, clock) -> None:
    first = in_force.now()
    clock.at = MONDAY + KEPT_FOR

    assert first is in_force.now()


def test_while_the_ledger_cannot_be_read_what_it_has_holds_and_it_asks_once_a_minute(
    in_force, editions, clock, cloud
) -> None:
    publish(editions, "old")
    in_force.now()
    publish(editions, "new", over=1)
    cloud.spoil(GET, *[unreachable] * 3)
    cloud.forget_calls()
    clock.at = MONDAY + KEPT_FOR

    held = (in_force.now(), in_force.now())
    asked = cloud.count(GET)
    clock.at = MONDAY + 2 * KEPT_FOR

    assert (("old", "old"), 3, "new") == (held, asked, in_force.now())


def test_whoever_has_nothing_yet_says_so_and_asks_again_at_once(in_force, editions, cloud) -> None:
    publish(editions, "new")
    cloud.spoil(GET, *[unreachable] * 3)

    with pytest.raises(Unreachable):
        in_force.now()
    assert "new" == in_force.now()


def test_a_version_that_this_code_cannot_read_leaves_the_last_one_standing(in_force, editions, clock) -> None:
    publish(editions, "old")
    in_force.now()
    publish(editions, "broken", over=1)
    clock.at = MONDAY + KEPT_FOR

    assert "old" == in_force.now()


def test_a_clock_that_was_put_back_makes_it_look_again(in_force, editions, clock) -> None:
    in_force.now()
    publish(editions, "new")
    clock.at = MONDAY - A_SECOND

    assert "new" == in_force.now()
