"""Mosaics of images that somebody points at: files, folders of all stores, lists; recipes; what cannot be made."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import morecantile
import numpy
import pytest
import rasterio
from affine import Affine
from morecantile import Tile
from rasterio.transform import from_bounds, from_origin
from rio_tiler.io import Reader
from servers.azurite import ACCOUNT_KEY
from servers.ranges import serving
from stores.documents import make_cog
from stores.kinds import AzureKind, FileKind, GcsKind, S3Kind, SQLiteKind, StoreKind

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.gathered_mosaic import Wanted
from mosaic_qgis.backends.image_folders import ImageFolder, images_in
from mosaic_qgis.backends.making import MadeMosaic, MakingCancelled
from mosaic_qgis.backends.named_images import images_named_in
from mosaic_qgis.batch.creation import Making, make_mosaic
from mosaic_qgis.batch.image_looks import ImageTask, look_at_images, size_of_tasks, tasks_of
from mosaic_qgis.mosaic.errors import (
    BadAssetError,
    BadRequestError,
    MosaicAuthError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    MultipleDataTypeError,
    NoAssetFoundError,
    ReadOnlyMosaicError,
    UnsupportedError,
    UntrustedReferenceError,
)
from mosaic_qgis.mosaic.footprints import outline_of
from mosaic_qgis.mosaic.recipe import MosaicRecipe
from mosaic_qgis.reading.images import look_at
from mosaic_qgis.reading.placing import placed

ZOOM = 9
AT = Tile(270, 180, ZOOM)
TMS = morecantile.tms.get("WebMercatorQuad")
BOUND_S = 30
ENGINE_PYTHON = Path(__file__).parents[2] / "build" / "engine-python"


def make_image(path: Path, tile: Tile = AT, dtype: str = "uint8", crs: str | None = "EPSG:3857") -> str:
    """An image of 64 pixels that fills a tile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    placing = from_bounds(*TMS.xy_bounds(tile), 64, 64)
    with rasterio.open(
        path, "w", driver="GTiff", width=64, height=64, count=1, dtype=dtype, crs=crs, transform=placing
    ) as image:
        image.write(numpy.full((1, 64, 64), 7, dtype))
    return str(path)


def make(
    target: object,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    told: list[tuple[float | None, str]] | None = None,
    recipe: Mapping[str, Any] | None = None,
    credentials: Any = None,
    overwrite: bool = False,
    **making: Any,
) -> MadeMosaic:
    heard: list[tuple[float | None, str]] = [] if told is None else told
    wanted = Wanted(
        target=str(target), credentials=credentials, overwrite=overwrite, recipe=MosaicRecipe(**(recipe or {}))
    )
    made = make_mosaic(Making(wanted=wanted, **making), report=lambda *each: heard.append(each), cancelled=cancelled)
    fractions = [fraction for fraction, _ in heard if fraction is not None]
    assert fractions == sorted(fractions) and 0 <= fractions[0] and fractions[-1] <= 1
    return made


def document_of(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def names_in(document: Mapping[str, Any]) -> set[str]:
    return {name for names in document["tiles"].values() for name in names}


# Folders


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def below(folder: Path, **options: Any) -> list[str]:
    found = images_in(ImageFolder(uri=str(folder), **options))
    return [Path(each).relative_to(folder).as_posix() for each in found]


def test_a_folder_of_this_machine(tmp_path: Path) -> None:
    touch(tmp_path, "b.tif", "a.TIFF", "notes.txt", "b.tif.aux.xml", "deep/er/c.jp2", "deep/x_B04.tif", "ü &#/d.tif")
    assert below(tmp_path) == ["a.TIFF", "b.tif", "deep/er/c.jp2", "deep/x_B04.tif", "ü &#/d.tif"]
    assert below(tmp_path, is_recursive=False) == ["a.TIFF", "b.tif"]
    assert below(tmp_path, pattern="*_b04.tif; *.txt") == ["deep/x_B04.tif", "notes.txt"]
    assert below(tmp_path, pattern="deep/*.jp2") == ["deep/er/c.jp2"]
    assert below(tmp_path, pattern="?.tif") == ["b.tif", "ü &#/d.tif"]
    with pytest.raises(NoAssetFoundError, match=r"\*\.png"):
        below(tmp_path, pattern="*.png")
    with pytest.raises(NoAssetFoundError, match="not counted"):
        below(tmp_path / "deep" / "..", pattern="*.jp2", is_recursive=False)
    with pytest.raises(BadRequestError, match="pattern"):
        below(tmp_path, pattern=" ; ")
    with pytest.raises(MosaicNotFoundError):
        below(tmp_path / "none")
    with pytest.raises(MosaicError):
        below(tmp_path / "b.tif")


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.tif")
    (tmp_path / "in" / "out").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "gone.tif").symlink_to(tmp_path / "nowhere")
    assert below(tmp_path) == ["in/a.tif", "in/gone.tif"]


