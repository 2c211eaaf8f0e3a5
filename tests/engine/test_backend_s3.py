"""S3 beyond the contract: what is sent, answers that get lost, credentials for images."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from servers.moto import MotoServer
from servers.scripted import Answer, ScriptedServer
from stores.documents import TMS, contents, document, feature, make_cog

from mosaic_qgis.backends import MosaicBackend, S3Backend
from mosaic_qgis.backends.aws import AWSCredentials
from mosaic_qgis.backends.gdal import gdal_environment
from mosaic_qgis.mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicExistsError,
)

URI = "s3://bucket/folder/mosaic.json"
PATH = "/bucket/folder/mosaic.json"
BODY = json.dumps(document()).encode()


def at(server: ScriptedServer) -> AWSCredentials:
    return AWSCredentials(anonymous=True, endpoint_url=server.url, region="us-east-1")


def refusal(status: int, code: str) -> Answer:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"
    return Answer(status=status, body=body.encode(), headers={"Content-Type": "application/xml"})


@pytest.fixture
def credentials(moto_server: MotoServer) -> AWSCredentials:
    return AWSCredentials(
        access_key_id=moto_server.admin.access_key_id,
        secret_access_key=moto_server.admin.secret_access_key,
        endpoint_url=moto_server.url,
        region=moto_server.region,
    )


@pytest.mark.parametrize("uri", ["s3://bucket", "s3://bucket/", "s3:///key", "s3://bucket/folder/"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(BadRequestError, match="s3://bucket/key"):
        S3Backend(uri)


def test_the_address_is_taken_apart(scripted_server: ScriptedServer) -> None:
    scripted_server.script(PATH, Answer(body=BODY, headers={"ETag": '"1"'}))
    backend = S3Backend(URI, credentials=at(scripted_server))
    assert (backend.bucket, backend.key) == ("bucket", "folder/mosaic.json")
    assert backend._file_byte_size == len(BODY)


def test_an_unchanged_document_is_transferred_once(scripted_server: ScriptedServer) -> None:
    scripted_server.script(
        PATH,
        Answer(body=BODY, headers={"ETag": '"1"'}),
        Answer(status=304),
        Answer(status=304, headers={"ETag": '"1"'}),
    )
    first = S3Backend(URI, credentials=at(scripted_server))
    second = S3Backend(URI, credentials=at(scripted_server))
    assert contents(first) == contents(second) == document()["tiles"]
    assert second.refresh() is False
    assert [request.headers.get("If-None-Match") for request in scripted_server.received_at(PATH)] == [None, "1", "1"]


def test_conditions_are_sent(scripted_server: ScriptedServer) -> None:
    stored = Answer(headers={"ETag": '"2"'})
    scripted_server.script(PATH, stored, stored, Answer(body=BODY, headers={"ETag": '"3"'}), stored)
    S3Backend(URI, document(), credentials=at(scripted_server)).write()
    S3Backend(URI, document(), credentials=at(scripted_server)).write(overwrite=True)
    S3Backend(URI, credentials=at(scripted_server)).update([feature("03113320", "new.tif")])
    new, replaced, _, updated = (request.headers for request in scripted_server.received_at(PATH))
    assert (new.get("If-None-Match"), new.get("If-Match")) == ("*", None)
    assert (replaced.get("If-None-Match"), replaced.get("If-Match")) == (None, None)
    assert (updated.get("If-None-Match"), updated.get("If-Match")) == (None, "3")


def test_a_writing_whose_answer_was_lost_is_recognised(scripted_server: ScriptedServer) -> None:
    backend = S3Backend(URI, document(), credentials=at(scripted_server))
    seen: list[str] = []

    class Echo(dict[str, str]):
        """The metadata of the stored object: that of the last writing."""

        def items(self) -> Any:
            writing = scripted_server.received_at(PATH)[0].headers["x-amz-meta-mosaic-writing"]
            seen.append(writing)
            return {"ETag": '"ours"', "x-amz-meta-mosaic-writing": writing}.items()

    scripted_server.script(PATH, Answer(hang_up=True), refusal(412, "PreconditionFailed"), Answer(headers=Echo()))
    backend.write()
    assert len(seen) == 1
    assert backend._version == "ours"


def test_somebody_else_s_writing_is_not_ours(scripted_server: ScriptedServer) -> None:
    other = Answer(headers={"ETag": '"theirs"', "x-amz-meta-mosaic-writing": "other"})
    backend = S3Backend(URI, document(), credentials=at(scripted_server))
    scripted_server.script(PATH, Answer(hang_up=True), refusal(412, "PreconditionFailed"), other)
    with pytest.raises(MosaicExistsError):
        backend.write()


def test_a_writing_under_way_is_waited_for(scripted_server: ScriptedServer) -> None:
    scripted_server.script(PATH, refusal(409, "ConditionalRequestConflict"), Answer(headers={"ETag": '"2"'}))
    S3Backend(URI, document(), credentials=at(scripted_server)).write()
    scripted_server.script(PATH, refusal(409, "ConditionalRequestConflict"))
    with pytest.raises(MosaicConflictError):
        S3Backend(URI, document(), credentials=at(scripted_server)).write()


def test_an_absurd_size_is_not_read(scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from mosaic_qgis.backends import s3
    from mosaic_qgis.mosaic.document import DocumentLimits

    monkeypatch.setattr(s3, "DEFAULT_LIMITS", DocumentLimits(max_bytes=100))
    scripted_server.script(PATH, Answer(body=BODY, headers={"ETag": '"1"'}))
    with pytest.raises(BadDocumentError, match="at most 100"):
        S3Backend(URI, credentials=at(scripted_server))


def test_arguments_of_writing_are_passed_on(moto_server: MotoServer, credentials: AWSCredentials) -> None:
    client = moto_server.client("s3")
    client.create_bucket(Bucket="passed-on")
    backend = S3Backend("s3://passed-on/m.json.gz", document(), credentials=credentials)
    backend.write(CacheControl="max-age=60", Metadata={"who": "us"})
    answer = client.get_object(Bucket="passed-on", Key="m.json.gz")
    assert answer["CacheControl"] == "max-age=60"
    assert answer["Metadata"]["who"] == "us"
    assert answer["ContentType"] == "application/gzip"
    assert json.loads(gzip.decompress(answer["Body"].read()))["tiles"] == document()["tiles"]
    backend.write(overwrite=True)
    assert "CacheControl" not in client.get_object(Bucket="passed-on", Key="m.json.gz")


def test_a_client_of_one_s_own(moto_server: MotoServer) -> None:
    client = moto_server.client("s3")
    client.create_bucket(Bucket="own-client")
    S3Backend("s3://own-client/m.json", document(), client=client).write()
    assert contents(MosaicBackend("s3://own-client/m.json", client=client)) == document()["tiles"]


def test_images_of_the_same_bucket_are_read_with_the_document_s_credentials(
    moto_server: MotoServer, credentials: AWSCredentials, tmp_path: Any
) -> None:
    client = moto_server.client("s3")
    client.create_bucket(Bucket="with-images")
    tile = TMS.tile(3, 45, 8)
    image = make_cog(tmp_path / "a.tif", tile.x, tile.y, 8, (10, 20, 30))
    for key in ("p/a.tif", "p/b #1.tif"):
        client.put_object(Bucket="with-images", Key=key, Body=image.read_bytes())
    key = TMS.quadkey(tile)
    for name in ("a.tif", "b #1.tif"):
        mosaic = document([key], tiles={key: [name]})
        S3Backend("s3://with-images/p/m.json", mosaic, credentials=credentials).write(overwrite=True)
        backend = MosaicBackend("s3://with-images/p/m.json", credentials=credentials)
        (asset,) = backend.assets_for_tile(*tile)
        with gdal_environment(backend.gdal_options(asset)):
            data, used = backend.tile(*tile)
        assert used == [asset]
        assert tuple(data.data[:, 100, 100]) == (10, 20, 30)


def test_credentials_are_for_images_of_the_same_bucket_only(scripted_server: ScriptedServer) -> None:
    key = AWSCredentials(
        access_key_id="AKIA", secret_access_key="SECRET", session_token="TOKEN", endpoint_url="https://store:9/s3"
    )
    backend = S3Backend(URI, document(), credentials=key)
    assert backend.gdal_options("s3://bucket/a.tif") == {
        "AWS_ACCESS_KEY_ID": "AKIA",
        "AWS_SECRET_ACCESS_KEY": "SECRET",
        "AWS_SESSION_TOKEN": "TOKEN",
        "AWS_S3_ENDPOINT": "store:9/s3",
        "AWS_HTTPS": "YES",
        "AWS_VIRTUAL_HOSTING": "FALSE",
    }
    assert backend.gdal_options("/vsis3/bucket/a#.tif") == backend.gdal_options("s3://bucket/a.tif")
    for other in ("s3://other/a.tif", "s3://bucket-2/a.tif", "https://bucket/a.tif"):
        assert backend.gdal_options(other) == {}
    for secret in ("SECRET", "TOKEN"):
        assert secret not in repr(backend)
    scripted_server.script(PATH, refusal(403, "AccessDenied"))
    with pytest.raises(MosaicAuthError):
        S3Backend(URI, credentials=at(scripted_server))
