from __future__ import annotations

import pytest

from followthrough.adapters.webhooks import sources
from followthrough.domain.errors import InvalidBusiness
from support.deliveries import SOURCES

HMAC = """
id = "till"
[verify]
scheme = "hmac"
headers = ["X-Till-Signature"]
"""


def complaint_about(text: str) -> str:
    with pytest.raises(InvalidBusiness) as refused:
        sources.parse(text, file="till.toml")
    return str(refused.value)


def test_the_shipped_sources_are_known_by_their_ids():
    assert {"canonical", "shopify", "repairshopr"} <= set(SOURCES)


def test_each_shipped_source_is_named_as_its_file():
    assert {spec.file for spec in SOURCES.values()} == {f"{name}.toml" for name in SOURCES}


def test_two_files_with_one_id_are_refused(tmp_path):
    (tmp_path / "a.toml").write_text(HMAC, encoding="utf-8")
    (tmp_path / "b.toml").write_text(HMAC, encoding="utf-8")

    with pytest.raises(InvalidBusiness, match=r'b\.toml: id: "till" is the id of a\.toml already\.'):
        sources.load(tmp_path)


def test_a_file_that_is_not_text_is_refused_by_its_name(tmp_path):
    (tmp_path / "a.toml").write_bytes(b'id = "\xff"')

    with pytest.raises(InvalidBusiness, match=r"a\.toml: this is not UTF-8 text; please save it as UTF-8\."):
        sources.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id =", "till.toml: this is not TOML"),
        ("", "till.toml: id: is missing."),
        ('id = "The Till"', "till.toml: id: lower-case letters, digits and hyphens, please."),
        ("id = 7", "till.toml: id: a text in quotes, please."),
        (HMAC + "[delivery]\ntopic = 7", "delivery.topic: a list of texts, please."),
        (HMAC + '[delivery]\nkeep = ["Authorization"]', "delivery.keep: authorization lets somebody in"),
        (HMAC + '[delivery]\nkeep = ["x-till-signature"]', "delivery.keep: x-till-signature lets somebody in"),
        (HMAC + '[delivery]\nid = ["X-Till-Signature"]', "delivery.id: x-till-signature lets somebody in"),
        (HMAC + '[delivery]\ntopic = ["cookie"]', "delivery.topic: cookie lets somebody in"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text, said):
    assert said in complaint_about(text)
