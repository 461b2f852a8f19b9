from __future__ import annotations

import json

import pytest
from botocore.awsrequest import AWSResponse

from followthrough.adapters.files import Files
from followthrough.adapters.publishing.editions import MOST_KEPT, Edition, Editions
from followthrough.domain.errors import Conflict, Missing, Unreachable
from support.aws import BUSINESS, TABLE, Cloud, client, refused, unreachable
from support.cards import at
from workbench.engine.wire import Call, Proceed

MONDAY = at("2026-03-02 08:00")


@pytest.fixture
def editions(cloud: Cloud) -> Editions:
    cloud.ledger()
    cloud.forget_calls()
    return shelf_of(BUSINESS)


def shelf_of(business: str) -> Editions:
    return Editions(client=client("dynamodb"), table=TABLE, business_id=business)


def texts(number: int) -> Files:
    return Files({"playbook.toml": f"# {number}"})


def publish(editions: Editions, number: int, *, before: int | None = None) -> Edition:
    back = number - 1 if before is None else before
    return editions.publish(texts(number), over=number - 1, before=back, at=MONDAY, by="Maeve")


def test_nothing_is_in_force_until_somebody_publishes(editions: Editions) -> None:
    assert editions.in_force() is None


def test_what_is_published_is_in_force_and_told_with_its_day_and_name(editions: Editions) -> None:
    publish(editions, 1)
    told = publish(editions, 2)

    expected = Edition(number=2, digest=texts(2).digest, published_at=MONDAY, by="Maeve", before=1)
    assert expected == told == editions.in_force()
    assert (texts(1), texts(2), 1) == (editions.files(1), editions.files(2), editions.before(2))


def test_of_two_who_publish_at_once_the_second_is_told(editions: Editions) -> None:
    publish(editions, 1)
    publish(editions, 2)

    with pytest.raises(Conflict, match="Somebody else has published just now"):
        editions.publish(texts(3), over=1, before=1, at=MONDAY, by="Iris")
    with pytest.raises(Conflict):
        editions.publish(texts(3), over=0, before=0, at=MONDAY, by="Iris")
    assert texts(2) == editions.files(2)


def test_another_business_in_the_same_table_has_its_own(editions: Editions) -> None:
    publish(editions, 1)

    assert shelf_of("heron").in_force() is None


def test_twenty_versions_are_kept(editions: Editions, cloud: Cloud) -> None:
    for number in range(1, MOST_KEPT + 3):
        publish(editions, number)

    with pytest.raises(Missing, match="Version 2 is not kept any more"):
        editions.files(2)
    with pytest.raises(Conflict):
        publish(editions, 2)
    assert texts(3) == editions.files(3)
    assert MOST_KEPT + 1 == len(cloud.table_image())


def test_those_that_are_kept_are_told_in_their_order_also_over_several_pages(editions: Editions, cloud: Cloud) -> None:
    published = [publish(editions, number) for number in range(1, 4)]
    shelf_of("corncrake-too").publish(texts(1), over=0, before=0, at=at("2026-03-02 09:00"), by="nobody")

    assert tuple(published) == editions.kept()

    cloud.spoil("dynamodb.Query", a_short_page)

    assert tuple(published) == editions.kept()
    assert published[0].number == int(cloud.last("dynamodb.Query")["ExclusiveStartKey"]["sk"]["S"].lstrip("v"))


def a_short_page(call: Call, proceed: Proceed) -> AWSResponse:
    """DynamoDB stops after the first item, as it does after a mebibyte."""
    call.request.body = json.dumps({**json.loads(call.request.body), "Limit": 1}).encode()
    return proceed()


def test_a_shelf_that_cannot_be_read_is_unreachable(editions: Editions, cloud: Cloud) -> None:
    cloud.spoil("dynamodb.Query", refused("AccessDeniedException"))

    with pytest.raises(Unreachable):
        editions.kept()


def test_whoever_is_told_that_it_failed_has_published_nothing(editions: Editions, cloud: Cloud) -> None:
    for number in range(1, MOST_KEPT + 1):
        publish(editions, number)
    cloud.spoil("dynamodb.DeleteItem", *[unreachable] * 3)

    with pytest.raises(Unreachable):
        publish(editions, MOST_KEPT + 1)
    assert MOST_KEPT == editions.in_force().number


@pytest.mark.parametrize("fault", [unreachable, refused("AccessDeniedException"), refused("ThrottlingException")])
def test_what_cannot_be_read_for_any_reason_is_unreachable(editions: Editions, cloud: Cloud, fault) -> None:
    cloud.spoil("dynamodb.GetItem", *[fault] * 3)

    with pytest.raises(Unreachable):
        editions.in_force()
