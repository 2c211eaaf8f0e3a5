"""`mosaicjson:export`: a mosaic as Cloud-Optimized GeoTIFF, on any grid. QGIS side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsRectangle,
    QgsReferencedRectangle,
)

from ..host.redaction import redacted
from ..host.translation import tr
from . import parameters as given
from .algorithm import MosaicAlgorithm, tell_left_out
from .moments import add_time, time_of

if TYPE_CHECKING:
    from ..engine.client.questions import Export as Request

SELECTIONS = [
    "first", "highest", "lowest", "sum", "mean", "median", "stdev", "lastbandhigh", "lastbandlow", "count",
]  # fmt: skip
RESAMPLINGS = [
    "nearest", "bilinear", "cubic", "cubic_spline", "lanczos", "average", "mode", "max", "min", "med", "q1", "q3", "rms",
]  # fmt: skip
COMPRESSIONS = ["deflate", "zstd", "lzw", "webp", "none"]
SMALLEST_FILE_PX = 2048
LARGEST_FILE_PX = 65536


class Export(MosaicAlgorithm):
    """Draws with the engine onto the asked grid itself, all images, without the layer's style."""

    ID = "export"
    GROUP = "export"
    TAGS = ("geotiff", "cog", "raster", "clip", "warp", "reproject", "download", "save", "gdalwarp", "translate", "vrt")

    def title(self) -> str:
        return tr("Export as GeoTIFF")

    def help(self) -> str:
        return tr(
            "Writes the pixels of a mosaic as a Cloud-Optimized GeoTIFF with overviews: an extent, at a resolution, in any coordinate "
            "reference system, cut along the polygons of a layer. Each pixel is drawn from the images themselves, with their values, "
            "not with the colours of a layer.\n\n"
            "The grid of pixels begins at the west and north edge of the extent. Without a resolution the pixels are as large as those "
            "of the mosaic’s finest zoom. What is larger than a file may be is written as several files in a folder and a VRT over them.\n\n"
            "What is finished is kept beside the new file, in a folder that ends in .part. When the export was cancelled, or something "
            "failed, the same export goes on where it was; with other settings, or another mosaic, it begins anew. An image that cannot "
            "be read ends the export, unless such images are to be left out.\n\n"
            "A value for no data replaces transparency and what the mosaic has for no data; choose one that no pixel has."
        )

    def declare(self) -> None:
        given.add_mosaic(self)
        extent = QgsProcessingParameterExtent(
            "EXTENT", tr("Extent (empty: all of the mosaic, or of the mask)"), optional=True
        )
        self.addParameter(extent)
        crs = tr("CRS (empty: the mosaic’s)")
        self.addParameter(QgsProcessingParameterCrs("CRS", crs, optional=True))
        pixel = QgsProcessingParameterDistance(
            "RESOLUTION", tr("Pixel size (empty: as in the mosaic)"), parentParameterName="CRS", optional=True
        )
        pixel.setMinimum(0)
        self.addParameter(pixel)
        mask = tr("Mask: polygons outside of which nothing stays")
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "MASK", mask, [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
            )
        )
        self._declare_pixels()
        self._declare_file()
        given.add_cluster(self)
        self.addParameter(QgsProcessingParameterRasterDestination("OUTPUT", tr("GeoTIFF")))
        for name, label in (
            ("WIDTH", tr("Number of columns")),
            ("HEIGHT", tr("Number of rows")),
            ("FILES", tr("Number of files")),
            ("SKIPPED", tr("Number of images that are left out")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def _declare_pixels(self) -> None:
        bands = QgsProcessingParameterString("BANDS", tr("Bands, such as 4,3,2 (empty: all)"), optional=True)
        expression = QgsProcessingParameterString(
            "EXPRESSION", tr("Band expression, such as (b4-b3)/(b4+b3)"), optional=True
        )
        selection = _choice("SELECTION", tr("Pixel selection (empty: the mosaic’s)"), SELECTIONS, None)
        nodata = QgsProcessingParameterNumber(
            "NODATA",
            tr("Value for no data (empty: as in the mosaic)"),
            QgsProcessingParameterNumber.Type.Double,
            optional=True,
        )
        for parameter in (
            bands,
            expression,
            selection,
            _choice("RESAMPLING", tr("Resampling"), RESAMPLINGS, "nearest"),
            nodata,
        ):
            self.addParameter(given.advanced(parameter))
        add_time(self)

    def _declare_file(self) -> None:
        whole = QgsProcessingParameterNumber.Type.Integer
        for parameter in (
            _choice("COMPRESSION", tr("Compression"), COMPRESSIONS, "deflate"),
            QgsProcessingParameterNumber(
                "QUALITY", tr("Quality of webp (100: without loss)"), whole, 90, minValue=1, maxValue=100
            ),
            QgsProcessingParameterNumber(
                "FILE_SIZE",
                tr("Pixels along a file’s edge, at most"),
                whole,
                LARGEST_FILE_PX,
                minValue=SMALLEST_FILE_PX,
            ),
            QgsProcessingParameterBoolean(
                "SKIP_BROKEN", tr("Leave out images that cannot be read"), defaultValue=False
            ),
            QgsProcessingParameterBoolean("RESUME", tr("Go on with an unfinished export"), defaultValue=True),
        ):
            self.addParameter(given.advanced(parameter))
        self.addParameter(QgsProcessingParameterBoolean("OVERWRITE", tr("Replace what is there"), defaultValue=False))

    def prepare(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._mosaic = given.mosaic_of(self, parameters, context)
        self._cluster = given.cluster_of(self, parameters, context)

    def work(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..engine.client.questions import temporary_lines, write_lines

        target = self.parameterAsOutputLayer(parameters, "OUTPUT", context)
        mask = self.parameterAsSource(parameters, "MASK", context)
        with ExitStack() as stack:
            lines = None
            if mask is not None:
                lines = stack.enter_context(temporary_lines())
                write_lines(lines, _polygons(mask), cancelled=feedback.isCanceled)
            answer = self.ask(self._request(parameters, context, target, lines, mask), feedback, self._mosaic.name)
        path = str(answer["path"])
        if answer["resumed"]:
            words = tr("{done} of {all} parts were finished by an earlier run.")
            feedback.pushInfo(words.format(done=answer["resumed"], all=answer["blocks"]))
        if answer["began_anew"]:
            feedback.pushInfo(tr("The mosaic or the settings have changed since the export was left; it began anew."))
        tell_left_out(feedback, answer["skipped"])
        if path != target:
            words = tr("It is larger than one file may be: {count} files and the VRT {path} were written.")
            feedback.pushInfo(words.format(count=answer["files"], path=redacted(path)))
            _load_instead(context, target, path)
        return {
            "OUTPUT": path,
            "WIDTH": answer["width"],
            "HEIGHT": answer["height"],
            "FILES": answer["files"],
            "SKIPPED": answer["skipped_count"],
        }

    def _request(
        self,
        parameters: Mapping[str, Any],
        context: QgsProcessingContext,
        target: str,
        lines: str | None,
        mask: QgsProcessingFeatureSource | None,
    ) -> Request:
        from ..engine.client.questions import Export as Request

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        def number(name: str) -> float | None:
            is_empty = parameters.get(name) in (None, "")
            return None if is_empty else self.parameterAsDouble(parameters, name, context)

        options = dict(self._mosaic.options)
        if text("EXPRESSION"):
            options.pop("indexes", None)
            options["expression"] = text("EXPRESSION")
        if text("SELECTION"):
            options["pixel_selection"] = text("SELECTION")
        crs = self.parameterAsCrs(parameters, "CRS", context)
        extent, extent_crs = self._extent(parameters, context, crs)
        resolution = number("RESOLUTION") or None
        return Request(
            uri=self._mosaic.uri,
            options=options,
            credentials=self._mosaic.credentials,
            target=target,
            crs=_wkt(crs),
            extent=extent,
            extent_crs=extent_crs,
            resolution=None if resolution is None else (resolution, resolution),
            bands=_bands(text("BANDS")),
            resampling=text("RESAMPLING"),
            time=time_of(self, parameters, context),
            mask=lines,
            mask_crs="" if mask is None else _wkt(mask.sourceCrs()),
            nodata=number("NODATA"),
            compression=text("COMPRESSION"),
            quality=self.parameterAsInt(parameters, "QUALITY", context),
            largest_px=self.parameterAsInt(parameters, "FILE_SIZE", context),
            leaves_out=self.parameterAsBool(parameters, "SKIP_BROKEN", context),
            overwrite=self.parameterAsBool(parameters, "OVERWRITE", context),
            resume=self.parameterAsBool(parameters, "RESUME", context),
            cluster=self._cluster,
        )

    def _extent(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, crs: QgsCoordinateReferenceSystem
    ) -> tuple[tuple[float, float, float, float] | None, str]:
        """The extent, and the CRS that it is in; empty is that of the file."""
        value = parameters.get("EXTENT")
        if value in (None, ""):
            return None, ""
        box = self.parameterAsExtent(parameters, "EXTENT", context)
        if box.isEmpty():
            raise QgsProcessingException(tr("The extent {extent} is empty.").format(extent=box.toString(3)))
        # Four numbers alone are meant in the CRS of the file.
        is_box = isinstance(value, QgsRectangle) and not isinstance(value, QgsReferencedRectangle)
        is_plain = is_box or (isinstance(value, str) and _is_numbers(value))
        own = "" if is_plain else _wkt(self.parameterAsExtentCrs(parameters, "EXTENT", context))
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), own


def _choice(name: str, label: str, values: list[str], default: str | None) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(
        name, label, values, defaultValue=default, optional=default is None, usesStaticStrings=True
    )


def _is_numbers(text: str) -> bool:
    try:
        return len([float(part) for part in text.split(",")]) == 4
    except ValueError:
        return False


def _bands(text: str) -> tuple[int, ...] | None:
    if not text:
        return None
    try:
        bands = tuple(int(part) for part in text.split(","))
    except ValueError:
        bands = ()
    if not bands or min(bands) < 1:
        raise QgsProcessingException(
            tr("Bands are numbers from 1 on, such as 4,3,2, not {text}.").format(text=repr(text))
        )
    return bands


def _wkt(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)) if crs.isValid() else ""


def _polygons(source: QgsProcessingFeatureSource) -> Iterator[str]:
    """The polygons of a source as hexadecimal WKB."""
    request = QgsFeatureRequest()
    request.setNoAttributes()
    for feature in source.getFeatures(request):
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            continue
        if QgsGeometry(geometry).constGet().hasCurvedSegments():
            geometry = QgsGeometry(geometry.constGet().segmentize())
        yield bytes(geometry.asWkb()).hex()


def _load_instead(context: QgsProcessingContext, asked: str, path: str) -> None:
    """Have the layer of another file opened at the end."""
    layers = context.layersToLoadOnCompletion()
    if asked in layers:
        layers[path] = layers.pop(asked)
        context.setLayersToLoadOnCompletion(layers)
