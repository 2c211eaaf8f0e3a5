"""DynamoDB beyond the contract: the layout of cogeo-mosaic, the service's limits, and writings that break off."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from servers.dynalite import DynaliteServer
from stores.documents import TMS, contents, document, feature, header, quadkeys
from stores.kinds import DynamoKind, Place

from mosaic_qgis.backends import dynamodb, dynamodb_rows
from mosaic_qgis.backends.aws import AWSCredentials
from mosaic_qgis.backends.dynamodb import DynamoDBAddress, DynamoDBBackend
from mosaic_qgis.backends.dynamodb_rows import MosaicRows
from mosaic_qgis.mosaic.errors import (
    BadRequestError,
    MosaicConflictError,
    MosaicNotFoundError,
    UnreachableError,
)


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    return DynamoKind(request).new_place()


@pytest.fixture
def resource(dynalite_server: DynaliteServer) -> Any:
    return dynalite_server.resource()


@pytest.fixture
def calls(resource: Any) -> Counter[str]:
    """The requests of `resource`, counted by operation."""
    counted: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        counted[model.name] += 1

    resource.meta.client.meta.events.register("before-call.dynamodb", count)
    return counted


@pytest.fixture
def cogeo(dynalite_server: DynaliteServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Opens with cogeo-mosaic's own backend."""
    for name, value in dynalite_server.sdk_environment.items():
        monkeypatch.setenv(name, value)
    module = importlib.import_module("cogeo_mosaic.backends.dynamodb")
    return lambda uri, **kwargs: module.DynamoDBBackend(uri, client=dynalite_server.resource(), **kwargs)


def rows_of(place: Place, resource: Any) -> list[dict[str, Any]]:
    return resource.Table(place.name).scan()["Items"]


# The layout is cogeo-mosaic's


def test_what_cogeo_mosaic_writes_is_read(place: Place, resource: Any, cogeo: Callable[..., Any]) -> None:
    from cogeo_mosaic.mosaic import MosaicJSON as CogeoMosaicJSON

    mosaic = document(quadkeys(60), asset_prefix="https://example.com/", tilematrixset=None)
    mosaic["tiles"] = {key: [f"{key}.tif", "ü.tif"] for key in mosaic["tiles"]}
    theirs = cogeo(place.uri("theirs"), mosaic_def=CogeoMosaicJSON(**mosaic))
    theirs.write()
    with DynamoDBBackend(place.uri("theirs"), client=resource) as ours:
        assert ours.info(quadkeys=True).quadkeys == quadkeys(60)
        assert contents(ours) == {
            key: [f"https://example.com/{key}.tif", "https://example.com/ü.tif"] for key in mosaic["tiles"]
        }
        assert ours.mosaic_def.name == mosaic["name"]
        assert tuple(ours.bounds) == tuple(mosaic["bounds"])
        assert (ours.minzoom, ours.maxzoom, ours.quadkey_zoom) == (8, 14, 8)
        x, y, zoom = TMS.quadkey_to_tile(quadkeys(1)[0][:6])
        assert ours.assets_for_tile(x, y, zoom) == theirs.assets_for_tile(x, y, zoom)


def test_what_we_write_cogeo_mosaic_reads(place: Place, resource: Any, cogeo: Callable[..., Any]) -> None:
    mosaic = document(quadkeys(60))
    DynamoDBBackend(place.uri("ours"), mosaic, client=resource).write()
    with cogeo(place.uri("ours")) as theirs:
        assert theirs.mosaic_def.name == mosaic["name"]
        assert sorted(theirs._quadkeys) == quadkeys(60)
        for key in (quadkeys(60)[0], quadkeys(60)[-1]):
            assert theirs.assets_for_tile(*TMS.quadkey_to_tile(key)) == mosaic["tiles"][key]


def test_a_mosaic_that_cogeo_mosaic_wrote_is_updated_and_deleted(
    place: Place, resource: Any, cogeo: Callable[..., Any]
) -> None:
    from cogeo_mosaic.mosaic import MosaicJSON as CogeoMosaicJSON

    mosaic = document(["03113320", "03113321"])
    cogeo(place.uri("theirs"), mosaic_def=CogeoMosaicJSON(**mosaic)).write()
    ours = DynamoDBBackend(place.uri("theirs"), client=resource)
    ours.update([feature("03113320", "https://example.com/new.tif")])
    assert contents(ours)["03113320"] == ["https://example.com/new.tif", *mosaic["tiles"]["03113320"]]
    ours.delete()
    assert rows_of(place, resource) == []


