"""Views of too many images: the budget, its note, the outlines, the end of time, the overview image and its making."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import morecantile
import numpy as np
import pytest
import rasterio
import rasterio.warp
from affine import Affine
from data.fixtures import imagery, resources  # noqa: F401 - fixtures
from data.oracle import Grid, never, open_layer
from rasterio.enums import ColorInterp

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.mosaic.errors import BadRequestError, UnsupportedError, UntrustedReferenceError
from mosaic_qgis.mosaic.model import MosaicJSON
from mosaic_qgis.reading import budget
from mosaic_qgis.reading.first_images import MOST_IMAGES
from mosaic_qgis.reading.grid import Rect
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.overview import Overview, overview_of
from mosaic_qgis.reading.overview_making import make_overview
from mosaic_qgis.reading.plan import Unit
from mosaic_qgis.reading.values import Cancelled, Patch, ReadReport, ReadRequest, StatisticsRequest

SIDE = 6
PIXEL_M = 60
IMAGE_PX = 64
LEFT, TOP = 1_200_000.0, 6_000_000.0


@dataclass
class Sketch:
    """A map as a client puts it together."""

    pixels: np.ndarray
    report: ReadReport
    patches: list[Patch] = field(default_factory=list)


def look(layer: MosaicLayer, grid: Grid, **keys) -> Sketch:
    patches: list[Patch] = []
    request = ReadRequest(extent=grid.extent, width=grid.width, height=grid.height, **keys)
    report = layer.read(request, patches.append, never)
    bands = layer.description.model.bands
    pixels = np.zeros((len(bands), grid.height, grid.width), np.result_type(*(band.dtype for band in bands)))
    for place, band in enumerate(bands):
        pixels[place] = 0 if band.nodata is None else band.nodata
    for patch in patches:
        _, height, width = patch.array.shape
        pixels[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array
    return Sketch(pixels, report, patches)


def write_grid(folder: Path, kind: str = "rgba") -> Path:
    """A chessboard of SIDE x SIDE images side by side, each of one colour or value, and their document."""
    count, dtype, nodata = {"rgba": (4, "uint8", None), "rgb": (3, "uint8", 0), "uint16": (1, "uint16", 0)}[kind]
    paths = []
    for row in range(SIDE):
        for col in range(SIDE):
            paths.append(folder / f"{row}{col}.tif")
            corner = LEFT + col * IMAGE_PX * PIXEL_M, TOP - row * IMAGE_PX * PIXEL_M
            with rasterio.open(
                paths[-1], "w", driver="GTiff", width=IMAGE_PX, height=IMAGE_PX, count=count, dtype=dtype, crs="EPSG:3857",
                nodata=nodata, transform=Affine(PIXEL_M, 0, corner[0], 0, -PIXEL_M, corner[1]),
                photometric="RGB" if count > 1 else "MINISBLACK",
            ) as image:  # fmt: skip
                if count == 4:
                    image.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha]
                pixels = np.full((count, IMAGE_PX, IMAGE_PX), 20 + row * SIDE + col, dtype)
                if count == 4:
                    pixels[3] = 255
                image.write(pixels)
    mosaic = MosaicJSON.from_urls([str(path) for path in paths], minzoom=8, maxzoom=11, quadkey_zoom=14)
    document = folder / "mosaic.json"
    document.write_text(mosaic.model_dump_json(exclude_none=True))
    return document


WHOLE_M = SIDE * IMAGE_PX * PIXEL_M
WIDE = Grid((LEFT - 5_000, TOP - WHOLE_M - 5_000, LEFT + WHOLE_M + 5_000, TOP + 5_000), 100, 100)
"""All images, at a zoom that the mosaic has."""
FAR = Grid((LEFT - 40_000, TOP - WHOLE_M - 40_000, LEFT + WHOLE_M + 40_000, TOP + 40_000), 60, 60)
"""Pixels of more than 1.2 km, below minzoom."""
ZOOMED_OUT = {"minzoom": "10"}
"""Options of a layer for which WIDE is below minzoom."""


# The choice


def units_with(lists: list[list[str]]) -> list[Unit]:
    return [Unit(Rect(i, 0, 1, 1), tuple(assets)) for i, assets in enumerate(lists)]


def test_what_fits_is_shown_whole():
    units = units_with([[f"{i}-{j}" for j in range(10)] for i in range(60)])
    choice = budget.chosen(units, 600)
    assert choice.is_everything
    assert choice.units == tuple(units)


def test_a_choice_is_spread_over_all_lists_and_each_of_them():
    units = units_with([[f"{i}-{j:03}" for j in range(100)] for i in range(30)])
    choice = budget.chosen(units, 600)
    assert not choice.is_everything
    assert choice.total == 3000
    assert 400 <= len(choice.kept) <= 600
    for unit, whole in zip(choice.units, units, strict=True):
        places = [whole.assets.index(asset) for asset in unit.assets]
        assert places == sorted(places), "the order is the document's"
        assert max(np.diff([0, *places, 99])) < 12


@pytest.mark.parametrize("most", [1, 7, 100, 599, 2999])
def test_a_choice_never_exceeds_the_budget(most):
    units = units_with([[f"{i}-{j}" for j in range(10)] for i in range(300)])
    choice = budget.chosen(units, most)
    assert len({asset for unit in choice.units for asset in unit.assets}) == len(choice.kept) <= most


def test_a_pan_keeps_the_choice_and_zooming_in_adds_to_it():
    lists = [[f"{i}-{j}" for j in range(50)] for i in range(80)]
    here, beside = budget.chosen(units_with(lists[:60]), 500), budget.chosen(units_with(lists[5:65]), 500)
    common = {asset for assets in lists[5:60] for asset in assets}
    assert here.kept & common == beside.kept & common
    closer = budget.chosen(units_with(lists[20:35]), 500)
    inside = {asset for assets in lists[20:35] for asset in assets}
    assert here.kept & inside < closer.kept


def test_images_in_several_lists_are_counted_once():
    shared = [f"s{j}" for j in range(40)]
    choice = budget.chosen(units_with([shared, shared[20:], [*shared[::-1], "x"]]), 10)
    assert choice.total == 41
    assert len(choice.kept) <= 10


@pytest.mark.parametrize(
    ("resolution", "crs", "scale"),
    [(1.0, "EPSG:3857", 3700), (76.437, "EPSG:32632", 280_000), (0.001, "EPSG:4326", 420_000), (0.001, "EPSG:2263", 1)],
)
def test_scales_are_those_of_a_screen(resolution, crs, scale):
    assert budget.scale_of(resolution, rasterio.crs.CRS.from_user_input(crs).to_wkt()) == scale


def test_a_deadline_ends_what_nobody_cancelled():
    now = [0.0]
    deadline = budget.Deadline(5, lambda: now[0] == 1, clock=lambda: now[0])
    seen = []
    for now[0] in (0.0, 1.0, 2.0, 5.0):
        seen.append((deadline(), deadline.is_over))
    assert seen == [(False, False), (True, False), (False, False), (True, True)]


# Maps within a budget


@pytest.fixture
def few(monkeypatch) -> int:
    monkeypatch.setattr(budget, "IMAGES", 9)
    return 9


def test_a_view_says_what_it_leaves_out_and_from_where_on_it_does_not(tmp_path, resources, few):  # noqa: F811
    layer = open_layer(write_grid(tmp_path), resources)
    seen = look(layer, Grid(WIDE.extent, 900, 900), sketch=True)
    (note,) = seen.report.notes
    assert note.code == "budget"
    assert note.detail is not None
    assert note.detail["total"] == SIDE**2
    assert note.detail["shown"] + note.detail["left_out"] == SIDE**2
    assert note.detail["shown"] == seen.report.assets <= few
    assert str(note.detail["left_out"]) in note.message
    assert f"1:{note.detail['scale']}" in note.message
    assert layer.status().complete_resolution == note.detail["complete_resolution"]
    assert seen.report.complete
    # Who follows it sees all images: at once in a view of hundreds of them, here, where edges count, after a step or two.
    x, y = LEFT + WHOLE_M / 2, TOP - WHOLE_M / 2
    for _ in range(3):
        half = seen.report.notes[0].detail["complete_resolution"] * 450
        seen = look(layer, Grid((x - half, y - half, x + half, y + half), 900, 900), sketch=True)
        if not seen.report.notes:
            break
    assert seen.report.notes == ()
    assert seen.report.assets > 1


def test_everything_fits_into_the_usual_budget(tmp_path, resources):  # noqa: F811
    seen = look(open_layer(write_grid(tmp_path), resources), WIDE, sketch=True)
    assert seen.report.notes == ()
    assert seen.report.assets == SIDE**2


def test_a_whole_request_knows_no_budget(tmp_path, resources, few):  # noqa: F811
    seen = look(open_layer(write_grid(tmp_path), resources), WIDE, is_whole=True, sketch=True)
    assert seen.report.assets == SIDE**2 > few
    assert seen.report.notes == ()


def test_what_is_no_sketch_has_all_images_from_minzoom_on(tmp_path, resources, few, monkeypatch):  # noqa: F811
    """Exports and analyses: however many there are, in a view and in a tile."""
    layer = open_layer(write_grid(tmp_path), resources)
    monkeypatch.setattr("mosaic_qgis.reading.layer_maps.IMAGES_PER_TILE", 1)
    assert look(layer, WIDE, sketch=True).report.assets <= few
    seen = look(layer, WIDE)
    assert seen.report.assets == SIDE**2
    assert seen.report.complete
    assert seen.report.notes == seen.report.skipped == ()


def test_what_is_no_sketch_is_incomplete_where_images_are_left_out(tmp_path, resources, few):  # noqa: F811
    layer = open_layer(write_grid(tmp_path), resources, **ZOOMED_OUT)
    seen = look(layer, WIDE)
    assert seen.report.assets <= few
    assert [note.code for note in seen.report.notes] == ["budget"]
    assert not seen.report.complete
    # A map on the screen is all that it can be, and is kept as it is.
    assert look(layer, WIDE, sketch=True).report.complete


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("kind", ["rgba", "rgb"])
def test_what_is_left_out_of_a_picture_is_outlined(tmp_path, resources, monkeypatch, kind, is_known):  # noqa: F811
    layer = open_layer(write_grid(tmp_path, kind), resources, **ZOOMED_OUT)
    if is_known:
        look(layer, WIDE)
    plain = look(layer, WIDE).pixels if is_known else None
    monkeypatch.setattr(budget, "IMAGES", 9)
    without = look(layer, WIDE)
    seen = look(layer, WIDE, sketch=True)
    drawn = without.pixels[-1] > 0
    assert 0 < drawn.sum() < 0.3 * drawn.size
    # What is drawn stays as it is, and something is added elsewhere.
    assert np.array_equal(seen.pixels[:, drawn], without.pixels[:, drawn])
    added = (seen.pixels != without.pixels).any(axis=0)
    assert added.any()
    assert not (added & drawn).any()
    colors = {tuple(color) for color in seen.pixels[:3, added].T.tolist()}
    assert len(colors) == 1
    if kind == "rgba":
        opacities = set(np.unique(seen.pixels[3, added]).tolist())
        assert len(opacities) == 2
        assert max(opacities) < 255
        line = added & (seen.pixels[3] == max(opacities))
    else:
        line = added
    assert line.mean() < 0.5
    if plain is not None:
        # Outlines of images that were open once lie on the ground of these images only.
        assert not (line & (plain[-1] == 0))[3:-3, 3:-3].any() or (line & (plain[-1] == 0)).mean() < 0.02
    assert "outlines" in seen.report.notes[0].message
    assert "outlines" not in without.report.notes[0].message


def test_what_a_catalogue_tells_of_an_image_is_outlined(tmp_path, resources, few, monkeypatch):  # noqa: F811
    """Images that were never opened, by their items' geometry, projected."""
    layer = open_layer(write_grid(tmp_path), resources, **ZOOMED_OUT)
    x, y = LEFT + WHOLE_M / 3, TOP - WHOLE_M / 3
    side = WHOLE_M / 4
    xs, ys = [x, x + side, x + side, x, x], [y, y, y - side, y - side, y]
    lon, lat = rasterio.warp.transform("EPSG:3857", "EPSG:4326", xs, ys)
    square = {"type": "Polygon", "coordinates": [[[a, b] for a, b in zip(lon, lat, strict=True)]]}
    monkeypatch.setattr(layer._maps._outliner, "_geometry_of", lambda asset: square)
    without = look(layer, WIDE)
    added = (look(layer, WIDE, sketch=True).pixels != without.pixels).any(axis=0)
    left, top = (round(value) for value in ~WIDE.transform @ (x, y))
    right, bottom = (round(value) for value in ~WIDE.transform @ (x + side, y - side))
    inside = np.zeros_like(added)
    inside[top - 1 : bottom + 2, left - 1 : right + 2] = True
    assert added[inside].mean() > 0.5
    # What was opened is known better than from the catalogue; nothing of the whole tiles that list the images.
    assert added[~inside].mean() < 0.3


