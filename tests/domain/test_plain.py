from __future__ import annotations

import pytest

from followthrough.domain.plain import inert, plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Nora\r\nBcc: all@evil.example", "Nora Bcc: all@evil.example"),
        ("Nora\u2028Quill\x00", "Nora Quill"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("No\u200bra \u2066Quill\u2069", "Nora Quill"),
        ("Nora\ud800 Quill", "Nora Quill"),
        ("  Oisín \t Marr ", "Oisín Marr"),
        ("Ñandú 王小明 ☎", "Ñandú 王小明 ☎"),
    ],
)
def test_what_a_customer_types_is_one_line_of_ordinary_characters(typed: str, shown: str) -> None:
    plained = plain(typed)

    assert shown == plained


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("see https://evil.example/x", "see https: //evil. example/x"),
        ("www.evil.com", "www. evil. com"),
        ("mail me@evil.com", "mail me@evil. com"),
        ("EUR 240.50, ready at 9.30", "EUR 240.50, ready at 9.30"),
        ("thanks.I will wait", "thanks.I will wait"),
    ],
)
def test_no_mail_program_finds_an_address_in_a_note(typed: str, shown: str) -> None:
    assert shown == inert(typed)


def test_a_long_note_is_cut_to_a_readable_length() -> None:
    shown = inert("word " * 100, at_most=20)

    assert "word word word word…" == shown
