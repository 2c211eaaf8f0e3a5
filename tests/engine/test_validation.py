"""Checking mosaics from end to end: stored documents of all kinds, images of all kinds, places, gaps, repairs, cancels."""

from __future__ import annotations

import gzip
import json
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import rasterio.warp
from data.fixtures import imagery  # noqa: F401 - fixture
from rasterio.enums import Resampling
from rasterio.shutil import copy as copy_dataset
from rasterio.transform import from_origin
from servers.scripted import Answer, ScriptedServer
from stores.documents import quadkeys
from stores.kinds import KINDS, Place, StoreKind

from mosaic_qgis.backends import MosaicBackend, opening
from mosaic_qgis.batch import validation_cover, validation_ground, validation_images
from mosaic_qgis.batch.mosaics import Source, shared_resources, use
from mosaic_qgis.batch.validation import validate
from mosaic_qgis.batch.validation_images import ImageBatch, look_at_images
from mosaic_qgis.batch.validation_terms import Check, Checked, Target
from mosaic_qgis.mosaic.errors import BadRequestError, MosaicError, MosaicExistsError, MosaicNotFoundError
from mosaic_qgis.mosaic.findings import Finding
from mosaic_qgis.mosaic.model import MosaicJSON
from mosaic_qgis.reading.layer import ReadingResources

SIDE_PX, CELL = 600, 10.0
"""An image is 6 km wide; a tile of zoom 12 has 9.8 km."""
ZOOM = 12
LEFT, TOP = 500_000.0, 5_600_000.0


@pytest.fixture(autouse=True, scope="module")
def resources() -> Iterator[ReadingResources]:
    """The memory and threads of the tasks, closed afterwards."""
    made = ReadingResources()
    use(made)
    yield made
    use(ReadingResources())
    made.close()


