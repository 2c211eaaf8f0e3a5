"""`mosaicjson:totiles`: a mosaic as tiles for web maps, in a folder, MBTiles or PMTiles. QGIS side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterColor,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..host.guard import answer, guarded
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out

if TYPE_CHECKING:
    from ..engine.client.questions import WriteTiles

FORMATS = ["png", "jpeg", "webp"]
SIZES = ["256", "512"]
STRETCHES = ["auto", "percent", "minmax", "none"]
RESAMPLINGS = ["nearest", "bilinear", "cubic", "lanczos", "average"]
FILE_KINDS = (".mbtiles", ".pmtiles")
MOST_ZOOM = 24
_WEB = "EPSG:3857"


class ToTiles(MosaicAlgorithm):
    """Draws with the engine, not with a layer's style."""

    ID = "totiles"
    GROUP = "export"
    TAGS = ("tiles", "xyz", "mbtiles", "pmtiles", "web map", "png", "jpeg", "webp", "pyramid")

    def title(self) -> str:
        return tr("Export as tiles")

    def help(self) -> str:
        return tr(
            "Draws a mosaic as tiles of the web’s grid and writes them to an MBTiles or PMTiles file, to a folder (zoom/column/row, with a "
            "tilejson.json), or to both.\n\nColours are red, green and blue where the mosaic has them, or the bands that are given; values of "
            "more than 8 bits are stretched between the 2nd and the 98th percentile, between minimum and maximum, or between the ranges that "
            "are given (0,3000 for all bands, or one for each with a semicolon between them).\n\nTiles on which nothing shows are left out. "
            "The set appears whole or not at all. QGIS shows MBTiles and folders; PMTiles are for web maps."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        self.addParameter(
            QgsProcessingParameterExtent("EXTENT", tr("Extent (empty: all of the mosaic)"), optional=True)
        )
        for name, label in (
            ("MINZOOM", tr("Smallest zoom (empty: the mosaic’s)")),
            ("MAXZOOM", tr("Largest zoom (empty: that of the mosaic’s finest pixels)")),
        ):
            self.addParameter(QgsProcessingParameterNumber(name, label, optional=True, minValue=0, maxValue=MOST_ZOOM))
        self.addParameter(_choice("FORMAT", tr("Format of the tiles"), FORMATS, "png"))
        self._declare_look()
        self._declare_more()
        given.add_cluster(self)
        kinds = tr("MBTiles (*.mbtiles);;PMTiles (*.pmtiles)")
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "OUTPUT", tr("File of tiles"), kinds, optional=True, createByDefault=False
            )
        )
        self.addParameter(
            QgsProcessingParameterFolderDestination(
                "OUTPUT_FOLDER", tr("Folder of tiles"), optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputRasterLayer("LAYER", tr("Layer of the tiles")))
        self.addOutput(QgsProcessingOutputNumber("TILES", tr("Number of tiles")))
        self.addOutput(QgsProcessingOutputNumber("MINIMUM_ZOOM", tr("Smallest zoom")))
        self.addOutput(QgsProcessingOutputNumber("MAXIMUM_ZOOM", tr("Largest zoom")))
        self.addOutput(QgsProcessingOutputNumber("SKIPPED", tr("Number of images that are left out")))

    def _declare_look(self) -> None:
        number = QgsProcessingParameterNumber("QUALITY", tr("Quality of jpeg and webp"), defaultValue=80)
        number.setMinimum(1)
        number.setMaximum(100)
        self.addParameter(given.advanced(number))
        self.addParameter(given.advanced(_choice("TILE_SIZE", tr("Pixels along a tile’s edge"), SIZES, "256")))
        bands = QgsProcessingParameterString("BANDS", tr("Bands, one or three, such as 4,3,2"), optional=True)
        self.addParameter(given.advanced(bands))
        self.addParameter(given.advanced(_choice("STRETCH", tr("Stretch of the values"), STRETCHES, "auto")))
        ranges = QgsProcessingParameterString("RANGES", tr("Ranges of the values, such as 0,3000"), optional=True)
        self.addParameter(given.advanced(ranges))
        self.addParameter(given.advanced(_choice("RESAMPLING", tr("Resampling"), RESAMPLINGS, "bilinear")))
        color = QgsProcessingParameterColor(
            "BACKGROUND", tr("Background (empty: transparent)"), opacityEnabled=False, optional=True
        )
        self.addParameter(given.advanced(color))

    def _declare_more(self) -> None:
        for name, label in (
            ("NAME", tr("Name")),
            ("DESCRIPTION", tr("Description")),
            ("ATTRIBUTION", tr("Attribution")),
        ):
            self.addParameter(given.advanced(QgsProcessingParameterString(name, label, optional=True)))
        for name, label in (
            ("KEEP_EMPTY", tr("Write tiles without images, too")),
            ("SKIP_BROKEN", tr("Leave out images that cannot be read")),
        ):
            self.addParameter(given.advanced(QgsProcessingParameterBoolean(name, label, defaultValue=False)))
        self.addParameter(QgsProcessingParameterBoolean("OVERWRITE", tr("Replace what is there"), defaultValue=False))
        self.addParameter(QgsProcessingParameterBoolean("OPEN", tr("Open the tiles afterwards"), defaultValue=True))

    @guarded(answer((True, "")))  # what makes no sense is told when it is prepared
    def checkParameterValues(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        is_fine, reason = super().checkParameterValues(parameters, context)
        if not is_fine:
            return is_fine, reason
        try:
            self._places(parameters, context)
        except QgsProcessingException as problem:
            return False, str(problem)
        return True, ""

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        self._cluster = given.cluster_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import WriteTiles

        file, folder = self._places(parameters, context)
        is_opened = self.parameterAsBool(parameters, "OPEN", context)

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        request = WriteTiles(
            uri=self._mosaic.uri,
            options=self._mosaic.options,
            credentials=self._mosaic.credentials,
            file=file,
            folder=folder,
            overwrite=self.parameterAsBool(parameters, "OVERWRITE", context),
            extent=self._extent(parameters, context),
            minzoom=self._zoom(parameters, context, "MINZOOM"),
            maxzoom=self._zoom(parameters, context, "MAXZOOM"),
            tile_px=int(self.parameterAsEnumString(parameters, "TILE_SIZE", context)),
            format=self.parameterAsEnumString(parameters, "FORMAT", context),
            quality=self.parameterAsInt(parameters, "QUALITY", context),
            bands=_bands(text("BANDS")),
            stretch=self.parameterAsEnumString(parameters, "STRETCH", context),
            ranges=_ranges(text("RANGES")),
            resampling=self.parameterAsEnumString(parameters, "RESAMPLING", context),
            background=self._background(parameters, context),
            keeps_empty=self.parameterAsBool(parameters, "KEEP_EMPTY", context),
            skips_broken=self.parameterAsBool(parameters, "SKIP_BROKEN", context),
            name=text("NAME"),
            description=text("DESCRIPTION"),
            attribution=text("ATTRIBUTION"),
            cluster=self._cluster,
        )
        written = self.ask(request, feedback, self._mosaic.name)
        tell_left_out(feedback, written["skipped"])
        count = tr("{count} tiles in the zooms {first} to {last}")
        feedback.pushInfo(count.format(count=written["tiles"], first=written["minzoom"], last=written["maxzoom"]))
        layer = _layer_of(request, written)
        if layer and is_opened and context.project() is not None:
            name = text("NAME") or Path(file or folder).stem
            details = QgsProcessingContext.LayerDetails(name, context.project(), "LAYER")
            context.addLayerToLoadOnCompletion(layer, details)
        places = {name: place for name, place in (("OUTPUT", file), ("OUTPUT_FOLDER", folder)) if place}
        return {
            **places,
            "LAYER": layer,
            "TILES": written["tiles"],
            "MINIMUM_ZOOM": written["minzoom"],
            "MAXIMUM_ZOOM": written["maxzoom"],
            "SKIPPED": written["skipped_count"],
        }

    def _places(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[str, str]:
        """Where to write: a file, a folder, or both; as absolute paths."""
        file, folder = (
            self.parameterAsFileOutput(parameters, name, context).strip() if parameters.get(name) else ""
            for name in ("OUTPUT", "OUTPUT_FOLDER")
        )
        if not (file or folder):
            raise QgsProcessingException(tr("Choose a file or a folder for the tiles."))
        if file and not file.lower().endswith(FILE_KINDS):
            words = tr("A file of tiles ends in {kinds}, not {name}.")
            raise QgsProcessingException(words.format(kinds=", ".join(FILE_KINDS), name=repr(os.path.basename(file))))
        return (os.path.abspath(file) if file else ""), (os.path.abspath(folder) if folder else "")

    def _extent(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext
    ) -> tuple[float, float, float, float] | None:
        if not parameters.get("EXTENT"):
            return None
        box = self.parameterAsExtent(parameters, "EXTENT", context, QgsCoordinateReferenceSystem(_WEB))
        if box.isNull() or not box.isFinite() or box.isEmpty():
            words = tr("An extent has an area that a web map can show, got {extent}.")
            raise QgsProcessingException(words.format(extent=repr(str(parameters["EXTENT"]))))
        return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()

    def _zoom(self, parameters: Mapping[str, Any], context: QgsProcessingContext, name: str) -> int | None:
        return None if parameters.get(name) in {None, ""} else self.parameterAsInt(parameters, name, context)

    def _background(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[int, int, int] | None:
        color = self.parameterAsColor(parameters, "BACKGROUND", context)
        return (color.red(), color.green(), color.blue()) if color.isValid() else None


def _choice(name: str, label: str, options: list[str], default: str) -> QgsProcessingParameterEnum:
    parameter = QgsProcessingParameterEnum(name, label, options=options, defaultValue=default)
    parameter.setUsesStaticStrings(True)
    return parameter


def _bands(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(each) for each in text.split(",") if each.strip())
    except ValueError:
        words = tr("Bands are whole numbers with commas between them, such as 4,3,2, not {text}.")
        raise QgsProcessingException(words.format(text=repr(text))) from None


def _ranges(text: str) -> tuple[tuple[float, float], ...]:
    try:
        found = tuple(
            (float(low), float(high)) for low, high in (each.split(",") for each in text.split(";") if each.strip())
        )
    except ValueError:
        found = ((1.0, 0.0),)
    if not all(low < high for low, high in found):
        words = tr(
            "A range is two numbers, the smaller one first, such as 0,3000; with a semicolon between those of several bands; not {text}."
        )
        raise QgsProcessingException(words.format(text=repr(text)))
    return found


def _layer_of(request: WriteTiles, written: Mapping[str, Any]) -> str:
    """How Processing calls the layer of the tiles; empty where QGIS cannot show them."""
    file, folder = request.file, request.folder
    if file.lower().endswith(".mbtiles"):
        return file
    if not folder:
        return ""
    ending = "jpg" if request.format == "jpeg" else request.format
    uri = QgsDataSourceUri()
    for name, value in (
        ("type", "xyz"),
        ("url", f"{Path(folder).as_uri()}/{{z}}/{{x}}/{{y}}.{ending}"),
        ("zmin", str(written["minzoom"])),
        ("zmax", str(written["maxzoom"])),
        ("tilePixelRatio", str(request.tile_px // 256)),
    ):
        uri.setParam(name, value)
    return f"wms://{bytes(uri.encodedUri()).decode()}"
