"""The workbench over HTTP, for people and for outside checks; what is not its own goes to the deployed handlers.

Bound to this machine only. One request at a time: the clock is everybody's.
"""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from console.explain import explained
from followthrough.domain.errors import FollowthroughError
from workbench.bench import Bench, ClockError
from workbench.durations import NotATime, duration, instant
from workbench.engine.api import Request as ApiRequest
from workbench.engine.faults import Kind
from workbench.engine.feedback import NAMES
from workbench.engine.wire import UnknownCall
from workbench.page import site as page

Json = dict[str, Any]
View = Callable[..., Any]

HOST = "127.0.0.1"
PORTS_TRIED = 50
LAST_PORT = 65_535
LARGEST_EVENT = 1_000_000
"""What still fits into a message of the inbox with its envelope: SQS takes 1 MiB."""

LONGEST_MOVE = dt.timedelta(days=3660)
MOST_ALARMS = 1000
MOST_FAULTS = 10_000
"""A slip of a finger must not keep everybody else waiting for an hour: one request at a time."""

CALLS = Map(
    [
        Rule("/workbench/sources", methods=["GET"], endpoint="sources"),
        Rule("/workbench/clock", methods=["GET"], endpoint="clock"),
        Rule("/workbench/clock", methods=["POST"], endpoint="move_clock"),
        Rule("/workbench/mail", methods=["GET"], endpoint="mail"),
        Rule("/workbench/mail/<mail_id>.eml", methods=["GET"], endpoint="raw_mail"),
        Rule("/workbench/commitments", methods=["GET"], endpoint="commitments"),
        Rule("/workbench/explain", methods=["GET"], endpoint="explain"),
        Rule("/workbench/alarms", methods=["GET"], endpoint="alarms"),
        Rule("/workbench/queues", methods=["GET"], endpoint="queues"),
        Rule("/workbench/events", methods=["POST"], endpoint="put_event"),
        Rule("/workbench/faults", methods=["POST"], endpoint="add_fault"),
        Rule("/workbench/notices", methods=["POST"], endpoint="say"),
        Rule("/workbench/reset", methods=["POST"], endpoint="reset"),
    ]
)
_PAGES = Map(page.routes())


class WrongUse(ValueError):
    """The request cannot be meant so; the sentence says why."""


