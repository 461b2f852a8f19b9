from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from followthrough.application.ports import DueWake
from followthrough.domain.commitment import Claim, Commitment
from followthrough.domain.customer import ContactPoint, Hold
from followthrough.domain.errors import FateUnknown, NotSent, Refused
from followthrough.domain.facts import Facts
from followthrough.domain.words import State, Step
from support.fakes import nobody_else
from support.shop import NORA, Shop, an_event, at
from support.turns import every_meeting

ORDERED = at("2026-03-02 11:00")
CLAIM, POST, RECORD = 4, 5, 7
"""Which of our calls claims a letter, which one sends it, and which one writes down that it was sent."""

CLAIM_OF_TASK = CLAIM - 1
"""A task is not counted beforehand."""

CANCELLED = an_event("order.cancelled", at("2026-03-02 11:00:30"))


def a_shop_with_a_thank_you() -> Shop:
    """A thank-you letter is due now, Monday 2 March, 11:00."""
    shop = Shop().without("slow-order")
    shop.hears(an_event("order.placed", ORDERED))
    return shop


def a_shop_with_a_care_call() -> Shop:
    """The task of a care call is due now, Wednesday 11 March, 13:30."""
    shop = Shop().without("money-back", "money-check")
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.clock.at = at("2026-03-11 13:30")
    return shop


def rings(shop: Shop, follow_up: str, *, message: str | None = None) -> str:
    return shop.rings(shop.wake_of(shop.owed(follow_up)), message=message)


def contacts(shop: Shop) -> list[int]:
    return [len(point.contacts) for point in shop.points()]


# ----- one mail ------------------------------------------------------------------------------------


def test_a_letter_is_claimed_sent_and_recorded_in_that_order():
    shop = a_shop_with_a_thank_you()
    seen: list[tuple[Claim | None, int]] = []
    shop.post.before_call = lambda: seen.append((shop.owed("first-thanks").claim, len(shop.post.sent)))

    outcome = rings(shop, "first-thanks")

    [(claim, sent_before)] = seen
    assert (claim is not None, sent_before, outcome) == (True, 0, "sent")
    assert (shop.owed("first-thanks").state, shop.owed("first-thanks").claim) == (State.KEPT, None)


def test_the_claim_and_the_budget_are_one_commit():
    shop = a_shop_with_a_thank_you()

    rings(shop, "first-thanks")

    claim = shop.ledger.written[1]
    assert [type(record).__name__ for record in claim] == ["Commitment", "ContactPoint", "ContactPoint"]


def test_a_mail_says_which_step_of_what_it_is():
    shop = a_shop_with_a_thank_you()

    rings(shop, "first-thanks")

    [letter] = shop.letters()
    assert (letter.step, letter.commitments) == (Step.REMIND, (shop.owed("first-thanks").id,))


def test_what_the_mail_service_called_it_stands_in_the_history():
    shop = a_shop_with_a_thank_you()

    rings(shop, "first-thanks")

    told = [(entry.what, entry.because) for entry in shop.owed("first-thanks").history]
    assert told[1:] == [("remind", "sent-1"), ("kept", "sent")]


# ----- what can go wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shop", "follow_up"),
    [(a_shop_with_a_thank_you(), "first-thanks"), (a_shop_with_a_care_call(), "week-after-delivery")],
    ids=["letter", "task"],
)
def test_what_surely_did_not_go_out_gives_claim_and_budget_back(shop, follow_up):
    shop.post.fails_with = [NotSent()]

    with pytest.raises(NotSent):
        rings(shop, follow_up, message="the same")

    assert (shop.owed(follow_up).claim, contacts(shop)) == (None, [0, 0])
    assert rings(shop, follow_up, message="the same") == "sent"
    assert len(shop.post.sent) == 1


def test_a_letter_whose_answer_was_lost_is_unsure_and_never_sent_again():
    shop = a_shop_with_a_thank_you()
    shop.post.fails_with = [FateUnknown()]

    outcome = rings(shop, "first-thanks")
    shop.until(at("2026-03-31 12:00"))

    assert outcome == "unsure"
    assert shop.letters() == []
    assert contacts(shop) == [1, 1]


