"""What an export is to be, all of it decided before anything is drawn. Runs in the ENGINE; looks at the target's folder.

Owns what is refused: bad settings, a target that may not be replaced.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..mosaic.errors import BadRequestError, MosaicExistsError
from ..reading.layer import MosaicLayer
from ..reading.values import RESAMPLINGS, Extent, TimeTexts
from .export_grid import (
    LARGEST_FILE_PX,
    SMALLEST_FILE_PX,
    ExportGrid,
    FilePlan,
    block_size,
    box_in,
    check_crs,
    files_of,
    resolve_grid,
)
from .export_mask import GridMask, Mask
from .export_pixels import Output, resolve_output
from .export_store import disk_errors, plain
from .mosaics import Source

FORMAT = 1
"""Of what is kept of unfinished exports: those of another one begin anew."""
_EXTENSIONS = (".tif", ".tiff")
_VRT = ".vrt"
_OURS = re.compile(r"r\d+_c\d+\.tif(\..*)?|whole\.tif(\..*)?")
"""Files below a VRT, and what other programs note beside them."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for."""

    target: Path
    """Absolute."""
    crs_wkt: str = ""
    """Empty is the layer's."""
    extent: Extent | None = None
    """None is all of the mosaic, or of the mask."""
    extent_wkt: str = ""
    """Its CRS; empty is that of the export."""
    resolution: tuple[float, float] | None = None
    """Width and height of a pixel; None is the layer's finest."""
    bands: tuple[int, ...] | None = None
    """1-based, of the layer; None is all."""
    resampling: str = "nearest"
    time: TimeTexts | None = None
    nodata: float | None = None
    """Replaces the layer's way of saying where nothing is."""
    compression: str = "deflate"
    quality: int = 90
    largest_px: int = LARGEST_FILE_PX
    """Side from which on there are several files and a VRT."""
    leaves_out: bool = False
    """Whether images that cannot be read are left out; else they end the export."""
    overwrite: bool = False
    resume: bool = True

    def __post_init__(self) -> None:
        for wkt in filter(None, (self.crs_wkt, self.extent_wkt)):
            check_crs(wkt)
        if self.resampling not in RESAMPLINGS:
            raise BadRequestError(f"resampling is one of {', '.join(RESAMPLINGS)}, not {self.resampling!r}.")
        if self.target.suffix.lower() not in (*_EXTENSIONS, _VRT):
            raise BadRequestError(f"An export is a .tif, or a .vrt with several of them, not {self.target.name}.")
        if self.largest_px < SMALLEST_FILE_PX:
            raise BadRequestError(f"A file has at least {SMALLEST_FILE_PX} pixels a side, not {self.largest_px}.")


@dataclass(frozen=True, kw_only=True)
class ExportPlan:
    source: Source
    wish: Wish
    grid: ExportGrid
    output: Output
    files: tuple[FilePlan, ...]
    mask: GridMask | None
    block_px: int
    what: dict[str, Any]
    """What the export is: one that differs is another one."""
    tags: dict[str, str]

    @property
    def has_vrt(self) -> bool:
        return len(self.files) > 1 or self.wish.target.suffix.lower() == _VRT

    @property
    def path(self) -> Path:
        return self.wish.target.with_suffix(_VRT) if self.has_vrt else self.wish.target

    @property
    def folder(self) -> Path:
        """Of the files below a VRT."""
        return self.path.with_name(f"{self.path.stem}_tiles")


def _digest(layer: MosaicLayer, source: Source) -> str:
    """Tells mosaics apart; an address may hold a signature, so it is not written down."""
    options = {key: text for key, text in source.options.items() if "authcfg" not in key}
    told = json.dumps([layer.backend.mosaicid, source.uri, options], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def check_target(wish: Wish) -> None:
    folder = wish.target.parent
    with disk_errors(wish.target):
        # Found out now, not after hours.
        probe = folder / f".{uuid.uuid4().hex}"
        probe.touch(exist_ok=False)
        probe.unlink()
    check_absent(wish, wish.target)


def check_absent(wish: Wish, path: Path) -> None:
    if path.is_dir() and path.suffix:
        raise MosaicExistsError(f"{path} is a folder: choose another name.")
    if path.exists() and not wish.overwrite:
        raise MosaicExistsError(f"{path} exists already: choose another name, or have it replaced.")


def planned(layer: MosaicLayer, source: Source, wish: Wish, mask: Mask | None) -> ExportPlan:
    description = layer.description
    crs_wkt = wish.crs_wkt or description.crs_wkt
    cut = None if mask is None else mask.in_crs(crs_wkt)
    extent = wish.extent
    if extent is not None and wish.extent_wkt:
        extent = box_in(wish.extent_wkt, crs_wkt, extent)
    elif extent is None and cut is not None:
        extent = cut.bounds
    grid = resolve_grid(description, crs_wkt, extent, wish.resolution)
    output = resolve_output(
        description.model,
        bands=wish.bands,
        nodata=wish.nodata,
        compression=wish.compression,
        quality=wish.quality,
        resampling=wish.resampling,
    )
    files = tuple(files_of(grid, wish.largest_px))
    size = block_size(output.pixel_bytes)
    what = {
        "format": FORMAT,
        "mosaic": _digest(layer, source),
        "grid": plain(grid),
        "output": plain(output),
        "resampling": wish.resampling,
        "time": wish.time,
        "block_px": size,
        "files": len(files),
        "mask": None if cut is None else cut.digest,
        "target": wish.target.name,
    }
    tags = {"TIFFTAG_COPYRIGHT": description.attribution} if description.attribution else {}
    plan = ExportPlan(
        source=source, wish=wish, grid=grid, output=output, files=files, mask=cut, block_px=size, what=what, tags=tags
    )  # fmt: skip
    check_absent(wish, plan.path)
    if plan.has_vrt:
        check_folder(wish, plan.folder)
    return plan


def check_folder(wish: Wish, folder: Path) -> None:
    """Raises MosaicExistsError for a folder that may not be replaced: also with ``overwrite`` one with files of somebody else."""
    check_absent(wish, folder)
    others = [path.name for path in folder.iterdir() if not _OURS.fullmatch(path.name)] if folder.is_dir() else []
    if others:
        raise MosaicExistsError(f"{folder} holds {others[0]}, which no export has made: choose another name.")
