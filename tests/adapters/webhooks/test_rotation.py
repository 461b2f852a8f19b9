from __future__ import annotations

import pytest

from followthrough.adapters.webhooks.rotation import added, alive, retired
from followthrough.domain.errors import RuleBroken
from support.shop import at

NOW = at("2026-03-09 10:00")
OLD = {"id": "1", "value": "the-one-of-january", "since": "2026-01-05T09:00:00+00:00"}
NEW = {"id": "2", "value": "the-one-of-february", "since": "2026-02-05T09:00:00+00:00"}
UNDATED = {"id": "0", "value": "from-before-we-wrote-it-down"}


def test_the_oldest_comes_first_and_what_has_no_date_is_older_still():
    assert [UNDATED, OLD, NEW] == alive([NEW, UNDATED, OLD])
    assert [] == alive(None)


@pytest.mark.parametrize("told", ["text", {"value": "x"}, ["x"], [{"id": "1"}], [{"value": 7}]])
def test_what_is_no_list_of_secrets_is_left_for_a_person_to_mend(told):
    with pytest.raises(RuleBroken, match="please mend it"):
        alive(told)


def test_a_second_secret_stands_beside_the_first():
    entries = added([OLD], value="the-one-of-march", name="20260309-ab", now=NOW)

    assert [OLD, {"id": "20260309-ab", "value": "the-one-of-march", "since": "2026-03-09T10:00:00+00:00"}] == entries


def test_a_third_is_refused_with_what_to_do():
    with pytest.raises(RuleBroken, match=r"since 2026-01-05.*--retire") as refused:
        added([OLD, NEW], value="the-one-of-march", name="3", now=NOW)

    assert "january" not in str(refused.value)


def test_the_same_secret_twice_is_a_mistake():
    with pytest.raises(RuleBroken, match="alive already"):
        added([OLD], value="the-one-of-january", name="2", now=NOW)


def test_the_oldest_goes():
    assert [NEW] == retired([OLD, NEW], even_the_last=False)


def test_the_only_one_goes_if_somebody_means_it():
    with pytest.raises(RuleBroken, match="the only secret"):
        retired([OLD], even_the_last=False)

    assert [] == retired([OLD], even_the_last=True)


def test_nothing_cannot_go():
    with pytest.raises(RuleBroken, match="no secret to take away"):
        retired([], even_the_last=True)
