"""GDAL twins of mosaics: what GDAL reads of them is what the mosaic shows."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from data.fixtures import imagery
from data.scenes import LEFT, MASKS, PIXEL_M, TOP, Image, write_document, write_image
from rasterio.windows import Window

from mosaic_qgis.backends.file import FileStore
from mosaic_qgis.batch import twin_images, twin_vrt
from mosaic_qgis.batch.mosaics import Source, forget, opened
from mosaic_qgis.batch.runner import WorkCancelled
from mosaic_qgis.batch.twin import TwinWish, WrittenTwin, write_twin
from mosaic_qgis.batch.twin_images import gdal_name, one_order
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadRequestError,
    MosaicExistsError,
    MosaicNotFoundError,
    UnsupportedError,
    UntrustedReferenceError,
)
from mosaic_qgis.reading.values import Patch, ReadRequest, pixel_dtype

__all__ = ["imagery"]
KINDS = ("t.vrt", "t.gti.gpkg")
kinds = pytest.mark.parametrize("name", KINDS)


def scene(folder: Path, *images: Image, **keys) -> Source:
    paths = [write_image(folder / f"{number}.tif", image, number) for number, image in enumerate(images)]
    return Source(uri=str(write_document(folder, paths, **keys)))


def twin(source: Source, path: Path, **wishes) -> WrittenTwin:
    return write_twin(source, TwinWish(file=str(path), **wishes))


def shown(source: Source, path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What GDAL reads of a twin (with its mask as alpha where the mosaic has alpha), what the mosaic shows there, valid pixels."""
    with rasterio.open(path) as dataset, opened(source) as layer:
        got = dataset.read()
        model = layer.description.model
        if model.with_alpha and dataset.count < len(model.bands):
            got = np.concatenate([got, dataset.read_masks(1)[None].astype(got.dtype)])
        expected = np.full(
            got.shape,
            0 if model.nodata is None else model.nodata,
            dtype=pixel_dtype([np.dtype(band.dtype) for band in model.bands]),
        )

        def put(patch: Patch) -> None:
            _, height, width = patch.array.shape
            expected[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array

        extent = (dataset.bounds.left, dataset.bounds.bottom, dataset.bounds.right, dataset.bounds.top)
        assert layer.description.crs_authority == f"EPSG:{dataset.crs.to_epsg()}"
        request = ReadRequest(extent=extent, width=dataset.width, height=dataset.height, is_whole=True)
        layer.read(request, put, lambda: False)
        if model.with_alpha:
            valid = expected[-1] > 0
        elif model.nodata is not None and math.isnan(model.nodata):
            valid = ~np.isnan(expected[0])
        else:
            valid = (expected != model.nodata).any(axis=0)
        assert [band.description or band.name for band in model.bands][: dataset.count] == list(dataset.descriptions)
        assert dataset.nodata == model.nodata or (model.nodata is not None and math.isnan(model.nodata))
    forget(source)
    return got, expected, valid


# Pixels


@kinds
@pytest.mark.parametrize("mask", MASKS)
def test_pixels_are_exactly_those_of_the_mosaic(tmp_path, name, mask):
    image = Image(dtype="float32" if mask == "nan" else "uint8", mask=mask)
    source = scene(tmp_path, image, image, image)
    made = twin(source, tmp_path / name)
    assert (made.images, made.crs, made.resolution, made.skipped) == (3, "EPSG:3857", PIXEL_M, ())
    assert made.notes == ()
    got, expected, valid = shown(source, tmp_path / name)
    assert valid.any() and not valid.all()
    if mask in ("none", "mask", "msk", "alpha"):
        assert ((got[-1] > 0) == valid).all()
        assert (got[:-1][:, valid] == expected[:-1][:, valid]).all()
    else:
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize(
    ("kind", "name", "share"),
    [
        *((kind, "t.vrt", 0.99) for kind in ("rgb", "float32", "jpeg_mask", "rgba", "palette")),
        *((kind, "t.gti.gpkg", 0.92) for kind in ("uint16", "jpeg_mask", "palette")),
    ],
)
def test_images_of_two_zones_are_warped(imagery, tmp_path, kind, name, share):
    source = Source(uri=str(imagery / kind / "mosaic.json"))
    made = twin(source, tmp_path / name)
    assert made.notes == ("warped",) and made.images == 7
    got, expected, _ = shown(source, tmp_path / name)
    same = ((got == expected) | ((got != got) & (expected != expected))).all(axis=0)
    # Where a pixel's centre falls between two pixels of an image, either may be taken; GTI warps with GDAL's usual tolerance.
    assert same.mean() > share, same.mean()
    if kind == "palette":
        with rasterio.open(tmp_path / name) as dataset, rasterio.open(imagery / kind / "z32_r0_c0.tif") as image:
            colors = dataset.colormap(1)
            assert all(colors[value] == color for value, color in image.colormap(1).items() if value in range(6))


@kinds
def test_bands_are_the_layers(tmp_path, name):
    source = scene(tmp_path, Image(mask="nodata"), Image(mask="nodata"))
    chosen = Source(uri=source.uri, options={"indexes": "3,1"})
    twin(chosen, tmp_path / name)
    got, expected, _ = shown(chosen, tmp_path / name)
    assert len(got) == 2
    assert (got == expected).all()


@kinds
def test_a_nodata_value_of_the_layer_counts(tmp_path, name):
    values = np.full((1, 150, 150), 7, np.uint8)
    values[:, :50] = 9
    source = scene(tmp_path, Image(count=1, mask="none", values=values), Image(count=1, mask="none"))
    chosen = Source(uri=source.uri, options={"nodata": "9"})
    twin(chosen, tmp_path / name)
    got, expected, valid = shown(chosen, tmp_path / name)
    assert valid.any() and (got[0][valid] == expected[0][valid]).all()


@kinds
def test_overlaps_show_the_first_image(tmp_path, name):
    images = [Image(mask="none", count=1, values=np.full((1, 150, 150), value, np.uint8)) for value in (1, 2, 3)]
    source = scene(tmp_path, *images)
    twin(source, tmp_path / name)
    with rasterio.open(tmp_path / name) as dataset:
        row, col = dataset.index(LEFT + 120 * PIXEL_M, TOP - 120 * PIXEL_M)
        assert dataset.read(1, window=Window(col, row, 1, 1)).item() == 1
        assert set(np.unique(dataset.read(1))) == {0, 1, 2, 3}
    turned = Source(uri=source.uri, options={"first": str(tmp_path / "2.tif")})
    twin(turned, tmp_path / name, overwrite=True)
    with rasterio.open(tmp_path / name) as dataset:
        assert dataset.read(1, window=Window(col, row, 1, 1)).item() == 3
    few = Source(uri=source.uri, options={"exclude": str(tmp_path / "0.tif")})
    assert twin(few, tmp_path / name, overwrite=True).images == 2


@kinds
def test_small_scales_read_the_overviews(imagery, tmp_path, name):
    source = Source(uri=str(imagery / "uint16" / "mosaic.json"))
    twin(source, tmp_path / name)
    with rasterio.open(tmp_path / name) as dataset:
        small, whole = dataset.read(1, out_shape=(100, 180)), dataset.read(1)
    assert abs(small[small > 0].mean() - whole[whole > 0].mean()) < 0.02 * whole[whole > 0].mean()
    assert abs((small > 0).mean() - (whole > 0).mean()) < 0.02


def test_gdals_own_programs_read_a_vrt(tmp_path):
    source = scene(tmp_path, Image(mask="alpha"), Image(mask="alpha"))
    twin(source, tmp_path / "t.vrt")
    told = json.loads(
        subprocess.run(["gdalinfo", "-json", "t.vrt"], cwd=tmp_path, check=True, capture_output=True).stdout
    )
    assert [band["colorInterpretation"] for band in told["bands"]] == ["Red", "Green", "Blue", "Alpha"]
    subprocess.run(["gdal_translate", "-q", "t.vrt", "t.tif"], cwd=tmp_path, check=True)
    got, expected, valid = shown(source, tmp_path / "t.vrt")
    with rasterio.open(tmp_path / "t.tif") as copied:
        assert (copied.read() == got).all()
    assert (got[:-1][:, valid] == expected[:-1][:, valid]).all()


def test_images_in_degrees_lie_where_they_are(tmp_path):
    keys = {"crs": "EPSG:4326", "transform": Affine(0.001, 0, 11, 0, -0.001, 47)}
    source = scene(tmp_path, Image(mask="none", profile=keys))
    for name in KINDS:
        made = twin(source, tmp_path / name)
        assert made.crs == "EPSG:4326" and (made.width, made.height) == (150, 150)
        with rasterio.open(tmp_path / name) as dataset, rasterio.open(tmp_path / "0.tif") as image:
            assert dataset.transform.almost_equals(image.transform, 1e-9)
            assert (dataset.read()[:3] == image.read()).all()
    told = subprocess.run(["gdallocationinfo", "-valonly", "-wgs84", "t.vrt", "11.0005", "46.9995"], cwd=tmp_path, check=True,
                          capture_output=True, text=True).stdout.split()  # fmt: skip
    with rasterio.open(tmp_path / "0.tif") as image:
        assert list(map(int, told[:3])) == image.read()[:, 0, 0].tolist()


def test_odd_images_are_warped(imagery, tmp_path):
    for name in ("south_up", "rotated", "control_points", "no_overviews"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(imagery / "odd" / f"{name}.tif", folder / "0.tif")
        with rasterio.open(imagery / "odd" / "no_overviews.tif") as plain:
            shutil.copy(plain.name, folder / "plain.tif")
        path = write_document(folder, [folder / "plain.tif"])
        path.write_text(path.read_text().replace("plain.tif", "0.tif"))
        made = twin(Source(uri=str(path)), folder / "t.vrt", crs="EPSG:3857", resolution=30.0)
        got, expected, valid = shown(Source(uri=str(path)), folder / "t.vrt")
        assert made.images == 1 and valid.any()
        assert (got == expected).all(axis=0)[valid].mean() > 0.97, name


def test_any_crs_and_resolution(tmp_path):
    source = scene(tmp_path, Image(mask="nodata"))
    made = twin(source, tmp_path / "t.vrt", crs="EPSG:32632", resolution=10.0)
    assert made.crs == "EPSG:32632" and made.resolution == 10 and "warped" in made.notes
    coarse = twin(source, tmp_path / "c.vrt", resolution=100.0)
    assert coarse.resolution == 100 and (coarse.width, coarse.height) == (38, 38)
    with rasterio.open(tmp_path / "t.vrt") as dataset:
        assert dataset.read(1).any()
        assert dataset.transform.c % 10 == 0 and dataset.transform.f % 10 == 0


def test_a_grid_that_goes_far_beyond_the_images(imagery, tmp_path):
    source = Source(uri=str(imagery / "rgb" / "mosaic.json"), options={"tms": "WorldCRS84Quad"})
    made = twin(source, tmp_path / "t.vrt")
    # Images of 30 m.
    assert 0.0001 < made.resolution < 0.0004


# Names


def test_a_twin_moves_with_its_images(tmp_path):
    (tmp_path / "a" / "images").mkdir(parents=True)
    paths = [write_image(tmp_path / "a" / "images" / "0.tif", Image(mask="nodata"))]
    source = Source(uri=str(write_document(tmp_path / "a", paths)))
    for name in KINDS:
        twin(source, tmp_path / "a" / name)
        with rasterio.open(tmp_path / "a" / name) as dataset:
            before = dataset.read()
        (tmp_path / "a").rename(tmp_path / "b")
        with rasterio.open(tmp_path / "b" / name) as dataset:
            assert before.any() and (dataset.read() == before).all()
        (tmp_path / "b").rename(tmp_path / "a")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/data/a.tif", "/data/a.tif"),
        ("https://host/a.tif", "/vsicurl/https://host/a.tif"),
        ("https://user:geheim@host/a.tif?X-Amz-Signature=geheim&v=2", "/vsicurl/https://host/a.tif?v=2"),
        ("https://x.blob.core.windows.net/c/a.tif?sv=1&sig=geheim", "/vsicurl/https://x.blob.core.windows.net/c/a.tif?sv=1"),
        ("s3://bucket/a b.tif", "/vsis3/bucket/a b.tif"),
        ("gs://bucket/a.tif", "/vsigs/bucket/a.tif"),
        ("az://container/a.tif#account", "/vsiaz/container/a.tif"),
        ("/vsicurl?url=https%3A%2F%2Fhost%2Fa.tif&header.Authorization=geheim", "/vsicurl/https://host/a.tif"),
    ],
)  # fmt: skip
def test_names_hold_no_secrets(href, expected):
    name = gdal_name(href)
    assert "geheim" not in name
    assert name == expected or name.startswith(expected.partition("?")[0])


