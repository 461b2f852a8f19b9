from __future__ import annotations

import datetime as dt

from console.why.silence import Kind, Silence
from support.workbench_page import NOW, a_commitment
from workbench.page.promises import Promise, promises_of
from workbench.page.quiet import quiet, quiet_shelves
from workbench.page.shell import firm
from workbench.page.times import ShopTime

TIME = ShopTime(now=NOW, zone="Europe/Dublin")


def a_promise(kind: Kind | None, *, at: dt.datetime | None = NOW, number: int = 1) -> Promise:
    (promise,) = promises_of([a_commitment(number)], alarms=(), mails=(), business=firm(), time=TIME)
    silence = Silence(kind=kind, at=at, because="the reason") if kind else None
    return Promise(**(vars(promise) | {"silence": silence}))


def test_what_may_still_go_out_counts_as_held_back():
    found = quiet([a_promise(kind) for kind in (*Kind, None)])

    assert [Kind.HELD, Kind.WAITS, Kind.SHARED] == [each.silence.kind for each in found if each.silence]


def test_every_silence_has_its_shelf_and_what_went_out_has_none():
    found = quiet_shelves([a_promise(kind) for kind in (*Kind, None)], time=TIME)

    assert len(Kind) == len(found) == sum(len(shelf.lines) for shelf in found)


def test_a_shelf_without_anything_is_left_out():
    assert ["Waiting"] == [shelf.title for shelf in quiet_shelves([a_promise(Kind.WAITS)], time=TIME)]


def test_the_newest_silence_stands_first():
    early, late = a_promise(Kind.HELD, number=1), a_promise(Kind.HELD, number=2, at=NOW + dt.timedelta(hours=1))

    (shelf,) = quiet_shelves([early, late], time=TIME)

    assert ["c2", "c1"] == [line.promise.id for line in shelf.lines]


def test_since_when_is_only_said_where_it_is_known():
    known, unknown = a_promise(Kind.HELD), a_promise(Kind.SHARED, at=None)

    shelves = quiet_shelves([known, unknown], time=TIME)

    assert ["Tue 3 Mar, 16:20", None] == [line.since.short if line.since else None for s in shelves for line in s.lines]
