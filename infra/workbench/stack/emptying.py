"""A stack as on its first day, without building it again: a thousand runs of a test need a thousand empty ledgers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from workbench.stack.description import Stack
from workbench.stack.moto_inside import inside


def empty(stack: Stack, *, now: dt.datetime) -> None:
    """No items, no messages, no alarms, no mail, no figures; the template's own schedules begin anew."""
    for table in stack.tables:
        _empty_table(inside("dynamodb").get_table(table))
    inside("dynamodb").__dict__.pop("tokens", None)
    for queue in stack.queues:
        _empty_queue(inside("sqs").get_queue(queue.name))
    for topic in inside("sns").topics.values():
        topic.sent_notifications.clear()
    inside("ses").sent_messages.clear()
    inside("cloudwatch").metric_data.clear()
    _keep_only_the_templates(stack, now=now)


def _empty_table(table: Any) -> None:
    table.items.clear()
    table.stream_shard.items.clear()


def _empty_queue(queue: Any) -> None:
    queue._messages.clear()  # noqa: SLF001 - purging by the API is allowed once a minute
    queue.pending_messages.clear()
    queue.deleted_messages.clear()


def _keep_only_the_templates(stack: Stack, *, now: dt.datetime) -> None:
    ours = set(stack.refs.values())
    for group in inside("scheduler").schedule_groups.values():
        for name in [name for name in group.schedules if name not in ours]:
            del group.schedules[name]
        for schedule in group.schedules.values():
            schedule.creation_date = now.timestamp()
