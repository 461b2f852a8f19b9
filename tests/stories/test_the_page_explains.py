"""The page for people tells of a real run why something exists, why then, and why somebody is not contacted."""

from __future__ import annotations

from werkzeug.test import Client

from support.garage import Garage
from support.markup import Seen, seen
from workbench.bench import Bench
from workbench.server import Server


def look(bench: Bench, path: str) -> Seen:
    answer = Client(Server(bench)).get(path)
    assert 200 == answer.status_code
    return seen(answer.text)


def test_a_closed_day_is_the_reason_for_the_next_one(bench):
    garage = Garage(bench).at("10 17:05")
    garage.hears("repairshopr.repair-collected.ruth")

    shown = look(bench, f"/why/{garage.owed('week-after')['id']}").text

    assert "The repair was fetched on Tuesday 10 March, 17:05." in shown
    assert "We are closed on Tuesday 17 March, so it is done on Wednesday 18 March." in shown


def test_a_complaint_from_the_helpdesk_explains_the_silence_of_the_shop(bench):
    garage = Garage(bench).at("2 11:05")
    garage.hears("shopify.order-placed.idris")
    garage.at("12 13:40").hears("shopify.order-delivered.idris")
    assert "week-after-delivery" not in look(bench, "/quiet").text

    garage.at("18 14:10").hears("canonical.complaint-opened.idris")

    shown = look(bench, "/quiet").text
    assert "Idris Vale is not contacted about week-after-delivery , because a complaint" in shown


def test_the_whole_thread_of_a_customer_is_one_story_over_all_sources(bench):
    garage = Garage(bench).at("12 13:40")
    garage.hears("shopify.order-delivered.idris")
    garage.at("18 14:10").hears("canonical.complaint-opened.idris")
    garage.at("18 15:02").answers_last_task(outcome="problem", note="three straps, not four")

    shown = look(bench, "/customer/idris.vale@postbag.example").text

    told = (
        "because the order was delivered",
        "because the customer complained",
        "We leave on Saturday.",
        "Donal answered: there is a problem.",
        "three straps, not four",
        "it is now",
    )
    places = [shown.index(words) for words in told]
    assert sorted(places) == places


def test_a_staff_link_of_the_page_is_one_that_a_mail_could_hold(bench):
    links = {bench.staff_link("desk", bearer=role) for role in ("adviser", "counter")}

    assert 2 == len(links)
    assert all(link.startswith(f"{bench.base_url}/desk/") for link in links)


def test_looking_at_the_page_changes_nothing(bench):
    garage = Garage(bench).at("10 17:05")
    garage.hears("repairshopr.repair-collected.ruth")
    before = bench.records(), bench.mail(), bench.alarms()

    for path in ("/", "/promises", "/quiet", "/people", "/machine", f"/why/{garage.owed('week-after')['id']}"):
        look(bench, path)

    assert before == (bench.records(), bench.mail(), bench.alarms())
