from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from followthrough.adapters.pages.answer_pages import OFFERED
from followthrough.application.ports import DueWake
from followthrough.domain.commitment import UNDO_WINDOW, Commitment
from followthrough.domain.words import Offer, Outcome, State
from followthrough.lambdas import take_answer
from support.aws import BASE_URL, Cloud, CloudEngine, http_event, refused, unreachable
from support.markup import seen

CANARIES = ("Nora", "Quill", "quill", "915 0", "9150", "/a/", "/stop/", "brakes fine")


@dataclass
class Browser:
    """Somebody with a link: looks, and sends forms back."""

    engine: CloudEngine
    url: str

    @property
    def token(self) -> str:
        return self.url.rpartition("/")[2]

    def asks(self, method: str = "GET", body: bytes | None = None, **more: Any) -> tuple[int, str]:
        event = http_event(method, self.url.removeprefix(BASE_URL), parameters={"token": self.token}, body=body, **more)
        answer = take_answer.handler(event, None, app=self.engine)
        return answer["statusCode"], answer["body"]

    def sends(self, *, plain: bool = False, **fields: str) -> tuple[int, str]:
        return self.asks("POST", urlencode(fields).encode(), plain=plain)

    def answers(self, outcome: str, **fields: str) -> tuple[int, str]:
        """Opens the page, chooses, and saves."""
        _, page = self.asks()
        form = {field["name"]: field["value"] for field in seen(page).all("input") if field.get("name") == "form"}
        return self.sends(**form, outcome=outcome, **fields)


@pytest.fixture
def call(called: dict[str, DueWake]) -> DueWake:
    """The call to Nora, a week after her repair."""
    return called["week-after"]


@pytest.fixture
def donal(engine: CloudEngine, call: DueWake) -> Browser:
    return Browser(engine, engine.links.answer(call.commitment, bearer="adviser"))


@pytest.fixture
def nora(engine: CloudEngine, call: DueWake) -> Browser:
    return Browser(engine, engine.links.answer(call.commitment, bearer="customer"))


@pytest.fixture
def stop(engine: CloudEngine, call: DueWake) -> Browser:
    return Browser(engine, engine.links.stop(stored(engine, call).customer))


def stored(engine: CloudEngine, wake: DueWake) -> Commitment:
    return engine.ledger.read(commitments=[wake.commitment]).commitments[wake.commitment]


