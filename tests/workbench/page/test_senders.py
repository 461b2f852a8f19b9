from __future__ import annotations

import pytest

from workbench.page.senders import senders, shown
from workbench.story import samples


def test_the_samples_of_one_sender_stand_together_in_the_order_of_the_story():
    found = {sender.id: sender.samples for sender in senders(samples.samples())}

    assert {"shopify"} == {sample.source for sample in found["shopify"]}
    assert sorted(found["shopify"], key=lambda sample: sample.at) == list(found["shopify"])


def test_no_sample_is_left_out_and_none_stands_twice():
    everything = samples.samples()

    assert sorted(one.id for one in everything) == sorted(
        one.id for sender in senders(everything) for one in sender.samples
    )


def test_senders_stand_by_the_names_that_people_know():
    titles = [sender.title for sender in senders(samples.samples())]

    assert sorted(titles, key=str.casefold) == titles
    assert "Your own system" in titles


def test_one_sender_is_chosen_or_everybody():
    everybody = senders(samples.samples())

    assert ["stripe"] == [sender.id for sender in shown(everybody, chosen="stripe")]
    assert everybody == shown(everybody, chosen="")


def test_a_sender_without_samples_is_not_found():
    with pytest.raises(KeyError):
        shown(senders(samples.samples()), chosen="telegraph")
