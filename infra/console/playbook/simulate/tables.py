"""What an owner reads of a rehearsal: a page of tables, the troubles first, and every mail if there are not too many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from console.why.causes import because

Json = dict[str, Any]

MOST_LINES = 40
"""More mails than this are not read: the tables say what they come to, `--json` lists them all."""

SHOWN = 12
"""How many rows of a table are shown; the largest come first."""

OFTEN = (("once", 1, 1), ("2 or 3 times", 2, 3), ("4 to 6 times", 4, 6), ("7 to 12 times", 7, 12), ("more", 13, 10**6))


def page(record: Json) -> Iterator[str]:
    """All of it, line by line."""
    zone = ZoneInfo(record["zone"])
    yield _first(record, zone=zone)
    yield from stopped(record, zone=zone)
    yield from _section("Who would get what, and when", _mails(record["sent"], zone=zone))
    yield from _section("What each rule makes", _rules(record))
    yield from _section("What waits or does not go out, and why", _kept_back(record))
    yield from _section("Calls a day", _calls(record["calls"]))
    yield from _section("How often customers hear from us", _contacts(record["contacts_of"]))
    yield from _section("What it costs, about", _cost(record["cost"]))


def stopped(record: Json, *, zone: ZoneInfo) -> Iterator[str]:
    """What the real engine would have stopped at."""
    yield from _section("What would have stopped", _troubles(record, zone=zone))


def columns(lines: Sequence[Sequence[str]]) -> list[str]:
    """Each column as wide as it must be, the first one to the left and figures to the right."""
    if not lines:
        return []
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return ["  ".join(_cell(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def moment(iso: str, *, zone: ZoneInfo) -> str:
    """A time on the clock of the firm."""
    return f"{dt.datetime.fromisoformat(iso).astimezone(zone):%a %d %b %Y %H:%M}"


def counted(count: int, one: str, many: str = "") -> str:
    """`one event`, `3 events`, `no events`."""
    return f"one {one}" if count == 1 else f"{count or 'no'} {many or f'{one}s'}"


def _first(record: Json, *, zone: ZoneInfo) -> str:
    mails = Counter(mail["kind"] for mail in record["sent"])
    people = {"done": "everything is done in time", "none": "nobody answers", "mixed": "people answer this and that"}
    return (
        f"{record['days']} days from {moment(record['from'], zone=zone)}: {counted(record['events'], 'event')}, and "
        f"{people[record['answers_by']]}. {counted(mails['letter'], 'letter')}, "
        f"{counted(mails['task'], 'task or sheet', 'tasks and sheets')}, "
        f"{counted(mails['report'], 'Monday letter')}; nothing was sent."
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *(f"  {line}" for line in found))


def _troubles(record: Json, *, zone: ZoneInfo) -> Iterator[str]:
    told = Counter(each["what"] for each in record["trouble"])
    first = {each["what"]: each["at"] for each in reversed(record["trouble"])}
    for what, times in told.most_common():
        yield f"{'once' if times == 1 else f'{times} times, first'} {moment(first[what], zone=zone)}: {what}"


def _mails(sent: list[Json], *, zone: ZoneInfo) -> list[str]:
    lines = [(moment(mail["at"], zone=zone), mail["kind"], mail["to"], mail["subject"]) for mail in sent]
    return [*columns(lines[:MOST_LINES]), *_more(len(lines) - MOST_LINES, "mails: --json lists them all")]


def _rules(record: Json) -> list[str]:
    by_rule = dict[str, Counter[str]]()
    for owed in record["commitments"]:
        by_rule.setdefault(owed["follow_up"], Counter())[owed["state"]] += 1
    ends = ("kept", "kept_late", "told", "broken", "released", "lapsed", "open")
    lines = [
        (rule, str(states.total()), *(str(states[end] or "") for end in ends))
        for rule, states in sorted(by_rule.items())
    ]
    return columns([("rule", "made", *(end.replace("_", " ") for end in ends)), *lines]) if lines else []


def _kept_back(record: Json) -> list[str]:
    told = Counter((each["what"], each["because"], each["follow_up"]) for each in record["kept_back"])
    by_reason = Counter((each["what"], each["because"]) for each in record["kept_back"])
    lines = []
    for (what, code), times in by_reason.most_common(SHOWN):
        rules = (rule for (w, c, rule), _ in told.most_common() if (w, c) == (what, code))
        lines.append((str(times), what, because(code), ", ".join(islice(rules, 3))))
    return [*columns(lines), *_more(len(by_reason) - SHOWN, "reasons")]


def _calls(calls: dict[str, dict[str, int]]) -> list[str]:
    lines = [
        (
            person,
            str(sum(days.values())),
            f"{sum(days.values()) / len(days):.1f}",
            str(max(days.values())),
            _busiest(days),
        )
        for person, days in calls.items()
    ]
    return columns([("who", "calls", "a day", "at most", "on"), *lines]) if lines else []


def _busiest(days: dict[str, int]) -> str:
    return max(days, key=lambda day: days[day])


def _contacts(contacts: dict[str, int]) -> list[str]:
    """How many customers hear from us how often."""
    often = list(contacts.values())
    lines = [(words, str(sum(least <= times <= most for times in often))) for words, least, most in OFTEN]
    return columns([("they hear from us", "customers"), *lines]) if often else []


def _cost(cost: Json) -> list[str]:
    each = ", ".join(f"{name.replace('_', ' ')} {price:.2f}" for name, price in cost["each"].items() if price)
    total = f"{cost['total']:.2f} {cost['currency']}, at the prices of {cost['as_of']} in {cost['region']}"
    return [f"{total}, without {cost['without']}", *([each] if each else [])]


def _more(count: int, what: str) -> list[str]:
    return [f"… and {count} more {what}"] if count > 0 else []


def _cell(cell: str, width: int) -> str:
    is_figure = cell.replace(".", "").isdigit()
    return f"{cell:>{width}}" if is_figure else f"{cell:{width}}"
