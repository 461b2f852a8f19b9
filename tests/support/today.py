"""Somebody says what today is like, on the page behind the personal link."""

from __future__ import annotations

from support.garage import Garage
from workbench.bench import Bench
from workbench.engine.api import Response
from workbench.story.visitor import Form, opens, posts


def day_link(role: str, *, bench: Bench) -> str:
    """The address of the page for one role, as the morning sheet has it."""
    return bench.staff_link("day", bearer=role)


def shows(garage: Garage, role: str, **fields: str) -> Response:
    """The first tap: what is different; the answer shows what that touches."""
    link = day_link(role, bench=garage.bench)
    page = opens(link, bench=garage.bench).body.decode()
    return posts(link, {**Form(page).fields, **fields}, bench=garage.bench)


def says(garage: Garage, role: str, choice: str, **fields: str) -> Response:
    """Both taps: what is different, and what shall happen."""
    shown = Form(shows(garage, role, **fields).body.decode()).fields
    return posts(day_link(role, bench=garage.bench), {**shown, "choice": choice}, bench=garage.bench)
