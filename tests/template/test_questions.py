"""What a deployment asks, and what it says when it is done."""

from __future__ import annotations

import re

import pytest

from template.reading import source, template

PARAMETERS = source()["Parameters"]

OUTPUTS = {
    "WebhookUrl",
    "LinkUrl",
    "EventBusName",
    "LedgerTable",
    "SourceSecretsArn",
    "LinkKeysArn",
    "InboxUrl",
    "InboxDeadLettersUrl",
    "DueUrl",
    "DueDeadLettersUrl",
    "DeliveriesUrl",
    "DeliveriesDeadLettersUrl",
    "PagerTopic",
    "ReadTheLogs",
    "CountTheDeadLetters",
    "CallThePager",
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_question_says_what_it_is_about_and_what_would_be_an_answer(name):
    question = PARAMETERS[name]

    assert question["Description"].endswith(".")
    assert (
        "AllowedValues" in question
        or {"AllowedPattern", "ConstraintDescription"} <= question.keys()
        or ({"MinValue", "MaxValue", "ConstraintDescription"} <= question.keys())
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("BusinessId", "corncrake"),
        ("SenderDomain", "mail.corncrake.example"),
        ("LinkDomain", ""),
        ("LinkDomain", "promises.corncrake.example"),
        ("TimeZone", "UTC"),
        ("TimeZone", "Europe/Dublin"),
        ("TimeZone", "America/Argentina/Buenos_Aires"),
        ("TimeZone", "America/Port-au-Prince"),
        ("PagerEmail", ""),
        ("PagerEmail", "maeve@corncrake.example"),
    ],
)
def test_a_good_answer_is_taken(name, answer):
    assert re.fullmatch(PARAMETERS[name]["AllowedPattern"], answer)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("BusinessId", ""),
        ("BusinessId", "x"),
        ("BusinessId", "Corncrake"),
        ("BusinessId", "7corncrakes"),
        ("BusinessId", "corncrake-and-sons"),
        ("BusinessId", "corn#crake"),
        ("SenderDomain", ""),
        ("SenderDomain", "corncrake"),
        ("SenderDomain", "maeve@corncrake.example"),
        ("SenderDomain", "*.example"),
        ("LinkDomain", "https://corncrake.example"),
        ("LinkDomain", "corncrake.example/"),
        ("TimeZone", "Dublin time"),
        ("TimeZone", "europe/dublin"),
        ("PagerEmail", "maeve"),
    ],
)
def test_a_poor_answer_is_refused(name, answer):
    assert not re.fullmatch(PARAMETERS[name]["AllowedPattern"], answer)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_default_is_an_answer(name):
    default = PARAMETERS[name].get("Default", "corncrake.example")

    assert re.fullmatch(PARAMETERS[name].get("AllowedPattern", ".*"), str(default))
    assert default in PARAMETERS[name].get("AllowedValues", [default])


def test_nobody_sends_from_a_domain_that_was_not_asked_for():
    assert ["SenderDomain"] == [name for name, question in PARAMETERS.items() if "Default" not in question]


def test_a_deployment_ends_with_addresses_and_with_lines_to_paste():
    assert OUTPUTS == template()["Outputs"].keys()


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_an_output_says_what_it_is_for(name):
    assert template()["Outputs"][name]["Description"].endswith(".")
