from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.mails.silence_words import SilenceMail, every
from followthrough.application.ports import Silence
from followthrough.domain.heard import Heard
from support.markup import seen
from support.shop import at, shipped_rules

HOUR = dt.timedelta(hours=1)
SHOPIFY = Heard(source="shopify", last_at=at("2026-03-10 14:10"), usual_gap=3.1 * HOUR, gaps=60)
WHEN_IT_IS_QUIET = "If it is simply a quiet time, all is well."


def a_silence(*sources: tuple[str, Heard]) -> Silence:
    rules = shipped_rules()
    return Silence(rules=rules, reader=rules.business.boss, now=at("2026-03-12 07:45"), sources=sources)


def test_the_mail_says_since_when_what_is_usual_and_where_to_look() -> None:
    mail = SilenceMail().about(a_silence(("Shopify", SHOPIFY)))

    assert ("report", "maeve@corncrake.example", ()) == (mail.kind, mail.to, mail.commitments)
    assert "Shopify: nothing has come since Tuesday 10 March, 14:10" == mail.subject
    for words in (
        "Good morning Maeve",
        "nothing has come since Tuesday 10 March, 14:10",
        "While you are open, we usually hear from it about every 3 hours.",
        WHEN_IT_IS_QUIET,
        "whether its webhook is still switched on",
    ):
        assert words in mail.text
        assert words in seen(mail.html).text


def test_several_sources_are_a_line_each() -> None:
    mail = SilenceMail().about(a_silence(("Shopify", SHOPIFY), ("Zendesk", SHOPIFY)))

    assert "2 sources have been silent for longer than usual" == mail.subject
    assert (1, 1) == (mail.text.count("Shopify: nothing"), mail.text.count("Zendesk: nothing"))
    assert "2 sources have fallen silent" in mail.html
    assert [] == seen(mail.html).unclosed


def test_a_title_that_looks_like_markup_stays_words() -> None:
    mail = SilenceMail().about(a_silence(("<b>Shop", SHOPIFY)))

    assert "<b>Shop" not in mail.html


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "every few minutes"),
        (0.2, "every few minutes"),
        (0.4, "about every 25 minutes"),
        (0.9, "about once an hour"),
        (1.2, "about once an hour"),
        (3.1, "about every 3 hours"),
        (6.3, "about every 6 hours"),
        (8, "about once a day"),
        (17, "about every 2 days"),
    ],
)
def test_how_often_is_told_in_a_round_figure(hours: float, words: str) -> None:
    assert words == every(hours * HOUR, calendar=shipped_rules().business.calendar)
