from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from followthrough.adapters.business.business_folder import DEFAULT, BusinessFolder
from followthrough.adapters.business.business_shape import BusinessShape
from followthrough.adapters.business.playbook_shape import PlaybookShape
from followthrough.domain.asked_first import Leave
from followthrough.domain.due import AtOnce, Later, OrWhen, WorkingDaysLater
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Asked, Money
from followthrough.domain.opening import Span
from followthrough.domain.playbook import DetailIs, FirstOrder, FollowUp, TotalAtLeast, Tries
from followthrough.domain.words import Channel, MessageClass
from support.cards import at

SENTENCE = re.compile(r'(business|playbook)\.toml: ((rule|role) "[^"]+": )?([\w.-]+: )?.+[.?]')
SHIPPED = BusinessFolder().current()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("business.toml", "playbook.toml"):
        shutil.copy(DEFAULT / name, tmp_path)
    return tmp_path


def a_rule(name: str) -> FollowUp:
    return SHIPPED.playbook.by_id(name)


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidBusiness) as wrong:
        BusinessFolder(folder).current()
    return str(wrong.value)


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the shipped {file} says {old} no more"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


# ----- what ships -----------------------------------------------------------------------------------


def test_the_firm_that_ships_calls_back() -> None:
    business = SHIPPED.business

    assert ("corncrake", "Europe/Dublin", "EUR", "Maeve") == (
        business.id,
        business.zone,
        business.currency,
        business.boss.person,
    )
    assert {"owner", "adviser", "counter", "workshop", "mechanic", "apprentice"} == set(business.roles)


def test_the_folder_is_read_once() -> None:
    rulebook = BusinessFolder()

    assert rulebook.current() is rulebook.current()


def test_a_call_is_read_as_its_owner_wrote_it() -> None:
    rule = a_rule("week-after")

    assert (Channel.CALL, "adviser", Later(days=7), MessageClass.PROMISE, "fetched-thanks") == (
        rule.channel,
        rule.role,
        rule.due,
        rule.message_class,
        rule.announced_by,
    )
    assert (Span.parse("10:00-12:30"), Span.parse("13:30-17:00")) == rule.windows
    assert Tries(count=3, over_days=2, then_letter="we-tried") == rule.tries
    assert (True, 5, ("repair.reopened",)) == (rule.held_by_complaint, rule.drop_after_days, rule.cancel_on)


def test_a_letter_is_signed_by_a_person_and_goes_out_at_once() -> None:
    rule = a_rule("first-thanks")

    assert (Channel.EMAIL, "counter", "first-thanks", AtOnce(), (FirstOrder(),)) == (
        rule.channel,
        rule.role,
        rule.letter,
        rule.due,
        rule.only_if,
    )


def test_what_the_owner_left_out_is_the_houses_custom() -> None:
    rule = a_rule("week-after")

    assert (dt.timedelta(minutes=90), dt.timedelta(hours=1), dt.timedelta(minutes=45)) == (
        rule.inside,
        rule.lead,
        rule.warn_lead,
    )


def test_conditions_are_values_not_texts() -> None:
    worth_a_call = TotalAtLeast(money=Money(minor=10_000, currency="EUR"))

    assert (FirstOrder(), worth_a_call) == a_rule("week-after-delivery").call_if_any


def test_a_hold_can_be_switched_off() -> None:
    assert not a_rule("price-call").held_by_complaint


def test_a_holiday_is_closed_for_everybody_and_for_letters() -> None:
    saint_patrick = dt.date(2026, 3, 17)
    business = SHIPPED.business

    assert not business.calendar.is_open_day(saint_patrick)
    assert not business.letter_hours.is_open_day(saint_patrick)
    assert not business.role("adviser").calendar.is_open_day(saint_patrick)


def test_a_week_by_the_sea_is_closed_from_its_first_day_to_its_last() -> None:
    days = [dt.date(2026, 8, day) for day in (1, 3, 8, 10)]

    assert [True, False, False, True] == [SHIPPED.business.calendar.is_open_day(day) for day in days]


def test_a_day_with_other_hours_is_an_ordinary_day_for_letters() -> None:
    afternoon = at("2026-12-24 15:00")

    assert not SHIPPED.business.calendar.is_open(afternoon)
    assert SHIPPED.business.letter_hours.is_open(afternoon)


def test_her_own_hours_count_only_while_the_firm_is_open() -> None:
    iris = SHIPPED.business.role("counter").calendar

    assert (True, False) == (iris.is_open(at("2026-03-02 10:00")), iris.is_open(at("2026-03-02 14:00")))
    assert (False, True) == (iris.is_open(at("2026-03-07 08:30")), iris.is_open(at("2026-03-07 09:30")))


