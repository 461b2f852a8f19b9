"""A workbench that only remembers, in the JSON of the contract, and a browser to visit its page with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from followthrough.domain.commitment import Commitment, Entry, Wake
from followthrough.domain.customer import Note
from followthrough.domain.event import SubjectRef
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.markup import Seen, seen
from workbench.engine.api import Response as DoorAnswer
from workbench.engine.faults import Kind
from workbench.engine.wire import checked_call_name
from workbench.page import site as page
from workbench.sources import fresh_sources
from workbench.views import source

Json = dict[str, Any]

NOW = dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC)
PATHS = ("/", "/tasks", "/letters", "/reports", "/promises", "/quiet", "/people", "/samples", "/machine")


def a_commitment(number: int = 1, **changes: Any) -> Json:
    """Nora is to be phoned on Tuesday 10 March, a week after her repair."""
    told: Json = {
        "id": f"c{number}",
        "state": "open",
        "unsure": False,
        "held": False,
        "follow_up": "week-after",
        "channel": "call",
        "class": "promise",
        "words": "{who} will phone you on {day}.",
        "customer": {"name": "Nora Quill", "email": "Nora@quill.example", "phone": "+353209150111"},
        "owner": "adviser",
        "due_at": "2026-03-10T11:00:00+00:00",
        "promised_by": "2026-03-10T12:30:00+00:00",
        "subject": {"type": "repair", "id": "2041"},
        "generation": 1,
        "history": [{"at": "2026-03-03T16:20:00+00:00", "what": "made", "because": "repair.collected"}],
    }
    return told | changes


def a_record(told: Json) -> Commitment:
    """The same commitment as the ledger has it."""
    made_at = dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC)
    return Commitment(
        id=told["id"],
        customer="c",
        subject=SubjectRef(source="repairs", type=told["subject"]["type"], id=told["subject"]["id"]),
        follow_up=told["follow_up"],
        occurrence="1",
        channel=Channel(told["channel"]),
        message_class=MessageClass(told["class"]),
        owner=told["owner"],
        points=(),
        words=told["words"],
        zone="Europe/Dublin",
        made_at=made_at,
        caused_at=made_at,
        due_at=dt.datetime.fromisoformat(told["due_at"]),
        promised_by=dt.datetime.fromisoformat(told["promised_by"]) if told["promised_by"] else None,
        state=State(told["state"]),
        agenda=(Wake(step=Step.REMIND, at=dt.datetime(2026, 3, 10, 10, tzinfo=dt.UTC)),),
        history=tuple(
            Entry(at=dt.datetime.fromisoformat(each["at"]), what=each["what"], because=each["because"])
            for each in told["history"]
        ),
    )


def an_alarm(number: int = 1, **changes: Any) -> Json:
    told: Json = {
        "name": f"a{number}",
        "commitment": f"c{number}",
        "step": "remind",
        "generation": 1,
        "fires_at": "2026-03-10T10:00:00+00:00",
    }
    return told | changes


def a_mail(number: int = 1, **changes: Any) -> Json:
    """The letter that tells Nora of the call."""
    told: Json = {
        "id": f"{number:04}",
        "sent_at": "2026-03-03T16:20:00+00:00",
        "from": "Corncrake Garage <hello@corncrake.example>",
        "to": ["nora@quill.example"],
        "subject": "Thank you",
        "kind": "letter",
        "commitments": ["c1"],
        "text": "Hello Nora",
        "html": '<p>Hello Nora <a href="http://127.0.0.1/a/token">No need?</a></p>',
        "attachments": [{"filename": "call.ics", "content_type": "text/calendar", "text": "BEGIN:VCALENDAR"}],
        "headers": {"Subject": "Thank you"},
    }
    return told | changes


@dataclass
class FakeBench:
    """What the page needs of a bench, without a stack behind it."""

    now: dt.datetime = NOW
    base_url: str = "http://127.0.0.1:8020"
    mails: list[Json] = field(default_factory=list)
    owed: list[Json] = field(default_factory=list)
    set_alarms: list[Json] = field(default_factory=list)
    written: list[Note] = field(default_factory=list)
    door_says: int = 202
    posted: list[str] = field(default_factory=list)
    faults: list[tuple[str, str, int]] = field(default_factory=list)
    resets: int = 0

    def mail(self) -> list[Json]:
        return self.mails

    def commitments(self) -> list[Json]:
        return self.owed

    def records(self) -> list[Commitment]:
        return [a_record(each) for each in self.owed]

    def notes(self) -> list[Note]:
        return self.written

    def staff_link(self, page: str, *, bearer: str) -> str:
        return f"{self.base_url}/{page}/{bearer}"

    def alarms(self) -> list[Json]:
        return self.set_alarms

    def queues(self) -> list[Json]:
        return [
            {"name": "DueDeadLetters", "messages": 0, "dead_letter": True},
            {"name": "Due", "messages": 3, "dead_letter": False},
        ]

    def sources(self) -> list[Json]:
        return [source(each, base_url=self.base_url) for each in fresh_sources(page.samples.SOURCES)]

    def advance(self, *, by: dt.timedelta | None = None, to: dt.datetime | None = None) -> int:
        self.now = to or self.now + (by or dt.timedelta())
        self.mails = [*self.mails, a_mail(len(self.mails) + 1)]
        return 2

    def advance_to_next(self) -> int:
        return self.advance(by=dt.timedelta(minutes=7))

    def request(self, _method: str, target: str, *, headers: Any = None, body: bytes | str = b"") -> DoorAnswer:
        assert headers
        assert body
        self.posted.append(target)
        return DoorAnswer(status=self.door_says)

    def fault(self, call: str, kind: Kind | str, *, times: int = 1) -> None:
        self.faults.append((checked_call_name(call), str(kind), times))

    def reset(self) -> None:
        self.resets += 1


def a_busy_bench() -> FakeBench:
    """One promise with everything a promise can have, one mail, one alarm."""
    return FakeBench(mails=[a_mail()], owed=[a_commitment(held=True, unsure=True)], set_alarms=[an_alarm()])


@dataclass
class Browser:
    """Visits the page of a bench."""

    bench: FakeBench

    def get(self, path: str) -> TestResponse:
        return self._client.get(path)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self._client.post(path, data=form)

    def post_from(self, site: str, path: str, **form: Any) -> TestResponse:
        """As a browser posts a form that stands on a website; `site` is its word for where."""
        return self._client.post(path, data=form, headers={"Sec-Fetch-Site": site})

    def sees(self, path: str) -> Seen:
        return seen(self.get(path).text)

    @property
    def _client(self) -> Client:
        return Client(self._answer)

    @Request.application
    def _answer(self, request: Request) -> Response:
        try:
            endpoint, arguments = Map(page.routes()).bind_to_environ(request.environ).match()
        except HTTPException as error:
            return Response(status=error.code)
        return page.serve(endpoint, self.bench, request, **arguments)  # type: ignore[arg-type]
