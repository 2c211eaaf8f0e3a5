"""Images that a layer leaves out or puts on top: the options, the names of images, and every store's look-ups."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from morecantile import Tile
from rasterio.crs import CRS
from stores.documents import TMS, document, make_cog
from stores.kinds import READ_KINDS

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.image_choice import ImageChoice, key_of
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.mosaic.assets import AssetResolver
from mosaic_qgis.mosaic.errors import NoAssetFoundError
from mosaic_qgis.reading.layer import MosaicLayer, ReadingResources
from mosaic_qgis.reading.options import ReadingOptions

RED, GREEN = (200.0, 10.0, 10.0), (10.0, 200.0, 10.0)
KEYS = ("03113320", "03113321", "03113322")


def choice(exclude: list[str] | None = None, first: list[str] | None = None) -> ImageChoice:
    lists = {"exclude": exclude or [], "first": first or []}
    return ImageChoice.of_options({key: ",".join(quote(name) for name in names) for key, names in lists.items()})


def test_options_become_names() -> None:
    assert not ImageChoice.of_options({"exclude": " , ", "first": ""})
    made = ImageChoice.of_options({"exclude": "a%2Cb.tif, c%25.tif,https://h/ü.tif", "first": "z,y,z"})
    assert made.excluded == {"a,b.tif", "c%.tif", "https://h/ü.tif"}
    assert made.first == ("z", "y")


@pytest.mark.parametrize(
    ("place", "is_remote", "prefix", "name"),
    [
        ("/data/m/", False, "", "a.tif"),
        ("/data/m/", False, "", "sub/ü b.tif"),
        ("/data/m/", False, "images/", "a.tif"),
        ("/data/m/", False, "", "/elsewhere/a.tif"),
        ("/data/m/", False, "/elsewhere/", "a.tif"),
        ("/data/m/", False, "", "https://h/a.tif"),
        ("./", False, "", "a.tif"),
        ("https://h/x/", True, "", "a.tif"),
        ("https://h/x/", True, "", "s3://bucket/a.tif"),
        ("https://h/x/", True, "https://images/", "a.tif"),
        ("s3://bucket/x/", True, "", "sub/a.tif"),
        ("az://container/x/", True, "", "a.tif"),
        (None, True, "", "https://h/a.tif"),
        (None, False, "https://h/", "a.tif"),
    ],
)
def test_the_name_of_an_image_is_found_again(place: str | None, is_remote: bool, prefix: str, name: str) -> None:
    resolver = AssetResolver(place=place, is_remote=is_remote, prefix=prefix)
    opened = resolver.resolve(name)
    assert resolver.name_of(opened) == name
    assert choice([key_of(resolver.name_of(opened), opened)]).excludes(name, opened)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("/data/m/", "../n/./a.tif"),
        ("https://h/x/", "ü b.tif"),
        ("https://h/x/", "%C3%BC%20b.tif"),
        ("s3://b/x/", "a%20b.tif"),
    ],
)
def test_names_with_several_spellings(place: str, name: str) -> None:
    resolver = AssetResolver(place=place, is_remote=":" in place)
    opened = resolver.resolve(name)
    assert choice([key_of(resolver.name_of(opened), opened)]).excludes(name, opened)


@pytest.mark.parametrize("name", ["https://h/a.tif?sig=abc&x=1", "https://me:pw@h/a.tif", "https://me@h/a.tif"])
def test_names_with_secrets_stand_in_no_uri(name: str) -> None:
    key = key_of(name, name)
    assert key == "https://h/a.tif"
    assert choice([key]).excludes(name, name)
    assert choice(first=[key]).place(name, name) == 0
    assert not choice(["https://h/b.tif"]).excludes(name, name)


def test_a_query_that_holds_no_secret_is_part_of_the_name() -> None:
    name = "https://h/wcs?coverage=a"
    assert key_of(name, name) == name
    assert not choice([name]).excludes("https://h/wcs?coverage=b", "https://h/wcs?coverage=b")


@pytest.mark.parametrize("store", READ_KINDS)
def test_every_store_leaves_out_and_puts_on_top(store: str, request: pytest.FixtureRequest) -> None:
    kind = READ_KINDS[store](request)
    uri = kind.new_place().uri("mosaic.json")
    kind.written(uri, document())
    tile = Tile(*TMS.quadkey_to_tile(KEYS[0]))
    name = "https://example.com/{}/{}".format
    parent = (tile.x // 2, tile.y // 2, tile.z - 1)
    with kind.open(uri) as whole:
        all_images = whole.assets_for_tile(*parent)
        top = whole.assets_for_tile(*tile)
        assert [whole.key_of(asset) for asset in top] == [name(KEYS[0], "a.tif"), name(KEYS[0], "ü b.tif")]
    one, other = name(KEYS[0], "a.tif"), name(KEYS[0], "ü b.tif")
    with kind.open(uri, choice=choice([one])) as backend:
        assert backend.assets_for_tile(*tile) == top[1:]
        assert backend.assets_for_tile(*parent) == [each for each in all_images if each != top[0]]
        assert set(backend.iter_assets(100)) == set(all_images) - {top[0]}
        assert len(backend.iter_assets(3)) == 3
        bounds = TMS.bounds(tile)
        found = backend.lookup_bbox(*bounds, coord_crs=CRS.from_epsg(4326), limit=1)
        assert top[0] not in found.assets and len(found.assets) == 1
        assert one not in backend.chosen_mosaic().tiles[KEYS[0]]
        assert one in backend.whole_mosaic().tiles[KEYS[0]]
    with kind.open(uri, choice=choice(first=[name(KEYS[2], "ü b.tif"), other])) as backend:
        assert backend.assets_for_tile(*tile) == [top[1], top[0]]
        below = backend.assets_for_tile(*parent)
        assert [backend.key_of(asset) for asset in below[:2]] == [name(KEYS[2], "ü b.tif"), other]
        assert set(below) == set(all_images)
        assert backend.chosen_mosaic().tiles[KEYS[0]] == [other, one]


def test_limits_count_what_is_left() -> None:
    tiles = {"0": [f"https://h/{number}.tif" for number in range(50)]}
    mosaic = {"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 2, "tiles": tiles}
    with MosaicBackend(None, mosaic_def=mosaic, choice=choice([f"https://h/{n}.tif" for n in range(40)])) as backend:
        found = backend.lookup_tile(0, 0, 1, limit=5)
        assert found.assets == tuple(f"https://h/{n}.tif" for n in range(40, 45))
        assert found.is_truncated
        found = backend.lookup_tile(0, 0, 1, limit=10)
        assert (len(found.assets), found.is_truncated) == (10, False)


@pytest.fixture
def two_images(tmp_path: Path) -> Path:
    """A mosaic with two images on one tile: red on top of green."""
    for name, values in (("red.tif", RED), ("green.tif", GREEN)):
        make_cog(tmp_path / name, 3, 3, 3, values)
    key = TMS.quadkey(Tile(3, 3, 3))
    path = tmp_path / "m.json"
    MosaicBackend(
        str(path),
        mosaic_def={"mosaicjson": "0.0.3", "minzoom": 3, "maxzoom": 4, "tiles": {key: ["red.tif", "green.tif"]}},
    ).write()
    return path


def shown(path: Path, options: dict[str, str]) -> Any:
    resources = ReadingResources()
    layer = MosaicLayer(open_backend(str(path), options), ReadingOptions.from_strings(options), resources)
    west, south, east, north = layer.description.extent
    found = layer.identify((3 * west + east) / 4, (south + north) / 2, lambda: False)
    return found.values[:3], [image.name for image in found.assets]


def test_what_is_seen_follows(two_images: Path) -> None:
    assert shown(two_images, {}) == (RED, ["red.tif", "green.tif"])
    assert shown(two_images, {"exclude": "red.tif"}) == (GREEN, ["green.tif"])
    assert shown(two_images, {"first": "green.tif"}) == (GREEN, ["green.tif", "red.tif"])
    with pytest.raises(NoAssetFoundError, match=r"All images .* left out, by 2 names in the option exclude"):
        shown(two_images, {"exclude": "red.tif,green.tif"})
