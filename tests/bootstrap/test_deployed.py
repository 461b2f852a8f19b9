from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import NoRegionError
from typer.testing import CliRunner

from console import customers, desk, doctor, privacy, today
from console.__main__ import app
from followthrough.bootstrap.deployed import OUTPUTS, app_of
from followthrough.domain.errors import Unreachable
from followthrough.settings import NotConfigured
from support.aws import REGION, Cloud, Fault, a_cloud
from template.reading import template

PARAMETER = "<member><ParameterKey>BusinessId</ParameterKey><ParameterValue>corncrake</ParameterValue></member>"
DESCRIBED = """<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<DescribeStacksResult><Stacks><member><StackName>garage</StackName>
<CreationTime>2026-03-02T08:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Parameters>{parameters}</Parameters><Outputs>{outputs}</Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"""
REFUSED = "<ErrorResponse><Error><Code>{code}</Code><Message>No.</Message></Error></ErrorResponse>"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name, value in {"DEFAULT_REGION": REGION, "ACCESS_KEY_ID": "n", "SECRET_ACCESS_KEY": "n"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    with a_cloud() as cloud:
        yield cloud


def answers(xml: str, *, status: int = 200) -> Fault:
    body = SimpleNamespace(stream=lambda: iter([xml.encode()]))
    return lambda call, _: AWSResponse(call.request.url, status, {}, body)


def test_every_output_that_the_template_promises_is_a_setting(cloud):
    told = "".join(
        f"<member><OutputKey>{output}</OutputKey><OutputValue>the {output}</OutputValue></member>"
        for output in OUTPUTS.values()
    )
    cloud.spoil("cloudformation.DescribeStacks", answers(DESCRIBED.format(parameters=PARAMETER, outputs=told)))

    settings = app_of("garage").settings

    assert "corncrake" == settings.business_id
    assert {name: f"the {output}" for name, output in OUTPUTS.items()} == {
        name: getattr(settings, name) for name in OUTPUTS
    }


def test_every_output_that_a_command_asks_for_is_in_the_template():
    assert set(OUTPUTS.values()) <= template()["Outputs"].keys()


@pytest.mark.parametrize("command", [customers, desk, doctor, privacy, today])
def test_a_stack_tells_everything_that_a_command_needs(command):
    assert {*command.NEEDED} <= {"business_id", *OUTPUTS}


def test_a_stack_that_is_not_there_is_a_sentence(cloud):
    cloud.spoil("cloudformation.DescribeStacks", answers(REFUSED.format(code="ValidationError"), status=400))

    with pytest.raises(NotConfigured, match='There is no stack "garrage" in this account and region'):
        app_of("garrage")


def test_without_the_right_to_look_the_code_of_aws_is_told(cloud):
    cloud.spoil("cloudformation.DescribeStacks", answers(REFUSED.format(code="AccessDenied"), status=403))

    with pytest.raises(Unreachable, match="AWS does not tell about this stack: AccessDenied"):
        app_of("garage")


def test_without_a_region_the_sdk_says_what_is_missing(monkeypatch):
    def nowhere(_: str) -> None:
        raise NoRegionError

    monkeypatch.setattr(boto3, "client", nowhere)

    with pytest.raises(Unreachable, match="You must specify a region"):
        app_of("garage")


@pytest.mark.parametrize(
    "words",
    [
        ["source", "list"],
        ["source", "secret", "shopify", "--generate"],
        ["dlq", "list"],
        ["dlq", "replay"],
        ["doctor"],
        ["trigger", "order.placed"],
        ["export", "nora.quill@tidewater.example"],
        ["forget", "--source", "shopify"],
        ["correct", "r1", "--name", "Nora Quill"],
        ["same-person", "r1", "r2"],
        ["desk", "counter"],
        ["promise", "We bring it.", "--by", "2026-03-19T18:00", "--owner", "workshop"],
    ],
)
def test_every_command_says_that_there_is_no_such_stack(cloud, words):
    cloud.spoil("cloudformation.DescribeStacks", answers(REFUSED.format(code="ValidationError"), status=400))

    answer = CliRunner().invoke(app(), [*words, "--stack", "garrage"])

    assert 2 == answer.exit_code
    assert 'There is no stack "garrage"' in answer.stderr


@pytest.mark.parametrize("words", [["source", "list"], ["dlq", "list"], ["doctor"], ["trigger", "order.placed"]])
def test_a_stack_of_an_older_template_is_to_be_deployed_anew(cloud, words):
    cloud.spoil("cloudformation.DescribeStacks", answers(DESCRIBED.format(parameters=PARAMETER, outputs="")))

    answer = CliRunner().invoke(app(), [*words, "--stack", "garage"])

    assert 2 == answer.exit_code
    assert "Please deploy the stack anew: it does not tell " in answer.stderr
