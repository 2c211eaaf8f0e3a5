"""The raster data provider `mosaicjson`: what QGIS asks a layer's source, answered from an open mosaic. QGIS side.

The half that opens and draws; `answers.py` is the one that answers questions. A thin face: everything comes from
`MosaicSource`, which a provider shares with its clones. Every method that QGIS calls is guarded: it logs and gives a safe
answer, never an exception (qgis crashes on those in a render thread).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsError,
    QgsRasterBlock,
    QgsRasterBlockFeedback,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..engine.client.terms import EngineFailure
from ..host import window
from ..host.about import PROVIDER_KEY, TITLE
from ..host.guard import answer, guarded
from ..host.translation import tr
from . import identify, layer_metadata
from . import uri as uris
from .answers import MosaicAnswers
from .block import DATA_TYPES, empty_block, filled_block
from .frames import Grid
from .ownership import keep
from .pixels import bounds_of, stored_pixels
from .resampling import EarlyResampling

if TYPE_CHECKING:
    from .bands import LayerBand
    from .opening import MosaicOpener
    from .source import MosaicSource

MAX_TILE_PX = 4096
"""Pixels along the edge of a block that QGIS may ask for in one piece."""
_INT_MAX = 2**31 - 1

_COLORS = {
    "red": Qgis.RasterColorInterpretation.RedBand,
    "green": Qgis.RasterColorInterpretation.GreenBand,
    "blue": Qgis.RasterColorInterpretation.BlueBand,
    "alpha": Qgis.RasterColorInterpretation.AlphaBand,
    "gray": Qgis.RasterColorInterpretation.GrayIndex,
    "palette": Qgis.RasterColorInterpretation.PaletteIndex,
}


def _no_block(self: MosaicProvider, *_args: Any, **_kwargs: Any) -> QgsRasterBlock:
    return QgsRasterBlock()


def _about_band(fallback: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For methods about one band: they get the band itself, or `fallback` answers, for QGIS asks invalid layers too."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @guarded(fallback)
        @functools.wraps(method)
        def call(self: MosaicProvider, number: int) -> Any:
            band = self._band(number)
            return fallback(self, number) if band is None else method(self, band)

        return call

    return decorate


class MosaicProvider(MosaicAnswers):
    """A layer's source. Invalid, with the reason as its error, when the mosaic could not be opened in time."""

    def __init__(
        self,
        source_text: str,
        options: QgsDataProvider.ProviderOptions,
        flags: Any,
        *,
        opener: MosaicOpener,
        source: MosaicSource | None = None,
    ) -> None:
        """Open the mosaic, or share the open one `source` with the provider that is cloned."""
        super().__init__(source_text, options, flags)
        self._options, self._flags = options, flags
        self._opener = opener
        self._uri = uris.decode(source_text)
        self._source = source
        self._failure: EngineFailure | None = None
        self._last_error = ""
        self._resampling = EarlyResampling()
        if source is None:
            self._open(anew=False)
        if self._source is not None:
            self._take_over(self._source)

    def _open(self, *, anew: bool) -> None:
        # A layer that does not open on a thread of QGIS's is tried once more on its main thread.
        is_trial = bool(self._flags & QgsDataProvider.ReadFlag.ParallelThreadLoading) and not window.is_here()
        try:
            self._source, self._failure = self._opener.open(self._uri, anew=anew, may_ask=not is_trial), None
        except EngineFailure as failure:
            self._source, self._failure = None, failure
        except Exception as exc:  # noqa: BLE001 (out of here it would be a modal window or a crash)
            self._source, self._failure = None, EngineFailure("internal", f"{type(exc).__name__}: {exc}")
        if self._failure is not None:
            self._last_error = self._opener.tell_failure(
                self._failure, self._uri.name, is_trial=is_trial, is_news=window.asks()
            )
            self.setError(QgsError(self._last_error, TITLE))

    def _take_over(self, source: MosaicSource) -> None:
        """Keep what QGIS asks all the time."""
        described = source.description
        self._extent = QgsRectangle(*described["extent"])
        self._crs = layer_metadata.crs(described["crs"])
        self._width, self._height = (min(int(described[name]), _INT_MAX) for name in ("width", "height"))
        self._prepare_answers(source)
        for band in source.bands:
            self.setUseSourceNoDataValue(band.number, band.nodata is not None)

    @property
    def failure_code(self) -> str | None:
        """Why the mosaic could not be opened, as a code of docs/protocol.md; None when it is open."""
        return self._failure.code if self._failure is not None else None

    # QgsDataProvider interface

    @guarded(answer(PROVIDER_KEY))
    def name(self) -> str:
        return PROVIDER_KEY

    @guarded(answer(""))
    def description(self) -> str:
        return tr("MosaicJSON mosaics, read tile by tile")

    @guarded(answer(False))
    def isValid(self) -> bool:
        return self._source is not None

    @guarded(answer(QgsCoordinateReferenceSystem()))
    def crs(self) -> QgsCoordinateReferenceSystem:
        return self._crs if self._source is not None else QgsCoordinateReferenceSystem()

    @guarded(answer(QgsRectangle()))
    def extent(self) -> QgsRectangle:
        return QgsRectangle(self._extent) if self._source is not None else QgsRectangle()

    @guarded(answer(None))
    def reloadData(self) -> None:
        """Open the mosaic again: a changed document and changed images are seen from now on."""
        if self._source is not None:
            self._source.forget_pixels()
        self._open(anew=True)
        if self._source is not None:
            self._take_over(self._source)
        self.dataChanged.emit()

    # QgsRasterInterface interface

    @guarded(answer(None))
    def clone(self) -> MosaicProvider:
        other = MosaicProvider(
            self.dataSourceUri(), self._options, self._flags, opener=self._opener, source=self._source
        )
        other._failure, other._last_error = self._failure, self._last_error
        other.copyBaseSettings(self)
        other._first_looks = set()
        other._resampling = self._resampling
        return keep(other)

    @guarded(lambda self: Qgis.RasterInterfaceCapabilities())
    def capabilities(self) -> Any:
        can = Qgis.RasterInterfaceCapability
        return Qgis.RasterInterfaceCapabilities(
            can.Size | can.Identify | can.IdentifyValue | can.IdentifyHtml | can.IdentifyText
        )

    @guarded(lambda self: Qgis.RasterProviderCapabilities())
    def providerCapabilities(self) -> Any:
        can = Qgis.RasterProviderCapability
        return Qgis.RasterProviderCapabilities(
            can.ReadLayerMetadata | can.ReloadData | can.ProviderHintCanPerformProviderResampling
        )

    @guarded(answer(0))
    def bandCount(self) -> int:
        return len(self._source.bands) if self._source is not None else 0

    @_about_band(answer(Qgis.DataType.UnknownDataType))
    def dataType(self, band: LayerBand) -> Any:
        return DATA_TYPES[band.dtype]

    @_about_band(answer(Qgis.DataType.UnknownDataType))
    def sourceDataType(self, band: LayerBand) -> Any:
        return DATA_TYPES[band.storage_dtype]

    @guarded(answer(0))
    def xSize(self) -> int:
        return self._width if self._source is not None else 0

    @guarded(answer(0))
    def ySize(self) -> int:
        return self._height if self._source is not None else 0

    @_about_band(answer(Qgis.RasterColorInterpretation.Undefined))
    def colorInterpretation(self, band: LayerBand) -> Any:
        return _COLORS.get(band.color, Qgis.RasterColorInterpretation.Undefined)

    @guarded(_no_block)
    def block(
        self,
        bandNo: int,
        extent: QgsRectangle,
        width: int,
        height: int,
        feedback: QgsRasterBlockFeedback | None = None,
    ) -> QgsRasterBlock:
        band = self._band(bandNo)
        if band is None or width < 1 or height < 1:
            return QgsRasterBlock()
        is_map = feedback is not None and (feedback.renderPartialOutput() or feedback.isPreviewOnly())
        grid = self._grid(extent, width, height, sketch=is_map)
        stored = None
        if self._source is not None and grid is not None:
            stored, problem = stored_pixels(self._source, bandNo, grid, feedback, self._opener.on_preview)
            self._last_error = problem or self._last_error
        if stored is None:
            return empty_block(band, width, height)
        block = filled_block(band, stored, use_nodata=self.useSourceNoDataValue(bandNo))
        own_nodata = self.userNoDataValues(bandNo)
        if own_nodata:
            block.applyNoDataValues(own_nodata)
        return block

    # QgsRasterDataProvider interface

    @guarded(answer([]))
    def nativeResolutions(self) -> list[float]:
        return [float(each) for each in self._source.description["resolutions"]] if self._source is not None else []

    @guarded(lambda self: QSize(MAX_TILE_PX, MAX_TILE_PX))
    def maximumTileSize(self) -> QSize:
        return QSize(MAX_TILE_PX, MAX_TILE_PX)

    @_about_band(lambda *_: [])
    def colorTable(self, band: LayerBand) -> list[QgsColorRampShader.ColorRampItem]:
        return [QgsColorRampShader.ColorRampItem(value, QColor(*color), f"{value:g}") for value, color in band.colormap]

    @_about_band(lambda _self, bandNumber: str(bandNumber))
    def generateBandName(self, band: LayerBand) -> str:
        return identify.band_label(band, self.bandCount())

    @_about_band(answer(""))
    def bandDescription(self, band: LayerBand) -> str:
        return band.description or band.name

    @_about_band(answer(1.0))
    def bandScale(self, band: LayerBand) -> float:
        return band.scale

    @_about_band(answer(0.0))
    def bandOffset(self, band: LayerBand) -> float:
        return band.offset

    @_about_band(answer(False))
    def sourceHasNoDataValue(self, band: LayerBand) -> bool:
        return band.nodata is not None

    @_about_band(answer(math.nan))
    def sourceNoDataValue(self, band: LayerBand) -> float:
        nodata = band.shown_nodata
        return math.nan if nodata is None else nodata

    @guarded(answer(TITLE))
    def lastErrorTitle(self) -> str:
        return TITLE

    @guarded(answer(""))
    def lastError(self) -> str:
        return self._last_error

    @guarded(answer(False))
    def enableProviderResampling(self, enable: bool) -> bool:
        self._resampling = replace(self._resampling, enabled=bool(enable))
        return True

    @guarded(answer(False))
    def setZoomedInResamplingMethod(self, method: Any) -> bool:
        self._resampling = replace(self._resampling, zoomed_in=method)
        return True

    @guarded(answer(False))
    def setZoomedOutResamplingMethod(self, method: Any) -> bool:
        self._resampling = replace(self._resampling, zoomed_out=method)
        return True

    @guarded(answer(None))
    def writeXml(self, doc: QDomDocument, parentElem: QDomElement) -> None:
        super().writeXml(doc, parentElem)
        self._resampling.write(parentElem)

    # Own

    def _grid(self, extent: QgsRectangle, width: int, height: int, *, sketch: bool) -> Grid | None:
        """The grid of a block; None where there is nothing to read. `sketch`: for a map on the screen."""
        bounds = bounds_of(extent)
        if bounds is None or self._source is None or not extent.intersects(self._extent):
            return None
        resampling = self._uri.options.get("resampling") or self._resampling.rasterio_name(
            (bounds[2] - bounds[0]) / width, self._source.description["resolutions"][0]
        )
        return Grid(
            extent=bounds,
            width_px=width,
            height_px=height,
            resampling=resampling,
            time=self._asked_time(),
            sketch=sketch,
        )
