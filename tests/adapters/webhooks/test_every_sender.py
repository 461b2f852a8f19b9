"""Each sender we know of, through our one interpreter: what is genuine, and everything that may be wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.webhooks.verify import verify
from followthrough.domain.errors import BadSignature
from support.senders import BASE_URL, NOW, PUBLISHED, SENDERS, Published, Sender

BODY = '{"id": 9007199254740993, "name": "Oisín", "path": "a\\/b"}'.encode()
ODD_BODIES = {
    "empty": b"",
    "no UTF-8": b"\xff\xfe\x00\x80",
    "a byte order mark": b"\xef\xbb\xbf" + BODY,
    "a line break at the end": BODY + b"\n",
    "deep nesting": b"[" * 100_000,
    "a key twice": b'{"id": 1, "id": 2}',
    "no number": b'{"total": NaN}',
    "a huge number": b'{"total": ' + b"9" * 50_000 + b"}",
    "an emoji": "🔧".encode(),
}
OTHER_SECRETS = {"standard": "whsec_YW5vdGhlci1rZXktb2YtMjQtYnl0ZXMh", "svix": "whsec_YW5vdGhlci1rZXktb2YtMjQtYnl0ZXMh"}

every_sender = pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)
who_signs = [sender for sender in SENDERS.values() if sender.spec.verify.scheme in {"hmac", "digest"}]
who_shows_a_header = [sender for sender in SENDERS.values() if sender.spec.verify.headers]
who_tells_the_time = [sender for sender in SENDERS.values() if sender.tells_time]


def reason_for(
    sender: Sender,
    headers: dict[str, str],
    *,
    body: bytes = BODY,
    secrets: tuple[str, ...] | None = None,
    url_secret: str | None = None,
    now: dt.datetime = NOW,
    url: str | None = None,
) -> str | None:
    """Why a delivery is refused; nothing if it is genuine."""
    try:
        verify(
            sender.spec.verify,
            headers=headers,
            body=body,
            secrets=(sender.secret,) if secrets is None else secrets,
            url_secret=sender.secret if url_secret is None else url_secret,
            now=now,
            url=BASE_URL + sender.path if url is None else url,
        )
    except BadSignature as refused:
        return refused.reason
    return None


def altered(text: str) -> str:
    """The same with the first letter of its last proof changed, whatever stands before it."""
    at = max(text.rfind("=", 0, -2), *(text.rfind(mark) for mark in ", ;")) + 1
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda each: each.name)
def test_what_senders_publish_is_understood(published: Published) -> None:
    sender = Sender(name="sender", verify=published.verify, sign=lambda *_: {}, secret=published.secret)
    headers, body = dict(published.headers), published.body.encode()

    def answer(body: bytes) -> str | None:
        return reason_for(sender, headers, body=body, url=published.url, now=published.now)

    assert (published.reason, "mismatch") == (answer(body), answer(body + b" "))


@every_sender
@pytest.mark.parametrize("body", [BODY, *ODD_BODIES.values()], ids=["usual", *ODD_BODIES])
def test_a_genuine_delivery_is_believed_whatever_it_says(sender: Sender, body: bytes) -> None:
    assert reason_for(sender, sender.headers(body), body=body) is None


@pytest.mark.parametrize("sender", who_signs, ids=lambda each: each.name)
@pytest.mark.parametrize("body", [BODY + b"\n", BODY[:-1], BODY.replace(b"\\/", b"/"), b"\xef\xbb\xbf" + BODY, b""])
def test_another_body_is_not_what_was_signed(sender: Sender, body: bytes) -> None:
    assert "mismatch" == reason_for(sender, sender.headers(BODY), body=body)


@every_sender
def test_another_secret_is_nobodys(sender: Sender) -> None:
    other = OTHER_SECRETS.get(sender.name, "another:secret")

    assert "mismatch" == reason_for(sender, sender.headers(BODY), secrets=(other,))
    assert reason_for(sender, sender.headers(BODY), secrets=(other, sender.secret)) is None


@pytest.mark.parametrize("sender", who_shows_a_header, ids=lambda each: each.name)
def test_each_header_that_proves_something_is_needed(sender: Sender) -> None:
    genuine = sender.headers(BODY)
    for name in genuine:
        without = {other: value for other, value in genuine.items() if other != name}

        assert ("missing", "missing") == (reason_for(sender, without), reason_for(sender, genuine | {name: ""}))


@pytest.mark.parametrize("sender", who_shows_a_header, ids=lambda each: each.name)
def test_a_proof_with_one_letter_changed_or_cut_off_is_none(sender: Sender) -> None:
    genuine = sender.headers(BODY)
    name = next(name for name in genuine if name in sender.spec.verify.headers)

    for proof in (altered(genuine[name]), genuine[name][:-3]):
        assert reason_for(sender, genuine | {name: proof}) in {"mismatch", "malformed"}


@pytest.mark.parametrize("sender", who_shows_a_header, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "nonsense",
    ["\ud800", "ü" * 44, "\x00", " ", ",", "=", ";", "Bearer", "Bearer  ", "Basic %%%", "Basic ü", "v1", "v1,", "x" * 100_000, "v1,=," * 20_000],
    ids=repr,
)  # fmt: skip
def test_nonsense_in_a_header_is_refused_calmly(sender: Sender, nonsense: str) -> None:
    genuine = sender.headers(BODY)
    for name in genuine:
        assert reason_for(sender, genuine | {name: nonsense}) in {"malformed", "mismatch", "missing", "stale"}


@every_sender
def test_a_header_may_be_written_in_any_case(sender: Sender) -> None:
    shouted = {name.upper(): value for name, value in sender.headers(BODY).items()}
    titled = {name.title(): value for name, value in sender.headers(BODY).items()}

    assert (None, None) == (reason_for(sender, shouted), reason_for(sender, titled))


@pytest.mark.parametrize("sender", who_shows_a_header, ids=lambda each: each.name)
def test_a_header_that_came_twice_is_only_one_that_is_a_list_by_nature(sender: Sender) -> None:
    """The gateway joins them with a comma."""
    for name, value in sender.headers(BODY).items():
        twice = reason_for(sender, sender.headers(BODY) | {name: f"{value},{value}"})
        if sender.takes_lists:
            assert twice is None
        else:
            assert twice in {"malformed", "mismatch"}


@pytest.mark.parametrize("sender", who_tells_the_time, ids=lambda each: each.name)
@pytest.mark.parametrize(
    ("late", "reason"), [(-301, "stale"), (-299, None), (299, None), (301, "stale"), (10**9, "stale"), (-(10**9), "stale")]
)  # fmt: skip
def test_what_was_signed_long_ago_or_in_the_future_is_stale(sender: Sender, late: int, reason: str | None) -> None:
    at = NOW - dt.timedelta(seconds=late)

    assert reason == reason_for(sender, sender.headers(BODY, at=at))


@pytest.mark.parametrize("sender", who_tells_the_time, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "stamp", ["nan", "NaN", "inf", "-1", "1e9", "٣", "9" * 400, "1_772_555_400", "+1772555400", "0x1"]
)
def test_a_time_that_is_none_is_refused(sender: Sender, stamp: str) -> None:
    headers = sender.headers(BODY)
    name = next(name for name in headers if "timestamp" in name or sender.takes_lists)
    text = f"t={stamp},{headers[name].partition(',')[2]}" if sender.takes_lists else stamp

    assert "malformed" == reason_for(sender, headers | {name: text})


@pytest.mark.parametrize("name", ["square", "hubspot-2", "hubspot-3"])
@pytest.mark.parametrize("change", [("https", "http"), ("/webhooks", "//webhooks"), (".example", ".example:443")])
def test_the_address_is_signed_to_the_letter(name: str, change: tuple[str, str]) -> None:
    sender = SENDERS[name]

    assert "mismatch" == reason_for(sender, sender.headers(BODY), url=(BASE_URL + sender.path).replace(*change, 1))
    assert "mismatch" == reason_for(sender, sender.headers(BODY), url=BASE_URL + sender.path + "/")


def test_the_word_before_a_bearers_secret_is_read_in_any_case() -> None:
    sender = SENDERS["bearer"]

    assert reason_for(sender, {"authorization": f"bEaReR   {sender.secret}"}) is None
    assert "malformed" == reason_for(sender, {"authorization": f"Basic {sender.secret}"})
    assert "malformed" == reason_for(sender, {"authorization": sender.secret})


def test_a_secret_in_a_header_needs_the_word_before_it_as_it_is_written() -> None:
    sender = SENDERS["header"]

    assert "malformed" == reason_for(sender, {"x-till-token": sender.secret})
    assert "malformed" == reason_for(sender, {"x-till-token": f"token {sender.secret}"})
    assert "malformed" == reason_for(sender, {"x-till-token": "Token "})
