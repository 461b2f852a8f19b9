"""The object graph of the webhook door: light, because a sender waits for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

import boto3
from botocore.config import Config

from followthrough.adapters.aws.queues import Queue
from followthrough.adapters.aws.secrets import SecretMap, SourceSecrets
from followthrough.adapters.clock import SystemClock
from followthrough.adapters.publishing.editions import Editions
from followthrough.adapters.publishing.in_force import InForce
from followthrough.adapters.webhooks.door import Door
from followthrough.adapters.webhooks.sources import sources_of
from followthrough.settings import Settings

PATIENCE = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
"""Some senders wait one second (Jobber); two quick attempts, then 503 and the sender tries again."""


def app_from(env: Mapping[str, str]) -> Door:
    """The door for this environment."""
    settings = Settings.from_env(env)
    clock = SystemClock()
    secret = SecretMap(
        client=boto3.client("secretsmanager", config=PATIENCE), secret_id=settings.need("source_secrets"), clock=clock
    )
    editions = Editions(
        client=boto3.client("dynamodb", config=PATIENCE),
        table=settings.need("table"),
        business_id=settings.need("business_id"),
    )
    return Door(
        published=InForce(sources_of, editions=editions, clock=clock),
        secrets=SourceSecrets(secret),
        inbox=Queue(client=boto3.client("sqs", config=PATIENCE), url=settings.need("inbox_url")),
        clock=clock,
        base_url=settings.base_url or "",
    )


@cache
def app() -> Door:
    """The door of this process."""
    return app_from(os.environ)
