"""Values of a sample that somebody wants otherwise: `customer.email=ada@holm.example`."""

from __future__ import annotations

import json
from typing import Any

from followthrough.adapters.business.owners_words import nearest
from followthrough.domain.errors import RuleBroken


def changed(body: object, wishes: list[str]) -> None:
    """Make these changes in the body. Raises RuleBroken for a place that the sample does not have."""
    for wish in wishes:
        path, parting, text = wish.partition("=")
        if not parting:
            raise RuleBroken(f'"{wish}" is not written as PLACE=VALUE, such as customer.given_name=Ada.')
        _change(body, path.split("."), text, path=path)


def _change(body: Any, steps: list[str], text: str, *, path: str) -> None:
    place = body
    for step in steps[:-1]:
        place = place[_key(place, step, path=path)]
    key = _key(place, steps[-1], path=path)
    place[key] = _like(place[key], text, path=path)


def _key(place: Any, step: str, *, path: str) -> str | int:
    """Where this step leads: a key of an object, or a number in a list."""
    if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
        return int(step)
    if isinstance(place, dict) and step in place:
        return step
    known = list(place) if isinstance(place, dict) else [str(number) for number in range(_length(place))]
    hint = nearest(step, known) or f"; there are {', '.join(known) or 'no keys'}"
    raise RuleBroken(f'--set {path}: the sample has no "{step}" there{hint}')


def _length(place: object) -> int:
    return len(place) if isinstance(place, list) else 0


def _like(old: object, text: str, *, path: str) -> object:
    """The value, of the kind that stands there: numbers stay numbers, texts stay texts."""
    if isinstance(old, str):
        return text
    try:
        new = json.loads(text)
    except ValueError:
        if old is None:
            return text
        raise RuleBroken(f"--set {path}: there stands no text, and {text!r} is nothing but one.") from None
    if old is not None and isinstance(old, bool) != isinstance(new, bool):
        raise RuleBroken(f"--set {path}: there stands {'true or false' if isinstance(old, bool) else 'no yes or no'}.")
    if isinstance(old, int | float) and not isinstance(new, int | float):
        raise RuleBroken(f"--set {path}: there stands a number.")
    return new
