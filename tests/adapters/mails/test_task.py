from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import SHIPPED
from followthrough.adapters.mails.task import OUTCOMES, Task, outcomes_of, task_of
from followthrough.application.ports import Card
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Contact, Phone, PhoneQuality, SubjectRef
from followthrough.domain.words import Channel, MessageClass, Outcome, Step
from support.cards import ROLES, a_card, a_commitment, a_rule, at, the_price_call

TEXTS = Texts.read(SHIPPED)
TO_BE_DONE = {"export-asked", "source-erasure-asked"}
"""Scripts that say what to do; all others are said to a customer."""
DOUBTFUL = Phone(raw="555-555-SHIP", quality=PhoneQuality.DOUBTFUL)


def asked(card: Card, *, step: Step = Step.REMIND, texts: Texts = TEXTS) -> Task:
    task = task_of(card, step=step, texts=texts)
    return replace(task, when=task.when.replace("\N{NO-BREAK SPACE}", " "))


def a_nameless_card() -> Card:
    return a_card(contact=Contact(phone=DOUBTFUL, email="x@y.example"), missing=("name",))


def test_a_call_with_a_window_is_asked_for_in_its_window() -> None:
    task = asked(a_card())

    assert "Please phone Nora Quill between 10:00 and 12:30, a week after her repair" == task.subject
    assert "Please phone Nora Quill" == task.heading
    assert "Between 10:00 and 12:30 · 2 h 30 min left" == task.when


def test_a_price_call_is_asked_for_before_it_was_promised() -> None:
    task = asked(the_price_call())

    assert "Please phone Nora Quill before 17:00 – the price for her brakes" == task.subject
    assert ("Our aim", "by 15:30") in task.facts


def test_a_detail_nobody_told_us_is_said_in_a_general_word() -> None:
    subject = replace(the_price_call().subject, details=())

    assert asked(the_price_call(subject=subject)).subject.endswith("the price for her repair")


def test_the_promise_is_quoted_as_she_heard_it_with_its_day() -> None:
    task = asked(a_card())

    assert "Promised on Tuesday 3 March, 16:20" == task.quoted_as
    assert (
        "Donal will phone you on Tuesday 10 March between 10:00 and 12:30 to hear whether everything is right."
        == task.quoted
    )


def test_what_was_never_promised_is_not_called_a_promise() -> None:
    care = a_commitment(message_class=MessageClass.CARE, promised_by=None)
    task = asked(a_card(commitment=care))

    assert "" == task.quoted
    assert "Good morning Nora Quill, it is Donal from Corncrake Garage." == task.script[0]


def test_a_good_number_can_be_pressed_and_read() -> None:
    dial = asked(a_card()).dial

    assert ("+353 20 915 0177", "tel:+353209150177", "") == (dial.shown, dial.link, dial.remark)


def test_a_doubtful_number_is_shown_to_be_checked_and_not_dialled() -> None:
    dial = asked(a_nameless_card()).dial

    assert ("555-555-SHIP", "") == (dial.shown, dial.link)
    assert "Please check this number" in dial.remark


def test_what_is_missing_is_said_with_the_number_to_look_it_up_by() -> None:
    task = asked(a_card(contact=Contact(), missing=("name", "phone", "email")))

    assert "Please phone the customer of repair 1043" == task.heading
    assert (
        "Missing here: a name, a phone number and an email address. Please look it up under repair 1043."
        == task.missing
    )


def test_a_customer_without_a_name_is_greeted_without_one() -> None:
    assert asked(a_nameless_card()).script[0].startswith("Good morning, it is Donal from Corncrake Garage")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("2026-03-02 16:15", "Before 17:00 · 45 min left"),
        ("2026-03-02 17:00", "By 17:00 · now"),
        ("2026-03-02 17:08", "By 17:00 · 8 min late"),
        ("2026-03-03 08:00", "On Monday 2 March by 17:00 · 15 h late"),
    ],
)
def test_the_time_left_is_counted_to_what_she_was_told(clock: str, expected: str) -> None:
    assert expected == asked(the_price_call(now=at(clock))).when


def test_a_customer_abroad_is_shown_in_both_times() -> None:
    task = asked(a_card(commitment=a_commitment(zone="America/New_York")))

    assert "between 10:00 and 12:30 (Dublin time), a week after her repair" in task.subject
    assert ("Their time", "between 06:00 and 08:30 (New York time)") in task.facts