def test_a_catalogue_is_asked_once_for_each_outline(tmp_path, resources, few, monkeypatch):  # noqa: F811
    layer = open_layer(write_grid(tmp_path), resources, **ZOOMED_OUT)
    asked: list[str] = []
    monkeypatch.setattr(layer._maps._outliner, "_geometry_of", asked.append)
    first = look(layer, WIDE, sketch=True)
    assert asked
    again = look(layer, WIDE, sketch=True)
    assert len(set(asked)) == len(asked)
    assert np.array_equal(first.pixels, again.pixels)


def test_outlining_can_be_cancelled(tmp_path, resources, few, monkeypatch):  # noqa: F811
    layer = open_layer(write_grid(tmp_path), resources, **ZOOMED_OUT)
    looked_up: list[int] = []
    some_of_tile = layer._finder.some_of_tile

    def counting(tile, limit):
        looked_up.append(limit)
        return some_of_tile(tile, limit)

    monkeypatch.setattr(layer._finder, "some_of_tile", counting)
    request = ReadRequest(extent=WIDE.extent, width=100, height=100, sketch=True)
    layer.read(request, lambda _: None, never)
    assert len(looked_up) > 1
    looked_up.clear()
    with pytest.raises(Cancelled):
        layer.read(request, lambda _: None, lambda: bool(looked_up))
    assert len(looked_up) == 1


