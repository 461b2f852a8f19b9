from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import pytest

from followthrough.application.forget import Forgetting, Receipt, Request, forget
from followthrough.domain.customer import Note
from followthrough.domain.errors import RuleBroken, UndoClosed, Unreachable
from followthrough.domain.event import Contact
from followthrough.domain.one_voice import joined
from followthrough.domain.words import State, Step
from support.fakes import PlainHashes
from support.shop import NORA, Shop, an_event, at

KEY, ELSEWHERE = "rref:repairs/c-1", "rref:shopify/c-1"
FETCHED_AT = at("2026-03-03 16:20")
WORDS = "She told us about her mother."


def forgets(shop: Shop, *keys: str, everywhere: bool = True) -> Receipt:
    tools = Forgetting(ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock)
    return forget(keys or (KEY,), Request.by_us(everywhere=everywhere, tools=tools))


def fetched(*, until: str = "2026-03-10 10:01") -> Shop:
    """Nora has fetched her car; a week later Donal has the task to phone her."""
    shop = Shop()
    shop.hears(an_event("repair.collected", FETCHED_AT, note=WORDS, details=(("work", "the gift for Nora"),)))
    shop.until(at(until))
    return shop


def all_that_is_held(shop: Shop) -> str:
    """What the ledger says; keys of these tests may be read, keyed hashes may not."""
    told = " ".join(str(record) for record in shop.ledger.records.values())
    for key in ("ppoint:+353209150101", "epoint:nora@quill.example"):
        told = told.replace(key, "")
    return told


def test_nothing_of_her_is_left_and_the_receipt_counts() -> None:
    shop = fetched()

    receipt = forgets(shop)

    told = all_that_is_held(shop)
    assert [] == [
        word for word in ("Nora", "Quill", "quill.example", "9150101", "915 0101", "mother", "gift") if word in told
    ]
    assert (
        Receipt(customers=1, released=1, called_back=1, alarms=1, subjects=1, notes=1, addresses=2, wishes=0) == receipt
    )


def test_she_is_not_contacted_and_staff_are_called_back_without_her_name() -> None:
    shop = fetched()
    before = len(shop.post.sent)

    forgets(shop)
    shop.until(at("2027-04-01 09:00"))

    assert ["stand_down week-after"] == shop.subjects_sent()[before:]
    assert State.RELEASED is shop.owed("week-after").state


def test_a_second_time_finds_nothing_and_changes_nothing() -> None:
    shop = fetched()
    forgets(shop)
    before = dict(shop.ledger.records)
    shop.clock.at = at("2026-03-11 09:00")

    assert Receipt() == forgets(shop)
    assert before == shop.ledger.records


def test_nobody_is_a_normal_answer() -> None:
    assert Receipt() == forgets(Shop())


def test_her_full_stop_outlives_her() -> None:
    shop = fetched(until="2026-03-05 09:00")
    shop.says_stop(shop.owed("week-after"))

    receipt = forgets(shop)

    assert 2 == receipt.wishes
    assert all(point.opted_out_at and point.erased_at for point in shop.points())


def crash_at(shop: Shop, number: int) -> Callable[[], None]:
    """Everything fails from this call of the ledger on."""
    calls = itertools.count(1)

    def meet() -> None:
        if next(calls) >= number:
            raise Unreachable

    return meet


@pytest.mark.parametrize("number", range(1, 12))
def test_after_a_crash_the_same_request_finds_the_rest(number: int) -> None:
    whole, broken = fetched(), fetched()
    forgets(whole)

    broken.ledger.before_call = crash_at(broken, number)
    with pytest.raises(Unreachable):
        forgets(broken)
    broken.ledger.before_call = lambda: None
    forgets(broken)

    def without_versions(shop: Shop) -> dict[str, object]:
        return {key: replace(record, version=0) for key, record in shop.ledger.records.items()}

    assert without_versions(whole) == without_versions(broken)


NOT_AT_ALL, AFTER_THE_FIRST_COMMIT = 0, 5


@pytest.mark.parametrize("crash", [NOT_AT_ALL, AFTER_THE_FIRST_COMMIT])
@pytest.mark.parametrize("number", range(1, 8))
def test_no_letter_is_claimed_after_she_was_forgotten(number: int, crash: int) -> None:
    """She is forgotten before each call that sending her letter makes, perhaps not to the end: it was out, or stays."""
    shop = Shop()
    shop.hears(an_event("repair.collected", FETCHED_AT))
    letter = shop.owed("fetched-thanks")
    wake, claimed_first = shop.wake_of(letter), list[bool]()

    def ask() -> None:
        shop.ledger.before_call = shop.post.before_call = lambda: None
        claimed_first.append(shop.latest(letter).claim is not None or shop.latest(letter).state is State.KEPT)
        if crash:
            shop.ledger.before_call = crash_at(shop, crash)
        with pytest.raises(Unreachable) if crash else nullcontext():
            forgets(shop)
        assert [Contact()] == [customer.contact for customer in shop.customers()]
        shop.ledger.before_call = lambda: None

    shop.before_call(number, ask)
    shop.rings(wake)
    shop.ledger.before_call = shop.post.before_call = lambda: None
    shop.until(at("2027-04-01 09:00"))

    assert (["fetched-thanks"] if claimed_first.pop() else []) == shop.subjects_sent()


