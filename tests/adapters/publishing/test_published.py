from __future__ import annotations

from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.business.business_folder import BusinessFolder
from followthrough.adapters.files import SHIPPED, Files
from followthrough.adapters.publishing.editions import Editions
from followthrough.adapters.publishing.in_force import KEPT_FOR, InForce
from followthrough.adapters.publishing.published import Published
from support.aws import BUSINESS, TABLE, Cloud, client
from support.cards import at
from support.fakes import FakeClock


def test_the_rules_the_texts_and_the_sources_are_of_one_version(cloud: Cloud) -> None:
    cloud.ledger()
    editions = Editions(client=client("dynamodb"), table=TABLE, business_id=BUSINESS)
    published = Published(InForce(Bundle.read, editions=editions, clock=FakeClock(at("2026-03-02 08:00"))))

    assert BusinessFolder().current() == published.current() == published.bundle.rules
    assert published.bundle is published.bundle


def test_rules_that_a_running_process_cannot_read_leave_the_last_ones_standing(cloud: Cloud) -> None:
    engine = cloud.engine(FakeClock(at("2026-03-02 08:00")))
    before = engine.published.current()
    newer = Files.of(SHIPPED).texts | {"playbook.toml": '[[follow_up]]\nid = "x"\nsings = true\n'}
    engine.editions.publish(Files(newer), over=0, before=0, at=engine.clock.now(), by="Maeve")
    engine.clock.at += KEPT_FOR

    assert before is engine.published.current()