def test_outlines_are_nowhere_but_in_sketches(tmp_path, resources, few):  # noqa: F811
    """Not in later readings of the same place, points, or statistics; and never in what are no pictures."""
    layer = open_layer(write_grid(tmp_path), resources, **ZOOMED_OUT)
    before = look(layer, WIDE).pixels
    request = StatisticsRequest(bands=(1,), extent=WIDE.extent, sample_size=10_000)
    statistics = layer.statistics(request, never)
    sketch = look(layer, WIDE, sketch=True)
    assert not np.array_equal(sketch.pixels, before)
    assert np.array_equal(look(layer, WIDE).pixels, before)
    assert layer.statistics(request, never) == statistics
    assert all(20 <= value <= 20 + SIDE**2 for value in (statistics[0].minimum, statistics[0].maximum))
    empty = np.argwhere((sketch.pixels[3] > 0) & (before[3] == 0))
    row, col = empty[len(empty) // 2]
    x, y = WIDE.transform @ (col + 0.5, row + 0.5)
    (value,) = layer.sample([(x, y)], never)
    assert value[0] is None or value[0] == value[1] == value[2]


def test_measured_values_get_no_outlines(tmp_path, resources, few):  # noqa: F811
    layer = open_layer(write_grid(tmp_path, "uint16"), resources, **ZOOMED_OUT)
    seen = look(layer, WIDE, sketch=True)
    assert np.array_equal(seen.pixels, look(layer, WIDE).pixels)
    assert set(np.unique(seen.pixels)) <= {0, *range(20, 20 + SIDE**2)}
    assert "outlines" not in seen.report.notes[0].message


def test_a_sketch_ends_when_its_time_is_up(tmp_path, resources, monkeypatch):  # noqa: F811
    """With what there is by then, which it says; a reading that is no sketch goes on."""
    layer = open_layer(write_grid(tmp_path), resources)
    monkeypatch.setattr(budget, "SECONDS", 0.0)
    seen = look(layer, FAR, sketch=True)
    assert not seen.report.complete
    assert [note.code for note in seen.report.notes] == ["budget"]
    assert "0 seconds" in seen.report.notes[0].message
    assert all(not patch.complete for patch in seen.patches)
    whole = look(layer, FAR)
    assert whole.report.complete
    assert whole.report.assets == SIDE**2
    close = Grid((LEFT, TOP - 6_000, LEFT + 6_000, TOP), 100, 100)
    assert look(layer, close, sketch=True).report.complete, "where all is shown anyway there is no hurry"


def test_a_cancelled_sketch_is_cancelled(tmp_path, resources):  # noqa: F811
    layer = open_layer(write_grid(tmp_path), resources)
    request = ReadRequest(extent=FAR.extent, width=60, height=60, sketch=True)
    with pytest.raises(Cancelled):
        layer.read(request, lambda _: None, lambda: True)


# The overview image


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ({"href": "overview.tif", "maxzoom": 6}, Overview(href="overview.tif", maxzoom=6)),
        ({"href": "https://host/o.tif", "maxzoom": 0, "made": "2026"}, Overview(href="https://host/o.tif", maxzoom=0)),
    ],
)
def test_overviews_that_documents_name(value, expected):
    assert overview_of({} if value is None else {"overview": value}) == (expected, None)


