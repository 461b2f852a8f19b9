"""Functions without a business: each writes down what it is given and does what the test tells it to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Does = Callable[[Any], Any]


class Toybox:
    """What the toys were given, and what they are to do. Empty it before each test."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Any]] = []
        self.does: dict[str, Does] = {}
        self.made: list[Mapping[str, str]] = []
        """The environment of each app, in the order in which they were made."""

    def empty(self) -> None:
        self.given.clear()
        self.does.clear()
        self.made.clear()

    def given_to(self, name: str) -> list[Any]:
        return [event for toy, event in self.given if toy == name]


BOX = Toybox()


def app_from(env: Mapping[str, str]) -> Mapping[str, str]:
    BOX.made.append(env)
    return env


def handler(event: Any, context: Any, app: Any = None) -> Any:
    assert app is not None
    name = context.function_name.removeprefix("followthrough-")
    BOX.given.append((name, event))
    return BOX.does[name](event) if name in BOX.does else None
