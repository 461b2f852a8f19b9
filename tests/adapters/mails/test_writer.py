from __future__ import annotations

import re
from dataclasses import replace

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.mails.writer import LetterWriter
from followthrough.adapters.mime import to_bytes
from followthrough.adapters.templating import TEMPLATES
from followthrough.application.ports import Message
from followthrough.domain.customer import Note
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Phone, PhoneQuality
from followthrough.domain.words import Step
from support.cards import NORA, a_card, a_commitment, at, the_price_call
from support.markup import seen

WRITER = LetterWriter(texts=Texts.read(SHIPPED))
STEPS = (Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE, Step.STAND_DOWN, Step.ASK)
LETTERS = (
    "price-promised",
    "fetched-thanks",
    "we-tried",
    "first-thanks",
    "how-is-it",
    "complaint-thanks",
    "new-time",
    "told",
)
SIXTY_KB = 60 * 1024
STRANGER = Contact(phone=Phone(raw="555-555-SHIP", quality=PhoneQuality.DOUBTFUL), email="x@y.example")
HOSTILE = '"><script>alert(1)</script><a href="https://evil.example">\u202e'
ALLOWED_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "p",
    "b",
    "br",
    "a",
    "span",
}


def every_mail() -> list[Message]:
    note = Note(customer="repairs#81", commitment="beef", at=at("2026-03-09 10:00"), by="adviser", text="rang twice")
    card = a_card(notes=(note,), now=at("2026-03-10 10:01"), commitment=a_commitment())
    tasks = [WRITER.task(card, step=step) for step in STEPS]
    tasks.append(WRITER.task(a_card(contact=STRANGER, missing=("name",)), step=Step.REMIND))
    return [*tasks, *(WRITER.letter(card, letter=letter, one_click=True) for letter in LETTERS)]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_a_task_goes_to_its_reader_in_one_thread_and_cannot_be_unsubscribed() -> None:
    mail = WRITER.task(a_card(), step=Step.REMIND)

    assert ("task", "donal@corncrake.example") == (mail.kind, mail.to)
    assert "Corncrake Garage <hello@corncrake.example>" == mail.sender
    assert "hello@corncrake.example" == mail.reply_to
    assert ("c0ffee00c0ffee00c0ff", ("c0ffee00c0ffee00c0ff",)) == (mail.thread, mail.commitments)
    assert {} == mail.headers


def test_a_letter_goes_to_the_customer_and_answers_reach_a_person() -> None:
    mail = WRITER.letter(the_price_call(), letter="price-promised", one_click=False)

    assert ("letter", "nora@quill.example") == (mail.kind, mail.to)
    assert "hello@corncrake.example" == mail.reply_to
    assert {} == mail.headers


