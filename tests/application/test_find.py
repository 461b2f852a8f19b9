from __future__ import annotations

import pytest

from followthrough.application.find import everything, meant
from support.shop import IDRIS, NORA, Shop, an_event, at


@pytest.fixture
def shop() -> Shop:
    """Nora has fetched repair 4711, Idris has had order 1007 delivered."""
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), contact=IDRIS, number="1007"))
    shop.until(at("2026-03-04 10:30"))
    return shop


def found(shop: Shop, text: str) -> list[str]:
    return [each.commitment.follow_up for each in meant(text, ledger=shop.ledger)]


@pytest.mark.parametrize("text", ["Nora", "nora quill", "Quill", "repair 4711", "Repair #4711", "4711", " #4711 "])
def test_a_name_or_a_number_finds_everything_about_it_the_newest_first(shop, text):
    assert sorted(["week-after", "fetched-thanks"]) == sorted(found(shop, text))


def test_the_newest_comes_first(shop):
    shop.hears(an_event("repair.collected", at("2026-03-05 16:20"), number="4712"))

    assert "4712" == meant("nora", ledger=shop.ledger)[0].commitment.subject.id


@pytest.mark.parametrize("text", ["", "#", "Nor", "Nora Vale", "order 4711", "1043", "null"])
def test_what_is_nobodys_name_and_no_number_finds_nothing(shop, text):
    assert [] == found(shop, text)


def test_an_id_finds_that_one_alone(shop):
    one = meant("order 1007", ledger=shop.ledger)[0]

    assert (one,) == meant(one.commitment.id, ledger=shop.ledger)


def test_the_number_that_people_know_an_order_by_finds_it(shop):
    event = an_event("order.delivered", at("2026-03-05 10:00"), number="550193", details=(("number", "#2044"),))
    shop.hears(event)

    assert ["week-after-delivery"] == found(shop, "order #2044")
    assert ["week-after-delivery"] == found(shop, "order 550193")


def test_what_is_over_is_found_as_well(shop):
    letter = next(each for each in everything(shop.ledger) if each.commitment.follow_up == "fetched-thanks")

    assert ("kept", "Nora Quill", ("4711",)) == (letter.commitment.state, letter.name, letter.numbers)


def test_somebody_without_a_name_has_none(shop):
    shop.hears(
        an_event("repair.collected", at("2026-03-05 16:20"), contact=NORA.__class__(phone=NORA.phone), number="9")
    )

    assert {""} == {each.name for each in meant("repair 9", ledger=shop.ledger)}
