"""Which time zones a country has, as the zone data that is deployed with us tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

TABLE = "zone1970.tab"
"""Countries and their zones, where clocks have agreed since 1970 (tzdata, in the public domain)."""


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """Every country by its two letters (ISO 3166-1), and the zones whose clocks somebody there may live by."""
    found: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", TABLE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            countries, _, zone, *_ = line.split("\t")
            for country in countries.split(","):
                found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}