def test_care_letters_can_be_stopped_with_one_click() -> None:
    mail = WRITER.letter(a_card(), letter="we-tried", one_click=True)

    assert {
        "List-Unsubscribe": "<https://promises.corncrake.example/s/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    } == mail.headers
    assert "https://promises.corncrake.example/s/token" in mail.text
    assert "https://promises.corncrake.example/s/token" in seen(mail.html).links


def test_a_letter_without_an_address_is_not_written() -> None:
    with pytest.raises(Malformed):
        WRITER.letter(a_card(contact=Contact(given_name="Nora")), letter="we-tried", one_click=True)


def test_the_same_card_makes_the_same_mail() -> None:
    assert every_mail() == every_mail()


@pytest.mark.parametrize("mail", every_mail(), ids=lambda mail: mail.subject)
def test_the_text_says_everything_that_the_html_says(mail: Message) -> None:
    page = seen(mail.html)

    assert set() == words_of(page.text) - words_of(mail.text + mail.subject)
    assert [] == [link for link in page.links if link not in mail.text and not link.startswith("tel:")]
    assert all(link[4:] in mail.text.replace(" ", "") for link in page.links if link.startswith("tel:"))


@pytest.mark.parametrize("mail", every_mail(), ids=lambda mail: mail.subject)
def test_every_mail_can_be_read_aloud(mail: Message) -> None:
    page = seen(mail.html)
    languages = [(page.all(tag)[0].get("lang"), page.all(tag)[0].get("dir")) for tag in ("html", "body", "div")]

    assert [] == page.unclosed
    assert [("en", "ltr")] * 3 == languages
    assert 1 == len(page.all("h1"))
    assert 1 == len(page.all("title"))
    assert all(cell.get("scope") == "row" for cell in page.all("th"))
    assert sum(table.get("role") != "presentation" for table in page.all("table")) <= 1


@pytest.mark.parametrize("mail", every_mail(), ids=lambda mail: mail.subject)
def test_every_mail_uses_only_what_every_mail_program_shows(mail: Message) -> None:
    page = seen(mail.html)

    assert set() == {tag for tag, _ in page.tags} - ALLOWED_TAGS
    assert [] == [link for link in page.links if not link.startswith(("https://", "tel:"))]
    assert len(mail.html.encode()) <= SIXTY_KB
    assert not re.search(r"url\(|src=|@import|flex|grid", mail.html)


def test_what_a_customer_typed_is_shown_and_does_nothing() -> None:
    contact = replace(NORA, given_name=HOSTILE, family_name=HOSTILE)
    note = Note(customer="repairs#81", commitment="beef", at=at("2026-03-09 10:00"), by="customer", text=HOSTILE)
    card = a_card(contact=contact, notes=(note,), details={"work": HOSTILE, "number": HOSTILE, "product": HOSTILE})
    mails = [
        *(WRITER.task(card, step=step) for step in STEPS),
        *(WRITER.letter(card, letter=letter, one_click=True) for letter in LETTERS),
    ]

    for mail in mails:
        page = seen(mail.html)
        assert [] == page.unclosed
        assert set() == {tag for tag, _ in page.tags} - ALLOWED_TAGS
        assert not [link for link in page.links if "evil" in link]
        assert "https://evil" not in mail.text + mail.html
        assert "\u202e" not in mail.text + mail.html + mail.subject


@pytest.mark.parametrize("mail", every_mail(), ids=lambda mail: mail.subject)
def test_every_mail_travels(mail: Message) -> None:
    assert to_bytes(mail, message_id_domain="promises.corncrake.example").isascii()


def test_a_long_story_still_fits_into_a_mail() -> None:
    notes = tuple(
        Note(customer="c", commitment=f"n{number}", at=at("2026-03-09 10:00"), by="adviser", text="ä" * 2000)
        for number in range(200)
    )
    details = {f"field_{number}": "ö" * 2000 for number in range(20)}
    mail = WRITER.task(a_card(notes=notes, details=details), step=Step.REMIND)

    assert len(mail.html.encode()) <= SIXTY_KB
    assert len(mail.text.encode()) <= SIXTY_KB


def _luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#1f2937", "#ffffff"),
        ("#4b5563", "#ffffff"),
        ("#4b5563", "#f4f3ee"),
        ("#166534", "#ffffff"),
        ("#166534", "#f4f3ee"),
        ("#b91c1c", "#ffffff"),
        ("#1f2937", "#eef5ef"),
        ("#ffffff", "#166534"),
        ("#ffffff", "#374151"),
        ("#eef0f2", "#20252b"),
        ("#b6bec8", "#20252b"),
        ("#86d9a5", "#16191d"),
        ("#fca5a5", "#20252b"),
        ("#eef0f2", "#1b2a21"),
        ("#10261a", "#86d9a5"),
    ],
)
def test_every_pair_of_colours_can_be_read(ink: str, paper: str) -> None:
    dark, light = sorted((_luminance(ink), _luminance(paper)))

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_colours_tested_are_all_the_colours_there_are() -> None:
    folder = TEMPLATES
    used = {
        colour for path in folder.glob("*.html") for colour in re.findall(r"#[0-9a-f]{6}\b", path.read_text("utf-8"))
    }
    lines_only = {"#e3e1d8", "#d9d6ca", "#353c45", "#46505b"}
    marks = test_every_pair_of_colours_can_be_read.pytestmark[0].args[1]  # type: ignore[attr-defined]

    assert {colour for pair in marks for colour in pair} | lines_only == used


def test_a_mail_about_two_matters_names_both_and_stays_in_one_thread() -> None:
    bars = a_card(commitment=a_commitment(id="bars"))
    mail = WRITER.task(a_card(joined=(bars,)), step=Step.REMIND)

    assert (a_commitment().id, "bars") == mail.commitments
    assert a_commitment().id == mail.thread