def test_a_broken_promise_begins_with_sorry() -> None:
    card = the_price_call(now=at("2026-03-02 17:00"), reader=ROLES["owner"])
    task = asked(card, step=Step.ESCALATE)

    assert "BROKEN: nobody phoned Nora Quill by 17:00, please do it now" == task.subject
    assert "urgent" == task.tone
    assert "Good afternoon Nora Quill, it is Maeve from Corncrake Garage." == task.script[0]
    assert "I am sorry" in task.script[1]
    assert 1 == sum("it is Maeve" in line for line in task.script)


def test_a_warning_asks_whether_it_can_be_kept() -> None:
    task = asked(the_price_call(now=at("2026-03-02 16:15")), step=Step.WARN)

    assert task.subject.startswith("At risk: phone Nora Quill before 17:00")
    assert "Iris or Maeve" in task.opening


def test_whoever_stands_down_is_told_why_and_asked_nothing() -> None:
    released = a_commitment().released(at=at("2026-03-10 10:00"), because="repair.reopened")
    task = asked(a_card(commitment=released), step=Step.STAND_DOWN)

    assert "Please do not phone Nora Quill" == task.subject
    assert task.opening.startswith("The repair was reopened.")
    assert ("", "", (), ()) == (task.when, task.dial.shown, task.script, task.outcomes)


def test_a_lost_letter_is_asked_about_with_what_it_was_to_say() -> None:
    letter = a_commitment(
        channel=Channel.EMAIL, promised_by=None, words="Thank you for your first order with us, from {who}."
    )
    task = asked(a_card(commitment=letter), step=Step.ASK)

    assert "Did our letter reach Nora Quill?" == task.heading
    assert ("It was to say", "Thank you for your first order with us, from Donal.") == (task.quoted_as, task.quoted)
    assert ("", ()) == (task.when, task.script)


def test_work_has_no_number_and_no_answer_machine() -> None:
    rule = a_rule(id="ready-by", reason="have the {work} of {name} ready", windows=(), script=None)
    work = a_commitment(follow_up="ready-by", channel=Channel.TASK)
    card = a_card(rule=rule, commitment=work)
    task = asked(card)

    assert "Please have the brakes of Nora Quill ready before 12:30" == task.subject
    assert ("", ()) == (task.dial.shown, task.script)
    assert not {Outcome.NO_ANSWER, Outcome.LEFT_MESSAGE, Outcome.DO_NOT_CONTACT} & set(outcomes_of(card))


def test_whom_no_letter_reaches_is_phoned_with_the_new_time_also_about_work() -> None:
    work = a_commitment(channel=Channel.TASK, new_time=at("2026-03-12 12:00"))
    task = asked(a_card(commitment=work))

    assert "say sorry, and tell the new time: Thursday 12 March, 12:00." in task.opening
    assert "+353 20 915 0177" == task.dial.shown


def test_every_outcome_can_be_chosen() -> None:
    assert tuple(Outcome) == outcomes_of(a_card())
    assert set(Outcome) == set(OUTCOMES)


def test_a_stand_in_is_told_for_whom() -> None:
    assert asked(a_card(reader=ROLES["counter"])).because.endswith("You step in for Donal.")


def test_a_rule_without_a_script_is_still_a_task() -> None:
    assert () == asked(a_card(rule=a_rule(script="nobody-wrote-it"))).script


def test_a_script_that_asks_for_what_is_not_there_is_named() -> None:
    texts = Texts(letters={}, scripts={"week-after": "{{ nmae }}"})

    with pytest.raises(InvalidBusiness, match="week-after"):
        asked(a_card(), texts=texts)


@pytest.mark.parametrize("name", sorted(TEXTS.scripts.keys() - TO_BE_DONE))
def test_every_script_has_manners(name: str) -> None:
    said = " ".join(asked(a_card(rule=a_rule(script=name))).script)

    assert said.startswith("Good morning Nora Quill, it is Donal from Corncrake Garage")
    assert "please" in said
    assert "Thank you" in said


def test_what_is_to_be_typed_names_the_customer_by_key_and_the_source_by_id() -> None:
    said = {name: " ".join(asked(a_card(rule=a_rule(script=name))).script) for name in TO_BE_DONE}
    owed = a_card().commitment

    assert f"followthrough export {owed.customer} " in said["export-asked"]
    assert f"followthrough forget --source {owed.subject.source} " in said["source-erasure-asked"]


