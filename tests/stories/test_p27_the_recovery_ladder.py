"""P27, with P4, P21, P22, P25 and P3: from a complaint to the check-back, as one thread."""

from __future__ import annotations

from support.garage import Garage
from workbench.story.visitor import answers, links_of, opens

IDRIS = {"given_name": "Idris", "family_name": "Vale", "email": "idris.vale@postbag.example"}
LISTENED = {
    "outcome": "done",
    "expected": "Four straps in the box.",
    "got": "Three of them.",
    "remedy": "bring the fourth strap to your door.",
    "cause": "part_missing",
    "when": "2026-03-19T18:00",
}


def test_a_complaint_is_thanked_listened_to_put_right_and_asked_about(bench):
    garage = a_complaint(bench)

    assert "Thank you for telling us – Donal will phone you by 17:00" in garage.subjects("letter")

    garage.at("18 15:02").answers_last_task(**LISTENED)
    garage.at("18 15:11")
    assert "remedy" not in follow_ups(garage)

    garage.at("18 15:12")
    promised = garage.mails("letter")[-1]
    assert "We will put it right on Thursday 19 March by 18:00" == promised["subject"]
    assert "bring the fourth strap to your door" in promised["text"]
    assert ("workshop", "2026-03-19T18:00:00+00:00") == (owner(garage, "remedy"), garage.owed("remedy")["promised_by"])

    garage.at("19 17:20").answers_last_task(
        outcome="done", goodwill="brought to the door\nfitted\na spare strap", note="In the rain."
    )
    garage.at("23 10:00")
    assert ["kept", "kept"] == [garage.owed(name)["state"] for name in ("listen", "remedy")]
    asked = garage.mails("task")[-1]
    assert ["donal@corncrake.example"] == asked["to"]
    assert "Please phone Idris Vale between 10:00 and 12:30" in asked["subject"]
    assert "Given without charge: brought to the door; fitted; a spare strap" in asked["text"]

    garage.at("23 10:14").answers_last_task(outcome="done", note="best trip in years")
    garage.at("23 10:24")
    assert "kept" == garage.owed("check-back")["state"]
    assert [] == [each for each in bench.commitments() if each["follow_up"] != "week-after-delivery" and is_open(each)]

    garage.at("31 17:00")
    call = garage.owed("week-after-delivery")
    assert ("released", "the check-back has said it") == (call["state"], call["history"][-1]["because"])
    assert [] == [subject for subject in garage.subjects("task") if "a week after" in subject]
    assert 0 == garage.dead_letters()


