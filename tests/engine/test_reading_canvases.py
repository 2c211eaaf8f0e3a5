"""Maps that are kept for the next one: what is copied, what is drawn anew, and that the pixels are the same either way."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, draw, never, open_layer

from mosaic_qgis.mosaic.errors import BadAssetError
from mosaic_qgis.reading import patches as patches_module
from mosaic_qgis.reading.canvases import CanvasMemory, DrawnMap, Finished, reuse, whole_pixel_shift
from mosaic_qgis.reading.grid import AskedGrid, Rect
from mosaic_qgis.reading.plan import Unit
from mosaic_qgis.reading.pool import ImageSource
from mosaic_qgis.reading.values import Cancelled, ReadRequest

KINDS = ["rgb", "uint16", "float32", "rgba", "palette", "jpeg_mask"]


def view(layer, cols: float = 0, rows: float = 0, width: int = 300, height: int = 200) -> Grid:
    """A part of the layer, moved by pixels to the east and to the south."""
    xmin, _, xmax, ymax = layer.description.extent
    pixel = (xmax - xmin) / 400
    left, top = xmin + (20 + cols) * pixel, ymax - (20 + rows) * pixel
    return Grid((left, top - height * pixel, left + width * pixel, top), width, height)


def counted(resources, monkeypatch) -> list:  # noqa: F811
    """What is decoded from now on."""
    seen, decode = [], resources.local.decode

    def counting(info, level, key):
        seen.append(key)
        return decode(info, level, key)

    monkeypatch.setattr(resources.local, "decode", counting)
    return seen


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_pan_gives_the_pixels_of_a_fresh_map(imagery, resources, kind, resampling):  # noqa: F811
    layer = open_layer(imagery / kind / "mosaic.json", resources)
    draw(layer, view(layer), resampling=resampling)
    for cols, rows in ((37, 0), (37, -12), (-80, 45), (-80.5, 45.25)):
        panned = draw(layer, view(layer, cols, rows), resampling=resampling)
        resources.canvases.clear()
        fresh = draw(layer, view(layer, cols, rows), resampling=resampling)
        # A position may differ by what the interpolation between control points allows: few pixels, or little in each.
        old, new = panned.pixels.astype(float), fresh.pixels.astype(float)
        assert (np.isnan(old) != np.isnan(new)).mean() < 0.01
        assert np.nanmean(np.abs(old - new)) < 0.01 * (np.nanmax(new) - np.nanmin(new))
        assert panned.report.complete == fresh.report.complete is True


@pytest.mark.parametrize("rule", ["mean", "highest", "count"])
def test_other_rules_pan_too(imagery, resources, rule):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources, pixel_selection=rule)
    draw(layer, view(layer))
    panned = draw(layer, view(layer, 64, 0))
    assert (
        panned.report.tiles
        < draw(
            open_layer(imagery / "rgb" / "mosaic.json", resources, pixel_selection=rule), view(layer, 64, 0)
        ).report.tiles
    )


def test_only_the_new_strip_is_decoded(imagery, resources, monkeypatch):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    draw(layer, view(layer, width=150))
    resources.tiles.clear()
    seen = counted(resources, monkeypatch)
    again = draw(layer, view(layer, width=150))
    assert seen == []
    assert again.report.assets > 0
    assert again.patches[0].array.shape[1] > 0
    draw(layer, view(layer, 60, width=150))
    strip = len(seen)
    resources.tiles.clear()
    resources.canvases.clear()
    draw(layer, view(layer, 60, width=150))
    assert 0 < strip < len(seen) - strip


def test_a_changed_image_is_drawn_anew(imagery, resources, monkeypatch, tmp_path):  # noqa: F811
    shutil.copytree(imagery / "rgb", tmp_path / "rgb")
    document = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    document["tiles"] = {
        key: [str(tmp_path / "rgb" / Path(asset).name) for asset in assets] for key, assets in document["tiles"].items()
    }
    (tmp_path / "mosaic.json").write_text(json.dumps(document))
    layer = open_layer(tmp_path / "mosaic.json", resources)
    first = draw(layer, view(layer))
    href = layer.assets(None, 1).assets[0].href
    seen = counted(resources, monkeypatch)
    status = os.stat(href)
    os.utime(href, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))
    again = draw(layer, view(layer))
    assert {key.source.href for key in seen} == {href}
    assert np.array_equal(again.pixels, first.pixels)


def refuse(resources, monkeypatch) -> None:  # noqa: F811
    """No tile can be decoded from now on."""

    def failing(info, level, key):
        raise BadAssetError("This image is damaged.", asset=key.source.href)

    monkeypatch.setattr(resources.local, "decode", failing)


def test_what_a_cancelled_map_had_finished_is_used(imagery, resources, monkeypatch):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    monkeypatch.setattr(patches_module, "PATCH_INTERVAL_S", 0.0)
    grid = Grid(layer.description.extent, 1200, 900)
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height)
    patches = []
    with pytest.raises(Cancelled):
        layer.read(request, patches.append, lambda: bool(patches))
    resources.tiles.clear()
    refuse(resources, monkeypatch)
    again = draw(layer, grid)
    for patch in patches:
        here = (slice(patch.row, patch.row + patch.array.shape[1]), slice(patch.col, patch.col + patch.array.shape[2]))
        assert np.array_equal(again.pixels[(slice(None), *here)], patch.array)
    assert patches[0].array.any()


def test_incomplete_maps_are_not_taken_for_complete(imagery, resources, monkeypatch):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    refuse(resources, monkeypatch)
    for _ in range(2):
        report = draw(layer, view(layer)).report
        assert not report.complete
        assert report.skipped


def test_statistics_keep_nothing(imagery, resources):  # noqa: F811
    from mosaic_qgis.reading.values import StatisticsRequest

    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    layer.statistics(StatisticsRequest(bands=(1,)), never)
    assert resources.canvases.nbytes == 0
    draw(layer, view(layer))
    assert resources.canvases.nbytes > 0


# The parts


def grid(left: float = 0.0, top: float = 100.0, width: int = 40, height: int = 30, pixel: float = 1.0) -> AskedGrid:
    return AskedGrid((left, top - height * pixel, left + width * pixel, top), width, height)


@pytest.mark.parametrize(
    ("new", "shift"),
    [
        (grid(), (0, 0)),
        (grid(5), (-5, 0)),
        (grid(-7, 103), (7, 3)),
        (grid(5 + 1e-7), (-5, 0)),
        (grid(0.5), None),
        (grid(0, 100.3), None),
        (grid(pixel=1.001), None),
        (grid(width=80, height=60, pixel=0.5), None),
        (grid(width=10, height=9), (0, 0)),
    ],
)
def test_shift(new, shift):
    assert whole_pixel_shift(grid(), new) == shift


def drawn(at: AskedGrid, rule: object = "r", value: int = 7, finished: tuple[Finished, ...] | None = None) -> DrawnMap:
    whole = (Finished(at.whole, ("a",), frozenset("a")),)
    return DrawnMap(
        rule=rule,
        grid=at,
        pixels=np.full((1, at.height, at.width), value, np.uint8),
        opacity=None,
        finished=whole if finished is None else finished,
        sources={"a": ImageSource("a")},
    )


def test_memory_is_bounded_and_finds_the_largest_part():
    memory = CanvasMemory(2 * 1200)
    first, second, third = drawn(grid()), drawn(grid(30)), drawn(grid(10), value=9)
    memory.keep(first)
    memory.keep(second)
    assert memory.best_for("r", grid(2)) is first
    assert memory.best_for("r", grid(28)) is second
    assert memory.best_for("other", grid()) is None
    assert memory.best_for("r", grid(500)) is None
    memory.keep(third)
    assert memory.nbytes == 2 * 1200
    assert memory.best_for("r", grid(2)) is third
    memory.keep(drawn(grid(width=400, height=300)))
    memory.keep(drawn(grid(), finished=()))
    assert memory.nbytes == 2 * 1200
    memory.clear()
    assert memory.nbytes == 0


def test_many_small_pans_leave_few_rectangles(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    for step in range(8):
        panned = draw(layer, view(layer, 7 * step, 5 * step))
    (*_, last) = resources.canvases._maps
    resources.canvases.clear()
    fresh = draw(layer, view(layer, 7 * step, 5 * step))
    (only,) = resources.canvases._maps
    # A position may differ by what the interpolation between control points allows, at few pixels.
    assert (panned.pixels != fresh.pixels).mean() < 0.01
    assert last.finished_px == only.finished_px
    assert len(last.finished) <= len(only.finished)


def test_a_view_that_is_drawn_again_takes_its_own_place():
    memory = CanvasMemory(3 * 1200)
    beside, whole, again = drawn(grid(30)), drawn(grid()), drawn(grid())
    part = drawn(grid(), finished=(Finished(Rect(0, 0, 5, 5), ("a",), frozenset("a")),))
    for each in (beside, whole, again, part, again, part, again):
        memory.keep(each)
    assert memory.nbytes == 2 * 1200
    assert memory.best_for("r", grid(28)) is beside
    assert memory.best_for("r", grid(2)) is again


def test_a_map_that_was_begun_before_an_image_changed_is_not_kept():
    memory = CanvasMemory(3 * 1200)
    memory.keep(drawn(grid()))
    memory.keep(replace(drawn(grid(30)), sources={"b": ImageSource("b")}))
    memory.forget(ImageSource("a"))
    assert memory.nbytes == 1200
    memory.keep(drawn(grid()))
    assert memory.best_for("r", grid()).sources == {"b": ImageSource("b")}
    memory.keep(replace(drawn(grid()), age=memory.age))
    assert memory.nbytes == 2 * 1200


def test_the_maps_of_a_closed_layer_are_dropped(imagery, resources):  # noqa: F811
    document = imagery / "rgb" / "mosaic.json"
    stays, goes = open_layer(document, resources), open_layer(document, resources)
    draw(stays, view(stays, 0, 0))
    kept = resources.canvases.nbytes
    draw(goes, view(goes, 0, 0))
    assert resources.canvases.nbytes == 2 * kept > 0
    goes.close()
    assert resources.canvases.nbytes == kept


def test_the_map_of_a_layer_that_is_closed_meanwhile_is_not_kept(imagery, resources):  # noqa: F811
    layer = open_layer(imagery / "rgb" / "mosaic.json", resources)
    grid = view(layer, 0, 0)
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height)
    assert layer.read(request, lambda _: layer.close(), never).complete
    assert resources.canvases.nbytes == 0


def test_reuse_leaves_what_is_new_and_what_has_other_images():
    new = grid(10)
    pixels = np.zeros((1, 30, 40), np.uint8)
    units = [Unit(Rect(0, 0, 40, 15), ("a",)), Unit(Rect(0, 15, 40, 15), ("b",))]
    found = reuse(drawn(grid()), new, units, pixels, None, lambda _href, _source: True)
    assert [each.rect for each in found.copied] == [Rect(0, 0, 30, 15)]
    assert found.units == (Unit(Rect(30, 0, 10, 15), ("a",)), units[1])
    assert (pixels[0, :15, :30] == 7).all()
    assert pixels.sum() == 7 * 15 * 30
    stale = reuse(drawn(grid()), new, units, pixels, None, lambda _href, _source: False)
    assert stale.copied == ()
    assert stale.units == tuple(units)


def test_reuse_in_the_middle_leaves_four_sides():
    old = drawn(grid(), finished=(Finished(Rect(10, 10, 5, 5), ("a",), frozenset("a")),))
    pixels = np.zeros((1, 30, 40), np.uint8)
    found = reuse(old, grid(), [Unit(Rect(0, 0, 40, 30), ("a",))], pixels, None, lambda _href, _source: True)
    count = np.zeros((30, 40), int)
    for rect in [each.rect for each in (*found.copied, *found.units)]:
        count[rect.row : rect.row_stop, rect.col : rect.col_stop] += 1
    assert (count == 1).all()
    assert len(found.units) == 4
