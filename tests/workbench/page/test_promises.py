from __future__ import annotations

import datetime as dt
from typing import Any

from support.workbench_page import NOW, a_commitment, a_mail, an_alarm
from workbench.page.promises import Promise, promises_of, shelves
from workbench.page.shell import firm
from workbench.page.times import ShopTime

NOBODY = {"name": None, "email": None, "phone": None}


def read(*owed: dict[str, Any], alarms: Any = (), mails: Any = (), now: dt.datetime = NOW) -> list[Promise]:
    time = ShopTime(now=now, zone="Europe/Dublin")
    return promises_of(owed, alarms=alarms, mails=mails, business=firm(), time=time)


def test_a_promise_says_who_owes_it():
    (promise,) = read(a_commitment())

    assert "Donal, service adviser" == promise.owner


def test_a_role_that_nobody_holds_any_more_says_itself():
    (promise,) = read(a_commitment(owner="juggler"), alarms=[an_alarm()])

    assert "juggler" == promise.owner
    assert promise.ahead
    assert "the task goes to juggler" == promise.ahead.does


def test_the_next_alarm_of_a_promise_tells_the_time_left():
    later = an_alarm(fires_at="2026-03-10T11:00:00+00:00")

    (promise,) = read(a_commitment(), alarms=[an_alarm(), later])

    assert promise.ahead
    fires = promise.ahead.fires
    assert ("Tue 10 Mar, 10:00", "in 6 d 17 h") == (fires.short, fires.left.replace("\N{NO-BREAK SPACE}", " "))


def test_an_open_promise_is_overdue_when_the_promised_time_has_passed():
    half_past_twelve = dt.datetime(2026, 3, 10, 12, 30, tzinfo=dt.UTC)

    then = [read(a_commitment(), now=half_past_twelve + dt.timedelta(seconds=s))[0].is_overdue for s in (0, 1)]

    assert [False, True] == then


def test_a_kept_promise_is_never_overdue():
    (promise,) = read(a_commitment(state="kept"), now=NOW + dt.timedelta(days=365))

    assert not promise.is_overdue


def test_care_is_overdue_by_its_own_time():
    (care,) = read(a_commitment(promised_by=None), now=dt.datetime(2026, 3, 10, 11, 30, tzinfo=dt.UTC))

    assert care.is_overdue
    assert care.promised_by is None


def test_open_promises_stand_in_the_order_of_their_next_alarm():
    alarms = [an_alarm(1, fires_at="2026-03-10T10:00:00+00:00"), an_alarm(2, fires_at="2026-03-04T10:00:00+00:00")]

    (shelf,) = shelves(read(a_commitment(1), a_commitment(2), alarms=alarms))

    assert ["c2", "c1"] == [promise.id for promise in shelf.promises]


def test_what_has_ended_stands_newest_first():
    early = a_commitment(1, state="kept")
    late = a_commitment(
        2, state="kept_late", history=[{"at": "2026-03-09T09:00:00+00:00", "what": "kept_late", "because": "done"}]
    )

    (shelf,) = shelves(read(early, late))

    assert ["c2", "c1"] == [promise.id for promise in shelf.promises]


def test_promises_are_grouped_by_what_became_of_them():
    states = ["released", "lapsed", "broken", "told", "kept_late", "kept", "open"]

    found = shelves(read(*(a_commitment(n, state=state) for n, state in enumerate(states))))

    assert ["open", "kept", "told", "broken", "released"] == [shelf.group.id for shelf in found]
    assert 7 == sum(len(shelf.promises) for shelf in found)


def test_a_step_leads_to_the_mail_that_it_sent():
    sent = {"at": "2026-03-10T10:00:00+00:00", "what": "remind", "because": "010f-service-id"}
    mail = a_mail(7, sent_at="2026-03-10T10:00:00+00:00")

    (promise,) = read(a_commitment(history=[sent]), mails=[mail])

    (line,) = promise.history
    assert ("The task went out.", "0007") == (line.words, line.mail)


def test_a_step_that_sent_nothing_says_why():
    skipped = {"at": "2026-03-10T10:00:00+00:00", "what": "remind", "because": "not sent: opted out"}

    (promise,) = read(a_commitment(history=[skipped]), mails=[a_mail()])

    (line,) = promise.history
    assert ("No task went out, because the customer asked for no more of these.", "") == (line.words, line.mail)


def test_the_mail_about_one_promise_goes_before_the_sheet_that_lists_it():
    at = "2026-03-10T07:45:00+00:00"
    sheet, task = a_mail(1, sent_at=at, commitments=["c1", "c2"]), a_mail(2, sent_at=at)
    history = [{"at": at, "what": "remind", "because": "id"}]

    for mails in ([sheet, task], [task, sheet]):
        (promise,) = read(a_commitment(history=history), mails=mails)

        assert "0002" == promise.history[0].mail


def test_a_customer_is_known_by_address_then_number_then_by_what_it_is_about():
    told = [
        {"name": "Nora", "email": "Nora@Quill.example", "phone": "1"},
        NOBODY | {"phone": "555-555-SHIP"},
        NOBODY,
    ]

    people = [promise.to for promise in read(*(a_commitment(customer=each) for each in told))]

    assert ["nora@quill.example", "555-555-SHIP", "repair 2041"] == [person.key for person in people]
    assert ["Nora", "555-555-SHIP", "nobody we know by name"] == [person.name for person in people]