@pytest.mark.parametrize("kind_class", [S3Kind, GcsKind, AzureKind])
def test_folders_in_the_cloud(request: pytest.FixtureRequest, kind_class: type[StoreKind]) -> None:
    kind = kind_class(request)
    place = kind.new_place()
    for name in ("scenes/b.tif", "scenes/a ü#1.tif", "scenes/deep/c.tif", "scenes/notes.txt", "scenes2/d.tif", "e.tif"):
        kind.put(place.uri(name), b"x")
    folder = ImageFolder(uri=place.uri("scenes"))
    expected = [place.uri(f"scenes/{name}") for name in ("a ü#1.tif", "b.tif", "deep/c.tif")]
    assert images_in(folder, kind.credentials) == expected
    flat = ImageFolder(uri=place.uri("scenes/"), is_recursive=False)
    assert images_in(flat, kind.credentials) == expected[:2]
    whole = ImageFolder(uri=place.uri("").rstrip("/"), pattern="?.tif")
    found = images_in(whole, kind.credentials)
    assert found == [place.uri(name) for name in ("e.tif", "scenes/b.tif", "scenes/deep/c.tif", "scenes2/d.tif")]
    with pytest.raises(NoAssetFoundError):
        images_in(ImageFolder(uri=place.uri("nothing")), kind.credentials)
    with pytest.raises(MosaicError) as failure:
        images_in(ImageFolder(uri=kind.missing_place().rpartition("/")[0]), kind.credentials)
    assert failure.value.code in ("not_found", "auth")
    with pytest.raises(MosaicError) as failure:
        images_in(folder, kind.credentials, cancelled=lambda: True)
    assert failure.value.code == "cancelled"


@pytest.mark.parametrize("kind_class", [S3Kind, GcsKind, AzureKind])
def test_a_folder_of_many_pages(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kind_class: type[StoreKind]
) -> None:
    kind = kind_class(request)
    place = kind.new_place()
    monkeypatch.setattr("mosaic_qgis.backends.image_folders.PAGE_NAMES", 2)
    for name in "edcba":
        kind.put(place.uri(f"many/{name}.tif"), b"x")
    found = images_in(ImageFolder(uri=place.uri("many")), kind.credentials)
    assert found == [place.uri(f"many/{name}.tif") for name in "abcde"]


def test_a_folder_that_is_somebody_elses(request: pytest.FixtureRequest) -> None:
    kind = S3Kind(request)
    place = kind.new_place()
    kind.put(place.uri("a.tif"), b"x")
    login = {"method": "AWSS3", "config": {"username": "wrong", "password": "wr0ng-secret"}}
    endpoint = {"method": "MosaicAWS", "config": {
        "way": "key", "access_key": "wrong", "secret_key": "wr0ng-secret", "endpoint": kind.server.url,
    }}  # fmt: skip
    with pytest.raises(MosaicAuthError) as failure:
        make("/nowhere.json", folders=[ImageFolder(uri=place.uri(""))], login=endpoint)
    assert "wr0ng" not in str(failure.value) and "wr0ng" not in repr(Making(wanted=Wanted(target="x"), login=login))


