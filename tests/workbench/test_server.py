"""The workbench over HTTP, on the real template and the real handlers: every call of the contract."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from workbench.bench import Bench
from workbench.server import Server, free_socket, server_on
from workbench.story.samples import sample, signed

BEGIN = dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[Bench]:
    with Bench.start(now=BEGIN) as bench:
        yield bench


@pytest.fixture
def client(running: Bench) -> Client:
    running.reset(BEGIN)
    return Client(Server(running))


def said(answer: TestResponse) -> Any:
    return json.loads(answer.get_data())


def post(client: Client, call: str, body: Any) -> TestResponse:
    return client.post(f"/workbench/{call}", data=json.dumps(body))


def get(client: Client, call: str) -> Any:
    return said(client.get(f"/workbench/{call}"))


def deliver(client: Client, bench: Bench, name: str) -> TestResponse:
    delivery = signed(sample(name), bench=bench)
    return client.post(delivery.path, data=delivery.body, headers=dict(delivery.headers))


def test_a_delivery_becomes_a_commitment_a_letter_and_an_alarm(client: Client, running: Bench) -> None:
    assert deliver(client, running, "repairshopr.repair-collected.nora").status_code == 200

    letter = get(client, "mail")[0]
    assert (letter["kind"], letter["to"]) == ("letter", ["nora.quill@tidewater.example"])
    call = next(each for each in get(client, "commitments") if each["channel"] == "call")
    assert call["customer"]["name"] == "Nora Quill"
    assert (call["state"], call["class"], call["owner"]) == ("open", "promise", "adviser")
    assert call["history"][0]["what"] == "made"
    alarm = get(client, "alarms")[0]
    assert (alarm["commitment"], alarm["step"], alarm["fires_at"]) == (
        call["id"],
        "remind",
        "2026-03-10T10:00:00+00:00",
    )


def test_the_clock_moves_when_it_is_told_and_the_task_comes(client: Client, running: Bench) -> None:
    deliver(client, running, "repairshopr.repair-collected.nora")
    answer = said(post(client, "clock", {"to": "2026-03-10T10:00:00Z"}))

    assert answer["now"] == get(client, "clock")["now"] == "2026-03-10T10:00:00+00:00"
    assert answer["fired"] > 1
    task = get(client, "mail")[-1]
    assert (task["kind"], task["sent_at"]) == ("task", "2026-03-10T10:00:00+00:00")


def test_every_link_in_a_mail_leads_here(client: Client, running: Bench) -> None:
    deliver(client, running, "repairshopr.repair-collected.nora")
    link = next(word for word in get(client, "mail")[0]["text"].split() if word.startswith(running.base_url))
    page = client.get(link.removeprefix(running.base_url))

    assert page.status_code == 200
    assert "<form" in page.text


@pytest.mark.parametrize(("body", "hours"), [({"by": "PT2H"}, 2), ({"by": "P1D"}, 24), ({"by": "P1W"}, 168)])
def test_the_clock_takes_durations(client: Client, body: dict[str, str], hours: int) -> None:
    answer = said(post(client, "clock", body))

    assert answer["now"] == (BEGIN + dt.timedelta(hours=hours)).isoformat()


def test_next_goes_to_the_next_alarm_or_report(client: Client) -> None:
    assert said(post(client, "clock", {"next": 1})) == {"now": "2026-03-04T07:45:00+00:00", "fired": 1}
    assert said(post(client, "clock", {"next": 2})) == {"now": "2026-03-06T07:45:00+00:00", "fired": 2}


@pytest.mark.parametrize(
    ("call", "body", "sentence"),
    [
        ("clock", {"by": "P1M"}, "known length"),
        ("clock", {"to": "2026-03-01T09:00:00Z"}, "only goes forward"),
        ("clock", {"to": "2026-03-09T09:00:00"}, "offset"),
        ("clock", {"next": 0}, "Say"),
        ("clock", {"next": True}, "Say"),
        ("clock", {"next": 100_000_000_000}, "at most 1000"),
        ("clock", {"by": "P9999999D"}, "ten years"),
        ("clock", {"to": "2099-01-01T00:00:00Z"}, "ten years"),
        ("clock", {"to": "9999-12-31T23:59:59-10:00"}, "2099"),
        ("clock", {"by": "P1D", "to": "2026-03-09T09:00:00Z"}, "Say"),
        ("clock", [], "JSON object"),
        ("faults", {"call": "sesv2.SendEmail", "kind": "flood"}, "no fault"),
        ("faults", {"call": "sesv2.SendMail", "kind": "throttled"}, "no operation"),
        ("faults", {"call": "sesv2.SendEmail", "kind": "throttled", "times": 0}, "from 1"),
        ("faults", {"call": "sesv2.SendEmail", "kind": "throttled", "times": 10**13}, "to 10000"),
        ("faults", {"kind": "throttled"}, "Say"),
        ("notices", {"mail": "0001"}, "Say"),
        ("notices", {"mail": "no such", "kind": "bounce"}, "no mail"),
        ("reset", {"now": "yesterday"}, "not a time"),
        ("reset", {"later": True}, "Say"),
        ("reset", {"now": "0001-01-01T00:00:00Z"}, "2000"),
        ("events", "text", "JSON object"),
        ("events", {"note": "x" * 1_100_000}, "megabyte"),
    ],
)
def test_wrong_use_is_answered_with_a_sentence(client: Client, call: str, body: Any, sentence: str) -> None:
    answer = post(client, call, body)

    assert answer.status_code == 400
    assert sentence in said(answer)["error"]


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000], ids=["cut off", "bottomless"])
def test_a_body_that_is_not_json_is_answered_with_a_sentence(client: Client, body: bytes) -> None:
    answer = client.post("/workbench/clock", data=body)

    assert (answer.status_code, said(answer)) == (400, {"error": "The body is not JSON."})


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/workbench/x", 404), ("DELETE", "/workbench/mail", 405)]
)
def test_a_call_that_does_not_exist_is_answered_with_a_sentence(
    client: Client, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)

    assert (answer.status_code, said(answer)) == (status, {"error": f"There is no {method} {path}."})


def test_another_website_cannot_move_the_clock(client: Client) -> None:
    answer = client.post("/workbench/clock", data='{"by": "P1D"}', headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert get(client, "clock")["now"] == BEGIN.isoformat()


def test_the_raw_mail_can_be_had(client: Client, running: Bench) -> None:
    deliver(client, running, "repairshopr.repair-collected.nora")
    answer = client.get(f"/workbench/mail/{get(client, 'mail')[0]['id']}.eml")

    assert answer.content_type == "message/rfc822"
    assert answer.get_data().startswith(b"From: ")
    assert client.get("/workbench/mail/9999.eml").status_code == 404


def test_the_address_that_a_client_is_told_is_the_one_that_the_door_expects_to_be_signed(running: Bench) -> None:
    assert running.base_url == running.stack.functions["ReceiveWebhook"].environment["FOLLOWTHROUGH_BASE_URL"]


def test_the_question_for_leave_reaches_the_door(client: Client) -> None:
    answer = client.options("/webhooks/shopify", headers={"WebHook-Request-Origin": "till.example"})

    assert (401, {"error": "The signature could not be verified."}) == (answer.status_code, said(answer))
    assert 404 == client.options("/webhooks").status_code


def test_sources_are_told_with_what_a_sender_needs(client: Client, running: Bench) -> None:
    sources = {each["id"]: each for each in get(client, "sources")}

    assert sources["canonical"]["secret"].startswith("whsec_")
    assert sources["shopify"]["url"] == f"{running.base_url}/webhooks/shopify"
    assert sources["repairshopr"]["url"].endswith(sources["repairshopr"]["secret"])


def test_an_event_on_the_bus_is_taken_in(client: Client) -> None:
    body = {**sample("canonical.repair-collected.tess").body, "occurred_at": BEGIN.isoformat()}
    answer = post(client, "events", body)

    assert answer.status_code == 200
    assert {each["customer"]["name"] for each in get(client, "commitments")} == {"Tess Arden"}


def test_queues_are_told(client: Client) -> None:
    post(client, "events", {"nonsense": True})

    assert {"name": "InboxDeadLetters", "messages": 1, "dead_letter": True} in get(client, "queues")
    assert {"name": "Inbox", "messages": 0, "dead_letter": False} in get(client, "queues")


def test_a_fault_can_be_placed(client: Client, running: Bench) -> None:
    post(client, "faults", {"call": "sqs.SendMessage", "kind": "unreachable", "times": 2})

    assert deliver(client, running, "repairshopr.repair-collected.nora").status_code == 503
    assert deliver(client, running, "repairshopr.repair-collected.nora").status_code == 200


def test_a_reset_empties_everything_and_sets_the_clock(client: Client, running: Bench) -> None:
    deliver(client, running, "repairshopr.repair-collected.nora")
    answer = post(client, "reset", {"now": "2026-01-05T09:00:00Z"})

    assert said(answer) == {"now": "2026-01-05T09:00:00+00:00"}
    assert [get(client, call) for call in ("mail", "commitments", "alarms")] == [[], [], []]
    assert client.post("/workbench/reset").status_code == 200


def test_what_is_not_the_workbenchs_goes_to_the_deployed_handlers(client: Client) -> None:
    assert client.get("/nowhere").text == '{"message":"Not Found"}'
    assert client.post("/webhooks/canonical", data=b"{}").status_code == 401
    assert client.post("/webhooks/nobody", data=b"{}").status_code == 404


def test_a_head_request_has_no_body(client: Client) -> None:
    answer = client.head("/a/nonsense")

    assert (answer.status_code, answer.get_data()) == (410, b"")


def test_the_page_is_served(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.enable_socket
def test_a_port_that_is_taken_gives_way_to_the_next_one() -> None:
    with free_socket(18020) as first, free_socket(first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]
        assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"


@pytest.mark.enable_socket
def test_behind_the_last_port_there_is_none() -> None:
    with free_socket(65535), pytest.raises(OSError, match="from 65535 to 65535"):
        free_socket(65535)


@pytest.mark.enable_socket
def test_it_serves_on_this_machine(running: Bench) -> None:
    running.reset(BEGIN)
    with free_socket(18020) as listener:
        server = server_on(listener, running)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request("GET", "/workbench/clock")
            answer = connection.getresponse()
            content = json.loads(answer.read())
            connection.close()
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    assert content == {"now": BEGIN.isoformat()}
