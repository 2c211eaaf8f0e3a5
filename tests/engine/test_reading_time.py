"""Layers of STAC items, drawn, asked and summed up for a time; and what a layer says of its time, licence and state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from catalogs.items import collection_of
from catalogs.scenes import Scene, make_scene

from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.mosaic.errors import BadRequestError
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.record import MOST_REMEMBERED, CacheFigures, ReadingRecord
from mosaic_qgis.reading.values import Failure, Patch, ReadReport, ReadRequest, StatisticsRequest, TimeTexts

MAY, JUNE = "2024-05-15T10:00:00Z", "2024-06-15T10:00:00Z"
IN_MAY: TimeTexts = ("2024-05-01T00:00:00Z", "2024-05-31T23:59:59Z")
IN_JUNE: TimeTexts = ("2024-06-01T00:00:00Z", None)
IN_JULY: TimeTexts = ("2024-07-01T00:00:00Z", "2024-07-31T00:00:00Z")


@pytest.fixture(scope="module")
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Scene]:
    """Two scenes of the same ground."""
    folders = [tmp_path_factory.mktemp(name) for name in ("may", "june")]
    may, june = make_scene(folders[0], 0), make_scene(folders[1], 3)
    for path in june.files.values():
        place_like(may.files["B02"], path)
    return may, june


def place_like(model: Path, path: Path) -> None:
    import rasterio

    with rasterio.open(model) as source, rasterio.open(path, "r+") as image:
        image.transform = source.transform @ Affine.scale(source.width / image.width)


@pytest.fixture
def open_layer(scenes: tuple[Scene, Scene], resources: ReadingResources, tmp_path: Path) -> Callable[..., MosaicLayer]:
    def make(*times: dict[str, Any], **document: Any) -> MosaicLayer:
        items = []
        for scene, properties in zip(scenes, times, strict=True):
            made = scene.item()
            made["properties"] |= properties
            made["links"].append({"rel": "license", "href": "https://host/terms?token=geheim", "title": "Terms"})
            items.append(made)
        path = tmp_path / "items.json"
        path.write_text(json.dumps(collection_of(*items, **document)))
        backend = open_backend(f"stac+{path.as_uri()}", {"assets": "B02", "minzoom": "8", "maxzoom": "13"}, None)
        return MosaicLayer(backend, ReadingOptions.from_strings({"assets": "B02"}), resources)

    return make


@pytest.fixture
def layer(open_layer: Callable[..., MosaicLayer]) -> MosaicLayer:
    return open_layer({"datetime": MAY}, {"datetime": JUNE, "license": "CC-BY-4.0"})


def never() -> bool:
    return False


def values_drawn(layer: MosaicLayer, time: TimeTexts | None) -> set[int]:
    """The different values of a drawing; 0 is nodata."""
    xmin, ymin, xmax, ymax = layer.description.extent
    width, height = (xmax - xmin) / 4, (ymax - ymin) / 4
    inside = (xmin + width, ymin + height, xmax - width, ymax - height)
    patches: list[Patch] = []
    request = ReadRequest(extent=inside, width=20, height=20, time=time)
    layer.read(request, patches.append, never)
    pixels = np.zeros((20, 20), dtype="uint16")
    for patch in patches:
        height_px, width_px = patch.array.shape[1:]
        pixels[patch.row : patch.row + height_px, patch.col : patch.col + width_px] = patch.array[0]
    return set(np.unique(pixels).tolist())


@pytest.mark.parametrize(
    ("time", "value"),
    [
        (None, 100),
        (IN_MAY, 100),
        (IN_JUNE, 103),
        (IN_JULY, 0),
        ((None, None), 100),
        ((JUNE, JUNE), 103),
        ((None, MAY), 100),
    ],
)
def test_a_time_chooses_the_images(layer: MosaicLayer, time: TimeTexts | None, value: int) -> None:
    assert values_drawn(layer, time) == {value}
    xmin, ymin, xmax, ymax = layer.description.extent
    middle = ((xmin + xmax) / 2, (ymin + ymax) / 2)
    expected = None if value == 0 else float(value)
    assert layer.sample([middle], never, time=time) == [[expected]]
    found = layer.identify(*middle, never, time=time)
    assert found.values == (expected,)
    (statistics,) = layer.statistics(StatisticsRequest(bands=(1,), sample_size=1000, time=time), never)
    if value:
        assert (statistics.minimum, statistics.maximum) == (value, value)
    else:
        assert statistics.count == 0 and found.assets == ()


def test_identify_says_when_images_were_taken(layer: MosaicLayer) -> None:
    xmin, ymin, xmax, ymax = layer.description.extent
    found = layer.identify((xmin + xmax) / 2, (ymin + ymax) / 2, never)
    assert [(image.rank, image.values, image.datetime) for image in found.assets] == [
        (1, (100.0,), MAY),
        (2, (103.0,), JUNE),
    ]


def test_images_without_a_time_are_left_out_of_any(open_layer: Callable[..., MosaicLayer]) -> None:
    layer = open_layer({"datetime": None}, {"datetime": JUNE})
    assert values_drawn(layer, None) == {100}
    assert values_drawn(layer, ("2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z")) == {103}
    assert layer.description.as_dict()["temporal"] == {"begin": JUNE, "end": JUNE}


def test_a_mosaic_that_knows_no_time_ignores_it(open_layer: Callable[..., MosaicLayer]) -> None:
    layer = open_layer({"datetime": None}, {"datetime": None})
    assert layer.description.as_dict()["temporal"] is None
    assert values_drawn(layer, IN_JULY) == {100}


def test_a_time_that_is_none_is_refused(layer: MosaicLayer) -> None:
    with pytest.raises(BadRequestError, match="ISO 8601"):
        values_drawn(layer, (JUNE, MAY))


def test_the_description_tells_time_licence_and_links(layer: MosaicLayer) -> None:
    described = layer.description.as_dict()
    assert described["temporal"] == {"begin": MAY, "end": JUNE}
    assert described["licence"] == "CC-BY-4.0"
    assert described["links"] == [{"title": "Terms", "href": "https://host/terms?token=…", "rel": "license"}]


# Status


def test_the_status_counts_what_was_read(layer: MosaicLayer) -> None:
    values_drawn(layer, None)
    status = layer.status().as_dict()
    assert status["assets_known"] >= 1 and status["skipped"] == [] and status["complete_resolution"] is None
    assert 0 < status["cache"]["tile_bytes"] <= status["cache"]["tile_limit_bytes"]
    layer.close()
    with pytest.raises(BadRequestError, match="closed"):
        layer.status()


def test_the_status_names_images_that_were_left_out(
    open_layer: Callable[..., MosaicLayer], scenes: tuple[Scene, Scene]
) -> None:
    layer = open_layer({"datetime": MAY}, {"datetime": JUNE})
    lost = scenes[1].files["B02"]
    hidden = lost.rename(lost.with_suffix(".lost"))
    try:
        values_drawn(layer, IN_JUNE)
        values_drawn(layer, IN_JUNE)
    finally:
        hidden.rename(lost)
    (failure,) = layer.status().skipped
    assert failure.asset is not None and lost.name in failure.message


def test_the_status_names_images_that_failed_at_points(
    open_layer: Callable[..., MosaicLayer], scenes: tuple[Scene, Scene]
) -> None:
    layer = open_layer({"datetime": MAY}, {"datetime": JUNE})
    west, south, east, north = layer.description.extent
    middle = (west + east) / 2, (south + north) / 2
    lost = scenes[1].files["B02"]
    hidden = lost.rename(lost.with_suffix(".lost"))
    try:
        layer.sample([middle, middle], lambda: False, time=IN_JUNE)
    finally:
        hidden.rename(lost)
    (failure,) = layer.status().skipped
    assert failure.asset is not None and lost.name in failure.message


FIGURES = CacheFigures(tile_bytes=1, tile_limit_bytes=2, disk_bytes=0, disk_limit_bytes=0, open_datasets=0)


def test_a_record_is_bounded_and_keeps_each_image_once() -> None:
    record = ReadingRecord()
    for number in range(MOST_REMEMBERED + 5):
        failure = Failure(code="bad_asset", message="It is broken.", asset=f"{number}.tif")
        record.add(ReadReport(complete=False, skipped=(failure, failure)))
    status = record.status(FIGURES, 3)
    assert len(status.skipped) == MOST_REMEMBERED and status.skipped[0].asset == "5.tif"


@pytest.mark.parametrize(
    ("detail", "resolution"), [({"complete_resolution": 12}, 12.0), ({"complete_resolution": "x"}, None), (None, None)]
)
def test_a_record_keeps_the_resolution_that_notes_tell(detail: dict[str, Any] | None, resolution: float | None) -> None:
    record = ReadingRecord()
    record.add(ReadReport(complete=True, notes=(Failure(code="budget", message="Zoom in.", detail=detail),)))
    assert record.status(FIGURES, 0).complete_resolution == resolution
