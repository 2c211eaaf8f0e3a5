"""Mosaics of rows and of STAC items: what is listed, in which order, what is left out, and what ends the work."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from catalogs.items import box, item
from catalogs.parquet import write_parquet
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends import stac_images as stac_images_module
from mosaic_qgis.backends.feature_rows import FeatureRows, make_mosaic_of_rows, order_of
from mosaic_qgis.backends.gathered_mosaic import Wanted
from mosaic_qgis.backends.making import MadeMosaic, MakingCancelled
from mosaic_qgis.backends.stac_conditions import Condition
from mosaic_qgis.backends.stac_gathering import StacWish, make_mosaic_of_items
from mosaic_qgis.backends.stac_images import Naming
from mosaic_qgis.backends.stac_order import SortKey
from mosaic_qgis.mosaic import MosaicJSON
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    NoAssetFoundError,
    ReadOnlyMosaicError,
    UnreachableError,
    UnsupportedError,
    UntrustedReferenceError,
)
from mosaic_qgis.mosaic.recipe import MosaicRecipe

ZOOMS = MosaicRecipe(minzoom=9, maxzoom=13, quadkey_zoom=11)


def nobody_knows(_addresses: Sequence[str]) -> tuple[int, int]:
    raise AssertionError("no image need be opened")


def silent(_fraction: float | None, _text: str) -> None:
    """Progress that nobody sees."""


def never() -> bool:
    return False


def written(path: Path | str) -> MosaicJSON:
    with MosaicBackend(str(path)) as backend:
        return backend.mosaic_def


# Rows


def row(number: int, *, key: Any = None, taken: str | None = None, **changes: Any) -> list[Any]:
    outline = shapely.to_wkb(shapely.box(6 + number / 10, 46, 6.1 + number / 10, 46.1))
    parts = {
        "address": f"https://images.test/{number}.tif",
        "outline": base64.b64encode(outline).decode(),
        "key": key,
        "taken": taken,
        **changes,
    }
    return [parts[name] for name in ("address", "outline", "key", "taken")]


def of_rows(
    rows: Sequence[Any],
    target: Path | str,
    *,
    recipe: MosaicRecipe = ZOOMS,
    overwrite: bool = False,
    zooms_of: Callable[[Sequence[str]], tuple[int, int]] = lambda _addresses: (9, 13),
    report: Callable[[float | None, str], None] = silent,
    cancelled: Callable[[], bool] = never,
    **options: Any,
) -> MadeMosaic:
    features = FeatureRows(rows=iter(rows), count=len(rows), **options)
    wanted = Wanted(target=str(target), overwrite=overwrite, recipe=recipe)
    return make_mosaic_of_rows(features, wanted, zooms_of, report=report, cancelled=cancelled)


def test_rows_become_a_mosaic(tmp_path: Path) -> None:
    target = tmp_path / "m.json"
    recipe = MosaicRecipe(
        quadkey_zoom=11, name="Town", description="d", attribution="a", asset_prefix="https://images.test/"
    )
    asked: list[Sequence[str]] = []

    def zooms_of(addresses: Sequence[str]) -> tuple[int, int]:
        asked.append(addresses)
        return 8, 14

    made = of_rows(
        [row(number, taken="2024-05-01T10:00:00Z") for number in range(5)], target, recipe=recipe, zooms_of=zooms_of
    )
    assert (made.images, made.minzoom, made.maxzoom, made.skipped_count) == (5, 8, 14, 0)
    assert asked == [[f"https://images.test/{number}.tif" for number in range(5)]]
    features = [
        {
            "properties": {"path": f"https://images.test/{number}.tif"},
            "geometry": box(6 + number / 10, 46, 6.1 + number / 10, 46.1),
        }
        for number in range(5)
    ]
    expected = MosaicJSON.from_features(features, 8, 14, quadkey_zoom=11, asset_prefix="https://images.test/")
    document = written(target)
    assert document.tiles == expected.tiles and made.tiles == len(expected.tiles)
    assert document.bounds == pytest.approx(expected.bounds)
    assert (document.name, document.description, document.attribution) == ("Town", "d", "a")
    assert document.model_extra == {"datetimes": {f"{number}.tif": "2024-05-01T10:00:00Z" for number in range(5)}}


def test_files_beside_the_document_are_named_relative_to_it(tmp_path: Path) -> None:
    rows = [row(0, address=str(tmp_path / "images" / "a.tif")), row(1, address="/elsewhere/b.tif")]
    of_rows(rows, tmp_path / "m.json")
    names = {name for names in written(tmp_path / "m.json").tiles.values() for name in names}
    assert names == {"images/a.tif", "/elsewhere/b.tif"}


def test_signatures_do_not_get_into_the_document(tmp_path: Path) -> None:
    of_rows([row(0, address="https://user:pw@images.test/a.tif?X-Amz-Signature=abc&x=1")], tmp_path / "m.json")
    text = (tmp_path / "m.json").read_text()
    assert "abc" not in text and "pw" not in text and "https://images.test/a.tif?x=1" in text


@pytest.mark.parametrize(
    ("keys", "is_descending", "expected"),
    [
        ([2, None, 1.5, True], False, [3, 2, 0, 1]),
        ([2, None, 1.5, True], True, [0, 2, 3, 1]),
        (["2024-01-02", "2023-01-01", None], True, [0, 1, 2]),
        ([1, 1, 1], True, [0, 1, 2]),
        ([10, "9"], False, [0, 1]),
        ([None, None], True, None),
        ([], True, None),
    ],
)
def test_rows_are_sorted_by_their_keys(keys: list[Any], is_descending: bool, expected: list[int] | None) -> None:
    assert order_of(keys, is_descending=is_descending) == expected


def test_the_greatest_key_is_on_top(tmp_path: Path) -> None:
    outline = row(0)[1]
    rows = [row(number, outline=outline, key=key) for number, key in enumerate([3, None, 7, 5])]
    of_rows(rows, tmp_path / "m.json", is_descending=True)
    (names,) = {tuple(names) for names in written(tmp_path / "m.json").tiles.values()}
    assert [name[-5] for name in names] == ["2", "3", "0", "1"]


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    rows = [
        row(0),
        row(1, outline=None),
        row(2, address=None),
        row(3, outline=base64.b64encode(shapely.to_wkb(shapely.Point(1, 2))).decode()),
        row(4, outline=base64.b64encode(b"nonsense").decode()),
    ]
    made = of_rows(rows, tmp_path / "m.json")
    assert made.images == 1 and made.skipped_count == 4
    told = " | ".join(notice.message for notice in made.skipped)
    for words in ("1.tif", "Feature 3 is left out", "3.tif", "Point", "4.tif"):
        assert words in told


@pytest.mark.parametrize(
    "wrong", ["text", [1, 2], ["a", "b"], [1, None, None, None], ["a", None, [], None], ["a", "?", None, None], None]
)
def test_what_is_no_row_is_refused(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError):
        of_rows([row(0), wrong], tmp_path / "m.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("rows", "options", "error"),
    [
        ([], {}, NoAssetFoundError),
        ([row(0, outline=None)], {}, NoAssetFoundError),
        ([row(0, address=None)], {}, NoAssetFoundError),
        ([row(0)], {"crs": "nonsense"}, BadRequestError),
        ([row(0), row(1, address="/data/m\udcf6bel.tif")], {}, BadRequestError),
        ([row(0)], {"recipe": MosaicRecipe(minzoom=1, maxzoom=2, asset_prefix="s3://bucket/")}, BadRequestError),
        ([row(0)], {"recipe": MosaicRecipe(minzoom=1, maxzoom=2, minimum_tile_cover=1.0)}, MosaicError),
    ],
)
def test_bad_input_leaves_nothing_behind(
    rows: list[Any], options: dict[str, Any], error: type[MosaicError], tmp_path: Path
) -> None:
    with pytest.raises(error):
        of_rows(rows, tmp_path / "m.json", **options)
    assert not list(tmp_path.iterdir())


def test_targets_that_will_not_do_are_refused_first(tmp_path: Path) -> None:
    target = tmp_path / "m.json"
    target.write_text("precious")
    asked: list[int] = []

    def rows() -> Any:
        asked.append(1)
        yield row(0)

    def make(place: str, **options: Any) -> MadeMosaic:
        features = FeatureRows(rows=rows(), count=1)
        wanted = Wanted(target=place, recipe=ZOOMS, **options)
        return make_mosaic_of_rows(features, wanted, nobody_knows, report=silent, cancelled=never)

    with pytest.raises(MosaicExistsError):
        make(str(target))
    with pytest.raises(ReadOnlyMosaicError):
        make("https://host/m.json")
    assert not asked and target.read_text() == "precious"
    with pytest.raises(UntrustedReferenceError):
        of_rows([row(0, address="/data/a.tif")], "s3://bucket/m.json")
    of_rows([row(0)], target, overwrite=True)
    assert written(target).name == "m"


def test_withdrawn_work_writes_nothing(tmp_path: Path) -> None:
    for moment in ("features", "zooms", "footprints", "tiles"):
        said: list[str] = []
        with pytest.raises(MakingCancelled):
            of_rows(
                [row(number) for number in range(3)],
                tmp_path / "m.json",
                report=lambda _fraction, text, said=said: said.append(text),
                cancelled=lambda said=said, moment=moment: any(moment in text for text in said),
            )
    assert not list(tmp_path.iterdir())


def test_progress_never_goes_back(tmp_path: Path) -> None:
    seen: list[float] = []
    of_rows(
        [row(number) for number in range(30)],
        tmp_path / "m.json",
        report=lambda fraction, _text: seen.append(fraction or 0.0),
    )
    assert seen == sorted(seen) and seen[0] > 0 and seen[-1] <= 1 and len(set(seen)) > 3


# STAC


def of_items(wish: StacWish, target: Path | str, **options: Any) -> MadeMosaic:
    zooms_of = options.pop("zooms_of", nobody_knows)
    cancelled = options.pop("cancelled", never)
    wanted = Wanted(target=str(target), **{"recipe": MosaicRecipe(quadkey_zoom=11), **options})
    return make_mosaic_of_items(wish, wanted, zooms_of, report=silent, cancelled=cancelled)


def document(path: Path, items: Sequence[Any]) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": items}))
    return str(path)


def items_with_clouds(count: int = 12) -> list[dict[str, Any]]:
    return [item(number, properties={"eo:cloud_cover": (number * 7) % 12}) for number in range(count)]


@pytest.mark.parametrize("form", ["collection", "parquet", "web", "web parquet"])
def test_documents_of_items_become_mosaics(form: str, tmp_path: Path, scripted_server: ScriptedServer) -> None:
    items = [item(number) for number in range(12)]
    if "parquet" in form:
        uri = str(write_parquet(tmp_path / "items.parquet", items))
    else:
        uri = document(tmp_path / "items.json", items)
    if "web" in form:
        scripted_server.script("/items", Answer(body=Path(uri).read_bytes()))
        uri = f"{scripted_server.url}/items"
    made = of_items(StacWish(uri=uri, asset="visual"), tmp_path / "m.json")
    expected = MosaicJSON.from_stac(
        items, made.minzoom, made.maxzoom, quadkey_zoom=11, accessor=lambda each: each["assets"]["visual"]["href"]
    )
    assert written(tmp_path / "m.json").tiles == expected.tiles
    assert (made.images, made.skipped_count, made.notes) == (12, 0, ())
    assert (
        written(tmp_path / "m.json").model_extra["datetimes"]["https://images.test/item-3.tif"]
        == "2024-01-04T10:00:00Z"
    )
    assert 8 <= made.minzoom < made.maxzoom <= 15


def test_conditions_order_and_limit_hold_for_documents(tmp_path: Path) -> None:
    uri = document(tmp_path / "items.json", items_with_clouds())
    wish = StacWish(
        uri=uri,
        query={"bbox": [10.05, 45, 10.95, 45.1], "datetime": "2024-01-02T00:00:00Z/.."},
        where=(Condition(name="eo:cloud_cover", operator="<=", value=6),),
        sort=SortKey(name="datetime", descending=True),
    )
    of_items(wish, tmp_path / "m.json")
    tiles = written(tmp_path / "m.json").tiles
    wanted = [number for number in range(1, 11) if (number * 7) % 12 <= 6]
    listed = {name for names in tiles.values() for name in names}
    assert listed == {f"https://images.test/item-{number}.tif" for number in wanted}
    for names in tiles.values():
        numbers = [int(name.rpartition("-")[2].removesuffix(".tif")) for name in names]
        assert numbers == sorted(numbers, reverse=True)
    made = of_items(StacWish(uri=uri, max_items=5), tmp_path / "few.json")
    assert made.images == 5 and "cut after 5 items" in made.notes[0].message


def test_items_of_an_api_are_searched_page_by_page(tmp_path: Path, scripted_server: ScriptedServer) -> None:
    url = scripted_server.url
    landing = {
        "stac_version": "1.0.0",
        "type": "Catalog",
        "conformsTo": [
            "https://api.stacspec.org/v1.0.0/item-search",
            "https://api.stacspec.org/v1.0.0/item-search#query",
            "https://api.stacspec.org/v1.0.0/item-search#sort",
        ],
        "links": [{"rel": "search", "href": f"{url}/search", "method": "POST"}],
    }
    items = sorted(items_with_clouds(), key=lambda each: each["properties"]["eo:cloud_cover"])
    following = {"rel": "next", "href": f"{url}/search", "method": "POST", "body": {"token": 2}, "merge": True}
    pages = [
        Answer.of_json({"type": "FeatureCollection", "features": items[:7], "links": [following], "numberMatched": 12}),
        Answer.of_json({"type": "FeatureCollection", "features": items[7:], "links": [], "numberMatched": 12}),
    ]
    scripted_server.script("/", Answer.of_json(landing))
    scripted_server.script("/search", *pages)
    wish = StacWish(
        uri=f"{url}/",
        query={"collections": ["c"]},
        where=(Condition(name="eo:cloud_cover", operator="<=", value=11),),
        sort=SortKey(name="eo:cloud_cover"),
    )
    made = of_items(wish, tmp_path / "m.json")
    assert made.images == 12 and made.notes == ()
    asked = scripted_server.received_at("/search")[0].json()
    assert asked["collections"] == ["c"] and asked["query"] == {"eo:cloud_cover": {"lte": 11}}
    assert asked["sortby"] == [{"field": "properties.eo:cloud_cover", "direction": "asc"}]
    rank = {each["assets"]["visual"]["href"]: number for number, each in enumerate(items)}
    for names in written(tmp_path / "m.json").tiles.values():
        assert [rank[name] for name in names] == sorted(rank[name] for name in names)


def test_items_that_cannot_be_used_are_told_by_reason(tmp_path: Path) -> None:
    items = [
        item(0),
        item(1, assets={"other": "https://images.test/x.tif"}),
        item(2, assets={"other": "https://images.test/y.tif"}),
        {**item(3), "geometry": None, "bbox": None},
        "nonsense",
        item(0),
        *({**item(number), "geometry": None} for number in (5, 6)),
    ]
    made = of_items(StacWish(uri=document(tmp_path / "i.json", items), asset="visual"), tmp_path / "m.json")
    assert made.images == 3 and made.skipped_count == 4
    told = " | ".join(notice.message for notice in made.notes)
    assert "2 items have no geometry with an area, their bbox is used" in told
    assert "2 of 7 items are left out, they have no asset 'visual': item-1, item-2" in told
    assert "neither a geometry" in told and "no STAC items" in told


def test_items_from_elsewhere_name_no_files_of_this_machine(tmp_path: Path, scripted_server: ScriptedServer) -> None:
    items = [item(0), item(1, assets={"visual": "file:///etc/passwd"})]
    scripted_server.script("/items", Answer.of_json({"type": "FeatureCollection", "features": items}))
    made = of_items(StacWish(uri=f"{scripted_server.url}/items"), tmp_path / "m.json")
    assert made.images == 1 and "passwd" not in (tmp_path / "m.json").read_text()


@pytest.mark.parametrize(("names", "images"), [("item", 2), ("asset", 4)])
def test_items_from_elsewhere_are_not_named_by_what_means_a_file_here(
    names: Naming, images: int, tmp_path: Path, scripted_server: ScriptedServer
) -> None:
    hidden = "<VRTDataset><!-- http://x --></VRTDataset>"
    items = [item(0), item(1, id="secret.tif", self_href=None), item(2, self_href=None, id="/etc/secret.tif")]
    items.append(item(3, assets={"visual": hidden}))
    scripted_server.script("/items", Answer.of_json({"type": "FeatureCollection", "features": items}))
    made = of_items(StacWish(uri=f"{scripted_server.url}/items", names=names), tmp_path / "m.json")
    listed = {name for each in written(tmp_path / "m.json").tiles.values() for name in each}
    assert all(name.startswith("https://") for name in listed)
    assert made.images == images == 4 - made.skipped_count
    told = " | ".join(notice.message for notice in made.notes)
    assert ("2 of 4 items are left out, they have no address of their own" in told) == (names == "item")


def test_a_mosaic_can_name_the_items(tmp_path: Path) -> None:
    uri = document(tmp_path / "i.json", [item(0), item(1)])
    of_items(StacWish(uri=uri, names="item"), tmp_path / "m.json")
    names = {name for names in written(tmp_path / "m.json").tiles.values() for name in names}
    assert names == {f"https://stac.test/collections/c/items/item-{number}" for number in (0, 1)}


def test_images_are_opened_where_items_do_not_say_their_zooms(tmp_path: Path) -> None:
    items = [item(number, properties={"gsd": None}) for number in range(3)]
    asked: list[Sequence[str]] = []

    def zooms_of(addresses: Sequence[str]) -> tuple[int, int]:
        asked.append(addresses)
        return 7, 12

    made = of_items(StacWish(uri=document(tmp_path / "i.json", items)), tmp_path / "m.json", zooms_of=zooms_of)
    assert (made.minzoom, made.maxzoom) == (7, 12)
    assert asked == [[f"https://images.test/item-{number}.tif" for number in range(3)]]


def test_many_items_stay_in_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tickets and numbers agree over many pieces, with items left out in between."""
    monkeypatch.setattr(stac_images_module, "_CHUNK", 7)
    monkeypatch.setattr(stac_images_module, "_SAMPLE", 5)
    items = [item(number, **({"assets": {}} if number % 5 == 2 else {})) for number in range(60)]
    wish = StacWish(uri=document(tmp_path / "i.json", items), sort=SortKey(name="datetime"))
    made = of_items(wish, tmp_path / "m.json")
    kept = [each for number, each in enumerate(items) if number % 5 != 2]
    kept.sort(key=lambda each: each["properties"]["datetime"])
    expected = MosaicJSON.from_stac(
        kept, made.minzoom, made.maxzoom, quadkey_zoom=11, accessor=lambda each: each["assets"]["visual"]["href"]
    )
    assert written(tmp_path / "m.json").tiles == expected.tiles
    assert made.skipped_count == 12