@pytest.mark.parametrize(
    ("lists", "expected", "is_one"),
    [
        ([], [], True),
        ([["a", "b"], ["b", "c"], ["a", "c"]], ["a", "b", "c"], True),
        ([["b", "c"], ["a", "b"]], ["a", "b", "c"], True),
        ([["a"], ["b"], ["a", "a"]], ["a", "b"], True),
        ([["a", "b"], ["b", "a"], ["b", "c"]], ["a", "b", "c"], False),
        ([["a", "b", "c"], ["c", "a"]], ["a", "b", "c"], False),
    ],
)
def test_one_order_for_all_tiles(lists, expected, is_one):
    assert one_order(lists) == (expected, is_one)


def test_another_order_in_some_tiles_is_told(tmp_path):
    source = scene(tmp_path, Image(mask="none"), Image(mask="none"))
    path = Path(source.uri)
    document = json.loads(path.read_text())
    quadkey, names = next(iter(document["tiles"].items()))
    document["tiles"] = {quadkey + "0": names, quadkey + "1": names[::-1]}
    path.write_text(json.dumps({**document, "minzoom": 9, "quadkey_zoom": 10}))
    assert twin(source, tmp_path / "t.vrt").notes == ("order",)
    chosen = Source(uri=source.uri, options={"pixel_selection": "mean"})
    assert twin(chosen, tmp_path / "u.vrt").notes == ("order", "selection")


