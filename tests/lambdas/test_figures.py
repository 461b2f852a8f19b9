from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from followthrough.bootstrap.figures import namespace
from followthrough.lambdas import figures

VERIFY = Path(__file__).parents[2] / "functions" / "followthrough" / "adapters" / "webhooks" / "verify.py"


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_delivery_is_one_line_that_cloudwatch_reads_as_one_figure(capsys: pytest.CaptureFixture[str]) -> None:
    figures.received("shopify")

    [line] = printed(capsys)
    stamp = line["_aws"].pop("Timestamp")
    directive = {
        "Namespace": namespace(),
        "Dimensions": [["source"]],
        "Metrics": [{"Name": "Received", "Unit": "Count"}],
    }
    assert {"_aws": {"CloudWatchMetrics": [directive]}, "source": "shopify", "Received": 1} == line
    assert len(str(stamp)) == len("1772438400000")


def test_a_refusal_is_counted_by_source_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    figures.refused("shopify", "stale")

    [line] = printed(capsys)
    assert [["source", "reason"]] == line["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
    assert ("shopify", "stale", 1) == (line["source"], line["reason"], line["Refused"])


def test_what_strangers_say_makes_no_figure_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    figures.refused(None, "UnknownSource")
    figures.refused("shopify", "something new")

    assert [("unknown", "UnknownSource"), ("shopify", "other")] == [
        (line["source"], line["reason"]) for line in printed(capsys)
    ]


def test_every_reason_of_a_bad_signature_is_counted_by_its_name() -> None:
    reasons = set(re.findall(r'BadSignature\("([^"]+)"\)', VERIFY.read_text("utf-8")))

    assert {"mismatch"} < reasons
    assert set() == reasons - figures.REASONS
