from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.pages.answer_pages import OFFERED, REPLIES, AboutHer, Pages
from followthrough.application.ports import Card, Page
from followthrough.domain.due import WorkingDaysLaterBy, parse_clock
from followthrough.domain.event import Contact, Money
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Channel, Offer, Outcome, Reply, State
from support.cards import BUSINESS, NORA, a_card, a_commitment, a_rule, at
from support.markup import seen
from support.people import an_alike

PAGES = Pages(texts=Texts.read(SHIPPED))
ANSWERED = a_commitment().answered("done", at=at("2026-03-10 10:20"), by="adviser")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def every_page() -> list[Page]:
    card = a_card()
    return [
        PAGES.task_page(card, form="signed"),
        PAGES.her_page(card, form="signed"),
        PAGES.choice_needed(card, form="signed"),
        PAGES.choice_needed(card, form="signed", hers=True),
        PAGES.changed_page(card, form="signed"),
        PAGES.answered_page(a_card(commitment=ANSWERED), undo_form="signed", follows="The next call is on Wednesday."),
        PAGES.closed_page(a_card(commitment=ANSWERED)),
        PAGES.closed_page(card, hers=True),
        PAGES.stop_page(BUSINESS),
        PAGES.stopped_page(BUSINESS),
        PAGES.gone_page(BUSINESS),
        PAGES.busy_page(BUSINESS),
    ]


def radios(page: Page) -> list[dict[str, str]]:
    return [field for field in seen(page.html).all("input") if field.get("type") == "radio"]


def test_a_task_is_answered_with_one_choice_that_nobody_has_made_yet() -> None:
    choices = radios(PAGES.task_page(a_card(), form="signed"))

    assert [str(outcome) for outcome in Outcome] == [choice["value"] for choice in choices]
    assert all(choice["name"] == "outcome" and "required" in choice for choice in choices)
    assert not [choice for choice in choices if "checked" in choice]


def test_a_form_carries_the_version_it_was_made_for_a_note_and_a_time() -> None:
    page = seen(PAGES.task_page(a_card(), form="signed.v3").html)
    fields = {field["name"]: field.get("value") for field in page.all("input") if field.get("type") != "radio"}
    task = {name: value for name, value in fields.items() if not name.startswith("right_")}

    assert {"form": "signed.v3", "when": None} == task
    assert ["goodwill", "note"] == [field["name"] for field in page.all("textarea")]
    assert {"post"} == {form["method"] for form in page.all("form")}


def test_the_page_says_what_the_mail_said() -> None:
    text = seen(PAGES.task_page(a_card(), form="signed").html).text

    for words in (
        "Please phone Nora Quill",
        "Between 10:00 and 12:30",
        "+353 20 915 0177",
        "Donal will phone you on Tuesday 10 March between 10:00 and 12:30",
        "a week after her repair",
        "repair 1043",
        "Thank you for your trust.",
    ):
        assert words in text


def test_work_is_not_asked_whether_it_answered_the_phone() -> None:
    page = PAGES.task_page(a_card(commitment=a_commitment(channel=Channel.TASK)), form="signed")

    assert ["done", "reschedule", "problem", "not_mine", "polite_no", "cannot_keep"] == [
        choice["value"] for choice in radios(page)
    ]


def test_she_reads_our_words_to_her_and_five_answers() -> None:
    page = PAGES.her_page(a_card(now=at("2026-03-04 10:00")), form="signed")
    text = seen(page.html).text

    assert [str(reply) for reply in OFFERED[Offer.FOLLOW_UP]] == [choice["value"] for choice in radios(page)]
    assert set(Reply) == set(REPLIES)
    assert "Hello Nora, Donal will phone you on Tuesday 10 March between 10:00 and 12:30" in text
    assert not {"rule", "adviser", "week-after"} & set(re.findall(r"[\w-]+", text))


def test_her_page_speaks_her_own_time() -> None:
    page = PAGES.her_page(a_card(commitment=a_commitment(zone="America/New_York")), form="signed")

    assert "between 06:00 and 08:30 (New York time)" in seen(page.html).text


def test_her_page_without_a_name_or_a_promise_is_still_polite() -> None:
    care = a_commitment(promised_by=None)
    text = seen(PAGES.her_page(a_card(commitment=care, contact=Contact(given_name="null")), form="signed").html).text

    assert "Hello, Thank you for taking a moment." in text


@pytest.mark.parametrize("hers", [False, True])
def test_a_form_without_a_choice_comes_back_with_a_sentence(*, hers: bool) -> None:
    page = PAGES.choice_needed(a_card(), form="signed", hers=hers)

    assert 422 == page.status
    assert "Please choose one of these. Nothing is saved yet." in seen(page.html).text
    assert radios(page)


def test_a_form_can_come_back_for_another_reason() -> None:
    page = PAGES.choice_needed(a_card(), form="signed", remark="Please say when.")

    assert "Please say when. Nothing is saved yet." in seen(page.html).text


