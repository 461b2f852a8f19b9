"""The workbench: the template built on moto, the deployed handlers, and a clock that moves when it is told.

Usable from a test without HTTP::

    with Bench.start(now=monday) as bench:
        bench.request("POST", "/webhooks/canonical", headers=signed, body=delivery)
        bench.advance(by=dt.timedelta(days=7))
        bench.mail()

Only one can run in a process: it is the process whose clock and whose AWS it is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3

from followthrough.adapters.aws.keys import SignedLinks
from followthrough.adapters.aws.secrets import SecretMap
from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.publishing.editions import Editions
from followthrough.adapters.publishing.in_force import InForce
from followthrough.adapters.publishing.published import Published
from followthrough.bootstrap.engine import Engine
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Note
from followthrough.domain.guards import is_held
from followthrough.settings import Settings
from workbench import views
from workbench.engine.api import Api, Request, Response
from workbench.engine.clock import VirtualClock
from workbench.engine.faults import Kind
from workbench.engine.machinery import Machinery
from workbench.engine.mailbox import Mail
from workbench.engine.own_door import doors_inside
from workbench.engine.surroundings import moto_for_aws, shared_environment
from workbench.engine.wire import Wire
from workbench.sources import fresh_sources, tell_the_stack
from workbench.stack.build import build
from workbench.stack.description import Stack
from workbench.stack.emptying import empty
from workbench.stack.expand import expand

Json = dict[str, Any]

PROJECT = Path(__file__).parents[2]
TEMPLATE = PROJECT / "template.yaml"
SOURCES = PROJECT / "functions" / "business" / "sources"
BASE_URL = "http://127.0.0.1:8020"

PARAMETERS: Mapping[str, str] = {"SenderDomain": "corncrake.example"}
BASE_URL_VARIABLE = "FOLLOWTHROUGH_BASE_URL"
"""The links in mails must lead to the laptop: the one thing that the functions are told otherwise than on AWS."""

EVENT_KIND = "followthrough.event"
"""The detail-type by which the bus knows a canonical event."""


class ClockError(ValueError):
    """Time only goes forward."""


class Bench:
    """The whole stack, running."""

    @classmethod
    def start(cls, *, now: dt.datetime, base_url: str = BASE_URL, template: Path = TEMPLATE) -> Self:
        """Build the template and let it run, at this time. Stop it, or use it in a `with`.

        Raises NotUnderstood for what the workbench does not know of AWS.
        """
        with ExitStack() as doors:
            clock = doors.enter_context(VirtualClock(now))
            wire = Wire()
            doors.enter_context(moto_for_aws(wire))
            stack = build(expand(template), parameters=PARAMETERS, environment={BASE_URL_VARIABLE: base_url})
            doors.enter_context(shared_environment(stack))
            return cls(stack, clock=clock, wire=wire, base_url=base_url, doors=doors.pop_all())

    def __init__(self, stack: Stack, *, clock: VirtualClock, wire: Wire, base_url: str, doors: ExitStack) -> None:
        self.stack = stack
        self.clock = clock
        self.wire = wire
        self.base_url = base_url
        self._doors = doors
        self._began_at = clock.now()
        self.machinery = Machinery(stack, clock=clock)
        wire.layers = self.machinery.layers()
        host = base_url.partition("//")[2]
        self._api = Api(stack.routes, functions=self.machinery.functions, clock=clock, host=host)
        self._doors.enter_context(doors_inside(self._api, base_url=base_url))
        self._sources = fresh_sources(SOURCES)
        tell_the_stack(self._sources, secret_id=stack.refs["SourceSecrets"])
        boto3.client("sesv2").create_email_identity(EmailIdentity=stack.parameters["SenderDomain"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Give the process its own time and its own AWS back."""
        self._doors.close()

    def reset(self, now: dt.datetime | None = None, *, keep_warm: bool = False) -> None:
        """Empty ledger, mail, alarms, queues and faults; the clock goes to `now`, or to where it began.

        The functions start cold, unless a test that resets a thousand times keeps what they hold in memory.
        """
        self.clock.move_to(now or self._began_at)
        empty(self.stack, now=self.clock.now())
        self.machinery.forget()
        if not keep_warm:
            self.machinery.functions.cool_down()
            self.__dict__.pop("_published", None)

    # ----- what happens ------------------------------------------------------------------------

    def request(
        self, method: str, target: str, *, headers: Mapping[str, str] | None = None, body: bytes | str = b""
    ) -> Response:
        """One HTTP request to the stack's own address, and everything that follows from it now."""
        path, _, query = target.partition("?")
        content = body.encode() if isinstance(body, str) else body
        pairs = tuple((headers or {}).items())
        return self.answer(Request(method=method, path=path, query=query, headers=pairs, body=content))

    def answer(self, request: Request) -> Response:
        answer = self._api.answer(request)
        self.settle()
        return answer

    def put_event(self, event: Json) -> None:
        """A canonical event on the bus, as an AWS-native sender would put it there, and everything that follows now."""
        entry = {
            "Source": "workbench",
            "DetailType": EVENT_KIND,
            "Detail": json.dumps(event),
            "EventBusName": self.stack.buses[0],
        }
        boto3.client("events").put_events(Entries=[entry])
        self.settle()

    def call(self, function: str, event: Any) -> Any:
        """Call one function with one event. Raises FunctionFailed; what follows from it waits for `settle`."""
        return self.machinery.functions.call(function, event)

    def fault(self, call: str, kind: Kind | str, *, times: int = 1) -> None:
        """The next such calls of the functions go wrong. Raises UnknownCall, or ValueError for an unknown kind."""
        self.machinery.faults.add(call, Kind(kind), times=times)

    def say(self, mail: Mail, kind: str) -> None:
        """SES says this of a mail it was given, and everything that follows from it now happens."""
        self.machinery.feedback.tell(mail, kind)
        self.settle()

    # ----- time --------------------------------------------------------------------------------

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    def settle(self) -> None:
        """Everything that is due at this instant, and all that follows from it at this instant."""
        self.machinery.engine.settle()

    def advance(self, *, by: dt.timedelta | None = None, to: dt.datetime | None = None) -> int:
        """Let time pass. Says how many alarms, reports and delayed messages came. Raises ClockError."""
        end = to or self.now + (by or dt.timedelta())
        if end < self.now:
            raise ClockError(f"It is {self.now.isoformat()} already: the clock only goes forward. Reset to go back.")
        before = self.machinery.fired
        self.machinery.engine.advance(end)
        return self.machinery.fired - before

    def advance_to_next(self) -> int:
        """Go to the next alarm of a commitment or report; stay if there is none."""
        self.settle()
        at = self.machinery.next_alarm()
        return self.advance(to=at) if at else 0

    # ----- what there is to see ----------------------------------------------------------------

    def sources(self) -> list[Json]:
        """Who may send us something, and how."""
        return [views.source(each, base_url=self.base_url) for each in self._sources]

    def mail(self) -> list[Json]:
        """Every mail that went out, oldest first."""
        return [views.mail(each) for each in self.machinery.mailbox]

    def commitments(self) -> list[Json]:
        """Everything that was ever owed, oldest first."""
        contacts, points = self.machinery.ledger.contacts(), self.machinery.ledger.points()
        rules = self._published.current()
        typed = {note.commitment: note.text for note in self.machinery.ledger.notes() if note.told}
        return [
            views.commitment(
                each,
                contacts.get(each.customer),
                rules=rules,
                held=self._is_held(each, points),
                promise=typed.get(each.id, ""),
            )
            for each in self.machinery.ledger.commitments()
        ]

    def records(self) -> list[Commitment]:
        """The same as the ledger has it, with everything that led to its times."""
        return self.machinery.ledger.commitments()

    def notes(self) -> list[Note]:
        """What staff and customers wrote, oldest first."""
        return self.machinery.ledger.notes()

    def gold_stars(self) -> Counter[str]:
        """What was given without charge, a star each, by the name of whom it was given to."""
        contacts, stars = self.machinery.ledger.contacts(), Counter[str]()
        for subject in sorted(self.machinery.ledger.subjects(), key=lambda each: each.stars[:1]):
            if subject.stars:
                stars[contacts[subject.customer].given_name or "guest"] += len(subject.stars)
        return stars

    def staff_link(self, page: str, *, bearer: str) -> str:
        """The personal link to one of the firm's own pages, as a mail would hold it."""
        client = boto3.client("secretsmanager")
        keys = SecretMap(client=client, secret_id=self.stack.refs["LinkKeys"], clock=self.clock)
        return SignedLinks(secret=keys, base_url=self.base_url).staff(page, bearer=bearer)

    @property
    def deployed(self) -> Engine:
        """The deployment as somebody at a terminal speaks to it, who only looks."""
        [table] = self.stack.tables
        return Engine(
            Settings(
                business_id=self.stack.parameters.get("BusinessId", ""),
                table=table,
                link_keys=self.stack.refs["LinkKeys"],
                base_url=self.base_url,
            )
        )

    @cached_property
    def _published(self) -> Published:
        """The business as the functions know it: the artifact's, until somebody publishes another version."""
        [table] = self.stack.tables
        editions = Editions(
            client=boto3.client("dynamodb"), table=table, business_id=self.stack.parameters.get("BusinessId", "")
        )
        return Published(InForce(Bundle.read, editions=editions, clock=self.clock))

    def _is_held(self, owed: Commitment, points: Mapping[str, ContactPoint]) -> bool:
        """As the product itself decides it."""
        rule = self._published.current().playbook.by_id(owed.follow_up)
        return owed.is_open and is_held(rule, tuple(points[key] for key in owed.points if key in points))

    def alarms(self) -> list[Json]:
        """Every alarm that is set, the next first."""
        return views.alarms(self.machinery, self.stack)

    def queues(self) -> list[Json]:
        """Every queue, and how much lies in it."""
        return [
            {
                "name": each.logical,
                "messages": self.machinery.queues.count(each.name),
                "dead_letter": each.is_dead_letter,
            }
            for each in self.stack.queues
        ]
