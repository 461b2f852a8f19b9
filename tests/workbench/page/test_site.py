from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from followthrough.domain.customer import Note
from followthrough.lambdas import take_answer
from support.workbench_page import (
    NOW,
    PATHS,
    Browser,
    FakeBench,
    a_busy_bench,
    a_commitment,
    a_mail,
    a_record,
    an_alarm,
)
from workbench.engine.faults import Kind
from workbench.engine.wire import checked_call_name
from workbench.page import actions as page_actions
from workbench.page import site as page

EVIL = """"><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}' onload='x"""
BUSY_PATHS = (*PATHS, "/inbox/0001", "/customer/nora@quill.example", "/why/c1")
ADDRESSES = Map(page.routes()).bind("127.0.0.1")


def is_an_address(path: str, *, method: str = "GET") -> bool:
    try:
        ADDRESSES.match(unquote(path.partition("#")[0]), method=method)
    except HTTPException:
        return False
    return True


def a_hostile_bench() -> FakeBench:
    """A customer who writes markup wherever she can write."""
    owed = a_commitment(
        words=EVIL,
        follow_up=EVIL,
        owner=EVIL,
        customer={"name": EVIL, "email": EVIL + "@evil.example", "phone": EVIL},
        subject={"type": EVIL, "id": EVIL},
        history=[{"at": "2026-03-03T16:20:00+00:00", "what": EVIL, "because": EVIL}],
    )
    mail = a_mail(
        to=[EVIL],
        subject=EVIL,
        kind=EVIL,
        text=EVIL,
        html=EVIL,
        headers={EVIL: EVIL},
        attachments=[{"filename": EVIL, "content_type": EVIL, "text": EVIL}],
    ) | {"from": EVIL}
    return FakeBench(mails=[mail], owed=[owed], set_alarms=[an_alarm()])


@pytest.mark.parametrize("path", PATHS)
def test_every_page_can_be_seen_when_nothing_has_happened(path):
    assert 200 == Browser(FakeBench()).get(path).status_code


@pytest.mark.parametrize("path", ["/", "/promises"])
def test_an_empty_page_says_what_to_do_next(path):
    main = Browser(FakeBench()).get(path).text.partition("<main")[2]

    assert 'href="/samples"' in main


@pytest.mark.parametrize("path", BUSY_PATHS)
def test_every_page_is_whole(path):
    answer = Browser(a_busy_bench()).get(path)
    shown = Browser(a_busy_bench()).sees(path)

    assert 200 == answer.status_code
    assert [] == shown.unclosed
    assert (1, 1) == (len(shown.all("main")), len(shown.all("h1")))


@pytest.mark.parametrize("path", BUSY_PATHS)
def test_headings_never_skip_a_level(path):
    levels = [int(tag[1]) for tag, _ in Browser(a_busy_bench()).sees(path).tags if tag in {"h1", "h2", "h3", "h4"}]

    assert 1 == levels[0]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("bench", [FakeBench, a_busy_bench, a_hostile_bench])
def test_every_form_posts_to_an_address_that_exists(bench):
    paths = [path for path in BUSY_PATHS if Browser(bench()).get(path).status_code == 200]
    forms = [form for path in paths for form in Browser(bench()).sees(path).all("form")]

    assert len(forms) > len(paths)
    assert {"post"} == {form["method"] for form in forms}
    assert [] == [form["action"] for form in forms if not is_an_address(form["action"], method="POST")]


@pytest.mark.parametrize("path", BUSY_PATHS)
def test_every_link_leads_somewhere(path):
    links = [link for link in Browser(a_busy_bench()).sees(path).links if not link.startswith("#")]
    pages = tuple(f"{FakeBench.base_url}/{kind}/" for kind in take_answer.BEHIND)
    beside = {link for link in links if not is_an_address(link)}

    ours = {link for link in beside if link.startswith(pages)}
    assert beside - ours <= {"/workbench/mail/0001.eml"}
    assert bool(ours) is (path == "/people")


@pytest.mark.parametrize("bench", [a_busy_bench, a_hostile_bench])
@pytest.mark.parametrize("path", [*PATHS, "/inbox/0001", "/why/c1"])
def test_no_page_holds_a_script(bench, path):
    shown = Browser(bench()).sees(path)
    handlers = [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]

    assert [] == shown.all("script") == shown.all("img") == handlers


def test_what_a_customer_writes_stays_words():
    browser = Browser(a_hostile_bench())

    assert all(EVIL in browser.sees(path).text for path in ("/", "/promises", "/machine", "/inbox/0001", "/why/c1"))


