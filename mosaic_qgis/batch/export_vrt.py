"""The VRT over the files of an export that has several. Runs in the ENGINE; text only."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree  # nosec B405: makes XML, parses none

import numpy as np

from ..reading.grid import Rect
from .export_grid import TILE_PX, ExportGrid
from .export_pixels import Output

_TYPES = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "float32": "Float32",
    "float64": "Float64",
    "complex64": "CFloat32",
    "complex128": "CFloat64",
}
_COLORS = {"red": "Red", "green": "Green", "blue": "Blue", "alpha": "Alpha", "gray": "Gray", "palette": "Palette"}


def vrt_of(grid: ExportGrid, output: Output, files: Sequence[tuple[str, Rect]]) -> bytes:
    """A VRT of files, named relative to it, that do not overlap; places without a file are empty."""
    root = ElementTree.Element("VRTDataset", rasterXSize=str(grid.width), rasterYSize=str(grid.height))
    ElementTree.SubElement(root, "SRS").text = grid.crs_wkt
    transform = grid.left, grid.x_res, 0.0, grid.top, 0.0, -grid.y_res
    ElementTree.SubElement(root, "GeoTransform").text = ", ".join(f"{float(value)!r}" for value in transform)
    for number, band in enumerate(output.bands, 1):
        element = ElementTree.SubElement(root, "VRTRasterBand", dataType=_TYPES[output.dtype], band=str(number))
        if band.description:
            ElementTree.SubElement(element, "Description").text = band.description
        if output.nodata is not None:
            ElementTree.SubElement(element, "NoDataValue").text = f"{np.float64(output.nodata):.17g}"
        ElementTree.SubElement(element, "ColorInterp").text = _COLORS.get(band.color, "Undefined")
        if output.colormap is not None:
            table = ElementTree.SubElement(element, "ColorTable")
            known = dict(output.colormap)
            for value in range(max(known) + 1):
                entry = known.get(value, (0, 0, 0, 0))
                ElementTree.SubElement(table, "Entry", {f"c{place}": str(part) for place, part in enumerate(entry, 1)})
        if band.unit:
            ElementTree.SubElement(element, "UnitType").text = band.unit
        if band.offset != 0:
            ElementTree.SubElement(element, "Offset").text = repr(band.offset)
        if band.scale != 1:
            ElementTree.SubElement(element, "Scale").text = repr(band.scale)
        for name, rect in files:
            _source(element, name, rect, number, output)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8") + b"\n"


def _source(element: ElementTree.Element, name: str, rect: Rect, band: int, output: Output) -> None:
    source = ElementTree.SubElement(element, "SimpleSource")
    ElementTree.SubElement(source, "SourceFilename", relativeToVRT="1").text = name
    ElementTree.SubElement(source, "SourceBand").text = str(band)
    ElementTree.SubElement(
        source, "SourceProperties", RasterXSize=str(rect.width), RasterYSize=str(rect.height),
        DataType=_TYPES[output.dtype], BlockXSize=str(TILE_PX), BlockYSize=str(TILE_PX),
    )  # fmt: skip
    size = {"xSize": str(rect.width), "ySize": str(rect.height)}
    ElementTree.SubElement(source, "SrcRect", {"xOff": "0", "yOff": "0", **size})
    ElementTree.SubElement(source, "DstRect", {"xOff": str(rect.col), "yOff": str(rect.row), **size})
