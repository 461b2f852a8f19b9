from __future__ import annotations

import json

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from template.reading import TEMPLATE, altered, template
from workbench.stack.expand import Json

LOCAL_CODE = "W3002"
"""That the code must be packaged before a deployment, which `sam deploy` does."""


def complaints_about(text: str) -> list[str]:
    return [str(match) for match in lint(text, config=ManualArgs(ignore_checks=[LOCAL_CODE]))]


def complaints_about_stack(stack: Json) -> list[str]:
    return complaints_about(json.dumps(stack))


def test_cloudformation_has_nothing_to_say_against_the_expansion():
    assert [] == complaints_about_stack(template())


def test_cloudformation_has_nothing_to_say_against_the_template_as_written():
    assert [] == complaints_about(TEMPLATE.read_text(encoding="utf-8"))


def test_an_action_that_does_not_exist_is_found_in_the_expansion():
    misspelt = altered(
        "SetAlarmsRole/Properties/Policies/0/PolicyDocument/Statement/4/Action", "scheduler:CreatSchedule"
    )

    (complaint,) = complaints_about_stack(misspelt)

    assert "creatschedule" in complaint


def test_the_address_of_the_api_on_a_function_with_a_route_is_found_to_go_in_circles():
    circular = altered("TakeAnswer/Properties/Environment", {"Variables": {"URL": {"Fn::Sub": "https://${Api}"}}})

    assert any("Circular" in complaint for complaint in complaints_about_stack(circular))
