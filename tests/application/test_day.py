from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.day import Saying, change, may_say, say, take_back, touched
from followthrough.application.todays_rules import TodaysRules
from followthrough.domain.errors import RuleBroken, Unreachable
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Facts, OtherHours, Pause, Scope
from support.shop import IDRIS, NORA, Shop, an_event, at

MONDAY = dt.date(2026, 3, 2)
TUESDAY = dt.date(2026, 3, 3)
ILL = Away(role="adviser", first=TUESDAY, last=TUESDAY)
UNKNOWN = Contact(given_name="Bram", family_name="Teague")


class Today(Shop):
    """The garage, that heeds what people say of today."""

    def __post_init__(self) -> None:
        super().__post_init__()
        todays = TodaysRules(published=self.rulebook, ledger=self.ledger)
        self.tools = replace(self.tools, rulebook=todays)
        self.answering = replace(self.answering, rulebook=todays)
        self.saying = Saying(ledger=self.ledger, published=self.rulebook, cards=self.tools.cards, clock=self.clock)


@pytest.fixture
def shop() -> Today:
    """Tuesday, 07:40: two prices and one answer to a complaint are promised for this morning."""
    shop = Today()
    shop.hears(an_event("repair.received", at("2026-03-02 15:00"), number="1"))
    shop.hears(an_event("repair.received", at("2026-03-02 15:05"), number="2", contact=UNKNOWN))
    shop.hears(an_event("complaint.opened", at("2026-03-02 15:10"), number="3", contact=IDRIS))
    shop.until(at("2026-03-03 07:40"))
    return shop


def whom(lines):
    return [(line.table.contact.given_name, line.takes.person if line.takes else None) for line in lines]


def asked_for_prices(shop):
    """Who got the task to tell a price."""
    return {mail.to for mail in shop.tasks() if mail.subject == "remind price-call"}


def test_what_it_touches_is_named_with_who_takes_it_and_nothing_is_saved(shop):
    before = dict(shop.ledger.records)

    touch = touched(ILL, tools=shop.saying)

    assert [("Nora", "Iris"), ("Bram", "Iris")] == whom(touch.promised)
    assert [("Idris", "Iris")] == whom(touch.complaints)
    assert (("Iris",), 0, ()) == (touch.takers, touch.care, touch.left_alone)
    assert before == shop.ledger.records


def test_on_a_closed_day_nobody_takes_them(shop):
    touch = touched(OtherHours(day=TUESDAY), tools=shop.saying)

    assert [("Nora", None), ("Bram", None)] == whom(touch.promised)
    assert touch.lines == touch.left_alone


def test_an_absence_that_begins_after_the_promise_touches_nothing(shop):
    wednesday = Away(role="adviser", first=dt.date(2026, 3, 4), last=dt.date(2026, 3, 4))

    assert () == touched(wednesday, tools=shop.saying).lines


def test_the_absence_of_somebody_who_owes_nothing_touches_nothing(shop):
    assert () == touched(replace(ILL, role="mechanic"), tools=shop.saying).lines


def test_those_who_cover_take_them_without_another_word(shop):
    letters = len(shop.letters())

    say(ILL, tell=False, by="owner", tools=shop.saying)
    shop.until(at("2026-03-03 10:00"))

    assert {"iris@corncrake.example"} == asked_for_prices(shop)
    assert letters == len(shop.letters())


def test_a_task_in_the_hands_of_somebody_away_is_asked_of_whoever_steps_in(shop):
    shop.until(at("2026-03-03 09:45"))
    tasks = len(shop.tasks())

    say(ILL, tell=False, by="owner", tools=shop.saying)
    say(ILL, tell=False, by="owner", tools=shop.saying)
    shop.until(at("2026-03-03 09:46"))

    asked = [(mail.subject, mail.to) for mail in shop.tasks()[tasks:]]
    iris = "iris@corncrake.example"
    assert [("remind listen", iris), ("remind price-call", iris), ("remind price-call", iris)] == sorted(asked)


