from __future__ import annotations

import hashlib
import re

import pytest

from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.business.mistakes import Mistake
from followthrough.adapters.checking.playbook_check import Examined, examined, publishable
from followthrough.adapters.files import Files
from followthrough.domain.errors import InvalidBusiness
from support import broken

SHIPPED = Files.of(DEFAULT)
TEXTS = [path for path in SHIPPED.texts if path.endswith(".txt")]
SENTENCE = re.compile(r"(business\.toml|playbook\.toml|(letters|scripts|sources)/[\w.-]+): .+[.?]")
ACTIONS = re.compile(
    r"did you mean|write|keep one|call one|name (an|something)|please|there is|begins and ends|would\.|leave it out|take it out|such as|; ask |; say |; begin with "
)


def said(found: Examined) -> list[str]:
    lines = [*map(str, found.mistakes), *(f"(remark) {remark}" for remark in found.remarks)]
    return list(map(broken.without_places, lines))


def with_file(path: str, text: str) -> Examined:
    return examined(Files({**SHIPPED.texts, path: text}))


def test_what_ships_has_no_mistakes_and_nothing_to_remark():
    found = examined(SHIPPED)

    assert [] == said(found)
    assert (len(BusinessFolder().current().playbook.follow_ups), len(TEXTS)) == (found.rules, found.texts)


@pytest.mark.parametrize("name", broken.names())
def test_a_broken_folder_is_told_what_is_wrong_where_and_what_to_write(name: str):
    assert broken.expected()[name] == said(examined(broken.files_of(name)))


def test_there_are_thirty_broken_folders_and_more_and_each_has_its_message():
    assert broken.names() == list(broken.expected())
    assert len(broken.names()) >= 30
    assert [] == [name for name, lines in broken.expected().items() if not lines]


def test_every_message_names_its_file_and_says_what_to_do():
    messages = [line for lines in broken.expected().values() for line in lines if not line.startswith("(remark)")]

    assert [] == [message for message in messages if not SENTENCE.fullmatch(message)]
    assert [] == [message for message in messages if not ACTIONS.search(message)]


def test_a_rule_that_cannot_be_read_does_not_hide_what_is_wrong_with_the_others():
    found = said(examined(broken.files_of("44-several-at-once")))

    assert ["business.toml", "business.toml", *["playbook.toml"] * 4] == [line.partition(":")[0] for line in found]


def test_what_cannot_be_read_at_all_is_told_with_its_line_and_what_stands_there():
    text = SHIPPED.texts["playbook.toml"]
    last = len(text.splitlines())

    found = with_file("playbook.toml", f"{text}\n[[follow_up]\n")

    assert (
        f"playbook.toml: line {last + 2}: “[[follow_up]” cannot be read; a rule begins with a line [[follow_up]]"
        in (str(found.mistakes[0]))
    )


def test_a_folder_without_its_files_is_told_which(tmp_path):
    found = said(examined(Files.of(tmp_path)))

    assert [
        "business.toml: this file is missing in the folder, please write it.",
        "playbook.toml: this file is missing in the folder, please write it.",
    ] == found[:2]


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "business.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InvalidBusiness, match=r"business\.toml: this is not UTF-8 text"):
        Files.of(tmp_path)


def test_a_playbook_of_nothing_but_broken_rules_is_told_rule_by_rule():
    found = with_file("playbook.toml", '[[follow_up]]\nid = "one"\n')

    assert [f'playbook.toml: rule "one": {key}' for key in ("when", "due", "class", "reason")] == [
        str(mistake).partition(": is missing")[0] for mistake in found.mistakes
    ]


def test_two_sources_of_one_name_are_told():
    found = with_file("sources/till.toml", SHIPPED.texts["sources/shopify.toml"])

    assert [
        'sources/till.toml: id: "shopify" is the id of sources/shopify.toml already; every source has its own.'
    ] == (said(found))


def test_what_no_source_tells_of_is_remarked_unless_something_of_our_own_does():
    files = {path: text for path, text in SHIPPED.texts.items() if not path.startswith("sources/")}
    shop = files | {"sources/woocommerce.toml": SHIPPED.texts["sources/woocommerce.toml"]}

    told = [remark.table for remark in examined(Files(shop)).remarks]

    assert 'rule "price-call"' in told
    assert [] == [
        table for table in told if table in ('rule "slow-order"', 'rule "listen"', 'rule "remedy"', 'rule "delayed"')
    ]
    assert () == examined(Files(files)).remarks


def test_a_rule_that_says_no_end_ends_as_the_firm_says_for_all_rules():
    text = SHIPPED.texts["playbook.toml"]

    assert [] == said(with_file("playbook.toml", text.replace('not_after  = "5 working days"\n', "")))


def test_a_remark_is_no_mistake():
    remark = Mistake(file="playbook.toml", what="odd", is_remark=True)

    assert "playbook.toml: odd." == str(remark)
    assert () == examined(broken.files_of("46-a-remark-only")).mistakes


# ----- what is published --------------------------------------------------------------------------------------------


def refused(**changes: str | None) -> list[str]:
    """What is said of the shipped business when these files are other ones, or gone."""
    texts = {**SHIPPED.texts, **{name.replace("__", "/"): text for name, text in changes.items()}}
    with pytest.raises(InvalidBusiness) as wrong:
        publishable(Files({name: text for name, text in texts.items() if text is not None}))
    return str(wrong.value).splitlines()


def test_the_business_that_ships_is_fit_to_be_published():
    assert SHIPPED is publishable(SHIPPED)


def test_a_remark_keeps_nothing_from_being_published():
    found = examined(broken.files_of("46-a-remark-only"))

    assert found.remarks
    files = broken.files_of("46-a-remark-only")
    assert files is publishable(files)


def test_what_is_not_fit_is_refused_with_a_line_for_every_mistake_of_every_file():
    misspelt = SHIPPED.texts["playbook.toml"].replace('call    = "adviser"', 'call    = "advisor"', 1)
    broken_source = SHIPPED.texts["sources/shopify.toml"].replace("[subject]", "[subjcet]", 1)

    said = refused(**{"playbook.toml": misspelt, "sources__shopify.toml": broken_source})

    assert any('rule "price-call": call: there is no role "advisor"; did you mean "adviser"?' in line for line in said)
    assert {"playbook.toml", "sources/shopify.toml"} == {line.partition(":")[0] for line in said}


def test_a_letter_without_manners_is_not_published():
    pressing = SHIPPED.texts["letters/ready.en.txt"].replace("Your car is ready.", "Your car is ready, act now.", 1)

    [said] = refused(**{"letters__ready.en.txt": pressing})

    assert said.startswith("letters/ready.en.txt: line 5: “act now” hurries her; ")


def test_manners_are_read_once_everything_else_is_right():
    pressing = SHIPPED.texts["letters/ready.en.txt"].replace("Your car is ready.", "{{ wrok }}, act now.", 1)

    [said] = refused(**{"letters__ready.en.txt": pressing})

    assert 'did you mean "work"?' in said


def test_more_than_an_item_of_the_ledger_holds_is_refused_before_anything_is_done():
    noise = " ".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(12_000))

    assert refused(**{"letters__quote.en.txt": SHIPPED.texts["letters/quote.en.txt"] + noise})[0].startswith(
        "the whole folder: "
    )