def test_what_was_made_at_the_same_moment_reaches_nobody() -> None:
    """The index of what is hers lags: what it did not show yet is let go when it falls due."""
    shop = Shop()
    shop.hears(an_event("repair.collected", FETCHED_AT))
    thread = shop.ledger.thread_of
    shop.ledger.thread_of = lambda customer: tuple(each for each in thread(customer) if each.follow_up != "week-after")  # type: ignore[method-assign]
    forgets(shop)
    shop.until(at("2027-04-01 09:00"))

    assert (State.RELEASED, "erased") == (shop.owed("week-after").state, shop.owed("week-after").history[-1].because)
    assert [] == shop.tasks()


def test_an_answer_writes_nothing_down_any_more() -> None:
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-03 09:00"))
    broken = shop.owed("price-call")
    forgets(shop)

    assert State.BROKEN is broken.state
    with pytest.raises(RuleBroken, match="forgotten"):
        shop.taps(broken, "done", note=WORDS)
    assert [] == list(shop.ledger.notes_of(KEY))


def test_an_answer_is_not_taken_back_for_somebody_who_was_forgotten() -> None:
    shop = fetched()
    shop.taps(shop.owed("week-after"), "done")
    forgets(shop)

    with pytest.raises(UndoClosed, match="forgotten"):
        shop.takes_back(shop.owed("week-after"))


def two_sources() -> Shop:
    shop = fetched(until="2026-03-05 09:00")
    shop.hears(an_event("order.delivered", at("2026-03-05 09:00"), source="shopify", number="1"))
    return shop


def test_one_source_forgets_and_the_other_keeps_its_promise() -> None:
    shop = two_sources()

    forgets(shop, ELSEWHERE, everywhere=False)

    assert ["week-after"] == shop.live()
    assert {KEY} == {key for point in shop.points() for key in point.customers}
    assert {shop.owed("week-after").id} == {call for point in shop.points() for call in point.calls}
    assert [NORA, Contact()] == [customer.contact for customer in shop.customers()]


def test_two_sources_by_one_address_are_forgotten_together() -> None:
    shop = two_sources()

    receipt = forgets(shop, KEY, ELSEWHERE)

    assert ([], 2, {Contact()}) == (shop.live(), receipt.customers, {each.contact for each in shop.customers()})
    assert all(point.erased_at and not point.customers for point in shop.points())


def test_somebody_elses_call_that_was_to_be_made_with_hers_is_a_call_of_its_own() -> None:
    shop = two_sources()
    lead, rider = shop.owed("week-after-delivery"), shop.owed("week-after")
    shop.ledger.commit(*joined(lead, (rider,), now=shop.clock.now()))

    forgets(shop, ELSEWHERE, everywhere=False)

    freed = shop.owed("week-after")
    assert ("call of its own", "erased") == (freed.history[-1].what, freed.history[-1].because)
    assert Step.REMIND in {wake.step for wake in freed.agenda}


def test_her_own_call_that_was_to_be_made_with_another_of_hers_is_released_with_it() -> None:
    shop = two_sources()
    shop.hears(an_event("order.delivered", at("2026-03-05 09:00"), source="shopify", number="2"))
    lead, rider = shop.all_owed("week-after-delivery")
    shop.ledger.commit(*joined(lead, (rider,), now=shop.clock.now()))

    forgets(shop, ELSEWHERE, everywhere=False)

    assert [State.RELEASED] * 2 == [owed.state for owed in shop.all_owed("week-after-delivery")]


def test_an_address_that_she_had_before_forgets_her_too() -> None:
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.hears(an_event("repair.cancelled", at("2026-03-02 09:00")))
    moved = replace(NORA, email="nora@newtown.example")
    shop.hears(an_event("repair.received", at("2026-03-04 08:40"), contact=moved, number="4712"))

    forgets(shop)

    assert 3 == len(shop.points())
    assert [] == [key for point in shop.points() for key in point.customers]


def test_older_news_of_any_source_stays_out_and_newer_comes_in() -> None:
    shop = fetched(until="2026-03-05 09:00")
    forgets(shop)

    for number, when in (("1", "2026-03-05 08:59"), ("2", "2026-03-05 09:01")):
        shop.hears(an_event("order.delivered", at(when), source="shopify", number=number))

    assert {"2"} == {owed.subject.id for owed in shop.ledger.commitments if owed.subject.source == "shopify"}


def test_what_one_source_asks_keeps_no_other_source_out() -> None:
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-05 09:00"), source="shopify", number="1"))
    shop.clock.at = at("2026-03-05 10:00")

    forgets(shop, ELSEWHERE, everywhere=False)
    shop.hears(an_event("repair.collected", at("2026-03-05 09:30")))

    assert ["fetched-thanks", "week-after"] == shop.live()


def test_many_commitments_and_notes_are_more_than_one_commit() -> None:
    shop = fetched(until="2026-03-05 09:00")
    owed = shop.owed("week-after")
    shop.ledger.commit(*(replace(owed, id=f"more-{number}", version=0) for number in range(40)))
    shop.ledger.commit(
        *(Note(customer=KEY, commitment=f"{number}", at=FETCHED_AT, by="adviser", text=WORDS) for number in range(120))
    )
    shop.ledger.written.clear()

    receipt = forgets(shop)

    assert (41, 121) == (receipt.released, receipt.notes)
    assert 50 >= max(len(changed) for changed in shop.ledger.written)
