"""How an owner writes times, days, hours, names and events, read while the key they stand under is still known."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo
from pydantic.fields import FieldInfo

from followthrough.adapters.business.zone_table import zone_names
from followthrough.adapters.mime import address_of
from followthrough.adapters.webhooks import kinds
from followthrough.application.cards import CUSTOMER
from followthrough.domain.asked_first import ALSO_CALLED
from followthrough.domain.due import (
    AGE_PATTERN,
    DUE_PATTERN,
    INSIDE_PATTERN,
    OPEN_TIME_PATTERN,
    OR_WHEN_PATTERN,
    WORKING_DAYS_PATTERN,
    Due,
    Inside,
    OrWhen,
    parse_age,
    parse_due,
    parse_inside,
    parse_open_time,
    parse_or_when,
    parse_working_days,
)
from followthrough.domain.errors import InvalidBusiness, Malformed
from followthrough.domain.event import Money
from followthrough.domain.money import whole
from followthrough.domain.opening import LONGEST_CLOSURE_DAYS, Calendar, Span
from followthrough.domain.playbook import (
    AmountKnown,
    AmountUnknown,
    AsQuoted,
    ComplainedBefore,
    Condition,
    DetailIs,
    FirstOrder,
    NotAsQuoted,
    Reopened,
    TotalAtLeast,
)

PLAIN_CONDITIONS: Mapping[str, Condition] = {
    "first order": FirstOrder(),
    "bill as quoted": AsQuoted(),
    "bill not as quoted": NotAsQuoted(),
    "amount known": AmountKnown(),
    "amount unknown": AmountUnknown(),
    "reopened": Reopened(),
}
WITH_A_NUMBER = (
    "total at least 100 EUR",
    "complained in the last 90 days",
    "detail how is phone",
    "detail how is not phone",
)
"""The conditions that name a number or a word, an example of each."""
COMPLAINED = re.compile(r"complained in the last (\d{1,3}) days")
DETAIL = re.compile(r"detail ([a-z][a-z0-9_]{0,31}) is (not )?([^ ]+)")
TOTAL = re.compile(r"total at least (\d{1,9}) ([A-Z]{3})")
AMOUNT = re.compile(r"(\d{1,9}) ([A-Z]{3})")

YEARS = range(1970, 2201)
"""The years that anybody means."""

_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"
_DATE = r"\d{4}-\d{2}-\d{2}"
_CONDITIONS = f"^(?:{'|'.join([*PLAIN_CONDITIONS, COMPLAINED.pattern, DETAIL.pattern, TOTAL.pattern])})$"
"""How these are written, for the schemas that editors read."""

T = TypeVar("T")


class Shape(BaseModel):
    """A table of the owner's file: unknown keys are mistakes, not wishes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "adviser"?`, or nothing if no known word is like it."""
    found = difflib.get_close_matches(word, sorted(set(known)), n=1)
    return f'; did you mean "{found[0]}"?' if found else ""


def days(text: str) -> tuple[dt.date, dt.date]:
    """The first and the last of `2026-08-03..2026-08-08`, or one day twice. Raises InvalidBusiness."""
    first, _, last = text.partition("..")
    begins, ends = day(first), day(last or first)
    if ends < begins:
        raise InvalidBusiness(f'"{text}" ends before it begins.')
    if (ends - begins).days >= LONGEST_CLOSURE_DAYS:
        raise InvalidBusiness(f'"{text}" is longer than {LONGEST_CLOSURE_DAYS} days; write a shorter stretch.')
    return begins, ends


