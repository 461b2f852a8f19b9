"""Every function may do what it must, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from samtranslator.model.exceptions import InvalidDocumentException

from template.reading import (
    GONE,
    altered,
    environment_of,
    functions_of,
    id_of,
    listed,
    may,
    statements_of,
    template,
)
from workbench.stack.expand import Json, resources_of

ALLOWED = {
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "iam:PassRole",
    "lambda:InvokeFunction",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "scheduler:CreateSchedule",
    "scheduler:DeleteSchedule",
    "secretsmanager:GetSecretValue",
    "ses:SendEmail",
    "ses:SendRawEmail",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
}

USES = {
    "FOLLOWTHROUGH_INBOX_URL": {"sqs:SendMessage", "sqs:ChangeMessageVisibility"},
    "FOLLOWTHROUGH_DELIVERIES_URL": {"sqs:ChangeMessageVisibility"},
    "FOLLOWTHROUGH_INBOX_DEAD_LETTERS_URL": {"sqs:SendMessage"},
    "FOLLOWTHROUGH_DUE_URL": {"sqs:SendMessage", "sqs:ChangeMessageVisibility"},
    "FOLLOWTHROUGH_DUE_DEAD_LETTERS_URL": {"sqs:SendMessage"},
    "FOLLOWTHROUGH_DELIVERIES_DEAD_LETTERS_URL": {"sqs:SendMessage"},
    "FOLLOWTHROUGH_SOURCE_SECRETS": {"secretsmanager:GetSecretValue"},
    "FOLLOWTHROUGH_ALARM_ROLE_ARN": {"iam:PassRole"},
}
"""What a function does with a thing it is told of: one of these."""

IN_THE_GROUP = {"Fn::Sub": "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${Alarms}/*"}
OF_THE_TABLE = {"Fn::Sub": "${Ledger.Arn}/stream/*"}
DELIBERATELY_OPEN = [IN_THE_GROUP, OF_THE_TABLE]
"""Alarms have names that nobody knows beforehand, and AWS asks for the right to list streams on all of the table's."""


def roles_of(stack: Json) -> dict[str, Json]:
    return resources_of(stack, "AWS::IAM::Role")


def rights_too_wide(stack: Json) -> Iterator[str]:
    for name, role in roles_of(stack).items():
        if role.get("ManagedPolicyArns"):
            yield f"{name} has a policy that somebody else wrote."
        for statement in statements_of(stack, name):
            for action in listed(statement["Action"]):
                if (
                    action not in ALLOWED
                    and not _only_counts(action, statement)
                    and not _only_forgets(action, statement)
                    and not _only_reads_the_rules(action, statement)
                ):
                    yield f"{name} may {action}."
            for resource in listed(statement["Resource"]):
                if "*" in str(resource) and resource not in DELIBERATELY_OPEN:
                    yield f"{name} may do it to {resource}."
            if "iam:PassRole" in listed(statement["Action"]) and "iam:PassedToService" not in str(
                statement.get("Condition")
            ):
                yield f"{name} may pass its role to anybody."


def _only_counts(action: str, statement: Json) -> bool:
    """Whether this lets a function count, and touch no record."""
    counters = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [{"Fn::Sub": "${BusinessId}#X#*"}]}}
    return action == "dynamodb:UpdateItem" and statement.get("Condition") == counters


def _only_forgets(action: str, statement: Json) -> bool:
    """Whether this lets a function delete what lies with a customer, and no promise, no order and no address."""
    customers = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [{"Fn::Sub": "${BusinessId}#C#*"}]}}
    return action == "dynamodb:DeleteItem" and statement.get("Condition") == customers


def _only_reads_the_rules(action: str, statement: Json) -> bool:
    """Whether this lets a function read one thing by its name: what the owner has published."""
    published = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [{"Fn::Sub": "${BusinessId}#B"}]}}
    return action == "dynamodb:GetItem" and statement.get("Condition") == published


