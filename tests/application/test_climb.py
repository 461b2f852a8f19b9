"""The next rung, the next time: made once, whatever is done twice."""

from __future__ import annotations

from collections.abc import Sequence

from followthrough.application.ports import Record
from followthrough.domain.errors import NotSent
from followthrough.domain.words import State
from support.shop import LISTENED, NORA, Shop, an_event, at

OPENED = at("2026-03-18 14:10")
BY = at("2026-03-19 18:00")


def listened() -> Shop:
    shop = Shop()
    shop.hears(an_event("complaint.opened", OPENED, source="helpdesk"))
    shop.taps(shop.owed("listen"), "done", when=BY, **LISTENED)
    return shop


def test_the_remedy_is_promised_by_the_time_and_the_role_that_were_agreed():
    shop = Shop()
    shop.hears(an_event("complaint.opened", OPENED, source="helpdesk"))
    shop.taps(shop.owed("listen"), "done", when=BY, who="counter", **LISTENED)

    shop.until(at("2026-03-18 14:20"))

    assert (shop.owed("remedy").owner, shop.owed("remedy").promised_by) == ("counter", BY)
    assert "remedy-promised" in shop.subjects_sent()


def test_a_crash_between_two_commits_is_healed_by_doing_it_again():
    shop = listened()
    shop.until(at("2026-03-18 14:19"))
    shop.clock.at = at("2026-03-18 14:20")
    wake = shop.wake_of(shop.owed("listen"))
    commits = len(shop.ledger.written)
    settled = shop.ledger.commit

    def crash(*changed: Record, **unchanged: Sequence[Record]) -> None:
        if len(shop.ledger.written) > commits:
            raise NotSent
        settled(*changed, **unchanged)

    shop.ledger.commit = crash
    try:
        shop.rings(wake)
    except NotSent:
        shop.ledger.commit = settled

    assert [owed.follow_up for owed in shop.ledger.commitments].count("remedy") == 1
    assert shop.rings(wake) == "settled"
    assert len(shop.all_owed("remedy")) == 1


def test_a_second_round_is_told_by_the_same_complaint():
    shop = listened()
    shop.until(at("2026-03-19 14:00"))
    shop.taps(shop.owed("remedy"), "done", by="workshop")
    shop.until(at("2026-03-23 10:14"))
    shop.taps(shop.owed("check-back"), "problem")
    shop.until(at("2026-03-23 10:24"))

    again = shop.all_owed("listen")[-1]
    shop.taps(again, "done", when=at("2026-03-24 12:00"), by="owner", **LISTENED)
    shop.until(at("2026-03-23 10:40"))

    assert [owed.owner for owed in shop.all_owed("listen")] == ["adviser", "owner"]
    assert [owed.state for owed in shop.all_owed("remedy")] == [State.KEPT, State.OPEN]
    assert len({str(owed.subject) for owed in shop.ledger.commitments}) == 1


def test_what_the_check_back_has_said_is_dropped_and_care_that_comes_later_is_not():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-11 13:40"), number="carrier"))
    shop.hears(an_event("complaint.opened", OPENED, source="helpdesk"))
    shop.until(at("2026-03-18 14:59"))
    assert shop.owed("week-after-delivery").held
    shop.taps(shop.owed("listen"), "polite_no", note="The maker has one.")
    shop.hears(an_event("order.delivered", at("2026-03-18 15:05"), number="roof bars"))

    shop.until(at("2026-03-19 15:00"))

    states = {owed.subject.id: owed.state for owed in shop.all_owed("week-after-delivery")}
    assert states == {"carrier": State.RELEASED, "roof bars": State.OPEN}
    assert shop.all_owed("week-after-delivery")[0].history[-1].because == "the check-back has said it"


def test_a_planned_call_of_another_source_is_dropped_at_once():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-11 13:40"), number="carrier"))
    call = shop.owed("week-after-delivery")
    for point in shop.points():
        shop.ledger.commit(point.__class__(**{**point.__dict__, "calls": (call.id,)}))
    shop.hears(an_event("complaint.opened", OPENED, source="helpdesk"))
    shop.until(at("2026-03-18 14:59"))
    shop.taps(shop.owed("listen"), "polite_no", note="The maker has one.")

    shop.until(at("2026-03-18 15:09"))

    assert shop.latest(call).state is State.RELEASED


def test_a_complaint_soon_after_the_car_was_fetched_is_marked_as_a_comeback():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:20"))
    call = shop.owed("week-after")
    shop.taps(call, "problem", note="It grinds again.")

    shop.until(at("2026-03-10 10:30"))

    complaint = shop.ledger.read(subjects=[shop.owed("listen").subject]).subjects
    [details] = [dict(found.details) for found in complaint.values()]
    assert details["comeback"] == "after 6 days"


def test_the_hold_of_a_problem_ends_with_its_check_back():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:20"))
    shop.taps(shop.owed("week-after"), "problem")
    shop.until(at("2026-03-10 10:30"))
    assert all(point.holds for point in shop.points())
    shop.taps(shop.owed("listen"), "done", when=at("2026-03-11 12:00"), **LISTENED)
    shop.until(at("2026-03-11 10:00"))
    shop.taps(shop.owed("remedy"), "done", by="workshop")
    shop.until(at("2026-03-13 10:30"))

    shop.taps(shop.owed("check-back"), "done")
    shop.until(at("2026-03-13 10:40"))

    assert [point.holds for point in shop.points()] == [(), ()]
    assert shop.live() == []


def test_undoing_an_answer_about_a_complaint_leaves_the_hold_of_the_complaint():
    shop = listened()

    shop.taps(shop.owed("progress"), "problem")
    shop.takes_back(shop.owed("progress"))

    assert all(point.holds for point in shop.points())


def test_what_a_source_gave_is_a_star_once_however_often_the_ticket_tells_it():
    shop = Shop()
    fetched = ("fetched the car",)
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), goodwill=fetched))
    shop.hears(an_event("repair.quoted", at("2026-03-02 11:00"), goodwill=fetched))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), goodwill=(*fetched, "wipers checked")))

    [subject] = shop.ledger.read(subjects=[shop.owed("week-after").subject]).subjects.values()

    assert subject.stars == (at("2026-03-02 08:40"), at("2026-03-03 16:20"))
    assert [note.text for note in shop.ledger.notes_of(subject.customer)] == ["fetched the car", "wipers checked"]


def test_a_letter_and_an_answer_that_meet_make_the_next_time_once():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=NORA))
    shop.taps(shop.owed("price-call"), "done")
    shop.until(at("2026-03-04 10:00"))
    shop.taps(shop.owed("no-news"), "done", by="workshop", note="Friday")

    shop.until(at("2026-03-04 10:30"))

    assert [owed.state for owed in shop.all_owed("no-news")] == [State.KEPT, State.OPEN]
    assert shop.subjects_sent().count("no-news") == 1


def test_nobody_is_told_that_there_is_no_news_while_a_promised_time_lies_ahead():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:30"))
    shop.taps(shop.owed("price-call"), "reschedule", when=at("2026-03-06 10:00"))

    shop.until(at("2026-03-06 09:00"))

    assert "remind no-news" not in shop.subjects_sent()
    assert shop.owed("no-news").due_at == at("2026-03-10 16:00")


def test_a_letter_about_the_repair_moves_the_news_on_and_one_about_an_order_does_not():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.taps(shop.owed("price-call"), "done")
    shop.hears(an_event("order.placed", at("2026-03-03 12:00")))

    shop.until(at("2026-03-04 10:00"))

    assert "first-thanks" in shop.subjects_sent()
    assert "remind no-news" in shop.subjects_sent()