def test_a_person_is_asked_about_an_unsure_letter_after_a_quarter_of_an_hour():
    shop = a_shop_with_a_thank_you()
    shop.post.fails_with = [FateUnknown()]
    rings(shop, "first-thanks")

    shop.until(at("2026-03-02 11:14"))
    before = shop.subjects_sent()
    shop.until(at("2026-03-02 11:15"))

    assert (before, shop.subjects_sent()) == ([], ["ask first-thanks"])
    assert shop.owed("first-thanks").unsure


def test_an_unsure_receipt_does_not_keep_its_task_from_going_out():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.post.fails_with = [FateUnknown()]

    shop.until(at("2026-03-02 14:30"))

    assert shop.subjects_sent() == ["ask price-call", "remind price-call"]


def test_a_task_whose_answer_was_lost_is_sent_again():
    shop = a_shop_with_a_care_call()
    shop.post.fails_with = [FateUnknown()]

    with pytest.raises(NotSent):
        rings(shop, "week-after-delivery")
    outcome = rings(shop, "week-after-delivery")

    assert (outcome, len(shop.tasks()), contacts(shop)) == ("sent", 1, [1, 1])


def test_a_letter_the_mail_service_refuses_is_not_tried_again_and_a_person_is_asked():
    shop = a_shop_with_a_thank_you()
    shop.post.fails_with = [Refused()]

    with pytest.raises(Refused):
        rings(shop, "first-thanks")
    shop.until(at("2026-03-02 11:15"))

    assert shop.subjects_sent() == ["ask first-thanks"]


def test_a_mail_that_cannot_be_written_claims_nothing():
    shop = a_shop_with_a_thank_you()
    shop.plays_by("first-thanks", letter=None)

    with pytest.raises(Exception, match="names no letter"):
        rings(shop, "first-thanks")

    assert shop.owed("first-thanks").claim is None


class Dies(BaseException):
    """The invocation is gone: nothing of ours can catch that."""


def dies_before(call: int, shop: Shop, follow_up: str) -> None:
    wake = shop.wake_of(shop.owed(follow_up))
    shop.before_call(call, dies)
    with pytest.raises(Dies):
        shop.rings(wake)
    shop.before_each_call(nobody_else)


def dies() -> None:
    raise Dies


@pytest.mark.parametrize(("call", "sent"), [(POST, 0), (RECORD - 1, 1), (RECORD, 1)])
def test_a_letter_is_sent_once_at_most_wherever_its_invocation_dies(call, sent):
    shop = a_shop_with_a_thank_you()

    dies_before(call, shop, "first-thanks")
    shop.clock.at += dt.timedelta(minutes=5)
    shop.until(shop.clock.at)

    assert (len(shop.letters()), shop.owed("first-thanks").unsure) == (sent, True)


@pytest.mark.parametrize("call", range(1, CLAIM + 1))
def test_a_letter_whose_invocation_dies_before_its_claim_is_sent_later(call):
    shop = a_shop_with_a_thank_you()

    dies_before(call, shop, "first-thanks")
    shop.until(ORDERED)

    assert (len(shop.letters()), shop.owed("first-thanks").state) == (1, State.KEPT)


# ----- somebody else at the same time --------------------------------------------------------------


def test_a_cancel_between_reading_and_claiming_sends_nothing():
    shop = a_shop_with_a_thank_you()
    wake = shop.wake_of(shop.owed("first-thanks"))
    shop.before_call(CLAIM, lambda: shop.hears(CANCELLED))

    outcome = shop.rings(wake)

    assert (outcome, shop.post.sent) == ("stale wake", [])


def test_a_stop_between_reading_and_claiming_sends_nothing():
    shop = a_shop_with_a_thank_you()
    owed, wake = shop.owed("first-thanks"), shop.wake_of(shop.owed("first-thanks"))
    shop.before_call(CLAIM, lambda: shop.says_stop(owed))

    shop.rings(wake)

    assert shop.post.sent == []


@pytest.mark.parametrize("follow_up", ["price-call", "week-after-delivery"])
def test_a_complaint_between_reading_and_claiming_is_seen(follow_up):
    """A promise that no complaint holds goes out all the same; a cheerful call does not."""
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("repair.received", at("2026-03-11 08:40")))
    shop.until(at("2026-03-11 13:29"))
    shop.clock.at = max(at("2026-03-11 13:30"), shop.wake_of(shop.owed(follow_up)).at)
    wake = shop.wake_of(shop.owed(follow_up))
    shop.before_call(CLAIM_OF_TASK, lambda: shop.hears(an_event("complaint.opened", shop.clock.at, source="helpdesk")))

    shop.rings(wake)

    assert (f"remind {follow_up}" in shop.subjects_sent()) is (follow_up == "price-call")


