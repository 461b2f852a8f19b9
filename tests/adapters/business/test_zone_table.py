from __future__ import annotations

from zoneinfo import available_timezones

from followthrough.adapters.business.zone_table import zone_names, zones_by_country


def test_a_country_may_have_one_clock_or_many():
    table = zones_by_country()

    assert ("Europe/Dublin",) == table["IE"]
    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= set(table["US"])
    assert 230 < len(table)


def test_every_zone_of_the_table_is_one_that_we_can_read():
    named = {zone for zones in zones_by_country().values() for zone in zones}

    assert set() == named - available_timezones()


def test_what_only_this_machine_calls_a_zone_is_none():
    assert {"Europe/Dublin", "Australia/Lord_Howe", "UTC"} <= zone_names() <= available_timezones()
    assert {"localtime", "posixrules"}.isdisjoint(zone_names())
