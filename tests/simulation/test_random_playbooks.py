"""Random firms, random rules, random people: nobody hears from us out of hours, too often, after a stop, or twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulation.checker import faults
from simulation.firms import a_firm
from simulation.playing import played

SEEDS, A_FEW = int(os.environ.get("SEEDS", "10000")), 300


def found(seed: int, folder: Path) -> list[str]:
    firm = a_firm(seed)
    return faults(firm, played(firm, folder / str(seed)))


@pytest.mark.parametrize("first", range(0, A_FEW, 25))
def test_three_hundred_firms_disturb_nobody(first: int, tmp_path: Path) -> None:
    assert {} == {seed: told for seed in range(first, first + 25) if (told := found(seed, tmp_path))}


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, SEEDS, 100))
def test_thousands_of_firms_disturb_nobody(first: int, tmp_path: Path) -> None:
    last = min(first + 100, SEEDS)
    assert {} == {seed: told for seed in range(first, last) if (told := found(seed, tmp_path))}
