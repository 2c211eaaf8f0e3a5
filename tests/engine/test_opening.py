"""From a layer's URI and options to the backend it is opened with; and QGIS's logins as credentials."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasterio.env
from catalogs.items import collection_of, item
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import aws
from mosaic_qgis.backends.aws import AWSCredentials
from mosaic_qgis.backends.az import AzureCredentials
from mosaic_qgis.backends.file import FileBackend
from mosaic_qgis.backends.gdal import gdal_environment
from mosaic_qgis.backends.gs import GCSCredentials
from mosaic_qgis.backends.http import RequestCancelled
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.logins import credentials_for, no_credentials
from mosaic_qgis.backends.opening import DEFAULT_MAX_ITEMS, backend_arguments, open_backend
from mosaic_qgis.backends.stac import STACBackend
from mosaic_qgis.backends.stac_assets import AssetAccessor, main_asset
from mosaic_qgis.backends.stac_sources import forget_items
from mosaic_qgis.mosaic.errors import BadRequestError, MosaicAuthError, UnsupportedError

STAC = "stac+https://stac.test/search"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_items()
    yield
    forget_items()


def test_arguments_of_a_search() -> None:
    options = {
        "query": '{"collections": ["s2"], "filter": {"op": "="}}',
        "minzoom": "8",
        "maxzoom": " 14 ",
        "assets": "B04, B03,B02",
        "max_items": "500",
        "limit": "50",
        "tms": "WGS1984Quad",
        "mosaic_tms": "WebMercatorQuad",
        "mosaic_minzoom": "7",
        "mosaic_maxzoom": "13",
        "resampling": "cubic",
        "unknown": "x",
    }
    arguments = backend_arguments(STAC, options)
    assert (arguments["tms"].id, arguments["mosaic_options"].pop("tilematrixset").id) == (
        "WGS1984Quad",
        "WebMercatorQuad",
    )
    del arguments["tms"]
    assert arguments == {
        "query": {"collections": ["s2"], "filter": {"op": "="}},
        "minzoom": 8,
        "maxzoom": 14,
        "stac_api_options": {"max_items": 500, "limit": 50},
        "mosaic_options": {"minzoom": 7, "maxzoom": 13},
        "assets": ("B04", "B03", "B02"),
    }


def test_arguments_without_options() -> None:
    assert backend_arguments("/data/mosaic.json", {"query": "no JSON", "minzoom": "x"}) == {"tms": None}
    assert backend_arguments(STAC, {"assets": "", "query": " "}) == {
        "tms": None,
        "query": {},
        "minzoom": None,
        "maxzoom": None,
        "stac_api_options": {"max_items": DEFAULT_MAX_ITEMS},
        "mosaic_options": {"accessor": AssetAccessor(key=None)},
        "assets": None,
    }


def test_one_asset_is_named_by_its_file() -> None:
    arguments = backend_arguments(STAC, {"assets": "visual"})
    assert arguments["assets"] == ("visual",)
    assert arguments["mosaic_options"]["accessor"](item(3)) == "https://images.test/item-3.tif"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"query": "{"}, "query is a JSON object, '{' is no JSON"),
        ({"query": "[1]"}, "query is a JSON object such as"),
        ({"query": "[" * 100_000}, "is no JSON"),
        ({"minzoom": "low"}, "minzoom is a whole number, not 'low'"),
        ({"maxzoom": "31"}, "maxzoom lies in 0…30, not 31"),
        ({"max_items": "0"}, "max_items is a whole number above 0"),
        ({"limit": "-5"}, "limit is a whole number above 0"),
    ],
)
def test_wrong_values(options: dict[str, str], words: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        backend_arguments(STAC, options)
    assert words in str(caught.value)


@pytest.mark.parametrize("key", ["tms", "mosaic_tms"])
def test_unknown_tile_matrix_set(key: str) -> None:
    with pytest.raises(UnsupportedError, match=rf"option {key} is one of .*WebMercatorQuad.*, not 'Flat'"):
        backend_arguments(STAC, {key: "Flat"})


def test_unknown_scheme() -> None:
    with pytest.raises(UnsupportedError, match="'gopher' is not a known scheme"):
        open_backend("gopher://x/y", {})


def test_layer_of_a_search(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0), item(1), numberMatched=9)))
    options = {"query": json.dumps({"collections": ["c"]}), "minzoom": "8", "maxzoom": "12", "max_items": "2"}
    login = {"method": "APIHeader", "config": {"X-Api-Key": "k3y"}}
    with open_backend(f"stac+{url}", options, login, cancelled=lambda: False) as mosaic:
        assert isinstance(mosaic, STACBackend)
        assert mosaic.assets_for_point(10.05, 45.05)[0] == "https://images.test/item-0.tif"
        assert (mosaic.minzoom, mosaic.maxzoom, mosaic.tms.id) == (8, 12, "WebMercatorQuad")
        assert [notice.code for notice in mosaic.notices] == ["budget"]
        assert mosaic.iter_assets(5) == ["https://images.test/item-0.tif", "https://images.test/item-1.tif"]
    received = scripted_server.received[0]
    assert (received.json(), received.headers["X-Api-Key"]) == ({"collections": ["c"], "limit": 2}, "k3y")


def test_withdrawn_opening(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json(collection_of(item(0))))
    with pytest.raises(RequestCancelled):
        open_backend(f"stac+{url}", {}, cancelled=lambda: True)


def test_layer_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mosaic.json"
    path.write_text('{"mosaicjson": "0.0.3", "minzoom": 3, "maxzoom": 4, "tiles": {"033": ["a.tif"]}}')
    with open_backend(str(path), {"tms": "", "nodata": "0"}, {"method": "Basic", "config": {}}) as mosaic:
        assert isinstance(mosaic, FileBackend)
        assert mosaic.iter_assets(1) == [str(tmp_path / "a.tif")]


# Without signing in

PUBLIC = {"mosaicjson": "0.0.3", "minzoom": 3, "maxzoom": 4, "tiles": {"033": ["a.tif", "s3://other/b.tif"]}}


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that knows nothing of Amazon."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))


@pytest.mark.usefixtures("no_aws")
def test_public_mosaic_in_s3(scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", scripted_server.url)
    scripted_server.script("/bucket/m.json", Answer.of_json(PUBLIC, headers={"ETag": '"1"'}))
    with pytest.raises(MosaicAuthError, match="signing=none"):
        open_backend("s3://bucket/m.json", {})
    assert not scripted_server.received
    with open_backend("s3://bucket/m.json", {"signing": "none"}) as mosaic:
        assets = mosaic.iter_assets(5)
        assert [mosaic.gdal_options(asset) for asset in assets] == [{"AWS_NO_SIGN_REQUEST": "YES"}] * 2
    assert "Authorization" not in scripted_server.received[0].headers


@pytest.mark.parametrize(
    ("asset", "name"),
    [
        ("s3://b/x.tif", "AWS_NO_SIGN_REQUEST"),
        ("/vsis3/b/x#1.tif", "AWS_NO_SIGN_REQUEST"),
        ("gs://b/x.tif", "GS_NO_SIGN_REQUEST"),
        ("az://c/x.tif", "AZURE_NO_SIGN_REQUEST"),
        ("https://h/x.tif", None),
        ("/data/x.tif", None),
    ],
)
def test_public_images_of_a_file(tmp_path: Path, asset: str, name: str | None) -> None:
    path = tmp_path / "mosaic.json"
    path.write_text(json.dumps(PUBLIC))
    assert open_backend(str(path), {}).gdal_options(asset) == {}
    assert open_backend(str(path), {"signing": "none"}).gdal_options(asset) == ({name: "YES"} if name else {})


def test_public_images_of_a_search(scripted_server: ScriptedServer) -> None:
    entry = item(assets={"red": "s3://b/red.tif", "nir": "az://acc.blob.core.windows.net/c/nir.tif"})
    url = scripted_server.script("/search", Answer.of_json(collection_of(entry)))
    options = {"minzoom": "8", "maxzoom": "12", "assets": "red,nir", "signing": "none"}
    with open_backend(f"stac+{url}", options) as mosaic:
        (asset,) = mosaic.iter_assets(2)
        assert [band.href for band in mosaic.band_sources(asset) or ()] == ["s3://b/red.tif", "az://c/nir.tif#acc"]
        assert mosaic.gdal_options(asset) == {
            "AWS_NO_SIGN_REQUEST": "YES",
            "AZURE_NO_SIGN_REQUEST": "YES",
            "AZURE_STORAGE_ACCOUNT": "acc",
        }


def test_stacks_in_s3_are_signed_as_the_machine_is(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, no_aws: None, tmp_path: Path
) -> None:
    (tmp_path / "login").write_text("[mine]\naws_access_key_id = k3y\naws_secret_access_key = hush\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "login"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    entries = [item(number, assets={key: f"s3://b/{number}{key}.tif" for key in ("red", "nir")}) for number in (0, 1)]
    url = scripted_server.script("/search", Answer.of_json(collection_of(*entries)))
    options = {"minzoom": "8", "maxzoom": "12", "assets": "red,nir"}
    found = []
    for profile in ("", "mine"):
        if profile:
            monkeypatch.setenv("AWS_PROFILE", profile)
        aws._machine.clear()
        with open_backend(f"stac+{url}", options) as mosaic:
            found += [mosaic.gdal_options(asset) for asset in mosaic.iter_assets(2)]
    aws._machine.clear()
    login = {"AWS_ACCESS_KEY_ID": "k3y", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_REGION": "eu-west-1"}
    assert found == [{}, {}, login, login]


@pytest.mark.usefixtures("no_aws")
def test_gdal_gets_the_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "k3y", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": "tok"}
    options = {**keys, "AWS_REGION": "eu-west-1", "AWS_S3_ENDPOINT": "store.test"}
    with gdal_environment(options):
        assert options.items() <= rasterio.env.getenv().items()
    (tmp_path / "login").write_text("[mine]\naws_access_key_id = other\naws_secret_access_key = hush\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "login"))
    with gdal_environment({"AWS_PROFILE": "mine", "AWS_REGION": "eu-west-1"}):
        found = rasterio.env.getenv()
    assert (found["AWS_ACCESS_KEY_ID"], found["AWS_REGION"]) == ("other", "eu-west-1")


@pytest.mark.parametrize("scheme", ["s3", "gs", "az", "dynamodb", "https", "stac+https"])
def test_stores_without_signing(scheme: str) -> None:
    if scheme == "dynamodb":
        with pytest.raises(UnsupportedError, match="signing=none"):
            no_credentials(scheme)
    else:
        credentials = no_credentials(scheme)
        assert credentials is None if scheme.endswith("https") else credentials.anonymous


@pytest.mark.parametrize(
    ("options", "login", "words"),
    [
        ({"signing": "v4"}, None, "option signing is none .* not 'v4'"),
        ({"signing": "none"}, {"method": "Basic", "config": {"username": "k", "password": "s"}}, "not both"),
    ],
)
def test_wrong_signing(options: dict[str, str], login: Any, words: str) -> None:
    with pytest.raises(BadRequestError, match=words):
        open_backend("s3://bucket/m.json", options, login)


# Which asset


def images(**roles: list[str]) -> dict[str, Any]:
    entry = item(assets={key: f"https://x/{key}.tif" for key in roles})
    for key, given in roles.items():
        entry["assets"][key]["roles"] = given
    return entry


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({"B1": ["data"]}, "B1"),
        ({"B1": ["data"], "preview": ["thumbnail"]}, "B1"),
        ({"B1": ["data"], "TCI": ["visual"]}, "TCI"),
        ({"B1": ["data"], "visual": ["data"]}, "visual"),
        ({"image": [], "other": []}, "image"),
        ({"scene": ["data"], "mask": []}, "scene"),
    ],
)
def test_main_asset(roles: dict[str, list[str]], expected: str) -> None:
    assert main_asset(images(**roles)) == expected


def test_no_asset_stands_out() -> None:
    with pytest.raises(BadRequestError, match="option assets, they have B1, B2"):
        main_asset(images(B1=["data"], B2=["data"]))
    with pytest.raises(BadRequestError, match="they have none"):
        main_asset(item(assets={}))


def test_main_asset_without_types() -> None:
    entry = item(assets={"a": "https://x/a.TIF?sig=1", "b": "https://x/b.xml"})
    for asset in entry["assets"].values():
        del asset["type"]
    assert main_asset(entry) == "a"
    entry["assets"]["b"]["type"] = "application/xml"
    assert main_asset(entry) == "a"


def test_asset_that_is_missing() -> None:
    with pytest.raises(BadRequestError, match="no asset 'B99'"):
        AssetAccessor(key="B99")(item())


# Logins


@pytest.mark.parametrize(
    ("scheme", "method", "config", "expected"),
    [
        (
            "https",
            "Basic",
            {"username": "a", "password": "b", "realm": ""},
            HttpCredentials(username="a", password="b"),
        ),
        ("stac+https", "APIHeader", {"X-Key": "k"}, HttpCredentials(headers=(("X-Key", "k"),))),
        ("http", "EsriToken", {"token": "t"}, HttpCredentials(headers=(("X-Esri-Authorization", "Bearer t"),))),
        (
            "s3",
            "AWSS3",
            {"username": "key", "password": "secret", "region": "eu-west-1"},
            AWSCredentials(access_key_id="key", secret_access_key="secret", region="eu-west-1"),
        ),
        (
            "dynamodb",
            "Basic",
            {"username": "k", "password": "s"},
            AWSCredentials(access_key_id="k", secret_access_key="s"),
        ),
        ("az", "Basic", {"username": "account", "password": "a2V5"}, AzureCredentials(account_key="a2V5")),
        ("gs", "APIHeader", {"Authorization": "Bearer tok"}, GCSCredentials(access_token="tok")),
        ("", "Basic", {"username": "a", "password": "b"}, None),
        ("stac+file", "Basic", {}, None),
    ],
)
def test_logins(scheme: str, method: str, config: dict[str, str], expected: Any) -> None:
    assert credentials_for(scheme, {"method": method, "config": config, "uri": ""}) == expected
    assert credentials_for(scheme, None) is None


@pytest.mark.parametrize("scheme", ["https", "s3", "az", "gs"])
def test_login_that_a_store_does_not_know(scheme: str) -> None:
    with pytest.raises(UnsupportedError, match="'OAuth2'"):
        credentials_for(scheme, {"method": "OAuth2", "config": {"secret": "hush"}})


def test_incomplete_login() -> None:
    with pytest.raises(MosaicAuthError) as caught:
        credentials_for("s3", {"method": "AWSS3", "config": {"password": "hush"}})
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("text", ["visual", "[1]", '{"visual": 1}', '{"visual": ["x"]}'])
def test_bands_of_assets_that_are_none(text: str) -> None:
    assert backend_arguments(STAC, {"asset_bands": '{"visual": [2, 1]}'})["asset_bands"] == {"visual": [2, 1]}
    with pytest.raises(BadRequestError, match="asset_bands"):
        backend_arguments(STAC, {"asset_bands": text})


def test_the_opening_of_a_document_on_the_web_can_be_withdrawn(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/m.json", Answer(body=b"{}"))
    with pytest.raises(RequestCancelled):
        open_backend(url, {}, cancelled=lambda: True)
