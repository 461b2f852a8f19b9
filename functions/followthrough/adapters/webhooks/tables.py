"""The tables of a source file, which know their place, so that a mistake is shown where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from followthrough.domain.errors import InvalidBusiness


class Table:
    """One table of a source file. Every accessor raises InvalidBusiness, which names file and key."""

    def __init__(self, values: Mapping[str, Any], *, file: str, path: str = "") -> None:
        self._values = values
        self._file = file
        self._path = path

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def wrong(self, key: str, why: str) -> InvalidBusiness:
        return InvalidBusiness(f"{self._file}: {self._path}{key}: {why}.")

    def allow(self, keys: str) -> None:
        for key in self._values:
            if key not in keys.split():
                raise self.wrong(key, f"there is no such key here; the keys are {', '.join(keys.split())}")

    def table(self, key: str) -> Table:
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table, please")
        return Table(value, file=self._file, path=f"{self._path}{key}.")

    def has_table(self, key: str) -> bool:
        return isinstance(self._values.get(key), dict)

    def tables(self, key: str) -> list[Table]:
        values = self._values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.wrong(key, f"tables that begin with [[{key}]], please")
        names = [f"{self._path}{key} {number}: " for number in range(1, len(values) + 1)]
        return [Table(value, file=self._file, path=name) for value, name in zip(values, names, strict=True)]

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "is missing" if value is None else "a text in quotes, please")
        return value

    def maybe(self, key: str) -> str | None:
        return self.text(key) if key in self._values else None

    def word(self, key: str, words: frozenset[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in words:
            raise self.wrong(key, f'"{value}" is not one of {", ".join(sorted(words))}')
        return value

    def number(self, key: str, default: int) -> int:
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise self.wrong(key, "a whole number above 0, please")
        return value

    def count(self, key: str) -> int:
        value = self._values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "a whole number, please, and not below 0")
        return value

    def flag(self, key: str) -> bool:
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false, please")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self.wrong(key, "a list of texts, please")
        return tuple(value)

    def headers(self, key: str) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.texts(key))
