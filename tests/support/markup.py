"""What a page or a mail shows, taken out of its HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "input", "link", "hr", "img"})


@dataclass
class Seen:
    """Tags with their attributes, and the words between them."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a")]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def seen(html: str) -> Seen:
    """Reads a whole document; `unclosed` stays empty if every tag is closed in its place."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.seen.unclosed += reader.open
    return reader.seen


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.seen.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"style", "head"} & set(self.open):
            self.seen.words.append(data)