def test_images_of_several_files_are_put_together(tmp_path):
    for number, name in enumerate(("red", "nir")):
        write_image(tmp_path / f"{name}.tif", Image(dtype="uint16", count=1, mask="nodata", low=number * 1000 + 1, high=number * 1000 + 900))  # fmt: skip
    path = write_document(tmp_path, [tmp_path / "red.tif"])
    document = json.loads(path.read_text())
    document["tiles"] = {quadkey: ["https://api/item"] for quadkey in document["tiles"]}
    files = [{"href": str(tmp_path / "red.tif")}, {"href": str(tmp_path / "nir.tif")}]
    document["stacks"] = {"bands": [{"name": "red"}, {"name": "nir"}], "images": {"https://api/item": files}}
    path.write_text(json.dumps(document))
    source = Source(uri=str(path))
    for name in KINDS:
        twin(source, tmp_path / name)
        got, expected, _ = shown(source, tmp_path / name)
        assert (got == expected).all() and got[1].max() > 1000 > got[0].max() > 0


# What goes wrong


@pytest.mark.parametrize(
    ("wishes", "error", "words"),
    [
        ({"file": "t.tif"}, BadRequestError, "ends in"),
        ({"resolution": 0.0}, BadRequestError, "above 0"),
        ({"resolution": 1e-9}, BadRequestError, "coarser resolution"),
        ({"crs": "EPSG:1"}, BadRequestError, "that PROJ knows"),
        ({"crs": "IAU_2015:30100"}, BadRequestError, "another planet"),
        ({"file": "no/t.vrt"}, MosaicNotFoundError, "does not exist"),
    ],
)
def test_wishes_that_make_no_sense(tmp_path, wishes, error, words):
    (tmp_path / "scene").mkdir()
    source = scene(tmp_path / "scene", Image())
    with pytest.raises(error, match=words):
        write_twin(source, TwinWish(**{**wishes, "file": str(tmp_path / wishes.get("file", "t.vrt"))}))
    assert [entry.name for entry in tmp_path.iterdir()] == ["scene"]