def test_a_folder_without_images_can_be_left(tmp_path: Path) -> None:
    """However many folders there are in it: a caller is heard before each."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(MakingCancelled):
        images_in(ImageFolder(uri=str(tmp_path)), cancelled=lambda: True)


@pytest.mark.parametrize("uri", ["https://host/folder/", "s3://", "az://container/folder", "ftp://host/x"])
def test_places_that_are_no_folders(uri: str) -> None:
    with pytest.raises((UnsupportedError, BadRequestError), match="folder"):
        images_in(ImageFolder(uri=uri))


# Lists


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain.txt", '# my images\n\n a.tif \n"sub/b ü.tif"\r\nhttps://host/c.tif?x=1,2\n'),
        ("bom.txt", "\ufeffa.tif\nsub/b ü.tif\nhttps://host/c.tif?x=1,2"),
        ("t.csv", 'id;Path;note\n1;a.tif;x\n2;"sub/b ü.tif";\n3;;nothing\n4;https://host/c.tif?x=1,2;"y;z"\n'),
        ("t.tsv", "a.tif\t2020\nsub/b ü.tif\t2021\nhttps://host/c.tif?x=1,2\t2022\n"),
        ("no_header.csv", '1,a.tif\n2,sub/b ü.tif\n3,"https://host/c.tif?x=1,2"\n'),
        ("one.csv", 'location\na.tif\nsub/b ü.tif\n"https://host/c.tif?x=1,2"\n'),
        ("table.txt", 'date,location\n2020,a.tif\n2021,sub/b ü.tif\n2022,"https://host/c.tif?x=1,2"\n'),
    ],
)
def test_lists_of_all_kinds(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    expected = [str(tmp_path / "a.tif"), str(tmp_path / "sub" / "b ü.tif"), "https://host/c.tif?x=1,2"]
    assert images_named_in(str(tmp_path / name)) == expected


def test_lists_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,quality\n1,good\n")
    with pytest.raises(BadRequestError, match="id, quality"):
        images_named_in(str(file))
    file.write_text("# nothing\n\n")
    with pytest.raises(NoAssetFoundError, match="names no image"):
        images_named_in(str(file))
    file.write_bytes("ä.tif".encode("latin-1"))
    with pytest.raises(BadRequestError, match="UTF-8"):
        images_named_in(str(file))
    with pytest.raises(MosaicNotFoundError):
        images_named_in(str(tmp_path / "none.txt"))


# Where images lie


PLACINGS = {
    "utm": ("EPSG:32632", from_origin(500_000, 5_200_000, 10, 10), (3000, 2000)),
    "turned": ("EPSG:32632", Affine.translation(5e5, 5e6) @ Affine.rotation(30) @ Affine.scale(10, -10), (700, 900)),
    "degrees": ("EPSG:4326", from_origin(10, 50, 1e-4, 2e-4), (4000, 1000)),
    "mercator": ("EPSG:3857", from_origin(1e6, 6e6, 38.2, 38.2), (512, 512)),
    "antimeridian": ("EPSG:32601", from_origin(200_000, 5_200_000, 30, 30), (7000, 7000)),
    "pole": ("EPSG:3413", from_origin(-2e6, 2e6, 1000, 1000), (4000, 4000)),
    "world": ("EPSG:4326", from_origin(-180, 90, 0.1, 0.1), (3600, 1800)),
}


@pytest.mark.parametrize("placing", PLACINGS)
@pytest.mark.parametrize("tms", ["WebMercatorQuad", "EuropeanETRS89_LAEAQuad"])
def test_images_lie_where_rio_tiler_has_them(tmp_path: Path, placing: str, tms: str) -> None:
    crs, transform, (width, height) = PLACINGS[placing]
    path = tmp_path / "a.tif"
    profile: dict[str, Any] = {"driver": "GTiff", "width": width, "height": height, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", crs=crs, transform=transform, SPARSE_OK=True, **profile):
        pass
    grid = morecantile.tms.get(tms)
    with Reader(str(path), tms=grid) as oracle:
        (image,) = placed([look_at(oracle.dataset, str(path))], grid)
        outline = outline_of(oracle.dataset, grid.rasterio_geographic_crs)
        zooms = oracle.minzoom, oracle.maxzoom
    assert image is not None and image.data_type == "uint8"
    if placing not in ("world", "pole", "turned"):
        # There rio-tiler goes by a box that is not the image's.
        assert (image.minzoom, image.maxzoom) == zooms
    assert image.outline.symmetric_difference(outline).area <= 1e-3 * outline.area


def test_tasks_have_all_images_in_their_order() -> None:
    for count in (1, 7, 8, 9, 1000, 5000):
        whole = ImageTask(images=tuple(f"/{number}.tif" for number in range(count)), document="/m.json")
        parts = list(tasks_of(whole))
        assert [image for part in parts for image in part.images] == list(whole.images)
        assert {len(part.images) for part in parts[:-1]} <= {size_of_tasks(count)}


def test_a_task_tells_what_is_wrong_with_which_image(tmp_path: Path) -> None:
    good = make_image(tmp_path / "good.tif")
    broken, lost = tmp_path / "broken.tif", make_image(tmp_path / "lost.tif", crs=None)
    broken.write_bytes(b"no image")
    images = (str(broken), good, str(tmp_path / "none.tif"), lost, good)
    found = look_at_images(ImageTask(images=images, document=str(tmp_path / "m.json")))
    assert [each.get("code") for each in found] == ["bad_asset", None, "not_found", "bad_asset", None]
    assert found[1] == found[4] and found[1]["data_type"] == "uint8"
    assert "coordinate reference system" in found[3]["message"]


def test_heads_only_one_request_for_each_image(tmp_path: Path) -> None:
    """Also many at a time, however many there are."""
    images = []
    with serving(tmp_path) as server:
        for number in range(40):
            if number < 4:
                make_cog(tmp_path / f"{number}.tif", 5 + number, 5, 6, (1, 2, 3))
            else:
                (tmp_path / f"{number}.tif").hardlink_to(tmp_path / f"{number % 4}.tif")
            images.append(f"{server.url}/{number}.tif")
        server.release.clear()

        def let_go() -> None:
            with server.lock:
                server.lock.wait_for(lambda: server.together >= 8, BOUND_S)
            server.release.set()

        waiting = threading.Thread(target=let_go)
        waiting.start()
        made = make(tmp_path / "m.json", files=images)
        waiting.join(BOUND_S)
        assert made.images == 40 and made.skipped == ()
        assert sorted(server.requests) == sorted(f"{number}.tif" for number in range(40))
        assert {each.method for each in server.asked} == {"GET"}
        assert all(each.range == "bytes=0-16383" for each in server.asked)
        assert server.most_together >= 8
    assert names_in(document_of(tmp_path / "m.json")) == set(images)


# Mosaics


def test_files_lists_and_folders_come_in_this_order(tmp_path: Path) -> None:
    first, second = make_image(tmp_path / "z.tif"), make_image(tmp_path / "listed" / "y.tif")
    make_image(tmp_path / "folder" / "b.tif")
    make_image(tmp_path / "folder" / "a.tif")
    (tmp_path / "list.txt").write_text("listed/y.tif\nz.tif\n")
    made = make(
        tmp_path / "m.mosaicjson.gz",
        files=[first, first],
        lists=[str(tmp_path / "list.txt")],
        folders=[ImageFolder(uri=str(tmp_path / "folder"))],
        recipe={"minzoom": ZOOM},
    )
    with MosaicBackend(str(tmp_path / "m.mosaicjson.gz")) as backend:
        assert backend.mosaic_def.tiles == {TMS.quadkey(AT): ["z.tif", "listed/y.tif", "folder/a.tif", "folder/b.tif"]}
        assert backend.mosaic_def.name == "m"
    assert (made.images, made.tiles, made.minzoom, made.skipped_count) == (4, 1, ZOOM, 0)
    assert Path(second).is_file()


def test_a_recipe(tmp_path: Path) -> None:
    images = [make_image(tmp_path / "in" / f"{number}.tif", Tile(AT.x + number, AT.y, ZOOM)) for number in range(2)]
    images.append(make_image(tmp_path / "in" / "all.tif", Tile(AT.x // 2, AT.y // 2, ZOOM - 1)))
    recipe = {
        "minzoom": 7,
        "maxzoom": 11,
        "quadkey_zoom": ZOOM,
        "minimum_tile_cover": 0.5,
        "tile_cover_sort": True,
        "maximum_items_per_tile": 1,
        "asset_prefix": f"{tmp_path}/in/",
        "name": "towns ü",
        "description": "all of them",
        "attribution": "me",
    }
    made = make(tmp_path / "m.json", files=images, recipe=recipe)
    document = document_of(tmp_path / "m.json")
    assert document["asset_prefix"] == f"{tmp_path}/in/"
    kept = {key: document[key] for key in ("name", "description", "attribution", "minzoom", "maxzoom", "quadkey_zoom")}
    assert kept == {**{key: recipe[key] for key in kept}}
    assert names_in(document) == {"0.tif", "1.tif", "all.tif"}
    assert {len(names) for names in document["tiles"].values()} == {1}
    assert made.images == 3
    with MosaicBackend(str(tmp_path / "m.json")) as backend:
        assert backend.assets_for_tile(AT.x, AT.y, ZOOM) == [images[0]]


def test_a_mosaic_in_another_grid(tmp_path: Path) -> None:
    make(tmp_path / "m.json", files=[make_image(tmp_path / "a.tif")], recipe={"tms": "EuropeanETRS89_LAEAQuad"})
    with MosaicBackend(str(tmp_path / "m.json"), tms=None) as backend:
        assert backend.mosaic_tms.id == "EuropeanETRS89_LAEAQuad"
    given = morecantile.tms.get("EuropeanETRS89_LAEAQuad").model_dump_json(exclude_none=True)
    make(tmp_path / "n.json", files=[str(tmp_path / "a.tif")], recipe={"tms": given, "name": "m"})
    assert document_of(tmp_path / "n.json") == document_of(tmp_path / "m.json")


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ({"minzoom": 9, "maxzoom": 5}, "9 and 5"),
        ({"minzoom": 31}, "31"),
        ({"tms": "NoSuchQuad"}, "WebMercatorQuad"),
        ({"tms": "{}"}, "tile matrix set"),
        ({"minimum_tile_cover": 1.5}, "1.5"),
        ({"maximum_items_per_tile": -1}, "-1"),
    ],
)
def test_recipes_that_make_no_sense(recipe: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequestError, match=words):
        MosaicRecipe(**recipe).tilematrixset  # noqa: B018 - some are looked at when they are needed


def test_a_grid_that_is_no_quadtree() -> None:
    with pytest.raises(UnsupportedError, match="quadtree"):
        MosaicRecipe(tms="WorldCRS84Quad")


def test_a_given_highest_zoom_counts(tmp_path: Path) -> None:
    image = make_image(tmp_path / "a.tif")
    made = make(tmp_path / "m.json", files=[image], recipe={"maxzoom": 4})
    assert (made.minzoom, made.maxzoom) == (4, 4)


@pytest.mark.parametrize("kind_class", [S3Kind, GcsKind, AzureKind, SQLiteKind])
def test_mosaics_in_all_stores(request: pytest.FixtureRequest, tmp_path: Path, kind_class: type[StoreKind]) -> None:
    kind = kind_class(request)
    uri = kind.new_place().uri("new.json")
    with serving(tmp_path) as server:
        make_cog(tmp_path / "a.tif", 5, 5, 4, (1, 2, 3))
        files = [f"{server.url}/a.tif"]
        made = make(uri, files=files, credentials=kind.credentials)
        assert made.images == 1 and "new.json" in made.uri
        asked = len(server.asked)
        with pytest.raises(MosaicExistsError):
            make(uri, files=[f"{server.url}/not_asked_for.tif"], credentials=kind.credentials)
        assert len(server.asked) == asked
        make(uri, files=files, credentials=kind.credentials, overwrite=True)
    with kind.open(uri) as backend:
        assert backend.assets_for_tile(5, 5, 4) == files


def test_images_and_mosaic_behind_one_login(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The images' login signs in at the folder and at the images, whose document lies elsewhere."""
    kind = S3Kind(request)
    place = kind.new_place()
    make_cog(tmp_path / "a.tif", 5, 5, 4, (1, 2, 3))
    kind.put(place.uri("in/a.tif"), (tmp_path / "a.tif").read_bytes())
    admin = kind.server.admin
    config = {
        "way": "key", "access_key": admin.access_key_id, "secret_key": admin.secret_access_key, "endpoint": kind.server.url,
        "path_style": "yes", "region": "us-east-1",
    }  # fmt: skip
    made = make(
        tmp_path / "m.json",
        folders=[ImageFolder(uri=place.uri("in"))],
        login={"method": "MosaicAWS", "config": config},
    )
    assert made.images == 1 and made.skipped == ()
    text = (tmp_path / "m.json").read_text()
    assert place.uri("in/a.tif") in text and admin.secret_access_key not in text
    with pytest.raises(BadAssetError, match="None of the 1 images"):
        make(tmp_path / "n.json", files=[place.uri("in/a.tif")])


