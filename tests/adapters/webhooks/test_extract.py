from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from followthrough.adapters.webhooks.extract import Detail, Details, Expression, Moment, Person, Total
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


def test_a_word_where_a_number_is_compared_is_a_missing_value():
    """JMESPath lets Python order them, which Python refuses."""
    paid_back = Expression("body.refunded > `0`")

    assert [True, False, None] == [paid_back.of({"body": {"refunded": told}}) for told in (5, 0, "5")]
    assert Expression("'a' > `0`").of({}) is None


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


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        *((told, True) for told in (True, "true", "yes", 1, "on")),
        *((told, False) for told in (False, "false", "No ", "0", 0, "", None)),
    ],
)
def test_a_program_writes_yes_and_no_in_many_ways(told, meant):
    assert meant is Expression("body.test").holds({"body": {"test": told}})


def test_what_a_sender_says_is_translated_into_our_words_whatever_its_case():
    words = Expression("body.consent", words={"Subscribed": "yes", "not_subscribed": "no"}, otherwise="unknown")

    assert "yes" == words.of({"body": {"consent": "SUBSCRIBED"}})
    assert "no" == words.of({"body": {"consent": "not_subscribed"}})
    assert "unknown" == words.of({"body": {"consent": "pending"}})
    assert "unknown" == words.of({"body": {}})


def test_yes_and_no_can_be_translated_too():
    words = Expression("body.unsubscribed", words={"true": "no", "false": "yes"})

    assert "no" == words.of({"body": {"unsubscribed": True}})
    assert "yes" == words.of({"body": {"unsubscribed": False}})
    assert words.of({"body": {}}) is None


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (Moment(expression=Expression("body.at")), "2026-03-03T16:20:00+00:00"),
        (Moment(expression=Expression("body.at")), "2026-03-03T17:20:00.123456789+01:00"),
        (Moment(expression=Expression("body.at"), unit="s"), 1772554800),
        (Moment(expression=Expression("body.at"), unit="s"), "1772554800"),
        (Moment(expression=Expression("body.at"), unit="ms"), 1772554800000),
        (Moment(expression=Expression("body.at"), unit="naive", zone=ZoneInfo("UTC")), "2026-03-03T16:20:00"),
        (Moment(expression=Expression("body.at"), unit="naive", zone=ZoneInfo("Europe/Berlin")), "2026-03-03T17:20:00"),
    ],
)
def test_a_time_is_read_as_its_sender_writes_it(moment, told):
    found = moment.of({"body": {"at": told}})

    assert found is not None
    assert dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC) == found.replace(microsecond=0)


@pytest.mark.parametrize("told", [True, -1, "soon", "1e9", 10**15, 10**20, None, 1.5, "", 0])
def test_a_count_of_seconds_that_is_none_is_no_time(told):
    assert Moment(expression=Expression("body.at"), unit="s").of({"body": {"at": told}}) is None


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (2450, "eur", 2450),
        ("2450", "EUR", 2450),
        (1200, "JPY", 1200),
        (5000, "ISK", 50),
        (4990, "ISK", 0),
        (1250, "KWD", 1250),
    ],
)
def test_an_amount_in_a_small_unit_is_counted_as_its_sender_counts(amount, currency, minor):
    total = Total(
        amount=Expression("body.amount"), currency=Expression("body.currency"), is_minor=True, decimals={"ISK": 2}
    )

    expected = None if currency == "ISK" and amount % 100 else Money(minor=minor, currency=currency.upper())
    assert expected == total.of({"body": {"amount": amount, "currency": currency}})


@pytest.mark.parametrize("amount", [True, -1, "24.50", None, 10**16, "x"])
def test_a_small_unit_is_a_whole_number(amount):
    total = Total(amount=Expression("body.amount"), currency=Expression("'EUR'"), is_minor=True)

    assert total.of({"body": {"amount": amount}}) is None


def test_a_name_in_one_field_is_never_cut_into_parts():
    person = Person(name=Expression("body.name"), given_name=Expression("body.first"))

    assert ("Nora Quill", None) == names_of(person, name="Nora Quill")
    assert ("Nora", None) == names_of(person, name="Nora Quill", first="Nora")


def names_of(person: Person, **body: str) -> tuple[str | None, str | None]:
    contact = person.of({"body": body}, shop_country="IE")
    return contact.given_name, contact.family_name