def strangers_trusted(stack: Json) -> Iterator[str]:
    groups = resources_of(stack, "AWS::Scheduler::ScheduleGroup")
    functions = {id_of(function["Role"]) for function in functions_of(stack).values()}
    for name, role in roles_of(stack).items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        service = "lambda.amazonaws.com" if name in functions else "scheduler.amazonaws.com"
        if statement["Principal"] != {"Service": service}:
            yield f"{name} trusts {statement['Principal']}."
        condition = statement.get("Condition", {}).get("StringEquals", {})
        if name not in functions and condition.get("aws:SourceAccount") != {"Ref": "AWS::AccountId"}:
            yield f"{name} trusts every account."
        if name not in functions and id_of(condition.get("aws:SourceArn")) not in groups:
            yield f"{name} trusts every schedule."


def rights_missing(stack: Json) -> Iterator[str]:
    for name, function in functions_of(stack).items():
        role = id_of(function["Role"])
        log = id_of(function["LoggingConfig"]["LogGroup"])
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            if not may(stack, role, action, log):
                yield f"{name} may not {action}."
        for variable, actions in USES.items():
            thing = id_of(environment_of(function).get(variable))
            if thing and not any(may(stack, role, action, thing) for action in actions):
                yield f"{name} is told of {variable} and may not use it."
        dead_letters = id_of(function.get("DeadLetterConfig", {}).get("TargetArn"))
        if dead_letters and not may(stack, role, "sqs:SendMessage", dead_letters):
            yield f"{name} may not send to {dead_letters}."
    yield from _rights_missing_to_be_woken(stack)


