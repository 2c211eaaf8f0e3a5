"""A mosaic as GDAL's VRT: the images on each other as in the mosaic. Runs in the ENGINE; pure: makes XML, opens nothing.

Readers of old versions of GDAL (3.3) understand it. Images that lie across the grid are warped by a VRT within the VRT.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405: makes XML, parses none

from affine import Affine
from rasterio.crs import CRS

from ..mosaic.errors import BadRequestError
from ..reading.bands import BandDescription, LayerModel
from ..reading.grid import Rect
from ..reading.images import ImageInfo, MaskKind
from ..reading.pixel_types import GDAL_TYPES
from .twin_grid import TwinGrid
from .twin_images import TwinImage

MOST_IMAGES = 20_000
"""A VRT is read as a whole whenever it is opened."""
COLORS = {"red": "Red", "green": "Green", "blue": "Blue", "alpha": "Alpha", "gray": "Gray", "palette": "Palette"}
FULL = 255
_MAX_ERROR_PX = "0.01"
"""How far a warped pixel may be off; GDAL's usual eighth would take every twentieth pixel from a neighbour."""


def vrt_document(
    images: Sequence[TwinImage], grid: TwinGrid, model: LayerModel, *, nodata: float | None, folder: Path
) -> bytes:
    """The VRT. ``images``: the topmost first; ``nodata``: instead of the images' own; ``folder``: where the VRT will be.

    Raises:
        BadRequestError: too many images.
    """
    if len(images) > MOST_IMAGES:
        raise BadRequestError(
            f"A VRT of more than {MOST_IMAGES} images is of no use, this mosaic has {len(images)}; write a .gti.gpkg instead"
        )
    root = Element("VRTDataset", rasterXSize=str(grid.width), rasterYSize=str(grid.height))
    SubElement(root, "SRS", dataAxisToSRSAxisMapping=_axes(grid)).text = grid.crs_name
    SubElement(root, "GeoTransform").text = _numbers(grid.transform)
    sources = [source for image in reversed(images) for source in _sources(image, grid, model, nodata, folder)]
    for number, band in enumerate(model.bands, start=1):
        element = SubElement(root, "VRTRasterBand", dataType=GDAL_TYPES[band.dtype], band=str(number))
        add_band_facts(element, band, model)
        for source in sources:
            source.add_to(element, None if number > model.data_count else number - 1, model)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def add_band_facts(element: Element, band: BandDescription, model: LayerModel) -> None:
    """What is told of a band, as VRT and GTI write it."""
    if band.description or band.name:
        SubElement(element, "Description").text = band.description or band.name
    if band.nodata is not None and not model.with_alpha:
        SubElement(element, "NoDataValue").text = repr(band.nodata)
    if band.unit:
        SubElement(element, "UnitType").text = band.unit
    if (band.scale, band.offset) != (1, 0):
        SubElement(element, "Offset").text = repr(band.offset)
        SubElement(element, "Scale").text = repr(band.scale)
    SubElement(element, "ColorInterp").text = COLORS.get(band.color, "Undefined")
    if band.colormap:
        table = SubElement(element, "ColorTable")
        colors = dict(band.colormap)
        for value in range(max(colors) + 1):
            shares = zip(("c1", "c2", "c3", "c4"), map(str, colors.get(value, (0, 0, 0, 0))), strict=True)
            SubElement(table, "Entry", dict(shares))


