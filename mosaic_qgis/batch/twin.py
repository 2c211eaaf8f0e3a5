"""The GDAL twin of a mosaic: a file by which programs without this plugin open it. Runs in the ENGINE.

Decides what a twin can say of a mosaic and what it cannot; logins never stand in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..mosaic.errors import BadRequestError, NoAssetFoundError, UnsupportedError
from ..reading.layer import MosaicLayer
from ..reading.options import ReadingOptions
from ..reading.refusals import refusal_of
from ..reading.values import Failure
from .mosaics import Source, forget, opened
from .new_files import check_file, new_file
from .runner import WorkCancelled
from .twin_grid import twin_grid
from .twin_images import TwinImages, images_of
from .twin_index import write_index
from .twin_vrt import vrt_document

VRT, INDEX = ".vrt", ".gti.gpkg"
_WRITING = 0.9

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, kw_only=True)
class TwinWish:
    """What was asked for."""

    file: str
    """Ends in .vrt or .gti.gpkg."""
    overwrite: bool = False
    crs: str = ""
    """Any that PROJ knows; empty: the images' own where all have one, else the mosaic's."""
    resolution: float | None = None
    """Units of the CRS per pixel; None: the finest image's, or the mosaic's."""
    skips_broken: bool = False
    """Whether images that cannot be read are left out; else the first of them ends the work."""

    def __post_init__(self) -> None:
        if not self.file.lower().endswith((VRT, INDEX)):
            raise BadRequestError(f"A twin ends in {VRT} or {INDEX}, not {Path(self.file).name!r}")


@dataclass(frozen=True, kw_only=True)
class WrittenTwin:
    """What was written."""

    file: str
    images: int
    crs: str
    """A code or WKT."""
    width: int
    height: int
    resolution: float
    notes: tuple[str, ...]
    """Codes of what is not as in the mosaic: order, selection, login, warped."""
    skipped: tuple[Failure, ...]


def write_twin(
    source: Source,
    wish: TwinWish,
    *,
    report: Report = lambda _fraction, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> WrittenTwin:
    """Write the twin of a mosaic.

    Raises:
        BadRequestError, UnsupportedError: a twin cannot say that.
        MosaicExistsError: something is there that may not be replaced.
        NoAssetFoundError: no image can be read, or none has a place in the CRS.
        WorkCancelled, Cancelled: the caller withdrew; nothing is left behind.
        MosaicError: an image cannot be read and must not be left out; the disk.
    """
    path = Path(wish.file)
    check_file(path, overwrite=wish.overwrite)
    options = ReadingOptions.from_strings(source.options)
    _check(options)
    report(None, "opening the mosaic")
    try:
        with opened(source, cancelled) as layer:
            found = images_of(layer, report=report, cancelled=cancelled)
            if found.skipped and not wish.skips_broken:
                raise refusal_of(found.skipped[0])
            return _write(layer, options, found, wish, path, report, cancelled)
    finally:
        forget(source)


def _check(options: ReadingOptions) -> None:
    for text, is_there in (
        ("an expression", options.expression is not None),
        ("real values instead of stored ones (unscale)", options.unscale),
    ):
        if is_there:
            raise UnsupportedError(
                f"A twin names images as they are, this mosaic is opened with {text}; open it without, or export it"
            )


def _write(
    layer: MosaicLayer,
    options: ReadingOptions,
    found: TwinImages,
    wish: TwinWish,
    path: Path,
    report: Report,
    cancelled: Callable[[], bool],
) -> WrittenTwin:
    model = layer.description.model
    misfits = [model.misfit(image.info) for image in found.images]
    left_out = tuple(failure for failure in misfits if failure is not None)
    if left_out and not wish.skips_broken:
        raise refusal_of(left_out[0])
    images = [image for image, misfit in zip(found.images, misfits, strict=True) if misfit is None]
    if not images:
        raise NoAssetFoundError("No image of the mosaic can be read, so there is nothing for a twin")
    grid = twin_grid([image.info for image in images], layer.description, crs=wish.crs, resolution=wish.resolution)
    if cancelled():
        raise WorkCancelled("the work was stopped")
    report(_WRITING, "writing")
    with new_file(path, overwrite=wish.overwrite) as made:
        folder = path.absolute().parent
        if wish.file.lower().endswith(VRT):
            made.write_bytes(vrt_document(images, grid, model, nodata=options.nodata, folder=folder))
        else:
            write_index(made, images, grid, model, nodata=options.nodata, folder=folder, cancelled=cancelled)
        if cancelled():
            raise WorkCancelled("the work was stopped")
    report(1.0, "done")
    notes = {
        "order": not found.is_one_order,
        "selection": options.pixel_selection != "first",
        "login": any(image.needs_login for image in images),
        "warped": any(not grid.lies_straight(image.info) for image in images),
    }
    return WrittenTwin(
        file=str(path),
        images=len(images),
        crs=grid.crs_name,
        width=grid.width,
        height=grid.height,
        resolution=grid.resolution,
        notes=tuple(name for name, is_so in notes.items() if is_so),
        skipped=(*found.skipped, *left_out),
    )
