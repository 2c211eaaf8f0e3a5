"""An engine that answers the questions of the STAC search as a test says, with items that it makes up."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fake_engine import FakeRemote
from qgis.core import QgsApplication, QgsGeometry, QgsRectangle
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage
from waiting import until

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui.services import GuiServices
from mosaic_qgis.gui.stac_panel import StacSearchPanel
from mosaic_qgis.host import patience

COG = "image/tiff; application=geotiff; profile=cloud-optimized"
BANDS = {"B02": "blue", "B03": "green", "B04": "red", "B08": "nir"}


def collection(name: str, **changes: Any) -> dict[str, Any]:
    """A collection of the engine's answer."""
    facts = {
        "id": name, "title": name.title(), "description": f"Images of {name}.", "licence": "CC-BY-4.0",
        "bbox": (-180.0, -90.0, 180.0, 90.0), "begin": "2015-06-27T10:25:31Z", "end": None, "keywords": ("optical",),
        "assets": {},
    }  # fmt: skip
    return {**facts, **changes}


def found(number: int, **changes: Any) -> dict[str, Any]:
    """An item of the engine's answer, unpacked; 0.1 degrees wide, east of its predecessor, rows of 100."""
    west, south = 7 + number % 100 * 0.1, 46 + number // 100 * 0.1
    square = QgsGeometry.fromRect(QgsRectangle(west, south, west + 0.1, south + 0.1))
    assets = {
        key: {"title": f"Band {key}", "roles": ("data",), "common_name": name, "type": COG}
        for key, name in BANDS.items()
    }
    assets["visual"] = {"title": "True colour", "roles": ("visual",), "common_name": "", "type": COG}
    facts = {
        "id": f"item-{number}", "collection": "sentinel-2", "datetime": f"2024-06-{number % 30 + 1:02d}T10:00:00Z",
        "begin": None, "end": None, "cloud_cover": float(number % 101), "platform": "sentinel-2a",
        "outline": outline_text(square), "bbox": (west, south, west + 0.1, south + 0.1),
        "assets": assets, "thumbnail": f"https://stac.test/{number}.png",
        "properties": {"gsd": 10, "s2:tile": "32TNT"},
    }  # fmt: skip
    return {**facts, **changes}


def outline_text(geometry: QgsGeometry) -> str:
    """An outline as the engine hands it over."""
    return base64.b64encode(geometry.asWkb().data()).decode("ascii")


def picture() -> str:
    """A thumbnail as the engine hands it over."""
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(60, 120, 60))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return base64.b64encode(bytes(content)).decode()


class StacEngine:
    """Stands in for `EngineHost.ask`. An answer may be a value, a failure, or a function of the request."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.gate = threading.Event()
        self.gate.set()
        self.cancelled = threading.Event()
        self.answers: dict[str, Any] = {
            "stac_collections": {
                "title": "Test catalog", "description": "", "conforms_to": (), "search_uri": "stac+https://stac.test/search",
                "has_query": True, "has_filter": True, "has_sortby": True,
                "collections": (collection("sentinel-2", title="Sentinel-2 Level 2A"), collection("landsat"), collection("dem")),
                "truncated": False,
            },
            "stac_queryables": {"properties": (queryable("gsd", "number"), queryable("platform", "string", enum=("a", "b")))},
            "stac_search": lambda request: answer_to(request, 7),
            "fetch_picture": lambda _request: {"media_type": "image/png", "base64": picture()},
            "save": {"uri": "/data/saved.json", "images": 7.0, "tiles": 3.0},
        }  # fmt: skip

    def open(self, *_arguments: Any, **_more: Any) -> FakeRemote:
        """Any mosaic, for layers."""
        return FakeRemote()

    def of(self, op: str) -> list[Any]:
        """The requests of one kind."""
        return [request for request in self.asked if request.op == op]

    def ask(
        self,
        request: Any,
        timeout_s: float,
        is_cancelled: Callable[[], bool] = patience.never,
        on_progress: Callable[[float | None, str], None] | None = None,
    ) -> Mapping[str, Any]:
        self.asked.append(request)
        while not patience.wait(self.gate, 0.05, is_cancelled):
            if is_cancelled():
                self.cancelled.set()
                raise EngineFailure("cancelled", "cancelled")
            if on_progress is not None:
                on_progress(0.5, "half of it")
        value = self.answers[request.op]
        if callable(value):
            value = value(request)
        if isinstance(value, EngineFailure):
            raise value
        return value


def queryable(name: str, kind: str, **changes: Any) -> dict[str, Any]:
    """A property that rows can be about."""
    return {
        "name": name,
        "title": "",
        "type": kind,
        "enum": (),
        "minimum": None,
        "maximum": None,
        "format": "",
        **changes,
    }


def answer_to(request: Any, count: int, **changes: Any) -> dict[str, Any]:
    """What a search of so many items is answered with, the query as it came."""
    facts = {
        "items": tuple(found(number) for number in range(min(count, request.max_items))), "matched": float(count),
        "truncated": count > request.max_items, "filtered_here": (), "query": dict(request.query),
    }  # fmt: skip
    answer = {**facts, **changes}
    # Each its own kind: what is shared is the engine's business.
    kinds = tuple(item["assets"] for item in answer["items"])
    items = tuple({**item, "assets": place} for place, item in enumerate(answer["items"]))
    return {**answer, "items": items, "assets": kinds}


@contextmanager
def shown_panel(services: GuiServices, engine: StacEngine) -> Iterator[StacSearchPanel]:
    """The search panel, shown; at the end nothing of it is under way."""
    made = StacSearchPanel(services)
    made.resize(790, 560)
    made.show()
    yield made
    made.progress.cancel()
    made.results.thumbnails.cancel()
    # What else was asked for when a test closed the gate, such as the properties of a collection, nobody cancels.
    engine.gate.set()
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    sip.delete(made)