class Server:
    """The WSGI application."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            response = self._answer(Request(environ))
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/workbench/"):
            return self._called(request)
        try:
            endpoint, arguments = _PAGES.bind_to_environ(request.environ).match()
        except HTTPException:
            return self._pass_on(request)
        return page.serve(endpoint, self._bench, request, **arguments)

    def _called(self, request: Request) -> Response:
        """A call of the workbench's own."""
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return _json({"error": "Another website has no business here."}, status=403)
        try:
            endpoint, arguments = CALLS.bind_to_environ(request.environ).match()
            view: View = getattr(self, endpoint)
            answer = view(request, **arguments)
        except HTTPException as error:
            return _json({"error": f"There is no {request.method} {request.path}."}, status=error.code or 404)
        except (WrongUse, NotATime, ClockError, UnknownCall) as error:
            return _json({"error": str(error)}, status=400)
        return answer if isinstance(answer, Response) else _json(answer)

    def _pass_on(self, request: Request) -> Response:
        """To the HTTP API of the template."""
        raw_path = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path
        answer = self._bench.answer(
            ApiRequest(
                method=request.method,
                path=str(raw_path).partition("?")[0],
                query=request.query_string.decode("latin-1"),
                headers=tuple(request.headers.items()),
                body=request.get_data(),
            )
        )
        return Response(answer.body, status=answer.status, headers=list(answer.headers))

    def sources(self, _request: Request) -> list[Json]:
        return self._bench.sources()

    def clock(self, _request: Request) -> Json:
        return {"now": self._bench.now.isoformat()}

    def move_clock(self, request: Request) -> Json:
        fired = self._moved(_body(request))
        return {"now": self._bench.now.isoformat(), "fired": fired}

    def _moved(self, asked: Json) -> int:
        match asked:
            case {"by": str(by), **rest} if not rest:
                return self._forward(duration(by))
            case {"to": str(to), **rest} if not rest:
                return self._forward(instant(to) - self._bench.now)
            case {"next": count, **rest} if not rest and _is_number(count, at_most=MOST_ALARMS):
                return sum(self._bench.advance_to_next() for _ in range(count))
        raise WrongUse(
            f'Say {{"by": "P7D"}}, {{"to": "2026-03-09T09:00:00Z"}} or {{"next": 1}}, at most {MOST_ALARMS}.'
        )

    def _forward(self, span: dt.timedelta) -> int:
        if span > LONGEST_MOVE:
            raise WrongUse("The clock moves by ten years at most: go there in several steps.")
        return self._bench.advance(by=span)

    def mail(self, _request: Request) -> list[Json]:
        return self._bench.mail()

    def raw_mail(self, _request: Request, mail_id: str) -> Response:
        mail = self._bench.machinery.mailbox.find(mail_id)
        if mail is None:
            return _json({"error": f"There is no mail {mail_id}."}, status=404)
        return Response(mail.raw, mimetype="message/rfc822")

    def commitments(self, _request: Request) -> list[Json]:
        return self._bench.commitments()

    def explain(self, request: Request) -> Json | Response:
        """What `followthrough explain` says, as text and for a program."""
        try:
            told = explained(request.args.get("of", ""), app=self._bench.deployed, now="now" in request.args)
        except FollowthroughError as error:
            return _json({"error": str(error)}, status=404)
        body = {**told.as_json, "text": told.text}
        return _json(body, status=400) if told.is_question else body

    def alarms(self, _request: Request) -> list[Json]:
        return self._bench.alarms()

    def queues(self, _request: Request) -> list[Json]:
        return self._bench.queues()

    def put_event(self, request: Request) -> Json:
        event = _body(request)
        if len(json.dumps(event)) > LARGEST_EVENT:
            raise WrongUse("An event on the bus is a megabyte at most.")
        self._bench.put_event(event)
        return {"now": self._bench.now.isoformat()}

    def add_fault(self, request: Request) -> Json:
        match _body(request):
            case {"call": str(call), "kind": str(kind), **rest} if set(rest) <= {"times"}:
                times = rest.get("times", 1)
            case _:
                raise WrongUse('Say {"call": "sesv2.SendEmail", "kind": "answer_lost", "times": 1}.')
        if kind not in set(Kind):
            raise WrongUse(f'There is no fault "{kind}"; there are {", ".join(Kind)}.')
        if not _is_number(times, at_most=MOST_FAULTS):
            raise WrongUse(f"`times` is a number from 1 to {MOST_FAULTS}.")
        self._bench.fault(call, kind, times=times)
        return {"pending": self._bench.machinery.faults.pending}

    def say(self, request: Request) -> Json:
        """Let SES say something of a mail that it was given, again or late if you like."""
        match _body(request):
            case {"mail": str(mail_id), "kind": str(kind), **rest} if not rest:
                mail = self._bench.machinery.mailbox.find(mail_id)
            case _:
                raise WrongUse('Say {"mail": "0001", "kind": "bounce"}.')
        if mail is None:
            raise WrongUse(f"There is no mail {mail_id}.")
        if kind.upper() not in NAMES:
            raise WrongUse(f"SES says no “{kind}”; it says {', '.join(NAMES).lower()}.")
        self._bench.say(mail, kind.upper())
        return {"now": self._bench.now.isoformat()}

    def reset(self, request: Request) -> Json:
        match _body(request, empty_is_fine=True):
            case {"now": str(now), **rest} if not rest:
                self._bench.reset(instant(now))
            case asked if not asked:
                self._bench.reset()
            case _:
                raise WrongUse('Say {"now": "2026-03-02T09:00:00Z"}, or nothing.')
        return {"now": self._bench.now.isoformat()}


def free_socket(port: int) -> socket.socket:
    """A listening socket on this port, or on the next one that is free. Raises OSError if none is."""
    last = min(port + PORTS_TRIED - 1, LAST_PORT)
    for candidate in range(port, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen()
        return listener
    raise OSError(f"No port from {port} to {last} is free.")


def server_on(listener: socket.socket, bench: Bench) -> BaseWSGIServer:
    """The server of this bench on a socket that listens already."""
    return make_server(HOST, listener.getsockname()[1], Server(bench), threaded=True, fd=listener.fileno())


def _body(request: Request, *, empty_is_fine: bool = False) -> Json:
    raw = request.get_data()
    if not raw and empty_is_fine:
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise WrongUse("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise WrongUse("The body is not a JSON object.")
    return body


def _is_number(value: Any, *, at_most: int) -> bool:
    """A whole number from 1 on; for Python, `true` of JSON would be one as well."""
    return type(value) is int and 1 <= value <= at_most


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status=status, mimetype="application/json")