def test_what_has_no_items_is_refused(tmp_path: Path, scripted_server: ScriptedServer) -> None:
    (tmp_path / "catalog.json").write_text('{"type": "Catalog", "stac_version": "1.0.0", "links": []}')
    (tmp_path / "text.json").write_text("nonsense")
    scripted_server.script("/catalog", Answer(body=(tmp_path / "catalog.json").read_bytes()))
    scripted_server.script("/none", Answer(status=404))
    before = set(tmp_path.iterdir())
    for uri, error in (
        (str(tmp_path / "catalog.json"), BadDocumentError),
        (str(tmp_path / "text.json"), BadDocumentError),
        (str(tmp_path / "nowhere.json"), MosaicNotFoundError),
        (f"{scripted_server.url}/catalog", BadDocumentError),
        (f"{scripted_server.url}/none", MosaicNotFoundError),
        ("s3://bucket/items.json", UnsupportedError),
        (document(tmp_path / "empty.json", []), NoAssetFoundError),
    ):
        with pytest.raises(error):
            of_items(StacWish(uri=uri), tmp_path / "m.json")
    with pytest.raises(BadRequestError, match="'filter'"):
        of_items(StacWish(uri=document(tmp_path / "i.json", [item(0)]), query={"filter": "a = 1"}), tmp_path / "m.json")
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"empty.json", "i.json"}


