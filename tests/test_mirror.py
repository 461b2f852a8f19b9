"""A module and its tests are found by the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CODE = PROJECT / "functions" / "followthrough"
TESTED_THROUGH_OTHERS = {
    "adapters/clock.py": "one call of the machine's clock",
    "adapters/aws/dynamo.py": "every error of a call, in test_ledger and test_editions",
    "adapters/mails/known.py": "what its two readers show, in test_task and test_letter",
    "adapters/business/mistakes.py": "every sentence of it, in test_playbook_check and its broken folders",
    "adapters/checking/manners_letters.py": "every rule of it, in test_manners_lint",
    "adapters/business/owners_words.py": "every sentence of it, in test_business_folder",
    "adapters/business/business_shape.py": "every key of it, in test_business_folder",
    "adapters/business/playbook_shape.py": "every key of it, in test_business_folder",
    "adapters/webhooks/canonical_shape.py": "every key of it, in test_canonical",
    "adapters/webhooks/canonical_words.py": "every word of it, in test_canonical",
    "adapters/webhooks/source_map.py": "every key of it, in test_mapping and test_mapped",
    "adapters/webhooks/tables.py": "how a source file is refused, in test_sources and test_mapping",
    "application/outcomes.py": "every answer there is, in test_answer",
    "application/ports.py": "shapes and protocols",
    "domain/errors.py": "names and sentences",
    "domain/words.py": "names",
    "lambdas/log.py": "one logger",
    "adapters/pages/qr.py": "what a phone reads of it, in test_desk_page",
    "lambdas/visits/answers.py": "every way to answer, in test_take_answer",
    "lambdas/visits/brake.py": "the owner's word on the whole stack, in tests/stories/test_brake.py",
    "lambdas/visits/desk.py": "every way to write at the desk, in the story test_front_desk",
    "lambdas/visits/stop.py": "both ways to say stop, in test_take_answer",
    "lambdas/visits/visit.py": "what every page is asked with, in test_take_answer",
}
MODULES = sorted(
    path.relative_to(CODE)
    for room in ("domain", "application", "adapters", "lambdas")
    for path in (CODE / room).rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_has_its_tests_beside_it_or_a_reason(module):
    mirror = PROJECT / "tests" / module.parent / f"test_{module.name}"

    assert mirror.exists() or module.as_posix() in TESTED_THROUGH_OTHERS
