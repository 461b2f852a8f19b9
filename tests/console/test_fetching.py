from __future__ import annotations

from types import SimpleNamespace

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from console.fetching import got
from followthrough.domain.errors import RuleBroken, Unreachable

THERE = "http://127.0.0.1:8020/workbench/explain?of=nora"


def answering(monkeypatch: pytest.MonkeyPatch, content: bytes) -> list[str]:
    asked: list[str] = []

    def send(_: URLLib3Session, request: object) -> object:
        asked.append(f"{request.method} {request.url}")
        return SimpleNamespace(content=content)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return asked


def test_it_only_looks_and_reads_what_comes_back(monkeypatch):
    asked = answering(monkeypatch, b'{"text": "Because."}')

    assert {"text": "Because."} == got(THERE)
    assert [f"GET {THERE}"] == asked


@pytest.mark.parametrize("content", [b"<html>", b"[1]", b"", b"\xff"])
def test_what_is_no_object_is_an_empty_one(monkeypatch, content):
    answering(monkeypatch, content)

    assert {} == got(THERE)


def test_nobody_there_is_unreachable(monkeypatch):
    def send(_: URLLib3Session, request: object) -> object:
        raise EndpointConnectionError(endpoint_url=request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)

    with pytest.raises(Unreachable, match="did not answer"):
        got(THERE)


@pytest.mark.parametrize("url", ["nora", "ftp://127.0.0.1/", "http:///workbench"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(RuleBroken, match="must begin with https"):
        got(url)