def test_a_search_that_breaks_off_writes_nothing(tmp_path: Path, scripted_server: ScriptedServer) -> None:
    following = {"rel": "next", "href": f"{scripted_server.url}/more"}
    scripted_server.script(
        "/search", Answer.of_json({"type": "FeatureCollection", "features": [item(0)], "links": [following]})
    )
    scripted_server.script("/more", Answer(hang_up=True))
    with pytest.raises(UnreachableError, match="Page 2"):
        of_items(StacWish(uri=f"{scripted_server.url}/search"), tmp_path / "m.json")
    assert not list(tmp_path.iterdir())


def test_a_document_is_withdrawn_while_it_is_read(tmp_path: Path) -> None:
    uri = document(tmp_path / "i.json", [item(number) for number in range(600)])
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(MakingCancelled):
        of_items(StacWish(uri=uri), tmp_path / "m.json", cancelled=cancelled)
    assert not (tmp_path / "m.json").exists()


def test_outlines_of_items_are_those_of_the_catalogue(tmp_path: Path) -> None:
    around = item(0, bbox=[170, -10, -170, 10], geometry=None)
    made = of_items(StacWish(uri=document(tmp_path / "i.json", [around])), tmp_path / "m.json")
    west, _, east, _ = written(tmp_path / "m.json").bounds
    assert made.images == 1 and west == pytest.approx(170) and east == pytest.approx(-170)
