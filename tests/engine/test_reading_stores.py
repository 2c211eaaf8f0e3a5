"""Images in cloud stores read without GDAL's own requests: signed as GDAL signs, the same pixels; the rest left to GDAL."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery  # noqa: F401 - fixture
from servers.nginx import PASSWORD, USER
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import aws
from mosaic_qgis.mosaic.errors import MosaicAuthError, MosaicError, MosaicNotFoundError, UnreachableError
from mosaic_qgis.reading.pool import image_source
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.signing import address_of
from mosaic_qgis.reading.tiles import TileKey

NAME = "z33_r0_c0.tif"
KEY = "a folder/ä+b=1.tif"
BUCKET = "reading-stores"


@pytest.fixture
def image(imagery) -> Path:  # noqa: F811
    return imagery / "rgb" / NAME


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """None of this machine's own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_S3_ENDPOINT", "AWS_HTTPS", "AWS_VIRTUAL_HOSTING",
                 "AWS_NO_SIGN_REQUEST", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_REQUEST_PAYER", "GS_NO_SIGN_REQUEST",
                 "CPL_GS_ENDPOINT", "AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_SAS_TOKEN"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


def check(
    resources: ReadingResources, href: str, options: dict[str, str], image: Path, *, by_gdal: bool = False
) -> None:
    """The pixels of the image, and who read them."""
    source = image_source(href, options)
    info = resources.look(source)
    level = info.levels[-1]
    tile = resources.tile(info, level, TileKey(source, level.index, 0, 0, info.data_bands))
    with rasterio.open(image, OVERVIEW_LEVEL=level.index - 1) as file:
        assert np.array_equal(tile.data, file.read()[:, : tile.data.shape[1], : tile.data.shape[2]])
    assert (resources.datasets.idle_count > 0) is by_gdal


@pytest.fixture
def s3_options(moto_server) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": moto_server.reader.access_key_id,
        "AWS_SECRET_ACCESS_KEY": moto_server.reader.secret_access_key,
        "AWS_REGION": moto_server.region,
        "AWS_S3_ENDPOINT": moto_server.url.removeprefix("http://"),
        "AWS_HTTPS": "NO",
        "AWS_VIRTUAL_HOSTING": "FALSE",
    }


@pytest.fixture
def s3_href(moto_server, image) -> Iterator[str]:
    client = moto_server.client("s3")
    client.create_bucket(Bucket=BUCKET)
    client.upload_file(str(image), BUCKET, KEY)
    yield f"s3://{BUCKET}/{KEY}"
    client.delete_object(Bucket=BUCKET, Key=KEY)
    client.delete_bucket(Bucket=BUCKET)


def test_s3_with_a_key(s3_href, s3_options, resources, image):
    check(resources, s3_href, s3_options, image)


def test_s3_as_the_machine_is_set_up(s3_href, s3_options, resources, image, monkeypatch):
    for name, value in s3_options.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", s3_options["AWS_REGION"])
    aws._machine.clear()
    check(resources, s3_href, {}, image)
    aws._machine.clear()


def test_s3_refuses_whom_it_does_not_know(moto_server, s3_href, s3_options, resources):
    outsider = {
        **s3_options,
        "AWS_ACCESS_KEY_ID": moto_server.outsider.access_key_id,
        "AWS_SECRET_ACCESS_KEY": moto_server.outsider.secret_access_key,
    }
    with pytest.raises(MosaicAuthError, match=f"s3://{BUCKET}"):
        resources.look(image_source(s3_href, outsider))
    wrong = {**s3_options, "AWS_SECRET_ACCESS_KEY": "wrong"}
    with pytest.raises(MosaicAuthError) as caught:
        resources.look(image_source(s3_href, wrong))
    assert s3_options["AWS_ACCESS_KEY_ID"] not in str(caught.value)
    with pytest.raises(MosaicNotFoundError):
        resources.look(image_source(f"s3://{BUCKET}/nowhere.tif", s3_options))


def test_what_a_store_calls_a_bad_request_is_left_to_gdal(s3_options, resources):
    """Mostly it is signed for another region than the bucket's; GDAL finds the right one."""
    with ScriptedServer() as scripted:
        scripted.script(f"/{BUCKET}/b.tif", Answer(status=400))
        options = {**s3_options, "AWS_S3_ENDPOINT": scripted.url.removeprefix("http://")}
        with pytest.raises(MosaicError):
            resources.look(image_source(f"s3://{BUCKET}/b.tif", options))
        first, *others = scripted.received
        assert first.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=")
        assert first.headers["User-Agent"] != others[0].headers.get("User-Agent")


def test_google_without_signing(gcs_server, resources, image):
    gcs_server.client().create_bucket(BUCKET).blob(KEY).upload_from_file(io.BytesIO(image.read_bytes()))
    options = {"GS_NO_SIGN_REQUEST": "YES", "CPL_GS_ENDPOINT": f"{gcs_server.url}/"}
    check(resources, f"gs://{BUCKET}/{KEY}", options, image)
    token = {**options, "GDAL_HTTP_HEADERS": "Authorization: Bearer abc"}
    assert address_of(f"gs://{BUCKET}/{KEY}", token).headers == (("Authorization", "Bearer abc"),)


