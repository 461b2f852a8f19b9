from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from support.workbench_page import Browser, FakeBench, a_busy_bench
from workbench.page.shell import notice


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([("fired", "3"), ("mails", "1")], "3 alarms came; 1 mail went out."),
        ([("fired", "0"), ("mails", "0")], "No alarms came; no mails went out."),
        ([("answer", "202"), ("answer", "202"), ("mails", "2")], "The door answered 202 and 202; 2 mails went out."),
        ([("faults", "1")], "The next 1 call of that name will go wrong."),
        ([("reset", "1")], "Everything is empty, and the clock is back at the beginning."),
    ],
)
def test_a_notice_says_what_the_button_did(told, words):
    said = notice(MultiDict(told))

    assert said
    assert words == said.words


@pytest.mark.parametrize("told", [[], [("fired", "<b>many</b>")], [("answer", "fine")], [("words", "Send us money")]])
def test_nobody_can_put_words_into_a_notice(told):
    assert notice(MultiDict(told)) is None


def test_a_refusal_of_the_door_is_bad_news():
    said = [notice(MultiDict([("answer", status)])) for status in ("202", "401")]

    assert [False, True] == [each.is_bad for each in said if each]


def test_the_bar_tells_the_time_in_the_shop():
    assert "Tuesday 3 March 2026, 16:20" in Browser(FakeBench()).sees("/").text


def test_the_bar_is_on_every_page():
    seen = Browser(a_busy_bench()).sees("/inbox/9999").text

    assert all(words in seen for words in ("+1 hour", "+1 day", "+1 week", "Next alarm", "Reset"))


def test_a_browser_is_told_to_load_nothing_from_elsewhere_and_to_run_nothing():
    policy = Browser(FakeBench()).get("/").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy


def test_dead_letters_are_seen_from_everywhere():
    bench = FakeBench()
    bench.queues = lambda: [{"name": "DueDeadLetters", "messages": 2, "dead_letter": True}]  # type: ignore[method-assign]

    assert "2 dead letters" in Browser(bench).sees("/").text
