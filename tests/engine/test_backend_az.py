"""Azure Blob Storage beyond the contract: every way to sign in, troubles that pass, credentials for images."""

from __future__ import annotations

import hashlib
import logging
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rasterio
from servers.azurite import ACCOUNT, ACCOUNT_KEY, AzuriteServer, AzuriteTokenServer
from servers.scripted import Answer, ScriptedServer
from stores.documents import TMS, contents, document, feature, make_cog

from mosaic_qgis.backends import retrying
from mosaic_qgis.backends.az import ABSBackend, AzureCredentials
from mosaic_qgis.backends.azure_environment import connection_string_for
from mosaic_qgis.backends.document import Precondition
from mosaic_qgis.backends.file import FileBackend
from mosaic_qgis.backends.gdal import gdal_environment
from mosaic_qgis.backends.http import HttpPolicy
from mosaic_qgis.mosaic.document import serialize_document
from mosaic_qgis.mosaic.errors import (
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicExistsError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
)

HOST = f"{ACCOUNT}.blob.core.windows.net"
URI = f"az://{HOST}/container/mosaic.json"
BLOB = "/container/mosaic.json"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short pauses between attempts, as far as the server does not ask for longer ones."""
    policy = HttpPolicy(backoff_s=0.01, max_pause_s=2.0)
    monkeypatch.setattr(retrying.ask_until_answered, "__defaults__", (policy,))


@pytest.fixture(scope="module")
def container(azurite_server: AzuriteServer) -> str:
    """A container that is not public."""
    azurite_server.client().create_container("signing-in")
    return "signing-in"


@pytest.fixture
def identity(azurite_token_server: AzuriteTokenServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[AzuriteTokenServer]:
    """A machine in Azure with a managed identity."""
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in azurite_token_server.sdk_environment.items():
        monkeypatch.setenv(name, value)
    yield azurite_token_server
    azurite_token_server.identity.refuses = False


# Signing in


def test_every_way_of_signing_in(azurite_server: AzuriteServer, container: str) -> None:
    uri = f"az://{HOST}/{container}/ways.json"
    address = azurite_server.account_url
    ways = [
        AzureCredentials(account_key=ACCOUNT_KEY, account_url=address),
        AzureCredentials(connection_string=azurite_server.connection_string),
        AzureCredentials(sas_token=azurite_server.sas(container, read_only=False), account_url=address),
        AzureCredentials(sas_token="?" + azurite_server.sas(container, read_only=False), account_url=address),
    ]
    for number, credentials in enumerate(ways):
        mosaic = document(name=f"way {number}")
        ABSBackend(uri, mosaic, credentials=credentials).write(overwrite=True)
        assert ABSBackend(uri, credentials=credentials).mosaic_def.name == f"way {number}"
    client = azurite_server.client()
    ABSBackend(uri, client=client).update([feature("03113320", "https://example.com/new.tif")])
    assert contents(ABSBackend(uri, client=client))["03113320"][0] == "https://example.com/new.tif"


def test_refusals(azurite_server: AzuriteServer, container: str) -> None:
    uri = f"az://{HOST}/{container}/refused.json"
    address = azurite_server.account_url
    wrong_key = ACCOUNT_KEY.replace("E", "F")
    for credentials in (
        AzureCredentials(account_key=wrong_key, account_url=address),
        AzureCredentials(sas_token=azurite_server.sas(container, lifetime_s=-60), account_url=address),
        AzureCredentials(anonymous=True, account_url=address),
    ):
        with pytest.raises(MosaicAuthError) as raised:
            ABSBackend(uri, document(), credentials=credentials).write()
        assert wrong_key not in str(raised.value)
        assert "sig=" not in str(raised.value)


def test_a_managed_identity_signs_in(identity: AzuriteTokenServer) -> None:
    identity.client().create_container("identity")
    uri = f"az://{HOST}/identity/mosaic.json"
    # As the machine is set up: only the address is told, because it is not Azure's own.
    credentials = AzureCredentials(account_url=identity.account_url)
    asked = identity.identity.requests
    ABSBackend(uri, document(), credentials=credentials).write()
    backend = ABSBackend(uri, credentials=credentials)
    assert contents(backend) == document()["tiles"]
    backend.update([feature("03113320", "https://example.com/new.tif")])
    assert identity.identity.requests > asked
    with pytest.raises(MosaicNotFoundError):
        ABSBackend(f"az://{HOST}/identity/other.json", credentials=credentials)
    with pytest.raises(MosaicExistsError):
        ABSBackend(uri, document(), credentials=credentials).write()


def test_a_machine_without_identity_reads_public_data_only(identity: AzuriteTokenServer) -> None:
    identity.identity.refuses = True
    owner = identity.client()
    owner.create_container("public", public_access="blob")
    owner.create_container("private")
    credentials = AzureCredentials(account_url=identity.account_url)
    as_owner = AzureCredentials(account_key=ACCOUNT_KEY, account_url=identity.account_url)
    for name in ("public", "private"):
        ABSBackend(f"az://{HOST}/{name}/mosaic.json", document(), credentials=as_owner).write()
    assert contents(ABSBackend(f"az://{HOST}/public/mosaic.json", credentials=credentials)) == document()["tiles"]
    with pytest.raises(MosaicAuthError, match="not public"):
        ABSBackend(f"az://{HOST}/private/mosaic.json", credentials=credentials)
    with pytest.raises(MosaicAuthError):
        ABSBackend(f"az://{HOST}/public/mosaic.json", document(), credentials=credentials).write(overwrite=True)


def test_a_connection_string_is_for_one_account(azurite_server: AzuriteServer) -> None:
    credentials = AzureCredentials(connection_string=azurite_server.connection_string)
    with pytest.raises(BadRequestError, match=f"'{ACCOUNT}'.*'other'"):
        ABSBackend("az://other.blob.core.windows.net/container/mosaic.json", credentials=credentials)
    with pytest.raises(BadRequestError, match="connection string") as raised:
        ABSBackend(URI, credentials=AzureCredentials(connection_string="AccountKey=SECRET"))
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"account_key": "SECRET", "sas_token": "SECRET"},
        {"connection_string": "SECRET", "client_id": "id"},
        {"client_id": "id", "client_secret": "SECRET"},
        {"tenant_id": "t", "client_secret": "SECRET"},
        {"account_url": "https://host?sig=SECRET"},
    ],
)
def test_wrong_credentials_are_refused_without_showing_them(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"one of|only some|must be") as raised:
        AzureCredentials(**fields)
    assert "SECRET" not in str(raised.value)


def test_what_is_secret_is_not_shown() -> None:
    for name in ("account_key", "sas_token", "connection_string"):
        assert "SECRET" not in repr(AzureCredentials(**{name: "SECRET"}))
    assert "SECRET" not in repr(AzureCredentials(client_id="i", tenant_id="t", client_secret="SECRET"))


# Addresses


@pytest.mark.parametrize(
    "uri",
    ["az://container/key", f"az://{HOST}", f"az://{HOST}/container", f"az://{HOST}/container/", f"https://{HOST}/c/k"],
)
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(BadRequestError, match=r"az://account\.blob"):
        ABSBackend(uri, document())


# Troubles


def at(server: ScriptedServer) -> AzureCredentials:
    return AzureCredentials(anonymous=True, account_url=server.url)


def blob(body: bytes, etag: str = '"1"') -> Answer:
    headers = {"ETag": etag, "Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}"}
    return Answer(status=206, body=body, headers=headers)


@pytest.mark.usefixtures("hasty")
def test_a_trouble_that_passes_is_waited_for(scripted_server: ScriptedServer) -> None:
    body = serialize_document(ABSBackend(URI, document()).mosaic_def, compressed=False)
    busy = Answer(status=503, headers={"x-ms-error-code": "ServerBusy", "Retry-After": "1"})
    scripted_server.script(BLOB, Answer(status=500), Answer(hang_up=True), busy, blob(body))
    with ABSBackend(URI, credentials=at(scripted_server)) as backend:
        assert contents(backend) == document()["tiles"]
    *_, asked, answered = scripted_server.received_at(BLOB)
    assert answered.at_s - asked.at_s >= 1, "the server asked for a second"


@pytest.mark.usefixtures("hasty")
def test_a_trouble_that_stays_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.script(BLOB, Answer(status=503))
    with pytest.raises(UnreachableError, match=r"mosaic\.json .*503"):
        ABSBackend(URI, credentials=at(scripted_server))
    assert len(scripted_server.received_at(BLOB)) == 4


@pytest.mark.usefixtures("hasty")
def test_silence_is_a_timeout(scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mosaic_qgis.backends.az._READ_TIMEOUT_S", 0.2)
    scripted_server.script(BLOB, Answer(silent=True))
    began = time.monotonic()
    with pytest.raises(MosaicTimeoutError):
        ABSBackend(URI, credentials=at(scripted_server))
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("hasty")
def test_a_write_whose_answer_was_lost_is_recognised(scripted_server: ScriptedServer) -> None:
    backend = ABSBackend(URI, document(), credentials=at(scripted_server))
    body = serialize_document(backend.mosaic_def, compressed=False)
    refused = Answer(status=409, headers={"x-ms-error-code": "BlobAlreadyExists"})

    def there(content: bytes) -> Answer:
        md5 = b64encode(hashlib.md5(content).digest()).decode()
        return Answer(headers={"ETag": '"42"', "Content-MD5": md5, "x-ms-blob-type": "BlockBlob"})

    scripted_server.script(BLOB, Answer(hang_up=True), refused, there(body))
    backend.write()
    assert backend._version == '"42"'
    scripted_server.script(BLOB, Answer(hang_up=True), refused, there(b"something else"))
    with pytest.raises(MosaicExistsError):
        backend.write()
    scripted_server.script(BLOB, Answer(status=412, headers={"x-ms-error-code": "ConditionNotMet"}))
    with pytest.raises(MosaicConflictError):
        backend._save(backend.mosaic_def, Precondition(version='"1"'))


def test_a_store_that_is_not_azure_is_told(scripted_server: ScriptedServer) -> None:
    scripted_server.script(BLOB, Answer(body=b"<html>"))
    with pytest.raises(UnreachableError, match=r"mosaic\.json was not answered in Azure's way"):
        ABSBackend(URI, credentials=AzureCredentials(anonymous=True, account_url=scripted_server.url))


def test_a_store_that_drips_is_not_waited_for_for_ever(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying.within_time, "__defaults__", (0.5,))
    headers = {"Content-Range": "bytes 0-99/100", "ETag": '"1"'}
    scripted_server.script(BLOB, Answer(status=206, body=b"x" * 100, headers=headers, piece_bytes=1, pause_s=0.1))
    with pytest.raises(MosaicTimeoutError, match=r"mosaic\.json was not delivered within 0\.5 s"):
        ABSBackend(URI, credentials=AzureCredentials(anonymous=True, account_url=scripted_server.url))


def test_the_identity_library_does_not_log_what_its_exceptions_say() -> None:
    for name in ("azure.identity", "azure.identity._internal.decorators"):
        assert not logging.getLogger(name).isEnabledFor(logging.WARNING)
        assert logging.getLogger(name).isEnabledFor(logging.ERROR)


def test_the_machines_connection_string_is_for_its_own_account_only(
    azurite_server: AzuriteServer, container: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = f"az://{HOST}/{container}/machine.json"
    text = azurite_server.connection_string
    ABSBackend(uri, document(), credentials=AzureCredentials(connection_string=text)).write(overwrite=True)
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", text)
    with ABSBackend(uri) as backend:
        assert backend.mosaic_def.name == document()["name"]
        # GDAL takes the string by itself, unless it is for another account or there are credentials.
        assert backend.gdal_options(f"az://{container}/a.tif") == {"AZURE_STORAGE_ACCOUNT": ACCOUNT}
        assert backend.gdal_options("az://other/a.tif#other") == {
            "AZURE_STORAGE_ACCOUNT": "other",
            "AZURE_STORAGE_CONNECTION_STRING": "",
        }
    unsigned = ABSBackend(uri, document(), unsigned_images=True)
    assert unsigned.gdal_options("az://else/a.tif")["AZURE_STORAGE_CONNECTION_STRING"] == ""
    signed = ABSBackend(uri, document(), credentials=AzureCredentials(account_key="k"))
    assert signed.gdal_options(f"az://{container}/a.tif")["AZURE_STORAGE_CONNECTION_STRING"] == ""
    for named in (f"BlobEndpoint=https://{HOST}", f"AccountName={ACCOUNT}"):
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", f"{named};SharedAccessSignature=sv=1")
        assert connection_string_for(ACCOUNT) == f"{named};SharedAccessSignature=sv=1"
        assert connection_string_for("other") is None


def test_images_are_never_sought_in_another_account(
    tmp_path: Path, azurite_server: AzuriteServer, container: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_cog(tmp_path / "a.tif", *TMS.quadkey_to_tile("03113320"), (10, 20, 30))
    azurite_server.client().get_blob_client(container, "mine.tif").upload_blob(image.read_bytes(), overwrite=True)
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", azurite_server.connection_string)
    # Only the test's server can be reached.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for account, is_found in ((ACCOUNT, True), ("other", False)):
        tiles = {"03113320": [f"az://{account}.blob.core.windows.net/{container}/mine.tif"]}
        backend = FileBackend(str(tmp_path / "mosaic.json"), document(tiles=tiles))
        (asset,) = backend.iter_assets(5)
        with gdal_environment(backend.gdal_options(asset)):
            if is_found:
                with rasterio.open(asset) as dataset:
                    assert dataset.read(1)[0, 0] == 10
            else:
                with pytest.raises(rasterio.errors.RasterioIOError):
                    rasterio.open(asset)


# Images


def test_credentials_are_for_images_of_the_same_container_only() -> None:
    def options(credentials: AzureCredentials | None, asset: str = "az://container/a.tif") -> dict[str, str]:
        return ABSBackend(URI, document(), credentials=credentials).gdal_options(asset)

    account = {"AZURE_STORAGE_ACCOUNT": ACCOUNT}
    assert options(None) == account
    assert options(AzureCredentials(account_key="k")) == {**account, "AZURE_STORAGE_ACCESS_KEY": "k"}
    assert options(AzureCredentials(sas_token="?s=1")) == {**account, "AZURE_STORAGE_SAS_TOKEN": "s=1"}
    assert options(AzureCredentials(anonymous=True)) == {**account, "AZURE_NO_SIGN_REQUEST": "YES"}
    assert options(AzureCredentials(account_key="k"), "az://other/a.tif") == account
    assert options(AzureCredentials(account_key="k"), "https://example.com/a.tif") == {}
    assert options(AzureCredentials(account_key="k"), "az://container/a.tif#other") == {
        "AZURE_STORAGE_ACCOUNT": "other"
    }


def test_arguments_of_the_upload_are_passed_on(azurite_server: AzuriteServer, container: str) -> None:
    credentials = AzureCredentials(account_key=ACCOUNT_KEY, account_url=azurite_server.account_url)
    backend = ABSBackend(f"az://{HOST}/{container}/arguments.json", document(), credentials=credentials)
    backend.write(metadata={"made_by": "somebody"}, timeout=60)
    blob = azurite_server.client().get_blob_client(container, "arguments.json")
    assert blob.get_blob_properties().metadata == {"made_by": "somebody"}
    with pytest.raises(MosaicExistsError):
        backend.write(timeout=60)
    backend.write(overwrite=True, timeout=60)


def test_images_of_another_account_keep_it(tmp_path: Path, azurite_server: AzuriteServer, container: str) -> None:
    image = make_cog(tmp_path / "a.tif", *TMS.quadkey_to_tile("03113320"), (10, 20, 30))
    azurite_server.client().get_blob_client(container, "a.tif").upload_blob(image.read_bytes(), overwrite=True)
    for account in (ACCOUNT, "other"):
        tiles = {"03113320": [f"az://{account}.blob.core.windows.net/{container}/a.tif"]}
        mosaic = document(tiles=tiles)
        backend = FileBackend(str(tmp_path / "mosaic.json"), mosaic)
        (asset,) = backend.iter_assets(5)
        assert backend.gdal_options(asset) == {"AZURE_STORAGE_ACCOUNT": account}
        # What rasterio opens is the blob of the container.
        credentials = AzureCredentials(account_key=ACCOUNT_KEY, account_url=azurite_server.account_url)
        signed_in = ABSBackend(
            f"az://{ACCOUNT}.blob.core.windows.net/{container}/m.json", mosaic, credentials=credentials
        )
        options = signed_in.gdal_options(f"az://{container}/a.tif")
        with gdal_environment(options), rasterio.open(asset) as dataset:
            assert dataset.read(1)[0, 0] == 10
    # The same name in two accounts is two images, and each has the account that it was named with.
    names = [f"az://{account}.blob.core.windows.net/c/a.tif" for account in ("one", "two")]
    assets = FileBackend(str(tmp_path / "mosaic.json"), document(tiles={"03113320": names})).iter_assets(5)
    assert [backend.gdal_options(asset)["AZURE_STORAGE_ACCOUNT"] for asset in assets] == ["one", "two"]