# ----- looking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("who", ["donal", "nora", "stop"])
def test_looking_changes_nothing(cloud: Cloud, who: str, method: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(who)
    before = cloud.table_image()

    status, _ = browser.asks(method)

    assert (200, before) == (status, cloud.table_image())


def test_staff_see_the_task_and_she_sees_her_own_page(donal: Browser, nora: Browser) -> None:
    theirs, hers = donal.asks()[1], nora.asks()[1]

    assert {str(outcome) for outcome in Outcome} == _choices(theirs)
    assert {str(reply) for reply in OFFERED[Offer.FOLLOW_UP]} == _choices(hers)
    assert "Nora Quill" in seen(theirs).text


def test_no_page_is_kept_followed_framed_or_run(donal: Browser, engine: CloudEngine) -> None:
    event = http_event("GET", f"/a/{donal.token}", parameters={"token": donal.token})
    headers = take_answer.handler(event, None, app=engine)["headers"]

    assert ("no-store", "no-referrer", "noindex, nofollow", "nosniff") == tuple(
        headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag", "x-content-type-options")
    )
    for rule in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "text/html; charset=utf-8" == headers["content-type"]


def test_a_refusal_has_the_same_headers(engine: CloudEngine) -> None:
    event = http_event("GET", "/a/guessed", parameters={"token": "guessed"})

    assert take_answer.HEADERS == take_answer.handler(event, None, app=engine)["headers"]


@pytest.mark.parametrize("token", ["", "guessed", "W10.abc", "\ud800", "é", "A" * 5000])
@pytest.mark.parametrize("path", ["/a/", "/stop/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_we_never_signed_gets_a_polite_page_that_tells_nothing(
    cloud: Cloud, engine: CloudEngine, method: str, path: str, token: str
) -> None:
    event = http_event(method, path + token, parameters={"token": token}, body=b"outcome=done&form=1&stop=yes")

    answer = take_answer.handler(event, None, app=engine)

    assert 410 == answer["statusCode"]
    assert "This link is no longer valid" in seen(answer["body"]).text
    assert {} == cloud.table_image()


def test_a_link_of_a_role_that_is_no_more_is_no_longer_valid(engine: CloudEngine, call: DueWake) -> None:
    assert 410 == Browser(engine, engine.links.answer(call.commitment, bearer="gardener")).asks()[0]


def test_a_link_to_what_was_erased_is_no_longer_valid(engine: CloudEngine, call: DueWake) -> None:
    assert 410 == Browser(engine, engine.links.answer("decade00decade00deca", bearer="adviser")).asks()[0]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_while_the_ledger_is_away_she_is_told_that_nothing_changed(cloud: Cloud, donal: Browser, method: str) -> None:
    before = cloud.table_image()
    cloud.spoil("dynamodb.BatchGetItem", unreachable, unreachable, unreachable)

    status, page = donal.asks(method, b"outcome=done&form=1")

    assert (503, before) == (status, cloud.table_image())
    assert "Nothing was changed" in seen(page).text


def test_what_donal_passed_on_his_link_says_who_has_it_and_hers_takes_the_answer(
    donal: Browser, engine: CloudEngine, call: DueWake
) -> None:
    donal.answers("not_mine")
    iris = Browser(engine, engine.links.answer(call.commitment, bearer=stored(engine, call).owner))
    before_undo_closes = seen(donal.asks()[1]).text
    engine.clock.at += UNDO_WINDOW
    status, page = donal.asks()
    saved, _ = iris.answers("done")

    assert "You can take this back until" in before_undo_closes
    assert (200, 200) == (status, saved)
    assert "Somebody else has this now" in seen(page).text
    assert State.KEPT is stored(engine, call).state


def test_a_crowd_at_one_commitment_is_told_that_nothing_changed(cloud: Cloud, donal: Browser) -> None:
    before = cloud.table_image()
    cloud.spoil("dynamodb.PutItem", *[refused("TransactionConflictException")] * 6)

    status, page = donal.answers("done")

    assert (503, before) == (status, cloud.table_image())
    assert "Nothing was changed" in seen(page).text


# ----- answering --------------------------------------------------------------------------------------


def test_an_answer_is_saved_and_can_be_taken_back(donal: Browser, engine: CloudEngine, call: DueWake) -> None:
    status, page = donal.answers("done", note="brakes fine, she says thank you")

    assert (200, State.KEPT) == (status, stored(engine, call).state)
    assert "undo" in {button.get("name") for button in (*seen(page).all("button"), *seen(page).all("input"))}
    assert "brakes fine, she says thank you" == engine.ledger.notes_of(stored(engine, call).customer)[-1].text

    status, _ = donal.sends(undo="yes", form="2")
    assert (200, State.OPEN) == (status, stored(engine, call).state)


@pytest.mark.parametrize("plain", [True, False])
def test_a_form_is_read_in_base64_as_well_as_plain(
    donal: Browser, engine: CloudEngine, call: DueWake, plain: bool
) -> None:
    status, _ = donal.sends(outcome="done", form=str(stored(engine, call).generation), plain=plain)

    assert (200, State.KEPT) == (status, stored(engine, call).state)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"form": "1"},
        {"form": "1", "outcome": ""},
        {"form": "1", "outcome": "", "note": "a scanner was here", "when": ""},
        {"outcome": "done"},
        {"form": "", "outcome": "done"},
        {"form": "x", "outcome": "done"},
        {"form": "9" * 5000, "outcome": "done"},
        {"form": "1", "outcome": "dance"},
        {"form": "1", "outcome": "fine"},
        {"form": "1", "outcome": "reschedule"},
        {"form": "1", "outcome": "reschedule", "when": "soon"},
        {"form": "1", "outcome": "reschedule", "when": "0001-01-01T00:00"},
        {"form": "1", "outcome": "reschedule", "when": "9999-12-31T23:59"},
        {"form": "1", "outcome": "reschedule", "when": "9999-12-31T10:00"},
        {"form": "1", "outcome": "reschedule", "when": "2026-03-11T03:00"},
        {f"field{number}": "x" for number in range(40)},
    ],
)
def test_a_form_without_a_usable_choice_changes_nothing(cloud: Cloud, donal: Browser, fields: dict[str, str]) -> None:
    before = cloud.table_image()

    status, page = donal.sends(**fields)

    assert (422, before) == (status, cloud.table_image())
    assert "Nothing is saved yet" in seen(page).text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"%%%", b"outcome", b"&&&=", b"\x00" * 2000])
def test_a_body_that_is_no_form_changes_nothing(cloud: Cloud, donal: Browser, body: bytes) -> None:
    before = cloud.table_image()

    status, _ = donal.asks("POST", body)

    assert (422, before) == (status, cloud.table_image())


def test_she_cannot_answer_for_staff_nor_staff_for_her(cloud: Cloud, donal: Browser, nora: Browser) -> None:
    before = cloud.table_image()

    assert (422, 422) == (nora.answers("done")[0], donal.answers("no_need")[0])
    assert before == cloud.table_image()


def test_the_first_answer_stands(donal: Browser, engine: CloudEngine, call: DueWake) -> None:
    opened = str(stored(engine, call).generation)
    donal.answers("done")

    status, page = donal.sends(outcome="problem", form=opened)

    assert (200, "done", State.KEPT) == (status, stored(engine, call).answer.outcome, stored(engine, call).state)
    assert "Done" in seen(page).text


def test_a_page_that_is_out_of_date_is_shown_again(donal: Browser, nora: Browser, engine: CloudEngine) -> None:
    donal.answers("no_answer")
    engine.clock.at += UNDO_WINDOW

    status, page = donal.sends(outcome="done", form="1")

    assert 409 == status
    assert "Something has changed since you opened this page" in seen(page).text


