"""The stores that the contract suite runs on: how to make a fresh place, sign in, and look at what is really there.

One class per kind, one row each in `KINDS`. Needs the engine's packages and the servers of `tests/servers`.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import pytest
from servers.azurite import ACCOUNT, ACCOUNT_KEY, AzuriteServer
from servers.dynalite import DynaliteServer
from servers.gcs import GcsServer
from servers.moto import AccessKey, MotoServer
from servers.nginx import PASSWORD, USER, NginxServer

from mosaic_qgis.backends import MosaicBackend, MosaicJSONBackend
from mosaic_qgis.backends.aws import AWSCredentials
from mosaic_qgis.backends.az import AzureCredentials
from mosaic_qgis.backends.gs import GCSCredentials
from mosaic_qgis.backends.http_credentials import HttpCredentials

_numbers = count(1)


def _fresh(prefix: str) -> str:
    return f"{prefix}-{os.getpid()}-{next(_numbers)}"


@dataclass(frozen=True)
class Place:
    """A folder, bucket, container or table of one test."""

    kind: StoreKind
    name: str

    def uri(self, name: str) -> str:
        """The URI of a mosaic with this name in this place."""
        return self.kind.uri(self.name, name)


class StoreKind:
    """One kind of store. Subclasses may use every server that they ask for."""

    class_name: ClassVar[str]
    """The backend's class."""
    can_write: ClassVar[bool] = True
    """Whether mosaics can be written by the backend."""
    is_document: ClassVar[bool] = True
    """Whether a mosaic is one document of bytes, compressed or not."""
    has_own_files: ClassVar[bool] = False
    """Whether documents may refer to files of this machine."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.request = request

    def new_place(self) -> Place:
        """Make one, empty."""
        raise NotImplementedError

    def uri(self, place: str, name: str) -> str:
        """The URI of a mosaic."""
        raise NotImplementedError

    def written(self, uri: str, mosaic: dict[str, Any]) -> MosaicJSONBackend:
        """A new mosaic in the store, and a backend that has it."""
        backend = self.open(uri, mosaic)
        backend.write()
        return backend

    @property
    def credentials(self) -> Any:
        """May do everything."""
        return None

    def open(self, uri: str, mosaic_def: Any = None, **kwargs: Any) -> MosaicJSONBackend:
        """Open, with every right unless `credentials` are given."""
        kwargs.setdefault("credentials", self.credentials)
        return MosaicBackend(uri, mosaic_def, **kwargs)

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        """A way to open with, whose rights do not suffice to read."""
        raise NotImplementedError

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        """A way to open with, whose rights suffice to read but not to write."""
        raise NotImplementedError

    def missing_place(self) -> str:
        """A URI in a bucket, container, folder or table that does not exist."""
        return self.uri(_fresh("missing"), "mosaic.json")

    def put(self, uri: str, body: bytes) -> None:
        """Store bytes past the backend."""
        raise NotImplementedError

    def get(self, uri: str) -> bytes:
        """What is really stored."""
        raise NotImplementedError

    def names(self, place: Place) -> list[str]:
        """Everything that is in the place."""
        raise NotImplementedError


class FileKind(StoreKind):
    """Files; as root another user is impersonated where access must be refused."""

    class_name: ClassVar[str] = "FileBackend"
    has_own_files: ClassVar[bool] = True

    def new_place(self) -> Place:
        folder: Path = self.request.getfixturevalue("tmp_path") / _fresh("folder")
        folder.mkdir()
        return Place(self, str(folder))

    def uri(self, place: str, name: str) -> str:
        return str(Path(place) / name)

    def missing_place(self) -> str:
        return str(self.request.getfixturevalue("tmp_path") / "missing" / "mosaic.json")

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield from self._with_mode(Path(uri), 0o000, 0o755)

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield from self._with_mode(Path(uri), 0o444, 0o555)

    def _with_mode(self, path: Path, mode: int, folder_mode: int) -> Iterator[Callable[..., MosaicJSONBackend]]:
        if path.exists():
            path.chmod(mode)
        path.parent.chmod(folder_mode)
        parents = [folder for folder in path.parents if folder.is_relative_to("/tmp") and folder != Path("/tmp")]
        modes = {folder: folder.stat().st_mode for folder in parents}
        for folder in parents[1:]:
            folder.chmod(0o755)
        was_root = os.geteuid() == 0
        if was_root:
            os.seteuid(65534)
        try:
            yield self.open
        finally:
            if was_root:
                os.seteuid(0)
            for folder, before in modes.items():
                folder.chmod(before)
            path.parent.chmod(0o755)

    def put(self, uri: str, body: bytes) -> None:
        Path(uri).write_bytes(body)

    def get(self, uri: str) -> bytes:
        return Path(uri).read_bytes()

    def names(self, place: Place) -> list[str]:
        return sorted(path.name for path in Path(place.name).iterdir())


class GcsKind(StoreKind):
    """Google Cloud Storage; the emulator refuses by the name of the bucket."""

    class_name: ClassVar[str] = "GCSBackend"

    @property
    def server(self) -> GcsServer:
        """The emulator."""
        return self.request.getfixturevalue("gcs_server")

    @property
    def credentials(self) -> GCSCredentials:
        return GCSCredentials(anonymous=True, endpoint_url=self.server.url)

    def new_place(self) -> Place:
        name = _fresh("bucket")
        self.server.client().create_bucket(name)
        return Place(self, name)

    def uri(self, place: str, name: str) -> str:
        return f"gs://{place}/{name}"

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        def open_refused(_: str, *args: Any, **kwargs: Any) -> MosaicJSONBackend:
            return self.open(uri.replace("gs://", "gs://forbidden-"), *args, **kwargs)

        yield open_refused

    # The emulator knows no rights: what may not be written may not be read either, but nothing is read before a write.
    read_access = no_access

    def _blob(self, uri: str) -> Any:
        bucket, _, key = uri.removeprefix("gs://").partition("/")
        return self.server.client().bucket(bucket).blob(key)

    def put(self, uri: str, body: bytes) -> None:
        self._blob(uri).upload_from_string(body)

    def get(self, uri: str) -> bytes:
        return self._blob(uri).download_as_bytes(raw_download=True)

    def names(self, place: Place) -> list[str]:
        return sorted(blob.name for blob in self.server.client().list_blobs(place.name))


class AzureKind(StoreKind):
    """Azure Blob Storage, signed in with the account key."""

    class_name: ClassVar[str] = "ABSBackend"

    @property
    def server(self) -> AzuriteServer:
        """The emulator."""
        return self.request.getfixturevalue("azurite_server")

    @property
    def credentials(self) -> AzureCredentials:
        return AzureCredentials(account_key=ACCOUNT_KEY, account_url=self.server.account_url)

    def new_place(self) -> Place:
        name = _fresh("container")
        self.server.client().create_container(name)
        return Place(self, name)

    def uri(self, place: str, name: str) -> str:
        return f"az://{ACCOUNT}.blob.core.windows.net/{place}/{name}"

    def _container_of(self, uri: str) -> tuple[str, str]:
        container, _, key = uri.removeprefix(f"az://{ACCOUNT}.blob.core.windows.net/").partition("/")
        return container, key

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        expired = self.server.sas(self._container_of(uri)[0], lifetime_s=-60)
        yield self._opener(expired)

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield self._opener(self.server.sas(self._container_of(uri)[0], read_only=True))

    def _opener(self, sas: str) -> Callable[..., MosaicJSONBackend]:
        return opener(self, AzureCredentials(sas_token=sas, account_url=self.server.account_url))

    def _blob(self, uri: str) -> Any:
        return self.server.client().get_blob_client(*self._container_of(uri))

    def put(self, uri: str, body: bytes) -> None:
        self._blob(uri).upload_blob(body, overwrite=True)

    def get(self, uri: str) -> bytes:
        return self._blob(uri).download_blob(decompress=False).readall()

    def names(self, place: Place) -> list[str]:
        return sorted(self.server.client().get_container_client(place.name).list_blob_names())


class DynamoKind(StoreKind):
    """DynamoDB on dynalite, which has the real one's limits but takes any key."""

    class_name: ClassVar[str] = "DynamoDBBackend"
    is_document: ClassVar[bool] = False

    @property
    def server(self) -> DynaliteServer:
        """The emulator."""
        return self.request.getfixturevalue("dynalite_server")

    @property
    def credentials(self) -> AWSCredentials:
        return AWSCredentials(
            access_key_id="test", secret_access_key="test-secret", endpoint_url=self.server.url, region="us-east-1"
        )

    def new_place(self) -> Place:
        # The backend makes the table with the first mosaic.
        return Place(self, _fresh("table"))

    def uri(self, place: str, name: str) -> str:
        return f"dynamodb://us-east-1/{place}:{name}"

    def _table(self, place: Place) -> Any:
        return self.server.resource().Table(place.name)

    def names(self, place: Place) -> list[str]:
        """The names of the mosaics that have a row."""
        client = self.server.resource().meta.client
        if place.name not in client.list_tables()["TableNames"]:
            return []
        found, page = set(), self._table(place).scan()
        while True:
            found.update(row["mosaicId"] for row in page["Items"])
            if "LastEvaluatedKey" not in page:
                return sorted(found)
            page = self._table(place).scan(ExclusiveStartKey=page["LastEvaluatedKey"])