# Few requests


def test_a_tile_costs_one_request_and_then_none(
    place: Place, resource: Any, calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamodb, "RECHECK_INTERVAL_S", 1e6)
    DynamoDBBackend(place.uri("m"), document(quadkeys(300)), client=resource).write()
    backend = DynamoDBBackend(place.uri("m"), client=resource)
    x, y, zoom = TMS.quadkey_to_tile(quadkeys(300)[7])
    for tile, operation in (
        ((x, y, zoom), "BatchGetItem"),  # the very tile
        ((x << 4, y << 4, zoom + 4), None),  # below it: the same row
        ((0, 0, 2), "Query"),  # all of them: one range, not 4^6 rows
        ((0, 0, 2), None),
        ((3, 3, 2), "Query"),  # an empty range
        ((500, 500, 2), None),  # no tile at all
    ):
        calls.clear()
        backend.assets_for_tile(*tile)
        assert calls == ({operation: 1} if operation else {}), tile
    calls.clear()
    backend.assets_for_bbox(-180, -85, 180, 85)
    assert calls.total() <= 16
    calls.clear()
    west, south, east, north = TMS.bounds(5, 2, 8)
    backend.assets_for_bbox(west, south, east + 8, north)
    assert calls == {"BatchGetItem": 1}
    calls.clear()
    assert len(backend.iter_assets(5)) == 5
    assert backend.lookup_tile(0, 0, 0, limit=3).is_truncated
    assert calls.total() <= 18
    assert backend.tile_count is None


