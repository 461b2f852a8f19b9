"""The texts of a business, from a folder or from a published version: where they lie is nobody else's concern.

Standard library only: the door reads its sources from here.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from followthrough.domain.errors import InvalidBusiness

SHIPPED = Path(__file__).parents[2] / "business"
"""The folder of the business that ships in the artifact."""

RULES, SOURCES, LETTERS, SCRIPTS = "*.toml", "sources/*.toml", "letters/*.txt", "scripts/*.txt"
ALL = (RULES, SOURCES, LETTERS, SCRIPTS)
"""What a business consists of; anything else that lies in the folder is not read."""

WHOLE = "the whole folder"
"""Where it is, if something is wrong with all files together."""

MOST_BYTES = 350_000
"""A DynamoDB item holds 400 KB (Developer Guide, "Service, account, and table quotas"); the rest is room for its keys."""


@dataclass(frozen=True)
class Files:
    """Every text of a business, under its path within the folder, such as `letters/quote.en.txt`."""

    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, *patterns: str) -> Files:
        """What lies in a folder, all of it or what these patterns name. Raises InvalidBusiness for what is no text."""
        found = (path for pattern in patterns or ALL for path in sorted(folder.glob(pattern)) if path.is_file())
        return cls({path.relative_to(folder).as_posix(): _read(path) for path in found})

    @classmethod
    def unpacked(cls, packed: bytes) -> Files:
        """What `packed` made."""
        return cls(json.loads(zlib.decompress(packed)))

    @cached_property
    def packed(self) -> bytes:
        """All of it in as few bytes as may be, the same for the same texts. Raises InvalidBusiness if that is too much."""
        packed = zlib.compress(self._plain, level=9)
        if len(packed) > MOST_BYTES:
            raise InvalidBusiness(
                f"{WHOLE}: {len(packed) / 1000:.0f} kB compressed is too large, and {MOST_BYTES / 1000:.0f} kB can be "
                "published; please take out letters and scripts that no rule names."
            )
        return packed

    @property
    def digest(self) -> str:
        """The same for the same texts, and for no others."""
        return hashlib.sha256(self._plain).hexdigest()[:16]

    def text(self, name: str) -> str:
        """The text of this file. Raises InvalidBusiness if there is none."""
        if name not in self.texts:
            raise InvalidBusiness(f"{name}: the file cannot be read.")
        return self.texts[name]

    def matching(self, pattern: str) -> dict[str, str]:
        """The texts that this pattern names, by the name of the file without its folder."""
        paths = {name: PurePosixPath(name) for name in sorted(self.texts)}
        length = pattern.count("/") + 1
        return {
            path.name: self.texts[name]
            for name, path in paths.items()
            if path.match(pattern) and len(path.parts) == length
        }

    def with_more(self, texts: Mapping[str, str]) -> Files:
        """These and some more; what is here already stays as it is."""
        return Files({**texts, **self.texts})

    @property
    def _plain(self) -> bytes:
        return json.dumps(dict(self.texts), sort_keys=True, ensure_ascii=False).encode()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidBusiness(f"{path.name}: this is not UTF-8 text; please save it as UTF-8.") from error
    except OSError as error:
        raise InvalidBusiness(f"{path.name}: the file cannot be read.") from error
