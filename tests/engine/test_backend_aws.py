"""What S3 and DynamoDB have in common: signing in, asking again, time limits."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions
import pytest
from botocore import UNSIGNED
from servers.scripted import Answer, ScriptedServer
from stores.documents import contents, document

from mosaic_qgis.backends import MosaicBackend, aws, retrying
from mosaic_qgis.backends.aws import ATTEMPTS, AWSCredentials, aws_config, aws_session
from mosaic_qgis.mosaic.errors import MosaicAuthError, MosaicTimeoutError, UnreachableError

URI = "s3://bucket/mosaic.json"
PATH = "/bucket/mosaic.json"


def at(server: ScriptedServer) -> AWSCredentials:
    return AWSCredentials(anonymous=True, endpoint_url=server.url, region="us-east-1")


def found() -> Answer:
    return Answer(body=json.dumps(document()).encode(), headers={"ETag": '"1"', "Content-Type": "application/json"})


def test_a_trouble_that_passes_is_waited_for(scripted_server: ScriptedServer) -> None:
    busy = Answer(status=503, headers={"Retry-After": "2"})
    scripted_server.script(PATH, Answer(hang_up=True), busy, found())
    with MosaicBackend(URI, credentials=at(scripted_server)) as backend:
        assert contents(backend) == document()["tiles"]
    *_, asked, answered = scripted_server.received_at(PATH)
    assert answered.at_s - asked.at_s >= 2, "the store asked for two seconds"


def test_a_trouble_that_stays_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.script(PATH, Answer(status=429, headers={"Retry-After": "0"}))
    with pytest.raises(UnreachableError, match=r"mosaic\.json .*429"):
        MosaicBackend(URI, credentials=at(scripted_server))
    assert len(scripted_server.received_at(PATH)) == ATTEMPTS


def test_a_body_that_breaks_off_is_fetched_again(scripted_server: ScriptedServer) -> None:
    whole = found()
    scripted_server.script(PATH, Answer(body=whole.body, headers=whole.headers, cut_at=30), whole)
    with MosaicBackend(URI, credentials=at(scripted_server)) as backend:
        assert contents(backend) == document()["tiles"]


def test_silence_is_a_timeout(scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "READ_TIMEOUT_S", 0.2)
    monkeypatch.setattr(aws, "ATTEMPTS", 1)
    scripted_server.script(PATH, Answer(silent=True))
    with pytest.raises(MosaicTimeoutError):
        MosaicBackend(URI, credentials=at(scripted_server))


def test_a_store_that_drips_is_not_waited_for_for_ever(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying.within_time, "__defaults__", (0.5,))
    whole = found()
    scripted_server.script(PATH, Answer(body=whole.body, headers=whole.headers, piece_bytes=1, pause_s=0.1))
    with pytest.raises(MosaicTimeoutError, match=r"was not delivered within 0\.5 s"):
        MosaicBackend(URI, credentials=at(scripted_server))


def test_credentials_become_a_session() -> None:
    given = AWSCredentials(access_key_id="id", secret_access_key="secret", session_token="token", region="eu-west-1")
    session = aws_session(given, "us-east-1")
    found = session.get_credentials().get_frozen_credentials()
    assert (found.access_key, found.secret_key, found.token) == ("id", "secret", "token")
    assert session.region_name == "eu-west-1"
    assert aws_session(None, "us-east-1").region_name == "us-east-1"
    assert aws_config(AWSCredentials(anonymous=True)).signature_version is UNSIGNED
    assert aws_config(given).signature_version is None


def test_a_profile_that_does_not_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(MosaicAuthError, match="ProfileNotFound") as raised:
        aws_session(AWSCredentials(profile="nobody"))
    assert isinstance(raised.value.__cause__, botocore.exceptions.ProfileNotFound)


def test_a_machine_without_credentials_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(MosaicAuthError, match="anonymous"):
        MosaicBackend("dynamodb://us-east-1/table:mosaic")


@pytest.mark.parametrize(
    "fields",
    [
        {"access_key_id": "id"},
        {"secret_access_key": "SECRET"},
        {"session_token": "SECRET"},
        {"access_key_id": "id", "secret_access_key": "SECRET", "anonymous": True},
        {"profile": "p", "anonymous": True},
        {"endpoint_url": "minio.example.com"},
    ],
)
def test_wrong_credentials_are_refused_without_showing_them(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"halves|belongs|must be") as raised:
        AWSCredentials(**fields)
    assert "SECRET" not in str(raised.value)


def test_what_is_secret_is_not_shown() -> None:
    given = AWSCredentials(access_key_id="id", secret_access_key="SECRET", session_token="SECRET")
    assert "SECRET" not in repr(given)
    assert "SECRET" not in repr(MosaicBackend(URI, document(), credentials=given))
