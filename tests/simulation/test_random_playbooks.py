"""Random firms, random rules, random people: nobody hears from us out of hours, too often, after a stop, or twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulation.checker import faults
from simulation.firms import a_firm
from simulation.playing import played

SEEDS, A_FEW = int(os.environ.get("SEEDS", "10000")), 300


ENOUGH = 4
"""Letters and calls to customers of a firm in its month, on average, at the least: who does nothing disturbs nobody."""


def found(seeds: range, folder: Path) -> dict[int, list[str]]:
    """What is wrong in which of these firms; that hardly anything happens in them is wrong as well."""
    told, contacts = dict[int, list[str]](), 0
    for seed in seeds:
        firm = a_firm(seed)
        run = played(firm, folder / str(seed))
        contacts += len(run["contacts"])
        if wrong := faults(firm, run):
            told[seed] = wrong
    if contacts < ENOUGH * len(seeds):
        told[seeds.start] = [f"silence: {contacts} contacts in {len(seeds)} firms"]
    return told


@pytest.mark.parametrize("first", range(0, A_FEW, 25))
def test_three_hundred_firms_disturb_nobody(first: int, tmp_path: Path) -> None:
    assert {} == found(range(first, first + 25), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, SEEDS, 100))
def test_thousands_of_firms_disturb_nobody(first: int, tmp_path: Path) -> None:
    assert {} == found(range(first, min(first + 100, SEEDS)), tmp_path)