class _Source:
    """One image on the grid, for all bands."""

    def __init__(
        self,
        *,
        name: str,
        is_relative: bool,
        size: tuple[int, int],
        place: tuple[float, float, float, float],
        info: ImageInfo,
        nodata: float | None,
        mask: bool,
        alpha_band: int | None,
    ) -> None:
        """``place``: left, top, width, height on the grid; ``nodata``, ``mask``: where it says what is no data."""
        self._name = name
        self._is_relative = is_relative
        self._size = size
        self._place = place
        self._info = info
        self._nodata = nodata
        self._mask = mask
        self._alpha_band = alpha_band

    def add_to(self, element: Element, position: int | None, model: LayerModel) -> None:
        """Add it to a band; ``position`` among the layer's data bands, None for its alpha band."""
        band = self._info.file_band(model.source_bands[position or 0])
        # Ground without data must not cover what lies below.
        is_simple = position is not None and self._nodata is None and not self._mask
        source = SubElement(element, "SimpleSource" if is_simple else "ComplexSource", resampling="nearest")
        SubElement(source, "SourceFilename", relativeToVRT=str(int(self._is_relative)), shared="0").text = self._name
        takes_alpha = position is None and self._alpha_band is not None
        SubElement(source, "SourceBand").text = str(self._alpha_band if takes_alpha else band)
        width, height = self._size
        SubElement(
            source,
            "SourceProperties",
            RasterXSize=str(width),
            RasterYSize=str(height),
            DataType=GDAL_TYPES[self._info.dtypes[band - 1]],
            BlockXSize=str(min(width, self._info.levels[0].tile_width)),
            BlockYSize=str(min(height, self._info.levels[0].tile_height)),
        )
        SubElement(source, "SrcRect", xOff="0", yOff="0", xSize=str(width), ySize=str(height))
        left, top, columns, rows = map(repr, self._place)
        SubElement(source, "DstRect", xOff=left, yOff=top, xSize=columns, ySize=rows)
        if position is None and not takes_alpha:
            # Whatever its values are, it is opaque.
            SubElement(source, "ScaleOffset").text = str(FULL)
            SubElement(source, "ScaleRatio").text = "0"
        if takes_alpha:
            # What is not there at all must not cover.
            SubElement(source, "NODATA").text = "0"
        elif self._mask:
            SubElement(source, "UseMaskBand").text = "true"
        elif self._nodata is not None:
            SubElement(source, "NODATA").text = _number(self._nodata)


def _sources(
    image: TwinImage, grid: TwinGrid, model: LayerModel, nodata: float | None, folder: Path
) -> Iterator[_Source]:
    info = image.info
    own = nodata if nodata is not None else _nodata_of(info, model)
    if not grid.lies_straight(info):
        for rect in grid.windows(info):
            yield _Source(
                name=_warped(image, grid, rect, own),
                is_relative=False,
                size=(rect.width, rect.height),
                place=(rect.col, rect.row, rect.width, rect.height),
                info=info,
                nodata=own,
                mask=own is None,
                alpha_band=None if own is not None else info.alpha_band or len(info.dtypes) + 1,
            )
        return
    name, is_relative = _name_from(image, folder)
    cell = grid.resolution
    to_grid = ~grid.transform @ info.transform
    left, top = to_grid @ (0, 0)
    has_mask = own is None and info.mask_kind in {MaskKind.MASK, MaskKind.ALPHA}
    yield _Source(
        name=name,
        is_relative=is_relative,
        size=(info.width, info.height),
        place=(
            _tidy(left),
            _tidy(top),
            _tidy(info.width * info.transform.a / cell),
            _tidy(info.height * -info.transform.e / cell),
        ),
        info=info,
        nodata=own,
        mask=has_mask,
        alpha_band=info.alpha_band if has_mask else None,
    )


def _nodata_of(info: ImageInfo, model: LayerModel) -> float | None:
    return info.nodata[info.file_band(model.source_bands[0]) - 1] if info.mask_kind is MaskKind.NODATA else None