def day(text: str) -> dt.date:
    """A day such as `2026-12-24`, in a year that anybody may mean. Raises InvalidBusiness."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidBusiness(f'"{text}" is no day; write it as 2026-12-24.') from error
    if found.year not in YEARS:
        raise InvalidBusiness(f'"{text}" is in no year that anybody plans; write it as 2026-12-24.')
    return found


def condition(text: str) -> Condition:
    """What must hold for a rule to apply. Raises InvalidBusiness."""
    if text in PLAIN_CONDITIONS:
        return PLAIN_CONDITIONS[text]
    total = TOTAL.fullmatch(text)
    if total:
        return TotalAtLeast(money=whole(int(total[1]), total[2]))
    before = COMPLAINED.fullmatch(text)
    if before:
        return ComplainedBefore(days=int(before[1]))
    detail = DETAIL.fullmatch(text)
    if detail:
        return DetailIs(name=detail[1], word=detail[3], is_so=detail[2] is None)
    plain = ", ".join(f'"{words}"' for words in PLAIN_CONDITIONS)
    others = ", ".join(f'"{words}"' for words in WITH_A_NUMBER)
    near = nearest(text, [*PLAIN_CONDITIONS, *WITH_A_NUMBER])
    raise InvalidBusiness(f'"{text}" is no condition{near or f"; write {plain}, {others}"}')


def or_when(text: str) -> OrWhen:
    """So long after an event that there is. Raises InvalidBusiness."""
    found = parse_or_when(text)
    if found.kind not in kinds.KINDS:
        raise InvalidBusiness(kinds.unknown(found.kind))
    return found


def worth(text: str) -> Money | None:
    """An amount such as `250 EUR`, or nothing for `total`. Raises InvalidBusiness."""
    amount = AMOUNT.fullmatch(text)
    if amount:
        return whole(int(amount[1]), amount[2])
    if text != "total":
        raise InvalidBusiness(f'"{text}" is no amount; write "250 EUR", or "total" for what the order comes to.')
    return None


def _read_by(parse: Callable[[str], T], *, pattern: str) -> PlainValidator:
    def read(told: Any) -> T:
        try:
            return parse(_text(told))
        except InvalidBusiness as wrong:
            raise ValueError(str(wrong)) from wrong

    return PlainValidator(read, json_schema_input_type=Annotated[str, Field(pattern=pattern)])


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise InvalidBusiness("A text in quotes, please.")
    return told


def _written_as(pattern: str, how: str) -> tuple[AfterValidator, FieldInfo]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f'"{text}" will not do: {how}, please')
        return text

    return AfterValidator(check), Field(json_schema_extra={"pattern": f"^{pattern}$"})


def _in_one_line(text: str) -> str:
    """A text without line breaks, in which something is said: a letter has no place for an empty name."""
    words = " ".join(text.split())
    if not words:
        raise ValueError("nothing is said here, please write it")
    return words


def _reachable(text: str) -> str:
    """An address that the post takes: by another one, nobody would ever be asked for anything."""
    try:
        return address_of(text)
    except Malformed as wrong:
        raise ValueError(
            f'"{text}" is no address that mail can be sent to; write it as donal@corncrake.example'
        ) from wrong


def _none_of_ours(name: str) -> str:
    if name == CUSTOMER:
        raise ValueError(f'"{name}" is what we call her; write another name for this role, here and in the playbook')
    return name


def _by_its_code(code: str) -> str:
    if code in ALSO_CALLED:
        raise ValueError(f'"{code}" is no country of ISO 3166-1; did you mean "{ALSO_CALLED[code]}"?')
    return code


def _one_of_the(what: str) -> AfterValidator:
    """A name that must be defined, once, in the files: `context[what]` lists all names there are."""

    def check(name: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(what, ())
        if name not in known:
            hint = nearest(name, known) or f"; there is {', '.join(known)}"
            raise ValueError(f'there is no {what} "{name}"{hint}')
        if known.count(name) > 1:
            raise ValueError(f'there are two of the name "{name}"; call one of them something else')
        return name

    return AfterValidator(check)


def _known_kind(kind: str) -> str:
    if kind not in kinds.KINDS:
        raise ValueError(kinds.unknown(kind))
    return kind


def _known_zone(name: str) -> str:
    if name not in zone_names():
        near = nearest(name, zone_names()) if "/" in name else ""
        hint = near or "; write it as Europe/Dublin"
        raise ValueError(f'there is no time zone "{name}"{hint}')
    return name


def _one_after_another(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Two stretches of one day do not overlap: what a calendar refuses is refused where it is written."""
    try:
        return Calendar(zone=ZoneInfo("UTC"), weekly=(spans,) * 7).weekly[0] if spans else spans
    except InvalidBusiness as wrong:
        raise ValueError(str(wrong)) from wrong


Hours = Annotated[Span, _read_by(Span.parse, pattern=f"^{_CLOCK}[-–]({_CLOCK}|24:00)$")]
DayHours = Annotated[tuple[Hours, ...], AfterValidator(_one_after_another)]
Day = Annotated[dt.date, _read_by(day, pattern=f"^{_DATE}$")]
Days = Annotated[tuple[dt.date, dt.date], _read_by(days, pattern=rf"^{_DATE}(\.\.{_DATE})?$")]
When = Annotated[Due, _read_by(parse_due, pattern=DUE_PATTERN)]
OpenTime = Annotated[dt.timedelta, _read_by(parse_open_time, pattern=OPEN_TIME_PATTERN)]
HowMuchEarlier = Annotated[Inside, _read_by(parse_inside, pattern=INSIDE_PATTERN)]
WorkingDays = Annotated[int, _read_by(parse_working_days, pattern=WORKING_DAYS_PATTERN)]
Age = Annotated[dt.timedelta, _read_by(parse_age, pattern=AGE_PATTERN)]
Assumed = Annotated[OrWhen, _read_by(or_when, pattern=OR_WHEN_PATTERN)]
Worth = Annotated[Money | None, _read_by(worth, pattern=f"^(?:total|{AMOUNT.pattern})$")]
ConditionWords = Annotated[Condition, _read_by(condition, pattern=_CONDITIONS)]
Kind = Annotated[str, AfterValidator(_known_kind), Field(json_schema_extra={"enum": [*sorted(kinds.KINDS)]})]
Zone = Annotated[str, AfterValidator(_known_zone)]
RoleName = Annotated[str, _one_of_the("role")]
RuleName = Annotated[str, _one_of_the("follow-up")]
_NAME = _written_as(r"[a-z][a-z0-9_-]{0,63}", "up to 64 lower-case letters, digits and hyphens, a letter first")
NewRole = Annotated[RoleName, *_NAME, AfterValidator(_none_of_ours)]
NewRule = Annotated[RuleName, *_NAME]
Said = Annotated[str, AfterValidator(_in_one_line), Field(json_schema_extra={"pattern": r"\S"})]
MailAddress = Annotated[str, AfterValidator(_reachable)]
BusinessId = Annotated[
    str, *_written_as(r"[a-z][a-z0-9-]{1,15}", "2 to 16 lower-case letters, digits and hyphens, a letter first")
]
Country = Annotated[str, *_written_as("[A-Z]{2}", "two capital letters, such as IE"), AfterValidator(_by_its_code)]
Language = Annotated[str, *_written_as("[a-z]{2}", "two small letters, such as en")]
Currency = Annotated[str, *_written_as("[A-Z]{3}", "three capital letters, such as EUR")]