def test_listening_needs_three_answers_a_cause_and_a_time(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02")

    page = garage.answers_last_task(outcome="done", expected="Four <straps>.", note="He was kind.")

    said = page.body.decode()
    assert 422 == page.status
    assert "what came instead, how we put it right, the cause and the day and hour" in said
    assert "Four &lt;straps&gt;." in said
    assert "He was kind." in said
    assert "open" == garage.owed("listen")["state"]
    garage.at("18 16:00")
    assert "remedy" not in follow_ups(garage)


def test_a_polite_no_with_an_alternative_ends_a_complaint_without_a_cheerful_echo(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02")

    assert 422 == garage.answers_last_task(outcome="polite_no").status
    page = garage.answers_last_task(outcome="polite_no", note="The maker sells single straps.")
    garage.at("31 17:00")

    assert 200 == page.status
    assert ("kept", "declined") == (garage.owed("listen")["state"], garage.becauses("listen")[-2])
    assert "remedy" not in follow_ups(garage)
    assert "released" == garage.owed("week-after-delivery")["state"]
    assert [] == [each for each in bench.commitments() if is_open(each)]


def test_what_is_not_right_at_the_check_back_is_heard_by_the_owner(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(**LISTENED)
    garage.at("19 17:20").answers_last_task(outcome="done")

    garage.at("23 10:14").answers_last_task(outcome="problem", note="The strap tore.")
    garage.at("23 10:24")

    assert "Thank you for telling us – Maeve will phone you by 17:00" == garage.subjects("letter")[-1]
    assert ("owner", "open") == (owner(garage, "listen"), garage.owed("listen")["state"])
    assert garage.owed("week-after-delivery")["held"]

    garage.at("23 15:00").answers_last_task(**{**LISTENED, "when": "2026-03-24T12:00"})
    garage.at("24 11:00").answers_last_task(outcome="done")
    garage.at("26 10:00")

    assert ("owner", "open") == (owner(garage, "check-back"), garage.owed("check-back")["state"])


def test_the_second_complaint_in_ninety_days_is_the_owners(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(outcome="polite_no", note="The maker sells single straps.")

    garage.at("25 09:00").tells("complaint.opened", "T-10", source="helpdesk", customer=IDRIS)

    assert "owner" == owner(garage, "listen")
    assert "Maeve will phone you by 17:00" in garage.subjects("letter")[-1]


def test_what_the_helpdesk_has_resolved_ends_the_whole_ladder(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(**LISTENED)
    garage.at("19 09:00")

    garage.hears("canonical.complaint-resolved.idris", occurred_at="2026-03-19T09:00:00+00:00")

    ladder = ("remedy", "progress", "end-of-hold")
    assert ["released"] * 3 == [garage.owed(name)["state"] for name in ladder]
    assert not any(each["held"] for each in bench.commitments() if is_open(each) and each["follow_up"] in ladder)


def test_a_remedy_that_cannot_be_kept_is_told_by_phone_and_never_by_letter(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(**LISTENED)
    garage.at("19 14:00")
    letters = garage.subjects("letter")

    garage.answers_last_task(outcome="cannot_keep", when="2026-03-20T12:00")
    garage.at("19 14:11")

    assert "We cannot keep this in time. Please phone now" in garage.mails("task")[-1]["text"]
    garage.answers_last_task(outcome="done")
    garage.at("19 18:30")
    first, second = [each for each in bench.commitments() if each["follow_up"] == "remedy"]
    assert ("told", "open") == (first["state"], second["state"])
    assert letters == garage.subjects("letter")
    assert "check-back" not in follow_ups(garage)


def test_an_open_complaint_is_reported_on_until_it_is_put_right(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(**{**LISTENED, "when": "2026-03-27T17:00"})
    garage.at("20 10:00")
    assert "write one sentence to Idris Vale about the complaint" in garage.mails("task")[-1]["subject"]

    garage.answers_last_task(outcome="done", note="The strap is on its way from the maker")
    garage.at("20 10:09")
    letters = len(garage.mails("letter"))
    garage.at("20 10:10")

    letter = garage.mails("letter")[-1]
    assert letters + 1 == len(garage.mails("letter"))
    assert "We are at it: The strap is on its way from the maker." in letter["text"]
    assert "You hear from us again on Tuesday 24 March by 16:00." in letter["text"]
    assert "2026-03-24T16:00:00+00:00" == garage.owed("progress")["promised_by"]

    garage.at("24 10:00").answers_last_task(outcome="done", note="It comes on Thursday")
    garage.at("26 10:00").answers_last_task(outcome="done", note="It is here")
    garage.at("27 09:00")

    assert 3 == len([each for each in garage.subjects("letter") if each.startswith("We are at it")])
    assert ["kept", "kept", "kept", "open"] == [each["state"] for each in all_owed(garage, "progress")]

    garage.at("27 11:00")
    assert "put it right for Idris Vale before" in garage.mails("task")[-1]["subject"]
    garage.answers_last_task(outcome="done")
    garage.at("27 11:10")

    assert "released" == all_owed(garage, "progress")[-1]["state"]


def test_no_hold_is_without_an_end(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(outcome="no_answer")

    owed = garage.owed("end-of-hold")

    assert ("owner", "2026-04-17T16:30:00+00:00") == (owed["owner"], owed["promised_by"])


def test_undoing_what_was_heard_leaves_everything_as_before(bench):
    garage = a_complaint(bench)
    garage.at("18 15:02").answers_last_task(**LISTENED)
    link = links_of(garage.mails("task")[-1])[0]

    answers(link, {"undo": "yes"}, bench=bench)
    garage.at("18 15:30")

    assert "remedy" not in follow_ups(garage)
    assert "open" == garage.owed("listen")["state"]
    assert 'name="expected"' in opens(link, bench=bench).body.decode()


def a_complaint(bench) -> Garage:
    """Idris has bought a bike carrier, a call is planned for Thursday 19, and on Wednesday 18 a strap is missing."""
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.at("12 13:40").hears("shopify.order-delivered.idris")
    garage.at("18 14:10").hears("canonical.complaint-opened.idris")
    return garage


def follow_ups(garage: Garage) -> list[str]:
    return [each["follow_up"] for each in garage.bench.commitments()]


def owner(garage: Garage, follow_up: str) -> str:
    return str(garage.owed(follow_up)["owner"])


def is_open(owed) -> bool:
    return owed["state"] == "open"


def all_owed(garage: Garage, follow_up: str):
    return [each for each in garage.bench.commitments() if each["follow_up"] == follow_up]


def test_a_problem_with_a_job_climbs_the_same_ladder_to_its_end(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 10:20").answers_last_task(outcome="problem", note="It grinds again.")
    garage.at("10 14:30")
    assert "Comeback: after 6 days" in garage.mails("task")[-1]["text"]

    garage.answers_last_task(**{**LISTENED, "when": "2026-03-11T12:00"})
    garage.at("11 10:00").answers_last_task(outcome="done")
    garage.at("13 10:30").answers_last_task(outcome="done")
    garage.at("31 17:00")

    assert [] == [each for each in bench.commitments() if is_open(each)]
    assert not any(each["held"] for each in bench.commitments())
    assert "complaint.resolved" in garage.becauses("end-of-hold")


def test_a_full_stop_gets_neither_a_care_letter_nor_a_care_call_and_a_complaint_is_heard(bench):
    garage = Garage(bench).at("2 11:05")
    garage.tells("inquiry.received", "T-1", source="helpdesk", customer=IDRIS)
    garage.at("2 15:00").answers_last_task(outcome="do_not_contact")
    garage.at("2 22:00").hears("shopify.order-placed.idris")
    garage.at("12 13:40").hears("shopify.order-delivered.idris")
    garage.at("18 12:00")

    letters = garage.subjects("letter")
    assert [] == [subject for subject in letters if "first order" in subject]
    assert "remind" not in garage.whats("week-after-delivery")
    assert [] == [subject for subject in garage.subjects("task") if "a week after the" in subject]

    garage.at("18 22:40").tells("complaint.opened", "T-2", source="helpdesk", customer=IDRIS)
    assert "Thank you for telling us" in garage.subjects("letter")[-1]