def test_a_blob_is_found_and_opened(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kind = AzureKind(request)
    place = kind.new_place()
    make_cog(tmp_path / "a.tif", 5, 5, 4, (1, 2, 3))
    kind.put(place.uri("in/a.tif"), (tmp_path / "a.tif").read_bytes())
    config = {"way": "account_key", "account_key": ACCOUNT_KEY, "endpoint": kind.server.account_url}
    login = {"method": "MosaicAzure", "config": config, "uri": place.uri("").split("/")[2]}
    made = make(tmp_path / "m.json", folders=[ImageFolder(uri=place.uri("in"))], login=login)
    assert made.images == 1 and names_in(document_of(tmp_path / "m.json")) == {place.uri("in/a.tif")}


def test_signatures_stay_out(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        make_cog(tmp_path / "a.tif", 5, 5, 4, (1, 2, 3))
        address = f"{server.url}/a.tif?X-Amz-Signature=s3cret&v=2"
        make(tmp_path / "m.json", files=[address])
    assert names_in(document_of(tmp_path / "m.json")) == {f"{server.url}/a.tif?v=2"}


# What cannot be made


def test_mixed_types_are_told_with_an_image(tmp_path: Path) -> None:
    files = [make_image(tmp_path / f"{number}.tif") for number in range(3)]
    odd = make_image(tmp_path / "odd.tif", dtype="uint16")
    with pytest.raises(MultipleDataTypeError, match=r"uint16 \(1 images\), uint8 \(3 images\)") as failure:
        make(tmp_path / "m.json", files=[*files, odd])
    assert failure.value.asset == odd
    assert not (tmp_path / "m.json").exists()


def test_images_that_are_left_out_are_named_in_their_order(tmp_path: Path) -> None:
    good = make_image(tmp_path / "good.tif")
    files = [str(tmp_path / f"none{number:03d}.tif") for number in range(50)]
    files.insert(20, good)
    made = make(tmp_path / "m.json", files=files)
    assert made.images == 1 and made.skipped_count == 50
    assert [notice.asset for notice in made.skipped] == [file for file in files if file != good]


def test_files_of_this_machine_are_not_named_from_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(UntrustedReferenceError, match="files of this computer"):
        make("s3://bucket/m.json", files=[str(tmp_path / "none.tif")])


def test_a_prefix_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="prefix"):
        make(tmp_path / "m.json", files=[str(tmp_path / "a.tif")], recipe={"asset_prefix": "s3://bucket/"})


@pytest.mark.parametrize("target", ["https://host/m.json", "ftp://host/m.json"])
def test_targets_that_cannot_be_written(tmp_path: Path, target: str) -> None:
    with pytest.raises(ReadOnlyMosaicError):
        make(target, files=[str(tmp_path / "a.tif")])


def test_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(NoAssetFoundError):
        make(tmp_path / "m.json")


def test_images_that_would_be_in_no_tile(tmp_path: Path) -> None:
    image = make_image(tmp_path / "a.tif", Tile(AT.x * 8, AT.y * 8, ZOOM + 3))
    with pytest.raises(NoAssetFoundError):
        make(tmp_path / "m.json", files=[image], recipe={"minzoom": 3, "minimum_tile_cover": 0.9})
    assert not (tmp_path / "m.json").exists()
    other = make_image(tmp_path / "b.tif", Tile(AT.x // 64, AT.y // 64, 3))
    made = make(
        tmp_path / "m.json", files=[image, other], recipe={"minzoom": 3, "maxzoom": 9, "minimum_tile_cover": 0.9}
    )
    assert made.images == 1 and ["1 of the images" in note.message for note in made.notes] == [True]


def test_a_folder_that_may_not_be_written(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kind = FileKind(request)
    target = Path(kind.new_place().uri("m.json"))
    image = make_image(tmp_path / "a.tif")
    (tmp_path / "a.tif").chmod(0o644)
    with kind.read_access(str(target)):
        with pytest.raises(MosaicAuthError, match="refuses"):
            make(target, files=[image])
    assert list(target.parent.iterdir()) == []


def test_a_target_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(MosaicNotFoundError, match="There is no folder"):
        make(tmp_path / "none" / "m.json", files=[make_image(tmp_path / "a.tif")])


DISK_IS_FULL = """
import resource, sys
from mosaic_qgis.backends.gathered_mosaic import Wanted
from mosaic_qgis.batch.creation import Making, make_mosaic
from mosaic_qgis.mosaic.errors import MosaicError
# No file may grow any more, as on a full disk.
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
making = Making(wanted=Wanted(target=sys.argv[2], overwrite=True), files=[sys.argv[1]])
try:
    make_mosaic(making, report=lambda _fraction, _text: None, cancelled=lambda: False)
except MosaicError as error:
    print(error.code, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_a_full_disk(tmp_path: Path) -> None:
    """The mosaic that was there stays, and nothing half written beside it."""
    image, folder = make_image(tmp_path / "a.tif"), tmp_path / "out"
    folder.mkdir()
    (folder / "m.json").write_text("precious")
    done = subprocess.run(
        [str(ENGINE_PYTHON), "-c", DISK_IS_FULL, image, str(folder / "m.json")],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("unreachable") and "m.json cannot be read or written" in done.stdout, done.stderr
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("m.json", "precious")]


def test_withdrawn_while_images_are_silent(tmp_path: Path) -> None:
    """Soon, although the server answers nobody; and the questions are given up."""
    with serving(tmp_path) as server:
        make_cog(tmp_path / "a.tif", 5, 5, 4, (1, 2, 3))
        server.release.clear()
        files = [f"{server.url}/a.tif?{number}" for number in range(200)]

        def cancelled() -> bool:
            with server.lock:
                return server.together > 0

        with pytest.raises(MosaicError) as failure:
            make(tmp_path / "m.json", files=files, cancelled=cancelled)
        assert failure.value.code == "cancelled"
        assert not (tmp_path / "m.json").exists()
        server.release.set()
    assert len(server.asked) < 200


def test_the_network_is_lost_in_the_middle(tmp_path: Path) -> None:
    """The images that were out of reach are named, the others make the mosaic; without any there is none."""
    with serving(tmp_path) as server:
        for name in ("a", "b"):
            make_cog(tmp_path / f"{name}.tif", 5, 5, 4, (1, 2, 3))
        server.status_of["b.tif"] = 404
        files = [f"{server.url}/{name}.tif" for name in ("a", "b")]
        made = make(tmp_path / "m.json", files=files)
        assert made.images == 1 and [notice.code for notice in made.skipped] == ["not_found"]
    with pytest.raises(BadAssetError, match="None of the 2 images"):
        make(tmp_path / "n.json", files=[file.replace("127.0.0.1", "localhost") + "?gone" for file in files])
    assert not (tmp_path / "n.json").exists()