def test_a_task_that_is_called_off_names_nothing_to_be_typed() -> None:
    assert () == asked(a_card(rule=a_rule(script="export-asked")), step=Step.STAND_DOWN).script


def test_a_care_call_whose_time_is_over_names_no_time_that_is_over() -> None:
    care = a_commitment(message_class=MessageClass.CARE, promised_by=None, due_at=at("2026-03-10 12:30"))

    task = asked(a_card(commitment=care, now=at("2026-03-11 10:00")))

    assert ("Please phone Nora Quill – a week after her repair", "") == (task.subject, task.when)


@pytest.mark.parametrize(("channel", "still"), [(Channel.CALL, True), (Channel.EMAIL, False)])
def test_a_question_about_a_lost_receipt_does_not_pass_for_the_call_itself(channel: Channel, *, still: bool) -> None:
    task = asked(a_card(commitment=a_commitment(channel=channel)), step=Step.ASK)

    assert still == ("is still to be done" in task.opening)


def test_one_call_about_two_matters_says_both_and_asks_nothing_twice() -> None:
    bars = a_card(
        rule=a_rule(id="week-after-delivery", reason="a week after the {product} came", script="week-after-delivery"),
        details={"product": "Roof bars"},
    )
    task = asked(a_card(joined=(bars,)))

    assert "ONE call for Nora Quill: brakes and roof bars" == task.subject
    assert "Between 10:00 and 12:30 · 2 h 30 min left" == task.when
    assert ("Also", "a week after the Roof bars came") in task.facts
    assert ["A week ago your Roof bars arrived."] == [
        line.partition(".")[0] + "." for line in task.script if "Roof bars" in line
    ]
    assert len(task.script) == len(set(task.script))
    assert 1 == sum("it is Donal" in line for line in task.script)


def test_a_broken_call_about_two_matters_still_says_both() -> None:
    bars = a_card(rule=a_rule(id="week-after-delivery", reason="the {product}"), details={"product": "Roof bars"})

    assert ("Also", "the Roof bars") in asked(a_card(joined=(bars,)), step=Step.ESCALATE).facts


def test_what_cannot_be_kept_and_is_told_by_phone_is_asked_for_as_a_call() -> None:
    work = a_commitment(channel=Channel.TASK, new_time=at("2026-03-12 12:00"))
    card = a_card(rule=a_rule(channel=Channel.TASK, windows=(), script=None), commitment=work)

    assert "Please phone Nora Quill before 12:30 – say sorry, and tell the new time" == asked(card).subject
    assert "Please phone Nora Quill" == asked(card).heading
    assert "Nobody phoned Nora Quill" == asked(card, step=Step.ESCALATE).heading


@pytest.mark.parametrize("step", [Step.WARN, Step.ESCALATE])
def test_the_number_stands_on_late_work_because_somebody_has_to_say_so(step: Step) -> None:
    work = a_commitment(channel=Channel.TASK)
    internal = a_card(rule=a_rule(to_colleague=True), commitment=work)

    assert "+353 20 915 0177" == asked(a_card(commitment=work), step=step).dial.shown
    assert "" == asked(internal, step=step).dial.shown


def test_sorry_names_a_call_only_where_a_call_was_promised() -> None:
    work = a_commitment(channel=Channel.TASK)

    assert "We promised you a call by 12:30" in " ".join(asked(a_card(), step=Step.ESCALATE).script)
    late = " ".join(asked(a_card(commitment=work), step=Step.ESCALATE).script)
    assert "We promised you that it would be done by 12:30 and did not keep it" in late


def test_a_number_that_our_own_desk_made_up_is_shown_to_nobody() -> None:
    promise = a_commitment(subject=SubjectRef(source="desk", type="promise", id="05f2eca471f2"))
    task = asked(a_card(commitment=promise, details={}, contact=Contact(), missing=("phone",)))

    assert "05f2eca471f2" not in repr(task)
    assert "For" not in dict(task.facts)
    assert "Please phone the customer of the promise" == task.heading
    assert "Missing here: a phone number. Please find it out." == task.missing


def test_one_matter_with_two_rules_is_no_call_about_two_matters() -> None:
    sentence = a_rule(id="no-news", channel=Channel.TASK, reason="write one sentence to {name} about the {work}")
    task = asked(replace(a_card(), joined=(a_card(rule=sentence),)), step=Step.NUDGE)

    assert "Still open: please phone Nora Quill between 10:00 and 12:30, a week after her repair" == task.subject
    assert "Please phone Nora Quill" == task.heading