def test_azure_with_a_signature(azurite_server, resources, image):
    container = azurite_server.client().create_container(BUCKET)
    container.upload_blob(KEY, image.read_bytes())
    sas = azurite_server.sas(BUCKET)
    text = f"BlobEndpoint={azurite_server.account_url};AccountName=devstoreaccount1;SharedAccessSignature={sas}"
    check(resources, f"az://{BUCKET}/{KEY}", {"AZURE_STORAGE_CONNECTION_STRING": text}, image)
    expired = text.replace(sas, azurite_server.sas(BUCKET, lifetime_s=-60))
    with pytest.raises(MosaicAuthError) as caught:
        resources.look(image_source(f"az://{BUCKET}/{KEY}", {"AZURE_STORAGE_CONNECTION_STRING": expired}))
    assert "sig=" not in str(caught.value)
    # A shared key signs in a way that is GDAL's own.
    other = ReadingResources()
    by_key = {"AZURE_STORAGE_CONNECTION_STRING": azurite_server.connection_string}
    check(other, f"az://{BUCKET}/{KEY}", by_key, image, by_gdal=True)
    other.close()


@pytest.mark.parametrize(
    ("href", "options", "url"),
    [
        ("s3://b/k.tif", {"AWS_NO_SIGN_REQUEST": "YES"}, "https://b.s3.us-east-1.amazonaws.com/k.tif"),
        ("s3://b/k.tif", {"AWS_NO_SIGN_REQUEST": "YES", "AWS_REGION": "eu-west-1"},
         "https://b.s3.eu-west-1.amazonaws.com/k.tif"),
        ("s3://b/k.tif", {"AWS_NO_SIGN_REQUEST": "YES", "AWS_REGION": "cn-north-1"},
         "https://b.s3.cn-north-1.amazonaws.com.cn/k.tif"),
        ("s3://b.c/a k.tif", {"AWS_NO_SIGN_REQUEST": "YES"}, "https://s3.us-east-1.amazonaws.com/b.c/a%20k.tif"),
        ("gs://b/k.tif", {"GS_NO_SIGN_REQUEST": "YES"}, "https://storage.googleapis.com/b/k.tif"),
        ("gs://b/k.tif", {}, None),
        ("gs://b/k.tif", {"GS_OAUTH2_PRIVATE_KEY": "x", "GS_NO_SIGN_REQUEST": "YES"}, None),
        ("az://c/k.tif", {"AZURE_STORAGE_ACCOUNT": "acc", "AZURE_NO_SIGN_REQUEST": "YES"},
         "https://acc.blob.core.windows.net/c/k.tif"),
        ("az://c/k.tif", {"AZURE_STORAGE_ACCOUNT": "acc", "AZURE_STORAGE_SAS_TOKEN": "?sig=1"},
         "https://acc.blob.core.windows.net/c/k.tif?sig=1"),
        ("az://c/k.tif", {"AZURE_STORAGE_ACCOUNT": "acc"}, None),
        ("az://c/k.tif", {"AZURE_STORAGE_ACCOUNT": "acc", "AZURE_STORAGE_ACCESS_KEY": "x"}, None),
        ("s3://b/k.tif", {"AWS_PROFILE": "x"}, None),
        ("s3://b", {"AWS_NO_SIGN_REQUEST": "YES"}, None),
        ("/vsis3/b/k.tif", {"AWS_NO_SIGN_REQUEST": "YES"}, None),
        ("https://h/k.tif", {}, "https://h/k.tif"),
    ],
)  # fmt: skip
def test_addresses(href, options, url):
    found = address_of(href, options)
    assert (found and found.url) == url
    assert found is None or "sig" not in repr(found)


# Web servers as they are


@pytest.fixture(scope="module")
def place(nginx_server, nginx_tls_server, request) -> Iterator[str]:
    """The path of the image on both servers."""
    image = request.getfixturevalue("imagery") / "rgb" / NAME
    for server in (nginx_server, nginx_tls_server):
        folder = server.files / "reading"
        folder.mkdir(exist_ok=True)
        (folder / NAME).write_bytes(image.read_bytes())
        folder.chmod(0o755)
    yield f"reading/{NAME}"
    for server in (nginx_server, nginx_tls_server):
        (server.files / "reading" / NAME).unlink()


def basic(user: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"GDAL_HTTP_HEADERS": f"Authorization: Basic {pair}\r\n"}


def test_a_web_server(nginx_server, place, resources, image):
    before = len(nginx_server.accesses)
    check(resources, f"{nginx_server.url}/{place}", {}, image)
    assert len(nginx_server.accesses) - before <= 2


def test_a_web_server_behind_a_login(nginx_server, place, resources, image):
    url = f"{nginx_server.url}/private/{place}"
    check(resources, url, basic(USER, PASSWORD), image)
    check(resources, url.replace("//", f"//{USER}:{quote(PASSWORD)}@", 1), {}, image)
    with pytest.raises(MosaicAuthError):
        resources.look(image_source(url, basic(USER, "wrong")))
    with pytest.raises(MosaicAuthError):
        resources.look(image_source(url, {}))


def test_redirects_on_a_web_server(nginx_server, place, resources, image):
    check(resources, f"{nginx_server.url}/moved/{place}", {}, image)
    check(resources, f"{nginx_server.url}/found/{place}", basic(USER, PASSWORD), image)


def test_a_web_server_without_ranges_is_told_by_gdal(nginx_server, place, resources):
    source = image_source(f"{nginx_server.url}/plain/{place}", {})
    with pytest.raises(MosaicError, match="Range downloading not supported"):
        resources.look(source)


def test_authorities_of_the_machine(nginx_tls_server, place, image):
    url = f"{nginx_tls_server.url}/{place}"
    stranger = ReadingResources()
    with pytest.raises(UnreachableError, match="its certificate is not trusted here"):
        stranger.look(image_source(url, {}))
    stranger.close()
    with rasterio.Env(GDAL_CURL_CA_BUNDLE=nginx_tls_server.sdk_environment["CURL_CA_BUNDLE"]):
        resources = ReadingResources()
    check(resources, url, {}, image)
    resources.close()
