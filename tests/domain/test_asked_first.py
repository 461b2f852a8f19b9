from __future__ import annotations

import datetime as dt

import pytest

from followthrough.domain.asked_first import ASKED_NO, NOT_ASKED, AskedFirst, Leave
from followthrough.domain.event import Asked
from followthrough.domain.words import Channel

TABLE = AskedFirst(
    confirmed=dt.date(2026, 3, 1),
    calls={"IE": Leave.MAY, "GB": Leave.MAY, "FR": Leave.ONLY_IF_ASKED},
    letters={"IE": Leave.MAY, "FR": Leave.MAY},
)


def objection(country: str, channel: Channel = Channel.CALL, asked: Asked = Asked.UNKNOWN, table=TABLE) -> str:
    return table.objection(asked, channel=channel, country=country)


@pytest.mark.parametrize(
    ("country", "channel", "expected"),
    [
        ("IE", Channel.CALL, ""),
        ("ie", Channel.CALL, ""),
        ("UK", Channel.CALL, ""),
        ("GB", Channel.EMAIL, NOT_ASKED),
        ("FR", Channel.CALL, NOT_ASKED),
        ("FR", Channel.TASK, NOT_ASKED),
        ("FR", Channel.EMAIL, ""),
        ("BR", Channel.CALL, NOT_ASKED),
        ("BR", Channel.EMAIL, NOT_ASKED),
    ],
)
def test_silence_is_a_yes_only_where_the_owner_says_so(country, channel, expected):
    assert expected == objection(country, channel)


@pytest.mark.parametrize("country", ["IE", "FR", "BR"])
def test_her_own_word_counts_in_every_country(country):
    assert ("", ASKED_NO) == (objection(country, asked=Asked.YES), objection(country, asked=Asked.NO))


def test_what_nobody_has_confirmed_is_for_those_alone_who_said_yes():
    unconfirmed = AskedFirst(calls=TABLE.calls, letters=TABLE.letters)

    assert [NOT_ASKED, NOT_ASKED, ""] == [
        objection("IE", table=unconfirmed),
        objection("IE", Channel.EMAIL, table=unconfirmed),
        objection("IE", asked=Asked.YES, table=unconfirmed),
    ]
