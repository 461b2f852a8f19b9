from __future__ import annotations

from followthrough.adapters.bundle import Bundle
from followthrough.adapters.business_folder import BusinessFolder
from followthrough.adapters.editions import Editions
from followthrough.adapters.in_force import InForce
from followthrough.adapters.published import Published
from support.aws import BUSINESS, TABLE, Cloud, client
from support.cards import at
from support.fakes import FakeClock


def test_the_rules_the_texts_and_the_sources_are_of_one_version(cloud: Cloud) -> None:
    cloud.ledger()
    editions = Editions(client=client("dynamodb"), table=TABLE, business_id=BUSINESS)
    published = Published(InForce(Bundle, editions=editions, clock=FakeClock(at("2026-03-02 08:00"))))

    assert BusinessFolder().current() == published.current() == published.bundle.rules
    assert published.bundle is published.bundle
