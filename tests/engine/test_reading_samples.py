"""Which images statistics look at: few, however large the mosaic is, and some even where they lie far apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from data.fixtures import resources  # noqa: F401 - fixture
from rasterio.transform import from_origin

from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.summary import FEWEST_IMAGES, STATISTICS_ASSET_BUDGET, asset_budget, band_statistics
from mosaic_qgis.reading.values import Patch, StatisticsRequest

SIZE_PX = 64
ZOOM = 14
TILE_M = 40075016.685578488 / 2**ZOOM


def never() -> bool:
    return False


def quadkey(x: int, y: int) -> str:
    return "".join(str(((x >> bit) & 1) + 2 * ((y >> bit) & 1)) for bit in reversed(range(ZOOM)))


def make_image(path: Path, x: int, y: int, value: int) -> None:
    """An image of one value that fills a tile."""
    west, north = x * TILE_M - 20037508.342789244, 20037508.342789244 - y * TILE_M
    with rasterio.open(
        path, "w", driver="GTiff", count=1, width=SIZE_PX, height=SIZE_PX, dtype="uint16", nodata=0, crs="EPSG:3857",
        transform=from_origin(west, north, TILE_M / SIZE_PX, TILE_M / SIZE_PX), tiled=True, blockxsize=64, blockysize=64,
    ) as image:  # fmt: skip
        image.write(np.full((1, SIZE_PX, SIZE_PX), value, "uint16"))


def make_layer(folder: Path, places: list[tuple[int, int]], shared: ReadingResources) -> MosaicLayer:
    tiles: dict[str, Any] = {}
    for number, (x, y) in enumerate(places):
        name = f"{number}.tif"
        make_image(folder / name, x, y, 1000 + number)
        tiles[quadkey(x, y)] = [name]
    document = {"mosaicjson": "0.0.3", "minzoom": ZOOM, "maxzoom": ZOOM, "quadkey_zoom": ZOOM, "tiles": tiles}
    (folder / "m.json").write_text(json.dumps(document))
    backend = open_backend(str(folder / "m.json"), {}, None)
    return MosaicLayer(backend, ReadingOptions.from_strings({}), shared)


@pytest.mark.parametrize(("sample_size", "images"), [(0, 36), (250_000, 36), (80_000, 12), (1_000, 12), (10**9, 36)])
def test_the_images_of_a_sample_are_few(sample_size: int, images: int) -> None:
    assert asset_budget(StatisticsRequest(bands=(1,), sample_size=sample_size)) == images


def test_a_sample_opens_no_more_images_than_its_share(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = make_layer(tmp_path, [(8000 + number % 10, 5000 + number // 10) for number in range(60)], resources)
    before = resources.images_known
    (small,) = layer.statistics(StatisticsRequest(bands=(1,), sample_size=20_000), never)
    assert resources.images_known - before <= FEWEST_IMAGES and small.count > 0
    (large,) = layer.statistics(StatisticsRequest(bands=(1,)), never)
    assert resources.images_known - before <= FEWEST_IMAGES + STATISTICS_ASSET_BUDGET
    assert 1000 <= large.minimum < large.maximum <= 1059
    again = layer.statistics(StatisticsRequest(bands=(1,)), never)
    assert again == [large], "the same question has the same answer"


def test_images_far_apart_are_looked_at_by_themselves(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    """Each is less than a pixel of the sample."""
    layer = make_layer(tmp_path, [(100, 4000), (8000, 12000), (16000, 6000), (4000, 8000), (12000, 9000)], resources)
    before = resources.images_known
    (found,) = layer.statistics(StatisticsRequest(bands=(1,), sample_size=80_000, percentiles=(2, 98)), never)
    assert found.count > 1000 and 1000 <= found.minimum < found.maximum <= 1004
    assert found.percentiles[0] < found.percentiles[1]
    assert resources.images_known - before <= 5
    (nowhere,) = layer.statistics(StatisticsRequest(bands=(1,), extent=(0, 0, 10, 10), sample_size=80_000), never)
    assert nowhere.count == 0, "an extent that was asked for is an extent"


def test_lost_images_are_passed_over(tmp_path: Path, resources: ReadingResources) -> None:  # noqa: F811
    layer = make_layer(tmp_path, [(100, 4000), (8000, 12000), (16000, 6000)], resources)
    (tmp_path / "1.tif").unlink()
    (found,) = layer.statistics(StatisticsRequest(bands=(1,), sample_size=80_000), never)
    assert found.count > 1000 and (found.minimum, found.maximum) == (1000, 1002)


def test_statistics_do_not_depend_on_the_order_in_which_patches_come(
    tmp_path: Path,
    resources: ReadingResources,  # noqa: F811
) -> None:
    model = make_layer(tmp_path, [(8000, 5000)], resources).description.model
    rng = np.random.default_rng(5)
    patches = [
        Patch(col=64 * number, row=0, array=values, bands=(1,), complete=True)
        for number, values in enumerate(rng.lognormal(5, 4, (40, 1, 64, 64)).astype("float32"))
    ]
    request = StatisticsRequest(bands=(1,), percentiles=(2.0, 50.0, 98.0), bins=10)

    found = [band_statistics(request, [patches[i] for i in rng.permutation(40)], (1,), model)[0] for _ in range(20)]

    assert found == [found[0]] * 20
    every = np.concatenate([patch.array.ravel() for patch in patches]).astype("float64")
    assert found[0].mean == pytest.approx(every.mean(), rel=1e-12)
    assert found[0].stdev == pytest.approx(every.std(), rel=1e-12)
    assert (found[0].minimum, found[0].maximum, found[0].count) == (every.min(), every.max(), every.size)
    assert found[0].percentiles == pytest.approx(np.percentile(every, (2, 50, 98)))
