"""One image out of several files, a band or more from each: as satellites deliver their scenes. Runs in the ENGINE.

The files become one GDAL dataset (a VRT that is never written), so that everything else reads it like any image: on the
grid of the finest file, the others enlarged by repeating pixels, with the overviews of the finest, and in the one type
that holds the values of all. Reads no pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405: makes XML, parses none

import numpy as np
from affine import Affine
from rasterio._path import _parse_path
from rasterio.crs import CRS
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader

from ..backends.bands import BandSource
from ..mosaic.errors import BadAssetError
from .pixel_types import GDAL_TYPES

_RGB = ("Red", "Green", "Blue")


@dataclass(frozen=True, kw_only=True)
class StackedBand:
    """One band and what must be known of its file to put it beside others."""

    source: BandSource
    gdal_name: str
    """The file as GDAL names it."""
    crs: CRS
    transform: Affine
    """From (column, row) of the file to the CRS."""
    width: int
    height: int
    dtype: str
    nodata: float | None
    block: tuple[int, int]
    """Rows and columns of a block."""
    overviews: tuple[int, ...]
    """Factors of the file's overviews."""
    scale: float
    offset: float
    unit: str
    has_mask: bool
    """Whether the file says by a mask of its own where data is."""

    @property
    def pixel_area(self) -> float:
        """Size of a pixel, in squared units of the CRS."""
        return abs(self.transform.determinant)


Opener = Callable[[str], AbstractContextManager[DatasetReader]]


def look_at_bands(sources: Sequence[BandSource], opened: Opener) -> list[StackedBand]:
    """What must be known of the files; opens each once. Raises what ``opened`` raises, and BadAssetError.

    A dataset's name is what the stack will name.
    """
    found: dict[str, list[StackedBand]] = {}
    for href in dict.fromkeys(source.href for source in sources):
        with opened(href) as dataset:
            wanted = [source for source in sources if source.href == href]
            found[href] = [_look_at(dataset, source) for source in wanted]
    return [found[source.href].pop(0) for source in sources]


def _look_at(dataset: DatasetReader, source: BandSource) -> StackedBand:
    place = source.band_1based - 1
    if place >= dataset.count:
        raise BadAssetError(f"The file has {dataset.count} bands, band {place + 1} was asked for.", asset=source.href)
    if dataset.crs is None:
        raise BadAssetError("An image needs a coordinate reference system, this file has none.", asset=source.href)
    if dataset.dtypes[place] not in GDAL_TYPES:
        raise BadAssetError(f"A band has integers or floats, not {dataset.dtypes[place]}.", asset=source.href)
    return StackedBand(
        source=source,
        # Not dataset.files, which looks for a dozen of sidecar files beside the image.
        gdal_name=str(_parse_path(dataset.name).as_vsi()),
        crs=dataset.crs,
        transform=dataset.transform,
        width=dataset.width,
        height=dataset.height,
        dtype=dataset.dtypes[place],
        nodata=dataset.nodatavals[place],
        block=dataset.block_shapes[place],
        overviews=tuple(dataset.overviews(place + 1)),
        scale=dataset.scales[place],
        offset=dataset.offsets[place],
        unit=dataset.units[place] or "",
        has_mask=MaskFlags.per_dataset in dataset.mask_flag_enums[place],
    )


def stack_document(bands: Sequence[StackedBand]) -> str:
    """The VRT of some bands.

    Raises:
        BadAssetError: they are not in one coordinate reference system.
    """
    finest = min(bands, key=lambda band: band.pixel_area)
    for band in bands:
        if band.crs != finest.crs:
            text = "The files of one image must be in one coordinate reference system; that of this one differs."
            raise BadAssetError(text, asset=band.source.href)
    root = Element("VRTDataset", rasterXSize=str(finest.width), rasterYSize=str(finest.height))
    # GDAL converts; rasterio reads bands of different types only one by one.
    dtype = np.result_type(*(np.dtype(band.dtype) for band in bands)).name
    SubElement(root, "SRS").text = finest.crs.to_wkt()
    SubElement(root, "GeoTransform").text = ", ".join(map(repr, finest.transform.to_gdal()))
    colors = _RGB if len(bands) == len(_RGB) else ("Gray", *("Undefined" for _ in bands[1:]))
    for number, (band, color) in enumerate(zip(bands, colors, strict=True), start=1):
        element = SubElement(root, "VRTRasterBand", _attributes(dtype, finest.block), band=str(number))
        SubElement(element, "Description").text = band.source.name
        SubElement(element, "ColorInterp").text = color
        SubElement(element, "UnitType").text = band.unit
        SubElement(element, "Offset").text = repr(band.offset)
        SubElement(element, "Scale").text = repr(band.scale)
        if band.nodata is not None:
            SubElement(element, "NoDataValue").text = repr(band.nodata)
        _add_source(element, band, str(band.source.band_1based), finest)
    if finest.has_mask:
        mask = SubElement(SubElement(root, "MaskBand"), "VRTRasterBand", _attributes("uint8", finest.block))
        _add_source(mask, finest, f"mask,{finest.source.band_1based}", finest)
    if finest.overviews:
        SubElement(root, "OverviewList", resampling="nearest").text = " ".join(map(str, finest.overviews))
    return tostring(root, encoding="unicode")


def _attributes(dtype: str, block: tuple[int, int]) -> dict[str, str]:
    return {"dataType": GDAL_TYPES[dtype], "blockXSize": str(block[1]), "blockYSize": str(block[0])}


def _add_source(parent: Element, band: StackedBand, band_name: str, grid: StackedBand) -> None:
    """The pixels of a file, where they lie on the grid of another one."""
    to_grid = ~grid.transform @ band.transform
    left, top = to_grid @ (0, 0)
    right, bottom = to_grid @ (band.width, band.height)
    source = SubElement(parent, "SimpleSource")
    SubElement(source, "SourceFilename", relativeToVRT="0", shared="0").text = band.gdal_name
    SubElement(source, "SourceBand").text = band_name
    properties = _attributes(band.dtype, band.block)
    SubElement(
        source,
        "SourceProperties",
        RasterXSize=str(band.width),
        RasterYSize=str(band.height),
        DataType=properties["dataType"],
        BlockXSize=properties["blockXSize"],
        BlockYSize=properties["blockYSize"],
    )
    SubElement(source, "SrcRect", xOff="0", yOff="0", xSize=str(band.width), ySize=str(band.height))
    SubElement(source, "DstRect", xOff=repr(left), yOff=repr(top), xSize=repr(right - left), ySize=repr(bottom - top))
