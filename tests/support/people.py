"""Customers and who else they may be, for whoever tests what is asked about them."""

from __future__ import annotations

from typing import Any

from followthrough.domain.customer import Customer, Verdict
from followthrough.domain.event import SubjectRef
from followthrough.domain.sameness import Alike
from followthrough.domain.subject import Subject
from support.shop import NORA, at

MONDAY = at("2026-03-02 09:00")
ORDER = SubjectRef(source="shopify", type="order", id="820982911946154508")


def a_customer(key: str = "r-1", *points: str, **more: Any) -> Customer:
    told = {"contact": NORA, "points": points or ("p-1", "e-1"), "seen_at": MONDAY, **more}
    return Customer(key=key, **told)


def an_alike(is_same: bool | None = None, **more: Any) -> Alike:
    """Nora of the shop, who has the same number as somebody of the workshop."""
    verdict = None if is_same is None else Verdict(other="e-1", is_same=is_same, by="adviser", at=MONDAY)
    about = Subject(ref=ORDER, customer="e-1", details=(("number", "#1007"),))
    told = {"customer": a_customer("e-1"), "about": about, "shares": ("p-1",), "verdict": verdict, **more}
    return Alike(**told)