@pytest.mark.parametrize("outcome", ["no_answer", "problem", "do_not_contact"])
def test_what_staff_said_about_her_is_not_shown_to_her(donal: Browser, nora: Browser, outcome: str) -> None:
    donal.answers(outcome)

    status, page = nora.asks()

    assert 200 == status
    assert "undo" not in {field.get("name") for field in seen(page).all("input") + seen(page).all("button")}
    for words in ("no answer", "problem", "asked not to be contacted", "Friendly"):
        assert words not in seen(page).text


def test_she_may_say_no_need_right_after_a_call_she_missed(
    donal: Browser, nora: Browser, engine: CloudEngine, call: DueWake
) -> None:
    donal.answers("no_answer")

    status, _ = nora.answers("no_need")

    assert (200, State.RELEASED) == (status, stored(engine, call).state)


def test_after_ten_minutes_an_answer_cannot_be_taken_back(
    cloud: Cloud, donal: Browser, engine: CloudEngine, call: DueWake
) -> None:
    donal.answers("done")
    engine.clock.at += UNDO_WINDOW
    before = cloud.table_image()

    status, _ = donal.sends(undo="yes")

    assert (200, before, State.KEPT) == (status, cloud.table_image(), stored(engine, call).state)


def test_she_says_no_need_on_her_own_page(nora: Browser, engine: CloudEngine, call: DueWake) -> None:
    assert 200 == nora.answers("no_need")[0]
    assert State.RELEASED is stored(engine, call).state


def test_a_hostile_note_is_only_text(donal: Browser, engine: CloudEngine, call: DueWake) -> None:
    donal.answers("no_answer", note="<script>alert(1)</script>")
    engine.clock.at += UNDO_WINDOW

    assert "<script" not in donal.asks()[1]


# ----- stop -------------------------------------------------------------------------------------------

MULTIPART = (
    b'--b0undary\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b0undary--\r\n'
)


def test_the_stop_page_asks_once(stop: Browser) -> None:
    status, page = stop.asks()

    assert (200, ["post"]) == (status, [form["method"] for form in seen(page).all("form")])


def test_stop_acts_at_once_on_every_contact_point(
    cloud: Cloud, stop: Browser, engine: CloudEngine, call: DueWake
) -> None:
    assert 200 == stop.sends(stop="yes")[0]
    assert _opted_out(engine, call)


def test_one_click_acts_without_a_question(stop: Browser, engine: CloudEngine, call: DueWake) -> None:
    assert 200 == stop.asks("POST", b"List-Unsubscribe=One-Click")[0]
    assert _opted_out(engine, call)


def test_one_click_comes_as_multipart_too(stop: Browser, engine: CloudEngine, call: DueWake) -> None:
    headers = {"content-type": 'multipart/form-data; boundary="b0undary"'}

    assert 200 == stop.asks("POST", MULTIPART, headers=headers)[0]
    assert _opted_out(engine, call)


def test_one_click_twice_is_as_good_as_once(cloud: Cloud, stop: Browser) -> None:
    stop.asks("POST", b"List-Unsubscribe=One-Click")
    before = cloud.table_image()

    assert 200 == stop.asks("POST", b"List-Unsubscribe=One-Click")[0]
    assert before == cloud.table_image()


@pytest.mark.parametrize("body", [b"", b"stop=", b"stop=no", b"List-Unsubscribe=", b"outcome=done&form=1", b"\xff"])
def test_a_form_as_it_was_served_stops_nothing(cloud: Cloud, stop: Browser, body: bytes) -> None:
    before = cloud.table_image()

    assert 422 == stop.asks("POST", body)[0]
    assert before == cloud.table_image()


def test_a_broken_multipart_body_stops_nothing(cloud: Cloud, stop: Browser) -> None:
    before = cloud.table_image()

    for kind in ("multipart/form-data", "multipart/form-data; boundary=other", "multipart/form-data; boundary=\xfc"):
        assert 422 == stop.asks("POST", MULTIPART, headers={"content-type": kind})[0]
    assert before == cloud.table_image()


def test_what_was_promised_is_still_kept_after_a_stop(stop: Browser, engine: CloudEngine, call: DueWake) -> None:
    stop.sends(stop="yes")

    assert State.OPEN is stored(engine, call).state


# ----- the log ----------------------------------------------------------------------------------------


def test_a_page_is_one_line_and_nobody_can_be_found_in_it(
    donal: Browser, nora: Browser, stop: Browser, log: Any
) -> None:
    donal.asks()
    donal.answers("done", note="brakes fine")
    nora.asks()
    stop.sends(stop="yes")

    told = json.dumps(log(), ensure_ascii=False)
    assert ["looked", "looked", "answered", "looked", "stopped"] == [line["outcome"] for line in log()]
    assert [] == [canary for canary in (*CANARIES, donal.token, stop.token) if canary in told]


def _choices(page: str) -> set[str]:
    return {field["value"] for field in seen(page).all("input") if field.get("type") == "radio"}


def _opted_out(engine: CloudEngine, wake: DueWake) -> bool:
    points = engine.ledger.read(points=stored(engine, wake).points).points.values()
    return bool(points) and all(point.opted_out_at == engine.clock.now() for point in points)
