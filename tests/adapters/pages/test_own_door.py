from __future__ import annotations

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from followthrough.adapters.pages.own_door import HttpOwnDoor
from followthrough.adapters.webhooks import canonical
from followthrough.adapters.webhooks.verify import verify
from followthrough.domain.errors import Unreachable
from followthrough.domain.event import Asked, Contact, Event, Money, Phone, PhoneQuality, SubjectRef
from support.deliveries import SOURCES
from support.fakes import FakeClock
from support.shop import at

NOW = at("2026-03-09 09:00")
OLD, NEW = "whsec_b2xkLWtleS1vZi10aGUtZGVzaw==", "whsec_bmV3LWtleS1vZi10aGUtZGVzaw=="
EVENT = Event(
    kind="promise.made",
    occurred_at=NOW,
    subject=SubjectRef(source="desk", type="promise", id="81f0"),
    contact=Contact(
        given_name="Hanne",
        family_name="Brook",
        email="hanne@brookandsons.example",
        phone=Phone(raw="+353 20 915 0113", e164="+353209150113", quality=PhoneQuality.GOOD),
    ),
    details=(("number", "12-D-3456"), ("owner", "counter")),
    total=Money(minor=24000, currency="EUR"),
    asked=Asked.NO,
    note="The tow bar is fitted on Saturday.",
    agreed_by=at("2026-03-14 12:00"),
)


@dataclass
class Secrets:
    live: tuple[str, ...] = (OLD, NEW)

    def of(self, _: str) -> tuple[str, ...]:
        return self.live


def a_door(**more: Any) -> HttpOwnDoor:
    told = {"base_url": "https://promises.corncrake.example", "spec": SOURCES["desk"], "secrets": Secrets()} | more
    return HttpOwnDoor(clock=FakeClock(NOW), **told)


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The requests that went out; each is answered with 200."""
    requests: list[Any] = []

    def send(_: URLLib3Session, request: Any) -> Any:
        requests.append(request)
        return SimpleNamespace(status_code=200)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return requests


def answering(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    def send(_: URLLib3Session, __: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(status_code=answer)

    monkeypatch.setattr(URLLib3Session, "send", send)


def test_what_is_posted_is_read_as_what_was_meant(knocks: list[Any]) -> None:
    a_door().post(EVENT, event_id="desk_1")
    [request] = knocks

    assert EVENT == canonical.parse(json.loads(request.body), country="IE")
    assert ("POST", "https://promises.corncrake.example/webhooks/desk") == (request.method, request.url)


def test_it_is_signed_with_the_newest_secret_and_carries_its_id(knocks: list[Any]) -> None:
    a_door().post(EVENT, event_id="desk_1")
    [request] = knocks
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}

    verify(SOURCES["desk"].verify, headers=headers, body=request.body, secrets=[NEW], url_secret=None, now=NOW)
    assert ("desk_1", "desk_1") == (headers["webhook-id"], json.loads(request.body)["event_id"])


def test_what_is_not_known_is_not_said(knocks: list[Any]) -> None:
    bare = Event(kind="repair.completed", occurred_at=NOW, subject=SubjectRef(source="desk", type="repair", id="1"))

    a_door().post(bare, event_id="desk_1")

    assert {"schema_version", "kind", "occurred_at", "source", "event_id", "subject"} == set(json.loads(knocks[0].body))


@pytest.mark.parametrize("answer", [302, 401, 404, 413, 500, 503, EndpointConnectionError(endpoint_url="https://x")])
def test_anything_but_a_yes_is_no(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    answering(monkeypatch, answer)

    with pytest.raises(Unreachable):
        a_door().post(EVENT, event_id="desk_1")


def test_without_a_secret_nothing_is_posted(knocks: list[Any]) -> None:
    with pytest.raises(Unreachable):
        a_door(secrets=Secrets(())).post(EVENT, event_id="desk_1")

    assert [] == knocks
