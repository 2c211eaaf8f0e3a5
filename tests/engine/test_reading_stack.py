"""Images that are spread over several files, read as one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from catalogs.items import collection_of, item_of_image
from catalogs.scenes import EPSG, PIXEL_M, SIZE_PX, Scene, make_scene
from rasterio.io import DatasetReader
from rasterio.transform import from_origin
from servers.nginx import NginxServer
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.bands import BandSource
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import BadAssetError, MosaicNotFoundError
from mosaic_qgis.reading import warping
from mosaic_qgis.reading.layer import MosaicLayer
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.pool import DatasetPool, image_source
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.stack import look_at_bands, stack_document
from mosaic_qgis.reading.values import Patch, ReadRequest, StatisticsRequest

ORDER = ("B04", "B03", "B02")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"), 0)


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    forget_items()
    made = ReadingResources()
    yield made
    made.close()


def sources(scene: Scene, *keys: str) -> tuple[BandSource, ...]:
    return tuple(BandSource(href=str(scene.files[key]), band_1based=1, name=key) for key in keys)


def write(path: Path, pixels: np.ndarray, transform: Affine, epsg: int = EPSG, **profile: object) -> BandSource:
    height, width = pixels.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=height, width=width, dtype=pixels.dtype.name,
        crs=f"EPSG:{epsg}", transform=transform, **profile,
    ) as out:  # fmt: skip
        out.write(pixels, 1)
    return BandSource(href=str(path), band_1based=1, name=path.stem)


@contextmanager
def stacked(*bands: BandSource) -> Iterator[DatasetReader]:
    with DatasetPool().borrow(image_source("scene", {}, bands)) as dataset:
        yield dataset


def test_bands_side_by_side(scene: Scene) -> None:
    with stacked(*sources(scene, *ORDER)) as dataset:
        assert (dataset.count, dataset.width, dataset.height) == (3, SIZE_PX, SIZE_PX)
        assert dataset.crs.to_epsg() == EPSG
        assert dataset.transform == Affine(PIXEL_M, 0, scene.west_m, 0, -PIXEL_M, 5_000_000)
        assert dataset.descriptions == ORDER
        assert dataset.nodata == 0
        assert [color.name for color in dataset.colorinterp] == ["red", "green", "blue"]
        assert dataset.overviews(1) == [2, 4]
        for shape in ((SIZE_PX, SIZE_PX), (SIZE_PX // 4, SIZE_PX // 4)):
            pixels = dataset.read(out_shape=(3, *shape))
            assert [np.unique(band).tolist() for band in pixels] == [[scene.values[key]] for key in ORDER]


def test_band_of_a_file_with_several(scene: Scene) -> None:
    second = BandSource(href=str(scene.files["visual"]), band_1based=2, name="green")
    with stacked(second, second, *sources(scene, "B02")) as dataset:
        values = [scene.values[key] for key in ("B03", "B03", "B02")]
        assert dataset.read()[:, 5, 5].tolist() == values
    with (
        pytest.raises(BadAssetError, match="has 3 bands, band 4"),
        stacked(BandSource(href=str(scene.files["visual"]), band_1based=4, name="x")),
    ):
        pass


def test_coarse_pixels_are_repeated_in_their_place(tmp_path: Path) -> None:
    fine = np.arange(64, dtype="uint8").reshape(8, 8)
    coarse = np.arange(16, dtype="uint8").reshape(4, 4)
    bands = (
        write(tmp_path / "coarse.tif", coarse, from_origin(500_000, 5_000_000, 20, 20)),
        write(tmp_path / "fine.tif", fine, from_origin(500_000, 5_000_000, 10, 10)),
    )
    with stacked(*bands) as dataset:
        pixels = dataset.read()
    assert pixels[1].tolist() == fine.tolist()
    assert pixels[0].tolist() == np.repeat(np.repeat(coarse, 2, axis=0), 2, axis=1).tolist()


def test_file_that_covers_less(tmp_path: Path) -> None:
    whole = np.full((8, 8), 7, dtype="int16")
    part = np.full((4, 4), 9, dtype="int16")
    bands = (
        write(tmp_path / "whole.tif", whole, from_origin(500_000, 5_000_000, 10, 10), nodata=-1),
        write(tmp_path / "part.tif", part, from_origin(500_020, 4_999_970, 10, 10), nodata=-1),
    )
    with stacked(*bands) as dataset:
        expected = np.full((8, 8), -1)
        expected[3:7, 2:6] = 9
        assert dataset.read(2).tolist() == expected.tolist()


def test_different_types_nodata_and_scales(tmp_path: Path) -> None:
    place = from_origin(500_000, 5_000_000, 10, 10)
    bands = (
        write(tmp_path / "a.tif", np.full((4, 4), 3, dtype="uint16"), place, nodata=65535),
        write(tmp_path / "b.tif", np.full((4, 4), 0.5, dtype="float32"), place, nodata=float("nan")),
        write(tmp_path / "ü & <c>.tif", np.full((4, 4), -3, dtype="int8"), place),
    )
    with rasterio.open(bands[0].href, "r+") as dataset:
        dataset.scales, dataset.offsets, dataset.units = (0.0001,), (-0.1,), ("µm",)
    with stacked(*bands) as dataset:
        assert dataset.dtypes == ("float32",) * 3
        assert (dataset.nodatavals[0], dataset.nodatavals[2]) == (65535, None)
        assert np.isnan(dataset.nodatavals[1])
        assert (dataset.scales[0], dataset.offsets[0], dataset.units[0]) == (0.0001, -0.1, "µm")
        assert dataset.read()[:, 0, 0].tolist() == [3, 0.5, -3]


def test_mask_of_the_finest_file(tmp_path: Path) -> None:
    band = write(tmp_path / "a.tif", np.full((4, 4), 3, dtype="uint8"), from_origin(500_000, 5_000_000, 10, 10))
    valid = np.eye(4, dtype=bool)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(band.href, "r+") as dataset:
        dataset.write_mask(valid)
    with stacked(band, band) as dataset:
        assert dataset.read_masks(2).astype(bool).tolist() == valid.tolist()


def test_files_that_do_not_fit_together(tmp_path: Path, scene: Scene) -> None:
    other = write(
        tmp_path / "a.tif", np.zeros((4, 4), dtype="uint8"), from_origin(500_000, 5_000_000, 10, 10), epsg=32633
    )
    with pytest.raises(BadAssetError, match="one coordinate reference system"), stacked(*sources(scene, "B02"), other):
        pass


def test_missing_file(tmp_path: Path, scene: Scene) -> None:
    gone = BandSource(href=str(tmp_path / "gone.tif"), band_1based=1, name="x")
    with pytest.raises(MosaicNotFoundError, match=r"gone\.tif"):
        image_source("scene", {}, (*sources(scene, "B02"), gone))


def test_changed_file_is_another_image(tmp_path: Path) -> None:
    band = write(tmp_path / "a.tif", np.zeros((4, 4), dtype="uint8"), from_origin(500_000, 5_000_000, 10, 10))
    before = image_source("scene", {}, (band,))
    write(tmp_path / "a.tif", np.zeros((9, 9), dtype="uint8"), from_origin(500_000, 5_000_000, 10, 10))
    assert image_source("scene", {}, (band,)) != before


def test_document_is_made_once(scene: Scene) -> None:
    opened = []

    @contextmanager
    def opener(href: str) -> Iterator[DatasetReader]:
        opened.append(href)
        with rasterio.open(href) as dataset:
            yield dataset

    bands = look_at_bands((*sources(scene, *ORDER), *sources(scene, "B02")), opener)
    assert len(opened) == 3
    assert [band.source.name for band in bands] == [*ORDER, "B02"]
    assert stack_document(bands) == stack_document(bands)


@pytest.mark.parametrize("resampling", ["nearest", "bilinear"])
def test_layer_of_three_assets(scene: Scene, tmp_path: Path, resources: ReadingResources, resampling: str) -> None:
    second = make_scene(tmp_path, 1)
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(scene.item(), second.item())))
    with open_backend(f"stac+{path.as_uri()}", {"assets": ",".join(ORDER)}) as backend:
        layer = MosaicLayer(backend, ReadingOptions(), resources)
        assert [band.name for band in layer.description.model.bands] == list(ORDER)
        assert [band.color for band in layer.description.model.bands] == ["red", "green", "blue"]
        west, south, east, north = layer.description.extent
        patches: list[Patch] = []
        request = ReadRequest(extent=(west, south, east, north), width=200, height=100, resampling=resampling)
        report = layer.read(request, patches.append, lambda: False)
        assert (report.complete, report.skipped, report.assets) == (True, (), 2)
        pixels = np.zeros((3, 100, 200), dtype="uint16")
        for patch in patches:
            height, width = patch.array.shape[1:]
            pixels[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array
        for band, key in enumerate(ORDER):
            assert set(np.unique(pixels[band])) <= {0, scene.values[key], second.values[key]}
        # The first scene lies on top of the second one.
        assert pixels[:, 50, 60].tolist() == [scene.values[key] for key in ORDER]
        assert pixels[:, 50, 150].tolist() == [second.values[key] for key in ORDER]
        found = layer.identify((west * 3 + east) / 4, (south + north) / 2, lambda: False)
        assert found.values == tuple(scene.values[key] for key in ORDER)
        assert found.assets[0].name == "scene-0"
        (statistics,) = layer.statistics(StatisticsRequest(bands=(1,)), lambda: False)
        assert (statistics.minimum, statistics.maximum) == (scene.values["B04"], second.values["B04"])


def test_layer_of_remote_files(
    scene: Scene, nginx_server: NginxServer, scripted_server: ScriptedServer, resources: ReadingResources
) -> None:
    for path in scene.files.values():
        (nginx_server.files / path.name).write_bytes(path.read_bytes())
    gone = scene.item(f"{nginx_server.url}/{{name}}") | {"id": "gone"}
    gone["links"] = []
    gone["assets"] = {key: {**asset, "href": asset["href"] + ".gone"} for key, asset in gone["assets"].items()}
    page = collection_of(gone, scene.item(f"{nginx_server.url}/{{name}}"))
    url = scripted_server.script("/search", Answer.of_json(page))
    with open_backend(f"stac+{url}", {"assets": "B04,B02", "max_items": "5"}) as backend:
        layer = MosaicLayer(backend, ReadingOptions(), resources)
        patches: list[Patch] = []
        request = ReadRequest(extent=layer.description.extent, width=64, height=64)
        report = layer.read(request, patches.append, lambda: False)
        (failure,) = report.skipped
        assert (failure.code, failure.asset) == ("not_found", "gone")
        assert f"{scene.files['B04'].name}.gone" in failure.message
        assert {tuple(patch.array[:, 20, 20].tolist()) for patch in patches if patch.array.shape[1] > 20} == {
            (scene.values["B04"], scene.values["B02"])
        }


@pytest.mark.parametrize("resampling", ["nearest", "bilinear", "average"])
def test_every_file_keeps_its_nodata(
    tmp_path: Path, resources: ReadingResources, monkeypatch: pytest.MonkeyPatch, resampling: str
) -> None:
    """In all resamplings: bands with several nodata values are what each of the files is alone."""
    # A stack is cut into other parts than a file, and GDAL interpolates the projection along the rows of a part. What it
    # errs by, a thousandth of a pixel, turns the rounding of 1 value in 100 and, beside nodata, takes the neighbour.
    monkeypatch.setattr(warping, "TOLERANCE_PX", warping.EXACT_PX)
    rng = np.random.default_rng(5)
    place, shape = from_origin(500_000, 5_000_000, 10, 10), (80, 80)
    # Not 60: every third pixel would lie on the edge between two of the file's.
    width, height = 61, 59
    files = {}
    for key, nodata in (("A", 0), ("B", 255), ("C", 0)):
        pixels = np.where(rng.random(shape) < 0.2, nodata, rng.integers(100, 140, shape)).astype("uint8")
        files[key] = Path(write(tmp_path / f"{key}.tif", pixels, place, nodata=nodata).href)
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(item_of_image(files["A"], "one", {k: str(v) for k, v in files.items()}))))

    def drawn(assets: str) -> tuple[np.ndarray, np.ndarray]:
        """Values, 0 without data, and where data is."""
        forget_items()
        with open_backend(f"stac+{path.as_uri()}", {"assets": assets}) as backend:
            layer = MosaicLayer(backend, ReadingOptions.from_strings({"expression": EXPRESSIONS[assets]}), resources)
            patches: list[Patch] = []
            request = ReadRequest(extent=layer.description.extent, width=width, height=height, resampling=resampling)
            layer.read(request, patches.append, lambda: False)
            whole = np.full((len(layer.description.model.bands), height, width), np.nan, "float32")
            for patch in patches:
                rows, cols = patch.array.shape[1:]
                whole[:, patch.row : patch.row + rows, patch.col : patch.col + cols] = patch.array
        return np.nan_to_num(whole), np.isfinite(whole)

    together = drawn("A,B,C")
    for place_in_stack, key in enumerate("ABC"):
        alone = drawn(key)
        both = together[1][place_in_stack] & alone[1][0]
        assert (together[1][place_in_stack] == alone[1][0]).mean() > 0.999
        difference = np.abs(together[0][place_in_stack] - alone[0][0])[both]
        assert difference.max() <= 1 and (difference == 0).mean() > 0.999
        # No nodata value bleeds into the values beside it.
        assert 99 <= together[0][place_in_stack][both].min()
        assert together[0][place_in_stack][both].max() <= 140
        assert 0.5 < both.mean() < 1


EXPRESSIONS = {"A,B,C": "b1;b2;b3", "A": "b1", "B": "b1", "C": "b1"}