class CheckedDynamoKind(DynamoKind):
    """DynamoDB on moto, which checks keys and policies."""

    @property
    def moto(self) -> MotoServer:
        """The emulator."""
        return self.request.getfixturevalue("moto_server")

    @property
    def credentials(self) -> AWSCredentials:
        return aws_credentials(self.moto, self.moto.admin)

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield opener(self, aws_credentials(self.moto, self.moto.outsider))

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield opener(self, aws_credentials(self.moto, self.moto.reader))

    def names(self, place: Place) -> list[str]:
        rows = self.moto.client("dynamodb").scan(TableName=place.name)["Items"]
        return sorted({row["mosaicId"]["S"] for row in rows})


class SQLiteKind(FileKind):
    """A database of one mosaic or more."""

    class_name: ClassVar[str] = "SQLiteBackend"
    is_document: ClassVar[bool] = False

    def uri(self, place: str, name: str) -> str:
        return f"sqlite:///{place}/mosaics.db:{name}"

    def missing_place(self) -> str:
        return self.uri(str(self.request.getfixturevalue("tmp_path") / "missing"), "mosaic.json")

    def _path(self, uri: str) -> Path:
        return Path(uri.removeprefix("sqlite:///").rpartition(":")[0])

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield from self._with_mode(self._path(uri), 0o000, 0o755)

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield from self._with_mode(self._path(uri), 0o444, 0o555)

    def names(self, place: Place) -> list[str]:
        path = Path(place.name) / "mosaics.db"
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = connection.execute("SELECT name FROM mosaicjson_metadata").fetchall()
        return sorted({*(name for (name,) in tables), *(name for (name,) in rows)} - {"mosaicjson_metadata"})