def test_who_has_an_address_is_written_to_and_who_has_none_is_phoned(shop):
    said = say(ILL, tell=True, by="owner", tools=shop.saying)
    shop.until(at("2026-03-03 08:00"))
    nora, bram = shop.all_owed("price-call")[:2]

    assert (3, ()) == (len(said.told), said.to_phone)
    assert "told" == nora.state
    assert ("open", at("2026-03-04 12:00")) == (bram.state, bram.new_time)
    assert {"iris@corncrake.example"} == asked_for_prices(shop)
    assert 2 == shop.subjects_sent().count("told")


def test_saying_it_again_tells_nobody_twice(shop):
    say(ILL, tell=True, by="owner", tools=shop.saying)

    said = say(ILL, tell=True, by="owner", tools=shop.saying)

    assert () == said.told


def test_a_crash_half_way_is_healed_by_saying_it_again(shop):

    def down_after_a_while():
        if any(owed.new_time for owed in shop.ledger.commitments):
            raise Unreachable

    shop.ledger.before_call = down_after_a_while
    with pytest.raises(Unreachable):
        say(ILL, tell=True, by="owner", tools=shop.saying)
    shop.ledger.before_call = lambda: None
    half = [owed for owed in shop.ledger.commitments if owed.new_time]

    say(ILL, tell=True, by="owner", tools=shop.saying)
    shop.until(at("2026-03-03 08:00"))

    assert 0 < len(half) < 3
    assert 3 == len([owed for owed in shop.ledger.commitments if owed.new_time])
    assert 2 == shop.subjects_sent().count("told")


def test_whoever_holds_a_task_is_told_not_to_phone_now(shop):
    shop.until(at("2026-03-03 08:45"))
    tasks = len(shop.tasks())

    say(ILL, tell=True, by="owner", tools=shop.saying)
    shop.until(at("2026-03-03 08:46"))

    assert ("stand_down price-call", "donal@corncrake.example") in {
        (mail.subject, mail.to) for mail in shop.tasks()[tasks:]
    }


def test_a_second_move_is_for_the_phone_and_stays_with_whoever_covers(shop):
    say(ILL, tell=True, by="owner", tools=shop.saying)
    shop.until(at("2026-03-04 07:40"))

    said = say(
        replace(ILL, first=dt.date(2026, 3, 4), last=dt.date(2026, 3, 4)), tell=True, by="owner", tools=shop.saying
    )

    assert [("Idris", "Iris"), ("Bram", "Iris"), ("Nora", "Iris")] == whom(said.to_phone)
    assert () == said.told


def test_a_pause_of_letters_counts_them_and_names_no_promise(shop):
    shop.hears(an_event("order.placed", at("2026-03-02 22:00"), number="9", contact=NORA, source="shop"))
    touch = touched(Pause(scope=Scope.LETTERS, since=shop.clock.now()), tools=shop.saying)

    assert (1, 0, ()) == (touch.letters, touch.care, touch.lines)


def test_a_pause_of_everything_names_the_promises_that_it_would_break(shop):
    touch = touched(Pause(scope=Scope.ALL, since=shop.clock.now()), tools=shop.saying)

    assert [("Nora", None), ("Bram", None)] == whom(touch.promised)


def test_what_is_taken_back_is_as_if_nobody_had_said_it(shop):
    say(ILL, tell=False, by="owner", tools=shop.saying)
    take_back(ILL, tools=shop.saying)
    shop.until(at("2026-03-03 10:00"))

    assert {"donal@corncrake.example"} == asked_for_prices(shop)


def test_nonsense_is_refused_and_nothing_is_saved(shop):
    with pytest.raises(RuleBroken):
        say(replace(ILL, last=MONDAY), tell=False, by="owner", tools=shop.saying)

    assert Facts() == shop.ledger.facts()


