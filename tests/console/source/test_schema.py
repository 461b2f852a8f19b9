from __future__ import annotations

import json

from typer.testing import CliRunner

from console.__main__ import app
from followthrough.adapters.webhooks import canonical
from support.deliveries import PROJECT


def test_the_command_prints_the_schema_of_the_docs_byte_for_byte():
    told = CliRunner().invoke(app(), ["source", "schema"])

    written = (PROJECT / "docs" / "canonical-event.schema.json").read_text(encoding="utf-8")
    assert (0, written) == (told.exit_code, told.stdout)
    assert canonical.json_schema() == json.loads(told.stdout)
