from __future__ import annotations

from functools import reduce

import pytest

from followthrough.domain.errors import RuleBroken
from followthrough.domain.sameness import MOST_SAME, judged, may_be_one, shared, undecided
from support.people import MONDAY, a_customer

ONE, OTHER = a_customer("r-1", "e-quill", "p-1"), a_customer("r-2", "e-vale", "p-1")


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (("e-vale", "p-1"), True),
        (("e-quill", "p-2"), True),
        (("e-quill", "p-1"), False),
        (("p-1",), False),
        (("e-vale", "p-2"), False),
    ],
)
def test_it_is_asked_where_one_address_is_shared_and_each_has_another(points, expected):
    assert expected is may_be_one(ONE, a_customer("r-2", *points))


def test_what_both_have_is_what_they_share():
    assert ("p-1",) == shared(ONE, OTHER)


@pytest.mark.parametrize(("is_same", "expected"), [(True, (("r-2",), ("r-1",))), (False, ((), ()))])
def test_both_sides_remember_what_was_decided(is_same, expected):
    one, other = judged(ONE, OTHER, is_same=is_same, by="adviser", at=MONDAY)

    assert expected == (one.same_as, other.same_as)
    assert [is_same, is_same] == [one.verdict_on("r-2").is_same, other.verdict_on("r-1").is_same]


def test_nothing_is_copied_from_one_to_the_other():
    one, other = judged(ONE, OTHER, is_same=True, by="adviser", at=MONDAY)

    assert (ONE.contact, ONE.points, OTHER.contact, OTHER.points) == (
        one.contact,
        one.points,
        other.contact,
        other.points,
    )


def test_a_decision_that_is_taken_back_leaves_no_trace_on_either():
    assert (ONE, OTHER) == undecided(*judged(ONE, OTHER, is_same=True, by="adviser", at=MONDAY))


def test_the_last_word_counts():
    one, other = judged(ONE, OTHER, is_same=False, by="adviser", at=MONDAY)
    one, _ = judged(one, other, is_same=True, by="owner", at=MONDAY)

    assert [("r-2", True, "owner")] == [(each.other, each.is_same, each.by) for each in one.verdicts]


def test_nobody_is_somebody_else_than_herself():
    with pytest.raises(RuleBroken, match="already"):
        judged(ONE, ONE, is_same=False, by="adviser", at=MONDAY)


def test_a_crowd_is_no_person():
    crowd = (a_customer(f"r-{number}", "p-1") for number in range(10, 10 + MOST_SAME))
    one = reduce(lambda known, other: judged(known, other, is_same=True, by="adviser", at=MONDAY)[0], crowd, ONE)

    with pytest.raises(RuleBroken, match="take one back"):
        judged(one, OTHER, is_same=True, by="adviser", at=MONDAY)
    assert OTHER.key in judged(one, OTHER, is_same=False, by="adviser", at=MONDAY)[0].verdicts[-1].other
