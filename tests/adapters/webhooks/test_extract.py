from __future__ import annotations

import pytest

from followthrough.adapters.webhooks.extract import Detail, Details, Expression, Person, Total
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality


@pytest.mark.parametrize("source", ["", "a b", "body.", "nosuch(body)", "length(body, body)", "body.[?"])
def test_what_is_not_jmespath_is_found_at_once(source):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever JMESPath says
        Expression(source)


def test_a_function_that_only_dislikes_an_empty_payload_is_allowed():
    expression = Expression("contains(body.link, '/tickets/')")

    assert expression.of({"body": {"link": "https://desk.example/tickets/1"}}) is True


def test_a_payload_of_an_unexpected_shape_is_a_missing_value():
    assert Expression("length(body.items)").of({"body": {"items": 7}}) is None


def test_several_things_become_one_and_more():
    titles = Detail(expression=Expression("body.items[].title"), is_list=True)

    assert titles.of({"body": {"items": [{"title": "Roof bars"}]}}) == "Roof bars"
    assert titles.of({"body": {"items": [{"title": t} for t in ("Roof bars", "Lock", None)]}}) == "Roof bars + 1 more"
    assert titles.of({"body": {"items": []}}) is None
    assert titles.of({"body": {"items": "Roof bars"}}) is None


def test_missing_details_are_left_out():
    details = Details(
        by_name={"work": Detail(expression=Expression("body.work")), "b": Detail(expression=Expression("x"))}
    )

    assert details.of({"body": {"work": "brakes"}}) == (("work", "brakes"),)


def test_an_amount_needs_its_currency():
    total = Total(amount=Expression("body.total"), currency=Expression("body.currency"))

    assert total.of({"body": {"total": "24.50", "currency": "EUR"}}) == Money(minor=2450, currency="EUR")
    assert total.of({"body": {"total": "24.50"}}) is None


def test_a_number_is_at_home_where_the_payload_says_and_else_with_the_shop():
    person = Person(phone=Expression("body.phone"), country=Expression("body.country"))

    abroad = person.of({"body": {"phone": "07700 900123", "country": "GB"}}, shop_country="IE")
    at_home = person.of({"body": {"phone": "020 915 0142"}}, shop_country="IE")

    assert abroad.phone == Phone(raw="07700 900123", quality=PhoneQuality.GOOD, e164="+447700900123")
    assert at_home.phone == Phone(raw="020 915 0142", quality=PhoneQuality.GOOD, e164="+353209150142")
    assert at_home.country is None


def test_a_payload_without_a_customer_is_a_contact_that_says_nothing():
    assert Person().of({"body": {}}, shop_country="IE") == Contact()
