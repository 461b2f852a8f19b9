from __future__ import annotations

import pytest

from support.workbench_page import NOW, a_commitment, a_mail
from workbench.page.inbox import Envelope, by_day, envelopes, names_by_address, opened
from workbench.page.promises import Promise, promises_of
from workbench.page.shell import firm
from workbench.page.times import ShopTime

TIME = ShopTime(now=NOW, zone="Europe/Dublin")
MONDAY, TUESDAY = "2026-03-02T23:30:00+00:00", "2026-03-03T09:00:00+00:00"


def owed() -> list[Promise]:
    return promises_of([a_commitment()], alarms=(), mails=(), business=firm(), time=TIME)


def read(*mails: dict[str, object]) -> list[Envelope]:
    return envelopes(mails, names=names_by_address(firm(), owed()), time=TIME)


def test_the_newest_mail_lies_on_top():
    assert ["0002", "0001"] == [each.id for each in read(a_mail(1), a_mail(2))]


def test_customers_and_staff_are_named():
    letter, task = a_mail(1, to=["nora@quill.example"]), a_mail(2, to=["Donal@corncrake.example"])

    assert ["Donal", "Nora Quill"] == [each.reader for each in read(letter, task)]


def test_a_stranger_is_named_by_the_address():
    (envelope,) = read(a_mail(to=["who@else.example", "nora@quill.example"]))

    assert "who@else.example, Nora Quill" == envelope.reader


@pytest.mark.parametrize(("kind", "words"), [("task", "Task"), ("letter", "Letter"), ("report", "Report")])
def test_a_mail_says_what_it_is(kind, words):
    (envelope,) = read(a_mail(kind=kind))

    assert (kind, words) == (envelope.kind, envelope.kind_words)


@pytest.mark.parametrize("kind", [None, 'x" onload="'])
def test_a_mail_that_does_not_say_what_it_is_is_a_mail(kind):
    (envelope,) = read(a_mail(kind=kind))

    assert ("", "Mail") == (envelope.kind, envelope.kind_words)


def test_mails_are_laid_out_by_day():
    days = by_day(read(a_mail(1, sent_at=MONDAY), a_mail(2, sent_at=TUESDAY), a_mail(3, sent_at=TUESDAY)))

    assert [("Tuesday 3 March 2026", ["0003", "0002"]), ("Monday 2 March 2026", ["0001"])] == [
        (day.day, [each.id for each in day.envelopes]) for day in days
    ]


def test_an_opened_mail_knows_its_neighbours_and_its_promises():
    mails = [a_mail(1), a_mail(2), a_mail(3)]

    shown = opened("0002", mails=mails, ordered=read(*mails), owed=owed())

    assert shown.older
    assert shown.newer
    assert ("0001", "0003", ["c1"]) == (shown.older.id, shown.newer.id, [each.id for each in shown.promises])


def test_the_first_and_the_last_mail_have_one_neighbour():
    mails = [a_mail(1), a_mail(2)]

    first, last = (opened(each, mails=mails, ordered=read(*mails), owed=()) for each in ("0001", "0002"))

    assert (None, None) == (first.older, last.newer)


def test_links_in_a_mail_open_beside_the_workbench():
    shown = opened("0001", mails=[a_mail()], ordered=read(a_mail()), owed=())

    assert shown.framed.startswith('<base target="_blank">')
    assert shown.framed.endswith(a_mail()["html"])


def test_a_mail_that_is_not_there_is_not_found():
    with pytest.raises(KeyError):
        opened("0009", mails=[a_mail()], ordered=read(a_mail()), owed=())