def _warped(image: TwinImage, grid: TwinGrid, rect: Rect, nodata: float | None) -> str:
    """The VRT of an image on a part of the grid; with an alpha band behind its own where no value says what is no data."""
    info = image.info
    root = Element("VRTDataset", rasterXSize=str(rect.width), rasterYSize=str(rect.height), subClass="VRTWarpedDataset")
    SubElement(root, "SRS", dataAxisToSRSAxisMapping=_axes(grid)).text = grid.crs_name
    placed = grid.transform @ Affine.translation(rect.col, rect.row)
    SubElement(root, "GeoTransform").text = _numbers(placed)
    data_bands = [number for number in range(1, len(info.dtypes) + 1) if number != info.alpha_band]
    alpha = None if nodata is not None else info.alpha_band or len(info.dtypes) + 1
    for number in range(1, max(len(info.dtypes), alpha or 0) + 1):
        kind = info.dtypes[min(number, len(info.dtypes)) - 1]
        band = SubElement(
            root, "VRTRasterBand", dataType=GDAL_TYPES[kind], band=str(number), subClass="VRTWarpedRasterBand"
        )
        if number == alpha:
            SubElement(band, "ColorInterp").text = "Alpha"
        elif nodata is not None:
            SubElement(band, "NoDataValue").text = _number(nodata)
    SubElement(root, "BlockXSize").text = str(min(rect.width, 512))
    SubElement(root, "BlockYSize").text = str(min(rect.height, 512))
    options = SubElement(root, "GDALWarpOptions")
    SubElement(options, "WarpMemoryLimit").text = "67108864"
    SubElement(options, "ResampleAlg").text = "NearestNeighbour"
    SubElement(options, "WorkingDataType").text = GDAL_TYPES[info.dtypes[data_bands[0] - 1]]
    SubElement(options, "Option", name="INIT_DEST").text = "0" if nodata is None else "NO_DATA"
    SubElement(options, "SourceDataset", relativeToVRT="0").text = image.gdal_name
    approximate = SubElement(SubElement(options, "Transformer"), "ApproxTransformer")
    SubElement(approximate, "MaxError").text = _MAX_ERROR_PX
    transformer = SubElement(SubElement(approximate, "BaseTransformer"), "GenImgProjTransformer")
    for name, transform in (
        ("SrcGeoTransform", info.transform),
        ("SrcInvGeoTransform", ~info.transform),
        ("DstGeoTransform", placed),
        ("DstInvGeoTransform", ~placed),
    ):
        SubElement(transformer, name).text = _numbers(transform)
    projecting = SubElement(SubElement(transformer, "ReprojectTransformer"), "ReprojectionTransformer")
    SubElement(projecting, "SourceSRS").text = info.crs_wkt
    SubElement(projecting, "TargetSRS").text = grid.crs_wkt
    bands = SubElement(options, "BandList")
    for number in data_bands:
        mapping = SubElement(bands, "BandMapping", src=str(number), dst=str(number))
        if nodata is not None:
            for name in ("SrcNoDataReal", "DstNoDataReal"):
                SubElement(mapping, name).text = _number(nodata)
    if info.alpha_band is not None and nodata is None:
        SubElement(options, "SrcAlphaBand").text = str(info.alpha_band)
    if alpha is not None:
        SubElement(options, "DstAlphaBand").text = str(alpha)
    return tostring(root, encoding="unicode")


def _name_from(image: TwinImage, folder: Path) -> tuple[str, bool]:
    """How the VRT names an image, and whether that is seen from its folder: as long as both are moved together."""
    if not image.is_file:
        return image.gdal_name, False
    path = os.path.abspath(image.gdal_name)
    if Path(path).is_relative_to(folder):
        return Path(path).relative_to(folder).as_posix(), True
    return path, False


def _axes(grid: TwinGrid) -> str:
    """That x comes first in the transform, also where the CRS has it second."""
    return "2,1" if CRS.from_wkt(grid.crs_wkt).is_geographic else "1,2"


def _tidy(number: float) -> float:
    """Without the noise of floating point."""
    return round(number) if abs(number - round(number)) < 1e-6 else number


def _numbers(transform: Affine) -> str:
    return ", ".join(map(repr, transform.to_gdal()))


def _number(value: float) -> str:
    return "nan" if math.isnan(value) else repr(value)
