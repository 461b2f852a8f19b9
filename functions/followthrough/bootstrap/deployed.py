"""The engine of a deployment, for whoever sits at a terminal: by the name of its stack."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from followthrough.bootstrap.engine import Engine
from followthrough.bootstrap.figures import namespace_of
from followthrough.domain.errors import Unreachable
from followthrough.settings import NotConfigured, Settings

OUTPUTS = {
    "table": "LedgerTable",
    "base_url": "LinkUrl",
    "source_secrets": "SourceSecretsArn",
    "link_keys": "LinkKeysArn",
    "inbox_url": "InboxUrl",
    "inbox_dead_letters_url": "InboxDeadLettersUrl",
    "due_url": "DueUrl",
    "due_dead_letters_url": "DueDeadLettersUrl",
    "deliveries_url": "DeliveriesUrl",
    "deliveries_dead_letters_url": "DeliveriesDeadLettersUrl",
}
"""Which output of the stack tells which setting."""


def app_of(stack: str) -> Engine:
    """The engine on the table of this stack, as CloudFormation tells where it is.

    Raises NotConfigured if there is no such stack, Unreachable if AWS does not tell us.
    """
    told = _described(stack)
    outputs = _pairs(told.get("Outputs", []), key="OutputKey", value="OutputValue")
    parameters = _pairs(told.get("Parameters", []), key="ParameterKey", value="ParameterValue")
    known = {setting: outputs.get(output) for setting, output in OUTPUTS.items()}
    return Engine(Settings(business_id=parameters.get("BusinessId"), **known), figures=namespace_of(stack))


def _described(stack: str) -> dict[str, Any]:
    try:
        [told] = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ValidationError":
            raise NotConfigured(f'There is no stack "{stack}" in this account and region.') from error
        raise Unreachable(f"AWS does not tell about this stack: {code}.") from error
    except BotoCoreError as error:
        raise Unreachable(f"AWS cannot be asked about this stack: {error}") from error
    return dict(told)


def _pairs(listed: list[dict[str, Any]], *, key: str, value: str) -> dict[str, str]:
    return {each[key]: each[value] for each in listed}
