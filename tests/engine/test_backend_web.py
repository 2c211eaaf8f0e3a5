"""Mosaics on the web: versions, redirects, sign-in, sign-in pages, and images behind the same login."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasterio
from servers.nginx import PASSWORD, USER, NginxServer
from servers.scripted import Answer, ScriptedServer
from stores.documents import TMS, document, make_cog

from mosaic_qgis.backends import HttpBackend, MosaicBackend
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicNotFoundError,
    ReadOnlyMosaicError,
    UnreachableError,
)

BODY = json.dumps(document()).encode()
LOGIN = HttpCredentials(username=USER, password=PASSWORD)


@pytest.fixture
def folder(nginx_server: NginxServer, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder of this test, served."""
    place = nginx_server.files / f"web-{abs(hash(request.node.name))}"
    place.mkdir()
    yield place
    shutil.rmtree(place)


@pytest.mark.parametrize(
    "headers",
    [{"ETag": '"one"'}, {"ETag": 'W/"weak"'}, {"Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}],
    ids=["tag", "weak tag", "time"],
)
def test_a_document_is_transferred_once_as_long_as_it_stays(
    scripted_server: ScriptedServer, headers: dict[str, str]
) -> None:
    changed = json.dumps(document(attribution="changed")).encode()
    url = scripted_server.script(
        "/m.json",
        Answer(body=BODY, headers=headers),
        Answer(status=304, headers=headers),
        Answer(status=304, headers=headers),
        Answer(body=changed, headers={"ETag": '"two"'}),
        Answer(status=304, headers={"ETag": '"two"'}),
    )
    first, second = MosaicBackend(url), MosaicBackend(url)
    assert first.mosaic_def.model_dump() == second.mosaic_def.model_dump()
    assert second.tile_count == 3
    assert second.refresh() is False
    assert second.refresh() is True
    assert second.mosaic_def.attribution == "changed"
    assert second.refresh() is False
    asked = [request.headers for request in scripted_server.received_at("/m.json")]
    name = "If-None-Match" if "ETag" in headers else "If-Modified-Since"
    value = next(iter(headers.values()))
    assert [request.get(name) for request in asked[:4]] == [None, value, value, value]
    assert asked[4]["If-None-Match"] == '"two"'


def test_a_server_without_versions_is_asked_each_time(nginx_server: NginxServer, folder: Path) -> None:
    (folder / "m.json").write_bytes(BODY)
    url = f"{nginx_server.url}/plain/{folder.name}/m.json"
    backend = MosaicBackend(url)
    (folder / "m.json").write_text(json.dumps(document(attribution="changed")))
    assert MosaicBackend(url).mosaic_def.attribution == "changed"
    assert backend.refresh() is True


@pytest.mark.parametrize("encoding", [None, "gzip"])
@pytest.mark.parametrize("name", ["m.json", "m.json.gz", "m.bin"])
def test_compression_is_recognised_however_it_is_declared(
    scripted_server: ScriptedServer, name: str, encoding: str | None
) -> None:
    body = gzip.compress(BODY)
    headers = {"Content-Encoding": encoding} if encoding else {}
    url = scripted_server.script(f"/{name}", Answer(body=body, headers=headers))
    assert MosaicBackend(url).tile_count == 3
    twice = scripted_server.script(
        f"/2/{name}", Answer(body=gzip.compress(body) if encoding else body, headers=headers)
    )
    assert MosaicBackend(twice).tile_count == 3


def test_relative_images_lie_where_the_document_came_from(scripted_server: ScriptedServer) -> None:
    body = json.dumps(document(tiles={"0": ["a.tif", "../b c.tif?x=1", "/d.tif"]})).encode()
    scripted_server.script("/real/folder/m.json", Answer(body=body, headers={"ETag": '"1"'}))
    url = scripted_server.script("/short", Answer(status=302, headers={"Location": "/real/folder/m.json?sig=secret"}))
    here = scripted_server.url
    for _ in range(2):
        backend = MosaicBackend(url)
        assert backend.iter_assets(3) == [f"{here}/real/folder/a.tif", f"{here}/real/b%20c.tif?x=1", f"{here}/d.tif"]
        assert backend.document_uri == url


def test_local_files_are_refused_one_by_one(scripted_server: ScriptedServer) -> None:
    body = json.dumps(document(tiles={"0": ["/vsizip//etc/x.zip", "a.tif", "file:///etc/passwd"]}, minzoom=1)).encode()
    backend = MosaicBackend(scripted_server.script("/m.json", Answer(body=body)))
    found = backend.lookup_tile(0, 0, 1)
    assert found.assets == (f"{scripted_server.url}/a.tif",)
    assert [error.asset for error in found.refused] == ["/vsizip//etc/x.zip", "file:///etc/passwd"]


def test_it_can_only_be_read(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/m.json", Answer(body=BODY))
    backend = HttpBackend(url)
    for change in (backend.write, backend.update, backend.delete):
        with pytest.raises(NotImplementedError) as caught:
            change()
        assert isinstance(caught.value, ReadOnlyMosaicError)
        assert caught.value.code == "read_only"
    with pytest.raises(TypeError):
        HttpBackend(url, mosaic_def=document())
    with pytest.raises(BadRequestError):
        HttpBackend("ftp://host/m.json")


def test_what_servers_answer_instead(nginx_server: NginxServer, folder: Path) -> None:
    (folder / "m.json").write_bytes(BODY)
    (folder / "page.json").write_text("<!doctype html><html><body>Please sign in</body></html>")
    path = f"{folder.name}/m.json"
    url = nginx_server.url
    assert MosaicBackend(f"{url}/{path}").tile_count == 3
    assert MosaicBackend(f"{url}/moved/{path}").tile_count == 3
    with pytest.raises(MosaicAuthError, match="credentials are needed"):
        MosaicBackend(f"{url}/private/{path}")
    with pytest.raises(MosaicAuthError, match="check the credentials"):
        MosaicBackend(f"{url}/private/{path}", credentials=HttpCredentials(username=USER, password="wrong"))
    with pytest.raises(MosaicAuthError):
        MosaicBackend(f"{url}/forbidden/{path}")
    with pytest.raises(MosaicNotFoundError):
        MosaicBackend(f"{url}/{folder.name}/none.json")
    with pytest.raises(BadDocumentError, match="is an HTML page"):
        MosaicBackend(f"{url}/{folder.name}/page.json")
    with pytest.raises(UnreachableError, match="redirects"):
        MosaicBackend(f"{url}/circle/{path}")
    assert MosaicBackend(f"{url}/private/{path}", credentials=LOGIN).tile_count == 3


def test_what_one_login_may_see_is_not_kept_for_another(nginx_server: NginxServer, folder: Path) -> None:
    (folder / "m.json").write_bytes(BODY)
    url = f"{nginx_server.url}/private/{folder.name}/m.json"
    MosaicBackend(url, credentials=LOGIN)
    with pytest.raises(MosaicAuthError):
        MosaicBackend(url)


def test_images_behind_the_same_login_are_read(nginx_server: NginxServer, folder: Path) -> None:
    tile = TMS.tile(3, 45, 8)
    make_cog(folder / "a.tif", tile.x, tile.y, 8, (10, 20, 30))
    mosaic = document([TMS.quadkey(tile)], tiles={TMS.quadkey(tile): ["a.tif"]})
    (folder / "m.json").write_text(json.dumps(mosaic))
    backend = MosaicBackend(f"{nginx_server.url}/private/{folder.name}/m.json", credentials=LOGIN)
    (asset,) = backend.assets_for_tile(*tile)
    with rasterio.Env(**backend.gdal_options(asset), GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        image, _ = backend.tile(*tile)
        assert tuple(image.data[:, 100, 100]) == (10, 20, 30)
    # A header with a comma is one header; other hosts get none at all.
    token = MosaicBackend(
        f"{nginx_server.url}/{folder.name}/m.json", credentials=HttpCredentials(headers=(("X-Key", "a, b"),))
    )
    assert token.gdal_options(asset) == {"GDAL_HTTP_HEADERS": "X-Key: a, b\r\n"}
    for other in ("https://other.example.com/a.tif", "s3://bucket/a.tif", "/data/a.tif"):
        assert backend.gdal_options(other) == {}
    assert MosaicBackend(f"{nginx_server.url}/{folder.name}/m.json").gdal_options(asset) == {}


def test_a_header_with_a_comma_arrives_whole(scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/m.json", Answer(body=BODY))
    backend = MosaicBackend(url, credentials=HttpCredentials(headers=(("X-Key", "a, b"), ("X-Other", "c"))))
    asset = scripted_server.script("/a.tif", Answer(body=b"no image"))
    with rasterio.Env(**backend.gdal_options(asset)), pytest.raises(rasterio.errors.RasterioIOError):
        rasterio.open(asset)
    headers = scripted_server.received_at("/a.tif")[0].headers
    assert (headers["X-Key"], headers["X-Other"]) == ("a, b", "c")


def test_secrets_in_the_address_are_not_shown(scripted_server: ScriptedServer) -> None:
    body = b'{"mosaicjson": "0.0.3", "minzoom": 3, "maxzoom": 4, "tiles": {"033": ["a.tif"]}}'
    url = scripted_server.script("/m.json", Answer(body=body))
    with HttpBackend(url.replace("//", "//user:hush@") + "?sig=secret") as mosaic:
        shown = repr(mosaic)
    assert "/m.json?sig=…" in shown
    assert "hush" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    "uri",
    [
        "s3://user:hush@bucket",
        "gs://user:hush@bucket",
        "az://user:hush@account/c?sig=hush",
        "dynamodb://user:hush@region/t",
        "sqlite:///a?key=hush",
    ],
)
def test_secrets_in_a_refused_address_are_not_shown(uri: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        MosaicBackend(uri)
    assert "hush" not in str(caught.value)
