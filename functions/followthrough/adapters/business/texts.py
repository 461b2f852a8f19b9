"""The owner's words: letters to customers and scripts for calls, as files of a business folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from followthrough.adapters.files import LETTERS, SCRIPTS, Files
from followthrough.domain.errors import InvalidBusiness


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Letters by name and language (`we-tried.en`), scripts by name; kept as written, filled in at every rendering."""

    letters: Mapping[str, str]
    scripts: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Texts:
        """The texts of a business folder: `letters/<name>.<language>.txt` and `scripts/<name>.txt`."""
        return cls.of(Files.of(folder, LETTERS, SCRIPTS))

    @classmethod
    def of(cls, files: Files) -> Texts:
        """The same of a business that is read already."""
        return cls(letters=_by_stem(files, LETTERS), scripts=_by_stem(files, SCRIPTS))

    def letter(self, name: str, *, languages: tuple[str, ...]) -> tuple[str, str]:
        """A letter and the language it is in: the first of these languages that has one. Raises InvalidBusiness."""
        for language in languages:
            text = self.letters.get(f"{name}.{language}")
            if text is not None:
                return text, language
        raise InvalidBusiness(f'There is no letter "{name}" in {" or ".join(languages)}.')

    def script(self, name: str | None) -> str:
        """The words for a call; none where the owner wrote none, which stops nobody from phoning."""
        return self.scripts.get(name or "", "")


def _by_stem(files: Files, pattern: str) -> dict[str, str]:
    return {Path(name).stem: text for name, text in files.matching(pattern).items()}
