from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.adapters.mails.burst import BurstQuestion, nothing_page, question_page
from followthrough.application.ports import Burst
from followthrough.domain.facts import Brake, Braked
from support.markup import seen
from support.shop import at, shipped_rules

NOW = at("2026-03-02 10:20")
BRAKE = Brake(since=NOW, until=at("2026-03-02 11:00"), about="first-thanks")


def a_burst(brake: Brake = BRAKE, *, now: dt.datetime = NOW) -> Burst:
    rules = shipped_rules()
    url = "https://promises.example/brake/token"
    return Burst(rules=rules, reader=rules.business.boss, brake=brake, url=url, now=now)


def test_the_mail_says_what_is_unusual_how_many_left_and_the_two_ways_on():
    mail = BurstQuestion().about(a_burst())

    assert (mail.kind, mail.to, mail.commitments) == ("task", "maeve@corncrake.example", ())
    assert mail.subject == "More letters than usual: 100 in this hour, and the rest waits for you"
    for words in ("100 have left", "first-thanks", "https://promises.example/brake/token"):
        assert words in mail.text
        assert words in mail.html
    assert "Let them go" in mail.text
    assert "Drop them" in mail.text


def test_a_rule_that_is_called_like_markup_stays_words():
    mail = BurstQuestion().about(a_burst(replace(BRAKE, about="<b>bold")))

    assert "<b>bold" not in mail.html


def test_the_page_has_two_choices_and_none_is_made_beforehand():
    page = question_page(a_burst())

    assert page.status == 200
    assert page.html.count('type="radio" name="outcome"') == 2
    assert 'value="let_go"' in page.html
    assert 'value="dropped"' in page.html
    assert "checked" not in page.html.partition("</style>")[2]


def test_after_the_word_the_page_says_it_and_offers_the_way_back_while_there_is_one():
    said = replace(BRAKE, word=Braked.LET_GO, said_at=NOW)

    fresh, later = (question_page(a_burst(said, now=NOW + dt.timedelta(minutes=m))).html for m in (1, 10))

    assert "Let them go" in fresh
    assert "until 10:30" in fresh
    assert 'name="undo"' in fresh
    assert 'name="undo"' not in later


def test_a_link_that_outlived_its_question_is_polite():
    page = nothing_page(shipped_rules().business)

    assert (page.status, "Nothing waits" in page.html) == (200, True)


def test_mail_and_pages_are_well_formed():
    pages = [question_page(a_burst()), question_page(a_burst(replace(BRAKE, word=Braked.DROPPED, said_at=NOW)))]

    documents = [BurstQuestion().about(a_burst()).html, *(page.html for page in pages)]
    assert [seen(html).unclosed for html in documents] == [[]] * 3
