from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from console.signing import signed_headers
from followthrough.adapters.webhooks.verify import verify
from support.senders import SENDERS
from workbench.sources import Source, fresh_sources

NOW = dt.datetime(2026, 3, 2, 11, 5, tzinfo=dt.UTC)
BODY = b'{"order": 7}'


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Source]:
    """Every sender we know of, as the workbench lets it knock."""
    for name, sender in SENDERS.items():
        text = f'id = "{name}"\n[verify]\n{sender.verify}\n{sender.more}'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return {each.id: each for each in fresh_sources(tmp_path)}


def test_every_sender_gets_a_secret_with_which_it_is_believed(sources: dict[str, Source]) -> None:
    for name, source in sources.items():
        spec, url = SENDERS[name].spec, "http://127.0.0.1:8020" + source.path

        told = signed_headers(spec, secret=source.secret, headers={}, body=BODY, now=NOW, url=url)

        url_secret = source.path.split("/")[3:]
        verify(
            spec.verify,
            headers=told,
            body=BODY,
            secrets=[source.secret],
            url_secret=url_secret[0] if url_secret else None,
            now=NOW,
            url=url,
        )


def test_a_secret_has_the_form_that_its_scheme_asks_for(sources: dict[str, Source]) -> None:
    assert sources["standard"].secret.startswith("whsec_")
    assert sources["basic"].secret.startswith("followthrough:")
    assert sources["url-secret"].path.endswith(sources["url-secret"].secret)
    assert [sources["bearer"].path] == ["/webhooks/bearer"]


def test_no_two_senders_have_one_secret(sources: dict[str, Source]) -> None:
    assert len(SENDERS) == len({each.secret for each in sources.values()})
