from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.mails.letter import Letter, letter_of
from followthrough.application.ports import Card
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Contact
from followthrough.domain.words import Channel
from support.cards import ROLES, a_card, a_commitment, a_rule, at, the_price_call

FOLDER = SHIPPED
TEXTS = Texts.read(FOLDER)
NAMES = sorted(name.removesuffix(".en") for name in TEXTS.letters if name != "footer.en")


def written(card: Card, name: str, *, one_click: bool = False, texts: Texts = TEXTS) -> Letter:
    return letter_of(card, name=name, one_click=one_click, texts=texts)


def words(letter: Letter) -> str:
    return "\n".join(str(paragraph) for paragraph in letter.paragraphs)


def texts(body: str, *, language: str = "en") -> Texts:
    return Texts(letters={f"l.{language}": body, f"footer.{language}": "{{ imprint }}"}, scripts={})


def the_thanks() -> Card:
    rule = a_rule(id="fetched-thanks", channel=Channel.EMAIL, windows=())
    commitment = a_commitment(id="beef", follow_up="fetched-thanks", channel=Channel.EMAIL, slot=None, promised_by=None)
    return a_card(
        rule=rule,
        commitment=commitment,
        owner=ROLES["counter"],
        now=at("2026-03-03 16:20"),
        announced=a_commitment(),
        announced_owner=ROLES["adviser"],
    )


def test_a_price_is_promised_by_the_hour_it_is_promised_for() -> None:
    letter = written(the_price_call(now=at("2026-03-02 08:40")), "price-promised")

    assert "We will phone you by 17:00 with the price" == letter.subject
    assert "Donal will phone you by 17:00 with the price, from +353 20 915 0142." in words(letter)
    assert "We do nothing before you say yes." in words(letter)


def test_a_time_on_another_day_comes_with_its_day() -> None:
    commitment = replace(the_price_call().commitment, promised_by=at("2026-03-03 11:00"))
    letter = written(the_price_call(commitment=commitment, now=at("2026-03-02 16:00")), "price-promised")

    assert "We will phone you on Tuesday 3 March by 11:00 with the price" == letter.subject


def test_a_letter_that_announces_a_call_tells_of_that_call() -> None:
    letter = written(the_thanks(), "fetched-thanks")

    assert "Thank you – Donal will phone you on Tuesday 10 March" == letter.subject
    assert "Donal will phone you on Tuesday 10 March between 10:00 and 12:30 to hear whether" in words(letter)
    assert "No need for a call? One tap: https://promises.corncrake.example/y/token" in words(letter)


def test_somebody_abroad_reads_her_own_time() -> None:
    card = the_price_call(now=at("2026-03-02 14:30"))
    letter = written(replace(card, commitment=replace(card.commitment, zone="America/New_York")), "price-promised")

    assert "Donal will phone you by 12:00 (New York time) with the price" in words(letter)


def test_a_new_time_is_read_back() -> None:
    card = a_card(now=at("2026-03-09 10:00"))

    assert "Donal will phone you on Tuesday 10 March between 10:00 and 12:30" in words(written(card, "new-time"))


