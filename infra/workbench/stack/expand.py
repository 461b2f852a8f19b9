"""The template as CloudFormation sees it: SAM's shorthand written out, offline and without credentials.

Everything that is asked of the template, on a laptop or in a test, is asked of the expansion: what SAM adds by itself
(schedules, permissions, mappings) is then part of the answer.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

Json = dict[str, Any]

CODE_BUCKET = "local"
"""The bucket that every function seems to come from: the translator refuses a folder, so the folder becomes the key."""

REGION = "eu-west-1"
"""The translator asks for a region and writes none into the template."""

# The translator says at exit that it could not publish figures about its own use; nobody asked it to.
logging.getLogger("samtranslator").setLevel(logging.CRITICAL)


def expand(path: Path) -> Json:
    """The CloudFormation template that `sam deploy` would make of this file.

    Parameters and conditions stay as they are written. The code of a function is `{"S3Bucket": CODE_BUCKET, "S3Key":
    <its CodeUri>}`; `code_folder` reads it back. Raises samtranslator's InvalidDocumentException, which names the
    resource and the property.
    """
    return expanded(parse(path))


def parse(path: Path) -> Json:
    """The template as it is written, with `!Ref` and its like in their long form."""
    template: Json = yaml_parse(path.read_text(encoding="utf-8"))
    return template


def expanded(template: Mapping[str, Any]) -> Json:
    """The CloudFormation template of a parsed one, which is left as it was."""
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    written_out: Json = translator.translate(_with_code_in_a_bucket(template), _defaults(template))
    return written_out


def resources_of(template: Mapping[str, Any], resource_type: str) -> dict[str, Json]:
    """The properties of every resource of this type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == resource_type
    }


def code_folder(function: Mapping[str, Any]) -> str:
    """The CodeUri of an expanded function: a folder beside the template."""
    key: str = function["Code"]["S3Key"]
    return key


def _with_code_in_a_bucket(template: Mapping[str, Any]) -> Json:
    rewritten: Json = copy.deepcopy(dict(template))
    functions = [r["Properties"] for r in rewritten["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    for properties in [rewritten.get("Globals", {}).get("Function", {}), *functions]:
        if "CodeUri" in properties:
            properties["CodeUri"] = f"s3://{CODE_BUCKET}/{properties['CodeUri']}"
    return rewritten


def _defaults(template: Mapping[str, Any]) -> Json:
    parameters = template.get("Parameters", {})
    return {name: parameter["Default"] for name, parameter in parameters.items() if "Default" in parameter}
