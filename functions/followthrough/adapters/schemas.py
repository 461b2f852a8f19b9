"""The files of a business folder as JSON Schema, for editors that check a file while it is written.

An editor sees keys, words and forms. What belongs together across files, only `playbook check` sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from followthrough.adapters.business_shape import BusinessShape
from followthrough.adapters.owners_words import Shape
from followthrough.adapters.playbook_shape import PlaybookShape
from followthrough.adapters.webhooks.source_schema import source_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _OfToml(GenerateJsonSchema):
    """TOML knows no null and no defaults: a key is there or it is not."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        told = super().dict_schema(schema)
        return told | {"additionalProperties": False} if "patternProperties" in told else told


def schemas() -> Mapping[str, dict[str, Any]]:
    """The schema of every kind of file, by the name of the file that holds it."""
    return {
        "playbook.schema.json": _of(PlaybookShape, title="playbook.toml of Followthrough"),
        "business.schema.json": _of(BusinessShape, title="business.toml of Followthrough"),
        "source.schema.json": {"$schema": DIALECT, "title": "A source file of Followthrough"} | source_schema(),
    }


def _of(shape: type[Shape], *, title: str) -> dict[str, Any]:
    told = shape.model_json_schema(schema_generator=_OfToml)
    return {"$schema": DIALECT} | told | {"title": title}
