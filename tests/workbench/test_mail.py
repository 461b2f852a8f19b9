"""Mail: kept as it was sent, told as JSON, and what SES tells of it afterwards."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import pytest

from support.toys import Toybox
from workbench.bench import Bench


def a_mail(*, to: str = "nora.quill@tidewater.example", subject: str = "Your car is ready") -> bytes:
    message = EmailMessage()
    message["From"] = "Donal at Corncrake Garage <hello@corncrake.example>"
    message["To"] = f"Nora Quill <{to}>"
    message["Subject"] = subject
    message["X-Followthrough-Kind"] = "letter"
    message["X-Followthrough-Commitments"] = "c1, c2"
    message.set_content("Dear Nora,\nit is ready – at last.\n")
    message.add_alternative("<p>Dear Nora</p>", subtype="html")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="call.ics")
    return message.as_bytes()


def sending(raw: bytes, **more: Any) -> Any:
    arguments = {"ConfigurationSetName": "mail", "EmailTags": [{"Name": "commitment", "Value": "c1"}], **more}
    return lambda _event: boto3.client("sesv2").send_email(Content={"Raw": {"Data": raw}}, **arguments)["MessageId"]


def told(toys: Toybox) -> list[dict[str, Any]]:
    return [json.loads(record["body"]) for event in toys.given_to("Note") for record in event["Records"]]


def test_a_mail_is_told_whole(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = sending(a_mail())
    bench.call("Send", {})

    (mail,) = bench.mail()
    assert (mail["id"], mail["sent_at"], mail["kind"]) == ("0001", "2026-03-02T09:00:00+00:00", "letter")
    assert (mail["to"], mail["subject"]) == (["nora.quill@tidewater.example"], "Your car is ready")
    assert mail["commitments"] == ["c1", "c2"]
    assert mail["text"] == "Dear Nora,\nit is ready – at last.\n"
    assert mail["html"].strip() == "<p>Dear Nora</p>"
    assert [(each["filename"], each["content_type"]) for each in mail["attachments"]] == [("call.ics", "text/calendar")]
    assert mail["headers"]["From"] == "Donal at Corncrake Garage <hello@corncrake.example>"


def test_a_mail_is_kept_byte_for_byte(bench: Bench, toys: Toybox) -> None:
    raw = a_mail()
    toys.does["Send"] = sending(raw)
    bench.call("Send", {})

    (mail,) = bench.machinery.mailbox
    assert mail.raw == raw


def test_a_long_subject_is_told_without_its_folding(bench: Bench, toys: Toybox) -> None:
    subject = "Please phone Nora Quill between 10:00 and 12:30, a week after her repair"
    raw = a_mail().replace(b"Subject: Your car is ready", b"Subject:\n " + subject.encode())
    toys.does["Send"] = sending(raw)
    bench.call("Send", {})

    assert bench.mail()[0]["subject"] == subject


def test_a_mail_from_a_domain_that_is_not_ours_is_refused_and_not_kept(bench: Bench, toys: Toybox) -> None:
    raw = a_mail().replace(b"hello@corncrake.example", b"hello@elsewhere.example")
    toys.does["Send"] = sending(raw, FromEmailAddress="hello@elsewhere.example")
    with pytest.raises(Exception, match="failed"):
        bench.call("Send", {})

    assert bench.mail() == []


def test_ses_tells_that_a_mail_was_sent_and_arrived(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = sending(a_mail())
    message_id = bench.call("Send", {})
    bench.settle()

    assert [each["eventType"] for each in told(toys)] == ["Send", "Delivery"]
    assert {each["mail"]["messageId"] for each in told(toys)} == {message_id}
    assert told(toys)[0]["mail"]["tags"]["commitment"] == ["c1"]
    assert told(toys)[1]["delivery"]["recipients"] == ["nora.quill@tidewater.example"]


def test_the_simulators_addresses_bounce(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = sending(a_mail(to="bounce@simulator.amazonses.com"))
    bench.call("Send", {})
    bench.settle()

    assert [each["eventType"] for each in told(toys)] == ["Send", "Bounce"]
    assert told(toys)[1]["bounce"]["bounceType"] == "Permanent"


@pytest.mark.parametrize(("domain", "kind"), [("bounce.example", "Permanent"), ("full.example", "Transient")])
def test_mail_to_a_domain_of_the_simulator_comes_back(bench: Bench, toys: Toybox, domain: str, kind: str) -> None:
    toys.does["Send"] = sending(a_mail(to=f"nora@{domain}"))
    bench.call("Send", {})
    bench.settle()

    assert [each["eventType"] for each in told(toys)] == ["Send", "Bounce"]
    assert told(toys)[1]["bounce"]["bounceType"] == kind


def test_what_the_template_does_not_ask_for_is_not_told(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = sending(a_mail(to="complaint@simulator.amazonses.com"))
    bench.call("Send", {})
    bench.settle()

    assert [each["eventType"] for each in told(toys)] == ["Send", "Delivery"]


def test_a_mail_without_a_configuration_set_is_not_told_of(bench: Bench, toys: Toybox) -> None:
    raw = a_mail()
    toys.does["Send"] = lambda _event: boto3.client("sesv2").send_email(Content={"Raw": {"Data": raw}})["MessageId"]
    bench.call("Send", {})
    bench.settle()

    assert len(bench.mail()) == 1
    assert told(toys) == []


def test_ses_can_be_silent_and_speak_later(bench: Bench, toys: Toybox) -> None:
    bench.machinery.feedback.silent = True
    toys.does["Send"] = sending(a_mail())
    bench.call("Send", {})
    bench.settle()
    silent = told(toys)
    (mail,) = bench.machinery.mailbox
    bench.machinery.feedback.tell(mail, "BOUNCE")
    bench.settle()

    assert silent == []
    assert [each["eventType"] for each in told(toys)] == ["Bounce"]


def test_a_mail_whose_answer_is_lost_has_gone_out(bench: Bench, toys: Toybox) -> None:
    toys.does["Send"] = sending(a_mail())
    bench.fault("sesv2.SendEmail", "crash_after")
    with pytest.raises(Exception, match="failed"):
        bench.call("Send", {})

    assert len(bench.mail()) == 1


def test_mail_is_saved_as_files_with_an_index(bench: Bench, toys: Toybox, tmp_path: Path) -> None:
    toys.does["Send"] = sending(a_mail(subject="<b>Tricky</b>"))
    (tmp_path / "9999.eml").write_text("of an earlier run")
    bench.call("Send", {})
    bench.machinery.mailbox.save(tmp_path)

    assert sorted(each.name for each in tmp_path.iterdir()) == ["0001.eml", "index.html"]
    assert "&lt;b&gt;Tricky&lt;/b&gt;" in (tmp_path / "index.html").read_text(encoding="utf-8")
