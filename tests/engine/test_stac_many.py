"""Thousands of found items through the whole engine: all of them come, memory stays bounded, and it can be cancelled."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from catalogs.items import item
from engines.processes import BOUND_S, wait_until
from engines.real_client import real_client
from servers.scripted import LoopbackServer

from mosaic_qgis.engine.client.process import EngineClient, EngineFailure
from mosaic_qgis.engine.client.questions import SortKey, StacCollections, StacSearch

COUNT = 5000
PAGE = 500
LONG_S = 300.0
"""For five thousand items, made and read on a busy machine."""


class ManyItems(LoopbackServer):
    """An API of 5000 items, each with much to say; a page can be withheld."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.withheld_from = COUNT
        self.is_waiting = threading.Event()
        self._words = {f"word_{number}": "x" * 40 for number in range(15)}
        self._assets = {f"B{number:02}": "https://images.test/B.tif" for number in range(20)}

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        url = urlsplit(request.path)
        if url.path == "/":
            body = {"stac_version": "1.0.0", "id": "many", "links": [{"rel": "search", "href": "/search"}]}
        else:
            start = int(parse_qs(url.query).get("from", ["0"])[0])
            if start >= self.withheld_from:
                self.is_waiting.set()
                self.may_answer.wait(BOUND_S)
            body = self._page(start)
        content = json.dumps(body).encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        # Whoever cancelled has hung up.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            request.wfile.write(content)

    def _page(self, start: int) -> dict[str, object]:
        found = [
            item(number, assets=self._assets, properties={**self._words, "eo:cloud_cover": number % 100})
            for number in range(start, start + PAGE)
        ]
        following = start + PAGE
        links = [{"rel": "next", "href": f"/search?from={following}"}] if following < COUNT else []
        return {"type": "FeatureCollection", "features": found, "links": links, "numberMatched": COUNT}


@pytest.fixture
def many() -> Iterator[ManyItems]:
    with ManyItems() as server:
        yield server
        server.may_answer.set()


@pytest.fixture(scope="module")
def client() -> Iterator[EngineClient]:
    with real_client() as client:
        yield client


def memory_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the system does not say")


def test_thousands_of_items_come(client: EngineClient, many: ManyItems) -> None:
    client.ask(StacCollections(uri=f"{many.url}/")).wait(BOUND_S)
    assert client.pid is not None
    before_mb = memory_mb(client.pid)
    told: list[float | None] = []
    search = StacSearch(uri=f"{many.url}/", sort=(SortKey(property="eo:cloud_cover"),), max_items=COUNT)
    found = client.ask(search, lambda part, _text: told.append(part)).result(LONG_S)
    assert len(found["items"]) == COUNT == len({entry["id"] for entry in found["items"]})
    covers = [entry["cloud_cover"] for entry in found["items"]]
    assert covers == sorted(covers) and found["filtered_here"] == ("sort",)
    assert (found["matched"], found["truncated"]) == (COUNT, False)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) == COUNT / PAGE
    assert memory_mb(client.pid) - before_mb < 250


def test_a_limit_stops_the_asking(client: EngineClient, many: ManyItems) -> None:
    many.withheld_from = 2 * PAGE
    found = client.ask(StacSearch(uri=f"{many.url}/", max_items=PAGE + 1)).result(BOUND_S)
    assert len(found["items"]) == PAGE + 1 and found["truncated"] and found["matched"] == COUNT


def test_a_search_ends_at_once_when_it_is_cancelled(client: EngineClient, many: ManyItems) -> None:
    many.withheld_from = 2 * PAGE
    many.may_answer.clear()
    pending = client.ask(StacSearch(uri=f"{many.url}/", max_items=COUNT))
    wait_until(many.is_waiting.is_set)
    pending.cancel()
    assert pending.wait(0)
    with pytest.raises(EngineFailure) as caught:
        pending.result(0)
    assert caught.value.code == "cancelled"
    assert client.ask(StacCollections(uri=f"{many.url}/search")).wait(BOUND_S), "others are served meanwhile"
