from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from followthrough.application.ports import DueWake
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import SubjectRef
from followthrough.domain.subject import Subject
from followthrough.lambdas import take_answer
from support.aws import BASE_URL, Cloud, CloudEngine, http_event
from support.cards import a_commitment
from support.markup import seen
from support.people import MONDAY
from support.shop import NORA

ORDER = SubjectRef(source="shopify", type="order", id="1")
OTHER = "rother"


class Page:
    """The page of the call to Nora, as the adviser or she herself has it open."""

    def __init__(self, engine: CloudEngine, wake: DueWake, *, bearer: str = "adviser") -> None:
        self.engine, self.wake = engine, wake
        self.url = engine.links.answer(wake.commitment, bearer=bearer)

    def get(self) -> tuple[int, str]:
        return self._asks("GET")

    def post(self, **fields: str) -> tuple[int, str]:
        return self._asks("POST", urlencode(fields).encode())

    def customer(self) -> Customer:
        owed = self.engine.ledger.read(commitments=[self.wake.commitment]).commitments[self.wake.commitment]
        return self.engine.ledger.read(customers=[owed.customer]).customers[owed.customer]

    def forms(self) -> list[dict[str, str]]:
        """Every form as it is served, with its buttons pressed and nothing chosen."""
        found: list[dict[str, str]] = []
        for tag, attributes in seen(self.get()[1]).tags:
            if tag == "form":
                found.append({})
            elif tag in ("input", "button", "textarea") and attributes.get("type") != "radio" and "name" in attributes:
                found[-1][attributes["name"]] = attributes.get("value", "")
        return found

    def _asks(self, method: str, body: bytes | None = None) -> tuple[int, str]:
        token = self.url.rpartition("/")[2]
        event = http_event(method, self.url.removeprefix(BASE_URL), parameters={"token": token}, body=body)
        answer = take_answer.handler(event, None, app=self.engine)
        return answer["statusCode"], answer["body"]


@pytest.fixture
def page(engine: CloudEngine, called: dict[str, DueWake]) -> Page:
    return Page(engine, called["week-after"])


@pytest.fixture
def other(engine: CloudEngine, page: Page) -> Customer:
    """A customer of the shop, who has Nora's number and another address."""
    nora = page.customer()
    phone = next(key for key in nora.points if key.startswith("p"))
    known = engine.ledger.read(points=[phone]).points[phone]
    there = Customer(key=OTHER, contact=replace(NORA, email="n@shop.example"), points=("eshop", phone), seen_at=MONDAY)
    owed = a_commitment(id="5h0p", customer=OTHER, subject=ORDER, points=there.points)
    about = Subject(ref=ORDER, customer=OTHER, details=(("number", "#1007"),))
    engine.ledger.commit(there, owed, about, ContactPoint(key="eshop"), known.known_to(OTHER))
    return there


def test_a_number_is_put_right_beside_the_task_which_stays_as_it_is(page: Page) -> None:
    status, shown = page.post(correct="yes", right_phone="+353 20 915 0188")

    assert (200, True, True) == (status, "Phone put right." in shown, "What happened?" in shown)
    assert "+353209150188" == page.customer().contact.phone.e164
    assert ["adviser"] == [correction.by for correction in page.customer().corrections]


def test_forms_as_they_are_served_change_nothing(cloud: Cloud, page: Page, other: Customer) -> None:
    before = cloud.table_image()

    pressed = [page.post(**fields) for fields in page.forms()]

    assert 3 == len(pressed)
    assert before == cloud.table_image()


def test_what_cannot_be_used_comes_back_as_typed_and_saves_nothing(cloud: Cloud, page: Page) -> None:
    before = cloud.table_image()

    status, shown = page.post(correct="yes", right_email="nora at home")

    assert (422, True, True) == (status, "Nothing is saved yet" in shown, "nora at home" in shown)
    assert before == cloud.table_image()


@pytest.mark.parametrize(("choice", "expected"), [("yes", (OTHER,)), ("no", ()), ("undo", ())])
def test_a_person_says_who_is_the_same(page: Page, other: Customer, choice: str, expected: tuple[str, ...]) -> None:
    assert "the customer of order #1007 (Shopify), has the same phone number." in page.get()[1]

    page.post(other=OTHER, same=choice)

    assert expected == page.customer().same_as
    assert [choice == "undo"] == [page.customer().verdict_on(OTHER) is None]


def test_what_was_said_can_be_taken_back_on_the_same_page(page: Page, other: Customer) -> None:
    page.post(other=OTHER, same="yes")
    assert "Counts as one person with" in page.get()[1]

    page.post(other=OTHER, same="undo")

    assert ("has the same phone number" in page.get()[1], page.customer().verdicts) == (True, ())


@pytest.mark.parametrize(
    "fields", [{"other": OTHER}, {"other": "rsomebody", "same": "yes"}, {"other": OTHER, "same": "?"}]
)
def test_nobody_is_decided_about_without_a_choice_or_whom_the_page_does_not_ask_about(
    cloud: Cloud, page: Page, other: Customer, fields: dict[str, str]
) -> None:
    before = cloud.table_image()

    _, shown = page.post(**fields)

    assert "Nothing was changed." in shown
    assert before == cloud.table_image()


def test_she_herself_is_asked_nothing_of_this_and_can_say_nothing(
    cloud: Cloud, engine: CloudEngine, page: Page, other: Customer
) -> None:
    hers, before = Page(engine, page.wake, bearer="customer"), cloud.table_image()

    hers.post(correct="yes", right_phone="+353 20 915 0188")
    hers.post(other=OTHER, same="yes")

    assert [] == [word for word in ("Something wrong here?", "#1007", "right_phone") if word in hers.get()[1]]
    assert before == cloud.table_image()


def test_a_task_that_is_over_takes_no_correction(page: Page, cloud: Cloud) -> None:
    form = next(fields["form"] for fields in page.forms() if "form" in fields)
    page.post(form=form, outcome="done")
    before = cloud.table_image()

    page.post(correct="yes", right_phone="+353 20 915 0188")

    assert before == cloud.table_image()


def test_an_answer_is_never_taken_for_a_correction(page: Page) -> None:
    form = next(fields["form"] for fields in page.forms() if "form" in fields)

    _, shown = page.post(form=form, outcome="done", correct="yes", right_phone="+353 20 915 0188")

    assert ("Saved" in shown, NORA.phone) == (True, page.customer().contact.phone)
