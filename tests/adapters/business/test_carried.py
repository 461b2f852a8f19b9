from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.business.business_folder import DEFAULT, rules_of
from followthrough.adapters.business.carried import FILE, REMEMBERED, carrying
from followthrough.adapters.files import Files
from followthrough.domain.errors import InvalidBusiness

TODAY = dt.date(2026, 3, 2)
SHIPPED = Files.of(DEFAULT)


def changed(files: Files, old: str, new: str, *, file: str = "playbook.toml") -> Files:
    text = files.texts[file]
    assert old in text, f"{file} says {old} no more"
    return Files({**{name: each for name, each in files.texts.items() if name != FILE}, file: text.replace(old, new)})


def without(files: Files, rule: str) -> Files:
    """The same business without one rule."""
    head, *rules = files.texts["playbook.toml"].split("[[follow_up]]")
    left = [each for each in rules if f'id      = "{rule}"' not in each]
    assert len(left) == len(rules) - 1
    return changed(files, files.texts["playbook.toml"], "[[follow_up]]".join([head, *left]))


def renamed(files: Files, old: str, new: str) -> Files:
    return changed(files, f'id      = "{old}"', f'id      = "{new}"\nwas     = "{old}"')


def published(files: Files, *, over: Files = SHIPPED, today: dt.date = TODAY) -> Files:
    return carrying(files, over=over, today=today)


# ----- taken out ------------------------------------------------------------------------------------


def test_a_rule_that_is_taken_out_makes_nothing_and_is_still_known() -> None:
    playbook = rules_of(published(without(SHIPPED, "waiting-for-you"))).playbook

    assert "waiting-for-you" not in [rule.id for rule in playbook.started_by("order.ready_for_collection")]
    assert rules_of(SHIPPED).playbook.by_id("waiting-for-you") == playbook.by_id("waiting-for-you")


def test_it_is_known_through_every_later_version_until_it_is_long_gone() -> None:
    first = published(without(SHIPPED, "waiting-for-you"))
    second = published(without(SHIPPED, "waiting-for-you"), over=first, today=TODAY + REMEMBERED)
    third = published(without(SHIPPED, "waiting-for-you"), over=second, today=TODAY + REMEMBERED + dt.timedelta(days=1))

    known = [rules_of(files).playbook.find("waiting-for-you") is not None for files in (first, second, third)]
    assert [True, True, False] == known


def test_as_long_as_anything_of_it_is_open_it_stays_known() -> None:
    first, later = published(without(SHIPPED, "waiting-for-you")), TODAY + 2 * REMEMBERED
    second = carrying(
        without(SHIPPED, "waiting-for-you"), over=first, today=later, needed=frozenset({"waiting-for-you"})
    )

    assert rules_of(second).playbook.find("waiting-for-you")
    assert "scripts/waiting-for-you.txt" in second.texts


def test_who_puts_it_back_has_it_back() -> None:
    again = rules_of(published(SHIPPED, over=published(without(SHIPPED, "waiting-for-you")))).playbook

    assert () == again.retired
    assert [rule.id for rule in rules_of(SHIPPED).playbook.follow_ups] == [rule.id for rule in again.follow_ups]


def test_the_texts_that_it_names_come_along_and_no_others() -> None:
    bare = without(SHIPPED, "waiting-for-you")
    gone = ("scripts/waiting-for-you.txt", "letters/yearly-check.en.txt")
    bare = Files({name: text for name, text in bare.texts.items() if name not in gone})

    kept = published(bare).texts
    assert SHIPPED.texts[gone[0]] == kept[gone[0]]
    assert gone[1] not in kept


def test_what_was_its_role_is_done_by_the_owner_if_the_role_is_gone() -> None:
    bare = without(SHIPPED, "waiting-for-you")
    files = published(changed(bare, 'call    = "counter"', 'call    = "adviser"'))
    orphaned = Files({**files.texts, FILE: files.texts[FILE].replace('"counter"', '"nobody-here"')})

    assert ("counter", "owner") == (
        rules_of(files).playbook.by_id("waiting-for-you").role,
        rules_of(orphaned).playbook.by_id("waiting-for-you").role,
    )


def test_an_old_rule_that_cannot_be_read_any_more_stops_nobody() -> None:
    files = published(without(SHIPPED, "waiting-for-you"))
    strange = Files({**files.texts, FILE: files.texts[FILE].replace('"due":', '"deu":')})

    assert rules_of(strange).playbook.find("waiting-for-you") is None


# ----- roles that go --------------------------------------------------------------------------------


def without_role(files: Files, role: str) -> Files:
    """The same business, in which another role has the work and the name of this one is gone."""
    firm = files.texts["business.toml"].replace(f'"{role}"', f'"no-{role}"')
    book = files.texts["playbook.toml"].replace(f'"{role}"', f'"no-{role}"')
    own = {name: text for name, text in files.texts.items() if name != FILE}
    return Files({**own, "business.toml": firm, "playbook.toml": book})


