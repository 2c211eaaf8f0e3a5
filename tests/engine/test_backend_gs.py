"""Google Cloud Storage beyond the contract: troubles that pass, signing in, credentials for images."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from servers.gcs import GcsServer
from servers.scripted import Answer, ScriptedServer
from stores.documents import contents, document

from mosaic_qgis.backends import retrying
from mosaic_qgis.backends.gs import GCSBackend, GCSCredentials, make_client
from mosaic_qgis.backends.http import HttpPolicy
from mosaic_qgis.mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicExistsError,
    MosaicTimeoutError,
    UnreachableError,
)

KEY_FILE = json.dumps(
    {
        "type": "service_account",
        "client_email": "robot@example.com",
        "private_key": "PRIVATE-PART",
        "token_uri": "https://example.com/token",
    }
)
METADATA = "/storage/v1/b/bucket/o/mosaic.json"
UPLOAD = "/upload/storage/v1/b/bucket/o"
DOWNLOAD = "/download/storage/v1/b/bucket/o/mosaic.json"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short pauses between attempts, as far as the server does not ask for longer ones."""
    policy = HttpPolicy(backoff_s=0.01, max_pause_s=2.0)
    monkeypatch.setattr(retrying.ask_until_answered, "__defaults__", (policy,))


def at(server: ScriptedServer) -> GCSCredentials:
    return GCSCredentials(anonymous=True, endpoint_url=server.url)


def script_object(server: ScriptedServer, body: bytes, generation: int = 7) -> None:
    """A store with one object."""
    md5 = base64.b64encode(hashlib.md5(body).digest()).decode()
    server.script(METADATA, Answer.of_json({"generation": str(generation), "md5Hash": md5, "size": str(len(body))}))
    server.script(DOWNLOAD, Answer(body=body, headers={"X-Goog-Hash": f"md5={md5}"}))


@pytest.mark.usefixtures("hasty")
def test_a_trouble_that_passes_is_waited_for(scripted_server: ScriptedServer) -> None:
    body = json.dumps(document()).encode()
    script_object(scripted_server, body)
    found = Answer.of_json({"generation": "7", "size": str(len(body))})
    scripted_server.script(
        METADATA, Answer(status=503), Answer(hang_up=True), Answer(status=429, headers={"Retry-After": "1"}), found
    )
    with GCSBackend("gs://bucket/mosaic.json", credentials=at(scripted_server)) as backend:
        assert contents(backend) == document()["tiles"]
    *_, asked, answered = scripted_server.received_at(METADATA)
    assert answered.at_s - asked.at_s >= 1, "the server asked for a second"


