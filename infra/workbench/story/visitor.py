"""Somebody who lives in the mail: opens a link, chooses on the page, and sends the form as a browser would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from workbench.bench import Bench, Json
    from workbench.engine.api import Response

LINK = re.compile(r"https?://\S+/(?:a|stop|desk|day|week|brake)/[\w.~-]+")


class Form(HTMLParser):
    """The fields of the first form of a page, as it is served: nothing chosen that has no default."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.every: list[dict[str, str]] = []
        """The fields of each form, from the top of the page."""
        self.feed(page)

    @property
    def fields(self) -> dict[str, str]:
        return self.every[0] if self.every else {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a browser would send along: named inputs, radio buttons and boxes only when checked."""
        if tag == "form":
            self.every.append({})
        named = dict(attrs)
        name = named.get("name")
        if tag not in ("input", "textarea", "button") or not name or not self.every:
            return
        if named.get("type") in ("radio", "checkbox") and "checked" not in named:
            return
        self.every[-1][name] = named.get("value") or ""


def links_of(mail: Json) -> list[str]:
    """Every personal link in a mail, once each."""
    return list(dict.fromkeys(LINK.findall(f"{mail['text']}\n{mail['html']}")))


def opens(link: str, *, bench: Bench, method: str = "GET") -> Response:
    """Follow a link of a mail."""
    return bench.request(method, link.removeprefix(bench.base_url))


def posts(link: str, fields: Mapping[str, str], *, bench: Bench) -> Response:
    """Send a form, as it stands."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return bench.request("POST", link.removeprefix(bench.base_url), headers=headers, body=urlencode(fields))


def answers(link: str, fields: Mapping[str, str], *, bench: Bench) -> Response:
    """Open the page, choose, and save."""
    page = opens(link, bench=bench).body.decode()
    return posts(link, {**Form(page).fields, **fields}, bench=bench)


def robot(mail: Json, *, bench: Bench) -> None:
    """A mail scanner: opens every link, presses every button, and chooses nothing, because it is nobody."""
    for link in links_of(mail):
        opens(link, bench=bench, method="HEAD")
        page = opens(link, bench=bench).body.decode()
        for fields in Form(page).every:
            posts(link, fields, bench=bench)