def test_two_who_speak_at_once_are_both_heard(shop):
    other = Away(role="mechanic", first=TUESDAY, last=TUESDAY)
    calls = iter(range(1000))

    def meanwhile():
        if next(calls) == 1:
            change(lambda facts: replace(facts, away=(*facts.away, other)), ledger=shop.ledger)

    shop.ledger.before_call = meanwhile
    change(lambda facts: replace(facts, away=(*facts.away, ILL)), ledger=shop.ledger)

    assert {other, ILL} == set(shop.ledger.facts().away)


def test_a_change_that_changes_nothing_writes_nothing(shop):
    written = len(shop.ledger.written)

    change(lambda facts: facts, ledger=shop.ledger)

    assert written == len(shop.ledger.written)


@pytest.mark.parametrize(
    ("news", "by", "expected"),
    [
        (ILL, "owner", True),
        (ILL, "adviser", True),
        (ILL, "counter", False),
        (OtherHours(day=TUESDAY), "owner", True),
        (OtherHours(day=TUESDAY), "adviser", False),
    ],
)
def test_everybody_speaks_for_himself_and_the_owner_for_all(shop, news, by, expected):
    assert expected is may_say(news, by=by, rules=shop.rulebook.current())


def test_somebody_who_answers_meanwhile_is_heard_first(shop):
    nora = shop.all_owed("price-call")[0]
    calls = iter(range(1000))

    def meanwhile():
        if next(calls) == 8:
            shop.ledger.before_call = lambda: None
            shop.taps(nora, "done")

    shop.ledger.before_call = meanwhile
    say(ILL, tell=True, by="owner", tools=shop.saying)

    assert "kept" == shop.latest(nora).state


@pytest.fixture
def internal() -> Today:
    """A complaint of thirty days ago, which the owner has to close today: no customer knows of that."""
    shop = Today()
    shop.hears(an_event("complaint.opened", at("2026-03-02 10:00")))
    shop.until(at("2026-04-01 08:05"))
    return shop


def test_nobody_tells_a_customer_of_what_colleagues_owe_each_other(internal):
    closed = OtherHours(day=internal.clock.now().date())
    before = len(internal.letters())

    said = say(closed, tell=True, by="owner", tools=internal.saying)
    internal.until(at("2026-04-02 12:00"))

    assert ["end-of-hold"] == [line.table.rule.id for line in said.touch.lines]
    assert ((), before) == (said.told, len(internal.letters()))


def test_what_only_a_person_may_say_is_told_in_no_letter():
    shop = Today()
    shop.hears(an_event("complaint.remedy_agreed", at("2026-03-02 10:00"), agreed_by=at("2026-03-03 16:00")))
    shop.until(at("2026-03-03 07:40"))

    say(OtherHours(day=TUESDAY), tell=True, by="owner", tools=shop.saying)
    shop.until(at("2026-03-05 12:00"))

    assert "told" not in shop.subjects_sent()


@pytest.fixture
def one_call() -> Today:
    """Two promises to Nora that are one call of this morning; its task is out."""
    shop = Today()
    for number in ("van", "car"):
        shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), number=number))
    shop.until(at("2026-03-10 10:01"))
    return shop


def lead_and_rider(shop):
    return sorted(shop.all_owed("week-after"), key=lambda owed: owed.rides_with)


def test_what_was_to_be_said_in_a_call_that_is_put_off_has_a_call_of_its_own(one_call):
    say(OtherHours(day=dt.date(2026, 3, 10)), tell=True, by="owner", tools=one_call.saying)

    _, rider = lead_and_rider(one_call)
    assert ("call of its own", "cannot_keep") == (rider.history[-1].what, str(rider.history[-1].because))


def test_what_had_to_leave_a_call_is_touched_like_any_other(one_call):
    lead, rider = lead_and_rider(one_call)
    one_call.taps(lead, "cannot_keep", when=at("2026-03-11 10:00"))

    touch = touched(OtherHours(day=dt.date(2026, 3, 10)), tools=one_call.saying)

    assert [rider.id] == [line.table.commitment.id for line in touch.lines]
