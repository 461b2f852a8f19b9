"""Business folders that are wrong in one way each: the shipped one, with a few lines laid over it.

A line `key = …` takes the place of the line with this key in the same table, or is added to it; `- key` takes it out.
A table `[[…]]` is found by its id; one that is not there, or is headed `# another`, is added at the end.
A text or a source takes the place of the whole file, and `.gone` at the end of its name takes the file out.
"""

from __future__ import annotations

import re
from pathlib import Path

from followthrough.adapters.business.business_folder import DEFAULT
from followthrough.adapters.files import Files

BROKEN = Path(__file__).parents[1] / "adapters" / "checking" / "broken"
MESSAGES = BROKEN / "messages.md"

_KEY = re.compile(r'(?:- )?("[^"]+"|[\w-]+)')


def names() -> list[str]:
    return sorted(path.name for path in BROKEN.iterdir() if path.is_dir())


def files_of(name: str) -> Files:
    """The shipped folder with these lines over it."""
    files, overlay = dict(Files.of(DEFAULT).texts), BROKEN / name
    for path in sorted(path for path in overlay.rglob("*") if path.is_file()):
        place, text = path.relative_to(overlay).as_posix(), path.read_text(encoding="utf-8")
        if place.endswith(".gone"):
            del files[place.removesuffix(".gone")]
        elif place.endswith(".toml") and place in files:
            files[place] = laid_over(files[place], text)
        else:
            files[place] = text
    return Files(files)


def without_places(message: str) -> str:
    """The message without its line in a file that grows: which line it is, a test of its own says."""
    return re.sub(r"^((?:business|playbook)\.toml: line) \d+", r"\1 N", message)


def expected() -> dict[str, list[str]]:
    """What the check says about each of them, as the page of messages tells."""
    sections = MESSAGES.read_text(encoding="utf-8").split("\n## ")[1:]
    split = (section.splitlines() for section in sections)
    return {title: [line.removeprefix("- ") for line in lines if line.startswith("- ")] for title, *lines in split}


def laid_over(text: str, overlay: str) -> str:
    tables = _tables(text)
    for header, *lines in _tables(overlay):
        at = next((place for place, known in enumerate(tables) if _is_same(known, [header, *lines])), None)
        if at is None:
            tables.append([header, *lines])
        else:
            tables[at] = _changed(tables[at], lines)
    return "\n".join(line for table in tables for line in table)


def _tables(text: str) -> list[list[str]]:
    """The lines of each table, its header first; what stands before all tables has an empty header."""
    tables: list[list[str]] = [[""]]
    for line in text.splitlines():
        if line.startswith("["):
            tables.append([line])
        else:
            tables[-1].append(line)
    return [table for table in tables if len(table) > 1 or table[0]]


def _is_same(known: list[str], wanted: list[str]) -> bool:
    if "# another" in wanted[0] or known[0].split("#")[0].strip() != wanted[0].strip():
        return False
    return not wanted[0].startswith("[[") or _id_of(known) == _id_of(wanted)


def _id_of(table: list[str]) -> str | None:
    found = (re.match(r'id\s*= *"([^"]*)"', line) for line in table)
    return next((match[1] for match in found if match), None)


def _changed(table: list[str], lines: list[str]) -> list[str]:
    changed = list(table)
    for line in filter(None, lines):
        key = re.escape(_KEY.match(line)[1])
        at = next((place for place, known in enumerate(changed) if re.match(rf"{key}\s*=", known)), None)
        if line.startswith("- "):
            assert at is not None, f"the shipped table has no {key} to take out"
            del changed[at]
        elif at is None:
            changed.insert(1, line)
        else:
            changed[at] = line
    return changed
