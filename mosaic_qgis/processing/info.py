"""`mosaicjson:info`: the facts of a mosaic, as numbers, text, JSON and a page. QGIS side."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, told

OUTPUT_HTML = "OUTPUT_HTML"
OUTPUT_JSON = "OUTPUT_JSON"
_NUMBERS = ("MINZOOM", "MAXZOOM", "QUADKEY_ZOOM", "WEST", "SOUTH", "EAST", "NORTH")


class Info(MosaicAlgorithm):
    """Asks once; everything else is how it is told."""

    ID = "info"
    GROUP = "inspect"
    TAGS = ("information", "metadata", "describe", "statistics", "count", "bands", "zooms")

    def title(self) -> str:
        return tr("Describe mosaic")

    def help(self) -> str:
        return tr(
            "Tells the facts of a mosaic: name, address, version, bounds, CRS, zooms, how many images and tiles it has, how many of "
            "them lie above each other, its bands, and when the images were taken where it knows. The facts are numbers for models "
            "and scripts, lines in the log, and, where wanted, a page for people and a JSON file.\n\n"
            "The whole index is counted, which takes some seconds for a million tiles; of the images only the first ones are looked "
            "at. A mosaic whose images cannot be read has facts, too, and says why they cannot. Nothing of what is told holds a login "
            "or a signature."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        for name, label, kinds in (
            (OUTPUT_HTML, tr("Page"), tr("HTML files (*.html)")),
            (OUTPUT_JSON, tr("JSON"), tr("JSON files (*.json)")),
        ):
            self.addParameter(
                QgsProcessingParameterFileDestination(
                    name, label, kinds, optional=True, createByDefault=name == OUTPUT_HTML
                )
            )
        labels = {
            "MINZOOM": tr("Smallest zoom"),
            "MAXZOOM": tr("Largest zoom"),
            "QUADKEY_ZOOM": tr("Zoom of the index"),
            "WEST": tr("West in degrees"),
            "SOUTH": tr("South in degrees"),
            "EAST": tr("East in degrees"),
            "NORTH": tr("North in degrees"),
            given.IMAGES: tr("Number of different images"),
            given.TILES: tr("Number of tiles in the index"),
            "MOST_PER_TILE": tr("Images of the tile that has most"),
            "BANDS": tr("Number of bands"),
            "RESOLUTION": tr("Finest pixel size, in units of the CRS"),
        }
        for name, label in labels.items():
            self.addOutput(QgsProcessingOutputNumber(name, label))
        for name, label in (
            ("NAME", tr("Name")),
            ("CRS", tr("CRS of the tiles")),
            ("BEGIN", tr("When the first image was taken")),
            ("END", tr("When the last image was taken")),
            ("TEXT", tr("All facts as text")),
        ):
            self.addOutput(QgsProcessingOutputString(name, label))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import Info as Request
        from .factsheet import FactSheet
        from .pages import write_page

        mosaic = self._mosaic
        request = Request(uri=mosaic.uri, options=mosaic.options, credentials=mosaic.credentials)
        value = self.ask(request, feedback, mosaic.name)
        sheet = FactSheet(value=value, title=mosaic.name)
        text = sheet.text()
        for line in text.splitlines():
            feedback.pushInfo(line)
        outputs = _outputs(value, sheet.name, text)
        page, data = (self.parameterAsFileOutput(parameters, name, context) for name in (OUTPUT_HTML, OUTPUT_JSON))
        if page:
            with told(page):
                write_page(page, sheet.page())
            outputs[OUTPUT_HTML] = page
        if data:
            with told(data):
                write_page(data, json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n")
            outputs[OUTPUT_JSON] = data
        return outputs


def _outputs(value: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    temporal = value["temporal"] or {}
    numbers = (value["minzoom"], value["maxzoom"], value["quadkey_zoom"], *value["bounds_geographic"])
    return {
        **dict(zip(_NUMBERS, numbers, strict=True)),
        given.IMAGES: value["images"],
        given.TILES: value["tiles"],
        "MOST_PER_TILE": value["most_per_tile"],
        "BANDS": len(value["bands"]),
        "RESOLUTION": value["resolutions"][0] if value["resolutions"] else None,
        "NAME": name,
        "CRS": value["crs"]["authority"] or value["crs"]["wkt"],
        "BEGIN": temporal.get("begin") or "",
        "END": temporal.get("end") or "",
        "TEXT": text,
    }


def _finite(value: Any) -> Any:
    """As JSON can say it: numbers that are not finite become words."""
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value