def _rights_missing_to_be_woken(stack: Json) -> Iterator[str]:
    streams = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
    queues = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    for mapping in resources_of(stack, "AWS::Lambda::EventSourceMapping").values():
        name, waker = id_of(mapping["FunctionName"]), id_of(mapping["EventSourceArn"])
        role = id_of(functions_of(stack)[name]["Role"])
        for action in sorted(streams if waker == "Ledger" else queues):
            if not may(stack, role, action, waker):
                yield f"{name} may not {action} of {waker}."
        failures = id_of(mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"))
        if failures and not may(stack, role, "sqs:SendMessage", failures):
            yield f"{name} may not send to {failures}."


@pytest.mark.parametrize("rule", [rights_too_wide, strangers_trusted, rights_missing])
def test_the_rights_are_exact(rule):
    assert [] == list(rule(template()))


def test_every_function_has_a_role_of_its_own():
    roles = [id_of(function["Role"]) for function in functions_of(template()).values()]

    assert [f"{name}Role" for name in functions_of(template())] == roles


def test_nobody_can_change_or_delete_a_record_without_a_condition_on_what_was_read():
    granted = {
        action
        for role in roles_of(template())
        for statement in statements_of(template(), role)
        for action in listed(statement["Action"])
        if not _only_counts(action, statement) and not _only_forgets(action, statement)
    }

    assert not granted & {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:Scan"}


@pytest.mark.parametrize("name", ["CarryOut", "Report"])
def test_whoever_sends_mail_may_send_raw_mail_from_our_domain_with_our_configuration_set(name):
    (statement,) = [s for s in statements_of(template(), f"{name}Role") if "ses:SendEmail" in s["Action"]]

    arn = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}"
    assert ["ses:SendEmail", "ses:SendRawEmail"] == statement["Action"]
    assert [{"Fn::Sub": f"{arn}:identity/${{SenderDomain}}"}, {"Fn::Sub": f"{arn}:configuration-set/${{Mail}}"}] == (
        statement["Resource"]
    )


@pytest.mark.parametrize("name", ["MakeCommitments", "CarryOut", "TakeAnswer", "NoteDelivery", "Report"])
def test_whoever_makes_links_or_hashes_may_read_the_keys(name):
    assert may(template(), f"{name}Role", "secretsmanager:GetSecretValue", "LinkKeys")


def test_whoever_decides_or_opens_the_door_may_read_what_is_published_and_the_door_no_more_of_the_ledger():
    readers = {role for role in roles_of(template()) if may(template(), role, "dynamodb:GetItem", "Ledger")}
    deciders = {role for role in roles_of(template()) if may(template(), role, "dynamodb:BatchGetItem", "Ledger")}

    assert {*deciders, "ReceiveWebhookRole"} == readers
    assert "ReceiveWebhookRole" not in deciders


def test_an_index_is_asked_only_by_those_who_need_it():
    asked = {
        (role.removesuffix("Role"), resource["Fn::Sub"].rpartition("/")[2])
        for role in roles_of(template())
        for statement in statements_of(template(), role)
        for resource in listed(statement["Resource"])
        if "/index/" in str(resource)
    }

    assert {
        ("MakeCommitments", "thread"),
        ("CarryOut", "thread"),
        ("CarryOut", "wakes"),
        ("TakeAnswer", "thread"),
        ("NoteDelivery", "thread"),
        ("TakeAnswer", "promises"),
        ("TakeAnswer", "wakes"),
        ("Tend", "wakes"),
        ("Report", "wakes"),
        ("Report", "promises"),
    } == asked


STATEMENTS = "SetAlarmsRole/Properties/Policies/0/PolicyDocument/Statement"


@pytest.mark.parametrize(
    ("path", "value", "rule", "problem"),
    [
        (f"{STATEMENTS}/3/Action", "dynamodb:*", rights_too_wide, "SetAlarmsRole may dynamodb:*."),
        (f"{STATEMENTS}/3/Action", ["dynamodb:UpdateItem"], rights_too_wide, "SetAlarmsRole may dynamodb:UpdateItem."),
        (f"{STATEMENTS}/3/Resource", "*", rights_too_wide, "SetAlarmsRole may do it to *."),
        (f"{STATEMENTS}/4/Condition", GONE, rights_too_wide, "SetAlarmsRole may pass its role to anybody."),
        ("MakeCommitmentsRole/Properties/Policies/0/PolicyDocument/Statement/4/Condition", GONE, rights_too_wide,
         "MakeCommitmentsRole may dynamodb:DeleteItem."),
        ("ReceiveWebhookRole/Properties/Policies/0/PolicyDocument/Statement/3/Condition", GONE, rights_too_wide,
         "ReceiveWebhookRole may dynamodb:GetItem."),
        ("TendRole/Properties/ManagedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"], rights_too_wide,
         "TendRole has a policy that somebody else wrote."),
        ("AlarmsRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition", GONE, strangers_trusted,
         "AlarmsRole trusts every schedule."),
        ("ClockRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/aws:SourceAccount", GONE,
         strangers_trusted, "ClockRole trusts every account."),
        ("TendRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal", {"AWS": "*"}, strangers_trusted,
         "TendRole trusts {'AWS': '*'}."),
        (f"{STATEMENTS}/0/Resource", {"Fn::GetAtt": ["TendLog", "Arn"]}, rights_missing,
         "SetAlarms may not logs:PutLogEvents."),
        (f"{STATEMENTS}/5/Resource", {"Fn::GetAtt": ["Due", "Arn"]}, rights_missing,
         "SetAlarms may not send to AlarmFailures."),
        (f"{STATEMENTS}/2", GONE, rights_missing, "SetAlarms may not dynamodb:ListStreams of Ledger."),
        ("ReceiveWebhookRole/Properties/Policies/0/PolicyDocument/Statement/1", GONE, rights_missing,
         "ReceiveWebhook is told of FOLLOWTHROUGH_SOURCE_SECRETS and may not use it."),
        ("NoteDeliveryRole/Properties/Policies/0/PolicyDocument/Statement/1/Action", "sqs:ReceiveMessage", rights_missing,
         "NoteDelivery may not sqs:DeleteMessage of Deliveries."),
        ("TendRole/Properties/Policies/0/PolicyDocument/Statement/2/Resource", {"Fn::GetAtt": ["Due", "Arn"]},
         rights_missing, "Tend may not send to ClockDeadLetters."),
    ],
)  # fmt: skip
def test_rights_that_are_not_exact_are_refused(path, value, rule, problem):
    problems = list(rule(altered(path, value)))

    assert problem in problems


def test_a_function_cannot_forget_its_role():
    """SAM would make one that is too wide, under the name that ours has already."""
    with pytest.raises(InvalidDocumentException, match="TendRole"):
        altered("Tend/Properties/Role")
