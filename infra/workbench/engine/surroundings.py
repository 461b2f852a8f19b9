"""The process as a Lambda would find it: moto for AWS, a region, and nothing of the owner's own AWS accounts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from moto import mock_aws

from workbench.engine.wire import Wire
from workbench.stack import moto_repair
from workbench.stack.description import Stack
from workbench.stack.resolve import REGION

_NOBODYS = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def moto_for_aws(wire: Wire) -> Iterator[None]:
    """While this lasts, this process has no other AWS than moto, and every call passes the wire."""
    moto_repair.install()
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with patch.dict(os.environ, {**own, **_NOBODYS}, clear=True), mock_aws(), wire.laid():
        yield


@contextmanager
def shared_environment(stack: Stack) -> Iterator[None]:
    """What every function of the stack finds in its environment, for libraries that look there by themselves."""
    with patch.dict(os.environ, _common(stack)):
        yield


def _common(stack: Stack) -> Mapping[str, str]:
    """POWERTOOLS_… and its like: one process serves all functions, so only what they share can be told."""
    environments = [set(each.environment.items()) for each in stack.functions.values()]
    return dict(set.intersection(*environments)) if environments else {}
