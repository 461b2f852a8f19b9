from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from followthrough.adapters.mails.post import SesPost
from followthrough.application.ports import Message
from followthrough.bootstrap.engine import ONE_ATTEMPT
from followthrough.domain.errors import FateUnknown, Malformed, NotSent, Refused
from followthrough.domain.words import Step
from support.aws import Cloud, answer_lost, client, connect_timeout, refused, unreachable

LETTER = Message(
    kind="letter",
    sender="Corncrake Garage <hello@corncrake.example>",
    to="nora@quill.example",
    reply_to="hello@corncrake.example",
    subject="Your car",
    text="Thank you.",
    html="<p>Thank you.</p>",
    thread="c0ffee",
    commitments=("c0ffee",),
    headers={},
    step=Step.RECEIPT,
    generation=2,
)


@pytest.fixture
def post(cloud: Cloud) -> SesPost:
    sesv2 = client("sesv2", config=ONE_ATTEMPT)
    sesv2.create_email_identity(EmailIdentity="corncrake.example")
    return SesPost(client=sesv2, domain="corncrake.example", configuration_set="mail")


def test_a_mail_goes_out_raw_and_its_id_comes_back(post: SesPost, cloud: Cloud) -> None:
    sent_as = post.send(LETTER)

    [mail] = cloud.mails()
    assert sent_as
    assert "To: nora@quill.example" in mail
    assert "References: <c0ffee@corncrake.example>" in mail


def test_notices_about_a_mail_find_their_way_back_by_ids(post: SesPost, cloud: Cloud) -> None:
    post.send(LETTER)

    tags = {tag["Name"]: tag["Value"] for tag in cloud.last("sesv2.SendEmail")["EmailTags"]}
    assert {"kind": "letter", "step": "receipt", "generation": "2", "commitment": "c0ffee"} == tags
    assert "mail" == cloud.last("sesv2.SendEmail")["ConfigurationSetName"]


def test_a_sheet_of_several_tasks_is_about_no_single_commitment(post: SesPost, cloud: Cloud) -> None:
    post.send(replace(LETTER, kind="task", commitments=("c0ffee", "decade"), step=None, generation=None))

    assert [{"Name": "kind", "Value": "task"}] == cloud.last("sesv2.SendEmail")["EmailTags"]


def test_without_a_configuration_set_none_is_named(post: SesPost, cloud: Cloud) -> None:
    replace(post, configuration_set=None).send(LETTER)

    assert "ConfigurationSetName" not in cloud.last("sesv2.SendEmail")


def test_nothing_beside_the_headers_says_to_whom(post: SesPost, cloud: Cloud) -> None:
    post.send(LETTER)

    assert {"Content", "EmailTags", "ConfigurationSetName"} == set(cloud.last("sesv2.SendEmail"))


def test_a_lost_answer_is_never_asked_for_again(post: SesPost, cloud: Cloud) -> None:
    cloud.spoil("sesv2.SendEmail", answer_lost)

    with pytest.raises(FateUnknown):
        post.send(LETTER)

    assert (1, 1) == (cloud.count("sesv2.SendEmail"), len(cloud.mails()))


SURELY_NOT = [
    unreachable,
    connect_timeout,
    refused("TooManyRequestsException", status=429),
    refused("ThrottlingException"),
    refused("ThrottlingException", status=503),
    refused("LimitExceededException"),
    refused("SendingPausedException"),
    refused("AccountSuspendedException"),
    refused("MailFromDomainNotVerifiedException"),
    refused("NotFoundException", status=404),
    refused("AccessDeniedException", status=403),
]


@pytest.mark.parametrize("fault", SURELY_NOT)
def test_what_surely_stayed_here_may_be_sent_later(post: SesPost, cloud: Cloud, fault: Any) -> None:
    cloud.spoil("sesv2.SendEmail", fault)

    with pytest.raises(NotSent):
        post.send(LETTER)

    assert (1, []) == (cloud.count("sesv2.SendEmail"), cloud.mails())


def test_a_request_that_was_never_made_was_surely_not_sent(post: SesPost, cloud: Cloud) -> None:
    with pytest.raises(NotSent):
        replace(post, configuration_set=7).send(LETTER)  # type: ignore[arg-type]

    assert 0 == cloud.count("sesv2.SendEmail")


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_a_mail_that_ses_will_never_send_is_refused(post: SesPost, cloud: Cloud, code: str) -> None:
    cloud.spoil("sesv2.SendEmail", refused(code))

    with pytest.raises(Malformed, match=code):
        post.send(LETTER)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_a_failure_of_the_mail_service_itself_nobody_knows(post: SesPost, cloud: Cloud, status: int) -> None:
    cloud.spoil("sesv2.SendEmail", refused("InternalServiceError", status=status))

    with pytest.raises(FateUnknown):
        post.send(LETTER)

    assert 1 == cloud.count("sesv2.SendEmail")


def test_a_sender_that_ses_does_not_know_is_refused_by_the_mail_service(post: SesPost) -> None:
    with pytest.raises(Refused):
        post.send(replace(LETTER, sender="hello@heron.example"))


@pytest.mark.parametrize("fault", [unreachable, answer_lost, refused("MessageRejected"), refused("Odd", status=500)])
def test_no_address_is_in_what_is_said_of_a_failure(post: SesPost, cloud: Cloud, fault: Any) -> None:
    cloud.spoil("sesv2.SendEmail", fault)

    with pytest.raises(Exception, match=r"\w") as told:
        post.send(LETTER)

    assert "@" not in str(told.value)
    assert "quill" not in repr(told.value)


def test_a_mail_about_two_matters_finds_its_way_back_to_the_one_that_was_asked_for(post: SesPost, cloud: Cloud) -> None:
    post.send(replace(LETTER, kind="task", commitments=("c0ffee", "decade")))

    tags = {tag["Name"]: tag["Value"] for tag in cloud.last("sesv2.SendEmail")["EmailTags"]}
    assert "c0ffee" == tags["commitment"]
