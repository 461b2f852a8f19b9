from __future__ import annotations

from zoneinfo import ZoneInfo

from console.playbook.simulate.diff import SAYS, as_json, differences, page

DUBLIN = ZoneInfo("Europe/Dublin")
CALL = {
    "id": "a",
    "follow_up": "week-after",
    "customer": "Nora Quill",
    "subject": "R-1",
    "due_at": "2026-03-09T10:00:00+00:00",
    "promised_by": None,
    "words": "We phone you.",
    "channel": "call",
    "class": "care",
    "state": "kept",
    "because": "",
}


def record(*owed: dict[str, object], contacts: tuple[dict[str, str], ...] = ()) -> dict[str, object]:
    return {"commitments": list(owed), "contacts": list(contacts)}


def heard(at: str, how: str = "email") -> dict[str, str]:
    return {"commitment": "a", "at": f"2026-03-09T{at}:00+00:00", "how": how}


def told(before: dict[str, object], after: dict[str, object]) -> list[str]:
    return list(page(differences(before, after), zone=DUBLIN))


def test_every_way_to_be_otherwise_is_told_in_words_new_ones_first():
    before = record(
        CALL,
        CALL | {"id": "b", "follow_up": "price-call"},
        CALL | {"id": "c", "follow_up": "ready"},
        CALL | {"id": "d", "follow_up": "quote"},
    )
    after = record(
        CALL | {"due_at": "2026-03-10T10:00:00+00:00"},
        CALL | {"id": "c", "follow_up": "ready", "words": ""},
        CALL | {"id": "d", "follow_up": "quote", "state": "broken"},
        CALL | {"id": "e", "follow_up": "thanks"},
    )

    assert [
        "With the other playbook:",
        "thanks is made once more",
        "  Nora Quill: Mon 09 Mar 2026 10:00",
        "price-call is made once less",
        "  Nora Quill: Mon 09 Mar 2026 10:00",
        "week-after comes at another time once",
        "  Nora Quill: Mon 09 Mar 2026 10:00 → Tue 10 Mar 2026 10:00",
        "ready says or is something else once",
        "  Nora Quill: call, care: We phone you. → call, care: no words to her",
        "quote ends otherwise once",
        "  Nora Quill: kept → broken",
    ] == told(before, after)


def test_of_many_alike_the_first_few_are_shown_and_the_rest_counted():
    many = [CALL | {"id": str(number)} for number in range(8)]

    lines = told(record(), record(*many))

    assert ["With the other playbook:", "week-after is made 8 times more", "  … and 3 more"] == [*lines[:2], lines[-1]]
    assert 2 + 5 + 1 == len(lines)


def test_what_was_promised_moves_by_its_promised_time():
    before = CALL | {"promised_by": "2026-03-09T12:30:00+00:00"}
    after = before | {"promised_by": "2026-03-09T13:30:00+00:00", "due_at": "2026-03-09T11:00:00+00:00"}

    assert "  Nora Quill: Mon 09 Mar 2026 12:30 → Mon 09 Mar 2026 13:30" == told(record(before), record(after))[-1]


def test_a_letter_that_leaves_at_another_hour_reaches_her_otherwise():
    before, after = record(CALL, contacts=(heard("10:00"),)), record(CALL, contacts=(heard("11:00"),))

    assert [
        "week-after reaches her at another time or in another way once",
        "  Nora Quill: email, Mon 09 Mar 2026 10:00 → email, Mon 09 Mar 2026 11:00",
    ] == told(before, after)[1:]
    assert "  Nora Quill: email, Mon 09 Mar 2026 10:00 → not at all" == told(before, record(CALL))[-1]
    assert ["Both do the same."] == told(before, before)


def test_what_is_only_aimed_at_another_time_is_told_by_that_time():
    before = CALL | {"promised_by": "2026-03-09T12:30:00+00:00"}
    after = before | {"due_at": "2026-03-09T11:00:00+00:00"}

    assert "  Nora Quill: Mon 09 Mar 2026 10:00 → Mon 09 Mar 2026 11:00" == told(record(before), record(after))[-1]


def test_a_program_is_told_the_same_kinds():
    kinds = {each["kind"] for each in as_json(differences(record(CALL), record(CALL | {"id": "z"})))}

    assert {"new", "gone"} == kinds
    assert kinds <= set(SAYS)


def test_the_same_is_told_in_one_sentence():
    assert ["Both do the same."] == told(record(CALL), record(CALL))
