"""Her clock is not the shop's: letters keep to her civil hours, calls to hours that are civil for both."""

from __future__ import annotations

import pytest

from support.garage import Garage
from support.reports import asked, sheets
from workbench.bench import Bench

IN_NEW_YORK = {
    "given_name": "Ruth",
    "family_name": "Hale",
    "email": "ruth@hale.example",
    "phone": "+353 20 915 0178",
    "zone": "America/New_York",
}
IN_AMERICA = {**IN_NEW_YORK, "zone": None, "country": "US"}


@pytest.fixture
def garage(bench: Bench) -> Garage:
    return Garage(bench)


@pytest.mark.parametrize(
    ("customer", "leaves_at"), [(IN_NEW_YORK, "2026-03-10T12:00"), (IN_AMERICA, "2026-03-10T18:00")]
)
def test_a_cheerful_letter_waits_for_the_morning_where_she_is_or_may_be(garage, customer, leaves_at):
    garage.at("10 09:00").tells("order.placed", "77", customer=customer)
    garage.at("11 09:00")

    [letter] = garage.mails("letter")
    assert leaves_at == letter["sent_at"][:16]
    assert ("waits", "quiet hours") in zip(garage.whats("first-thanks"), garage.becauses("first-thanks"), strict=True)


def test_she_is_told_the_call_by_her_own_clock_and_staff_see_both(garage):
    garage.at("3 16:20").tells("repair.collected", "R-9", customer=IN_NEW_YORK)
    garage.at("10 17:00")

    [letter] = garage.mails("letter")
    assert "between 09:30 and 13:00 (New York time)" in letter["text"]
    [sheet] = [mail for mail in sheets(garage) if garage.owed("week-after")["id"] in mail["commitments"]]
    assert "(Dublin time)" in sheet["text"]


def test_a_care_call_never_rings_in_her_night(garage):
    total = {"amount": "150.00", "currency": "EUR"}
    los_angeles = {**IN_NEW_YORK, "zone": "America/Los_Angeles"}
    garage.at("3 10:00").tells("order.delivered", "77", customer=los_angeles, total=total)
    garage.at("20 18:00")

    for mail in asked(garage):
        assert "T15:00" <= mail["sent_at"][10:16] < "T17:30"
    assert "lapsed" == garage.owed("week-after-delivery")["state"]