@pytest.mark.usefixtures("hasty")
def test_a_trouble_that_stays_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.script(METADATA, Answer(status=503))
    with pytest.raises(UnreachableError, match=r"gs://bucket/mosaic\.json .*503"):
        GCSBackend("gs://bucket/mosaic.json", credentials=at(scripted_server))
    assert len(scripted_server.received_at(METADATA)) == 4
    scripted_server.script(METADATA, Answer(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(UnreachableError, match="429"):
        GCSBackend("gs://bucket/mosaic.json", credentials=at(scripted_server))
    assert len(scripted_server.received_at(METADATA)) == 5, "nobody waits for an hour"


@pytest.mark.usefixtures("hasty")
def test_silence_is_a_timeout(scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mosaic_qgis.backends.gs._TIMEOUT_S", (1, 0.2))
    scripted_server.script(METADATA, Answer(silent=True))
    with pytest.raises(MosaicTimeoutError):
        GCSBackend("gs://bucket/mosaic.json", credentials=at(scripted_server))


@pytest.mark.usefixtures("hasty")
def test_arguments_of_the_upload_are_passed_on(gcs_server: GcsServer) -> None:
    gcs_server.client().create_bucket("arguments")
    credentials = GCSCredentials(anonymous=True, endpoint_url=gcs_server.url)
    backend = GCSBackend("gs://arguments/mosaic.json", document(), credentials=credentials)
    backend.write(content_type="text/x-mosaic", timeout=60)
    blob = gcs_server.client().bucket("arguments").get_blob("mosaic.json")
    assert blob.content_type == "text/x-mosaic"
    with pytest.raises(MosaicExistsError):
        backend.write(timeout=60)


def test_a_store_that_drips_is_not_waited_for_for_ever(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying.within_time, "__defaults__", (0.5,))
    script_object(scripted_server, b"x" * 100)
    scripted_server.script(DOWNLOAD, Answer(body=b"x" * 100, piece_bytes=1, pause_s=0.1))
    started_s = time.monotonic()
    with pytest.raises(MosaicTimeoutError, match=r"gs://bucket/mosaic\.json was not delivered within 0\.5 s"):
        GCSBackend("gs://bucket/mosaic.json", credentials=at(scripted_server))
    assert time.monotonic() - started_s < 10


def test_a_write_whose_answer_was_lost_is_recognised(scripted_server: ScriptedServer) -> None:
    backend = GCSBackend("gs://bucket/mosaic.json", document(), credentials=at(scripted_server))
    refused = Answer.of_json({"error": {"code": 412, "message": "no"}}, status=412)
    scripted_server.script(UPLOAD, Answer(hang_up=True), refused)
    stored = b"".join(part.encode() for part in [backend.mosaic_def.model_dump_json(exclude_none=True)])
    script_object(scripted_server, stored, generation=42)
    backend.write()
    assert backend._version == "42"
    script_object(scripted_server, b"something else", generation=43)
    scripted_server.script(UPLOAD, Answer(hang_up=True), refused)
    with pytest.raises(MosaicExistsError):
        backend.write()


def test_conditions_are_sent(scripted_server: ScriptedServer) -> None:
    scripted_server.script(UPLOAD, Answer.of_json({"generation": "8"}))
    backend = GCSBackend("gs://bucket/mosaic.json", document(), credentials=at(scripted_server))
    backend.write()
    backend.write(overwrite=True)
    first, second = (dict(request.query) for request in scripted_server.received_at(UPLOAD))
    assert first["ifGenerationMatch"] == "0"
    assert "ifGenerationMatch" not in second


@pytest.mark.parametrize("bucket", ["unauthorized-1", "forbidden-1"])
def test_refusals(gcs_server: GcsServer, bucket: str) -> None:
    credentials = GCSCredentials(anonymous=True, endpoint_url=gcs_server.url)
    with pytest.raises(MosaicAuthError, match=bucket):
        GCSBackend(f"gs://{bucket}/mosaic.json", credentials=credentials)


def test_a_machine_without_credentials_reads_public_data(
    gcs_server: GcsServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "STORAGE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    gcs_server.client().create_bucket("public-data")
    credentials = GCSCredentials(endpoint_url=gcs_server.url)
    assert isinstance(make_client(credentials)._credentials, AnonymousCredentials)
    GCSBackend("gs://public-data/mosaic.json", document(), credentials=credentials).write()
    assert contents(GCSBackend("gs://public-data/mosaic.json", credentials=credentials)) == document()["tiles"]


def test_a_client_of_ones_own(gcs_server: GcsServer) -> None:
    client = gcs_server.client()
    client.create_bucket("own-client")
    GCSBackend("gs://own-client/mosaic.json", document(), client=client).write()
    assert contents(GCSBackend("gs://own-client/mosaic.json", client=client)) == document()["tiles"]


@pytest.mark.parametrize("uri", ["gs://bucket", "gs://bucket/", "gs:///key", "gs://bucket/folder/", "s3://bucket/key"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(BadRequestError, match="gs://bucket/key"):
        GCSBackend(uri, document())


@pytest.mark.parametrize(
    "fields",
    [
        {"access_token": "SECRET-TOKEN", "anonymous": True},
        {"service_account_json": "SECRET-TEXT"},
        {"service_account_json": '["SECRET-TEXT"]'},
        {"service_account_json": KEY_FILE, "access_token": "SECRET-TOKEN"},
    ],
)
def test_wrong_credentials_are_refused_without_showing_them(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be") as raised:
        GCSCredentials(**fields)
    assert "SECRET" not in str(raised.value)
    assert "PRIVATE" not in str(raised.value)


def test_credentials_are_for_images_of_the_same_bucket_only() -> None:
    def options(credentials: GCSCredentials, asset: str = "gs://bucket/a.tif") -> dict[str, str]:
        return GCSBackend("gs://bucket/mosaic.json", document(), credentials=credentials).gdal_options(asset)

    key = GCSCredentials(service_account_json=KEY_FILE, billed_project="payer")
    assert options(key) == {
        "GS_OAUTH2_PRIVATE_KEY": "PRIVATE-PART",
        "GS_OAUTH2_CLIENT_EMAIL": "robot@example.com",
        "GS_USER_PROJECT": "payer",
    }
    assert "PRIVATE-PART" not in repr(key)
    assert options(key, "gs://other/a.tif") == {}
    assert options(key, "gs://bucket-2/a.tif") == {}
    assert options(key, "https://example.com/a.tif") == {}
    assert options(GCSCredentials(anonymous=True, endpoint_url="http://host:1")) == {
        "GS_NO_SIGN_REQUEST": "YES",
        "CPL_GS_ENDPOINT": "http://host:1/",
    }
    assert options(GCSCredentials(access_token="t"))["GDAL_HTTP_HEADERS"] == "Authorization: Bearer t"
