"""Every class by every channel in every state: what is decided, and why; the page for owners shows the same tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from followthrough.domain.asked_first import AskedFirst
from followthrough.domain.commitment import Wake
from followthrough.domain.customer import ContactPoint, PastContact
from followthrough.domain.customer import Hold as Complaint
from followthrough.domain.event import Asked
from followthrough.domain.facts import Facts, OtherHours, Pause, Scope
from followthrough.domain.guards import Hold, OtherWay, Scene, Send, Skip, Wait, decide
from followthrough.domain.opening import Span
from followthrough.domain.today import as_it_is
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import BUSINESS, NORA, a_commitment, a_rule, at

PAGE = Path(__file__).parents[2] / "docs" / "contact-rules.md"

NOW = at("2026-03-10 10:15")
LONG_AGO, DAY = NOW - dt.timedelta(days=60), dt.timedelta(days=1)
EMAIL, PHONE = ContactPoint(key="e1"), ContactPoint(key="p1")
COMPLAINT = Complaint(because="complaint 1", since=NOW - DAY)

Fact = Callable[[Scene], Scene]
CHANNELS = (Channel.CALL, Channel.EMAIL, Channel.TASK)


def a_scene(message_class: MessageClass, channel: Channel) -> Scene:
    """Tuesday 10 March, 10:15, an ordinary morning: something of this class, by this channel, is due."""
    promised = at("2026-03-10 12:30") if message_class is MessageClass.PROMISE else None
    commitment = a_commitment(
        follow_up="it", channel=channel, message_class=message_class, promised_by=promised, caused_at=LONG_AGO
    )
    return Scene(
        commitment=commitment,
        rule=a_rule(id="it", channel=channel, message_class=message_class, windows=(), letter="it"),
        contact=NORA,
        points=(EMAIL, PHONE),
        business=BUSINESS,
        now=NOW,
    )


def known(**facts: object) -> Fact:
    """This stands at every address of hers."""
    return lambda scene: dataclasses.replace(
        scene, points=tuple(dataclasses.replace(point, **facts) for point in scene.points)
    )


def owed(**facts: object) -> Fact:
    return lambda scene: dataclasses.replace(scene, commitment=dataclasses.replace(scene.commitment, **facts))


def it_is(**facts: object) -> Fact:
    return lambda scene: dataclasses.replace(scene, **facts)


def both(*states: Fact) -> Fact:
    def apply(scene: Scene) -> Scene:
        for state in states:
            scene = state(scene)
        return scene

    return apply


def paused(scope: Scope, name: str = "") -> Fact:
    return it_is(facts=Facts(pauses=(Pause(scope=scope, name=name, since=NOW - DAY),)))


def reached(**changes: object) -> Fact:
    return it_is(contact=dataclasses.replace(NORA, **changes))


def heard(count: int) -> tuple[PastContact, ...]:
    """So many cheerful contacts about other things yesterday."""
    care = PastContact(at=NOW - DAY, channel=Channel.TASK, message_class=MessageClass.CARE, follow_up="other")
    return (care,) * count


def a_letter_once(scene: Scene) -> Scene:
    """The rule writes, whatever has become of it."""
    return dataclasses.replace(scene, rule=dataclasses.replace(scene.rule, channel=Channel.EMAIL))


def a_rule_that_heeds_it(scene: Scene) -> Scene:
    return dataclasses.replace(scene, rule=dataclasses.replace(scene.rule, unless_asked_no=True))


A_KIND_CALL = a_commitment(message_class=MessageClass.CARE, promised_by=None)
OVER = a_commitment(state=State.RELEASED)
CLOSED_TODAY = as_it_is(BUSINESS, Facts(other_hours=(OtherHours(day=NOW.date()),)))
KEPT_BACK = owed(held=True, history=a_commitment().noted("held", at=NOW - 2 * DAY, because="complaint open").history)
TOO_LATE_SOON = owed(agenda=(Wake(step=Step.REMIND, at=NOW), Wake(step=Step.LAPSE, at=NOW + DAY)))
YES = known(consented_at=LONG_AGO)

ABROAD = reached(country="DE")
UNCONFIRMED = dataclasses.replace(BUSINESS, asked_first=AskedFirst())

STATES: dict[str, Fact] = {
    "nothing is known against it": it_is(),
    "she has said yes to advertising": YES,
    "one of her addresses has not said yes": both(
        YES, it_is(points=(EMAIL, dataclasses.replace(PHONE, consented_at=NOW)))
    ),
    "nothing is known of her at all": it_is(points=(), contact=dataclasses.replace(NORA, email=None, phone=None)),
    "she said stop": known(opted_out_at=NOW - DAY),
    "she said yes, and stop later": both(YES, known(opted_out_at=NOW - DAY)),
    "a complaint of hers is open": both(YES, known(holds=(COMPLAINT,))),
    "a complaint kept it back, and was put right": both(YES, KEPT_BACK, known(recovered_at=NOW - DAY)),
    "she has heard from us often enough": both(YES, known(contacts=heard(2))),
    "the same, and it is soon too late": both(YES, known(contacts=heard(2)), TOO_LATE_SOON),
    "it is 23:30": both(YES, it_is(now=at("2026-03-10 23:30"))),
    "it is 23:30, and she asked a minute ago": both(
        YES, it_is(now=at("2026-03-10 23:30")), owed(caused_at=at("2026-03-10 23:29"))
    ),
    "it is Sunday": both(YES, it_is(now=at("2026-03-15 10:15"))),
    "we are closed today": both(YES, it_is(business=CLOSED_TODAY)),
    "everything is paused": both(YES, paused(Scope.ALL)),
    "letters are paused": both(YES, paused(Scope.LETTERS)),
    "this rule is paused": both(YES, paused(Scope.FOLLOW_UP, "it")),
    "this customer is paused": both(YES, paused(Scope.CUSTOMER, "repairs#81")),
    "letters to her come back": both(YES, known(bounced_at=NOW - DAY), reached(email=None)),
    "no address of hers is known": both(YES, reached(email=None)),
    "it was to be a letter, and no address is known": both(YES, a_letter_once, reached(email=None)),
    "no number of hers is known": both(YES, reached(phone=None)),
    "it announces a kind call": both(YES, it_is(announced=A_KIND_CALL)),
    "it announces a kind call, and she said stop": both(known(opted_out_at=NOW - DAY), it_is(announced=A_KIND_CALL)),
    "it announces a call that is not made any more": both(YES, it_is(announced=OVER)),
    "she was asked, and said no": both(YES, owed(asked=Asked.NO)),
    "she was asked, and said no, which its rule heeds": both(YES, owed(asked=Asked.NO), a_rule_that_heeds_it),
    "she lives where one has to ask, and was asked": both(ABROAD, owed(asked=Asked.YES)),
    "she lives where one has to ask, and nobody did": ABROAD,
    "the same, and she has said yes to advertising": both(YES, ABROAD),
    "the same, and it announces a kind call": both(ABROAD, it_is(announced=A_KIND_CALL)),
    "the same, and it was to be a letter": both(ABROAD, a_letter_once),
    "nobody has confirmed the table of countries": it_is(business=UNCONFIRMED),
}


TITLES = {
    "A promise": MessageClass.PROMISE,
    "Care": MessageClass.CARE,
    "Marketing": MessageClass.MARKETING,
}
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def told_on_the_page() -> dict[str, dict[str, list[str]]]:
    """What the page tells an owner: for each class and state what becomes of a call, a letter and a task."""
    sections = re.split(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    tables = dict(zip(sections[1::2], sections[2::2], strict=True))
    return {title: {state: cells for state, *cells in ROW.findall(tables[title])[2:]} for title in TITLES}


ON_THE_PAGE = told_on_the_page()


def decided(state: str, message_class: MessageClass, channel: Channel) -> str:
    """The decision in a few words, as the page shows it."""
    match decide(STATES[state](a_scene(message_class, channel)), Step.REMIND):
        case Send():
            return "goes out"
        case Wait(because=because):
            return f"waits: {because}"
        case Hold(because=because):
            return f"held: {because}"
        case OtherWay(because=because):
            return f"a person says it: {because}"
        case Skip(because=because):
            return f"never: {because}"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("state", STATES)
def test_what_is_decided_is_what_the_page_tells_an_owner(title, state):
    expected = ON_THE_PAGE[title].get(state)

    assert expected == [decided(state, TITLES[title], channel) for channel in CHANNELS]


def test_the_page_tells_of_no_state_that_is_not_tried_here():
    assert {title: list(STATES) for title in TITLES} == {title: list(rows) for title, rows in ON_THE_PAGE.items()}


@pytest.mark.parametrize("message_class", MessageClass)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("state", STATES)
def test_neither_advertising_nor_care_ever_reaches_further_than_a_promise(message_class, channel, state):
    goes_out = decided(state, message_class, channel) == "goes out"

    assert not goes_out or decided(state, MessageClass.PROMISE, channel) == "goes out"


@pytest.mark.parametrize("step", [Step.SETTLE, Step.ASK, Step.STAND_DOWN, Step.HAND_OVER])
@pytest.mark.parametrize("state", STATES)
def test_no_state_keeps_from_staff_what_they_must_know(step, state):
    assert Send() == decide(STATES[state](a_scene(MessageClass.CARE, Channel.CALL)), step)


@pytest.mark.parametrize(
    ("clock", "goes_out"), [("23:30", False), ("05:59", False), ("06:00", True), ("21:59", True), ("22:00", False)]
)
def test_quiet_hours_over_midnight_are_quiet_on_both_sides_of_it(clock, goes_out):
    hours = dataclasses.replace(BUSINESS.letter_hours, weekly=((Span.parse("06:00-22:00"),),) * 7)
    scene = a_scene(MessageClass.CARE, Channel.EMAIL)
    business = dataclasses.replace(BUSINESS, letter_hours=hours)

    found = decide(dataclasses.replace(scene, business=business, now=at(f"2026-03-10 {clock}")), Step.REMIND)

    assert goes_out == (found == Send())
    assert goes_out or isinstance(found, Wait)