def test_a_hostile_address_has_a_thread_that_can_be_reached():
    browser = Browser(a_hostile_bench())
    (link,) = {link for link in browser.sees("/promises").links if link.startswith("/customer/")}

    shown = browser.sees(link)

    assert EVIL in shown.text
    assert [] == shown.all("script") == shown.all("img")


@pytest.mark.parametrize("phone", ["555/1 & 2", "/admin", "100%2F?#", "+353 20 915 0111"])
def test_any_number_makes_a_link_to_a_thread(phone):
    owed = a_commitment(customer={"name": None, "email": None, "phone": phone})
    browser = Browser(FakeBench(owed=[owed]))
    (link,) = {link for link in browser.sees("/promises").links if link.startswith("/customer/")}

    assert 200 == browser.get(link).status_code


def test_a_button_on_a_thread_leads_back_to_the_thread():
    owed = a_commitment(customer={"name": None, "email": None, "phone": "5/5%"})
    browser = Browser(FakeBench(owed=[owed]))
    (link,) = {link for link in browser.sees("/promises").links if link.startswith("/customer/")}
    back = next(field["value"] for field in browser.sees(link).all("input") if field.get("name") == "back")

    led = browser.post("/clock", go="P1D", back=back).location

    assert 200 == browser.get(led).status_code


def test_a_mail_is_framed_without_any_right_to_run_something():
    frames = Browser(a_hostile_bench()).sees("/inbox/0001").all("iframe")

    assert ["phone", "wide screen"] == [frame["title"].rpartition(" a ")[2] for frame in frames]
    assert not any("allow-scripts" in frame["sandbox"] or "allow-same-origin" in frame["sandbox"] for frame in frames)
    assert all(frame["srcdoc"].endswith(EVIL) for frame in frames)


def test_an_opened_mail_shows_its_parts():
    shown = Browser(a_busy_bench()).sees("/inbox/0001").text

    assert all(part in shown for part in ("Hello Nora", "call.ics", "BEGIN:VCALENDAR", "week-after", "Nora Quill"))


def test_a_mail_without_html_shows_its_text():
    bench = FakeBench(mails=[a_mail(html="")])

    shown = Browser(bench).sees("/inbox/0001")

    assert [] == shown.all("iframe")
    assert "Hello Nora" in shown.text


def test_the_inbox_can_show_one_kind_of_mail():
    bench = FakeBench(mails=[a_mail(1, subject="To Nora"), a_mail(2, subject="To Donal", kind="task")])

    tasks = Browser(bench).sees("/tasks").text

    assert "To Donal" in tasks
    assert "To Nora" not in tasks


def test_a_promise_is_told_in_words_and_not_by_colour_alone():
    shown = Browser(a_busy_bench()).sees("/promises").text

    expected = ("open", "held", "unsure", "owed to Nora Quill", "by Donal, service adviser", "Tue 10 Mar, 12:30")
    assert all(words in shown for words in expected)


def test_an_open_promise_tells_when_its_alarm_fires_and_how_long_that_is():
    bench = FakeBench(owed=[a_commitment()], set_alarms=[an_alarm()])

    shown = Browser(bench).sees("/promises").text.replace("\N{NO-BREAK SPACE}", " ")

    assert "Fires Tue 10 Mar, 10:00 , in 6 d 17 h : the task goes to Donal" in shown


def test_an_open_promise_without_an_alarm_says_so():
    assert "No alarm is set for it." in Browser(FakeBench(owed=[a_commitment()])).sees("/promises").text


def test_a_thread_ends_with_what_is_to_come():
    bench = FakeBench(owed=[a_commitment()], set_alarms=[an_alarm()])

    shown = Browser(bench).sees("/customer/nora@quill.example").text

    assert (
        shown.index("It was made, because the repair was fetched.")
        < shown.index("it is now")
        < shown.rindex("the task goes to")
    )


def test_what_is_held_is_looked_at_again_and_not_promised_to_go_out():
    shown = Browser(a_busy_bench()).sees("/promises").text

    assert "We look again Tue 10 Mar, 10:00" in shown
    assert "the task goes to Donal" not in shown


def test_a_thread_tells_what_was_written_and_by_whom():
    words = [
        Note(customer="c", commitment="c1", at=NOW, by=by, text=text, goodwill=by == "adviser")
        for by, text in (("customer", EVIL), ("adviser", "new wipers"))
    ]

    shown = Browser(FakeBench(owed=[a_commitment()], written=words)).sees("/customer/nora@quill.example")

    assert f"Nora Quill : {EVIL}" in shown.text
    assert "Donal , given without charge: new wipers" in shown.text
    assert [] == shown.all("script")