def image(
    path: Path,
    column: float = 0,
    row: float = 0,
    *,
    driver: str = "COG",
    dtype: str = "uint8",
    count: int = 1,
    epsg: int = 32631,
    cell: float = CELL,
    size_px: int = SIDE_PX,
    nodata: float | None = 0,
    **options: Any,
) -> Path:
    """A TIFF at a place in a grid of images that touch each other."""
    left, top = LEFT + column * SIDE_PX * CELL, TOP - row * SIDE_PX * CELL
    profile = {
        "driver": "GTiff", "width": size_px, "height": size_px, "count": count, "dtype": dtype, "crs": f"EPSG:{epsg}",
        "transform": from_origin(left, top, cell, cell), "nodata": nodata,
    }  # fmt: skip
    pixels = np.ones((count, size_px, size_px), dtype)
    if driver == "GTiff":
        with rasterio.open(path, "w", **profile, **options) as file:
            file.write(pixels)
        return path
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile) as draft:
            draft.write(pixels)
        with memory.open() as draft:
            copy_dataset(draft, str(path), driver=driver, **options)
    return path


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine COGs, three by three, and their mosaic."""
    folder = tmp_path_factory.mktemp("grid")
    for row in range(3):
        for column in range(3):
            image(folder / f"r{row}c{column}.tif", column, row)
    write(folder, mosaic_of(folder))
    return folder


@pytest.fixture
def folder(grid: Path, tmp_path: Path) -> Path:
    """Copies of them that a test may spoil, and their mosaic."""
    for path in grid.glob("*.tif"):
        (tmp_path / path.name).hardlink_to(path)
    write(tmp_path, read(grid / "mosaic.json"))
    return tmp_path


def mosaic_of(folder: Path) -> dict[str, Any]:
    paths = sorted(map(str, folder.glob("*.tif")))
    mosaic = MosaicJSON.from_urls(paths, minzoom=10, maxzoom=14, quadkey_zoom=ZOOM, data_type="uint8")
    document: dict[str, Any] = json.loads(mosaic.model_dump_json(exclude_none=True))
    document["tiles"] = {key: [Path(name).name for name in names] for key, names in document["tiles"].items()}
    return document


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "mosaic.json"
    path.write_text(json.dumps(document))
    return path


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def checked(path: Path | str, **options: Any) -> tuple[Checked, list[Finding]]:
    heard: list[Finding] = []
    result = validate(Check(source=Source(uri=str(path)), **options), on_finding=heard.append)
    assert sum(rule["count"] for rule in result.rules) == sum(each.count for each in heard)
    return result, heard


def rules(heard: list[Finding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in heard:
        counts[each.rule] = counts.get(each.rule, 0) + 1
    return counts


def test_a_sound_mosaic_has_nothing_to_be_told(folder: Path) -> None:
    result, heard = checked(folder / "mosaic.json")
    assert heard == [] and result.left_out == []
    assert (result.errors, result.warnings, result.notes) == (0, 0, 0)
    assert (result.images, result.images_looked_at, result.images_failed) == (9, 9, 0)
    assert result.kinds["format"] == [["COG", 9]] and result.kinds["crs"] == [["EPSG:32631", 9]]
    assert result.tiles == len(read(folder / "mosaic.json")["tiles"])
    assert result.picture is not None and len(result.picture["shapes"]) == 9
    assert "WGS 84" in result.crs_wkt


# The document


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "unreadable"),
        (b'{"mosaicjson": "0.0.3", "tiles": {"0": [', "unreadable"),
        (b"\x1f\x8b\x08 no gzip", "unreadable"),
        (b"<!DOCTYPE html><html></html>", "unreadable"),
        (b"[1, 2]", "not_mosaicjson"),
        (b'{"type": "FeatureCollection", "features": []}', "not_mosaicjson"),
        (b'{"tiles": {}, "minzoom": 1, "maxzoom": 2, "bounds": [0, 0, 1, 1]}', "key_missing"),
        (b'{"mosaicjson": "0.0.3", "tiles": [], "minzoom": 1, "maxzoom": 2, "bounds": [0, 0, 1, 1]}', "wrong_type"),
    ],
)
def test_a_document_that_cannot_be_opened_is_reported(tmp_path: Path, body: bytes, rule: str) -> None:
    path = tmp_path / "mosaic.json"
    path.write_bytes(body)
    result, heard = checked(path, target=Target(uri=str(tmp_path / "fixed.json")))
    assert rule in rules(heard) and result.errors >= 1
    assert not (tmp_path / "fixed.json").exists() and not result.repaired_uri


def test_what_parsers_pass_over_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mosaic.json"
    path.write_text(
        '{"mosaicjson": "0.0.3", "minzoom": 1, "minzoom": 1, "maxzoom": 2, "bounds": [0, 0, 1, 1], "x": NaN, '
        '"tiles": {"0": ["a"], "0": ["b"]}}'
    )
    _, heard = checked(path, looks_at_images=False)
    assert {"key_twice": 2, "not_json": 1}.items() <= rules(heard).items()


def test_a_compressed_document_is_checked_as_any_other(folder: Path) -> None:
    packed = folder / "mosaic.json.gz"
    packed.write_bytes(gzip.compress((folder / "mosaic.json").read_bytes()))
    assert checked(packed)[1] == []


def test_a_large_document_is_checked_without_being_taken_apart(tmp_path: Path) -> None:
    keys = quadkeys(45_000, 10)
    tiles = ", ".join(
        f'"{key}": ["https://example.invalid/{key}/image.tif", "https://example.invalid/all.tif"]' for key in keys
    )
    path = tmp_path / "large.json"
    path.write_text(
        '{"mosaicjson": "0.0.3", "minzoom": 10, "maxzoom": 11, "bounds": [-180, -85, 180, 85.05], "tiles": {'
        f'{tiles}, "{keys[0]}": ["https://example.invalid/last.tif"], "bad": ["x.tif"], "0": ["https://example.invalid/all.tif"]}}}}'
    )
    result, heard = checked(path, looks_at_images=False)
    assert rules(heard) == {"key_twice": 1, "quadkey": 1, "quadkey_length": 1}
    assert (result.tiles, result.images) == (45_002, 45_001)
    assert result.picture is not None and 0 < len(result.picture["shapes"]) <= 48 * 32
    assert result.left_out == ["Images were not looked at, as that was not wanted"]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MosaicNotFoundError):
        checked(tmp_path / "no_such.json")
    with pytest.raises(MosaicError, match="nowhere"):
        checked("nowhere://x/y.json")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_mosaics_of_every_store_are_checked(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kind: StoreKind = KINDS[name](request)
    place: Place = kind.new_place()
    document = {
        "mosaicjson": "0.0.3", "name": "m.json", "minzoom": 8, "maxzoom": 9, "quadkey_zoom": 8, "bounds": [-5.0, 40.0, 5.0, 52.0],
        "tiles": {"03113320": ["https://example.invalid/a.tif"], "031": ["https://example.invalid/a.tif"]},
    }  # fmt: skip
    uri = place.uri("m.json")
    kind.written(uri, document)
    monkeypatch.setattr(opening, "credentials_for", lambda _scheme, _login: kind.credentials)
    result, heard = checked(uri, looks_at_images=False)
    assert (result.tiles, result.images) == (2, 1)
    assert "quadkey_length" in rules(heard)


# Images


def test_images_that_cannot_be_read_are_told_apart(folder: Path) -> None:
    (folder / "r0c0.tif").unlink()
    (folder / "r0c1.tif").unlink()
    (folder / "r0c1.tif").write_bytes(b"no image at all")
    document = read(folder / "mosaic.json")
    result, heard = checked(write(folder, document), target=Target(uri=str(folder / "fixed.json")))
    assert (result.images_looked_at, result.images_failed) == (9, 2)
    told = {each.rule: each for each in heard if each.severity == "error"}
    assert set(told) == {"image_missing", "image_unreadable"}
    assert told["image_missing"].asset == "r0c0.tif" and told["image_unreadable"].asset == "r0c1.tif"
    # Where the tiles lie that list it.
    assert told["image_missing"].geometry is not None
    tile, number = told["image_missing"].place.removeprefix("/tiles/").split("/")
    assert document["tiles"][tile][int(number)] == "r0c0.tif"
    fixed = read(folder / "fixed.json")
    assert {name for names in fixed["tiles"].values() for name in names} == {
        f"r{row}c{column}.tif" for row in range(3) for column in range(3)
    } - {"r0c0.tif", "r0c1.tif"}
    assert len(result.repairs) >= 2 and fixed["version"] == "1.0.1"
    again, _ = checked(folder / "fixed.json")
    assert again.errors == 0 and again.images == 7


def test_images_on_the_web_are_told_apart_by_their_answers(grid: Path, tmp_path: Path) -> None:
    body = (grid / "r1c1.tif").read_bytes()
    answers = {
        "/good.tif": [Answer(body=body)],
        "/gone.tif": [Answer(status=404)],
        "/secret.tif": [Answer(status=403)],
        "/page.tif": [Answer(body=b"<html>Please sign in</html>")],
    }
    with ScriptedServer() as server:
        for address, answer in answers.items():
            server.script(address, *answer)
        document = read(grid / "mosaic.json")
        names = [f"{server.url}{path}" for path in answers]
        key = next(key for key, listed in document["tiles"].items() if "r1c1.tif" in listed)
        document["tiles"] = {key: names}
        path = write(tmp_path, document)
        good, _, secret, _ = names
        result, heard = checked(path, target=Target(uri=str(tmp_path / "fixed.json")))
        assert {each.asset.rpartition("/")[2]: each.rule for each in heard if each.rule.startswith("image_")} == {
            "gone.tif": "image_missing", "secret.tif": "image_refused", "page.tif": "image_unreadable",
        }  # fmt: skip
    # Who needs a login is not dead.
    assert read(tmp_path / "fixed.json")["tiles"][key] == [good, secret]
    assert result.images_failed == 3


def test_a_document_from_elsewhere_may_not_name_files_of_this_machine(grid: Path) -> None:
    document = {**read(grid / "mosaic.json"), "tiles": {"0": [f"file://{grid}/r0c0.tif"]}}
    with ScriptedServer() as server:
        _, heard = checked(server.script("/mosaic.json", Answer.of_json(document)))
    assert rules(heard)["asset_untrusted"] == 1


@pytest.mark.parametrize("name", ["\0", "a" * 5000, "/", "..", "/vsicurl/", "<VRTDataset/>", "NETCDF:x:y", "😀"])
def test_names_that_no_image_can_have_are_findings(folder: Path, name: str) -> None:
    document = read(folder / "mosaic.json")
    document["tiles"][min(document["tiles"])].append(name)
    result, heard = checked(write(folder, document))
    assert result.images_failed == 1
    assert [each.rule for each in heard if each.severity == "error"] in (["image_missing"], ["image_unreadable"])


def test_images_are_asked_for_again_in_each_check(folder: Path) -> None:
    assert checked(folder / "mosaic.json")[0].errors == 0
    (folder / "r2c2.tif").unlink()
    assert checked(folder / "mosaic.json")[0].images_failed == 1


def test_the_layout_of_images_is_told(folder: Path) -> None:
    for name in ("r0c0", "r0c1", "r0c2", "r1c0"):
        (folder / f"{name}.tif").unlink()
    image(folder / "r0c0.tif", 0, 0, driver="GTiff")
    image(folder / "r0c1.tif", 1, 0, driver="GTiff", tiled=True, blockxsize=256, blockysize=256)
    with rasterio.open(image(folder / "r0c2.tif", 2, 0, driver="GTiff", tiled=True), "r+") as file:
        file.build_overviews([2], Resampling.average)
    image(folder / "r1c0.tif", 0, 1, driver="GTiff", tiled=True)
    with rasterio.Env(TIFF_USE_OVR=True), rasterio.open(folder / "r1c0.tif", "r+") as file:
        file.build_overviews([2], Resampling.average)
    result, heard = checked(folder / "mosaic.json")
    told = {each.asset: each.message for each in heard if each.rule == "not_cog"}
    assert "strips" in told["r0c0.tif"] and "no overviews" in told["r0c0.tif"]
    assert "no overviews" in told["r0c1.tif"] and "strips" not in told["r0c1.tif"]
    assert "pixels of overviews lie behind" in told["r0c2.tif"]
    assert [each.asset for each in heard if each.rule == "overviews_beside"] == ["r1c0.tif"]
    assert "r1c0.tif" not in told and result.errors == 0
    assert [["COG", 5], ["GTiff", 4]] == result.kinds["format"] or ["COG", 6] in result.kinds["format"]


@pytest.mark.parametrize(
    "options", [{}, {"BIGTIFF": "YES"}, {"OVERVIEWS": "NONE"}, {"COMPRESS": "JPEG"}, {"BLOCKSIZE": 128}]
)
def test_what_gdal_makes_as_a_cog_is_one(tmp_path: Path, options: dict[str, Any]) -> None:
    has_none = options.get("OVERVIEWS") == "NONE"
    paths = [image(tmp_path / "a.tif", nodata=None, **options), image(tmp_path / "b.tif", size_px=500, **options)]
    facts = look_at_images(
        ImageBatch(
            source=Source(uri=str(tmp_path / "m.json")),
            head='{"mosaicjson": "0.0.3", "tiles": {}}',
            run=str(tmp_path),
            names=tuple(map(str, paths)),
        )
    )
    assert [each.problems for each in facts] == [("it has no overviews inside",) if has_none else (), ()]
    assert [each.driver for each in facts] == ["GTiff", "GTiff"]
    validation_images.forget(str(tmp_path))


def test_other_formats_are_told_by_name(tmp_path: Path) -> None:
    image(tmp_path / "a.tif")
    with rasterio.open(tmp_path / "a.tif") as file:
        copy_dataset(file, str(tmp_path / "a.jp2"), driver="JP2OpenJPEG")
    (tmp_path / "a.tif").unlink()
    document = {"mosaicjson": "0.0.3", "minzoom": 0, "maxzoom": 14, "bounds": [2, 50, 4, 51], "tiles": {"": ["a.jp2"]}}
    _, heard = checked(write(tmp_path, document))
    assert "JP2OpenJPEG" in next(each.message for each in heard if each.rule == "not_cog")


def test_images_that_differ_from_most_are_told(folder: Path) -> None:
    for name in ("r0c0", "r0c1", "r0c2"):
        (folder / f"{name}.tif").unlink()
    image(folder / "r0c0.tif", 0, 0, dtype="uint16", nodata=9)
    image(folder / "r0c1.tif", 1, 0, count=3)
    image(folder / "r0c2.tif", 2, 0, cell=CELL * 8, size_px=SIDE_PX // 8)
    _, heard = checked(folder / "mosaic.json")
    told = {(each.rule, each.asset) for each in heard}
    assert told == {
        ("other_type", "r0c0.tif"), ("not_data_type", "r0c0.tif"), ("other_nodata", "r0c0.tif"), ("other_bands", "r0c1.tif"),
        ("other_resolution", "r0c2.tif"),
    }  # fmt: skip


def test_an_odd_coordinate_reference_system_is_told_but_not_the_next_zone(tmp_path: Path) -> None:
    for number in range(20):
        image(tmp_path / f"{number:02}.tif", number % 5, number // 5, size_px=64)
    image(tmp_path / "20.tif", 6, 0, epsg=32632, size_px=64)
    image(tmp_path / "21.tif", 6, 1, epsg=3035, size_px=64)
    _, heard = checked(write(tmp_path, mosaic_of(tmp_path)))
    assert [each.asset for each in heard if each.rule == "other_crs"] == ["21.tif"]
    assert "EPSG:32631 (20)" in next(each.message for each in heard if each.rule == "several_crs")


def test_only_some_images_are_looked_at_where_that_is_wanted(folder: Path) -> None:
    result, heard = checked(folder / "mosaic.json", most_images=3)
    assert result.images_looked_at == 3 and heard == []
    assert any(line.startswith("3 of 9 images") for line in result.left_out)


# Places


def test_listings_are_compared_with_where_images_lie(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    tiles = document["tiles"]
    (far,) = [key for key, names in tiles.items() if "r2c2.tif" in names and "r0c0.tif" not in names][-1:]
    tiles[far].append("r0c0.tif")
    alone = next(key for key, names in tiles.items() if "r1c1.tif" in names)
    tiles[alone].remove("r1c1.tif")
    (dropped,) = [key for key, names in tiles.items() if names == ["r0c0.tif"]][:1] or [min(tiles)]
    lost = tiles.pop(dropped)
    result, heard = checked(write(folder, document), target=Target(uri=str(folder / "fixed.json")))
    found = {(each.rule, each.place.split("/")[2]) for each in heard}
    assert ("outside_tile", far) in found and ("tile_missing", dropped) in found
    assert ("image_not_listed", alone) in found or alone == dropped
    assert lost and "r0c0.tif" not in read(folder / "fixed.json")["tiles"][far]
    assert any("lie elsewhere" in line for line in result.repairs)


def test_wrong_bounds_are_told_and_put_right(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    sound = document["bounds"]
    west, south, east, north = sound
    document["bounds"] = [west, south, west + (east - west) / 3, north]
    document["center"] = [west, south, 10]
    result, heard = checked(write(folder, document), target=Target(uri=str(folder / "fixed.json")))
    outside = {each.asset for each in heard if each.rule == "image_outside_bounds"}
    assert outside == {f"r{row}c{column}.tif" for row in range(3) for column in (1, 2)}
    fixed = read(folder / "fixed.json")
    assert fixed["bounds"] == pytest.approx(sound, abs=1e-6)
    assert fixed["center"][:2] == pytest.approx([(west + east) / 2, (south + north) / 2], abs=1e-6)
    assert result.repaired_uri == str(folder / "fixed.json")


def test_bounds_of_the_whole_world_are_too_large(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    document["bounds"] = [-180, -90, 180, 90]
    _, heard = checked(write(folder, document))
    assert rules(heard) == {"bounds_too_large": 1}


def test_tiles_outside_the_bounds_are_told_without_opening_an_image(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    document["bounds"] = [100, 10, 100.1, 10.1]
    document["center"] = [100.05, 10.05, 10]
    _, heard = checked(write(folder, document), looks_at_images=False)
    assert rules(heard) == {"bounds_cut": len(document["tiles"])}


def test_gaps_between_images_are_found(folder: Path) -> None:
    (folder / "r1c1.tif").unlink()
    document = read(folder / "mosaic.json")
    for names in document["tiles"].values():
        if "r1c1.tif" in names:
            names.remove("r1c1.tif")
    _, heard = checked(
        write(folder, {**document, "tiles": {key: names for key, names in document["tiles"].items() if names}})
    )
    (gap,) = [each for each in heard if each.rule == "gap"]
    assert "36 km²" in gap.message and gap.geometry is not None and gap.severity == "note"


def test_gaps_of_too_many_images_are_not_looked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_ground, "MOST_JOINED", 5)
    result, _ = checked(folder / "mosaic.json")
    assert any("Gaps" in line for line in result.left_out)


def test_images_are_compared_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_cover, "_CHUNK", 2)
    assert checked(folder / "mosaic.json")[1] == []


def test_images_beside_a_document_that_was_redirected_are_found(grid: Path) -> None:
    document = read(grid / "mosaic.json")
    document["tiles"] = {key: ["r1c1.tif"] for key, names in document["tiles"].items() if "r1c1.tif" in names}
    with ScriptedServer() as server:
        server.script("/new/r1c1.tif", Answer(body=(grid / "r1c1.tif").read_bytes()))
        server.script("/new/mosaic.json", Answer.of_json(document))
        old = server.script("/old.json", Answer(status=302, headers={"Location": f"{server.url}/new/mosaic.json"}))
        result, heard = checked(old)
        asked = server.received_at("/new/mosaic.json")
    assert result.images_failed == 0 and "image_missing" not in rules(heard)
    assert len(asked) == 1, "the document is fetched once"


def test_results_of_a_search_are_checked_but_not_repaired(grid: Path, tmp_path: Path) -> None:
    paths = [*sorted(grid.glob("r0*.tif")), grid / "no_such.tif"]
    features = []
    for path in paths:
        with rasterio.open(grid / "r0c0.tif" if path.name == "no_such.tif" else path) as file:
            west, south, east, north = rasterio.warp.transform_bounds(file.crs, "EPSG:4326", *file.bounds)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append({
            "type": "Feature", "stac_version": "1.0.0", "id": path.stem, "links": [], "bbox": [west, south, east, north],
            "properties": {"datetime": "2024-06-01T00:00:00Z"}, "geometry": {"type": "Polygon", "coordinates": [ring]},
            "assets": {"visual": {"href": str(path), "type": "image/tiff; application=geotiff; profile=cloud-optimized"}},
        })  # fmt: skip
    items = tmp_path / "items.json"
    items.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    source = Source(
        uri=f"stac+file://{items}", options={"assets": "visual", "mosaic_minzoom": "10", "mosaic_maxzoom": "14"}
    )
    heard: list[Finding] = []
    result = validate(Check(source=source), on_finding=heard.append)
    assert (result.images, result.images_failed) == (4, 1)
    assert [each.asset.endswith("no_such.tif") for each in heard if each.rule == "image_missing"] == [True]
    with pytest.raises(BadRequestError, match="search"):
        validate(Check(source=source, target=Target(uri=str(tmp_path / "fixed.json"))))


def test_images_of_several_files_are_checked(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    bands = [{"name": "one"}, {"name": "two"}]
    document["stacks"] = {
        "bands": bands,
        "images": {
            "r0c0.tif": [{"href": "r0c0.tif"}, {"href": "r0c0.tif"}],
            "r0c1.tif": [{"href": "r0c1.tif"}, {"href": "gone.tif"}],
        },
    }
    result, heard = checked(write(folder, document))
    assert ["stack", 1] in result.kinds["format"] and ["2", 1] in result.kinds["bands"]
    assert {each.asset: each.rule for each in heard if each.severity == "error"} == {"r0c1.tif": "image_missing"}


def test_keys_of_this_program_are_checked(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    document |= {"overview": {"href": 5}, "stacks": {"bands": 1}}
    _, heard = checked(write(folder, document), looks_at_images=False)
    assert sorted(each.place for each in heard if each.rule == "own_key") == ["/overview", "/stacks"]


def test_a_link_to_the_mosaic_is_the_mosaic(folder: Path) -> None:
    (folder / "link.json").symlink_to(folder / "mosaic.json")
    with pytest.raises(BadRequestError, match="another place"):
        checked(folder / "mosaic.json", target=Target(uri=str(folder / "link.json"), overwrite=True))


def test_what_another_program_has_made_is_sound(imagery: Path) -> None:  # noqa: F811
    for name in ("uint16", "rgb", "jpeg_mask", "palette"):
        path = imagery / name / "mosaic_cogeo.json"
        result, heard = checked(path)
        assert result.errors == 0, [each for each in heard if each.severity == "error"]


# Repairs


def test_a_document_full_of_mistakes_is_put_right(folder: Path) -> None:
    document = read(folder / "mosaic.json")
    key = max(document["tiles"], key=lambda each: len(document["tiles"][each]))
    document["tiles"][key] += [document["tiles"][key][0], 5, ""]
    document["tiles"]["no quadkey"] = ["r0c0.tif"]
    document |= {
        "mosaicjson": "0.0.1", "minzoom": None, "maxzoom": "x", "quadkey_zoom": 5, "name": 7, "data_type": "float64",
        "bounds": "world", "center": [900, 0, 99], "colormap": {"x": 1}, "x_kept": {"a": 1}, "version": "first",
        "layers": {"a": {"bidx": [1]}, "b": 5},
    }  # fmt: skip
    result, heard = checked(write(folder, document), target=Target(uri=str(folder / "fixed.json")))
    assert result.errors > 5 and result.repairs
    fixed = read(folder / "fixed.json")
    assert fixed["mosaicjson"] == "0.0.3" and fixed["quadkey_zoom"] == ZOOM and fixed["minzoom"] == ZOOM
    assert (
        fixed["data_type"] == "uint8"
        and fixed["x_kept"] == {"a": 1}
        and "name" not in fixed
        and "colormap" not in fixed
    )
    assert fixed["layers"] == {"a": {"bidx": [1]}} and fixed["version"] == "1.0.1"
    again, told = checked(folder / "fixed.json")
    assert again.errors == 0, told
    assert {each.rule for each in heard} >= {
        "asset_twice",
        "asset_name",
        "quadkey",
        "quadkey_length",
        "center",
        "not_data_type",
    }
    with MosaicBackend(str(folder / "fixed.json")) as backend:
        assert len(backend.iter_assets(100)) == 9


def test_a_sound_mosaic_is_written_as_it_is(folder: Path) -> None:
    result, _ = checked(folder / "mosaic.json", target=Target(uri=str(folder / "fixed.json")))
    assert result.repairs == []
    before, after = read(folder / "mosaic.json"), read(folder / "fixed.json")
    assert after["tiles"] == before["tiles"] and after["bounds"] == before["bounds"] and after["version"] == "1.0.0"


def test_nothing_is_replaced_unasked_and_never_the_mosaic_itself(folder: Path) -> None:
    before = (folder / "mosaic.json").read_bytes()
    (folder / "there.json").write_text("precious")
    with pytest.raises(MosaicExistsError):
        checked(folder / "mosaic.json", target=Target(uri=str(folder / "there.json")))
    with pytest.raises(BadRequestError, match="another place"):
        checked(folder / "mosaic.json", target=Target(uri=str(folder / "mosaic.json"), overwrite=True))
    assert (folder / "there.json").read_text() == "precious" and (folder / "mosaic.json").read_bytes() == before
    checked(folder / "mosaic.json", target=Target(uri=str(folder / "there.json"), overwrite=True))
    assert read(folder / "there.json")["tiles"]


def test_a_mosaic_of_dead_images_leaves_nothing_to_write(folder: Path) -> None:
    for path in folder.glob("*.tif"):
        path.unlink()
    result, _ = checked(folder / "mosaic.json", target=Target(uri=str(folder / "fixed.json")))
    assert result.images_failed == 9 and "No image" in result.repairs[0]
    assert not (folder / "fixed.json").exists() and result.repaired_uri == ""


def test_signatures_are_taken_off_in_the_repaired_document(tmp_path: Path) -> None:
    document = {
        "mosaicjson": "0.0.3", "minzoom": 8, "maxzoom": 9, "bounds": [-10, 40, 10, 60],
        "tiles": {"03113320": ["https://example.invalid/a.tif?sig=geheim&v=1"]},
    }  # fmt: skip
    result, heard = checked(
        write(tmp_path, document), looks_at_images=False, target=Target(uri=str(tmp_path / "fixed.json"))
    )
    assert "asset_secret" in rules(heard)
    assert "geheim" not in (tmp_path / "fixed.json").read_text() and "geheim" not in repr((result, heard))
    assert read(tmp_path / "fixed.json")["tiles"] == {"03113320": ["https://example.invalid/a.tif?v=1"]}


# Work


def test_progress_moves_and_ends(folder: Path) -> None:
    told: list[tuple[float | None, str]] = []
    validate(
        Check(source=Source(uri=str(folder / "mosaic.json"))),
        report=lambda fraction, text: told.append((fraction, text)),
    )
    known = [fraction for fraction, _ in told if fraction is not None]
    assert known == sorted(known) and "9 of 9 images" in {text for _, text in told}


@pytest.mark.parametrize("after", range(6))
def test_a_cancel_leaves_nothing(folder: Path, after: int) -> None:
    left = iter([False] * after)
    with pytest.raises(MosaicError) as caught:
        validate(
            Check(source=Source(uri=str(folder / "mosaic.json")), target=Target(uri=str(folder / "fixed.json"))),
            cancelled=lambda: next(left, True),
        )
    assert caught.value.code == "cancelled" and not (folder / "fixed.json").exists()


def test_a_cancelled_check_does_not_wait_for_silent_servers(grid: Path, tmp_path: Path) -> None:
    document = read(grid / "mosaic.json")
    key = min(document["tiles"])
    with ScriptedServer() as server:
        document["tiles"] = {key: [server.script(f"/{number}.tif", Answer(silent=True)) for number in range(40)]}
        before = set(threading.enumerate())
        with pytest.raises(MosaicError) as caught:
            validate(Check(source=Source(uri=str(write(tmp_path, document)))), cancelled=lambda: bool(server.received))
        assert caught.value.code == "cancelled"
        # The tasks end, although their images are still waited for.
        tasks = [each for each in threading.enumerate() if each not in before and each.name.startswith("batch")]
        for task in tasks:
            task.join(30)
        assert not any(task.is_alive() for task in tasks)


def test_tasks_and_their_results_can_be_sent_elsewhere(folder: Path) -> None:
    batch = ImageBatch(
        source=Source(uri=str(folder / "mosaic.json"), login={"method": "Basic", "config": {"password": "geheim"}}),
        head='{"mosaicjson": "0.0.3", "tiles": {}}',
        run="elsewhere",
        names=("r0c0.tif", "no_such.tif"),
    )
    assert "geheim" not in repr(batch)
    sent = pickle.loads(pickle.dumps(batch))
    assert sent == batch and pickle.loads(pickle.dumps(look_at_images)) is look_at_images
    plain = ImageBatch(source=Source(uri=sent.source.uri), head=sent.head, run=sent.run, names=sent.names)
    facts = look_at_images(plain)
    assert pickle.loads(pickle.dumps(facts)) == facts == look_at_images(plain)
    assert [each.code for each in facts] == ["", "not_found"]
    validation_images.forget("elsewhere")
    assert shared_resources() is not None
