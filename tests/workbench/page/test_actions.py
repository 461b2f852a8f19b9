from __future__ import annotations

import datetime as dt

import pytest

from support.workbench_page import NOW, Browser, FakeBench
from workbench.story import samples


@pytest.mark.parametrize(
    ("button", "later"),
    [
        ("PT1H", dt.timedelta(hours=1)),
        ("P1D", dt.timedelta(days=1)),
        ("P1W", dt.timedelta(weeks=1)),
        ("next", dt.timedelta(minutes=7)),
    ],
)
def test_the_buttons_of_the_clock_let_time_pass(button, later):
    bench = FakeBench()

    Browser(bench).post("/clock", go=button, back="/promises")

    assert NOW + later == bench.now


def test_a_button_leads_back_to_its_page_and_says_what_came():
    answer = Browser(FakeBench()).post("/clock", go="P1D", back="/promises")

    assert (303, "/promises?fired=2&mails=1") == (answer.status_code, answer.location)


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/a b", "", "/a\r\nX: y"]
)
def test_a_button_leads_nowhere_else(back):
    answer = Browser(FakeBench()).post("/clock", go="P1D", back=back)

    assert answer.location.startswith("/?")


@pytest.mark.parametrize("button", ["P100Y", "", "-P1D"])
def test_the_clock_has_only_its_own_buttons(button):
    bench = FakeBench()

    assert 400 == Browser(bench).post("/clock", go=button).status_code
    assert NOW == bench.now


def test_reset_empties_everything():
    bench = FakeBench()

    answer = Browser(bench).post("/reset")

    assert (303, "/?reset=1", 1) == (answer.status_code, answer.location, bench.resets)


@pytest.mark.parametrize(("how", "times"), [("once", 1), ("twice", 2)])
def test_a_sample_is_posted_to_the_door_of_its_source(how, times):
    bench = FakeBench()

    answer = Browser(bench).post("/samples", id="repairshopr.repair-received.nora", how=how, back="/samples")

    assert times == len(bench.posted)
    assert all(path.startswith("/webhooks/repairshopr") for path in bench.posted)
    assert "/samples?" + "answer=202&" * times + "mails=0" == answer.location


def test_a_sample_of_the_future_can_wait_for_its_time():
    bench = FakeBench()
    hanne = samples.sample("canonical.inquiry-received.hanne")

    Browser(bench).post("/samples", id=hanne.id, how="at_its_time")

    assert (hanne.at, 1) == (bench.now, len(bench.posted))


def test_a_sample_of_the_past_never_turns_the_clock_back():
    bench = FakeBench()

    Browser(bench).post("/samples", id="repairshopr.repair-received.nora", how="at_its_time")

    assert (NOW, 1) == (bench.now, len(bench.posted))


def test_a_sample_that_does_not_exist_is_refused():
    bench = FakeBench()

    assert 400 == Browser(bench).post("/samples", id="../../secret", how="once").status_code
    assert [] == bench.posted


def test_a_fault_is_set():
    bench = FakeBench()

    answer = Browser(bench).post("/machine", call=" sesv2.SendEmail ", kind="answer_lost", times=3, back="/machine")

    assert [("sesv2.SendEmail", "answer_lost", 3)] == bench.faults
    assert (303, "/machine?faults=3") == (answer.status_code, answer.location)


@pytest.mark.parametrize(
    "wish",
    [
        {"call": "nonsense", "kind": "throttled", "times": 1},
        {"call": "sesv2.SendEmail", "kind": "boredom", "times": 1},
        {"call": "sesv2.SendEmail", "kind": "throttled", "times": 0},
        {"call": "sesv2.SendEmail", "kind": "throttled", "times": 100},
    ],
)
def test_a_fault_that_cannot_be_meant_is_refused_beside_the_form(wish):
    bench = FakeBench()

    answer = Browser(bench).post("/machine", **wish)

    assert 400 == answer.status_code
    assert 'role="alert"' in answer.text
    assert [] == bench.faults


def test_a_refused_fault_keeps_what_was_typed():
    answer = Browser(FakeBench()).post("/machine", call="nonsense", kind="throttled", times=7)

    assert 'value="nonsense"' in answer.text
    assert 'value="throttled" selected' in answer.text
    assert 'value="7"' in answer.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/clock", {"go": "P1W"}),
        ("/reset", {}),
        ("/samples", {"id": "repairshopr.repair-received.nora"}),
        ("/machine", {"call": "sesv2.SendEmail", "kind": "throttled"}),
    ],
)
def test_another_website_presses_no_buttons(path, form):
    bench = FakeBench()

    statuses = [Browser(bench).post_from(site, path, **form).status_code for site in ("cross-site", "same-site")]

    assert [403, 403] == statuses
    assert (NOW, 0, [], []) == (bench.now, bench.resets, bench.posted, bench.faults)


def test_our_own_page_presses_them():
    assert 303 == Browser(FakeBench()).post_from("same-origin", "/clock", go="P1W").status_code
