from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.aws import Cloud, a_cloud


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with a_cloud() as cloud:
        yield cloud
