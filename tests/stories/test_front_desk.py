"""P10, P16: what people say at the counter is written down in two taps, and is a delivery like any other."""

from __future__ import annotations

import json

import pytest

from support.garage import Garage
from support.markup import seen
from workbench.story.visitor import Form, opens, posts

ADA = {"name": "Ada Holm", "number": "12-d-3456", "phone": "+353 20 915 0144", "email": "ada.holm@brightwater.example"}


def test_a_car_that_came_in_at_the_counter_is_promised_a_price_in_writing(bench):
    garage = Garage(bench).at("2 08:40")

    page = garage.writes_at_desk("came_in", **ADA, work="winter tyres")

    assert 200 == page.status
    assert "Came in: Ada Holm, 12-d-3456" in seen(page.text).text
    assert "Donal phones by 17:00: the price for the winter tyres. A letter says so." in seen(page.text).text
    assert ["We will phone you by 17:00 with the price"] == garage.subjects("letter")
    assert ["ada.holm@brightwater.example"] == garage.mails("letter")[0]["to"]
    assert {"name": "Ada Holm", "email": ADA["email"], "phone": "+353209150144"} == garage.owed("price-call")[
        "customer"
    ]


def test_the_plate_alone_finds_the_car_again(bench):
    garage = Garage(bench).at("2 08:40")
    garage.writes_at_desk("came_in", **ADA, work="winter tyres")

    garage.at("2 16:00").writes_at_desk("price_told", number="12 D 3456", amount="€ 240")
    page = garage.at("4 15:40").writes_at_desk("fetched", number="12D3456")

    assert "kept" == garage.owed("price-call")["state"]
    assert "ada.holm@brightwater.example" == garage.owed("week-after")["customer"]["email"]
    assert garage.owed("price-call")["subject"] == garage.owed("week-after")["subject"]
    assert "Fetched: Ada Holm, 12D3456" in seen(page.text).text
    assert "not find it" not in seen(page.text).text


def test_the_same_car_a_year_later_is_another_repair(bench):
    garage = Garage(bench).at("2 08:40")
    garage.writes_at_desk("came_in", **ADA)
    garage.at("4 15:40").writes_at_desk("fetched", number="12D3456")

    garage.at("30 08:40").writes_at_desk("came_in", **ADA)
    first, second = (each for each in bench.commitments() if each["follow_up"] == "price-call")

    assert first["subject"] != second["subject"]
    assert "open" == second["state"]


def test_pressing_twice_is_one_promise_and_one_letter(bench):
    garage = Garage(bench).at("2 08:40")
    link = garage.desk_of("counter")
    form = {**Form(opens(link, bench=bench).text).fields, "what": "asked", **ADA, "words": "Do you fit tow bars?"}

    first, second = posts(link, form, bench=bench), posts(link, form, bench=bench)

    assert (200, 200) == (first.status, second.status)
    assert 1 == len(bench.commitments())
    assert 1 == len(garage.mails("letter"))


def test_the_back_button_does_not_swallow_the_next_customer(bench):
    """A browser may show the old form again, with its old number: other words are another matter."""
    garage = Garage(bench).at("2 08:40")
    link = garage.desk_of("counter")
    form = Form(opens(link, bench=bench).text).fields

    posts(link, {**form, "what": "asked", "name": "Ada Holm", "words": "Do you fit tow bars?"}, bench=bench)
    posts(link, {**form, "what": "asked", "name": "Bram Teague", "words": "A roof tent?"}, bench=bench)

    assert ["Ada Holm", "Bram Teague"] == sorted(each["customer"]["name"] for each in bench.commitments())


def test_while_our_own_door_is_shut_nothing_typed_is_lost(bench):
    garage = Garage(bench).at("2 08:40")
    bench.fault("sqs.SendMessage", "unreachable", times=2)
    link = garage.desk_of("counter")
    form = {**Form(opens(link, bench=bench).text).fields, "what": "came_in", **ADA, "words": "It <rattles> & squeaks"}

    page = posts(link, form, bench=bench)

    assert 503 == page.status
    assert "Nothing is lost" in seen(page.text).text
    assert [] == bench.commitments()
    assert [] == garage.mails("letter") + garage.mails("task")
    kept = {field["name"]: field.get("value") for field in seen(page.text).all("input") if field.get("type") != "radio"}
    assert (ADA["name"], ADA["email"], form["slip"]) == (kept["name"], kept["email"], kept["slip"])
    assert "It <rattles> & squeaks" in seen(page.text).text

    again = posts(link, {**Form(page.text).fields, "words": form["words"]}, bench=bench)

    assert 200 == again.status
    assert 1 == len(garage.mails("letter"))


def test_a_scanner_that_opens_the_page_and_presses_the_button_changes_nothing(bench):
    garage = Garage(bench).at("2 08:40")
    link = garage.desk_of("counter")

    opens(link, bench=bench, method="HEAD")
    page = opens(link, bench=bench)
    answer = posts(link, Form(page.text).fields, bench=bench)

    assert 200 == page.status
    assert 422 == answer.status
    assert "Please choose what happened. Nothing is saved yet." in seen(answer.text).text
    assert ([], [], 0) == (bench.commitments(), garage.mails("letter"), sum(q["messages"] for q in bench.queues()))


