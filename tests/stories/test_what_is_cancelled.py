"""Cancelled, refunded, or angry: no call, and the history says why."""

from __future__ import annotations

from support.garage import Garage
from workbench.story.samples import sample
from workbench.story.visitor import links_of, opens

IDRIS = {"given_name": "Idris", "family_name": "Vale", "email": "idris.vale@postbag.example"}


def test_a_refund_before_the_call_falls_due_releases_it(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.at("12 13:40").hears("shopify.order-delivered.idris")

    garage.tells("order.refunded", "9007199254740993", source="shopify", customer=IDRIS)
    garage.at("25 12:00")

    assert "released" == garage.owed("week-after-delivery")["state"]
    assert "order.refunded" == garage.becauses("week-after-delivery")[-1]
    assert [] == [subject for subject in garage.subjects("task") if "carrier" in subject]


def test_a_cancelled_order_that_was_delivered_later_gets_no_call(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.tells("order.cancelled", "9007199254740993", source="shopify", customer=IDRIS)

    garage.at("12 13:40").hears("shopify.order-delivered.idris")

    assert {"first-thanks", "slow-order"} == {each["follow_up"] for each in bench.commitments()}


def test_a_task_that_is_out_already_is_called_back_in_the_same_thread(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:45")

    attributes = {**_ticket("repairshopr.repair-received.nora"), "status": "Cancelled"}
    attributes["updated_at"] = "2026-03-02T14:45:00+00:00"
    garage.hears("repairshopr.repair-received.nora", attributes=attributes)

    asked, called_back = garage.mails("task")
    assert "Please do not phone Nora Quill" == called_back["subject"]
    assert asked["headers"]["References"] == called_back["headers"]["References"]
    assert "released" == garage.owed("price-call")["state"]

    garage.at("2 18:00")

    assert 2 == len(garage.mails("task"))


def test_a_complaint_from_the_helpdesk_holds_the_shops_cheerful_call(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.at("12 13:40").hears("shopify.order-delivered.idris")
    garage.at("18 14:10").hears("canonical.complaint-opened.idris")

    assert garage.owed("week-after-delivery")["held"]

    garage.at("19 17:00")

    assert "open" == garage.owed("week-after-delivery")["state"]
    assert "complaint open" == garage.becauses("week-after-delivery")[-1]
    assert [] == [subject for subject in garage.subjects("task") if "carrier" in subject]


def test_a_complaint_calls_back_the_call_that_is_about_to_be_made(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.at("3 13:40")
    garage.tells("order.delivered", "9007199254740993", source="shopify", customer={**IDRIS, "phone": "+353209150114"})
    garage.at("10 13:31")
    assert "Please phone Idris Vale" in garage.subjects("task")[-1]

    garage.tells("complaint.opened", "T-9", source="helpdesk", customer=IDRIS)

    called_back = [mail for mail in garage.mails("task") if mail["headers"]["X-Followthrough-Step"] == "stand_down"]
    assert ["Please do not phone Idris Vale"] == [mail["subject"] for mail in called_back]
    assert "A complaint of this customer is open" in called_back[0]["text"]


def test_a_complaint_is_thanked_for_at_any_hour_and_called_in_working_hours(bench):
    garage = Garage(bench).at("18 22:40")

    garage.tells("complaint.opened", "T-9", source="helpdesk", customer=IDRIS, note="A strap is missing.")

    assert "2026-03-18T22:40:00+00:00" == garage.mails("letter")[-1]["sent_at"]
    assert "Donal" in garage.mails("letter")[-1]["text"]
    assert [] == garage.mails("task")

    garage.at("19 10:00")

    asked = [mail for mail in garage.mails("task") if mail["headers"]["X-Followthrough-Step"] == "remind"]
    assert ["2026-03-19T08:00:00+00:00"] == [mail["sent_at"] for mail in asked]
    assert "2026-03-19T10:00:00+00:00" == garage.owed("listen")["promised_by"]


def test_a_care_letter_waits_for_the_morning(bench):
    garage = Garage(bench).at("3 22:40")

    garage.tells("order.placed", "1001", customer=IDRIS)

    assert [] == garage.mails("letter")

    garage.at("4 08:00")

    assert ["2026-03-04T08:00:00+00:00"] == [mail["sent_at"] for mail in garage.mails("letter")]


def test_opting_out_stops_care_and_keeps_promises(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    stop = next(link for link in links_of(garage.mails("letter")[0]) if "/stop/" in link)
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = bench.request(
        "POST", stop.removeprefix(bench.base_url), headers=headers, body="List-Unsubscribe=One-Click"
    )
    garage.at("12 13:40").hears("shopify.order-delivered.idris")
    garage.at("25 12:00")

    assert 200 == answer.status
    assert "released" == garage.owed("week-after-delivery")["state"]
    assert "opted out" == garage.becauses("week-after-delivery")[-1]

    garage.tells("complaint.opened", "T-10", source="helpdesk", customer=IDRIS)

    assert "Thank you for telling us" in garage.subjects("letter")[-1]


def test_looking_at_every_link_changes_nothing(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.hears("shopify.order-placed.idris")
    garage.at("2 14:30")
    before = bench.commitments()

    for mail in bench.mail():
        for link in links_of(mail):
            assert 200 == opens(link, bench=bench).status
            assert 200 == opens(link, bench=bench, method="HEAD").status

    assert before == bench.commitments()


def _ticket(name: str) -> dict[str, object]:
    return dict(sample(name).body["attributes"])
