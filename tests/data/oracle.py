"""What a mosaic must look like, according to rasterio: GDAL's warper per image on the asked grid, then the mosaic rule.

Test side, ENGINE packages. Shares no code with `mosaic_qgis.reading`; slow and simple on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.transform import Affine as RasterioAffine
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.values import Patch, ReadReport, ReadRequest

Extent = tuple[float, float, float, float]


def never() -> bool:
    return False


@dataclass(frozen=True)
class Grid:
    """The asked grid."""

    extent: Extent
    width: int
    height: int
    epsg: int = 3857

    @property
    def transform(self) -> Affine:
        xmin, ymin, xmax, ymax = self.extent
        return Affine((xmax - xmin) / self.width, 0, xmin, 0, -(ymax - ymin) / self.height, ymax)

    def shifted(self, dx: float, dy: float) -> Grid:
        """The grid moved by a distance on the ground."""
        xmin, ymin, xmax, ymax = self.extent
        return Grid((xmin + dx, ymin + dy, xmax + dx, ymax + dy), self.width, self.height, self.epsg)


@dataclass
class Drawn:
    """A whole map put together from patches."""

    pixels: NDArray[np.generic]
    patches: list[Patch] = field(default_factory=list)
    report: ReadReport | None = None


def open_layer(document: Path | str, resources: ReadingResources, **options: str) -> MosaicLayer:
    return MosaicLayer(MosaicBackend(str(document), tms=None), ReadingOptions.from_strings(options), resources)


def draw(layer: MosaicLayer, grid: Grid, bands: tuple[int, ...] | None = None, resampling: str = "nearest") -> Drawn:
    """Read a grid and paint the patches over nodata, as the provider does."""
    patches: list[Patch] = []
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height, bands=bands, resampling=resampling)
    report = layer.read(request, patches.append, never)
    all_bands = layer.description.model.bands
    chosen = bands or tuple(range(1, len(all_bands) + 1))
    dtype = np.result_type(*(np.dtype(all_bands[band - 1].dtype) for band in chosen))
    pixels = np.zeros((len(chosen), grid.height, grid.width), dtype)
    for place, band in enumerate(chosen):
        nodata = all_bands[band - 1].nodata
        pixels[place] = 0 if nodata is None else nodata
    for patch in patches:
        assert patch.bands == chosen
        assert patch.array.dtype == dtype
        _, height, width = patch.array.shape
        pixels[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array
    return Drawn(pixels, patches, report)


def overview_for(path: Path, grid: Grid) -> int | None:
    """The coarsest overview that is not (more than a tenth) coarser than the grid, measured in the image's middle."""
    with rasterio.open(path) as image:
        middle = image.transform @ (image.width / 2, image.height / 2)
        xs, ys = transform(image.crs, f"EPSG:{grid.epsg}", [middle[0]], [middle[1]])
        dx, dy = grid.transform.a, grid.transform.e
        back = transform(f"EPSG:{grid.epsg}", image.crs, [xs[0], xs[0] + dx, xs[0]], [ys[0], ys[0], ys[0] + dy])
        inverse = ~image.transform
        points = [inverse @ (x, y) for x, y in zip(*back, strict=True)]
        ratio = min(math.dist(points[0], points[1]), math.dist(points[0], points[2]))
        fitting = [i for i, factor in enumerate(image.overviews(1)) if factor <= ratio * 1.1]
    return fitting[-1] if fitting else None


def warped(
    path: Path, grid: Grid, resampling: str = "nearest", overview: int | None = None, **warp_options: float
) -> np.ma.MaskedArray:
    """One image on the grid, without interpolating the projection; mask True is no data, band by band for nodata."""
    keys = {} if overview is None else {"OVERVIEW_LEVEL": overview}
    with rasterio.open(path, **keys) as image:
        alpha = ColorInterp.alpha in image.colorinterp
        add_alpha = not alpha and image.nodata is None
        with WarpedVRT(
            image,
            crs=f"EPSG:{grid.epsg}",
            transform=RasterioAffine(*grid.transform[:6]),
            width=grid.width,
            height=grid.height,
            resampling=Resampling[resampling],
            tolerance=1e-6,
            add_alpha=add_alpha,
            **warp_options,
            **({"nodata": image.nodata, "src_nodata": image.nodata} if image.nodata is not None else {}),
        ) as vrt:
            data = vrt.read()
        if image.nodata is None:
            mask = np.broadcast_to(data[-1] == 0, data[:-1].shape)
            return np.ma.MaskedArray(data[:-1], mask.copy())
        mask = np.isnan(data) if math.isnan(image.nodata) else data == image.nodata
        return np.ma.MaskedArray(data, mask)


def first_of(parts: Iterable[np.ma.MaskedArray], blank: float) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The rule `first`, band by band: values and coverage (band, row, column)."""
    pixels: NDArray[np.generic] | None = None
    covered: NDArray[np.bool_] | None = None
    for part in parts:
        valid = ~np.ma.getmaskarray(part)
        if pixels is None or covered is None:
            pixels, covered = np.full(part.shape, blank, part.dtype), np.zeros(part.shape, bool)
        new = valid & ~covered
        pixels[new] = part.data[new]
        covered |= new
    assert pixels is not None
    assert covered is not None
    return pixels, covered


def first_mosaic(
    images: Sequence[Path], grid: Grid, blank: float = 0, overviews: bool = True
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The mosaic of images, in their order, by the rule `first`."""
    parts = (warped(path, grid, overview=overview_for(path, grid) if overviews else None) for path in images)
    return first_of(parts, blank)


def same(a: NDArray[np.generic], b: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Element-wise equality in which NaN equals NaN."""
    equal = a == b
    if a.dtype.kind == "f":
        equal |= np.isnan(a) & np.isnan(b)
    return equal


def differing(
    drawn: NDArray[np.generic], images: Sequence[Path], grid: Grid, blank: float, shift: float
) -> tuple[float, float]:
    """Share of values that differ from the oracle, and of those that also differ from the oracle moved a little.

    `shift` is the allowed error on the ground: the oracle is also asked for the grid moved by it in four directions.
    """
    exact = same(drawn, first_mosaic(images, grid, blank)[0])
    explained = exact.copy()
    for dx, dy in ((shift, shift), (-shift, -shift), (shift, -shift), (-shift, shift)):
        if explained.all():
            break
        explained |= same(drawn, first_mosaic(images, grid.shifted(dx, dy), blank)[0])
    return float(1 - exact.mean()), float(1 - explained.mean())
