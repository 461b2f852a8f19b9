from __future__ import annotations

from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.files import Files

SHIPPED = Files.of(DEFAULT)


def test_every_part_of_a_business_is_read_from_its_files() -> None:
    bundle = Bundle(SHIPPED)

    assert "corncrake" == bundle.rules.business.id
    assert set(bundle.normalisers) == set(bundle.sources) == set(bundle.titles)
    assert "price-call" in bundle.texts.scripts


def test_each_part_is_compiled_once() -> None:
    bundle = Bundle(SHIPPED)

    assert bundle.rules is bundle.rules
    assert bundle.normalisers is bundle.normalisers
