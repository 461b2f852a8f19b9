"""The senders' own libraries judge our verifier: thousands of deliveries, and the same answer but for what is listed.

Each library is asked what it makes of a delivery that may be genuine, tampered with, stale or malformed. Where it and
we disagree, one of `DIFFERENCES` must say so beforehand, with both answers; any other disagreement fails.
"""

from __future__ import annotations

import base64
import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest
import standardwebhooks
import stripe
import time_machine
from square.utils.webhooks_helper import verify_signature
from standardwebhooks.webhooks import WebhookVerificationError

from followthrough.adapters.webhooks.verify import verify
from followthrough.domain.errors import BadSignature
from support.senders import BASE_URL, NOW, SENDERS

PROOF = {
    "stripe": "stripe-signature",
    "standard": "webhook-signature",
    "square": "x-square-hmacsha256-signature",
}
ACCEPTS, REFUSES, RAISES = "accepts", "refuses", "raises"
PUSHED, LONG = 2_000, 20_000


@dataclass(frozen=True, kw_only=True)
class Case:
    """One delivery, and the body and the proof with which it began."""

    sender: str
    headers: dict[str, str]
    body: bytes
    began: tuple[bytes, str]

    @property
    def text(self) -> str:
        """The body as the libraries read it. Raises UnicodeDecodeError."""
        return self.body.decode()

    @property
    def is_text(self) -> bool:
        try:
            return bool(self.text) or True
        except UnicodeDecodeError:
            return False

    def told(self, name: str) -> str:
        return next((value for given, value in self.headers.items() if given.lower() == name), "")

    @property
    def proof(self) -> str:
        return self.told(PROOF[self.sender])

    @property
    def still_proves(self) -> bool:
        """The body is the one that was signed, and its signature is there."""
        body, proof = self.began
        return body == self.body and proof in re.split(r"[ ,]", self.proof.replace("v1=", ""))

    @property
    def stamp(self) -> str:
        if self.sender == "standard":
            return self.told("webhook-timestamp")
        return next((item[2:] for item in self.proof.split(",") if item.startswith("t=")), "")


def of_stripe(case: Case) -> str:
    try:
        stripe.WebhookSignature.verify_header(
            case.body, case.headers.get("stripe-signature"), SENDERS["stripe"].secret, tolerance=300
        )
    except stripe.SignatureVerificationError:
        return REFUSES
    return ACCEPTS


def of_standard(case: Case) -> str:
    try:
        standardwebhooks.Webhook(SENDERS["standard"].secret).verify(case.body, case.headers, json_parse=False)
    except WebhookVerificationError:
        return REFUSES
    return ACCEPTS


def of_square(case: Case) -> str:
    is_genuine = verify_signature(
        request_body=case.text,
        signature_header=case.headers.get("x-square-hmacsha256-signature", ""),
        signature_key=SENDERS["square"].secret,
        notification_url=f"{BASE_URL}/webhooks/square",
    )
    return ACCEPTS if is_genuine else REFUSES


ORACLES: dict[str, Callable[[Case], str]] = {"stripe": of_stripe, "standard": of_standard, "square": of_square}


def oracle(case: Case) -> str:
    """What the sender's library says; anything it raises but its own refusal would have been a 500."""
    try:
        with time_machine.travel(NOW, tick=False):
            return ORACLES[case.sender](case)
    except (ValueError, TypeError):
        return RAISES


def ours(case: Case) -> str:
    sender = SENDERS[case.sender]
    try:
        verify(
            sender.spec.verify,
            headers=case.headers,
            body=case.body,
            secrets=[sender.secret],
            url_secret=None,
            now=NOW,
            url=f"{BASE_URL}/webhooks/{case.sender}",
        )
    except BadSignature:
        return REFUSES
    return ACCEPTS


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where we and a library disagree on purpose."""

    sender: str
    why: str
    library: str
    ours: str
    applies: Callable[[Case], bool]
    example: Callable[[], Case]


def signed(sender: str, body: bytes = b'{"id": 7}', *, late: int = 0) -> Case:
    at = NOW - dt.timedelta(seconds=late)
    headers = SENDERS[sender].headers(body, at=at)
    proof = headers[PROOF[sender]].rpartition(",")[2].removeprefix("v1=")
    return Case(sender=sender, headers=headers, body=body, began=(body, proof))


def changed(case: Case, **headers: str) -> Case:
    """The same with other values; the names are written with underlines."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(case, headers=case.headers | told)


def stamp_is_odd(case: Case) -> bool:
    return not re.fullmatch(r"[1-9][0-9]{0,14}", case.stamp)


def stamp_is_future(case: Case) -> bool:
    return not stamp_is_odd(case) and int(case.stamp) > NOW.timestamp() + 300


def no_such_list(case: Case) -> bool:
    """An item of the list that is not a word, a comma and a base64 text."""
    return any(item.count(",") != 1 or not is_base64(item.partition(",")[2]) for item in case.proof.split(" "))


def is_base64(text: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text))


