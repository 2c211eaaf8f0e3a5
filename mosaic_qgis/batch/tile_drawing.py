"""The task that draws a block of tiles, on this machine or elsewhere. Runs in the ENGINE.

Plain values in, files of tiles out; writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..reading.layer import MosaicLayer
from ..reading.overview import overview_of
from ..reading.values import Failure, Patch, ReadReport, ReadRequest, pixel_dtype
from .mosaics import Source, opened
from .tile_pictures import PictureStyle, encoded, encoder_environment, picture, split_opacity
from .tile_plan import TileBlock

FULL = 255


@dataclass(frozen=True, kw_only=True)
class TileTask:
    """What one task is to draw."""

    source: Source
    block: TileBlock
    style: PictureStyle
    tile_px: int
    resampling: str
    keeps_empty: bool
    """Whether tiles on which nothing shows are made, too."""


@dataclass(frozen=True, kw_only=True)
class DrawnTile:
    """One tile."""

    zoom: int
    col: int
    row: int
    """From the north."""
    body: bytes
    """The file."""
    is_plain: bool = False
    """Whether it has one colour only, as many others may have."""


@dataclass(frozen=True, kw_only=True)
class DrawnBlock:
    """What a task has drawn."""

    tiles: tuple[DrawnTile, ...]
    skipped: tuple[Failure, ...]
    """Images that could not be read, and so are not in it."""


def draw_block(task: TileTask) -> DrawnBlock:
    """The tiles of a block. Raises what reading raises."""
    with opened(task.source) as layer:
        pixels, report = _read(layer, task)
        model = layer.description.model
    drawn, opacity = picture(*split_opacity(model, pixels), task.style)
    tiles = []
    with encoder_environment():
        for row in range(task.block.rows):
            for col in range(task.block.cols):
                place = (
                    slice(row * task.tile_px, (row + 1) * task.tile_px),
                    slice(col * task.tile_px, (col + 1) * task.tile_px),
                )
                shows = opacity[place]
                if not (task.keeps_empty or shows.any()):
                    continue
                is_opaque = task.style.background is not None or bool(shows.min() == FULL)
                seen = drawn[(slice(None), *place)]
                tiles.append(
                    DrawnTile(
                        zoom=task.block.zoom,
                        col=task.block.col + col,
                        row=task.block.row + row,
                        body=encoded(seen, None if is_opaque else shows, task.style),
                        is_plain=bool((seen == seen[:, :1, :1]).all()) and bool((shows == shows[0, 0]).all()),
                    )
                )
    return DrawnBlock(tiles=tuple(tiles), skipped=report.skipped)


def _read(layer: MosaicLayer, task: TileTask) -> tuple[np.ndarray, ReadReport]:
    model = layer.description.model
    bands = (*task.style.bands, len(model.bands)) if model.with_alpha else task.style.bands
    width, height = task.block.cols * task.tile_px, task.block.rows * task.tile_px
    blank = 0 if model.nodata is None else model.nodata
    pixels = np.full(
        (len(bands), height, width),
        blank,
        dtype=pixel_dtype([np.dtype(model.bands[band - 1].dtype) for band in bands]),
    )

    def put(patch: Patch) -> None:
        _, rows, cols = patch.array.shape
        pixels[:, patch.row : patch.row + rows, patch.col : patch.col + cols] = patch.array

    def read(*, is_whole: bool) -> ReadReport:
        request = ReadRequest(
            extent=task.block.extent,
            width=width,
            height=height,
            bands=bands,
            resampling=task.resampling,
            is_whole=is_whole,
        )
        return layer.read(request, put, lambda: False)

    if overview_of(layer.backend.mosaic_def.model_extra)[0] is not None:
        # Where the mosaic has an image of all of it, that is what its low zooms are made of.
        report = read(is_whole=False)
        if not any(note.code == "budget" for note in report.notes):
            return pixels, report
        pixels[:] = blank
    return pixels, read(is_whole=True)
