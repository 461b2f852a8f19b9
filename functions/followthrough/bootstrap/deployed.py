"""The engine of a deployment, for whoever sits at a terminal: by the name of its stack."""

from __future__ import annotations

from typing import Any

import boto3

from followthrough.bootstrap.engine import Engine
from followthrough.settings import Settings


def app_of(stack: str) -> Engine:
    """The engine on the table of this stack, as CloudFormation tells where it is."""
    [told] = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = _pairs(told.get("Outputs", []), key="OutputKey", value="OutputValue")
    parameters = _pairs(told.get("Parameters", []), key="ParameterKey", value="ParameterValue")
    return Engine(
        Settings(
            business_id=parameters.get("BusinessId"),
            table=outputs.get("LedgerTable"),
            base_url=outputs.get("LinkUrl"),
        )
    )


def _pairs(listed: list[dict[str, Any]], *, key: str, value: str) -> dict[str, str]:
    return {each[key]: each[value] for each in listed}
