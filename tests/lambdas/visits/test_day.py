from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from followthrough.application.ports import DueWake
from followthrough.domain.facts import Facts, OtherHours
from followthrough.domain.opening import Span
from followthrough.lambdas import take_answer
from support.aws import BASE_URL, Cloud, CloudEngine, http_event, unreachable
from support.fakes import FakeClock
from support.shop import at

OK, GONE, UNPROCESSABLE, BUSY = 200, 410, 422, 503
TUESDAY = "2026-03-10"


@dataclass
class Reader:
    """Somebody with a link to the page."""

    engine: CloudEngine
    url: str

    def asks(self, method: str = "GET", **fields: str) -> tuple[int, str]:
        body = urlencode(fields).encode() if method == "POST" else None
        parameters = {"token": self.url.rpartition("/")[2]}
        event = http_event(method, self.url.removeprefix(BASE_URL), parameters=parameters, body=body)
        answer = take_answer.handler(event, None, app=self.engine)
        return answer["statusCode"], answer["body"]

    def sends(self, **fields: str) -> tuple[int, str]:
        return self.asks("POST", **fields)


@pytest.fixture
def maeve(engine: CloudEngine, called: dict[str, DueWake]) -> Reader:
    """Tuesday, ten o'clock: Donal has the task to phone Nora."""
    assert called
    return Reader(engine, engine.links.staff("day", bearer="owner"))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(cloud: Cloud, maeve: Reader, method: str) -> None:
    before = cloud.table_image()

    assert OK == maeve.asks(method)[0]
    assert before == cloud.table_image()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"what": "nonsense"},
        {"what": "away", "day": "tomorrow", "choice": "cover"},
        {"what": "away", "who": "butler", "choice": "cover"},
        {"what": "away", "day": "2026-03-12", "last": "2026-03-11", "choice": "cover"},
        {"what": "hours", "choice": "cover"},
        {"what": "hours", "hours": "nine to five", "choice": "cover"},
        {"what": "closed", "choice": "nonsense"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_saved(
    cloud: Cloud, maeve: Reader, fields: dict[str, str]
) -> None:
    before = cloud.table_image()

    assert UNPROCESSABLE == maeve.sends(**fields)[0]
    assert before == cloud.table_image()


def test_the_first_form_shows_and_saves_nothing(cloud: Cloud, maeve: Reader) -> None:
    before = cloud.table_image()

    status, page = maeve.sends(what="away", who="adviser")

    assert (OK, before) == (status, cloud.table_image())
    assert "Nora Quill, by 12:30: Iris takes it" in page


def test_the_second_form_saves(maeve: Reader, engine: CloudEngine) -> None:
    status, page = maeve.sends(what="away", who="adviser", choice="cover")

    assert OK == status
    assert "Saved: Donal is away on Tuesday 10 March" in page
    assert "adviser" == engine.ledger.facts().away[0].role


def test_other_hours_are_read_as_they_are_written(maeve: Reader, engine: CloudEngine) -> None:
    maeve.sends(what="hours", day="2026-03-11", hours="09:00-11:00, 14:00-16:00", choice="cover")

    spans = (Span.parse("09:00-11:00"), Span.parse("14:00-16:00"))
    assert (OtherHours(day=at("2026-03-11 00:00").date(), hours=spans),) == engine.ledger.facts().other_hours


def test_letters_wait_and_go_on(maeve: Reader, engine: CloudEngine) -> None:
    maeve.sends(what="pause", choice="cover")
    paused = engine.ledger.facts().pauses
    maeve.sends(what="resume letters")

    assert 1 == len(paused)
    assert () == engine.ledger.facts().pauses


def test_what_was_never_said_cannot_be_taken_back(maeve: Reader, engine: CloudEngine) -> None:
    assert UNPROCESSABLE == maeve.sends(what="back adviser 2026-03-10 2026-03-10")[0]
    assert Facts() == engine.ledger.facts()


def test_the_link_of_a_role_that_is_no_more_is_gone(engine: CloudEngine) -> None:
    assert GONE == Reader(engine, engine.links.staff("day", bearer="butler")).asks()[0]


def test_a_link_of_another_page_opens_nothing(engine: CloudEngine) -> None:
    desk = engine.links.staff("desk", bearer="owner").rpartition("/")[2]

    assert GONE == Reader(engine, f"{BASE_URL}/day/{desk}").asks()[0]


def test_without_the_ledger_the_page_says_so(cloud: Cloud, maeve: Reader) -> None:
    cloud.spoil("dynamodb.BatchGetItem", *[unreachable] * 3)

    status, page = maeve.sends(what="away", choice="cover")

    assert BUSY == status
    assert "Nothing was changed" in page


def test_nothing_personal_is_logged(maeve: Reader, log) -> None:  # type: ignore[no-untyped-def]
    maeve.sends(what="away", who="adviser")
    maeve.sends(what="away", who="adviser", choice="tell")

    assert not [line for line in log() if any(word in str(line) for word in ("Nora", "Quill", "/day/", "Maeve"))]


def test_today_is_the_firms_own_day(maeve: Reader, engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = at("2026-07-10 00:30")  # the day before, in UTC

    maeve.sends(what="closed", choice="cover")

    assert at("2026-07-10 00:30").astimezone().tzinfo
    assert "2026-07-10" == engine.ledger.facts().other_hours[0].day.isoformat()
