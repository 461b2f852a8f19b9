"""What the engine runs on: the parts of the stack that moto does not act upon, as plain frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Pattern = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Function:
    """One Lambda: where its handler is, and what its environment says."""

    name: str
    """Its logical id in the template."""
    arn: str
    handler: str
    environment: Mapping[str, str]
    timeout: dt.timedelta
    memory: int
    retries: int = 2
    """How often an asynchronous call is repeated after an error."""
    on_failure: str | None = None
    """The queue that hears of an asynchronous call when every attempt failed (an ARN)."""
    dead_letters: str | None = None
    """The queue that gets the event itself then (an ARN)."""


@dataclass(frozen=True, kw_only=True)
class QueueMapping:
    """A queue whose messages a function takes."""

    function: str
    queue: str
    """Name of the queue."""
    batch_size: int
    partial: bool
    """Whether the function may say which messages of a batch failed."""


@dataclass(frozen=True, kw_only=True)
class StreamMapping:
    """A table whose changes a function sees."""

    function: str
    table: str
    stream: str
    """ARN of the stream."""
    batch_size: int
    partial: bool
    filters: tuple[Pattern, ...]
    bisect: bool
    attempts: int | None
    """How often a failed batch is tried again; None means until it is too old."""
    on_failure: str | None
    """The queue that hears of what could not be done (an ARN)."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Which events of a bus go to which queues (ARNs)."""

    name: str
    bus: str
    pattern: Pattern
    targets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A method and a path of the HTTP API, and the function that answers."""

    method: str
    path: str
    function: str


@dataclass(frozen=True, kw_only=True)
class MailEvents:
    """What SES tells of the mail sent with a configuration set, and to which topic."""

    configuration_set: str
    topic: str
    kinds: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A queue as the template makes it."""

    name: str
    logical: str
    url: str
    arn: str
    is_dead_letter: bool
    """Whether no function reads it: what lies there waits for a person."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The template, built."""

    functions: Mapping[str, Function]
    queue_mappings: tuple[QueueMapping, ...]
    stream_mappings: tuple[StreamMapping, ...]
    rules: tuple[Rule, ...]
    routes: tuple[Route, ...]
    mail_events: tuple[MailEvents, ...]
    queues: tuple[Queue, ...]
    tables: tuple[str, ...]
    buses: tuple[str, ...]
    parameters: Mapping[str, str]
    refs: Mapping[str, str]
    """What `Ref` says of every resource, by logical id."""
