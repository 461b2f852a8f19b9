"""The files of a business folder as JSON Schema, for editors that check a file while it is written.

An editor sees keys, words and forms. What belongs together across files, only `playbook check` sees.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from followthrough.adapters.business.business_shape import BusinessShape
from followthrough.adapters.business.owners_words import Shape
from followthrough.adapters.business.playbook_shape import PlaybookShape
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
    tables = told["$defs"] | {shape.__name__: told}
    for each in Shape.__subclasses__():
        keys = tables.get(each.__name__, {}).get("properties", {})
        for name, sentence in _sentences(each).items():
            key = each.model_fields[name].alias or name
            if key in keys:
                keys[key]["description"] = sentence
    return {"$schema": DIALECT} | told | {"title": title}


def _sentences(shape: type[Shape]) -> dict[str, str]:
    """The sentence under each key of a shape, as it stands in the code.

    Only whoever asks for a schema waits for this: pydantic would read them whenever a function starts.
    """
    [table] = ast.parse(inspect.getsource(shape)).body
    lines = table.body if isinstance(table, ast.ClassDef) else []
    return {
        key.target.id: inspect.cleandoc(said.value.value)
        for key, said in pairwise(lines)
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str)
    }
