from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from followthrough.domain.commitment import Claim, Commitment, Wake
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import Asked, Contact, Event, Money, SubjectRef
from followthrough.domain.story import Known, Scene, Story, is_withdrawn, set_right, told_in_order
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, State, Step
from support.shop import NORA, at, shipped_rules

REPAIR = SubjectRef(source="repairs", type="repair", id="4711")
NOW = at("2026-03-04 09:00")
SCENE = Scene(
    playbook=shipped_rules().playbook,
    business=shipped_rules().business,
    customer="r1",
    contact=NORA,
    points=(ContactPoint(key="e1"),),
    addresses=("e1",),
)


def event(kind: str, when: str, *, euros: int = 0) -> Event:
    total = Money(minor=euros * 100, currency="EUR") if euros else None
    return Event(kind=f"repair.{kind}", occurred_at=at(when), subject=REPAIR, total=total)


RECEIVED = event("received", "2026-03-02 08:40")
QUOTED = event("quoted", "2026-03-02 11:00", euros=610)
CHEAPER = event("quoted", "2026-03-02 10:00", euros=590)
COLLECTED = event("collected", "2026-03-03 16:20")
REOPENED = event("reopened", "2026-03-04 08:00")
AGAIN = event("collected", "2026-03-04 08:30")


def subject(*events: Event) -> Subject:
    known = Subject(ref=REPAIR, customer="r1")
    for each in events:
        known = known.took(each)
    return known


def owed_for(*events: Event) -> Mapping[str, Commitment]:
    return told_in_order(subject(*events), scene=SCENE, now=NOW)


def after_late(news: Event, *events: Event, owed: Mapping[str, Commitment] | None = None) -> Mapping[str, Commitment]:
    """What is owed once this comes after all of those, which happened later; it is as they made it unless told."""
    before, after = subject(*events), subject(*events, news)
    known = owed_for(*events) if owed is None else owed
    return set_right(
        known,
        before=Known(subject=before, scene=SCENE),
        after=Known(subject=after, scene=SCENE),
        news=(news,),
        now=NOW,
    )


def ends(owed: Mapping[str, Commitment]) -> set[tuple[str, str, State, dt.datetime]]:
    plans = owed.values()
    return {(plan.follow_up, plan.occurrence, plan.state, plan.caused_at) for plan in plans if not is_withdrawn(plan)}


def as_sent(owed: Mapping[str, Commitment], *follow_ups: str) -> Mapping[str, Commitment]:
    """The same, of which these have gone out."""
    return {
        key: plan.did(Step.REMIND, at=NOW, because="sent") if plan.follow_up in follow_ups else plan
        for key, plan in owed.items()
    }


def test_an_event_in_its_turn_ends_and_begins():
    story = Story(subject=subject(RECEIVED)).going_on(RECEIVED, scene=SCENE, now=NOW)
    begun = replace(story, subject=story.subject.took(QUOTED)).going_on(QUOTED, scene=SCENE, now=NOW)

    states = {owed.follow_up: owed.state for owed in begun.owed.values()}
    assert (State.KEPT, State.OPEN) == (states["price-call"], states["quote"])


def test_what_was_under_way_before_our_start_line_is_ended_and_begins_nothing():
    begun = Story(subject=subject(RECEIVED)).going_on(RECEIVED, scene=SCENE, now=NOW)
    known = replace(begun, subject=begun.subject.took(QUOTED))

    ended = known.going_on(QUOTED, scene=replace(SCENE, begins=False), now=NOW)

    assert begun.owed.keys() == ended.owed.keys()
    assert State.KEPT in {owed.state for owed in ended.owed.values()}


def test_a_story_is_told_in_the_order_in_which_it_happened():
    assert ends(owed_for(RECEIVED, QUOTED, COLLECTED)) == ends(owed_for(COLLECTED, RECEIVED, QUOTED))


def test_news_that_comes_late_leaves_what_it_would_have_left_in_time():
    for news, known in (
        (RECEIVED, (QUOTED,)),
        (CHEAPER, (RECEIVED, QUOTED)),
        (COLLECTED, (REOPENED, AGAIN)),
        (REOPENED, (COLLECTED, AGAIN)),
    ):
        assert ends(owed_for(*known, news)) == ends(after_late(news, *known))


def test_a_reopening_that_comes_after_both_collections_parts_them():
    """Collected, collected again, and only then the reopening between them."""
    found = after_late(REOPENED, COLLECTED, AGAIN)

    calls = {(owed.occurrence, owed.state) for owed in found.values() if owed.follow_up == "week-after"}
    assert {("1", State.RELEASED), ("2", State.OPEN)} == calls


def test_what_late_news_do_not_change_stays_as_it_is_to_the_last_line():
    owed = owed_for(RECEIVED, QUOTED)

    found = after_late(event("started", "2026-03-02 09:00"), RECEIVED, QUOTED, owed=owed)

    assert owed == found


def test_a_plan_that_is_put_in_its_place_has_a_new_generation_and_its_whole_history():
    [old] = [owed for owed in owed_for(QUOTED).values() if owed.follow_up == "quote"]

    new = after_late(CHEAPER, QUOTED)[old.id]

    assert (CHEAPER.total, old.generation + 1, State.RELEASED) == (new.amount, new.generation, new.state)
    assert ["made", "made", "released"] == [entry.what for entry in new.history]


def test_a_price_that_she_was_told_is_not_told_a_second_time_because_an_older_one_comes_late():
    owed = as_sent(owed_for(QUOTED), "quote")

    found = after_late(CHEAPER, QUOTED, owed=owed)

    assert [plan for plan in found.values() if plan.follow_up == "quote"] == [
        plan for plan in owed.values() if plan.follow_up == "quote"
    ]


