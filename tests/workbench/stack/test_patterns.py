from __future__ import annotations

from typing import Any

import pytest

from workbench.stack.patterns import checked, matches
from workbench.stack.resolve import NotUnderstood

EVENT: dict[str, Any] = {
    "detail-type": "followthrough.event",
    "resources": [],
    "detail": {
        "kind": "order.placed",
        "total": 120,
        "test": False,
        "items": [{"sku": "a"}, {"sku": "b"}],
        "tags": ["x", "y"],
    },
}


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"detail-type": ["followthrough.event"]},
        {"detail": {"kind": ["order.shipped", "order.placed"]}},
        {"detail": {"kind": [{"prefix": "order."}]}},
        {"detail": {"kind": [{"suffix": ".placed"}]}},
        {"detail": {"kind": [{"anything-but": "order.shipped"}]}},
        {"detail": {"kind": [{"anything-but": {"prefix": "repair."}}]}},
        {"detail": {"total": [{"numeric": [">", 100, "<=", 120]}]}},
        {"detail": {"test": [False]}},
        {"detail": {"items": {"sku": ["b"]}}},
        {"detail": {"tags": ["y"]}},
        {"detail": {"nothing": [{"exists": False}]}},
        {"nowhere": {"nothing": [{"exists": False}]}},
        {"detail": {"kind": [{"exists": True}]}},
    ],
)
def test_a_pattern_finds_the_event_it_describes(pattern: dict[str, Any]) -> None:
    assert matches(checked(pattern), EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {"detail-type": ["other"]},
        {"detail": {"kind": ["order.placed"], "total": [121]}},
        {"detail": {"kind": [{"prefix": "repair."}]}},
        {"detail": {"kind": [{"anything-but": ["order.placed", "x"]}]}},
        {"detail": {"nothing": [{"anything-but": "x"}]}},
        {"detail": {"total": ["120"]}},
        {"detail": {"test": [0]}},
        {"detail": {"total": [{"numeric": ["=", 121]}]}},
        {"detail": {"kind": [{"numeric": [">", 1]}]}},
        {"detail": {"items": {"sku": ["c"]}}},
        {"detail": {"kind": [{"exists": False}]}},
        {"detail": {"nothing": [{"exists": True}]}},
        {"detail": {"kind": {"deeper": ["x"]}}},
    ],
)
def test_a_pattern_passes_over_other_events(pattern: dict[str, Any]) -> None:
    assert not matches(checked(pattern), EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {"detail": {"kind": [{"wildcard": "order.*"}]}},
        {"$or": [{"a": [1]}, {"b": [2]}]},
        {"detail": {"kind": "order.placed"}},
        {"detail": {"kind": []}},
    ],
)
def test_what_is_not_understood_is_said(pattern: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        checked(pattern)
