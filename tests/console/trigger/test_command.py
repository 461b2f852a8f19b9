from __future__ import annotations

import json
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from console.trigger.command import address
from followthrough.adapters.webhooks.secret_form import fresh
from followthrough.adapters.webhooks.verify import verify
from support.aws import BASE_URL, Cloud, CloudEngine
from support.console import DONE, MONDAY, PROBLEMS, WRONG_USE, a_deployment, types
from support.deliveries import SOURCES

KEY = fresh(SOURCES["canonical"].verify)
URL_SECRET = "a-long-part-of-the-address"


@pytest.fixture
def engine(cloud: Cloud) -> CloudEngine:
    secrets = {
        "canonical": [{"id": "1", "value": fresh(SOURCES["canonical"].verify)}, {"id": "2", "value": KEY}],
        "repairshopr": [{"id": "1", "value": URL_SECRET}],
        "shopify": [{"id": "1", "value": "short"}],
    }
    return a_deployment(cloud, secrets)


class Door:
    """Whoever answers at the other end, with this status or not at all."""

    def __init__(self) -> None:
        self.heard: list[AWSPreparedRequest] = []
        self.status: int | None = 200

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        if self.status is None:
            raise EndpointConnectionError(endpoint_url=request.url)
        self.heard.append(request)
        return AWSResponse(request.url, self.status, {}, None)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, engine: CloudEngine) -> Door:
    door, real = Door(), URLLib3Session.send

    def send(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        return real(session, request) if "amazonaws" in request.url else door.send(request)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return door


def test_a_sample_is_posted_as_its_sender_would_with_the_newest_secret(engine, door):
    answer = types(engine, "trigger", "repair.collected", "--set", "customer.given_name=Hanne")
    [request] = door.heard
    headers = {name.lower(): str(value) for name, value in request.headers.items()}

    assert DONE == answer.exit_code
    assert f"{BASE_URL}/webhooks/canonical" == request.url
    body = json.loads(request.body)
    assert ("Hanne", MONDAY.isoformat()) == (body["customer"]["given_name"], body["occurred_at"])
    spec = SOURCES["canonical"].verify
    verify(spec, headers=headers, body=request.body, secrets=[KEY], url_secret=None, now=MONDAY)
    assert "canonical.repair-collected.tess: 200. It lies in the inbox." in answer.output


def test_a_secret_in_the_address_is_in_the_address_and_not_on_the_screen(engine, door):
    answer = types(engine, "trigger", "repair.collected", "--source", "repairshopr")

    assert f"{BASE_URL}/webhooks/repairshopr/{URL_SECRET}" == door.heard[0].url
    assert URL_SECRET not in answer.output


def test_another_door_with_a_secret_of_its_own(engine, door, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{URL_SECRET}-too\n")
    there = ["--to", "http://127.0.0.1:8020", "--secret-file", secret]

    types(engine, "trigger", "repair.collected", "--source", "repairshopr", *there)

    assert f"http://127.0.0.1:8020/webhooks/repairshopr/{URL_SECRET}-too" == door.heard[0].url


def test_a_trial_is_marked(engine, door):
    types(engine, "trigger", "order.placed", "--trial")

    assert json.loads(door.heard[0].body)["test"] is True


@pytest.mark.parametrize(
    ("status", "because"),
    [(401, "does not believe it"), (404, "no such source"), (503, "try again"), (302, "no answer")],
)
def test_a_refusal_is_a_problem_and_says_where_to_look(engine, door, status, because):
    door.status = status

    answer = types(engine, "trigger", "order.placed", "--json")
    told = json.loads(answer.output)

    assert (PROBLEMS, status) == (answer.exit_code, told["status"])
    assert because in told["means"]


def test_a_door_that_does_not_answer_is_a_problem(engine, door):
    door.status = None

    answer = types(engine, "trigger", "order.placed")

    assert (PROBLEMS, "promises.corncrake.example did not answer.\n") == (answer.exit_code, answer.stderr)


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (["order.plced"], 'did you mean "order-placed"?'),
        (["order.placed", "--source", "shpify"], 'did you mean "shopify"?'),
        (["order.placed", "--source", "shopify"], "The secret of Shopify is shorter than 16 characters"),
        (["complaint.opened", "--source", "zendesk"], "followthrough source secret zendesk --generate"),
        (["order.placed", "--set", "customer.nam=Ada"], 'no "nam" there'),
        (["order.placed", "--to", "promises.corncrake.example"], "must begin with https://"),
    ],
)
def test_wrong_use_ends_with_two_and_posts_nothing(engine, door, words, because):
    answer = types(engine, "trigger", *words)

    assert (WRONG_USE, []) == (answer.exit_code, door.heard)
    assert because in answer.stderr


@pytest.mark.parametrize(
    ("to", "source", "expected"),
    [
        ("https://a.example", "shopify", "https://a.example/webhooks/shopify"),
        ("https://a.example/", "shopify", "https://a.example/webhooks/shopify"),
        ("https://a.example/webhooks", "shopify", "https://a.example/webhooks/shopify"),
        ("https://a.example/webhooks/shopify", "shopify", "https://a.example/webhooks/shopify"),
        ("https://a.example", "repairshopr", "https://a.example/webhooks/repairshopr/KEY"),
        ("https://a.example/webhooks/repairshopr", "repairshopr", "https://a.example/webhooks/repairshopr/KEY"),
        ("https://a.example/webhooks/repairshopr/MINE", "repairshopr", "https://a.example/webhooks/repairshopr/MINE"),
    ],
)
def test_an_address_may_be_that_of_a_deployment_of_its_door_or_of_the_source(to, source, expected):
    assert expected == address(to, spec=SOURCES[source], secret="KEY")
