from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from followthrough.application.ports import Message, Silence
from followthrough.application.silence import Watching, tell_silences
from followthrough.application.todays_rules import heeding
from followthrough.domain.errors import NotSent
from followthrough.domain.facts import Facts, OtherHours, Pause, Scope
from followthrough.domain.heard import Heard
from support.shop import Shop, at

TITLES = {"shopify": "Shopify", "zendesk": "Zendesk", "desk": "Front desk"}
TUESDAY, THURSDAY = at("2026-03-10 14:10"), at("2026-03-12 07:45")


@dataclass
class KeptSilences:
    """Words that keep what they were to tell."""

    told: list[Silence] = field(default_factory=list)

    def about(self, silence: Silence) -> Message:
        self.told.append(silence)
        return Message(
            kind="report",
            sender="shop@corncrake.example",
            to=silence.reader.email,
            reply_to="shop@corncrake.example",
            subject=", ".join(title for title, _ in silence.sources),
            text="",
            html="",
            thread="silence",
            commitments=(),
            headers={},
        )


def a_source(name: str = "shopify", **changes: Any) -> Heard:
    known = {"source": name, "last_at": TUESDAY, "usual_gap": dt.timedelta(hours=1), "gaps": 40}
    return Heard(**{**known, **changes})


def a_shop(*sources: Heard, now: dt.datetime = THURSDAY) -> Shop:
    shop = Shop()
    shop.clock.at = now
    shop.ledger.commit(*sources)
    return shop


def tells(shop: Shop) -> int:
    tools = Watching(
        ledger=shop.ledger,
        rulebook=shop.rulebook,
        words=KeptSilences(),
        post=shop.post,
        clock=shop.clock,
        titles=TITLES,
    )
    return tell_silences(tools=tools)


def mails(shop: Shop) -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in shop.post.sent]


def test_the_owner_is_told_of_a_source_that_fell_silent() -> None:
    shop = a_shop(a_source())

    assert 1 == tells(shop)
    assert [("maeve@corncrake.example", "Shopify")] == mails(shop)


def test_a_silence_is_told_once() -> None:
    shop = a_shop(a_source())
    tells(shop)
    shop.clock.at = at("2026-03-13 07:45")

    assert 0 == tells(shop)
    assert 1 == len(mails(shop))


def test_sources_that_fell_silent_together_are_one_mail() -> None:
    shop = a_shop(a_source(), a_source("zendesk"))

    assert 1 == tells(shop)
    assert [("maeve@corncrake.example", "Shopify, Zendesk")] == mails(shop)
    assert 0 == tells(shop)


def test_a_source_that_was_heard_since_is_silent_anew() -> None:
    shop = a_shop(a_source())
    tells(shop)
    [known] = shop.ledger.heard()
    shop.ledger.commit(known.again(THURSDAY, calendar=shop.rulebook.current().business.calendar))
    shop.clock.at = at("2026-03-16 07:45")

    assert 1 == tells(shop)


@pytest.mark.parametrize(
    "heard",
    [
        a_source("desk"),
        a_source("nobody-wired-this"),
        a_source(gaps=3),
        a_source(last_at=at("2026-03-11 16:00")),
    ],
    ids=["our own desk", "taken away", "hardly known", "only a night"],
)
def test_what_is_no_silence_is_not_told(heard: Heard) -> None:
    shop = a_shop(heard)

    assert 0 == tells(shop)
    assert [] == mails(shop)


def test_a_source_that_was_never_heard_is_no_silence() -> None:
    assert 0 == tells(a_shop())


def test_nobody_is_told_while_everything_is_paused_and_the_morning_after_it_is() -> None:
    shop = a_shop(a_source())
    shop.knows(pauses=(Pause(scope=Scope.ALL, since=TUESDAY),))

    assert 0 == tells(shop)
    shop.knows(pauses=())
    assert 1 == tells(shop)


@pytest.mark.parametrize("scope", [Scope.LETTERS, Scope.FOLLOW_UP])
def test_a_pause_of_something_else_keeps_nothing_from_the_owner(scope: Scope) -> None:
    shop = a_shop(a_source())
    shop.knows(pauses=(Pause(scope=scope, name="first-thanks", since=TUESDAY),))

    assert 1 == tells(shop)


def test_days_on_which_we_were_closed_are_no_silence() -> None:
    shop = a_shop(a_source())
    closed = Facts(other_hours=(OtherHours(day=dt.date(2026, 3, 11)),))
    shop.rulebook.rules = heeding(shop.rulebook.rules, closed)

    assert 0 == tells(shop)


def test_a_closed_morning_tells_nobody() -> None:
    assert 0 == tells(a_shop(a_source(), now=at("2026-03-15 07:45")))


def test_a_mail_that_did_not_go_out_is_tried_again() -> None:
    shop = a_shop(a_source())
    shop.post.fails_with = [NotSent()]

    with pytest.raises(NotSent):
        tells(shop)

    assert 1 == tells(shop)


def test_a_delivery_in_the_same_moment_ends_the_silence_and_stays_heard() -> None:
    shop = a_shop(a_source())

    def it_is_heard() -> None:
        shop.before_each_call(lambda: None)
        [known] = shop.ledger.heard()
        shop.ledger.commit(replace(known, last_at=THURSDAY))

    shop.post.before_call = it_is_heard
    tells(shop)

    assert [(THURSDAY, None)] == [(heard.last_at, heard.told_at) for heard in shop.ledger.heard()]