def test_a_cancel_between_claiming_and_recording_is_noted_as_crossed_and_staff_stand_down():
    shop = a_shop_with_a_care_call()
    shop.post.before_call = once(lambda: shop.hears(an_event("order.refunded", at("2026-03-11 13:30"))))

    rings(shop, "week-after-delivery")
    shop.until(at("2026-03-11 13:31"))

    call = shop.owed("week-after-delivery")
    assert call.state is State.RELEASED
    assert "remind crossed" in [entry.what for entry in call.history]
    assert shop.subjects_sent() == ["remind week-after-delivery", "stand_down week-after-delivery"]


def test_a_letter_that_crossed_its_cancel_is_noted_and_nobody_has_to_stand_down():
    shop = a_shop_with_a_thank_you()
    shop.post.before_call = once(lambda: shop.hears(CANCELLED))

    rings(shop, "first-thanks")
    shop.until(at("2026-03-02 12:00"))

    assert shop.owed("first-thanks").state is State.RELEASED
    assert "remind crossed" in [entry.what for entry in shop.owed("first-thanks").history]
    assert shop.subjects_sent() == ["first-thanks"]


def test_an_answer_while_its_task_is_being_mailed_stands():
    shop = a_shop_with_a_care_call()
    owed = shop.owed("week-after-delivery")
    shop.post.before_call = once(lambda: shop.taps(owed, "done"))

    rings(shop, "week-after-delivery")

    call = shop.owed("week-after-delivery")
    assert (call.state, call.claim, call.agenda) == (State.KEPT, None, ())


def test_what_do_not_contact_causes_is_not_lost_when_the_answer_crosses_its_own_task():
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("order.delivered", at("2026-03-11 13:00"), number="2"))
    owed = next(owed for owed in shop.all_owed("week-after-delivery") if owed.subject.id == "4711")
    shop.post.before_call = once(lambda: shop.taps(owed, "do_not_contact"))

    shop.rings(shop.wake_of(owed))
    shop.until(at("2026-03-11 13:40"))

    assert shop.live() == []


def test_a_notice_that_comes_before_the_record_settles_the_letter_at_once():
    """The mail service tells `send` within a second; the answer to our own call was lost and takes longer."""
    shop = a_shop_with_a_thank_you()
    owed = shop.owed("first-thanks")
    shop.post.before_call = once(lambda: shop.notices("send", owed))
    shop.post.fails_with = [FateUnknown()]

    outcome = rings(shop, "first-thanks")
    shop.until(at("2026-03-02 12:00"))

    assert (outcome, shop.owed("first-thanks").state, shop.owed("first-thanks").unsure) == ("sent", State.KEPT, False)
    assert shop.subjects_sent() == []


def test_a_bounce_that_comes_before_the_record_is_not_lost():
    shop = a_shop_with_a_thank_you()
    owed = shop.owed("first-thanks")
    shop.post.before_call = once(lambda: shop.notices("bounce", owed))

    rings(shop, "first-thanks")
    shop.until(at("2026-03-02 11:01"))

    assert shop.subjects_sent() == ["first-thanks", "ask first-thanks"]


# ----- every meeting of two ------------------------------------------------------------------------


def thanks_her(shop: Shop, message: str = "one") -> None:
    """The wake of the thank-you letter arrives, as it was planned."""
    [owed] = [owed for owed in shop.ledger.commitments if owed.follow_up == "first-thanks"]
    shop.rings(DueWake(commitment=owed.id, step=Step.REMIND, generation=1, at=ORDERED), message=message)


def claimed_too_late(shop: Shop) -> bool:
    """Whether the letter was claimed by a commit that came after the one of its cancel or of her stop."""
    over = was_claimed = False
    for commit in shop.ledger.written:
        for letter in (record for record in commit if isinstance(record, Commitment)):
            if over and letter.claim is not None and not was_claimed:
                return True
            was_claimed = letter.claim is not None
            over = over or letter.state is State.RELEASED
        over = over or any(isinstance(record, ContactPoint) and record.opted_out_at for record in commit)
    return False


