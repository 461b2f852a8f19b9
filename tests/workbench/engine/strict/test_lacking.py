from __future__ import annotations

from support.two_motos import both, client


def test_a_call_that_moto_lacks_stops_the_test_instead_of_looking_like_an_answer_of_aws() -> None:
    assert both(lambda: client("connect").list_users(InstanceId="desk")) == ("404", "MotoLacks")
