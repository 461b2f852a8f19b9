"""Moto from within: where the workbench reads, and now and then sets, what no API call would give it so fast."""

from __future__ import annotations

from typing import Any, Literal

from moto.backends import get_backend

from workbench.stack.resolve import ACCOUNT, REGION

Service = Literal["cloudwatch", "dynamodb", "events", "scheduler", "ses", "sns", "sqs"]


def inside(service: Service, *, region: str = REGION) -> Any:
    """What moto holds of one service, in our account."""
    return get_backend(service)[ACCOUNT][region]
