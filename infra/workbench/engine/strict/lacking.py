"""Calls that moto does not have: it answers them with a page that a client takes for an AWS error."""

from __future__ import annotations

from botocore.awsrequest import AWSResponse

from workbench.engine.wire import Call, Proceed

_MOTOS_WORD = b"Not yet implemented"


class MotoLacks(NotImplementedError):
    """This call cannot be tried here: nothing that follows would mean anything."""


def watch_lacking(call: Call, proceed: Proceed) -> AWSResponse:
    """A layer of the wire. Raises MotoLacks, which no handler takes for an answer of AWS."""
    answer = proceed()
    if answer.status_code == 404 and answer.content == _MOTOS_WORD:  # noqa: PLR2004 - HTTP Not Found
        raise MotoLacks(f"Moto does not have {call.name}.")
    return answer