def test_what_cannot_be_kept_is_told_with_its_new_time() -> None:
    card = the_price_call()
    letter = written(replace(card, commitment=replace(card.commitment, new_time=at("2026-03-05 12:00"))), "told")

    assert "Sorry – later than promised: on Thursday 5 March by 12:00" == letter.subject
    assert "Donal will phone you on Thursday 5 March by 12:00 instead, from +353 20 915 0142." in words(letter)
    assert "please tell us on +353 20 915 0142" in words(letter)


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_has_manners(name: str) -> None:
    letter = written(the_thanks() if name == "fetched-thanks" else a_card(), name)
    text = words(letter)

    assert text.startswith("Hello Nora,\n")
    assert "please" in text.lower()
    assert "thank you" in text.lower() or "thank you" in letter.subject.lower()
    assert "Donal" in text
    assert "+353 20 915 0142" == letter.number
    assert ("Donal", "Corncrake Garage – we call back.") == (letter.who, letter.closing)
    assert {"Corncrake Garage, Harbour Road, Inishcorra", "What we know about you, and why"} <= {
        paragraph.words for paragraph in letter.footer
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("contact", [Contact(email="x@y.example"), Contact(given_name="null", email="x@y.example")])
def test_no_letter_greets_somebody_called_null(name: str, contact: Contact) -> None:
    card = the_thanks() if name == "fetched-thanks" else a_card()
    text = words(written(replace(card, contact=contact), name))

    assert text.startswith("Hello,\n")
    assert not {"null", "None", "x@y.example"} & set(text.split())


def test_every_letter_leads_to_her_page_once() -> None:
    for name in NAMES:
        letter = written(the_thanks() if name == "fetched-thanks" else a_card(), name)
        links = [paragraph.link for paragraph in (*letter.paragraphs, *letter.footer)]

        assert 1 == links.count("https://promises.corncrake.example/y/token"), name


def test_a_letter_without_a_page_offers_none() -> None:
    letter = written(a_card(her_page_url=""), "we-tried")

    assert ["https://corncrake.example/privacy"] == [
        paragraph.link for paragraph in (*letter.paragraphs, *letter.footer) if paragraph.link
    ]


def test_a_way_to_stop_is_shown_only_where_stopping_is_hers() -> None:
    stop = "https://promises.corncrake.example/s/token"
    shown = [
        stop in {paragraph.link for paragraph in written(a_card(), "we-tried", one_click=one_click).footer}
        for one_click in (True, False)
    ]

    assert [True, False] == shown


def test_a_customers_words_never_become_a_link() -> None:
    body = "Subject: s\n\n{{ product }}\n\nTap: {{ product }}"
    card = a_card(details={"product": "bars: https://evil.example/x"})
    letter = written(card, "l", texts=texts(body))

    assert ["", ""] == [paragraph.link for paragraph in letter.paragraphs]
    assert "https://" not in words(letter)


def test_only_our_own_addresses_become_links() -> None:
    body = "Subject: s\n\nRead on: https://elsewhere.example/x\n\nYour page: {{ her_page }}"
    letter = written(a_card(), "l", texts=texts(body))

    assert ["", "https://promises.corncrake.example/y/token"] == [paragraph.link for paragraph in letter.paragraphs]


def test_a_line_break_in_a_detail_adds_no_paragraph_and_no_subject() -> None:
    card = a_card(details={"product": "bars\n\nSubject: you won"})
    letter = written(card, "l", texts=texts("Subject: Your {{ product }}\n\nHello"))

    assert "Your bars Subject: you won" == letter.subject
    assert "Hello" == words(letter)


def test_a_german_letter_is_german_throughout() -> None:
    body = "Subject: Ihr Anruf {{ by }}\n\n{{ greeting }}\n\n{{ who }} ruft Sie {{ by }} an."
    card = the_price_call(now=at("2026-03-01 10:00"))
    german = replace(card, contact=replace(card.contact, language="de-AT"))
    letter = written(german, "l", texts=texts(body, language="de"))

    assert ("de", "Ihr Anruf am Montag, 2. März bis 17:00 Uhr") == (letter.language, letter.subject)
    assert words(letter).startswith("Guten Tag Nora,")


def test_a_letter_not_written_in_her_language_comes_in_the_shops() -> None:
    card = a_card()
    letter = written(replace(card, contact=replace(card.contact, language="fr")), "we-tried")

    assert "en" == letter.language


def test_a_letter_without_a_subject_is_refused() -> None:
    with pytest.raises(InvalidBusiness, match='must begin with a line "Subject'):
        written(a_card(), "l", texts=texts("Hello"))


def test_a_window_that_nobody_gave_is_never_made_up() -> None:
    with pytest.raises(InvalidBusiness, match="window"):
        written(the_price_call(), "fetched-thanks")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"channel": Channel.CALL}, "will phone you on Thursday 5 March by 12:00 instead"),
        ({"channel": Channel.TASK}, "You can count on it on Thursday 5 March by 12:00 instead"),
        ({"channel": Channel.TASK, "follow_up": "ready-by"}, "Your car will be ready on Thursday 5 March by 12:00"),
    ],
)
def test_what_cannot_be_kept_says_what_will_be_instead(changes: dict[str, Any], expected: str) -> None:
    commitment = replace(the_price_call().commitment, new_time=at("2026-03-05 12:00"), **changes)
    letter = letter_of(replace(the_price_call(), commitment=commitment), name="told", one_click=False, texts=TEXTS)

    assert expected in " ".join(str(paragraph) for paragraph in letter.paragraphs)


def test_a_letter_to_a_name_in_one_field_greets_by_all_of_it() -> None:
    card = replace(the_thanks(), contact=Contact(given_name="Nora Quill", email="nora@quill.example"))

    assert words(written(card, "fetched-thanks")).startswith("Hello Nora Quill,")


TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|sir|madam|herr|frau)\b\.?", re.IGNORECASE)
TEXT_FILES = sorted(
    file
    for folder in (FOLDER, FOLDER.parent / "followthrough" / "adapters" / "templates")
    for file in folder.rglob("*")
    if file.suffix in (".txt", ".html", ".toml")
)


@pytest.mark.parametrize("file", TEXT_FILES, ids=lambda file: file.name)
def test_no_text_and_no_map_makes_a_title_of_a_name(file: Path) -> None:
    assert [] == TITLE.findall(file.read_text(encoding="utf-8"))
