"""From a band's array to a QgsRasterBlock. QGIS side. A block is always filled: QGIS's own memory is uninitialised."""

from __future__ import annotations

from typing import Any

import numpy
from qgis.core import Qgis, QgsRasterBlock

from ..host.compat import byte_array_view
from .bands import Array, LayerBand

DATA_TYPES: dict[str, Any] = {
    "uint8": Qgis.DataType.Byte,
    "int8": Qgis.DataType.Int8,
    "uint16": Qgis.DataType.UInt16,
    "int16": Qgis.DataType.Int16,
    "uint32": Qgis.DataType.UInt32,
    "int32": Qgis.DataType.Int32,
    "float32": Qgis.DataType.Float32,
    "float64": Qgis.DataType.Float64,
    "complex64": Qgis.DataType.CFloat32,
    "complex128": Qgis.DataType.CFloat64,
}
"""numpy's name -> QGIS's data type."""


def filled_block(band: LayerBand, stored: Array, *, use_nodata: bool) -> QgsRasterBlock:
    """The block of stored pixels, shape (height, width). `use_nodata`: whether the images' own nodata value counts."""
    values = band.shown(stored)
    height_px, width_px = values.shape
    block = QgsRasterBlock(DATA_TYPES[band.dtype], width_px, height_px)
    if use_nodata and band.shown_nodata is not None:
        block.setNoDataValue(band.shown_nodata)
    # setData copies, so `values` need not outlive this call.
    block.setData(byte_array_view(values))
    return block


def empty_block(band: LayerBand, width_px: int, height_px: int) -> QgsRasterBlock:
    """A block of uncovered ground."""
    if width_px <= 0 or height_px <= 0:
        return QgsRasterBlock()
    block = QgsRasterBlock(DATA_TYPES[band.dtype], width_px, height_px)
    if band.shown_nodata is None:
        block.setData(byte_array_view(numpy.zeros((height_px, width_px), dtype=band.dtype)))
        if not band.is_alpha:
            block.setIsNoData()
    else:
        block.setNoDataValue(band.shown_nodata)
        block.setIsNoData()
    return block
