from __future__ import annotations

from followthrough.adapters.webhooks import kinds
from followthrough.domain.event import REOPENING_KINDS, TERMINAL_KINDS


def test_a_misspelt_kind_is_answered_with_the_nearest_word():
    assert kinds.unknown("repair.colected") == (
        '"repair.colected" is not a kind of event; did you mean "repair.collected"?'
    )


def test_a_word_from_nowhere_is_answered_with_the_whole_list():
    assert "; the kinds are complaint.opened, " in kinds.unknown("zzz")


def test_what_looks_like_no_kind_at_all_is_not_repeated():
    assert kinds.unknown("Nora Quill").startswith("This is not a kind of event; ")


def test_what_ends_and_what_reopens_a_story_are_kinds():
    assert TERMINAL_KINDS | REOPENING_KINDS <= kinds.KINDS


def test_an_event_can_be_about_six_types_of_subject():
    assert kinds.TYPES == {"order", "repair", "complaint", "inquiry", "promise", "contact"}