def test_a_changed_task_is_shown_anew_and_nothing_is_saved() -> None:
    page = PAGES.changed_page(a_card(), form="fresh")

    assert 409 == page.status
    assert "Something has changed since you opened this page" in seen(page.html).text
    assert {"type": "hidden", "name": "form", "value": "fresh"} in seen(page.html).all("input")


def test_an_answer_can_be_taken_back_for_ten_minutes_and_the_page_says_so() -> None:
    page = seen(
        PAGES.answered_page(a_card(commitment=ANSWERED), undo_form="signed", follows="We call again tomorrow.").html
    )

    assert "Done We call again tomorrow. You can take this back until 10:30" in page.text
    assert ["checkbox"] == [field["type"] for field in page.all("input") if field.get("name") == "undo"]
    assert [None] == [button.get("name") for button in page.all("button")]
    assert {"type": "hidden", "name": "form", "value": "signed"} in page.all("input")


def test_an_answer_that_stands_offers_no_way_back() -> None:
    page = seen(PAGES.answered_page(a_card(commitment=ANSWERED), undo_form=None).html)

    assert [] == page.all("form")
    assert "take this back" not in page.text


def test_a_link_that_outlived_its_task_says_who_closed_it_and_when() -> None:
    page = PAGES.closed_page(a_card(commitment=ANSWERED))

    assert 200 == page.status
    assert "Donal answered on Tuesday 10 March, 10:20: done." in seen(page.html).text


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_every_end_has_its_words(state: State) -> None:
    ended = a_commitment().ended(state, at=at("2026-03-10 09:00"), what=str(state))

    assert "on Tuesday 10 March, 09:00." in seen(PAGES.closed_page(a_card(commitment=ended)).html).text


def test_a_customer_is_not_told_who_closed_what() -> None:
    text = seen(PAGES.closed_page(a_card(commitment=ANSWERED), hers=True).html).text

    assert "This is settled" in text
    assert "Donal" not in text


def test_stopping_takes_a_choice_and_keeps_promises() -> None:
    page = seen(PAGES.stop_page(BUSINESS).html)
    (box,) = [field for field in page.all("input") if field["type"] == "checkbox"]

    assert ("stop", True, False) == (box["name"], "required" in box, "checked" in box)
    assert "What we have promised you, we still keep." in page.text


def test_a_dead_link_tells_nothing_and_names_a_person_to_phone() -> None:
    page = PAGES.gone_page(BUSINESS)

    assert 410 == page.status
    assert "+353 20 915 0142" in seen(page.html).text


def test_a_page_that_could_not_be_served_says_that_nothing_was_changed() -> None:
    page = PAGES.busy_page(BUSINESS)

    assert 503 == page.status
    assert "Nothing was changed. Please try again in a minute" in seen(page.html).text


def test_a_page_asked_again_keeps_its_question() -> None:
    assert (200, 422) == (PAGES.stop_page(BUSINESS).status, PAGES.stop_page(BUSINESS, status=422).status)


@pytest.mark.parametrize("page", every_page(), ids=lambda page: seen(page.html).all("title") and page.html[400:440])
def test_every_page_is_whole_and_quiet(page: Page) -> None:
    shown = seen(page.html)

    assert [] == shown.unclosed
    assert {"lang": "en", "dir": "ltr"} == shown.all("html")[0]
    assert {"name": "robots", "content": "noindex"} in shown.all("meta")
    assert 1 == len(shown.all("h1"))
    assert 1 == len(shown.all("style"))
    assert [] == shown.all("script") + shown.all("img") + shown.all("link")
    assert all(link.startswith("tel:") for link in shown.links)
    assert "url(" not in page.html
    assert len(page.html) < 50_000


def test_what_a_customer_typed_is_shown_and_does_nothing() -> None:
    contact = replace(NORA, given_name="Nora", family_name=HOSTILE)
    card = a_card(contact=contact, details={"work": HOSTILE, "number": HOSTILE})
    pages = [PAGES.task_page(card, form=HOSTILE), PAGES.her_page(card, form=HOSTILE, remark=HOSTILE)]

    for page in pages:
        shown = seen(page.html)
        assert [] == shown.unclosed + shown.all("script") + shown.all("img")


# ----- what she decides ----------------------------------------------------------------------------


def a_quote(**changes: Any) -> Card:
    words = "The repair comes to {amount}, everything included. It holds until {until}."
    rule = a_rule(
        id="quote",
        offers=Offer.QUOTE,
        until=WorkingDaysLaterBy(days=2, by=parse_clock("12:00")),
        channel=Channel.EMAIL,
        windows=(),
        letter="quote",
    )
    letter = a_commitment(
        follow_up="quote",
        channel=Channel.EMAIL,
        promised_by=None,
        words=words,
        amount=Money(minor=61000, currency="EUR"),
        caused_at=at("2026-03-10 09:00"),
    )
    return a_card(rule=rule, commitment=replace(letter, **changes))


