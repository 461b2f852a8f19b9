"""The same value with some fields changed: `dataclasses.replace`, three times as fast for values of many fields.

Every move of a commitment makes a copy of it. `dataclasses.replace` reads and sets each field by itself; this copies
them at once. A rehearsal of a year makes a quarter of a million such copies.
"""

from __future__ import annotations

import dataclasses
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
        known = kind.__dataclass_fields__
        if hasattr(kind, "__post_init__") or len(held) != len(known) or not known.keys() >= changes.keys():
            return dataclasses.replace(value, **changes)
        later = object.__new__(kind)
        later.__dict__.update(held)
        later.__dict__.update(changes)
        return later


__all__ = ["replace"]
