"""Which time zones a country has, as the zone data that is deployed with us tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

TABLE, NAMES = "zone1970.tab", "zones"
"""Countries and their zones, where clocks have agreed since 1970 (tzdata, in the public domain)."""


@cache
def zone_names() -> frozenset[str]:
    """Every zone that is deployed with us: what only this machine knows, such as `localtime`, is unknown elsewhere."""
    return frozenset(_told(NAMES).split())


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """Every country by its two letters (ISO 3166-1), and the zones whose clocks somebody there may live by."""
    found: dict[str, list[str]] = {}
    for line in _told(f"zoneinfo/{TABLE}").splitlines():
        if line and not line.startswith("#"):
            countries, _, zone, *_ = line.split("\t")
            for country in countries.split(","):
                found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def _told(name: str) -> str:
    return files("tzdata").joinpath(name).read_text(encoding="utf-8")
