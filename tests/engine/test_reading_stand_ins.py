"""Coarser pixels from the cache are seen while the sharp ones come, only where that was asked for."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer

from mosaic_qgis.reading.values import Patch, ReadRequest

BOUND_S = 20
KINDS = ["rgb", "uint16", "rgba", "palette"]


def coarse_and_fine(layer) -> tuple[Grid, Grid]:
    """The whole layer, and its middle eight times as large."""
    xmin, ymin, xmax, ymax = layer.description.extent
    x, y, width, height = (xmin + xmax) / 2, (ymin + ymax) / 2, (xmax - xmin) / 8, (ymax - ymin) / 8
    fine = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return Grid(layer.description.extent, 200, 160), Grid(fine, 200, 160)


def read(layer, grid: Grid, on_patch, *, sketch: bool):
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height, sketch=sketch)
    return layer.read(request, on_patch, never)


def held(resources, monkeypatch) -> threading.Event:  # noqa: F811
    """Nothing is decoded before this is set."""
    go_on, decode = threading.Event(), resources.local.decode

    def waiting(info, level, key):
        assert go_on.wait(BOUND_S)
        return decode(info, level, key)

    monkeypatch.setattr(resources.local, "decode", waiting)
    return go_on


@pytest.mark.parametrize("kind", KINDS)
def test_coarse_pixels_come_first(imagery, resources, monkeypatch, kind):  # noqa: F811
    layer = open_layer(imagery / kind / "mosaic.json", resources)
    coarse, fine = coarse_and_fine(layer)
    draw(layer, coarse)
    go_on = held(resources, monkeypatch)
    patches: list[Patch] = []

    def take(patch: Patch) -> None:
        patches.append(patch)
        go_on.set()  # only a patch that waits for nothing lets the others come

    report = read(layer, fine, take, sketch=True)
    assert report.complete
    assert not patches[0].complete
    assert patches[0].array.any()
    painted = np.zeros((len(patches[0].bands), fine.height, fine.width), patches[0].array.dtype)
    seen = np.zeros((fine.height, fine.width), bool)
    for patch in patches:
        here = (slice(patch.row, patch.row + patch.array.shape[1]), slice(patch.col, patch.col + patch.array.shape[2]))
        painted[(slice(None), *here)] = patch.array
        seen[here] = patch.complete
    assert seen.all()
    monkeypatch.undo()
    resources.canvases.clear()
    sharp = draw(layer, fine)
    assert np.array_equal(painted, sharp.pixels)
    if kind == "rgb":
        # It is the same ground: smooth, so about the same values.
        first = patches[0]
        same = sharp.pixels[
            :, first.row : first.row + first.array.shape[1], first.col : first.col + first.array.shape[2]
        ]
        assert np.abs(first.array[:2].astype(int) - same[:2]).mean() < 12


@pytest.mark.parametrize("why", ["not asked for", "nothing known", "other rule"])
def test_no_stand_ins(imagery, resources, why):  # noqa: F811
    options = {"pixel_selection": "mean"} if why == "other rule" else {}
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources, **options)
    coarse, fine = coarse_and_fine(layer)
    if why != "nothing known":
        draw(layer, coarse)
    patches: list[Patch] = []
    assert read(layer, fine, patches.append, sketch=why != "not asked for").complete
    assert patches
    assert all(patch.complete for patch in patches)


def test_no_stand_ins_where_the_tiles_are_there(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    coarse, fine = coarse_and_fine(layer)
    draw(layer, coarse)
    draw(layer, fine)
    resources.canvases.clear()
    patches: list[Patch] = []
    read(layer, fine, patches.append, sketch=True)
    assert all(patch.complete for patch in patches)