def test_other_hours_call_nobody_in_on_a_day_off(folder: Path) -> None:
    changed(folder, "business.toml", '"2026-12-24" = ["08:00-12:30"]', '"2026-12-19" = ["08:00-17:00"]')
    business = BusinessFolder(folder).current().business

    a_saturday = dt.date(2026, 12, 19)
    assert (True, False, True) == (
        business.calendar.is_open_day(a_saturday),
        business.role("adviser").calendar.is_open_day(a_saturday),
        business.role("counter").calendar.is_open_day(a_saturday),
    )


def test_on_a_day_with_other_hours_she_keeps_her_own(folder: Path) -> None:
    changed(folder, "business.toml", '"2026-12-24" = ["08:00-12:30"]', '"2026-12-24" = ["08:00-17:00"]')
    iris = BusinessFolder(folder).current().business.role("counter").calendar

    assert (True, False) == (iris.is_open(at("2026-12-24 10:00")), iris.is_open(at("2026-12-24 15:00")))


def test_who_works_until_midnight_is_there_until_midnight(folder: Path) -> None:
    changed(folder, "business.toml", 'mon = ["08:00-12:30", "13:30-17:30"]', 'mon = ["08:00-24:00"]')
    changed(folder, "business.toml", 'hours  = ["08:00-12:30"]', 'hours  = ["18:00-24:00", "08:00-12:00"]')
    iris = BusinessFolder(folder).current().business.role("counter").calendar

    assert iris.is_open(at("2026-03-02 23:59"))


def test_who_is_not_there_on_a_day_has_no_hours_on_it() -> None:
    saturday = at("2026-03-07 10:00")

    assert SHIPPED.business.calendar.is_open(saturday)
    assert not SHIPPED.business.role("adviser").calendar.is_open(saturday)


def test_an_assumed_event_is_one_that_the_real_one_moves(folder: Path) -> None:
    assumed = 'when    = "order.delivered"\nor_when = "5 working days after order.shipped"\nworth = "250 EUR"'
    changed(folder, "playbook.toml", 'when    = "order.delivered"', assumed)

    rule = BusinessFolder(folder).current().playbook.by_id("week-after-delivery")

    assert OrWhen(kind="order.shipped", later=WorkingDaysLater(days=5)) == rule.or_when
    assert ("order.delivered", "order.delayed", "order.updated") == rule.moved_by
    assert Money(minor=250_00, currency="EUR") == rule.worth
    assert None is a_rule("week-after-delivery").worth


def test_an_assumed_event_moves_a_rule_that_nothing_else_moves(folder: Path) -> None:
    changed(
        folder,
        "playbook.toml",
        'when    = "order.ready_for_collection"',
        'when = "order.ready_for_collection"\nor_when = "3 days after order.paid"',
    )

    assert ("order.ready_for_collection",) == BusinessFolder(folder).current().playbook.by_id(
        "waiting-for-you"
    ).moved_by


def test_what_a_rule_does_not_say_the_firm_says_for_all(folder: Path) -> None:
    changed(folder, "playbook.toml", 'not_after  = "5 working days"\n', "")
    changed(folder, "business.toml", 'not_after = "5 working days"', 'not_after = "3 working days"')

    playbook = BusinessFolder(folder).current().playbook
    waiting, promised = playbook.by_id("waiting-for-you"), playbook.by_id("answer")

    assert 3 == playbook.by_id("week-after").drop_after_days
    assert (dt.timedelta(days=30), Tries(count=3, over_days=2, then_letter=None)) == (waiting.max_age, waiting.tries)
    assert (None, None) == (promised.max_age, promised.drop_after_days)


def test_a_firm_need_not_say_anything_for_all(folder: Path) -> None:
    path = folder / "business.toml"
    text = path.read_text(encoding="utf-8")
    begins, ends = text.index("[defaults]"), text.index("[[role]]")
    path.write_text(text[:begins] + text[ends:], encoding="utf-8")

    assert None is BusinessFolder(folder).current().playbook.by_id("waiting-for-you").tries


def test_silence_is_a_yes_at_home_and_not_in_germany() -> None:
    table = SHIPPED.business.asked_first

    assert dt.date(2026, 3, 1) == table.confirmed
    assert (Leave.MAY, Leave.ONLY_IF_ASKED) == (table.calls["IE"], table.calls["DE"])
    assert (Leave.MAY, Leave.ONLY_IF_ASKED) == (table.letters["GB"], table.letters["AT"])


def test_without_a_table_of_countries_silence_is_nowhere_a_yes(folder: Path) -> None:
    text = (folder / "business.toml").read_text()
    table = text[text.index("[asked_first]") : text.index("[[role]]")]

    rules = BusinessFolder(changed(folder, "business.toml", table, "")).current()

    assert "not asked" == rules.business.asked_first.objection(Asked.UNKNOWN, channel=Channel.CALL, country="IE")


# ----- what an owner can get wrong --------------------------------------------------------------------