@pytest.mark.parametrize(
    ("what", "fields", "remark"),
    [
        ("dance", {}, "Please choose what happened."),
        ("came_in", {}, "Please write a name, a number plate or a phone number."),
        ("price_told", {"number": "12D3456"}, "Please write the price that was told."),
        ("price_told", {"number": "12D3456", "amount": "much"}, "Please write the price as a number"),
        ("asked", {"name": "Ada Holm"}, "Please write a few words about it."),
        ("promised", {"name": "Ada Holm", "words": "a key"}, "Please write by when it was promised"),
        ("promised", {"name": "Ada Holm", "words": "a key", "when": "2026-03-01T10:00"}, "a time to come"),
        ("asked", {"name": "Ada Holm", "words": "?", "email": "ada@"}, "This email address cannot be right"),
        ("asked", {"name": "Ada Holm", "words": "?", "slip": "1"}, "please send it once more"),
    ],
)
def test_what_nobody_could_act_on_is_asked_for_again(bench, what, fields, remark):
    garage = Garage(bench).at("2 08:40")

    page = garage.writes_at_desk(what, **fields)

    assert 422 == page.status
    assert remark in seen(page.text).text
    assert [] == bench.commitments()


def test_without_a_phone_number_the_promise_stands_and_staff_are_told_what_is_missing(bench):
    garage = Garage(bench).at("2 08:40")

    page = garage.writes_at_desk("came_in", name="Ada Holm", number="12-D-3456")
    garage.at("2 14:30")

    assert "There is no phone number: Donal is told so, and looks for it." in seen(page.text).text
    assert "no letter goes out" in seen(page.text).text
    assert [] == garage.mails("letter")
    assert "Missing here: a phone number" in garage.mails("task")[0]["text"]


def test_whoever_asked_not_to_be_phoned_afterwards_is_not(bench):
    garage = Garage(bench).at("2 08:40")

    garage.writes_at_desk("fetched", **ADA, ask="no")

    assert [] == bench.commitments()
    assert [] == garage.mails("letter") + garage.mails("task")


def test_a_complaint_at_the_counter_is_thanked_for_at_once_and_listened_to_the_same_day(bench):
    garage = Garage(bench).at("2 08:40")

    page = garage.writes_at_desk("complained", **ADA, words="The new tyres hum.")

    assert "Donal phones by 17:00: the complaint." in seen(page.text).text
    assert ["Thank you for telling us – Donal will phone you by 17:00"] == garage.subjects("letter")
    assert "open" == garage.owed("listen")["state"]


def test_a_name_alone_never_hands_one_customers_car_to_another(bench):
    garage = Garage(bench).at("2 08:40")
    garage.writes_at_desk("came_in", name="Mary Murphy", email="mary@one.example")

    page = garage.at("2 11:00").writes_at_desk("fetched", name="Mary Murphy")

    assert "We did not find it among what is here" in seen(page.text).text
    assert "open" == garage.owed("price-call")["state"]
    assert garage.owed("week-after")["customer"]["email"] is None


def test_the_link_of_a_role_that_is_no_more_opens_nothing(bench):
    garage = Garage(bench).at("2 08:40")
    gone = garage.desk_of("gardener")
    other_door = garage.desk_of("counter").replace("/desk/", "/a/")

    assert [410, 410, 410] == [
        opens(gone, bench=bench).status,
        posts(gone, {"what": "asked"}, bench=bench).status,
        opens(other_door, bench=bench).status,
    ]


def test_what_is_typed_is_only_text(bench):
    garage = Garage(bench).at("2 08:40")

    page = garage.writes_at_desk("complained", name="Ada Holm", number='"><script>alert(1)</script>', words="\x1b<b>")
    again = garage.writes_at_desk("asked", number='"><script>alert(1)</script>')

    assert (200, 422) == (page.status, again.status)
    assert "<script" not in page.text + again.text
    assert "\x1b" not in page.text


def test_the_page_shows_its_own_address_to_be_scanned_and_runs_nothing(bench):
    page = opens(Garage(bench).desk_of("counter"), bench=bench)

    assert 2 == page.text.count("<svg")
    assert [] == seen(page.text).unclosed
    assert "<script" not in page.text
    assert "default-src 'none'" in page.header("content-security-policy")


def test_what_was_typed_stands_in_no_log(bench, caplog):
    garage = Garage(bench).at("2 08:40")
    caplog.set_level("DEBUG", logger="followthrough")

    garage.writes_at_desk("complained", **ADA, words="The new tyres hum.")
    told = json.dumps([vars(record) for record in caplog.records if record.name == "followthrough"], default=str)

    assert "handed in" in told
    assert [] == [word for word in ("Ada", "Holm", "brightwater", "3456", "0144", "hum") if word in told]