def whatever_went_wrong(action: Callable[[Shop], object]) -> set[str]:
    """Everything that goes wrong in any placement of this action and of sending the letter."""
    wrong: set[str] = set()
    for meeting in every_meeting(a_shop_with_a_thank_you, thanks_her, action):
        shop = meeting.shop
        wrong |= {f"raised {failure!r}" for failure in meeting.failures if failure}
        wrong |= {"two letters"} if len(shop.letters()) > 1 else set()
        wrong |= {"claimed too late"} if claimed_too_late(shop) else set()
        wrong |= {"a claim is left"} if shop.owed("first-thanks").claim else set()
    return wrong


def test_a_letter_and_a_cancel_at_once_leave_nothing_live_in_every_placement():
    met: set[tuple[int, State]] = set()
    for meeting in every_meeting(a_shop_with_a_thank_you, thanks_her, lambda shop: shop.hears(CANCELLED)):
        met.add((len(meeting.shop.letters()), meeting.shop.owed("first-thanks").state))

    assert met == {(0, State.RELEASED), (1, State.RELEASED), (1, State.KEPT)}


def test_no_letter_is_claimed_after_a_cancel_in_any_placement():
    assert whatever_went_wrong(lambda shop: shop.hears(CANCELLED)) == set()


def test_no_letter_is_claimed_after_a_stop_in_any_placement():
    assert whatever_went_wrong(lambda shop: shop.says_stop(shop.owed("first-thanks"))) == set()


def test_two_wakes_at_once_send_one_letter_in_every_placement():
    assert whatever_went_wrong(lambda shop: thanks_her(shop, "two")) == set()


def test_two_wakes_at_once_leave_a_letter_that_is_kept_in_every_placement():
    meetings = every_meeting(a_shop_with_a_thank_you, thanks_her, lambda shop: thanks_her(shop, "two"))

    kept = {(len(meeting.shop.letters()), meeting.shop.owed("first-thanks").state) for meeting in meetings}
    assert kept == {(1, State.KEPT)}


def test_two_letters_to_one_address_at_once_keep_to_the_budget_in_every_placement():
    def two_thanks() -> Shop:
        shop = a_shop_with_a_thank_you()
        shop.plays_by("first-thanks", only_if=())
        shop.hears(an_event("order.placed", ORDERED, number="2", contact=NORA))
        return shop

    def sends(number: str) -> Callable[[Shop], object]:
        def send(shop: Shop) -> None:
            [owed] = [owed for owed in shop.ledger.commitments if owed.subject.id == number]
            wake = DueWake(commitment=owed.id, step=Step.REMIND, generation=1, at=ORDERED)
            shop.rings(wake, message=f"message-{number}")

        return send

    sent = {len(meeting.shop.letters()) for meeting in every_meeting(two_thanks, sends("4711"), sends("2"))}

    assert sent == {1}


def test_a_task_and_a_cancel_at_once_never_leave_staff_with_a_task_nobody_wants():
    def asks(shop: Shop) -> None:
        [owed] = [owed for owed in shop.ledger.commitments if owed.follow_up == "week-after-delivery"]
        shop.rings(DueWake(commitment=owed.id, step=Step.REMIND, generation=1, at=at("2026-03-11 13:30")))

    for meeting in every_meeting(
        a_shop_with_a_care_call, asks, lambda shop: shop.hears(an_event("order.refunded", at("2026-03-11 13:30")))
    ):
        meeting.shop.until(at("2026-03-11 13:31"))

        sent = meeting.shop.subjects_sent()
        assert sent in ([], ["remind week-after-delivery", "stand_down week-after-delivery"])


def once(action: Callable[[], object]) -> Callable[[], None]:
    """Do this the first time only."""
    left = [action]

    def act() -> None:
        if left:
            left.pop()()

    return act


def test_a_complaint_between_reading_and_claiming_keeps_a_nudge_back_too():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:59"))
    shop.clock.at = at("2026-03-10 11:00")
    complaint = an_event("complaint.opened", shop.clock.at, source="helpdesk")
    wake = shop.wake_of(shop.owed("week-after"))
    shop.before_call(CLAIM_OF_TASK, lambda: shop.hears(complaint))

    outcome = shop.rings(wake)

    assert "stale wake" == outcome
    assert "nudge week-after" not in shop.subjects_sent()


