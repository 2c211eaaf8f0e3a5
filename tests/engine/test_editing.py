"""Mosaics that have more images, fewer, or those of several: every store, nobody's change lost, nothing half done."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from servers.nginx import NginxServer
from stores.documents import TMS, contents, document, feature, make_cog, quadkeys
from stores.kinds import KINDS, Place, StoreKind

from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend
from mosaic_qgis.backends.feature_rows import FeatureRows
from mosaic_qgis.backends.gathered_mosaic import Wanted
from mosaic_qgis.backends.making import MakingCancelled
from mosaic_qgis.backends.merging import merge_mosaics
from mosaic_qgis.backends.saving import NewTexts
from mosaic_qgis.batch.additions import add_images
from mosaic_qgis.batch.creation import Making
from mosaic_qgis.batch.removal import Removal, Removed, remove_images
from mosaic_qgis.batch.runner import WorkCancelled
from mosaic_qgis.mosaic.creation import CoverRule
from mosaic_qgis.mosaic.errors import (
    BadRequestError,
    MosaicConflictError,
    MosaicError,
    MosaicExistsError,
    NoAssetFoundError,
    ReadOnlyMosaicError,
    UnsupportedError,
    UntrustedReferenceError,
)
from mosaic_qgis.mosaic.joining import at_zoom, common_zoom, joined_tiles, size_of, united
from mosaic_qgis.reading.resources import ReadingResources

KEYS = ("03113320", "03113321", "03113322")
KEY, BESIDE, BELOW = KEYS
HTTPS = "https://example.com/"


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> StoreKind:
    return KINDS[request.param](request)


@pytest.fixture
def place(kind: StoreKind) -> Place:
    return kind.new_place()


@pytest.fixture(scope="module")
def resources() -> Any:
    found = ReadingResources(local_threads=2, remote_threads=4)
    yield found
    found.close()


def at(path: Path, tiles: dict[str, list[str]], **fields: Any) -> MosaicJSONBackend:
    """A document in a file with these tiles."""
    path.write_text(json.dumps(document(list(tiles), **{"tiles": tiles, **fields})))
    return MosaicBackend(str(path))


def tiles_in(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(path.read_text())["tiles"]
    return found


def tile_box(key: str, *, share: float = 1.0) -> shapely.Geometry:
    """A tile in degrees, or a part of it about its middle."""
    box = TMS.bounds(*TMS.quadkey_to_tile(key))
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    width, height = (box.right - box.left) * share / 2, (box.top - box.bottom) * share / 2
    return shapely.box(x - width, y - height, x + width, y + height)


def row(key: str, name: str) -> list[Any]:
    """A feature in the middle of a tile."""
    outline = shapely.to_wkb(tile_box(key, share=0.5))
    return [name, base64.b64encode(outline).decode(), None, None]


def added(backend: MosaicJSONBackend, rows: Sequence[list[Any]], *, is_first: bool = True, **rule: Any) -> int:
    made = add_images(
        backend,
        FeatureRows(rows=rows, count=len(rows)),
        rule=CoverRule(**rule),
        is_first=is_first,
        report=lambda _fraction, _text: None,
        cancelled=lambda: False,
    )
    return made.images


# The index of several mosaics


def test_lists_are_united_in_an_order_that_all_have() -> None:
    assert united([["b"], ["a", "b"]]) == ["a", "b"]
    assert united([["a", "c"], ["b"], ["b", "a"]]) == ["b", "a", "c"]
    assert united([["x", "y"], ["y", "z"], ["w", "x"]]) == ["w", "x", "y", "z"]
    assert united([["a", "a", "b"]]) == ["a", "b"]
    # Lists that contradict each other: what came first leads, and nothing is lost.
    assert united([["a", "b"], ["b", "a"]]) == ["a", "b"]
    assert united([["a", "b"], ["b", "c"], ["c", "a"]]) == ["a", "b", "c"]
    assert united([]) == []


def test_keys_are_brought_to_one_zoom() -> None:
    tiles = {"00": ["a"], "01": ["a", "b"], "1": ["c"], "nonsense": ["d"], "222": ["e"]}
    coarse = at_zoom(tiles, 1)
    assert coarse == {"0": ["a", "b"], "1": ["c"], "2": ["e"]}
    fine = at_zoom(tiles, 2)
    assert fine == {"00": ["a"], "01": ["a", "b"], **{f"1{digit}": ["c"] for digit in "0123"}, "22": ["e"]}
    joined = joined_tiles([{"0": ["top"]}, {"00": ["low", "top"], "10": ["far"]}], 1)
    assert joined == {"0": ["top", "low"], "1": ["far"]}


def test_the_finest_zoom_that_stays_bounded_is_taken() -> None:
    fine, coarse = size_of({"0" * 12: ["a"]}), size_of({"0" * 6: ["b"] * 10})
    assert common_zoom([fine, coarse]) == 12
    assert common_zoom([fine, size_of({"0" * 2: ["b"] * 10})]) == 2
    assert common_zoom([size_of({})]) == 0


# Merging


def test_mosaics_are_merged_into_any_store(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    first = at(
        tmp_path / "a.json", {KEY: [f"{HTTPS}a.tif?sig=geheim"], BESIDE: [f"{HTTPS}a.tif?sig=geheim"]},
        attribution="© A", bounds=[0, 40, 2, 50], minzoom=7,
    )  # fmt: skip
    second = at(
        tmp_path / "b.json", {KEY: ["b.tif", "a.tif"], BELOW: ["b.tif"]},
        asset_prefix=HTTPS, attribution="© B", bounds=[-4, 45, 1, 51], maxzoom=18, data_type="uint16",
    )  # fmt: skip
    told: list[float] = []
    saved = merge_mosaics(
        [first, second],
        place.uri("both.json"),
        credentials=kind.credentials,
        texts=NewTexts(description="Both"),
        report=lambda fraction, _text: None if fraction is None else told.append(fraction),
    )
    assert (saved.images, saved.tiles) == (2, 3)
    assert told == sorted(told) and told
    with kind.open(place.uri("both.json")) as both:
        assert contents(both) == {
            KEY: [f"{HTTPS}a.tif", f"{HTTPS}b.tif"],
            BESIDE: [f"{HTTPS}a.tif"],
            BELOW: [f"{HTTPS}b.tif"],
        }
        found = both.mosaic_def
        assert (found.minzoom, found.maxzoom, found.quadkey_zoom) == (7, 18, 8)
        assert found.bounds == pytest.approx((-4, 40, 2, 51)) and found.attribution == "© A, © B"
        assert found.description == "Both" and found.asset_prefix is None and found.data_type is None


def test_mosaics_of_different_zooms_show_what_they_did(tmp_path: Path) -> None:
    coarse = at(tmp_path / "coarse.json", {"031": [f"{HTTPS}c.tif"]}, minzoom=3, quadkey_zoom=3)
    fine = at(tmp_path / "fine.json", {"03123": [f"{HTTPS}f.tif"]}, minzoom=5, quadkey_zoom=5)
    merge_mosaics([fine, coarse], str(tmp_path / "both.json"))
    found = tiles_in(tmp_path / "both.json")
    assert len(found) == 16 and found["03123"] == [f"{HTTPS}f.tif", f"{HTTPS}c.tif"]
    assert found["03100"] == [f"{HTTPS}c.tif"]
    merge_mosaics([fine, coarse], str(tmp_path / "asked.json"), quadkey_zoom=4)
    assert tiles_in(tmp_path / "asked.json")["0312"] == [f"{HTTPS}f.tif", f"{HTTPS}c.tif"]
    with pytest.raises(BadRequestError, match="entries"):
        merge_mosaics([fine, coarse], str(tmp_path / "huge.json"), quadkey_zoom=16)
    assert not (tmp_path / "huge.json").exists()


def test_what_cannot_be_merged_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    one = at(tmp_path / "one.json", {KEY: [f"{HTTPS}a.tif"]})
    other = at(tmp_path / "two.json", {KEY: [f"{HTTPS}b.tif"]}, tilematrixset="WorldMercatorWGS84Quad")
    target = tmp_path / "both.json"
    with pytest.raises(UnsupportedError, match="WorldMercatorWGS84Quad"):
        merge_mosaics([one, other], str(target))
    with pytest.raises(NoAssetFoundError):
        merge_mosaics([at(tmp_path / "empty.json", {KEY: []})] * 2, str(target))
    with pytest.raises(UntrustedReferenceError):
        merge_mosaics([one, at(tmp_path / "here.json", {KEY: ["local.tif"]})], "s3://bucket/both.json")
    with pytest.raises(MakingCancelled):
        merge_mosaics([one, one], str(target), cancelled=lambda: True)
    assert not target.exists()
    target.write_text("precious")
    with pytest.raises(MosaicExistsError):
        merge_mosaics([one, one], str(target))
    assert target.read_text() == "precious"


# Removing


def removed(backend: MosaicJSONBackend, resources: ReadingResources, **removal: Any) -> Removed:
    return remove_images(backend, Removal(**removal), resources)


def test_images_are_removed_by_name_in_every_store(kind: StoreKind, place: Place, resources: ReadingResources) -> None:
    uri = place.uri("less.json")
    kind.written(uri, document(KEYS, x_provider=None))
    with kind.open(uri) as backend:
        before = backend.mosaic_def.version
        found = removed(backend, resources, names=[f"{HTTPS}{KEY}/a.tif", "ü*.tif"])
        assert (found.removed, found.images, found.tiles) == (4, 2, 3)
        assert found.names[0].startswith(HTTPS)
        assert contents(backend) == {key: [f"{HTTPS}{key}/a.tif"] for key in (BESIDE, BELOW)}
    with kind.open(uri) as again:
        assert contents(again) == {key: [f"{HTTPS}{key}/a.tif"] for key in (BESIDE, BELOW)}
        assert again.mosaic_def.version != before
        # The bounds of the document were wrong: those of the tiles that are left take their place.
        assert again.bounds == pytest.approx(tuple(TMS.bounds(*TMS.quadkey_to_tile(KEY[:-1]))))
        nothing = removed(again, resources, names=["nobody.tif"])
        assert (nothing.removed, nothing.tiles, nothing.images) == (0, 0, 2)
        assert again.mosaic_def.version == kind.open(uri).mosaic_def.version
        with pytest.raises(NoAssetFoundError, match="none would be left"):
            removed(again, resources, names=["*"])
        assert len(contents(kind.open(uri))) == 2


def test_two_that_remove_at_the_same_time_both_succeed(
    kind: StoreKind, place: Place, resources: ReadingResources
) -> None:
    uri = place.uri("race.json")
    kind.written(uri, document(KEYS))
    backends = [kind.open(uri), kind.open(uri)]
    errors: list[BaseException] = []

    def work(backend: MosaicJSONBackend, name: str) -> None:
        try:
            removed(backend, resources, names=[name])
        except BaseException as error:
            errors.append(error)

    names = [f"{HTTPS}{KEY}/a.tif", f"{HTTPS}{BESIDE}/a.tif"]
    threads = [threading.Thread(target=work, args=pair) for pair in zip(backends, names, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    with kind.open(uri) as found:
        left = {name for names in contents(found).values() for name in names}
        assert not left & set(names) and len(left) == 4


@pytest.mark.parametrize("how", ["touching", "within", "tiles"])
def test_images_of_an_area_are_removed(tmp_path: Path, resources: ReadingResources, how: str) -> None:
    MosaicBackend(str(tmp_path / "m.json"), mosaic_def=document(KEYS)).write()
    area = shapely.union(tile_box(KEY), tile_box(BESIDE))
    found = removed(MosaicBackend(str(tmp_path / "m.json")), resources, area=area, how=how, exact=False)
    assert found.removed == 4
    assert tiles_in(tmp_path / "m.json") == {BELOW: [f"{HTTPS}{BELOW}/a.tif", f"{HTTPS}{BELOW}/ü b.tif"]}


def test_an_image_of_several_tiles_goes_as_a_whole_or_from_the_tiles_of_the_area(
    tmp_path: Path, resources: ReadingResources
) -> None:
    tiles = {KEY: ["wide.tif"], BESIDE: ["wide.tif", "own.tif"], BELOW: ["other.tif"]}
    trial = removed(at(tmp_path / "m.json", tiles), resources, area=tile_box(KEY), exact=False, is_trial=True)
    assert (trial.removed, trial.tiles, trial.images) == (1, 2, 2) and tiles_in(tmp_path / "m.json") == tiles
    found = removed(MosaicBackend(str(tmp_path / "m.json")), resources, area=tile_box(KEY), exact=False, how="within")
    assert found.removed == 0, "it is in a tile outside, too"
    removed(MosaicBackend(str(tmp_path / "m.json")), resources, area=tile_box(KEY), how="tiles")
    assert tiles_in(tmp_path / "m.json") == {BESIDE: ["wide.tif", "own.tif"], BELOW: ["other.tif"]}
    removed(MosaicBackend(str(tmp_path / "m.json")), resources, area=tile_box(BESIDE, share=0.1), exact=False)
    assert tiles_in(tmp_path / "m.json") == {BELOW: ["other.tif"]}


def test_images_are_opened_to_know_where_they_lie(tmp_path: Path, resources: ReadingResources) -> None:
    x, y, zoom = TMS.quadkey_to_tile(KEY)
    make_cog(tmp_path / "whole.tif", x, y, zoom, (1, 2, 3))
    make_cog(tmp_path / "quarter.tif", 2 * x, 2 * y, zoom + 1, (1, 2, 3))
    tiles = {KEY: ["whole.tif", "quarter.tif", "gone.tif"], BESIDE: ["other.tif"]}
    quarter = TMS.bounds(2 * x, 2 * y, zoom + 1)
    inside = shapely.box(*quarter).buffer(1e-9)
    found = removed(at(tmp_path / "m.json", tiles), resources, area=inside, how="within")
    assert (found.removed, found.names) == (1, ("quarter.tif",))
    assert [each.code for each in found.skipped] == ["not_found"] and "stays" in found.skipped[0].message
    # What merely touches the area stays.
    opposite = TMS.bounds(2 * x + 1, 2 * y + 1, zoom + 1)
    found = removed(at(tmp_path / "m.json", tiles), resources, area=shapely.box(*opposite))
    assert found.names == ("whole.tif",)
    # In metres as well.
    metres = shapely.box(*TMS.xy_bounds(2 * x, 2 * y, zoom + 1))
    found = removed(
        at(tmp_path / "m.json", tiles), resources, area=metres, area_crs="EPSG:3857", how="within", names=["*.tif"]
    )
    assert found.names == ("quarter.tif",)


def test_dead_links_are_dropped_and_only_those(
    tmp_path: Path, resources: ReadingResources, nginx_server: NginxServer
) -> None:
    x, y, zoom = TMS.quadkey_to_tile(KEY)
    make_cog(tmp_path / "here.tif", x, y, zoom, (1, 2, 3))
    # Broken is not gone, whatever it is called.
    (tmp_path / "broken_404.tif").write_bytes(b"no image")
    web = nginx_server.url
    make_cog(nginx_server.files / "alive-edit.tif", x, y, zoom, (1, 2, 3))
    names = [
        "here.tif",
        "gone.tif",
        "broken_404.tif",
        f"{web}/alive-edit.tif",
        f"{web}/dead-edit.tif",
        "http://127.0.0.1:9/x.tif",
    ]
    backend = at(
        tmp_path / "m.json", {KEY: names, BESIDE: ["gone.tif"]}, datetimes={"gone.tif": "2020-01-01T00:00:00Z"}
    )
    found = removed(backend, resources, dead=True)
    assert set(found.names) == {"gone.tif", f"{web}/dead-edit.tif"}
    assert found.skipped_count == 2 and all("stays" in each.message for each in found.skipped)
    left = json.loads((tmp_path / "m.json").read_text())
    assert left["tiles"] == {KEY: ["here.tif", "broken_404.tif", f"{web}/alive-edit.tif", "http://127.0.0.1:9/x.tif"]}
    assert left["datetimes"] == {}
    # What was there a moment ago is looked at anew.
    (nginx_server.files / "alive-edit.tif").unlink()
    again = removed(MosaicBackend(str(tmp_path / "m.json")), resources, dead=True)
    assert again.names == (f"{web}/alive-edit.tif",)


def test_what_cannot_be_removed_changes_nothing(
    tmp_path: Path, resources: ReadingResources, nginx_server: NginxServer
) -> None:
    backend = at(tmp_path / "m.json", {KEY: ["a.tif"], BESIDE: ["b.tif"]})
    before = (tmp_path / "m.json").read_bytes()
    with pytest.raises(WorkCancelled):
        remove_images(backend, Removal(names=["a.tif"]), resources, cancelled=lambda: True)
    with pytest.raises(BadRequestError, match="polygons"):
        removed(backend, resources, area=shapely.LineString([(0, 0), (1, 1)]))
    (nginx_server.files / "edit.json").write_bytes(before)
    with MosaicBackend(f"{nginx_server.url}/edit.json") as remote, pytest.raises(ReadOnlyMosaicError):
        removed(remote, resources, names=["a.tif"])
    assert (tmp_path / "m.json").read_bytes() == before


# The emulator of DynamoDB knows no rights.
@pytest.mark.parametrize("name", sorted(set(KINDS) - {"dynamodb"}))
def test_without_the_right_to_write_nothing_changes(
    request: pytest.FixtureRequest, name: str, resources: ReadingResources
) -> None:
    kind = KINDS[name](request)
    uri = kind.new_place().uri("mine.json")
    kind.written(uri, document(KEYS))
    with kind.read_access(uri) as opened_to_read:
        with pytest.raises(MosaicError) as caught:
            removed(opened_to_read(uri), resources, names=[f"{HTTPS}{KEY}/a.tif"])
        assert caught.value.code == "auth"
        with pytest.raises(MosaicError) as caught:
            added(opened_to_read(uri), [row(KEY, f"{HTTPS}new.tif")])
        assert caught.value.code == "auth"
    with kind.open(uri) as found:
        assert sum(map(len, contents(found).values())) == 6


# Adding


def test_images_are_added_in_every_store(kind: StoreKind, place: Place) -> None:
    uri = place.uri("more.json")
    kind.written(uri, document(KEYS))
    new = f"{HTTPS}new.tif?sig=geheim"
    with kind.open(uri) as backend:
        assert added(backend, [row(KEY, new), row("03113323", f"{HTTPS}far.tif")]) == 2
    with kind.open(uri) as found:
        tiles = contents(found)
        assert tiles[KEY] == [f"{HTTPS}new.tif", f"{HTTPS}{KEY}/a.tif", f"{HTTPS}{KEY}/ü b.tif"]
        assert tiles["03113323"] == [f"{HTTPS}far.tif"] and len(tiles) == 4
        assert added(found, [row(KEY, f"{HTTPS}new.tif")], is_first=False) == 1
    with kind.open(uri) as found:
        assert contents(found)[KEY] == [f"{HTTPS}{KEY}/a.tif", f"{HTTPS}{KEY}/ü b.tif", f"{HTTPS}new.tif"]
        assert (found.minzoom, found.maxzoom, found.quadkey_zoom) == (8, 14, 8)


def test_what_others_add_meanwhile_is_kept(kind: StoreKind, place: Place) -> None:
    uri = place.uri("race.json")
    kind.written(uri, document(KEYS))
    with kind.open(uri) as mine:
        with kind.open(uri) as theirs:
            theirs.update([feature(BESIDE, f"{HTTPS}theirs.tif")])
        added(mine, [row(BESIDE, f"{HTTPS}mine.tif")])
    with kind.open(uri) as found:
        assert contents(found)[BESIDE][:2] == [f"{HTTPS}mine.tif", f"{HTTPS}theirs.tif"]
    with kind.open(uri) as mine:
        kind.open(uri, document(["031"], minzoom=3, quadkey_zoom=3)).write(overwrite=True)
        with pytest.raises(MosaicConflictError, match="replaced"):
            added(mine, [row(BESIDE, f"{HTTPS}late.tif")])


def test_files_are_added_as_the_document_names_them(tmp_path: Path) -> None:
    x, y, zoom = TMS.quadkey_to_tile(KEY)
    for name in ("there.tif", "new.tif"):
        make_cog(tmp_path / name, x, y, zoom, (1, 2, 3))
    (tmp_path / "broken.tif").write_bytes(b"no image")
    backend = at(tmp_path / "m.json", {KEY: ["./there.tif", "b.tif"]})
    files = [str(tmp_path / name) for name in ("new.tif", "broken.tif", "there.tif")]
    images = Making(wanted=Wanted(target=""), files=files)
    made = add_images(
        backend, images, rule=CoverRule(), is_first=False, report=lambda _fraction, _text: None, cancelled=lambda: False
    )
    assert made.images == 2 and [notice.code for notice in made.skipped] == ["bad_asset"]
    assert tiles_in(tmp_path / "m.json")[KEY] == ["b.tif", "new.tif", "./there.tif"], "one name for one image"


def test_what_cannot_be_added_changes_nothing(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    uri = place.uri("same.json")
    kind.written(uri, document(KEYS, asset_prefix=HTTPS, tiles={KEY: ["a.tif"]}))
    with kind.open(uri) as backend:
        with pytest.raises(BadRequestError, match="prefix"):
            added(backend, [row(KEY, "https://elsewhere.org/b.tif")])
        with pytest.raises(NoAssetFoundError):
            added(backend, [])
        with pytest.raises(NoAssetFoundError):
            added(backend, [[f"{HTTPS}b.tif", None, None, None]])
        with pytest.raises(MakingCancelled):
            add_images(
                backend,
                FeatureRows(rows=[row(KEY, f"{HTTPS}b.tif")], count=1),
                rule=CoverRule(),
                is_first=True,
                report=lambda _fraction, _text: None,
                cancelled=lambda: True,
            )
        (tmp_path / "no.tif").write_bytes(b"no image")
        refused = (BadRequestError, UntrustedReferenceError)
        with pytest.raises(refused):
            add_images(
                backend,
                Making(wanted=Wanted(target=""), files=[str(tmp_path / "no.tif")]),
                rule=CoverRule(),
                is_first=True,
                report=lambda _fraction, _text: None,
                cancelled=lambda: False,
            )
    with kind.open(uri) as found:
        assert contents(found) == {KEY: [f"{HTTPS}a.tif"]}


def test_long_lists_stay_quick(tmp_path: Path, resources: ReadingResources) -> None:
    keys = quadkeys(20_000)
    backend = at(tmp_path / "m.json", {key: [f"{key}.tif", "all.tif"] for key in keys})
    found = removed(backend, resources, names=["all.tif", f"{keys[7]}.tif"])
    assert (found.removed, found.tiles, found.images) == (2, 20_000, 19_999)