MISTAKES = [
    ("business.toml", 'zone     = "Europe/Dublin"', 'zone     = "Mars/Olympus"', "zone"),
    ("business.toml", 'zone     = "Europe/Dublin"', 'zone     = "../../etc"', "zone"),
    ("business.toml", 'country  = "IE"', 'country  = "Ireland"', "country"),
    ("business.toml", 'id       = "corncrake"', 'id       = "Corncrake Garage!"', "id"),
    ("business.toml", 'motto    = "we call back"', 'moto     = "we call back"', "moto"),
    ("business.toml", 'mon = ["08:00-12:30", "13:30-17:30"]', 'mon = ["8 to 12"]', "hours.mon"),
    ("business.toml", 'mon = ["08:00-12:30", "13:30-17:30"]', 'mon = ["12:30-08:00"]', "hours.mon"),
    ("business.toml", 'mon = ["08:00-12:30", "13:30-17:30"]', 'mon = ["08:00-12:30", "12:00-17:30"]', "hours.mon"),
    ("business.toml", "sun = []", 'sunday = ["08:00-12:30"]', "hours.sunday"),
    (
        "business.toml",
        '"2026-03-17" = "Saint Patrick\'s Day"',
        '"17 March" = "Saint Patrick\'s Day"',
        "closed.17 March",
    ),
    ("business.toml", '"2026-08-03..2026-08-08"', '"2026-08-08..2026-08-03"', "closed.2026-08-08..2026-08-03"),
    (
        "business.toml",
        '"2026-12-24" = ["08:00-12:30"]',
        '"Christmas Eve" = ["08:00-12:30"]',
        "other_hours.Christmas Eve",
    ),
    ("business.toml", '"2026-12-24" = ["08:00-12:30"]', '"2026-12-24" = ["morning"]', "other_hours.2026-12-24"),
    ("business.toml", 'hours = ["08:00-20:00"]', 'hours = ["always"]', "letters.hours"),
    ("business.toml", "at_most = 2", "at_most = -2", "budget.cheerful.at_most"),
    ("business.toml", "at_most = 2", "at_most = 21", "budget.cheerful.at_most"),
    ("business.toml", 'confirmed = "2026-03-01"', 'confirmed = "in March"', "asked_first.confirmed"),
    ("business.toml", 'DE = "only_if_asked"', 'DE = "never"', "asked_first.calls.DE"),
    ("business.toml", 'DE = "only_if_asked"', 'Germany = "may"', "asked_first.calls.Germany"),
    ("business.toml", 'owner    = "owner"', 'owner    = "boss"', "owner"),
]
RULE_MISTAKES = [
    ("price-call", 'call    = "adviser"', 'call    = "advisor"', "call"),
    ("price-call", 'due     = "same day by 17:00 if before 14:30,', 'due     = "soonish,', "due"),
    ("price-call", 'inside  = "90 open minutes"', 'inside  = "90 minutes"', "inside"),
    ("price-call", 'class   = "promise"', 'class   = "promised"', "class"),
    ("price-call", 'reason  = "the price', 'raeson  = "the price', "raeson"),
    ("price-call", "count = 3", "count = 0", "tries.count"),
    ("price-call", "hold_while = []", 'hold_while = ["it rains"]', "hold_while"),
    ("price-call", 'when    = "repair.received"', 'when    = "repair.recieved"', "when"),
    ("price-call", '"repair.quoted"', '"repair.qouted"', "kept_by"),
    ("price-call", '"repair.cancelled"', '"repair.canceled"', "cancel_on"),
    ("fetched-thanks", 'not_after  = "2 working days"', 'not_after  = "2 days"', "not_after"),
    ("quote", 'signed  = "adviser"\n', "", "a letter is signed by a person; write signed = "),
    (
        "quote",
        'signed  = "adviser"\n',
        'signed  = "adviser"\ncall = "adviser"\n',
        "call and letter are 2 things",
    ),
    ("week-after", '"10:00-12:30", "13:30-17:00"', '"in the morning"', "window"),
    ("week-after", 'announced_by    = "fetched-thanks"', 'announced_by    = "fetched"', "announced_by"),
    ("first-thanks", 'only_if = ["first order"]', 'only_if = ["total over 100"]', "only_if"),
    ("week-after-delivery", '"total at least 100 EUR"', '"total at least 100 euros"', "call_if_any"),
    ("price-call", 'id      = "week-after"', 'id      = "price-call"', "id"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), MISTAKES)
def test_a_mistake_in_the_firm_is_told_with_its_file_and_key(
    folder: Path, file: str, old: str, new: str, key: str
) -> None:
    sentences = refusal(changed(folder, file, old, new)).splitlines()

    assert [sentence for sentence in sentences if sentence.startswith(f"business.toml: {key}: ")], sentences
    assert all(SENTENCE.fullmatch(sentence) for sentence in sentences), sentences


