from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.samples import read
from followthrough.domain.errors import Malformed
from support.shop import at


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def kept(**changes: object) -> str:
    return json.dumps({"at": "2026-03-02T09:00:00+01:00", "headers": {"X-Topic": "order"}, "body": {"id": 1}} | changes)


def test_a_bare_body_is_taken_byte_for_byte(tmp_path):
    raw = b'\xef\xbb\xbf{"id":  9007199254740993}\n'

    sample = read(written(tmp_path, "till.json", raw))

    assert (raw, {}, None) == (sample.body, sample.headers, sample.at)


def test_a_kept_delivery_has_headers_a_body_and_its_time(tmp_path):
    sample = read(written(tmp_path, "till.order-placed.ada.json", kept()))

    assert (b'{"id": 1}', {"x-topic": "order"}, at("2026-03-02 08:00")) == (sample.body, sample.headers, sample.at)


def test_a_body_that_is_kept_as_text_is_the_very_text(tmp_path):
    assert b"webhook_id=7" == read(written(tmp_path, "ping.json", kept(body="webhook_id=7"))).body


@pytest.mark.parametrize("told", ['{"X-Till-Id": "7", "X-Test": true}', "X-Till-Id: 7\nX-Test: True\n\n"])
def test_headers_may_be_kept_apart_as_json_or_as_lines(tmp_path, told):
    sample = read(written(tmp_path, "body.json", "{}"), headers=written(tmp_path, "headers.txt", told))

    assert {"x-till-id": "7", "x-test": "True"} == sample.headers


@pytest.mark.parametrize("wrong", [{"at": "soon"}, {"at": "2026-03-02T09:00:00"}, {"headers": ["X-Topic"]}])
def test_a_kept_delivery_that_makes_no_sense_is_refused_by_name(tmp_path, wrong):
    with pytest.raises(Malformed, match=r"^till\.json: "):
        read(written(tmp_path, "till.json", kept(**wrong)))
