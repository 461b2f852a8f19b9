"""The resources that moto can hold, made by the calls that anybody would make them by."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3

from workbench.stack.resolve import ACCOUNT, REGION, STACK, Made, NotUnderstood

Json = dict[str, Any]


def _table(logical: str, properties: Json) -> Made:
    name = properties.setdefault("TableName", f"{STACK}-{logical}")
    dynamodb = _client("dynamodb")
    ttl = properties.pop("TimeToLiveSpecification", None)
    recovery = properties.pop("PointInTimeRecoverySpecification", None)
    properties |= {"StreamSpecification": {"StreamEnabled": True, **properties.get("StreamSpecification", {})}}
    if "SSESpecification" in properties:
        properties["SSESpecification"] = {"Enabled": _truth(properties["SSESpecification"]["SSEEnabled"])}
    if "DeletionProtectionEnabled" in properties:
        properties["DeletionProtectionEnabled"] = _truth(properties["DeletionProtectionEnabled"])
    made = dynamodb.create_table(**properties)["TableDescription"]
    if ttl:
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=_with_truths(ttl, "Enabled"))
    if recovery:
        spec = _with_truths(recovery, "PointInTimeRecoveryEnabled")
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=spec)
    return Made(ref=name, attributes={"Arn": made["TableArn"], "StreamArn": made["LatestStreamArn"]})


def _queue(logical: str, properties: Json) -> Made:
    name = properties.pop("QueueName", f"{STACK}-{logical}")
    tags = {tag["Key"]: tag["Value"] for tag in properties.pop("Tags", [])}
    url = _client("sqs").create_queue(QueueName=name, Attributes=_as_texts(properties), tags=tags)["QueueUrl"]
    return Made(ref=url, attributes={"Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "QueueName": name})


def _queue_policy(logical: str, properties: Json) -> Made:
    for url in properties["Queues"]:
        policy = json.dumps(properties["PolicyDocument"])
        _client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(ref=logical)


def _role(logical: str, properties: Json) -> Made:
    name = properties.setdefault("RoleName", f"{STACK}-{logical}")
    policies = properties.pop("Policies", [])
    # AWS's own managed policies are not in moto; nothing here asks what a role may do.
    properties.pop("ManagedPolicyArns", None)
    properties["AssumeRolePolicyDocument"] = json.dumps(properties["AssumeRolePolicyDocument"])
    iam = _client("iam")
    role = iam.create_role(**properties)["Role"]
    for policy in policies:
        document = json.dumps(policy["PolicyDocument"])
        iam.put_role_policy(RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=document)
    return Made(ref=name, attributes={"Arn": role["Arn"], "RoleId": role["RoleId"]})


def _event_bus(_logical: str, properties: Json) -> Made:
    made = _client("events").create_event_bus(**properties)
    return Made(ref=properties["Name"], attributes={"Arn": made["EventBusArn"], "Name": properties["Name"]})


def _schedule_group(logical: str, properties: Json) -> Made:
    name = properties.setdefault("Name", f"{STACK}-{logical}")
    made = _client("scheduler").create_schedule_group(**properties)
    return Made(ref=name, attributes={"Arn": made["ScheduleGroupArn"]})


def _schedule(logical: str, properties: Json) -> Made:
    name = properties.setdefault("Name", f"{STACK}-{logical}")
    made = _client("scheduler").create_schedule(**properties)
    return Made(ref=name, attributes={"Arn": made["ScheduleArn"]})


def _secret(logical: str, properties: Json) -> Made:
    secrets = _client("secretsmanager")
    recipe = properties.pop("GenerateSecretString", None)
    if recipe:
        properties["SecretString"] = _generated_secret(recipe)
    made = secrets.create_secret(Name=properties.pop("Name", f"{STACK}-{logical}"), **properties)
    return Made(ref=made["ARN"], attributes={"Id": made["ARN"]})


def _generated_secret(recipe: Json) -> str:
    template, key = recipe.pop("SecretStringTemplate", None), recipe.pop("GenerateStringKey", None)
    for flag in [name for name in recipe if name.startswith(("Exclude", "Include", "Require"))]:
        recipe[flag] = recipe[flag] if flag == "ExcludeCharacters" else _truth(recipe[flag])
    password: str = _client("secretsmanager").get_random_password(**recipe)["RandomPassword"]
    return json.dumps({**json.loads(template), key: password}) if template else password


def _configuration_set(logical: str, properties: Json) -> Made:
    name = properties.setdefault("Name", f"{STACK}-{logical}")
    _client("sesv2").create_configuration_set(
        **{"ConfigurationSetName" if key == "Name" else key: value for key, value in properties.items()}
    )
    return Made(ref=name)


def _alarm(logical: str, properties: Json) -> Made:
    name = properties.setdefault("AlarmName", f"{STACK}-{logical}")
    for number in ("Period", "EvaluationPeriods", "DatapointsToAlarm"):
        if number in properties:
            properties[number] = int(properties[number])
    _client("cloudwatch").put_metric_alarm(**properties | {"Threshold": float(properties["Threshold"])})
    return Made(ref=name, attributes={"Arn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"})


def _dashboard(logical: str, properties: Json) -> Made:
    name = properties.setdefault("DashboardName", f"{STACK}-{logical}")
    _client("cloudwatch").put_dashboard(**properties)
    return Made(ref=name)


def _log_group(logical: str, properties: Json) -> Made:
    name = properties.pop("LogGroupName", f"{STACK}-{logical}")
    days = properties.pop("RetentionInDays", None)
    logs = _client("logs")
    logs.create_log_group(logGroupName=name, **properties)
    if days:
        logs.put_retention_policy(logGroupName=name, retentionInDays=int(days))
    return Made(ref=name, attributes={"Arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}:*"})


def _topic(logical: str, properties: Json) -> Made:
    name = properties.pop("TopicName", f"{STACK}-{logical}")
    arn = _client("sns").create_topic(Name=name, Attributes=_as_texts(properties))["TopicArn"]
    return Made(ref=arn, attributes={"TopicArn": arn, "TopicName": name})


def _topic_policy(logical: str, properties: Json) -> Made:
    for arn in properties["Topics"]:
        policy = json.dumps(properties["PolicyDocument"])
        _client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return Made(ref=logical)


def _subscription(_logical: str, properties: Json) -> Made:
    place = {key: properties.pop(key) for key in ("TopicArn", "Protocol", "Endpoint")}
    attributes = {key: value for key, value in _as_texts(properties).items() if key != "Region"}
    arn = _client("sns").subscribe(**place, Attributes=attributes, ReturnSubscriptionArn=True)["SubscriptionArn"]
    return Made(ref=arn)


IN_MOTO: Mapping[str, Callable[[str, Json], Made]] = {
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::EventBus": _event_bus,
    "AWS::IAM::Role": _role,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::SES::ConfigurationSet": _configuration_set,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::Scheduler::ScheduleGroup": _schedule_group,
    "AWS::SecretsManager::Secret": _secret,
}
"""How each resource type is made. The functions may use up the properties they are given."""


def _client(service: str) -> Any:
    return boto3.client(service)


def _as_texts(properties: Mapping[str, Any]) -> dict[str, str]:
    """SQS and SNS take every attribute as text, a structure as JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in properties.items()}


def _truth(value: Any) -> bool:
    """CloudFormation takes "true" for true, boto3 does not."""
    if str(value).lower() not in {"true", "false"}:
        raise NotUnderstood(f'"{value}" is neither true nor false.')
    return str(value).lower() == "true"


def _with_truths(spec: Mapping[str, Any], *names: str) -> Json:
    return {key: _truth(value) if key in names else value for key, value in spec.items()}
