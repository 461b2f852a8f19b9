from __future__ import annotations

import re

import pytest

from followthrough.adapters.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.mistakes import Mistake
from followthrough.adapters.playbook_check import Examined, examined, files_in
from followthrough.domain.errors import InvalidBusiness
from support import broken

SHIPPED_TEXTS = [path for path in files_in(DEFAULT) if path.endswith(".txt")]
SENTENCE = re.compile(r"(business\.toml|playbook\.toml|(letters|scripts|sources)/[\w.-]+): .+[.?]")
ACTIONS = re.compile(
    r"did you mean|write|keep one|call one|name (an|something)|please|there is|begins and ends|would\.|leave it out|take it out|such as"
)


def said(found: Examined) -> list[str]:
    lines = [*map(str, found.mistakes), *(f"(remark) {remark}" for remark in found.remarks)]
    return list(map(broken.without_places, lines))


def with_file(path: str, text: str) -> Examined:
    return examined(files_in(DEFAULT) | {path: text})


def test_what_ships_has_no_mistakes_and_nothing_to_remark():
    found = examined(files_in(DEFAULT))

    assert [] == said(found)
    assert (len(BusinessFolder().current().playbook.follow_ups), len(SHIPPED_TEXTS)) == (found.rules, found.texts)


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
    text = files_in(DEFAULT)["playbook.toml"]
    last = len(text.splitlines())

    found = with_file("playbook.toml", f"{text}\n[[follow_up]\n")

    assert (
        f"playbook.toml: line {last + 2}: “[[follow_up]” cannot be read; a rule begins with a line [[follow_up]]"
        in (str(found.mistakes[0]))
    )


def test_a_folder_without_its_files_is_told_which(tmp_path):
    found = said(examined(files_in(tmp_path)))

    assert [
        "business.toml: this file is missing in the folder, please write it.",
        "playbook.toml: this file is missing in the folder, please write it.",
    ] == found[:2]


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "business.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InvalidBusiness, match=r"business\.toml: this is not UTF-8 text"):
        files_in(tmp_path)


def test_a_playbook_of_nothing_but_broken_rules_is_told_rule_by_rule():
    found = with_file("playbook.toml", '[[follow_up]]\nid = "one"\n')

    assert [f'playbook.toml: rule "one": {key}' for key in ("when", "due", "class", "reason")] == [
        str(mistake).partition(": is missing")[0] for mistake in found.mistakes
    ]


def test_two_sources_of_one_name_are_told():
    found = with_file("sources/till.toml", files_in(DEFAULT)["sources/shopify.toml"])

    assert [
        'sources/till.toml: id: "shopify" is the id of sources/shopify.toml already; every source has its own.'
    ] == (said(found))


def test_what_no_source_tells_of_is_remarked_unless_something_of_our_own_does():
    files = {path: text for path, text in files_in(DEFAULT).items() if not path.startswith("sources/")}
    shop = files | {"sources/woocommerce.toml": files_in(DEFAULT)["sources/woocommerce.toml"]}

    told = [remark.table for remark in examined(shop).remarks]

    assert 'rule "price-call"' in told
    assert [] == [
        table for table in told if table in ('rule "slow-order"', 'rule "listen"', 'rule "remedy"', 'rule "delayed"')
    ]
    assert () == examined(files).remarks


def test_a_rule_that_says_no_end_ends_as_the_firm_says_for_all_rules():
    text = files_in(DEFAULT)["playbook.toml"]

    assert [] == said(with_file("playbook.toml", text.replace('not_after  = "5 working days"\n', "")))


def test_a_remark_is_no_mistake():
    remark = Mistake(file="playbook.toml", what="odd", is_remark=True)

    assert "playbook.toml: odd." == str(remark)
    assert () == examined(broken.files_of("46-a-remark-only")).mistakes