def test_what_a_role_that_is_gone_once_did_is_answered_for_by_its_heir_or_by_the_owner() -> None:
    bare = without_role(SHIPPED, "adviser")
    heirs = [rules_of(carrying(bare, over=SHIPPED, today=TODAY, heir=heir)).business for heir in ("counter", None)]

    assert ["counter", "owner"] == [business.role("adviser").id for business in heirs]


def test_an_heir_that_goes_too_has_an_heir_and_a_role_that_comes_back_needs_none() -> None:
    first = carrying(without_role(SHIPPED, "adviser"), over=SHIPPED, today=TODAY, heir="counter")
    second = carrying(without_role(first, "counter"), over=first, today=TODAY, heir="workshop")
    third = carrying(SHIPPED, over=second, today=TODAY)

    firms = [rules_of(files).business for files in (second, third)]
    assert [("workshop", "workshop"), ("adviser", "counter")] == [
        (firm.role("adviser").id, firm.role("counter").id) for firm in firms
    ]


# ----- renamed --------------------------------------------------------------------------------------


def test_a_renamed_rule_keeps_in_the_ledger_the_name_that_it_had_first() -> None:
    rule = rules_of(published(renamed(SHIPPED, "price-call", "price-phone"))).playbook.by_id("price-phone")

    assert ("price-call", "price-phone", "price-phone") == (rule.id, rule.called, rule.name)


def test_it_keeps_it_when_nobody_says_any_more_what_it_was_called() -> None:
    first = published(renamed(SHIPPED, "price-call", "price-phone"))
    second = published(changed(first, 'was     = "price-call"', ""), over=first)
    third = published(renamed(second, "price-phone", "the-price"), over=second)

    rules = [rules_of(files).playbook for files in (first, second, third)]
    assert ["price-call"] * 3 == [
        rules[0].by_id("price-phone").id,
        rules[1].by_id("price-phone").id,
        rules[2].by_id("the-price").id,
    ]
    assert [()] * 3 == [each.retired for each in rules]


def test_going_back_to_a_version_that_did_not_say_what_it_was_called_finds_it_all_the_same() -> None:
    first = published(renamed(SHIPPED, "price-call", "price-phone"))
    second = published(changed(first, 'was     = "price-call"', ""), over=first)
    third = published(renamed(second, "price-phone", "the-price"), over=second)

    back = rules_of(published(second, over=third)).playbook
    assert ("price-call", ()) == (back.by_id("price-phone").id, back.retired)


def test_who_takes_the_new_name_back_is_where_she_began() -> None:
    first = published(renamed(SHIPPED, "price-call", "price-phone"))
    back = changed(renamed(first, "price-phone", "price-call"), 'was     = "price-call"', "")

    rule = rules_of(published(back, over=first)).playbook.by_id("price-call")
    assert ("price-call", "", "price-call") == (rule.id, rule.called, rule.name)


def test_what_other_rules_say_of_a_renamed_one_means_it() -> None:
    files = changed(
        renamed(SHIPPED, "fetched-thanks", "thanks-for-trust"),
        'announced_by    = "fetched-thanks"',
        'announced_by    = "thanks-for-trust"',
    )
    playbook = rules_of(published(files)).playbook

    assert "fetched-thanks" == playbook.by_id("week-after").announced_by
    assert playbook.by_id("thanks-for-trust").announces


def test_a_rule_taken_out_after_it_was_renamed_is_found_by_its_first_name() -> None:
    first = published(renamed(SHIPPED, "waiting-for-you", "still-here"))
    second = published(without(SHIPPED, "waiting-for-you"), over=first)

    assert ["waiting-for-you"] == [rule.id for rule in rules_of(second).playbook.retired]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            changed(renamed(SHIPPED, "price-call", "price-phone"), 'was     = "price-call"', 'was     = "price-cal"'),
            'playbook.toml: rule "price-phone": was: no rule "price-cal" was ever published; did you mean "price-call"?',
        ),
        (
            changed(SHIPPED, 'id      = "quote"', 'id      = "quote"\nwas     = "price-call"'),
            'playbook.toml: rule "quote": was: "price-call" is a rule of this playbook still.',
        ),
    ],
)
def test_a_past_that_cannot_be_is_told(files, said) -> None:
    with pytest.raises(InvalidBusiness) as wrong:
        published(files)

    assert said == str(wrong.value)


def test_a_new_rule_under_the_first_name_of_another_would_be_taken_for_it() -> None:
    first = published(renamed(SHIPPED, "price-call", "price-phone"))
    both = changed(first, 'id      = "quote"\n', 'id      = "price-call"\n')
    both = changed(both, 'was     = "price-call"', "")

    with pytest.raises(InvalidBusiness, match='id: it would be taken for "price-phone", once "price-call"'):
        published(both, over=first)
