"""Every sender we know of at the deployed handler, and everything that a stranger may try there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from followthrough.adapters.webhooks.delivery import MAX_BYTES
from followthrough.lambdas.receive_webhook import handler
from support.front_door import MemoryInbox, a_front_door, a_request
from support.senders import BASE_URL, SENDERS, Sender, b64, mac

BODY = '{"id": 9007199254740993, "name": "Oisín"}'.encode()
ODD_BODIES = [
    b"[" * 100_000,
    b'{"id": 1, "id": 2}',
    b'{"total": NaN}',
    b'{"total": ' + b"9" * 50_000 + b"}",
    BODY + b"\n",
]
NO_TEXT = [b"\xff\xfe\x00", b"\x00", b"", b"\xef\xbb\xbf" + BODY]
REFUSED = (401, {"error": "The signature could not be verified."})

every_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)


def answered(event: dict[str, Any], inbox: MemoryInbox) -> tuple[int, Any]:
    answer = handler(event, None, app=a_front_door(inbox))
    return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None


@every_sender
def test_what_is_genuine_is_received_byte_for_byte_in_either_form(sender: Sender) -> None:
    inbox = MemoryInbox()
    for body in (BODY, *ODD_BODIES):
        for plain in (True, False):
            assert (200, {"received": True}) == answered(a_request(sender, body, plain=plain), inbox)
    for body in NO_TEXT:
        assert 200 == answered(a_request(sender, body), inbox)[0]

    expected = [body for body in (BODY, *ODD_BODIES) for _ in range(2)] + NO_TEXT
    assert expected == [delivery.body for delivery in inbox.deliveries]


@every_sender
def test_what_lets_a_sender_in_does_not_travel_on(sender: Sender) -> None:
    inbox = MemoryInbox()

    answered(a_request(sender, BODY), inbox)

    assert [{}] == [dict(delivery.headers) for delivery in inbox.deliveries]
    assert sender.secret not in inbox.messages[0]


@every_sender
def test_what_could_not_be_stored_is_to_come_again(sender: Sender) -> None:
    inbox = MemoryInbox(is_down=True)

    assert 503 == answered(a_request(sender, BODY), inbox)[0]
    assert [] == inbox.messages


@every_sender
@pytest.mark.parametrize(
    "change",
    [
        {"body": "%%%"},
        {"body": "ö"},
        {"body": "\ud800"},
        {"body": None},
        {"headers": None, "pathParameters": {"secret": "guessed"}},
        {"requestContext": None},
        {"requestContext": {}},
    ],
    ids=repr,
)
def test_a_request_with_something_missing_is_refused_calmly(sender: Sender, change: dict[str, Any]) -> None:
    inbox = MemoryInbox()
    event = a_request(sender, BODY)
    if "pathParameters" in change:
        change = change | {"pathParameters": {**event["pathParameters"], **change["pathParameters"]}}
    shows_its_secret = sender.spec.verify.scheme in {"bearer", "basic", "header", "url_secret"}

    answer = answered(event | change, inbox)

    if shows_its_secret and change == {"body": None}:
        assert (200, {"received": True}) == answer
    else:
        assert REFUSED == answer
        assert [] == inbox.messages


@pytest.mark.parametrize(
    "event", [{}, {"pathParameters": None}, {"pathParameters": {}}, {"body": "%%%", "isBase64Encoded": True}]
)
def test_a_request_of_nobody_is_refused_calmly(event: dict[str, Any]) -> None:
    assert answered(event, MemoryInbox())[0] in {401, 404}


def test_a_shops_ping_is_answered_and_stored_nowhere() -> None:
    inbox = MemoryInbox()
    sender = SENDERS["woocommerce"]

    assert (200, {"received": True}) == answered(a_request(sender, b"webhook_id=27", headers={}), inbox)
    for name in ("x-wc-webhook-signature", "X-WC-Webhook-Signature"):
        assert REFUSED == answered(a_request(sender, b"webhook_id=27", headers={name: "x"}), inbox)
    assert REFUSED == answered(a_request(sender, b"webhook_id=27;", headers={}), inbox)
    assert REFUSED == answered(a_request(SENDERS["shopify"], b"webhook_id=27", headers={}), inbox)
    assert [] == inbox.messages


def test_a_ping_that_is_signed_is_a_delivery_like_any_other() -> None:
    inbox = MemoryInbox()

    assert 200 == answered(a_request(SENDERS["woocommerce"], b"webhook_id=27"), inbox)[0]
    assert [b"webhook_id=27"] == [delivery.body for delivery in inbox.deliveries]


def test_an_address_with_a_question_in_it_is_signed_with_the_question() -> None:
    inbox = MemoryInbox()
    sender = SENDERS["square"]
    proof = b64(mac(sender.secret, f"{BASE_URL}/webhooks/square?shop=2".encode() + BODY))
    event = a_request(sender, BODY, headers={"x-square-hmacsha256-signature": proof})

    assert 200 == answered(event | {"rawQueryString": "shop=2"}, inbox)[0]
    assert REFUSED == answered(event, inbox)


def test_without_a_domain_of_our_own_the_address_is_the_one_of_the_gateway() -> None:
    inbox = MemoryInbox()
    sender = SENDERS["square"]
    door = replace(a_front_door(inbox), base_url="")
    proof = b64(mac(sender.secret, b"https://abc.execute-api.example/webhooks/square" + BODY))

    answer = handler(a_request(sender, BODY, headers={"x-square-hmacsha256-signature": proof}), None, app=door)

    assert 200 == answer["statusCode"]


def test_a_secret_in_the_address_signs_a_trial_too() -> None:
    inbox = MemoryInbox()
    genuine = a_request(SENDERS["url-secret"], b"hello")
    without = genuine | {"pathParameters": {"source": "url-secret"}}
    guessed = genuine | {"pathParameters": {"source": "url-secret", "secret": "guessed"}}

    assert (200, REFUSED) == (answered(without, inbox)[0], answered(guessed, inbox))
    assert [] == inbox.messages
    assert 200 == answered(genuine, inbox)[0]
    assert [b"hello"] == [delivery.body for delivery in inbox.deliveries]


def test_a_challenge_is_said_again_as_text_that_no_browser_takes_for_a_page() -> None:
    inbox = MemoryInbox()
    event = a_request(SENDERS["front"], b"{}", headers={"x-front-challenge": "kittiwake.7"})

    answer = handler(event, None, app=a_front_door(inbox))

    assert (200, "kittiwake.7") == (answer["statusCode"], answer["body"])
    assert {
        "content-type": "text/plain",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    } == answer["headers"]
    assert [] == inbox.messages


def test_a_challenge_that_is_signed_is_answered_and_lost_by_nobody() -> None:
    """Some sign their challenge as they sign everything; what is genuine is stored before a word is said."""
    inbox = MemoryInbox()
    sender = SENDERS["front"]
    headers = {**sender.headers(BODY), "x-front-challenge": "kittiwake.7"}

    answer = handler(a_request(sender, BODY, headers=headers), None, app=a_front_door(inbox))

    assert (200, "kittiwake.7") == (answer["statusCode"], answer["body"])
    assert [BODY] == [delivery.body for delivery in inbox.deliveries]
    assert REFUSED == answered(a_request(sender, BODY + b" ", headers=headers), inbox)


def test_leave_to_send_cloud_events_is_given_where_they_are_spoken() -> None:
    inbox = MemoryInbox()
    asking = {"webhook-request-origin": "till.example", "webhook-signature": "v1,whatever"}

    answer = handler(
        a_request(SENDERS["standard"], b"", headers=asking, method="OPTIONS"), None, app=a_front_door(inbox)
    )

    assert (200, "") == (answer["statusCode"], answer["body"])
    assert ("till.example", "1000") == (
        answer["headers"]["webhook-allowed-origin"],
        answer["headers"]["webhook-allowed-rate"],
    )
    assert REFUSED == answered(a_request(SENDERS["shopify"], b"", headers=asking, method="OPTIONS"), inbox)
    assert REFUSED == answered(a_request(SENDERS["shopify"], BODY, method="OPTIONS"), inbox)
    assert [] == inbox.messages


def test_a_greeting_is_one_line_of_an_id(log: Any) -> None:
    answered(a_request(SENDERS["woocommerce"], b"webhook_id=27", headers={}), MemoryInbox())

    [line] = log()
    assert ("greeted", "woocommerce") == (line["message"], line["source"])


ANYTHING = some.text(alphabet=some.characters(), max_size=30)
HEADER_NAMES = [
    *sorted({name for sender in SENDERS.values() for name in sender.headers(BODY)}),
    "x-front-challenge",
    "webhook-request-origin",
]
PROOFS = sorted({value for sender in SENDERS.values() for value in sender.headers(BODY).values()})
TWISTS = some.sampled_from(
    [
        "{0}",
        "{0},{0}",
        " {0} ",
        "{0}=",
        "v1,{0}",
        "t=1,{0}",
        "{0}\ud800",
        "",
        "{0:.20}",
        "nan",
        "-1",
        "9" * 400,
        "{0} {0}",
    ]
)


@some.composite
def requests(draw: some.DrawFn) -> tuple[Sender, dict[str, Any], bool]:
    """A request of some sender with some of it changed, and whether none of it was."""
    sender = draw(some.sampled_from(list(SENDERS.values())))
    event = a_request(sender, BODY, plain=draw(some.booleans()))
    if draw(some.integers(0, 9)) == 0:
        return sender, event, True
    headers = event["headers"]
    for name in draw(some.lists(some.sampled_from(sorted(headers) or HEADER_NAMES), max_size=2)):
        headers[name] = draw(TWISTS).format(headers.get(name, "")) if draw(some.booleans()) else draw(ANYTHING)
    headers |= draw(
        some.dictionaries(some.sampled_from(HEADER_NAMES) | ANYTHING, ANYTHING | some.sampled_from(PROOFS), max_size=2)
    )
    for name in draw(some.sets(some.sampled_from(sorted(headers) or [""]), max_size=1)):
        headers.pop(name, None)
    event |= draw(
        some.fixed_dictionaries(
            {},
            optional={
                "body": some.none() | ANYTHING | some.sampled_from(["webhook_id=7", "[" * 5000, "A" * (2 * MAX_BYTES)]),
                "isBase64Encoded": some.booleans(),
                "rawPath": ANYTHING,
                "rawQueryString": ANYTHING,
            },
        )
    )
    if draw(some.booleans()):
        event["pathParameters"]["secret"] = draw(ANYTHING | some.just(sender.secret))
    event["requestContext"]["http"]["method"] = draw(
        some.sampled_from(["POST"] * 5 + ["OPTIONS", "GET", ""]) | ANYTHING
    )
    return sender, event, False


def is_believable(sender: Sender, event: dict[str, Any], body: bytes) -> bool:
    """Whether the very proof that the secret makes of this body is somewhere in the request, found without our code."""
    if sender.spec.verify.scheme == "url_secret":
        return bool(event["pathParameters"].get("secret") == sender.secret)
    known = {name.lower(): value for name, value in event["headers"].items()}
    genuine = sender.headers(body)
    proofs = {name for name in genuine if name in sender.spec.verify.headers}
    return all(
        genuine[name].rpartition(",")[2].rpartition("v1=")[2].rpartition("Bearer ")[2] in known.get(name, "")
        if name in proofs
        else genuine[name] == known.get(name)
        for name in genuine
    )


def nothing_gets_through(told: tuple[Sender, dict[str, Any], bool], *, is_down: bool) -> None:
    sender, event, untouched = told
    inbox = MemoryInbox(is_down=is_down)

    status, _ = handler_status(event, inbox)

    assert status in {200, 401, 404, 413, 503}
    if untouched:
        assert ((503, 0) if is_down else (200, 1)) == (status, len(inbox.messages))
    for delivery in inbox.deliveries:
        assert "POST" == event["requestContext"]["http"]["method"]
        assert is_believable(sender, event, delivery.body)


def handler_status(event: dict[str, Any], inbox: MemoryInbox) -> tuple[int, str]:
    answer = handler(event, None, app=a_front_door(inbox))
    return answer["statusCode"], answer["body"]


@settings(max_examples=300, deadline=None)
@given(told=requests(), is_down=some.booleans())
def test_nothing_but_the_genuine_gets_through_and_nothing_raises(
    told: tuple[Sender, dict[str, Any], bool], is_down: bool
) -> None:
    nothing_gets_through(told, is_down=is_down)


@pytest.mark.long
@settings(max_examples=30_000, deadline=None)
@given(told=requests(), is_down=some.booleans())
def test_nothing_but_the_genuine_gets_through_however_often_it_is_tried(
    told: tuple[Sender, dict[str, Any], bool], is_down: bool
) -> None:
    nothing_gets_through(told, is_down=is_down)
