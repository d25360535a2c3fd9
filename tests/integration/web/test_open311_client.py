"""An existing client of the standard, written by others, over a real connection."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests
import uvicorn
from fastapi.testclient import TestClient
from georeport import GeoReport
from requests.exceptions import HTTPError
from web_installation import OPEN311_KEY

FILLED = {
    "api_key": OPEN311_KEY,
    "service_code": "vaccination",
    "address_string": "贵阳市南明区中华南路12号",
    "description": "娃要打疫苗，不晓得去哪里",
    "last_name": "王",
    "first_name": "女士",
    "phone": "13800138000",
    "attribute[consent]": "yes",
}


@pytest.fixture(scope="module")
def endpoint(client: TestClient) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(client.app, lifespan="off", log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/open311/v2"
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_the_standard_follows_a_request(endpoint: str, form: str) -> None:
    city = GeoReport(endpoint, output_format=form)
    services = {one["service_code"]: one for one in city.get_service_list()}
    assert services["vaccination"]["service_name"] == "打疫苗"
    assert city.get_service_definition("vaccination")["service_code"] == "vaccination"
    numbers = {opened(endpoint, FILLED) for _ in range(2)}
    number = min(numbers)
    shown = city.get_service_request(number)
    assert shown["status"] == "open"
    assert shown["address"] == "南明区"
    listed = city.get_service_requests(service_code="vaccination", status="open")
    assert numbers <= {one["service_request_id"] for one in listed}


def test_what_is_refused_is_an_error_to_a_client_of_the_standard(endpoint: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        GeoReport(endpoint).get_service_request("GZ000000-NOTHING1")
    with pytest.raises(HTTPError, match="400"):
        GeoReport(endpoint, output_format="xml").get_service_requests(start_date="yesterday")


def opened(endpoint: str, data: dict[str, str]) -> str:
    """Open a request, which this client has no call for."""
    reply = requests.post(f"{endpoint}/requests.json", data=data, timeout=30)
    return str(reply.json()[0]["service_request_id"])
