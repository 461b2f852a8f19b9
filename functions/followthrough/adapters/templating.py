"""Where words meet markup: one sandbox for our own templates and for the texts of the owner."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followthrough.domain.errors import InvalidBusiness

TEMPLATES = Path(__file__).parent / "templates"

UNFILLABLE = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Whatever a text may do wrong while it is filled in: it is the owner's to mend, and no crash of ours."""


def rendered(template: str, **values: object) -> str:
    """One of our own templates; whatever goes into HTML is escaped."""
    return _environment().get_template(template).render(**values)


def filled_in(text: str, facts: dict[str, str], *, called: str) -> str:
    """A text of the owner with its placeholders filled in.

    Raises InvalidBusiness if the text is not well written, or asks for something this letter does not have.
    """
    try:
        return _template(text).render(facts)
    except UNFILLABLE as error:
        raise InvalidBusiness(f'The text "{called}" cannot be filled in: {error}.') from error


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    """A text of the owner, read once: there are a few dozen, and each is filled in thousands of times."""
    return _plain_environment().from_string(text)


def syntax_of(text: str) -> nodes.Template:
    """A text of the owner, taken apart and not filled in. Raises TemplateSyntaxError, which knows the line."""
    return _plain_environment().parse(text)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return _sandbox(loader=FileSystemLoader(TEMPLATES), autoescape=_is_markup)


@cache
def _plain_environment() -> ImmutableSandboxedEnvironment:
    return _sandbox(autoescape=False)


def _sandbox(**options: Any) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options)


def _is_markup(template: str | None) -> bool:
    return template is None or not template.endswith(".txt")
