from __future__ import annotations

import json

import pytest
import typer
from botocore.exceptions import ClientError, NoCredentialsError

from console.speaking import answering, instant
from followthrough.domain.errors import Conflict, RuleBroken, Unreachable
from support.shop import at


def said(error: Exception, capsys: pytest.CaptureFixture[str], *, as_json: bool = False) -> tuple[int, str, str]:
    with pytest.raises(typer.Exit) as ended, answering(as_json=as_json):
        raise error
    told = capsys.readouterr()
    return ended.value.exit_code, told.out, told.err


def denied() -> ClientError:
    told = {"Error": {"Code": "AccessDeniedException", "Message": "User nora may not read secret x"}}
    return ClientError(told, "GetSecretValue")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (RuleBroken("No."), 2, "No."),
        (Unreachable("The line is dead."), 1, "The line is dead."),
        (Conflict("Somebody was faster."), 1, "Somebody was faster."),
        (denied(), 1, "AWS refused GetSecretValue: AccessDeniedException."),
        (NoCredentialsError(), 1, "AWS cannot be asked: Unable to locate credentials"),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(error, code, sentence, capsys):
    assert (code, "", f"{sentence}\n") == said(error, capsys)


def test_a_program_reads_it_as_json(capsys):
    code, out, err = said(denied(), capsys, as_json=True)

    assert (1, {"error": "AWS refused GetSecretValue: AccessDeniedException."}, "") == (code, json.loads(out), err)


def test_a_time_is_read_with_its_zone():
    assert at("2026-03-02 08:00") == instant("2026-03-02T09:00:00+01:00")
    assert instant("2026-03-02T08:00Z").tzinfo is at("2026-03-02 08:00").tzinfo


@pytest.mark.parametrize("text", ["soon", "2026-03-02T08:00"])
def test_a_time_without_its_zone_is_refused(text):
    with pytest.raises(RuleBroken, match=text):
        instant(text)
