"""The same value with some fields changed: `dataclasses.replace`, three times as fast for values of many fields.

Every move of a commitment makes a copy of it. `dataclasses.replace` reads and sets each field by itself; this copies
them at once. A rehearsal of a year makes a quarter of a million such copies.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace  # so that the names and types of what is changed are checked as ever
else:
    T = TypeVar("T")

    def replace(value: T, /, **changes: Any) -> T:
        """This value with these fields; TypeError for a field it does not have.

        What checks itself when it is made, or keeps what it has worked out, is made anew.
        """
        kind, held = type(value), value.__dict__
        known = _fields(kind)
        if len(held) != len(known) or not known >= changes.keys():
            return dataclasses.replace(value, **changes)
        later = object.__new__(kind)
        object.__setattr__(later, "__dict__", {**held, **changes})
        return later

    @cache
    def _fields(kind: type) -> frozenset[str]:
        """The names of what this kind holds; none of one that checks itself."""
        return frozenset(() if hasattr(kind, "__post_init__") else kind.__dataclass_fields__)


__all__ = ["replace"]
