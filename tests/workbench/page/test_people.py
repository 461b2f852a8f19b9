from __future__ import annotations

from typing import Any

from support.workbench_page import NOW, a_commitment, a_mail, an_alarm
from workbench.page import people
from workbench.page.people import Colleague, colleagues
from workbench.page.promises import promises_of
from workbench.page.shell import firm
from workbench.page.times import ShopTime

TIME = ShopTime(now=NOW, zone="Europe/Dublin")


def everybody(*owed: dict[str, Any], mails: Any = (), alarms: Any = ()) -> dict[str, Colleague]:
    promises = promises_of(owed, alarms=alarms, mails=mails, business=firm(), time=TIME)
    found = colleagues(firm(), promises=promises, mails=mails, link=lambda page, role: f"/{page}/for-{role}")
    return {each.name: each for each in found}


def test_everybody_of_the_firm_is_there_in_the_order_of_its_file():
    assert [role.person for role in firm().roles.values()] == list(everybody())


def test_everybody_has_what_is_open_the_next_first():
    alarms = [an_alarm(1, fires_at="2026-03-10T10:00:00+00:00"), an_alarm(2, fires_at="2026-03-04T10:00:00+00:00")]

    found = everybody(
        a_commitment(1), a_commitment(2), a_commitment(3, state="kept"), a_commitment(4, owner="owner"), alarms=alarms
    )

    assert ["c2", "c1"] == [promise.id for promise in found["Donal"].open]
    assert ["c4"] == [promise.id for promise in found["Maeve"].open]


def test_the_last_sheet_is_the_newest_mail_of_its_thread():
    mails = [
        a_mail(1, headers={"References": "<sheet-adviser-20260309@corncrake.example>"}),
        a_mail(2, headers={"References": "<sheet-adviser-20260310@corncrake.example>"}),
        a_mail(3, headers={"References": "<c0ffee@corncrake.example>"}),
        a_mail(4),
    ]

    found = everybody(mails=mails)

    assert found["Donal"].sheet
    assert "0002" == found["Donal"].sheet["id"]
    assert found["Iris"].sheet is None


def test_a_page_is_offered_as_soon_as_it_is_served_and_the_week_to_the_owner_alone(monkeypatch):
    monkeypatch.setattr(people, "BEHIND", {"desk": None, "week": None})

    found = everybody()

    assert ["/desk/for-owner", "/week/for-owner"] == [link.url for link in found["Maeve"].links]
    assert ["/desk/for-adviser"] == [link.url for link in found["Donal"].links]


def test_what_is_not_served_is_not_offered(monkeypatch):
    monkeypatch.setattr(people, "BEHIND", {"a": None, "stop": None})

    assert not any(each.links for each in everybody().values())
