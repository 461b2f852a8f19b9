from __future__ import annotations

import pytest
from typer.testing import CliRunner

from console.__main__ import app
from console.source.table import WAITING, page, proof
from followthrough.adapters.webhooks.schemes import Stamp, VerifySpec
from support.deliveries import PROJECT, SOURCES


def test_the_page_of_the_sources_is_what_their_files_say():
    written = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")

    assert page(SOURCES.values()) == written, "run `followthrough source table > docs/sources.md`"


def test_the_command_writes_that_page():
    told = CliRunner().invoke(app(), ["source", "table"])

    assert (0, page(SOURCES.values())) == (told.exit_code, told.stdout)


def test_every_source_says_what_became_known_of_it():
    told = page(SOURCES.values())

    for name, spec in SOURCES.items():
        assert f"| `{name}` |" in told
        assert spec.about.sure, f"{spec.file} does not say how sure we are"
        assert spec.about.retries, f"{spec.file} does not say what happens when we do not answer"
        assert spec.about.limits, f"{spec.file} does not say what limits it"


def test_nobody_waits_for_what_is_there():
    assert set() == {name.lower() for name in WAITING} & set(SOURCES)


@pytest.mark.parametrize(
    ("verify", "said"),
    [
        (VerifySpec(scheme="url_secret"), "a secret in its address, because it cannot sign"),
        (VerifySpec(scheme="bearer", headers=("authorization",)), "`Authorization: Bearer` and a secret"),
        (VerifySpec(scheme="basic", headers=("authorization",)), "`Authorization: Basic`, a name and a password"),
        (VerifySpec(scheme="header", headers=("x-key", "x-old-key")), "a secret in `x-key` or `x-old-key`"),
        (
            VerifySpec(scheme="digest", headers=("x-mark",), signed="{secret}{body}", encoding="hex"),
            "a bare SHA256 of `{secret}{body}`, as hex in `x-mark`",
        ),
        (
            VerifySpec(scheme="hmac", headers=("x-mark",), algorithm="sha1"),
            "HMAC-SHA1 of `{body}`, as base64 in `x-mark`",
        ),
        (
            VerifySpec(scheme="hmac", headers=("x-mark",), signed="{timestamp}{body}", stamp=Stamp(headers=("x-at",))),
            "HMAC-SHA256 of `{timestamp}{body}`, as base64 in `x-mark`, at most 5 minutes off",
        ),
    ],
)
def test_how_a_source_proves_itself_is_said_in_a_few_words(verify, said):
    assert said == proof(verify)