def test_of_a_price_she_reads_what_she_decides_about_and_may_say_yes_no_or_phone_me() -> None:
    page = PAGES.her_page(a_quote(), form="signed")
    text = seen(page.html).text

    assert ["go_ahead", "no_thank_you", "phone_me"] == [choice["value"] for choice in radios(page)]
    assert "The repair comes to EUR 610.00, everything included. It holds until Thursday 12 March, 12:00." in text
    assert "You can take it back for ten minutes" in text


def test_a_decision_asks_for_no_time() -> None:
    fields = [field["name"] for field in seen(PAGES.her_page(a_quote(), form="signed").html).all("input")]

    assert "when" not in fields


def test_of_a_new_time_she_is_asked_whether_it_suits_her_and_shown_other_ways() -> None:
    card = a_card(
        rule=a_rule(alternatives=("a courtesy car", "a later time")),
        commitment=a_commitment(channel=Channel.TASK, follows="another", words="Your car will be ready {by}."),
    )
    page = PAGES.her_page(card, form="signed")
    text = seen(page.html).text

    assert ["fine", "another_time", "phone_me"] == [choice["value"] for choice in radios(page)]
    assert "That suits me" in text
    assert "a courtesy car" in text
    assert "when" in [field["name"] for field in seen(page.html).all("input")]


@pytest.mark.parametrize(
    ("rule", "reply", "expected"),
    [
        (a_rule(offers=Offer.NEW_TIME), Reply.FINE, "That suits me"),
        (a_rule(offers=Offer.KEEP_OR_CANCEL), Reply.KEEP_IT, "I keep my order"),
        (a_rule(), Reply.FINE, "Everything is fine"),
    ],
)
def test_her_answer_is_read_back_in_the_words_she_pressed(rule: FollowUp, reply: Reply, expected: str) -> None:
    answered = a_commitment().answered(reply, at=at("2026-03-10 10:20"), by="customer")

    assert expected in seen(PAGES.answered_page(a_card(rule=rule, commitment=answered), undo_form=None).html).text


def test_the_page_of_a_broken_promise_says_so_and_has_the_words_for_sorry() -> None:
    shown = seen(PAGES.task_page(a_card(commitment=a_commitment(state=State.BROKEN)), form="signed").html).text

    assert "Nobody phoned Nora Quill" in shown
    assert "I am sorry; that was our mistake, not yours." in shown


def test_a_task_page_says_what_done_means_here_and_which_time_it_asks_for() -> None:
    html = PAGES.task_page(a_card(rule=a_rule(done_means="order.delayed")), form="signed").html

    assert "Please give the new date below" in html
    assert '<label class="field" for="when">The new date</label>' in html


def test_what_is_wrong_about_her_can_be_put_right_in_a_section_that_is_closed_and_shows_what_stands_there() -> None:
    page = seen(PAGES.task_page(a_card(), form="signed").html)
    shown = {each["name"]: each["value"] for each in page.all("input") if each["name"].startswith("right_")}

    assert {"right_name": "Nora Quill", "right_phone": NORA.phone.raw, "right_email": NORA.email} == shown
    assert [False] == ["open" in each for each in page.all("details")]
    assert [{"type": "submit", "name": "correct", "value": "yes"}] == [
        {name: each[name] for name in ("type", "name", "value")} for each in page.all("button") if "name" in each
    ]


def test_a_correction_that_cannot_be_used_comes_back_as_typed_with_a_sentence() -> None:
    said = AboutHer(remark="This email address cannot be used.", typed={"right_email": "nora@"})
    page = seen(PAGES.task_page(a_card(), form="signed", about_her=said).html)

    assert "This email address cannot be used." in page.text
    assert ["nora@"] == [each["value"] for each in page.all("input") if each["name"] == "right_email"]
    assert [True] == ["open" in each for each in page.all("details")]


def test_a_colleague_has_no_address_to_put_right() -> None:
    assert "Something wrong here?" not in PAGES.task_page(a_card(rule=a_rule(to_colleague=True)), form="f").html


@pytest.mark.parametrize(("is_same", "values"), [(None, ["yes", "no"]), (True, ["undo"]), (False, ["undo"])])
def test_who_may_be_the_same_person_is_asked_with_a_choice_that_nobody_has_made_yet(
    is_same: bool | None, values: list[str]
) -> None:
    page = PAGES.task_page(a_card(alike=(an_alike(is_same),)), form="signed")
    choices = [choice for choice in radios(page) if choice["name"] == "same"]

    assert values == [choice["value"] for choice in choices]
    assert not [choice for choice in choices if "checked" in choice or "required" not in choice]
    assert ["e-1"] == [each["value"] for each in seen(page.html).all("input") if each["name"] == "other"]