def test_a_call_that_somebody_was_asked_to_make_is_not_asked_for_a_second_time():
    owed = as_sent(owed_for(AGAIN), "week-after", "fetched-thanks")

    found = after_late(REOPENED, AGAIN, owed=owed)

    added = [plan.follow_up for key, plan in found.items() if key not in owed]
    assert (["no-news"], owed) == (added, {key: found[key] for key in owed})


def test_late_news_still_cancel_what_is_out():
    owed = as_sent(owed_for(COLLECTED, event("paid", "2026-03-04 08:45")), "week-after")

    found = after_late(REOPENED, COLLECTED, event("paid", "2026-03-04 08:45"), owed=owed)

    [call] = [plan for plan in found.values() if plan.follow_up == "week-after"]
    assert (State.RELEASED, Step.STAND_DOWN) == (call.state, call.agenda[0].step)


def test_what_was_never_owed_after_all_is_withdrawn_and_owed_again_by_other_news():
    bill = event("completed", "2026-03-03 12:00", euros=650)
    quote = event("quoted", "2026-03-02 11:00", euros=640)
    ready = event("completed", "2026-03-04 08:00", euros=640)

    without_letter = after_late(quote, bill)
    withdrawn = [owed for owed in without_letter.values() if is_withdrawn(owed)]
    known = Story(subject=subject(bill, quote, ready).owing(*without_letter), owed=without_letter)
    again = known.going_on(ready, scene=SCENE, now=NOW)

    assert [("ready", State.RELEASED, ())] == [(owed.follow_up, owed.state, owed.agenda) for owed in withdrawn]
    letter = again.owed[withdrawn[0].id]
    assert (State.OPEN, ready.occurred_at, letter.generation) == (letter.state, letter.caused_at, 3)


def test_what_she_can_be_reached_by_sets_right_what_nobody_has_begun():
    nobody = replace(SCENE, contact=Contact())
    known = subject(QUOTED)
    owed = told_in_order(known, scene=nobody, now=NOW)

    found = set_right(
        owed,
        before=Known(subject=known, scene=nobody),
        after=Known(subject=known, scene=SCENE),
        news=(),
        now=NOW,
    )

    ways = ({plan.channel for plan in plans.values() if plan.follow_up == "quote"} for plans in (owed, found))
    assert [{Channel.TASK}, {Channel.EMAIL}] == list(ways)


def test_a_plan_of_other_rules_is_left_alone():
    changed = {key: replace(plan, words="as it was promised then") for key, plan in owed_for(QUOTED).items()}

    found = after_late(CHEAPER, QUOTED, owed=changed)

    assert [changed[key] for key in changed] == [found[key] for key in changed]


def test_a_price_that_was_withdrawn_is_no_price_she_was_told():
    quote = event("quoted", "2026-03-02 11:00", euros=610)
    sooner = Scene(**{**vars(SCENE), "begins": False})
    known, owed = subject(quote), owed_for(quote)
    nothing = set_right(
        owed, before=Known(subject=known, scene=SCENE), after=Known(subject=known, scene=sooner), news=(), now=NOW
    )
    other = event("quoted", "2026-03-02 12:00", euros=640)

    told = Story(subject=known.took(other).owing(*owed), owed=nothing).going_on(other, scene=SCENE, now=NOW)

    assert {True} == {is_withdrawn(plan) for plan in nothing.values()}
    letters = [(plan.occurrence, plan.amount) for plan in told.owed.values() if plan.follow_up == "quote"]
    assert [("1", other.total)] == letters


def test_that_we_tried_to_reach_her_is_not_told_of_a_matter_that_is_over():
    call = next(each for each in owed_for(RECEIVED).values() if each.follow_up == "price-call")
    letter = Wake(step=Step.RECEIPT, at=NOW + dt.timedelta(hours=1))
    tried = call.ended(State.KEPT, at=NOW, what="kept", because="tried", then=(letter,))
    leaving = replace(tried, id="leaving", claim=Claim(step=Step.RECEIPT, generation=1, token="t", at=NOW, message="m"))
    cancelled = replace(RECEIVED, kind="repair.cancelled", occurred_at=NOW)
    told = replace(tried, id="told", state=State.TOLD)
    story = Story(subject=subject(RECEIVED), owed={"tried": tried, "leaving": leaving, "told": told})

    after = story.ended_by(cancelled, scene=SCENE, now=NOW).owed

    assert ((), "not sent: repair.cancelled") == (after["tried"].agenda, after["tried"].history[-1].because)
    assert (leaving, told) == (after["leaving"], after["told"])


def test_a_no_counts_for_a_call_that_was_tried_or_is_to_be_mended_and_for_nothing_that_is_over():
    call = next(each for each in owed_for(RECEIVED).values() if each.channel is Channel.CALL)
    tried = call.ended(
        State.KEPT,
        at=NOW,
        what="kept",
        because="tried",
        then=(Wake(step=Step.RECEIPT, at=NOW + dt.timedelta(hours=1)),),
    )
    over = replace(tried, id="over", agenda=())
    to_mend = replace(call, id="mend").ended(
        State.BROKEN, at=NOW, what="broken", because="nothing was recorded in time"
    )
    says_no = replace(QUOTED, asked=Asked.NO)
    story = Story(subject=subject(RECEIVED, says_no), owed={"tried": tried, "mend": to_mend, "over": over})

    heeded = story.heeding(says_no).owed

    assert {"tried": Asked.NO, "mend": Asked.NO, "over": Asked.UNKNOWN} == {
        name: owed.asked for name, owed in heeded.items()
    }
