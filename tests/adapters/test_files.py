from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.files import LETTERS, RULES, SOURCES, Files
from followthrough.domain.errors import InvalidBusiness


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "business.toml": "id = 1",
        "sources/till.toml": "id = 2",
        "letters/hello.de.txt": "Grüße",
        "letters/old/hello.de.txt": "Alte Grüße",
        "notes.md": "not ours",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_the_texts_of_a_business_and_nothing_else_that_lies_there(folder: Path) -> None:
    expected = {"business.toml": "id = 1", "sources/till.toml": "id = 2", "letters/hello.de.txt": "Grüße"}

    assert expected == Files.of(folder).texts


def test_only_what_is_asked_for_is_read(folder: Path) -> None:
    assert ["sources/till.toml"] == list(Files.of(folder, SOURCES).texts)


def test_a_pattern_names_the_files_of_its_own_folder_only(folder: Path) -> None:
    files = Files({**Files.of(folder).texts, "letters/old/hello.de.txt": "Alte Grüße"})

    assert ({"business.toml": "id = 1"}, {"hello.de.txt": "Grüße"}) == (files.matching(RULES), files.matching(LETTERS))


def test_what_was_packed_comes_back_as_it_was() -> None:
    shipped = Files.of(DEFAULT)

    assert shipped == Files.unpacked(shipped.packed)
    assert len(shipped.packed) < 50_000


def test_the_same_texts_have_one_digest_and_other_texts_another() -> None:
    one, same, other = Files({"a": "1", "b": "2"}), Files({"b": "2", "a": "1"}), Files({"a": "1", "b": "3"})

    assert (one.digest, one.packed) == (same.digest, same.packed)
    assert one.digest != other.digest


def test_what_is_here_already_stays_as_it_is() -> None:
    assert {"a": "new", "b": "old"} == Files({"a": "new"}).with_more({"a": "old", "b": "old"}).texts


def test_a_file_that_is_not_there_is_told_by_its_name() -> None:
    with pytest.raises(InvalidBusiness, match=r"playbook\.toml: the file cannot be read\."):
        Files().text("playbook.toml")


def test_more_than_can_be_published_is_refused_with_its_size() -> None:
    noise = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(13_000))

    with pytest.raises(InvalidBusiness, match=r"4\d\d kB compressed is too large, and 350 kB can be published"):
        _ = Files({"letters/long.en.txt": noise}).packed
