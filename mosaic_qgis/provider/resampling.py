"""QGIS's "early resampling" of a layer: what the engine is asked to resample with, and how a project stores it. QGIS side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsRasterDataProvider
from qgis.PyQt.QtXml import QDomElement

_Method = QgsRasterDataProvider.ResamplingMethod
_RASTERIO_NAMES: dict[Any, str] = {
    _Method.Nearest: "nearest",
    _Method.Bilinear: "bilinear",
    _Method.Cubic: "cubic",
    _Method.CubicSpline: "cubic_spline",
    _Method.Lanczos: "lanczos",
    _Method.Average: "average",
    _Method.Mode: "mode",
    _Method.Gauss: "gauss",
}
_PROJECT_NAMES: dict[Any, str] = {
    _Method.Nearest: "nearestNeighbour",
    _Method.Bilinear: "bilinear",
    _Method.Cubic: "cubic",
    _Method.CubicSpline: "cubicSpline",
    _Method.Lanczos: "lanczos",
    _Method.Average: "average",
    _Method.Mode: "mode",
    _Method.Gauss: "gauss",
}
"""QGIS's own names in projects; it reads them back by itself, through the provider's setters."""


@dataclass(frozen=True, kw_only=True)
class EarlyResampling:
    """What is set in the layer's properties."""

    enabled: bool = False
    """Whether the source resamples; otherwise QGIS resamples what it got."""
    zoomed_in: Any = _Method.Nearest
    """For pixels smaller than native ones."""
    zoomed_out: Any = _Method.Nearest
    """For pixels larger than native ones."""

    def rasterio_name(self, resolution: float, native_resolution: float) -> str:
        """The resampling of a read of `resolution` CRS units per pixel."""
        if not self.enabled:
            return "nearest"
        return _RASTERIO_NAMES.get(self.zoomed_in if resolution < native_resolution else self.zoomed_out, "nearest")

    def write(self, parent: QDomElement) -> None:
        """Correct what QGIS's base class wrote below `parent`: it cannot know our state."""
        element = parent.lastChildElement("provider").firstChildElement("resampling")
        if not element.isNull():
            element.setAttribute("enabled", "true" if self.enabled else "false")
            element.setAttribute("zoomedInResamplingMethod", _PROJECT_NAMES.get(self.zoomed_in, "nearestNeighbour"))
            element.setAttribute("zoomedOutResamplingMethod", _PROJECT_NAMES.get(self.zoomed_out, "nearestNeighbour"))