def test_the_account_of_a_promise_answers_every_question():
    shown = Browser(a_busy_bench()).sees("/why/c1")

    assert ["Why it exists", "Why then", "What happened to it", "What comes next"] == [
        words for words in shown.words if words.startswith(("Why ", "What "))
    ]
    assert "because a complaint of this customer is open" in shown.text


def test_an_account_leads_to_what_the_promise_belongs_to():
    bench = FakeBench(owed=[a_commitment(1), a_commitment(2, follow_up="price-call", state="told")])
    bench.records = lambda: [  # type: ignore[method-assign]
        replace(a_record(each), follows="c2" if each["id"] == "c1" else "gone") for each in bench.owed
    ]

    assert "It stands in the place of price-call, told in time ." in Browser(bench).sees("/why/c1").text
    assert 200 == Browser(bench).get("/why/c2").status_code


def test_whoever_is_not_contacted_stands_there_with_the_reason():
    shown = Browser(a_busy_bench()).sees("/quiet").text

    assert "Nora Quill is not contacted about week-after , because a complaint of this customer is open" in shown


def test_the_bar_counts_what_is_held_back():
    shown = Browser(a_busy_bench()).sees("/samples").text

    assert "Held back 1" in shown


@pytest.mark.parametrize("path", ["/why/c1", "/quiet", "/customer/nora@quill.example"])
def test_a_reason_that_is_new_is_shown_as_it_is(path):
    history = [{"at": "2026-03-10T10:00:00+00:00", "what": "waits", "because": "the moon is full"}]

    assert "the moon is full" in Browser(FakeBench(owed=[a_commitment(history=history)])).sees(path).text


@pytest.mark.parametrize("path", ["/inbox/0009", "/customer/nobody@else.example", "/why/c9"])
def test_what_is_not_there_is_not_found(path):
    answer = Browser(a_busy_bench()).get(path)

    assert 404 == answer.status_code
    assert "That did not work" in answer.text


def test_every_sample_can_be_sent_and_sent_twice():
    shown = Browser(FakeBench()).sees("/samples")
    sent = {field["value"] for field in shown.all("input") if field.get("name") == "id"}
    twice = [button for button in shown.all("button") if button.get("value") == "twice"]

    assert {sample.id for sample in page.samples.samples()} == sent
    assert len(sent) == len(twice)


def test_a_sample_of_the_future_offers_to_go_there():
    ways = {button.get("value") for button in Browser(FakeBench()).sees("/samples").all("button")}

    assert "at_its_time" in ways


def test_the_samples_of_one_sender_have_a_page_of_their_own_and_lead_back_to_it():
    shown = Browser(FakeBench()).sees("/samples/stripe")
    fields = [(field["name"], field["value"]) for field in shown.all("input")]

    assert {"/samples/stripe"} == {value for name, value in fields if name == "back"}
    assert ["stripe"] * (len(fields) // 2) == [value.partition(".")[0] for name, value in fields if name == "id"]


def test_a_sender_without_samples_has_no_page():
    assert 404 == Browser(FakeBench()).get("/samples/telegraph").status_code


def test_without_samples_the_page_leads_to_the_doors(monkeypatch):
    monkeypatch.setattr(page.samples, "samples", list)

    assert "There are no samples" in Browser(FakeBench()).sees("/samples").text


def test_the_machine_room_shows_queues_alarms_faults_and_doors():
    shown = Browser(a_busy_bench()).sees("/machine").text

    assert all(words in shown for words in ("Due work 3", "Tue 10 Mar, 10:00", "throttled", "repairshopr"))


def test_a_message_put_off_is_an_alarm_of_nobody():
    alarm = an_alarm(commitment=None, step=None, generation=None)

    assert "a delayed message" in Browser(FakeBench(set_alarms=[alarm])).sees("/machine").text


def test_every_fault_and_every_call_offered_is_a_real_one():
    assert set(Kind) == set(page.FAULTS)
    assert list(page.CALLS) == [checked_call_name(call) for call in page.CALLS]


def test_another_website_hears_that_nothing_was_done():
    answer = Browser(FakeBench()).post_from("cross-site", "/reset")

    assert "Nothing was done" in answer.text


def test_the_page_takes_no_address_from_the_deployed_handlers():
    assert not any(is_an_address(path) for path in ("/a/token", "/stop/token", "/webhooks/shopify"))


def test_most_faults_is_what_the_form_allows():
    field = next(f for f in Browser(FakeBench()).sees("/machine").all("input") if f.get("name") == "times")

    assert str(page_actions.MOST_FAULTS) == field["max"]