def proof_has_loose_ends(case: Case) -> bool:
    """A signature that is not written as base64 writes it, but decodes to the very one."""
    loose = [base64.b64decode(item.partition(",")[2]) for item in case.proof.split(" ")]
    return base64.b64decode(case.began[1]) in loose and not case.still_proves


DIFFERENCES = (
    Difference(
        sender="stripe",
        why="The library believes a time of the future; we allow five minutes both ways.",
        library=ACCEPTS,
        ours=REFUSES,
        applies=stamp_is_future,
        example=lambda: signed("stripe", late=-3600),
    ),
    Difference(
        sender="stripe",
        why="The library reads a time as Python reads numbers, with signs, blanks and underlines; we read digits.",
        library=ACCEPTS,
        ours=REFUSES,
        applies=stamp_is_odd,
        example=lambda: changed(
            signed("stripe"), stripe_signature=signed("stripe").proof.replace("t=1772555400", "t=+1_772_555_400")
        ),
    ),
    Difference(
        sender="stripe",
        why="The library forgets what stands behind a second equals sign; to us it is part of the signature.",
        library=ACCEPTS,
        ours=REFUSES,
        applies=lambda case: any(item.count("=") > 1 for item in case.proof.split(",")),
        example=lambda: changed(signed("stripe"), stripe_signature=signed("stripe").proof + "=x"),
    ),
    Difference(
        sender="stripe",
        why="The library raises a bare error over a signature that is not ASCII; to us it is a 401.",
        library=RAISES,
        ours=REFUSES,
        applies=lambda case: not case.proof.isascii(),
        example=lambda: changed(signed("stripe"), stripe_signature="t=1772555400,v1=é"),
    ),
    Difference(
        sender="stripe",
        why="The library refuses a list with one item that has a name and no more; one good item is enough for us.",
        library=REFUSES,
        ours=ACCEPTS,
        applies=lambda case: case.still_proves and not {"t", "v1"}.isdisjoint(case.proof.split(",")),
        example=lambda: changed(signed("stripe"), stripe_signature=signed("stripe").proof + ",v1"),
    ),
    Difference(
        sender="stripe",
        why="The library stumbles over a signature that is not ASCII before it comes to a good one.",
        library=RAISES,
        ours=ACCEPTS,
        applies=lambda case: not case.proof.isascii() and case.still_proves,
        example=lambda: changed(signed("stripe"), stripe_signature="v1=é," + signed("stripe").proof),
    ),
    Difference(
        sender="stripe",
        why="The library cannot read a body that is no UTF-8; we never read it.",
        library=RAISES,
        ours=ACCEPTS,
        applies=lambda case: not case.is_text and case.still_proves,
        example=lambda: signed("stripe", b"\xff"),
    ),
    Difference(
        sender="stripe",
        why="It stumbles over a body that is no UTF-8 before it has looked at the signature.",
        library=RAISES,
        ours=REFUSES,
        applies=lambda case: not case.is_text,
        example=lambda: replace(signed("stripe"), body=b"\xff"),
    ),
    Difference(
        sender="standard",
        why="The library cannot read a body that is no UTF-8; we never read it.",
        library=RAISES,
        ours=ACCEPTS,
        applies=lambda case: not case.is_text and case.still_proves,
        example=lambda: signed("standard", b"\xff"),
    ),
    Difference(
        sender="standard",
        why="It stumbles over a body that is no UTF-8 before it has looked at the signature.",
        library=RAISES,
        ours=REFUSES,
        applies=lambda case: not case.is_text,
        example=lambda: replace(signed("standard"), body=b"\xff"),
    ),
    Difference(
        sender="standard",
        why="The library raises a bare error over a list that is none; to us it is a 401.",
        library=RAISES,
        ours=REFUSES,
        applies=no_such_list,
        example=lambda: changed(signed("standard"), webhook_signature="v1"),
    ),
    Difference(
        sender="standard",
        why="The library stumbles over one broken item before it comes to a good one; a list is one good item to us.",
        library=RAISES,
        ours=ACCEPTS,
        applies=lambda case: no_such_list(case) and case.still_proves,
        example=lambda: changed(signed("standard"), webhook_signature="v1 " + signed("standard").proof),
    ),
    Difference(
        sender="standard",
        why="The library reads a time as Python reads numbers; we read digits.",
        library=ACCEPTS,
        ours=REFUSES,
        applies=stamp_is_odd,
        example=lambda: changed(signed("standard"), webhook_timestamp="1772555400.5"),
    ),
    Difference(
        sender="standard",
        why="The library decodes signatures loosely; we compare them as they are written.",
        library=ACCEPTS,
        ours=REFUSES,
        applies=proof_has_loose_ends,
        example=lambda: changed(signed("standard"), webhook_signature=signed("standard").proof.replace("v1,", "v1,%")),
    ),
    Difference(
        sender="square",
        why="The library refuses an empty body, even a signed one; to us a body is a body.",
        library=REFUSES,
        ours=ACCEPTS,
        applies=lambda case: not case.body,
        example=lambda: signed("square", b""),
    ),
    Difference(
        sender="square",
        why="The library is given text; a body that is no UTF-8 cannot reach it.",
        library=RAISES,
        ours=ACCEPTS,
        applies=lambda case: not case.is_text and case.still_proves,
        example=lambda: signed("square", b"\xff"),
    ),
    Difference(
        sender="square",
        why="The same, where the signature is wrong as well.",
        library=RAISES,
        ours=REFUSES,
        applies=lambda case: not case.is_text,
        example=lambda: replace(signed("square"), body=b"\xff"),
    ),
)

