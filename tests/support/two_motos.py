"""One scene played twice: before moto as it comes, and before moto behind the strict layer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import time_machine
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws

from workbench.engine.strict import strict_moto
from workbench.stack import moto_repair

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
REGION, ACCOUNT = "us-east-1", "123456789012"
"""Not the workbench's region: the layer goes where the call goes."""

Scene = Callable[[], Any]


def client(service: str, *, attempts: int = 1) -> Any:
    """A client that does not try again unless the scene is about trying again."""
    return boto3.client(
        service,
        region_name=REGION,
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=Config(retries={"total_max_attempts": attempts}),
    )


def both(scene: Scene) -> tuple[Any, Any]:
    """What comes of the scene on plain and on strict moto: its result, or the code of the error."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW, tick=False):
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        moto_repair.remove()
        with mock_aws():
            plain = _outcome(scene)
        with strict_moto():
            strict = _outcome(scene)
        moto_repair.remove()
    return plain, strict


def _outcome(scene: Scene) -> Any:
    try:
        return scene()
    except ClientError as error:
        return error.response["Error"]["Code"]
    except (KeyError, NotImplementedError) as crash:
        return type(crash).__name__