@pytest.mark.parametrize(("rule", "old", "new", "key"), RULE_MISTAKES)
def test_a_mistake_in_a_rule_is_told_with_its_file_rule_and_key(
    folder: Path, rule: str, old: str, new: str, key: str
) -> None:
    sentences = refusal(changed(folder, "playbook.toml", old, new)).splitlines()

    assert [sentence for sentence in sentences if sentence.startswith(f'playbook.toml: rule "{rule}": {key}')], (
        sentences
    )
    assert all(SENTENCE.fullmatch(sentence) for sentence in sentences), sentences


def test_a_person_who_is_away_all_week_is_told_by_her_role(folder: Path) -> None:
    said = refusal(changed(folder, "business.toml", 'days   = ["mon", "tue", "wed", "thu", "fri"]\n', "days   = []\n"))

    assert said.startswith('business.toml: role "owner": days: '), said


def test_cover_that_nobody_holds_is_told(folder: Path) -> None:
    said = refusal(changed(folder, "business.toml", 'cover  = ["counter", "owner"]', 'cover  = ["conter", "owner"]'))

    assert said.startswith('business.toml: role "adviser": cover: '), said


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    changed(folder, "playbook.toml", 'inside  = "90 open minutes"', 'inside  = "90 minutes"')
    changed(folder, "playbook.toml", 'not_after  = "2 working days"', 'not_after  = "2 days"')

    sentences = refusal(folder).splitlines()

    assert ['rule "price-call": inside', 'rule "fetched-thanks": not_after'] == [
        ": ".join(sentence.split(": ")[1:3]) for sentence in sentences
    ]


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ('when    = "repair.received"', 'when    = "repair.recieved"', "repair.received"),
        ('call    = "adviser"', 'call    = "advisor"', "adviser"),
        ('reason  = "the price', 'raeson  = "the price', "reason"),
        ('announced_by    = "fetched-thanks"', 'announced_by    = "fetched-thank"', "fetched-thanks"),
    ],
)
def test_a_word_that_nearly_fits_is_offered(folder: Path, old: str, new: str, meant: str) -> None:
    assert f'did you mean "{meant}"?' in refusal(changed(folder, "playbook.toml", old, new))


def test_who_is_meant_by_a_strange_name_can_be_looked_up(folder: Path) -> None:
    said = refusal(changed(folder, "playbook.toml", 'call    = "adviser"', 'call    = "Zoe"'))

    assert 'there is no role "Zoe"; there is owner, adviser, counter, workshop, mechanic, apprentice.' in said


@pytest.mark.parametrize("file", ["business.toml", "playbook.toml"])
def test_a_file_that_is_not_there_is_told(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert f"{file}: the file cannot be read." == refusal(folder)


def test_what_is_not_toml_is_told_with_its_line(folder: Path) -> None:
    (folder / "playbook.toml").write_text("[[follow_up]\n", encoding="utf-8")

    assert refusal(folder).startswith("playbook.toml: line 1: “[[follow_up]” cannot be read; ")


def test_what_is_not_text_is_told(folder: Path) -> None:
    (folder / "playbook.toml").write_bytes(b"\xff\xfe\x00")

    assert "playbook.toml: this is not UTF-8 text; please save it as UTF-8." == refusal(folder)


def test_rules_that_are_no_tables_are_told(folder: Path) -> None:
    (folder / "playbook.toml").write_text('follow_up = ["price-call", 7]\n', encoding="utf-8")

    assert refusal(folder).startswith("playbook.toml: follow_up: ")


def test_the_files_have_a_schema_for_editors() -> None:
    told = PlaybookShape.model_json_schema()["$defs"]["FollowUpShape"]["properties"]

    assert "string" == told["due"]["type"]
    assert {"class", "window", "tries"} <= set(told)
    assert "id" in BusinessShape.model_json_schema()["properties"]


def test_a_playbook_without_rules_is_told(folder: Path) -> None:
    (folder / "playbook.toml").write_text("", encoding="utf-8")

    assert refusal(folder).startswith("playbook.toml: follow_up: ")


def test_only_a_letter_that_announces_a_call_announces():
    playbook = BusinessFolder().current().playbook

    assert ["fetched-thanks", "thanks"] == [rule.id for rule in playbook.follow_ups if rule.announces]


def test_a_promise_by_hand_belongs_to_whoever_typed_it_and_is_read_back() -> None:
    rule, call = a_rule("by-hand"), a_rule("by-hand-call")

    assert ("owner", True, 4, dt.timedelta(hours=1)) == (rule.role_from, rule.reads_back, rule.inside_part, rule.inside)
    assert (DetailIs(name="how", word="phone", is_so=False),) == rule.only_if
    assert (DetailIs(name="how", word="phone"),) == call.only_if
