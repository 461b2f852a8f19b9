from __future__ import annotations

import copy
import logging
from pathlib import Path

import pytest
from samtranslator.model.exceptions import InvalidDocumentException

from workbench.stack.expand import code_folder, expand, expanded, parse, resources_of

A_SHOP = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Zone: {Type: String, Default: Europe/Dublin}
Globals:
  Function: {CodeUri: functions/, Runtime: python3.13}
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Ring:
    Type: AWS::Serverless::Function
    Properties:
      Handler: shop.ring.handler
      Role: arn:aws:iam::123456789012:role/ring
      Environment: {Variables: {QUEUE: !Ref Queue}}
      Events:
        Morning:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(0 9 ? * MON *)
            ScheduleExpressionTimezone: !Ref Zone
            RoleArn: arn:aws:iam::123456789012:role/clock
  Sweep:
    Type: AWS::Serverless::Function
    Properties: {Handler: broom.handler, CodeUri: brooms/, Role: "arn:aws:iam::123456789012:role/sweep"}
"""


@pytest.fixture
def a_template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(A_SHOP, encoding="utf-8")
    return path


def test_the_shorthand_of_sam_is_written_out(a_template):
    stack = expand(a_template)

    assert {"Queue", "Ring", "RingMorning", "Sweep"} == stack["Resources"].keys()
    assert "Transform" not in stack


def test_parameters_stay_questions(a_template):
    (schedule,) = resources_of(expand(a_template), "AWS::Scheduler::Schedule").values()

    assert {"Ref": "Zone"} == schedule["ScheduleExpressionTimezone"]


def test_the_folder_of_the_code_is_remembered(a_template):
    functions = resources_of(expand(a_template), "AWS::Lambda::Function")

    assert {"Ring": "functions/", "Sweep": "brooms/"} == {name: code_folder(f) for name, f in functions.items()}


def test_resources_are_found_by_their_type(a_template):
    stack = expand(a_template)

    assert {"Queue": {}} == resources_of(stack, "AWS::SQS::Queue")
    assert {} == resources_of(stack, "AWS::SNS::Topic")


def test_the_parsed_template_is_left_as_it_was(a_template):
    template = parse(a_template)
    before = copy.deepcopy(template)

    expanded(template)

    assert before == template


def test_a_mistake_is_told_with_the_name_of_the_resource(a_template):
    a_template.write_text(A_SHOP.replace("Type: ScheduleV2", "Type: ScheduleV3"), encoding="utf-8")

    with pytest.raises(InvalidDocumentException) as refusal:
        expand(a_template)

    assert "Ring" in str(refusal.value.causes)


def test_the_translator_does_not_chat():
    assert logging.getLogger("samtranslator").getEffectiveLevel() == logging.CRITICAL


def test_no_credentials_and_no_network_are_needed(a_template, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)

    assert expand(a_template)