def test_what_is_kept_is_dropped_when_the_mosaic_changes(
    place: Place, resource: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    DynamoDBBackend(place.uri("m"), document(), client=resource).write()
    reader = DynamoDBBackend(place.uri("m"), client=resource)
    tile = TMS.quadkey_to_tile("03113320")
    before = reader.assets_for_tile(*tile)
    identity = reader.mosaicid
    DynamoDBBackend(place.uri("m"), client=resource).update([feature("03113320", "https://example.com/new.tif")])
    monkeypatch.setattr(dynamodb, "RECHECK_INTERVAL_S", 0)
    assert reader.assets_for_tile(*tile) == ["https://example.com/new.tif", *before]
    assert reader.mosaicid != identity


# The service's limits


def test_queries_go_on_past_one_megabyte(place: Place, resource: Any, calls: Counter[str]) -> None:
    keys = quadkeys(900)
    mosaic = document(keys, tiles={key: [f"https://example.com/{key}/{'x' * 3000}.tif"] for key in keys})
    DynamoDBBackend(place.uri("m"), mosaic, client=resource).write()
    backend = DynamoDBBackend(place.uri("m"), client=resource)
    calls.clear()
    assert len(backend.assets_for_tile(0, 0, 0)) == 900
    assert calls["Query"] >= 3
    assert backend.info(quadkeys=True).quadkeys == keys
    backend.delete()
    assert rows_of(place, resource) == []


def test_rows_that_were_left_out_of_an_answer_are_asked_for_again(
    place: Place, resource: Any, calls: Counter[str]
) -> None:
    keys = quadkeys(60)
    mosaic = document(keys, tiles={key: [f"https://example.com/{key}/{'x' * 300_000}.tif"] for key in keys})
    DynamoDBBackend(place.uri("m"), mosaic, client=resource).write()
    backend = DynamoDBBackend(place.uri("m"), client=resource)
    calls.clear()
    found = backend._rows.assets_of(keys)
    assert found == mosaic["tiles"]
    assert calls["BatchGetItem"] >= 2, "an answer holds 16 MB at most"


class Overloaded:
    """A client whose service leaves half of each batch undone, as long as `patience` lasts."""

    def __init__(self, client: Any, times: int) -> None:
        self._client = client
        self.times = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:
        ((table, requests),) = RequestItems.items()
        if self.times <= 0:
            return self._client.batch_write_item(RequestItems=RequestItems)
        self.times -= 1
        done = requests[: len(requests) // 2]
        if done:
            self._client.batch_write_item(RequestItems={table: done})
        return {"UnprocessedItems": {table: requests[len(done) :]}}


def rows_with(client: Any, place: Place) -> MosaicRows:
    return MosaicRows(client, table_name=place.name, mosaic_name="m", name=place.uri("m"))


def test_rows_left_undone_are_written_again(place: Place, resource: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dynamodb_rows, "_FIRST_PAUSE_S", 0.001)
    rows = rows_with(Overloaded(resource.meta.client, times=4), place)
    rows.make_table()
    rows.claim("me", None)
    tiles = document(quadkeys(60))["tiles"]
    rows.put_tiles(tiles, "me")
    assert dict(rows.tiles_below("")) == tiles
    hopeless = rows_with(Overloaded(resource.meta.client, times=10**6), place)
    with pytest.raises(UnreachableError, match="left rows undone in each of 10 attempts"):
        hopeless.delete_tiles(list(tiles), "me")


def test_a_tile_that_no_row_can_hold_is_named_before_anything_is_written(place: Place, resource: Any) -> None:
    mosaic = document(["03113320", "03113321"])
    DynamoDBBackend(place.uri("m"), mosaic, client=resource).write()
    too_much = {**mosaic, "tiles": {**mosaic["tiles"], "03113322": ["https://example.com/" + "x" * 420_000]}}
    with pytest.raises(BadRequestError, match="'03113322' with 1 assets"):
        DynamoDBBackend(place.uri("m"), too_much, client=resource).write(overwrite=True)
    with pytest.raises(BadRequestError, match="at least one digit"):
        DynamoDBBackend(place.uri("n"), document(["0"], tiles={"": ["a"]}), client=resource).write()
    assert {row["mosaicId"] for row in rows_of(place, resource)} == {"m"}
    assert contents(DynamoDBBackend(place.uri("m"), client=resource)) == mosaic["tiles"]


# Writings that break off


class Cable:
    """Breaks the connection at the n-th request of one operation."""

    def __init__(self, resource: Any, operation: str, at: int) -> None:
        self._left = at
        self._event = f"before-call.dynamodb.{operation}"
        self._events = resource.meta.client.meta.events
        self._events.register(self._event, self._break)

    def _break(self, **_: Any) -> None:
        self._left -= 1
        if self._left <= 0:
            raise EndpointConnectionError(endpoint_url="http://gone")

    def mend(self) -> None:
        self._events.unregister(self._event, self._break)


@pytest.mark.parametrize(("operation", "at"), [("BatchWriteItem", 1), ("BatchWriteItem", 3), ("PutItem", 1)])
def test_a_writing_that_broke_off_can_be_repeated(place: Place, resource: Any, operation: str, at: int) -> None:
    long, short = document(quadkeys(200)), document(quadkeys(90), name="second try")
    cable = Cable(resource, operation, at)
    with pytest.raises(UnreachableError):
        DynamoDBBackend(place.uri("m"), long, client=resource).write()
    cable.mend()
    with pytest.raises(MosaicConflictError, match="broke off"):
        DynamoDBBackend(place.uri("m"), client=resource)
    DynamoDBBackend(place.uri("m"), short, client=resource).write()
    with DynamoDBBackend(place.uri("m"), client=resource) as backend:
        assert backend.mosaic_def.name == "second try"
        assert contents(backend) == short["tiles"]
    assert len(rows_of(place, resource)) == 91, "nothing of the first try is left"


@pytest.mark.parametrize(("operation", "at"), [("BatchWriteItem", 3), ("DeleteItem", 1), ("Query", 1)])
def test_a_deletion_that_broke_off_can_be_repeated(place: Place, resource: Any, operation: str, at: int) -> None:
    DynamoDBBackend(place.uri("m"), document(quadkeys(200)), client=resource).write()
    backend = DynamoDBBackend(place.uri("m"), client=resource)
    cable = Cable(resource, operation, at)
    with pytest.raises(UnreachableError):
        backend.delete()
    cable.mend()
    backend.delete()
    assert rows_of(place, resource) == []


@pytest.mark.parametrize(("operation", "at"), [("PutItem", 2), ("PutItem", 4)])
def test_an_update_that_broke_off_can_be_repeated(place: Place, resource: Any, operation: str, at: int) -> None:
    mosaic = document(["03113320", "03113321", "03113322"])
    DynamoDBBackend(place.uri("m"), mosaic, client=resource).write()
    features = [feature(key, "https://example.com/new.tif") for key in mosaic["tiles"]]
    cable = Cable(resource, operation, at)
    with pytest.raises(UnreachableError):
        DynamoDBBackend(place.uri("m"), client=resource).update(features)
    cable.mend()
    DynamoDBBackend(place.uri("m"), client=resource).update(features)
    with DynamoDBBackend(place.uri("m"), client=resource) as backend:
        expected = {key: ["https://example.com/new.tif", *assets] for key, assets in mosaic["tiles"].items()}
        assert contents(backend) == expected


def test_rows_without_a_header_do_not_survive_a_new_mosaic(place: Place, resource: Any) -> None:
    DynamoDBBackend(place.uri("m"), document(quadkeys(30)), client=resource).write()
    resource.Table(place.name).delete_item(Key={"mosaicId": "m", "quadkey": "-1"})
    with pytest.raises(MosaicNotFoundError):
        DynamoDBBackend(place.uri("m"), client=resource)
    DynamoDBBackend(place.uri("m"), document(["03113320"]), client=resource).write()
    assert len(rows_of(place, resource)) == 2


def test_who_is_overtaken_stops_writing(place: Place, resource: Any) -> None:
    rows = rows_with(resource.meta.client, place)
    rows.make_table()
    rows.claim("first", None)
    rows.claim("second", rows.header())
    with pytest.raises(MosaicConflictError, match="somebody else"):
        rows.put_tiles(document()["tiles"], "first")
    with pytest.raises(MosaicConflictError):
        rows.put_header({"mosaicjson": "0.0.3"}, revision="first", writer="first")
    with pytest.raises(MosaicConflictError):
        rows.claim("third", None)
    assert list(rows.quadkeys()) == []


# Addresses and clients


@pytest.mark.parametrize(
    ("uri", "region", "table", "mosaic"),
    [
        ("dynamodb://eu-central-1/tables.a-b_c:m.1", "eu-central-1", "tables.a-b_c", "m.1"),
        ("dynamodb:///table:m", None, "table", "m"),
        ("dynamodb://us-gov-west-1/table", "us-gov-west-1", "table", "table"),
        ("dynamodb:///table", None, "table", "table"),
    ],
)
def test_addresses(uri: str, region: str | None, table: str, mosaic: str) -> None:
    assert DynamoDBAddress.from_uri(uri) == DynamoDBAddress(region=region, table_name=table, mosaic_name=mosaic)


@pytest.mark.parametrize(
    "uri",
    ["dynamodb://us-east-1", "dynamodb://us-east-1/", "dynamodb:///t:m", "dynamodb:///table:", "dynamodb:///ta/ble:m"],
)
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match="dynamodb://region/table:mosaic"):
        DynamoDBBackend(uri, document())


def test_where_the_region_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    in_europe = AWSCredentials(anonymous=True, region="eu-west-1")

    def region(uri: str = "dynamodb:///table:m", **kwargs: Any) -> str:
        return DynamoDBBackend(uri, document(), **kwargs).region

    assert region() == "us-east-1"
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    assert region() == "ap-south-1"
    assert region(credentials=in_europe) == "eu-west-1"
    assert region(region="sa-east-1", credentials=in_europe) == "sa-east-1"
    assert region("dynamodb://ca-central-1/table:m", region="sa-east-1") == "ca-central-1"


def test_the_client_is_a_resource(dynalite_server: DynaliteServer) -> None:
    client = boto3.client("dynamodb", endpoint_url=dynalite_server.url, region_name="us-east-1")
    with pytest.raises(BadRequestError, match="boto3 resource"):
        DynamoDBBackend("dynamodb:///table:m", document(), client=client)


def test_options_of_the_table_are_passed_on(place: Place, resource: Any) -> None:
    throughput = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
    backend = DynamoDBBackend(place.uri("m"), document(), client=resource)
    backend.write(billing_mode="PROVISIONED", ProvisionedThroughput=throughput)
    made = resource.Table(place.name).provisioned_throughput
    assert (made["ReadCapacityUnits"], made["WriteCapacityUnits"]) == (3, 4)


def test_a_mosaic_can_be_copied_onto_itself(place: Place, resource: Any) -> None:
    DynamoDBBackend(place.uri("m"), document(), client=resource).write()
    backend = DynamoDBBackend(place.uri("m"), client=resource)
    before = header(backend), contents(backend)
    backend.write(overwrite=True)
    assert (header(backend), contents(backend)) == before
