from __future__ import annotations

from pathlib import Path

import pytest

from followthrough.adapters.business.texts import Texts
from followthrough.domain.errors import InvalidBusiness

TEXTS = Texts(letters={"hello.en": "English", "hello.de": "Deutsch"}, scripts={"call": "Good morning"})


def test_a_letter_comes_in_the_first_language_that_has_it() -> None:
    assert ("Deutsch", "de") == TEXTS.letter("hello", languages=("fr", "de", "en"))


def test_a_letter_nobody_wrote_is_named() -> None:
    with pytest.raises(InvalidBusiness, match='no letter "bye" in fr or en'):
        TEXTS.letter("bye", languages=("fr", "en"))


def test_a_missing_script_stops_no_call() -> None:
    assert ("Good morning", "", "") == (TEXTS.script("call"), TEXTS.script("none"), TEXTS.script(None))


def test_texts_are_read_from_the_folder_of_the_business(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "scripts").mkdir()
    (tmp_path / "letters" / "hello.de.txt").write_text("Grüße", encoding="utf-8")
    (tmp_path / "scripts" / "call.txt").write_text("Good morning", encoding="utf-8")

    assert Texts(letters={"hello.de": "Grüße"}, scripts={"call": "Good morning"}) == Texts.read(tmp_path)