class S3Kind(StoreKind):
    """Amazon S3 on moto, which checks keys and policies."""

    class_name: ClassVar[str] = "S3Backend"

    @property
    def server(self) -> MotoServer:
        """The emulator."""
        return self.request.getfixturevalue("moto_server")

    @property
    def credentials(self) -> AWSCredentials:
        return aws_credentials(self.server, self.server.admin)

    def new_place(self) -> Place:
        name = _fresh("bucket")
        self.server.client("s3").create_bucket(Bucket=name)
        return Place(self, name)

    def uri(self, place: str, name: str) -> str:
        return f"s3://{place}/{name}"

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield opener(self, aws_credentials(self.server, self.server.outsider))

    @contextlib.contextmanager
    def read_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield opener(self, aws_credentials(self.server, self.server.reader))

    def _address(self, uri: str) -> dict[str, str]:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return {"Bucket": bucket, "Key": key}

    def put(self, uri: str, body: bytes) -> None:
        self.server.client("s3").put_object(**self._address(uri), Body=body)

    def get(self, uri: str) -> bytes:
        return self.server.client("s3").get_object(**self._address(uri))["Body"].read()

    def names(self, place: Place) -> list[str]:
        found = self.server.client("s3").list_objects_v2(Bucket=place.name).get("Contents", [])
        return sorted(entry["Key"] for entry in found)


class HttpKind(StoreKind):
    """Documents behind nginx, which can be read only."""

    class_name: ClassVar[str] = "HttpBackend"
    can_write: ClassVar[bool] = False

    @property
    def server(self) -> NginxServer:
        """The server."""
        return self.request.getfixturevalue("nginx_server")

    @property
    def credentials(self) -> HttpCredentials:
        return HttpCredentials(username=USER, password=PASSWORD)

    def new_place(self) -> Place:
        name = _fresh("folder")
        (self.server.files / name).mkdir()
        return Place(self, name)

    def uri(self, place: str, name: str) -> str:
        return f"{self.server.url}/private/{place}/{quote(name)}"

    def written(self, uri: str, mosaic: dict[str, Any]) -> MosaicJSONBackend:
        body = json.dumps(mosaic).encode()
        self.put(uri, gzip.compress(body) if uri.endswith(".gz") else body)
        return self.open(uri)

    def open(self, uri: str, mosaic_def: Any = None, **kwargs: Any) -> MosaicJSONBackend:
        kwargs.setdefault("credentials", self.credentials)
        return MosaicBackend(uri, **kwargs)

    @contextlib.contextmanager
    def no_access(self, uri: str) -> Iterator[Callable[..., MosaicJSONBackend]]:
        yield opener(self, HttpCredentials(username=USER, password="wrong"))

    def _path(self, uri: str) -> Path:
        return self.server.files / unquote(uri.removeprefix(f"{self.server.url}/private/"))

    def put(self, uri: str, body: bytes) -> None:
        self._path(uri).parent.mkdir(exist_ok=True)
        self._path(uri).write_bytes(body)

    def get(self, uri: str) -> bytes:
        return self._path(uri).read_bytes()


def aws_credentials(server: MotoServer, key: AccessKey) -> AWSCredentials:
    """The credentials of one of the server's users."""
    return AWSCredentials(
        access_key_id=key.access_key_id,
        secret_access_key=key.secret_access_key,
        endpoint_url=server.url,
        region=server.region,
    )


def opener(kind: StoreKind, credentials: Any) -> Callable[..., MosaicJSONBackend]:
    """A way to open with these credentials."""
    return lambda uri, *args, **kwargs: kind.open(uri, *args, credentials=credentials, **kwargs)


#: Every store that can be written.
KINDS: dict[str, type[StoreKind]] = {
    "file": FileKind,
    "s3": S3Kind,
    "gs": GcsKind,
    "az": AzureKind,
    "sqlite": SQLiteKind,
    "dynamodb": DynamoKind,
}
#: Every store.
READ_KINDS: dict[str, type[StoreKind]] = {**KINDS, "http": HttpKind}
#: Those that can be written, on servers that know who may do what.
CHECKED_KINDS: dict[str, type[StoreKind]] = {**KINDS, "dynamodb": CheckedDynamoKind}