@pytest.mark.parametrize("options", [{"expression": "b1*2"}, {"unscale": "yes"}])
def test_what_a_twin_cannot_say(tmp_path, options):
    source = scene(tmp_path, Image())
    with pytest.raises(UnsupportedError, match="names images as they are"):
        twin(Source(uri=source.uri, options=options), tmp_path / "t.vrt")


def test_too_many_images_for_a_vrt(tmp_path, monkeypatch):
    monkeypatch.setattr(twin_vrt, "MOST_IMAGES", 1)
    source = scene(tmp_path, Image(), Image())
    with pytest.raises(BadRequestError, match=r"write a \.gti\.gpkg"):
        twin(source, tmp_path / "t.vrt")
    assert twin(source, tmp_path / "t.gti.gpkg").images == 2


@kinds
def test_what_is_there_stays_and_cancelled_work_leaves_nothing(tmp_path, name):
    (tmp_path / "scene").mkdir()
    source = scene(tmp_path / "scene", Image())
    (tmp_path / name).write_text("precious")
    with pytest.raises(MosaicExistsError):
        twin(source, tmp_path / name)
    reports = []
    with pytest.raises(WorkCancelled):
        write_twin(source, TwinWish(file=str(tmp_path / name), overwrite=True),
                   report=lambda *news: reports.append(news), cancelled=lambda: ("writing" in dict(map(reversed, reports))))  # fmt: skip
    assert (tmp_path / name).read_text() == "precious"
    twin(source, tmp_path / name, overwrite=True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(["scene", name])


def test_the_same_mosaic_makes_the_same_file(tmp_path):
    source = scene(tmp_path, Image(), Image())
    for name in KINDS:
        twin(source, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        twin(source, tmp_path / name, overwrite=True)
        assert (tmp_path / name).read_bytes() == first


def test_images_that_do_not_fit_are_named_or_left_out(tmp_path):
    source = scene(tmp_path, Image(), Image(), Image(dtype="float32", count=1))
    (tmp_path / "1.tif").write_bytes(b"II*\0 no image")
    with pytest.raises(BadAssetError, match=r"1\.tif.*left out"):
        twin(source, tmp_path / "t.vrt")
    made = twin(source, tmp_path / "t.vrt", skips_broken=True)
    assert (made.images, len(made.skipped)) == (1, 2)


def test_a_document_from_elsewhere_opens_no_file_of_this_machine(tmp_path, monkeypatch):
    source = scene(tmp_path, Image(), Image())
    path = Path(source.uri)
    # As a name that only a document of this machine may have.
    path.write_text(path.read_text().replace(str(tmp_path / "1.tif"), (tmp_path / "1.tif").as_uri()))
    assert twin(source, tmp_path / "t.vrt").images == 2
    monkeypatch.setattr(FileStore, "is_remote", True)
    with pytest.raises(UntrustedReferenceError, match="files of this computer"):
        twin(source, tmp_path / "u.vrt")
    made = twin(source, tmp_path / "u.vrt", skips_broken=True)
    assert made.images == 1 and [failure.code for failure in made.skipped] == ["untrusted"]
    assert "1.tif" not in (tmp_path / "u.vrt").read_text()


def test_images_in_several_files_can_be_left_while_they_keep_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    ended: list[object] = []

    def silent(source: Any) -> str:
        gate.wait(20)
        ended.append(source)
        return ""

    monkeypatch.setattr(twin_images, "_stack", silent)
    sources: Any = {"a": "A", "b": "B"}
    try:
        with pytest.raises(WorkCancelled):
            twin_images._stacks(sources, {}, lambda: True)
        assert not ended
    finally:
        gate.set()