@pytest.mark.parametrize("value", ["o.tif", [], {"href": "o.tif"}, {"href": "", "maxzoom": 3}, {"href": "o", "maxzoom": "6"},
                                   {"href": "o", "maxzoom": True}, {"href": "o", "maxzoom": 31}])  # fmt: skip
def test_overviews_that_make_no_sense_are_ignored_and_told(value):
    found, note = overview_of({"overview": value})
    assert found is None
    assert note is not None
    assert note.code == "bad_document"


def made(document: Path, **keys) -> tuple[Path, Overview]:
    resources = ReadingResources()  # noqa: F811 - of its own, so that nothing is known to the layer under test
    try:
        path = document.parent / "overview.tif"
        result = make_overview(MosaicBackend(str(document), tms=None), path, resources, **keys)
    finally:
        resources.close()
    assert result.skipped == ()
    return path, result.overview


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Names of the images that are opened from now on."""
    names: list[str] = []
    original = rasterio.open

    def remembering(name, *args, **keys):
        names.append(str(name))
        return original(name, *args, **keys)

    monkeypatch.setattr("mosaic_qgis.reading.pool.rasterio.open", remembering)
    return names


@pytest.mark.parametrize("kind", ["rgba", "rgb", "uint16"])
def test_an_overview_is_made_named_and_used(tmp_path, resources, opened, kind):  # noqa: F811
    document = write_grid(tmp_path, kind)
    tiles = json.loads(document.read_text())["tiles"]
    shares: list[float] = []
    path, overview = made(document, progress=lambda share, _: shares.append(share))
    assert overview == Overview(href="overview.tif", maxzoom=7)
    written = json.loads(document.read_text())
    assert written["overview"] == {"href": "overview.tif", "maxzoom": 7}
    assert written["tiles"] == tiles
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert not list(tmp_path.glob(".overview-*"))
    with rasterio.open(path) as image:
        assert image.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert image.transform.a == pytest.approx(morecantile.tms.get("WebMercatorQuad").matrix(7).cellSize)
    expected = look(open_layer(document, resources), FAR, is_whole=True)
    fresh = ReadingResources()
    try:
        layer = open_layer(document, fresh)
        fresh.tiles.clear()
        opened.clear()
        seen = look(layer, FAR)
        # Looks at the first images, for the bands, may still end now; none of the others is opened.
        first = {Path(href).name for href in layer._backend.iter_assets(MOST_IMAGES)}
        assert len(first) < SIDE**2
        assert {Path(name).name for name in opened} - first == {"overview.tif"}
        assert seen.report.assets == 1
        assert seen.report.complete
        assert seen.report.notes == seen.report.skipped == ()
        # The same picture, but for the edges of the images, which an average softens.
        data = slice(0, 3 if kind != "uint16" else 1)
        both = (expected.pixels[-1] > 0) & (seen.pixels[-1] > 0)
        assert both.sum() > 100
        assert ((expected.pixels[-1] > 0) != (seen.pixels[-1] > 0)).mean() < 0.05
        difference = np.abs(expected.pixels[data].astype(int) - seen.pixels[data])[:, both]
        assert np.median(difference) <= 1
        assert (difference <= 9).mean() > 0.98
        # From minzoom on it is the images' turn.
        x, y = LEFT + WHOLE_M / 2, TOP - WHOLE_M / 2
        opened.clear()
        close = look(layer, Grid((x - 3e4, y - 3e4, x + 3e4, y + 3e4), 400, 400))
        assert close.report.assets == SIDE**2
    finally:
        fresh.close()


def test_an_overview_stands_in_for_too_many_images(tmp_path, resources, few):  # noqa: F811
    document = write_grid(tmp_path)
    made(document)
    layer = open_layer(document, resources)
    seen = look(layer, WIDE, sketch=True)
    assert seen.report.assets == 1
    assert seen.report.notes == ()
    assert (seen.pixels[3] > 0).mean() > 0.5


def test_an_overview_stands_for_the_topmost_images_only(tmp_path, resources):  # noqa: F811
    document = write_grid(tmp_path)
    made(document)
    assert look(open_layer(document, resources, pixel_selection="count"), FAR).report.assets == SIDE**2
    assert look(open_layer(document, resources), FAR, is_whole=True).report.assets == SIDE**2
    assert look(open_layer(document, resources, indexes="2"), FAR).report.assets == 1


@pytest.mark.parametrize("how", ["missing", "no image", "other bands", "damaged"])
def test_an_overview_that_fails_is_told_and_the_images_are_drawn(tmp_path, resources, how):  # noqa: F811
    document = write_grid(tmp_path)
    path, _ = made(document)
    if how == "missing":
        path.unlink()
    elif how == "no image":
        path.write_bytes(b"GIF89a")
    elif how == "other bands":
        shutil.copy(write_grid(_sub(tmp_path), "uint16").parent / "00.tif", path)
    else:
        with rasterio.open(path) as image:
            start, size = (int(image.get_tag_item(f"BLOCK_{what}_0_0", "TIFF", bidx=1)) for what in ("OFFSET", "SIZE"))
        whole = path.read_bytes()
        path.write_bytes(whole[:start] + bytes([77]) * size + whole[start + size :])
    layer = open_layer(document, resources)
    for _ in range(2):
        seen = look(layer, FAR)
        assert seen.report.assets == SIDE**2
        assert [Path(str(failure.asset)).name for failure in seen.report.skipped] == ["overview.tif"]
        assert not seen.report.complete
        assert (seen.pixels[3] > 0).any()


@pytest.mark.parametrize("kind", ["rgba", "uint16"])
def test_nothing_stays_of_an_overview_that_turns_out_to_be_damaged(tmp_path, resources, kind):  # noqa: F811
    """Where the document has no image either, though the overview had something there."""
    document = write_grid(tmp_path, kind)
    path, _ = made(document, maxzoom=12)
    with rasterio.open(path) as image:
        assert image.width > 512
        start, size = (int(image.get_tag_item(f"BLOCK_{what}_1_1", "TIFF", bidx=1)) for what in ("OFFSET", "SIZE"))
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + bytes([77]) * size + whole[start + size :])
    content = json.loads(document.read_text())
    left = {key: [name for name in names if Path(name).stem > "40"] for key, names in content["tiles"].items()}
    document.write_text(json.dumps(content | {"tiles": {key: names for key, names in left.items() if names}}))
    layer = open_layer(document, resources, minzoom="13", maxzoom="13")
    grid = Grid(WIDE.extent, 800, 800)
    seen = look(layer, grid)
    assert [Path(str(failure.asset)).name for failure in seen.report.skipped] == ["overview.tif"]
    assert not seen.report.complete
    for number in range(SIDE**2):
        row, col = divmod(number, SIDE)
        x, y = LEFT + (col + 0.5) * IMAGE_PX * PIXEL_M, TOP - (row + 0.5) * IMAGE_PX * PIXEL_M
        col_px, row_px = (int(place) for place in ~grid.transform @ (x, y))
        if f"{row}{col}" > "40":
            assert seen.pixels[0, row_px, col_px] == 20 + number
        else:
            assert not seen.pixels[:, row_px, col_px].any()
    corner = int((~grid.transform @ (LEFT, TOP - 1000))[1]), int((~grid.transform @ (LEFT + 1000, TOP))[0])
    assert any(
        patch.array[0, corner[0] - patch.row, corner[1] - patch.col] == 20
        for patch in seen.patches
        if 0 <= corner[0] - patch.row < patch.array.shape[1] and 0 <= corner[1] - patch.col < patch.array.shape[2]
    ), "the overview's pixels were there at first"


def _sub(folder: Path) -> Path:
    made_folder = folder / "other"
    made_folder.mkdir()
    return made_folder


def test_a_document_from_elsewhere_cannot_name_an_overview_of_this_machine(tmp_path):
    document = write_grid(tmp_path)
    backend = MosaicBackend(str(document), tms=None)
    backend._resolver = type(backend._resolver)(place="https://host.invalid/a/", is_remote=True, prefix="images/")
    for reference in ("file:///etc/passwd", "/vsizip//etc/passwd.zip", "C:/secret.tif"):
        with pytest.raises(UntrustedReferenceError, match="elsewhere"):
            backend.resolve_beside(reference)
    assert backend.resolve_beside("overview.tif") == "https://host.invalid/a/overview.tif"


@pytest.mark.parametrize("kind", ["rgb", "uint16", "float32", "jpeg_mask", "rgba", "palette"])
def test_an_overview_has_the_bands_of_its_mosaic(imagery, resources, tmp_path, kind):  # noqa: F811
    """Types, nodata, masks, palettes: what is drawn from it is described like the images themselves."""
    document = tmp_path / "mosaic.json"
    content = json.loads((imagery / kind / "mosaic.json").read_text())
    content["tiles"] = {
        key: [str(imagery / kind / Path(name).name) for name in names] for key, names in content["tiles"].items()
    }
    document.write_text(json.dumps(content))
    made(document)
    layer = open_layer(document, resources)
    extent = layer.description.extent
    middle = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    half = 60_000
    grid = Grid((middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half), 90, 90)
    how = "nearest" if kind == "palette" else "average"
    seen, whole = look(layer, grid, resampling=how), look(layer, grid, resampling=how, is_whole=True)
    assert seen.report.skipped == ()
    assert seen.report.assets == 1
    blank = np.isnan(whole.pixels[-1]) if kind == "float32" else whole.pixels[-1] == 0
    blank_seen = np.isnan(seen.pixels[-1]) if kind == "float32" else seen.pixels[-1] == 0
    assert (blank != blank_seen).mean() < 0.02
    both = ~blank & ~blank_seen
    spread = np.ptp(whole.pixels[0][both].astype(float))
    if kind == "palette":
        assert set(np.unique(seen.pixels)) <= set(range(256))
    else:
        difference = np.abs(seen.pixels[0][both].astype(float) - whole.pixels[0][both].astype(float))
        assert np.median(difference) < 0.1 * spread


def test_making_can_be_cancelled_and_leaves_nothing(tmp_path, resources):  # noqa: F811
    document = write_grid(tmp_path)
    before = document.read_bytes()
    files = set(tmp_path.iterdir())
    seen: list[str] = []
    backend = MosaicBackend(str(document), tms=None)
    with pytest.raises(Cancelled):
        make_overview(
            backend,
            tmp_path / "o.tif",
            resources,
            progress=lambda _, text: seen.append(text),
            cancelled=lambda: bool(seen),
        )
    assert set(tmp_path.iterdir()) == files
    assert document.read_bytes() == before


def test_making_keeps_what_others_changed_meanwhile(tmp_path, resources):  # noqa: F811
    document = write_grid(tmp_path)
    backend = MosaicBackend(str(document), tms=None)

    def meddle(share: float, _: str) -> None:
        if share == 1:
            content = json.loads(document.read_text()) | {"name": "renamed"}
            document.write_text(json.dumps(content))

    make_overview(backend, tmp_path / "overview.tif", resources, progress=meddle)
    written = json.loads(document.read_text())
    assert written["name"] == "renamed"
    assert written["overview"]["href"] == "overview.tif"


def test_images_that_fail_are_not_in_it_and_told(tmp_path, resources):  # noqa: F811
    document = write_grid(tmp_path)
    (tmp_path / "33.tif").write_bytes(b"nothing")
    result = make_overview(MosaicBackend(str(document), tms=None), tmp_path / "o.tif", resources)
    assert [Path(str(failure.asset)).name for failure in result.skipped] == ["33.tif"]


def test_wrong_wishes_are_refused_before_anything_is_drawn(tmp_path, resources):  # noqa: F811
    document = write_grid(tmp_path)
    backend = MosaicBackend(str(document), tms=None)
    path = tmp_path / "o.tif"
    with pytest.raises(BadRequestError, match="smaller maxzoom"):
        make_overview(backend, path, resources, maxzoom=20)
    with pytest.raises(BadRequestError, match="0…24"):
        make_overview(backend, path, resources, maxzoom=40)
    memory = MosaicBackend(":memory:", mosaic_def=backend.whole_mosaic(), tms=None)
    with pytest.raises(UnsupportedError):
        make_overview(memory, path, resources)
    assert not path.exists()


def test_an_overview_as_fine_as_asked(tmp_path):
    document = write_grid(tmp_path)
    path, overview = made(document, maxzoom=10, href="https://host/a/o.tif")
    assert overview == Overview(href="https://host/a/o.tif", maxzoom=10)
    cell = morecantile.tms.get("WebMercatorQuad").matrix(10).cellSize
    with rasterio.open(path) as image:
        assert image.transform.a == pytest.approx(cell)
        assert image.width == pytest.approx(WHOLE_M / cell, abs=2)
        assert image.overviews(1) or image.width <= 512
        values = image.read(1)
        assert {20, 20 + SIDE**2 - 1} <= set(np.unique(values))
