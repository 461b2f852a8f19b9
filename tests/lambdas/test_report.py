from __future__ import annotations

import datetime as dt
import email
import json
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from followthrough.application.ports import DueWake
from followthrough.domain.errors import NotSent, Unreachable
from followthrough.domain.heard import Heard
from followthrough.lambdas import report
from support.aws import Cloud, CloudEngine, refused, unreachable
from support.fakes import FakeClock
from support.shop import at

DAY, WEEK = {"report": "day"}, {"report": "week"}
SHOPIFY = Heard(source="shopify", last_at=at("2026-03-05 16:00"), usual_gap=dt.timedelta(hours=2), gaps=30)


def the_mail(cloud: Cloud) -> EmailMessage:
    [raw] = cloud.mails()
    message = email.message_from_string(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_who_has_something_to_do_gets_a_sheet_and_nobody_else(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at = at("2026-03-10 07:45")

    assert {"sent": 1} == report.handler(DAY, None, app=engine)
    mail = the_mail(cloud)
    assert ("donal@corncrake.example", "Tuesday 10 March: one thing to do") == (mail["To"], mail["Subject"])
    assert "Please phone Nora Quill" in text_of(mail)
    assert fetched["week-after"].commitment in mail["X-Followthrough-Commitments"]


def test_every_answer_of_a_sheet_is_the_readers_own(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at = at("2026-03-10 07:45")
    report.handler(DAY, None, app=engine)

    assert engine.links.answer(fetched["week-after"].commitment, bearer="adviser") in text_of(the_mail(cloud))


def test_a_day_without_anything_to_do_has_no_sheet(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = at("2026-03-10 07:45")

    assert {"sent": 0} == report.handler(DAY, None, app=engine)
    assert [] == cloud.mails()


def test_a_closed_day_has_no_sheet(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at = at("2026-03-17 07:45")

    assert {"sent": 0} == report.handler(DAY, None, app=engine)


def test_the_monday_letter_goes_to_management(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    clock.at = at("2026-03-16 07:30")

    assert {"sent": 1} == report.handler(WEEK, None, app=engine)
    mail = the_mail(cloud)
    assert ("maeve@corncrake.example", "1 due: 1 still open.") == (mail["To"], mail["Subject"])


def test_a_week_without_promises_is_told_too(cloud: Cloud, engine: CloudEngine, clock: FakeClock) -> None:
    clock.at = at("2026-03-16 07:30")
    report.handler(WEEK, None, app=engine)

    assert "No promise fell due last week." == the_mail(cloud)["Subject"]


@pytest.mark.parametrize(("fault", "error"), [(unreachable, NotSent), (refused("Odd", status=500), Unreachable)])
def test_a_report_that_did_not_go_out_fails_so_that_it_comes_again(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fault: Any, error: type[Exception]
) -> None:
    clock.at = at("2026-03-16 07:30")
    cloud.spoil("sesv2.SendEmail", fault)

    with pytest.raises(error):
        report.handler(WEEK, None, app=engine)


def test_a_report_that_nobody_knows_is_loud(engine: CloudEngine) -> None:
    with pytest.raises(KeyError):
        report.handler({"report": "year"}, None, app=engine)


def test_a_silence_is_told_with_the_sheets_of_the_morning(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    engine.ledger.commit(SHOPIFY)
    clock.at = at("2026-03-10 07:45")

    assert {"sent": 2} == report.handler(DAY, None, app=engine)
    assert {"sent": 0} == report.handler(DAY, None, app=engine)
    assert [at("2026-03-10 07:45")] == [heard.told_at for heard in engine.ledger.heard()]


def test_a_sheet_that_cannot_be_sent_keeps_no_silence_from_the_owner(
    cloud: Cloud, engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake]
) -> None:
    engine.ledger.commit(SHOPIFY)
    clock.at = at("2026-03-10 07:45")
    cloud.spoil("sesv2.SendEmail", unreachable)

    with pytest.raises(NotSent):
        report.handler(DAY, None, app=engine)

    assert "Shopify: nothing has come since Thursday 5 March, 16:00" == the_mail(cloud)["Subject"]


def test_a_report_is_one_line_without_a_name(
    engine: CloudEngine, clock: FakeClock, fetched: dict[str, DueWake], log: Any
) -> None:
    clock.at = at("2026-03-10 07:45")
    report.handler(DAY, None, app=engine)

    [line] = log()
    assert ("reported", "day", 1) == (line["message"], line["report"], line["sent"])
    assert "Nora" not in json.dumps(line)