# ----- whoever steps in ----------------------------------------------------------------------------


def a_shop_with_a_question() -> Shop:
    """Wednesday 11 March, 09:20: a question, for the counter, who goes home at 12:30; the answer is promised for 17:00."""
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-11 09:20")))
    return shop


def test_whoever_is_in_gets_the_task_and_the_history_says_for_whom():
    shop = a_shop_with_a_question()

    shop.until(at("2026-03-11 15:00"))

    assert ["iris@corncrake.example", "donal@corncrake.example"] == [mail.to for mail in shop.tasks()]
    assert ("stands in", "counter > adviser") in [(entry.what, entry.because) for entry in shop.owed("answer").history]
    assert "counter" == shop.owed("answer").owner


def test_who_holds_the_task_is_told_not_to_act_on_it_though_it_is_another_ones():
    shop = a_shop_with_a_question()
    shop.until(at("2026-03-11 15:00"))

    shop.ledger.commit(shop.owed("answer").released(at=at("2026-03-12 09:00"), because="do not contact"))
    shop.until(at("2026-03-12 09:00"))

    assert ("stand_down answer", "donal@corncrake.example") == (shop.tasks()[-1].subject, shop.tasks()[-1].to)


def hands_over(shop: Shop) -> None:
    shop.rulebook.rules = replace(shop.rulebook.rules, facts=Facts(hand_over=True))


def test_what_is_handed_over_is_the_takers_with_every_later_step():
    shop = a_shop_with_a_question()
    hands_over(shop)

    shop.until(at("2026-03-11 15:00"))

    donal = "donal@corncrake.example"
    assert [("hand_over answer", donal), ("nudge answer", donal)] == [(m.subject, m.to) for m in shop.tasks()[1:]]
    assert "adviser" == shop.owed("answer").owner


def test_what_is_answered_while_it_is_handed_over_stays_answered():
    shop = a_shop_with_a_question()
    hands_over(shop)
    shop.until(at("2026-03-11 12:00"))
    shop.post.before_call = lambda: shop.taps(shop.owed("answer"), "done", by="counter")

    shop.until(at("2026-03-11 15:00"))

    assert (State.KEPT, "counter") == (shop.owed("answer").state, shop.owed("answer").owner)


def test_a_hand_over_that_could_not_be_sent_leaves_it_where_it_is_and_is_tried_again():
    shop = a_shop_with_a_question()
    hands_over(shop)
    shop.until(at("2026-03-11 12:00"))
    shop.post.fails_with = [NotSent()]

    with pytest.raises(NotSent):
        shop.until(at("2026-03-11 12:15"))
    before = shop.owed("answer").owner
    shop.until(at("2026-03-11 12:16"))

    assert ("counter", "adviser") == (before, shop.owed("answer").owner)


def test_what_an_open_complaint_holds_is_handed_to_nobody():
    shop = a_shop_with_a_question()
    hands_over(shop)
    shop.plays_by("answer", held_by_complaint=True)
    shop.until(at("2026-03-11 12:00"))
    held = Hold(because="complaint elsewhere", since=at("2026-03-11 12:01"))
    shop.ledger.commit(*(point.holding(held) for point in shop.points()))

    shop.until(at("2026-03-11 12:16"))

    assert "hand_over answer" not in shop.subjects_sent()
    assert ("hand_over", "complaint open") in [(entry.what, entry.because) for entry in shop.owed("answer").history]


def test_what_nobody_was_told_of_is_asked_for_each_day_until_somebody_answers():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:05")))
    shop.until(at("2026-03-09 17:00"))
    asked = [subject for subject in shop.subjects_sent() if subject == "escalate slow-order"]

    shop.taps(shop.owed("slow-order"), "done", when=at("2026-03-12 12:00"), by="owner")
    shop.until(at("2026-03-13 17:00"))

    assert 3 == len(asked)
    assert asked == [subject for subject in shop.subjects_sent() if subject == "escalate slow-order"]
    assert State.KEPT is shop.owed("slow-order").state
