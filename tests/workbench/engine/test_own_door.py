from __future__ import annotations

import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import EndpointConnectionError
from botocore.httpsession import URLLib3Session

from workbench.engine.api import Request, Response
from workbench.engine.own_door import doors_inside

BASE_URL = "http://127.0.0.1:8020"


class Api:
    """Routes that note who knocked."""

    def __init__(self) -> None:
        self.knocks: list[Request] = []

    def answer(self, request: Request) -> Response:
        self.knocks.append(request)
        return Response(status=401)


def knock(url: str) -> int:
    request = AWSRequest(method="POST", url=url, headers={"webhook-id": "1"}, data=b'{"a": 1}').prepare()
    return URLLib3Session().send(request).status_code


def test_a_knock_at_our_own_address_is_answered_in_this_process() -> None:
    api = Api()

    with doors_inside(api, base_url=BASE_URL):
        status = knock(f"{BASE_URL}/webhooks/desk")
    [request] = api.knocks

    assert (401, "POST", "/webhooks/desk", b'{"a": 1}') == (status, request.method, request.path, request.body)
    assert "1" == dict(request.headers)["webhook-id"]


@pytest.mark.parametrize("url", ["https://example.com/webhooks/desk", "http://127.0.0.1:80200/webhooks/desk"])
def test_any_other_address_is_nobodys(url: str) -> None:
    api = Api()

    with doors_inside(api, base_url=BASE_URL), pytest.raises(EndpointConnectionError):
        knock(url)

    assert [] == api.knocks


def test_afterwards_the_process_has_its_own_way_out_again() -> None:
    own = URLLib3Session.send

    with doors_inside(Api(), base_url=BASE_URL):
        pass

    assert own is URLLib3Session.send
