"""Freezing a mosaic into a document of its own: every store, whole and unsigned names, nothing half written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from catalogs.items import collection_of, item
from servers.nginx import NginxServer
from stores.documents import contents, document, quadkeys
from stores.kinds import KINDS, DynamoKind, FileKind, Place, S3Kind, SQLiteKind, StoreKind

from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.saving import NewTexts, SavingCancelled, check_target, save_mosaic
from mosaic_qgis.mosaic.errors import (
    MosaicError,
    MosaicExistsError,
    NoAssetFoundError,
    ReadOnlyMosaicError,
    UntrustedReferenceError,
)
from mosaic_qgis.mosaic.unsigned import plain, unsigned

KEY = "03113320"


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> StoreKind:
    return KINDS[request.param](request)


@pytest.fixture
def place(kind: StoreKind) -> Place:
    return kind.new_place()


def mosaic_at(path: Path, names: list[str], **fields: Any) -> MosaicJSONBackend:
    """A document in a file that names these images in one tile."""
    path.write_text(json.dumps(document([KEY], **{"tiles": {KEY: names}, **fields})))
    return MosaicBackend(str(path))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


# Every store


def test_a_mosaic_is_the_same_mosaic_wherever_it_is_saved(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    source = mosaic_at(
        tmp_path / "source.json",
        ["a.tif", "b.tif?sig=geheim&v=2", "https://me:geheim@host/c.tif"],
        asset_prefix="https://host/x/",
        tiles={
            KEY: ["a.tif", "b.tif?sig=geheim&v=2"],
            "03113321": ["b.tif?sig=geheim&v=2", "d/é.tif"],
        },
    )
    target, told = place.uri("saved.json"), []
    saved = save_mosaic(
        source,
        target,
        credentials=kind.credentials,
        texts=NewTexts(name="Frozen", description=""),
        report=lambda fraction, _text: told.append(fraction),
    )
    assert (saved.images, saved.tiles) == (3, 2)
    with kind.open(target) as found:
        assert contents(found) == {
            KEY: ["https://host/x/a.tif", "https://host/x/b.tif?v=2"],
            "03113321": ["https://host/x/b.tif?v=2", "https://host/x/d/é.tif"],
        }
        # In a database a mosaic is called as its URI says.
        assert found.mosaic_def.name == ("saved.json" if isinstance(kind, SQLiteKind) else "Frozen")
        assert not found.mosaic_def.description
        assert (found.minzoom, found.maxzoom, found.quadkey_zoom) == (8, 14, 8)
        assert found.bounds == pytest.approx(source.bounds)
        assert saved.uri == found.document_uri and "geheim" not in saved.uri
    known = [fraction for fraction in told if fraction is not None]
    assert known == sorted(known) and known


def test_nothing_is_replaced_unless_that_is_wanted(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    first = mosaic_at(tmp_path / "first.json", ["https://host/first.tif"])
    second = mosaic_at(tmp_path / "second.json", ["https://host/second.tif"])
    target = place.uri("saved.json")
    save_mosaic(first, target, credentials=kind.credentials)
    with pytest.raises(MosaicExistsError):
        save_mosaic(second, target, credentials=kind.credentials)
    with kind.open(target) as found:
        assert contents(found) == {KEY: ["https://host/first.tif"]}
    save_mosaic(second, target, credentials=kind.credentials, overwrite=True)
    with kind.open(target) as found:
        assert contents(found) == {KEY: ["https://host/second.tif"]}


def test_what_is_cancelled_leaves_nothing(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    source = mosaic_at(tmp_path / "source.json", ["https://host/a.tif"])
    for looks in range(3):
        left = iter([False] * looks)
        with pytest.raises(SavingCancelled):
            save_mosaic(
                source,
                place.uri("saved.json"),
                credentials=kind.credentials,
                cancelled=lambda left=left: next(left, True),
            )
    assert kind.names(place) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_a_long_writing_of_rows_is_taken_back_where_that_loses_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, is_new: bool
) -> None:
    kind = DynamoKind(request)
    place = kind.new_place()
    target = place.uri("many")
    if not is_new:
        kind.written(target, document([KEY]))
    source = mosaic_at(tmp_path / "source.json", [], tiles={key: ["https://host/a.tif"] for key in quadkeys(2100)})

    def is_cancelled() -> bool:
        """As soon as the first rows of the new mosaic are there."""
        client = kind.server.resource().meta.client
        if place.name not in client.list_tables()["TableNames"]:
            return False
        return bool(client.scan(TableName=place.name, Select="COUNT")["Count"] > 2)

    if is_new:
        with pytest.raises(MosaicError) as caught:
            save_mosaic(source, target, credentials=kind.credentials, cancelled=is_cancelled)
        assert caught.value.code == "cancelled" and kind.names(place) == []
    else:
        save_mosaic(source, target, credentials=kind.credentials, overwrite=True, cancelled=is_cancelled)
        assert is_cancelled(), "it could have been withdrawn, but for what would have been lost"
        with kind.open(target) as found:
            assert len(found.info(quadkeys=True).quadkeys) == 2100


def test_files_of_this_machine_are_not_named_from_elsewhere(kind: StoreKind, place: Place, tmp_path: Path) -> None:
    source = mosaic_at(tmp_path / "source.json", ["images/a.tif"])
    target = place.uri("saved.json")
    if isinstance(kind, FileKind):
        save_mosaic(source, target, credentials=kind.credentials)
        with kind.open(target) as found:
            assert contents(found) == {KEY: [str(tmp_path / "images" / "a.tif")]}
    else:
        with pytest.raises(UntrustedReferenceError, match="files of this computer"):
            save_mosaic(source, target, credentials=kind.credentials)
        assert kind.names(place) == []


# Names


def test_images_beside_the_document_move_with_it(tmp_path: Path) -> None:
    source = mosaic_at(tmp_path / "source.json", ["a.tif", "deep/b.tif", "../c.tif", "https://host/d.tif"])
    save_mosaic(source, str(tmp_path / "new.json"))
    found = read(tmp_path / "new.json")
    assert found["tiles"] == {KEY: ["a.tif", "deep/b.tif", str(tmp_path.parent / "c.tif"), "https://host/d.tif"]}
    (tmp_path / "other").mkdir()
    save_mosaic(source, str(tmp_path / "other" / "new.json.gz"))
    with MosaicBackend(str(tmp_path / "other" / "new.json.gz")) as moved:
        assert contents(moved)[KEY] == contents(source)[KEY]


@pytest.mark.parametrize("name", ["{a}.tif", "<a>.tif", "a:b.tif"])
def test_an_image_beside_the_document_that_gdal_would_take_for_something_else_is_named_whole(
    tmp_path: Path, name: str
) -> None:
    source = mosaic_at(tmp_path / "source.json", [str(tmp_path / name)])
    save_mosaic(source, str(tmp_path / "new.json"))
    assert read(tmp_path / "new.json")["tiles"] == {KEY: [str(tmp_path / name)]}


def test_a_document_on_the_web_is_frozen_into_a_file(nginx_server: NginxServer, tmp_path: Path) -> None:
    names = [
        "a.tif",
        "/b.tif",
        "https://host/c.tif",
        "/etc/passwd/../x.tif",
        "/vsicurl/http://host/d.tif",
        "file:///e.tif",
    ]
    (nginx_server.files / "freeze.json").write_text(json.dumps(document([KEY], tiles={KEY: names})))
    with MosaicBackend(f"{nginx_server.url}/freeze.json") as source:
        save_mosaic(source, str(tmp_path / "new.json"))
    base = nginx_server.url
    assert read(tmp_path / "new.json")["tiles"] == {
        KEY: [f"{base}/a.tif", f"{base}/b.tif", "https://host/c.tif", f"{base}/etc/x.tif"]
    }, "what a document from elsewhere must not name, it must not name as a file either"


def test_a_name_that_only_holds_an_address_does_not_become_one_of_this_machine(
    nginx_server: NginxServer, tmp_path: Path
) -> None:
    names = [
        "<VRTDataset><!-- https://host/ --></VRTDataset>",
        "NETCDF:/etc/a.nc?https://h/",
        "a.tif?next=https://h/b.tif",
    ]
    (nginx_server.files / "holding.json").write_text(json.dumps(document([KEY], tiles={KEY: names})))
    with MosaicBackend(f"{nginx_server.url}/holding.json") as source:
        save_mosaic(source, str(tmp_path / "new.json"))
    found = read(tmp_path / "new.json")["tiles"][KEY]
    assert len(found) == 3 and all(name.startswith(f"{nginx_server.url}/") for name in found)


def test_images_in_a_bucket_keep_their_whole_address(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    kind = S3Kind(request)
    place = kind.new_place()
    uri = place.uri("folder/mosaic.json")
    kind.written(uri, document([KEY], tiles={KEY: ["a.tif", "b#1.tif", "s3://other/c.tif"]}))
    with kind.open(uri) as source:
        save_mosaic(source, str(tmp_path / "new.json"))
    bucket = uri.partition("://")[2].partition("/")[0]
    assert read(tmp_path / "new.json")["tiles"] == {
        KEY: [f"s3://{bucket}/folder/a.tif", f"s3://{bucket}/folder/b#1.tif", "s3://other/c.tif"]
    }


def test_images_of_an_azure_account_keep_it(tmp_path: Path) -> None:
    source = mosaic_at(
        tmp_path / "source.json",
        ["a.tif", "az://other.blob.core.windows.net/c/b.tif"],
        asset_prefix=None,
    )
    # As a document in Azure resolves them.
    from dataclasses import replace

    source._resolver = replace(source._resolver, place="az://mine.blob.core.windows.net/c/folder/", is_remote=True)
    save_mosaic(source, str(tmp_path / "new.json"))
    assert read(tmp_path / "new.json")["tiles"] == {
        KEY: ["az://mine.blob.core.windows.net/c/folder/a.tif", "az://other.blob.core.windows.net/c/b.tif"]
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a.tif", "a.tif"),
        ("/data/a b.tif", "/data/a b.tif"),
        ("https://h/a.tif?v=2&x=%20", "https://h/a.tif?v=2&x=%20"),
        ("https://h/a.tif?sv=2020&se=1&sig=g%2Fh", "https://h/a.tif"),
        ("https://h/a.tif?v=2&sig=g&se=1#f", "https://h/a.tif?v=2"),
        ("https://u:p@h/a.tif", "https://h/a.tif"),
        ("https://h/a.tif?X-Amz-Signature=g&X-Amz-Credential=k%2Fd&versionId=7", "https://h/a.tif?versionId=7"),
        ("https://h/a.tif?AWSAccessKeyId=k&Signature=g&Expires=1", "https://h/a.tif"),
        ("https://h/a.tif?access_token=g", "https://h/a.tif"),
        ("https://h/a.tif?sr=EPSG:3857&st=5", "https://h/a.tif?sr=EPSG:3857&st=5"),
        ("/vsicurl/https://u:p@h/a.tif?sig=g", "/vsicurl/https://h/a.tif"),
        ("/vsicurl?header.Authorization=Bearer%20g&url=https%3A%2F%2Fh%2Fa.tif%3Fsig%3Dg", "https://h/a.tif"),
        ("/vsizip/vsicurl/https://h/a.zip/b.tif", "/vsizip/vsicurl/https://h/a.zip/b.tif"),
        ("s3://b/k?x=1", "s3://b/k?x=1"),
    ],
)
def test_signatures_are_left_out(address: str, expected: str) -> None:
    assert unsigned(address) == expected


def test_long_names_are_looked_at_once() -> None:
    name = "a" * 500_000
    assert unsigned(name) == name, "a step for each pair of letters would take hours"


def test_names_of_gdal_become_addresses() -> None:
    assert [plain(name) for name in ("/vsicurl/https://h/a", "/vsis3/b/k#1", "/vsigs/b/k", "/vsizip/a.zip/b", "a")] == [
        "https://h/a",
        "s3://b/k#1",
        "gs://b/k",
        "/vsizip/a.zip/b",
        "a",
    ]


# What a layer has chosen


def test_excluded_images_are_left_out_and_those_on_top_come_first(tmp_path: Path) -> None:
    mosaic_at(tmp_path / "source.json", ["a.tif", "b.tif", "c.tif"])
    with open_backend(str(tmp_path / "source.json"), {"exclude": "a.tif", "first": "c.tif"}) as source:
        saved = save_mosaic(source, str(tmp_path / "new.json"))
    assert read(tmp_path / "new.json")["tiles"] == {KEY: ["c.tif", "b.tif"]} and saved.images == 2
    with (
        open_backend(str(tmp_path / "source.json"), {"exclude": "a.tif,b.tif,c.tif"}) as source,
        pytest.raises(NoAssetFoundError),
    ):
        save_mosaic(source, str(tmp_path / "none.json"))
    assert not (tmp_path / "none.json").exists()


def test_an_overview_image_moves_with_all_images_only(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    overview = {"href": "deep/overview.tif", "maxzoom": 5}
    mosaic_at(tmp_path / "source.json", ["a.tif", "b.tif"], overview=overview)
    for options, expected in (({}, {"href": "overview.tif", "maxzoom": 5}), ({"exclude": "a.tif"}, None)):
        with open_backend(str(tmp_path / "source.json"), options) as source:
            save_mosaic(source, str(tmp_path / "deep" / "new.json"), overwrite=True)
        found = read(tmp_path / "deep" / "new.json")
        assert found.get("overview") == expected and found["x_provider"]["name"] == "Étoile"


def items_at(path: Path, assets: Mapping[str, str]) -> str:
    path.write_text(json.dumps(collection_of(*(item(number, assets=assets) for number in range(3)))))
    return f"stac+{path.as_uri()}"


def test_a_search_is_frozen(tmp_path: Path) -> None:
    uri = items_at(tmp_path / "items.json", {"visual": "https://host/{id}/v.tif?st=1&sig=geheim"})
    items = json.loads((tmp_path / "items.json").read_text())
    for number, each in enumerate(items["features"]):
        each["assets"]["visual"]["href"] = f"https://host/{number}/v.tif?st=1&sig=geheim"
    (tmp_path / "items.json").write_text(json.dumps(items))
    with open_backend(uri, {"minzoom": "9", "maxzoom": "12", "assets": "visual"}) as source:
        saved = save_mosaic(source, str(tmp_path / "new.json"), texts=NewTexts(name="Three"))
        assert saved.images == 3
        with MosaicBackend(str(tmp_path / "new.json")) as found:
            assert found.mosaic_def.name == "Three"
            assert (found.minzoom, found.maxzoom) == (9, 12) and found.bounds == pytest.approx(source.bounds)
            names = {name for names in contents(found).values() for name in names}
    assert names == {f"https://host/{number}/v.tif" for number in range(3)}
    assert "geheim" not in (tmp_path / "new.json").read_text()


# Targets


@pytest.mark.parametrize("target", ["https://host/a.json", "stac+https://host/search", "ftp://host/a.json"])
def test_places_that_cannot_be_written(target: str) -> None:
    with pytest.raises(ReadOnlyMosaicError, match="saved to a file"):
        check_target(target, overwrite=True)


def test_a_file_that_is_there_is_seen_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "there.json").write_text("{}")
    with pytest.raises(MosaicExistsError):
        check_target(str(tmp_path / "there.json"), overwrite=False)
    check_target(str(tmp_path / "there.json"), overwrite=True)