BODIES = (
    b'{"id": 7, "total": "240.00"}',
    '{"name": "Oisín 🔧"}'.encode(),
    b"",
    b"\xff\xfe",
    b"[1]\n",
    b"\xef\xbb\xbf{}",
)
LATE = (0, 0, 0, 1, -1, 299, 300, 301, -299, -300, -301, 86_400, -86_400, 10**9)
JUNK = " ,=;.v1t0Az+/_-%é\t\x00"


def cases(sender: str, *, count: int, seed: int) -> Iterable[Case]:
    """Deliveries of this sender: some genuine, some stale, most of them changed somewhere."""
    dice = random.Random(seed)  # noqa: S311 - a die, not a key
    for _ in range(count):
        case = signed(sender, dice.choice(BODIES), late=dice.choice(LATE))
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
            case = dice.choice(CHANGES)(case, dice)
        yield case


def another_body(case: Case, dice: random.Random) -> Case:
    return replace(case, body=dice.choice((*BODIES, case.body + b" ", case.body[:-1])))


def another_header(case: Case, dice: random.Random) -> Case:
    name = dice.choice(sorted(case.headers) or ["x"])
    value = case.headers.get(name, "")
    return replace(case, headers={**case.headers, name: dice.choice(TWISTS)(value, dice)})


def one_header_less(case: Case, dice: random.Random) -> Case:
    gone = dice.choice(sorted(case.headers) or ["x"])
    return replace(case, headers={name: value for name, value in case.headers.items() if name != gone})


def mixed_names(case: Case, dice: random.Random) -> Case:
    """Only one library knows that names have no case; the others are handed the value."""
    is_standard = case.sender == "standard"
    return replace(
        case, headers={dice.choice((k, k.title())) if is_standard else k: v for k, v in case.headers.items()}
    )


CHANGES = (another_body, another_header, another_header, another_header, one_header_less, mixed_names)
TWISTS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda value, dice: value[: dice.randrange(len(value) + 1)],
    lambda value, dice: f"{value[: (at := dice.randrange(len(value) + 1))]}{dice.choice(JUNK)}{value[at + 1 :]}",
    lambda value, dice: f"{value[: (at := dice.randrange(len(value) + 1))]}{dice.choice(JUNK)}{value[at:]}",
    lambda value, _: f"{value},{value}",
    lambda value, _: f"{value} {value}",
    lambda value, _: f"v1,AAAA {value}",
    lambda value, _: f"v1=00,{value}",
    lambda value, _: f"{value},v0=00",
    lambda value, _: value.swapcase(),
    lambda value, _: value.replace("v1", "v2"),
    lambda value, _: value.rstrip("="),
    lambda _, dice: "".join(dice.choices(JUNK, k=dice.randrange(1, 20))),
    lambda value, dice: re.sub(r"[0-9]{10}", dice.choice(("nan", "1e9", "-1", " 1772555400", "0")), value),
    lambda _value, _dice: "",
)


def unexplained(case: Case) -> str | None:
    """What nobody said beforehand of this delivery."""
    told, said = oracle(case), ours(case)
    if told == said or any(
        (told, said) == (each.library, each.ours) and each.sender == case.sender and each.applies(case)
        for each in DIFFERENCES
    ):
        return None
    return f"the library {told}, we {said.removesuffix('s')}: {case}"


def judged(sender: str, *, count: int, seed: int) -> Counter[str]:
    """Every answer of ours, counted; fails at the first disagreement that nobody explains."""
    answers = Counter[str]()
    for case in cases(sender, count=count, seed=seed):
        assert unexplained(case) is None
        answers[ours(case)] += 1
    return answers


@pytest.mark.parametrize("sender", sorted(ORACLES))
def test_we_and_the_senders_own_library_agree_on_two_thousand_deliveries(sender: str) -> None:
    answers = judged(sender, count=PUSHED, seed=7)

    assert {ACCEPTS, REFUSES} == set(answers)
    assert min(answers.values()) > PUSHED // 10


@pytest.mark.long
@pytest.mark.parametrize("sender", sorted(ORACLES))
def test_we_and_the_senders_own_library_agree_on_twenty_thousand_deliveries(sender: str) -> None:
    assert LONG == judged(sender, count=LONG, seed=2026).total()


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: f"{each.sender}: {each.why}")
def test_each_difference_is_there_still(difference: Difference) -> None:
    case = difference.example()

    assert difference.applies(case)
    assert (difference.library, difference.ours) == (oracle(case), ours(case))
