"""Logins of images at real servers: who is let in, who never learns a secret, what is renewed, side by side."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery  # noqa: F401 - fixture
from data.oracle import Grid, draw, open_layer
from servers.azurite import ACCOUNT, ACCOUNT_KEY, AzuriteServer, AzuriteTokenServer
from servers.gcs import GcsServer
from servers.moto import AccessKey, MotoServer
from servers.nginx import OTHER_PASSWORD, OTHER_USER, PASSWORD, USER, NginxServer
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import renewed_logins
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.engine.wire.codec import from_json
from mosaic_qgis.engine.wire.probing import ProbeFacts
from mosaic_qgis.mosaic.errors import BadRequestError, MosaicAuthError, MosaicError, UnsupportedError
from mosaic_qgis.reading.layer import MosaicLayer
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.probing import probe
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.signing import address_of

Login = Mapping[str, Any]
Maker = Callable[[str], Path]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of this machine's own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_S3_ENDPOINT",
                 "AWS_HTTPS", "AWS_VIRTUAL_HOSTING", "AWS_NO_SIGN_REQUEST", "AWS_REGION", "AWS_DEFAULT_REGION",
                 "AZURE_STORAGE_CONNECTION_STRING", "GOOGLE_APPLICATION_CREDENTIALS", "GS_NO_SIGN_REQUEST",
                 "CPL_GS_ENDPOINT"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


@pytest.fixture
def document(imagery: Path, tmp_path: Path) -> Maker:  # noqa: F811
    """Makes a document on this machine whose images have a prefix."""

    def make(prefix: str) -> Path:
        content = json.loads((imagery / "rgb" / "mosaic.json").read_text())
        content["tiles"] = {key: [prefix + name for name in names] for key, names in content["tiles"].items()}
        path = tmp_path / f"{abs(hash(prefix))}.json"
        path.write_text(json.dumps(content))
        return path

    return make


@pytest.fixture
def images(imagery: Path) -> Sequence[Path]:  # noqa: F811
    return sorted((imagery / "rgb").glob("*.tif"))


@pytest.fixture
def expected(imagery: Path, resources: ReadingResources) -> np.ndarray:  # noqa: F811
    """The pixels of the whole mosaic, from local files."""
    local = open_layer(imagery / "rgb" / "mosaic.json", resources)
    return draw(local, Grid(local.description.extent, 120, 80)).pixels


def opened(
    path: Path | str,
    resources: ReadingResources,
    images_login: Login | None,
    login: Login | None = None,
    **options: str,
) -> MosaicLayer:
    backend = open_backend(str(path), options, login, images_login=images_login)
    return MosaicLayer(backend, ReadingOptions.from_strings(options), resources)


def check(layer: MosaicLayer, expected: np.ndarray) -> None:
    drawn = draw(layer, Grid(layer.description.extent, 120, 80))
    assert drawn.report.complete, drawn.report.skipped
    assert np.array_equal(drawn.pixels, expected)


def is_refused(path: Path | str, resources: ReadingResources, images_login: Login | None, **options: str) -> None:
    with pytest.raises(MosaicAuthError):
        opened(path, resources, images_login, **options)


# Amazon


@pytest.fixture
def two_users(moto_server: MotoServer, images: Sequence[Path]) -> Iterator[dict[str, AccessKey]]:
    """Two buckets, and for each a user who may read this one only."""
    iam, s3 = moto_server.client("iam"), moto_server.client("s3")
    keys: dict[str, AccessKey] = {}
    for name in ("logins-anna", "logins-ben"):
        s3.create_bucket(Bucket=name)
        for image in images:
            s3.upload_file(str(image), name, f"images/{image.name}")
        policy = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": f"arn:aws:s3:::{name}/*"}],
        }
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=json.dumps(policy))
        made = iam.create_access_key(UserName=name)["AccessKey"]
        keys[name] = AccessKey(access_key_id=made["AccessKeyId"], secret_access_key=made["SecretAccessKey"])
    yield keys
    for name in keys:
        for image in images:
            s3.delete_object(Bucket=name, Key=f"images/{image.name}")
        s3.delete_bucket(Bucket=name)
        for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
            iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="may")
        iam.delete_user(UserName=name)


def aws_login(server: MotoServer, key: AccessKey, uri: str = "", **more: str) -> dict[str, Any]:
    config = {
        "way": "key",
        "access_key": key.access_key_id,
        "secret_key": key.secret_access_key,
        "region": server.region,
        "endpoint": server.url,
        **more,
    }
    return {"method": "MosaicAWS", "config": config, "uri": uri}


def test_two_layers_with_different_logins_at_the_same_store(
    moto_server: MotoServer,
    two_users: dict[str, AccessKey],
    document: Maker,
    resources: ReadingResources,
    expected: np.ndarray,
) -> None:
    layers = [
        opened(document(f"s3://{bucket}/images/"), resources, aws_login(moto_server, key))
        for bucket, key in two_users.items()
    ]
    for layer in (*layers, *layers):
        check(layer, expected)
    anna, ben = two_users
    is_refused(document(f"s3://{ben}/images/"), resources, aws_login(moto_server, two_users[anna]))


def test_a_role_is_taken_on(
    moto_server: MotoServer,
    two_users: dict[str, AccessKey],
    document: Maker,
    resources: ReadingResources,
    expected: np.ndarray,
) -> None:
    """The user may not read the bucket, the role may."""
    iam = moto_server.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName="reader-of-ben", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    may_read = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="reader-of-ben", PolicyName="may", PolicyDocument=json.dumps(may_read))
    may_assume = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}],
    }
    iam.put_user_policy(UserName="logins-anna", PolicyName="assume", PolicyDocument=json.dumps(may_assume))
    try:
        login = aws_login(moto_server, two_users["logins-anna"], role=role["Arn"])
        layer = opened(document("s3://logins-ben/images/"), resources, login)
        check(layer, expected)
        backend = layer._backend
        (href,) = backend.iter_assets(1)
        options = backend.gdal_options(href)
        # Neither the user's keys nor the role's are among what tells images apart.
        assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} & options.keys()
        assert renewed_logins.resolved(options)["AWS_SESSION_TOKEN"]
    finally:
        iam.delete_user_policy(UserName="logins-anna", PolicyName="assume")
        iam.delete_role_policy(RoleName="reader-of-ben", PolicyName="may")
        iam.delete_role(RoleName="reader-of-ben")


def test_a_document_and_its_images_with_two_logins(
    moto_server: MotoServer,
    two_users: dict[str, AccessKey],
    document: Maker,
    resources: ReadingResources,
    expected: np.ndarray,
) -> None:
    """The document is Anna's, its images are Ben's; each is asked for with the login of its owner."""
    anna, ben = two_users
    s3 = moto_server.client("s3")
    s3.put_object(Bucket=anna, Key="m.json", Body=document(f"s3://{ben}/images/").read_bytes())
    try:
        logins = {name: aws_login(moto_server, key) for name, key in two_users.items()}
        check(opened(f"s3://{anna}/m.json", resources, logins[ben], logins[anna]), expected)
        with pytest.raises(MosaicAuthError):
            opened(f"s3://{anna}/m.json", resources, logins[ben], logins[ben])
    finally:
        s3.delete_object(Bucket=anna, Key="m.json")


def test_a_login_that_names_buckets_is_for_these(document: Maker) -> None:
    login = {"method": "AWSS3", "config": {"username": "k", "password": "s"}, "uri": "s3://mine/folder, other"}
    backend = open_backend(str(document("s3://mine/")), {}, images_login=login)
    assert backend.gdal_options("s3://mine/a.tif")["AWS_ACCESS_KEY_ID"] == "k"
    assert backend.gdal_options("/vsis3/other/a.tif")["AWS_ACCESS_KEY_ID"] == "k"
    for stranger in ("s3://mines/a.tif", "gs://mine/a.tif", "https://mine/a.tif", "/data/mine/a.tif"):
        assert backend.gdal_options(stranger) == {}


def test_who_asks_pays(scripted_server: ScriptedServer, document: Maker, images: Sequence[Path]) -> None:
    """The document and the images say so; the server would refuse otherwise."""
    body = document("s3://payer/").read_bytes()
    scripted_server.script("/payer/m.json", Answer(body=body, headers={"ETag": '"1"'}))
    config = {
        "way": "key",
        "access_key": "k",
        "secret_key": "s",
        "session_token": "t",
        "endpoint": scripted_server.url,
        "requester_pays": "yes",
        "region": "eu-west-1",
    }
    login = {"method": "MosaicAWS", "config": config}
    backend = open_backend("s3://payer/m.json", {}, login, images_login=login)
    (asked,) = scripted_server.received_at("/payer/m.json")
    assert asked.headers["x-amz-request-payer"] == "requester"
    assert asked.headers["X-Amz-Security-Token"] == "t"
    address = address_of("s3://payer/a.tif", backend.gdal_options("s3://payer/a.tif"))
    assert address is not None and address.sign is not None
    signed = address.sign(address.url)
    assert signed["x-amz-request-payer"] == "requester"
    assert "x-amz-request-payer" in signed["Authorization"]


@pytest.mark.parametrize(("style", "expected_option"), [("", "FALSE"), ("yes", "FALSE"), ("no", "TRUE")])
def test_path_style(style: str, expected_option: str, document: Maker) -> None:
    config = {"way": "anonymous", "endpoint": "https://store.test", "path_style": style}
    backend = open_backend(str(document("s3://b/")), {}, images_login={"method": "MosaicAWS", "config": config})
    options = backend.gdal_options("s3://b/a.tif")
    assert options == {
        "AWS_NO_SIGN_REQUEST": "YES",
        "AWS_S3_ENDPOINT": "store.test",
        "AWS_HTTPS": "YES",
        "AWS_VIRTUAL_HOSTING": expected_option,
    }


# Web servers


@pytest.fixture
def two_guards(nginx_server: NginxServer, images: Sequence[Path]) -> Iterator[dict[str, tuple[str, dict[str, Any]]]]:
    """The images behind the logins of two people on one host."""
    folder = nginx_server.files / "logins"
    folder.mkdir()
    for image in images:
        (folder / image.name).write_bytes(image.read_bytes())
    people = {"private": (USER, PASSWORD), "guarded": (OTHER_USER, OTHER_PASSWORD)}
    yield {
        name: (
            f"{nginx_server.url}/{name}/logins/",
            {"method": "Basic", "config": {"username": user, "password": password}, "uri": nginx_server.url},
        )
        for name, (user, password) in people.items()
    }
    for image in images:
        (folder / image.name).unlink()
    folder.rmdir()


def test_two_people_on_one_web_server(
    two_guards: dict[str, tuple[str, dict[str, Any]]],
    document: Maker,
    resources: ReadingResources,
    expected: np.ndarray,
) -> None:
    layers = [opened(document(prefix), resources, login) for prefix, login in two_guards.values()]
    for layer in (*layers, *layers):
        check(layer, expected)
    (prefix, _), (_, wrong) = two_guards.values()
    is_refused(document(prefix), resources, wrong)
    is_refused(document(prefix), resources, None)


@pytest.mark.parametrize(
    ("uri", "href", "is_sent"),
    [
        ("data.test", "https://data.test/a.tif", True),
        ("https://data.test/folder/", "https://data.test/a.tif", True),
        ("*.data.test", "https://a.data.test/a.tif", True),
        ("*.data.test", "https://data.test/a.tif", False),
        ("data.test", "https://data.test.evil/a.tif", False),
        ("data.test", "https://evildata.test/a.tif", False),
        ("data.test:8443", "https://data.test:8443/a.tif", True),
        ("data.test:8443", "https://data.test/a.tif", False),
        ("data.test", "s3://data.test/a.tif", False),
        ("", "https://data.test/a.tif", False),
    ],
)
def test_a_password_goes_where_the_login_says(uri: str, href: str, is_sent: bool, document: Maker) -> None:
    login = {"method": "Basic", "config": {"username": "u", "password": "p"}, "uri": uri}
    backend = open_backend(str(document("https://data.test/")), {}, images_login=login)
    assert ("GDAL_HTTP_HEADERS" in backend.gdal_options(href)) is is_sent


def test_without_a_place_a_password_stays_with_the_document_s_host(
    scripted_server: ScriptedServer, document: Maker
) -> None:
    url = scripted_server.script("/m.json", Answer(body=document("").read_bytes()))
    login = {"method": "APIHeader", "config": {"X-Api-Key": "k"}}
    backend = open_backend(url, {}, images_login=login)
    assert "X-Api-Key" not in scripted_server.received[0].headers
    assert "X-Api-Key: k" in backend.gdal_options(f"{scripted_server.url}/a.tif")["GDAL_HTTP_HEADERS"]
    port = int(scripted_server.url.rpartition(":")[2])
    assert backend.gdal_options(f"http://127.0.0.1:{port + 1}/a.tif") == {}


def test_headers_that_qgis_made_are_sent(scripted_server: ScriptedServer, document: Maker) -> None:
    url = scripted_server.script("/m.json", Answer(body=document("").read_bytes()))
    login = {"method": "OAuth2", "config": {}, "headers": {"Authorization": "Bearer fresh"}}
    backend = open_backend(url, {}, login)
    assert scripted_server.received[0].headers["Authorization"] == "Bearer fresh"
    assert backend.gdal_options(f"{scripted_server.url}/a.tif")["GDAL_HTTP_HEADERS"].startswith("Authorization: Bearer")


def test_headers_that_qgis_renews_reach_google_s_store(
    scripted_server: ScriptedServer, document: Maker, images: Sequence[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document is asked for again with the new token, and images are; GDAL is given it, too."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", scripted_server.url)
    monkeypatch.setenv("CPL_GS_ENDPOINT", f"{scripted_server.url}/")
    body = document("gs://renewed/").read_bytes()
    generation = Answer.of_json({"name": "m.json", "bucket": "renewed", "generation": "1"})
    scripted_server.script("/storage/v1/b/renewed/o/m.json", generation)
    scripted_server.script("/download/storage/v1/b/renewed/o/m.json", Answer(body=body))
    login = {"method": "OAuth2", "id": "google1", "config": {}, "headers": {"Authorization": "Bearer first"}}
    backend = open_backend("gs://renewed/m.json", {}, login)
    href = f"gs://renewed/{images[0].name}"
    options = backend.gdal_options(href)
    address = address_of(href, options)
    assert address is not None and address.renewed is not None
    for token in ("second", "third"):
        renewed_logins.give_headers("google1", {"Authorization": f"Bearer {token}"})
        before = len(scripted_server.received)
        open_backend("gs://renewed/m.json", {}, {**login, "headers": {"Authorization": f"Bearer {token}"}})
        backend.refresh()
        # Google's library writes the name in lower case.
        sent = {asked.headers.get("authorization") for asked in scripted_server.received[before:]}
        assert sent == {f"Bearer {token}"}
        now = address.renewed()
        assert now is not None and dict(now.headers)["Authorization"] == f"Bearer {token}"
        resolved = renewed_logins.resolved(options)
        assert resolved["GDAL_HTTP_HEADERS"] == f"Authorization: Bearer {token}\r\n"
        # For every cache the image is the same.
        assert backend.gdal_options(href) == options
    assert "Bearer" not in repr(options)


# Azure


@pytest.fixture
def container(azurite_server: AzuriteServer, images: Sequence[Path]) -> Iterator[str]:
    """A private container with the images."""
    name = "logins"
    client = azurite_server.client().create_container(name)
    for image in images:
        client.upload_blob(image.name, image.read_bytes())
    yield name
    azurite_server.client().delete_container(name)


def azure_login(way: str, server: AzuriteServer, **config: str) -> dict[str, Any]:
    endpoint = {} if way == "connection_string" else {"endpoint": server.account_url}
    return {"method": "MosaicAzure", "config": {"way": way, "account": ACCOUNT, **endpoint, **config}}


@pytest.mark.parametrize("way", ["account_key", "sas_token", "connection_string"])
def test_ways_into_azure(
    way: str,
    azurite_server: AzuriteServer,
    container: str,
    document: Maker,
    resources: ReadingResources,
    expected: np.ndarray,
) -> None:
    secrets = {
        "account_key": ACCOUNT_KEY,
        "sas_token": f"?{azurite_server.sas(container)}",
        "connection_string": azurite_server.connection_string,
    }
    path = document(f"az://{ACCOUNT}.blob.core.windows.net/{container}/")
    check(opened(path, resources, azure_login(way, azurite_server, **{way: secrets[way]})), expected)
    is_refused(path, resources, azure_login("anonymous", azurite_server))


def test_a_managed_identity_reads_images(
    azurite_token_server: AzuriteTokenServer,
    images: Sequence[Path],
    document: Maker,
    imagery: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The token of the machine's identity is asked for once, and goes with each question."""
    server = azurite_token_server
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in server.sdk_environment.items():
        monkeypatch.setenv(name, value)
    client = server.client().create_container("logins-identity")
    for image in images:
        client.upload_blob(image.name, image.read_bytes())
    with rasterio.Env(GDAL_CURL_CA_BUNDLE=str(server.certificate)):
        resources = ReadingResources()
    try:
        login = {
            "method": "MosaicAzure",
            "config": {"way": "default", "account": ACCOUNT, "endpoint": server.account_url},
        }
        path = document(f"az://{ACCOUNT}.blob.core.windows.net/logins-identity/")
        before = server.identity.requests
        layer = opened(path, resources, login)
        local = open_layer(imagery / "rgb" / "mosaic.json", resources)
        check(layer, draw(local, Grid(local.description.extent, 120, 80)).pixels)
        assert server.identity.requests == before + 1
        (href,) = layer._backend.iter_assets(1)
        assert set(layer._backend.gdal_options(href)) == {"AZURE_STORAGE_ACCOUNT", "MOSAIC_LOGIN"}
    finally:
        resources.close()
        server.client().delete_container("logins-identity")


def test_a_signature_is_not_shown_to_other_accounts(document: Maker) -> None:
    path = document("az://stranger.blob.core.windows.net/c/")
    login = {"method": "MosaicAzure", "config": {"way": "sas_token", "sas_token": "sig=hush", "account": "mine"}}
    backend = open_backend(str(path), {}, images_login=login)
    (href,) = backend.iter_assets(1)
    assert "hush" not in repr(backend.gdal_options(href))
    assert backend.gdal_options("az://c/a.tif#mine")["AZURE_STORAGE_SAS_TOKEN"] == "sig=hush"


# Google


def test_a_google_login(
    gcs_server: GcsServer, images: Sequence[Path], document: Maker, resources: ReadingResources, expected: np.ndarray
) -> None:
    bucket = gcs_server.client().create_bucket("logins")
    for image in images:
        bucket.blob(image.name).upload_from_filename(str(image))
    login = {"method": "MosaicGoogle", "config": {"way": "anonymous", "endpoint": gcs_server.url}}
    check(opened(document("gs://logins/"), resources, login), expected)


@pytest.mark.parametrize(
    ("method", "config", "error"),
    [
        ("MosaicAWS", {"way": "unknown"}, MosaicAuthError),
        ("MosaicAWS", {"way": "key", "access_key": "k"}, MosaicAuthError),
        ("MosaicAzure", {"way": "sas_token"}, MosaicAuthError),
        ("MosaicGoogle", {"way": "service_account", "service_account": "{}"}, MosaicAuthError),
        ("PKI-Paths", {"certpath": "/x"}, UnsupportedError),
    ],
)
def test_logins_that_are_none(method: str, config: dict[str, str], error: type[MosaicError], document: Maker) -> None:
    with pytest.raises(error) as caught:
        open_backend(str(document("s3://b/")), {}, images_login={"method": method, "config": {**config, "x": "hush"}})
    assert "hush" not in str(caught.value)


def test_no_signing_and_a_login_contradict_each_other(document: Maker) -> None:
    login = {"method": "AWSS3", "config": {"username": "k", "password": "s"}}
    with pytest.raises(BadRequestError, match="not both"):
        open_backend(str(document("s3://b/")), {"signing": "none"}, images_login=login)


# Signing


class Signer:
    """A service that signs for containers of the emulator, on a server that keeps what it was asked."""

    def __init__(self, server: ScriptedServer, azurite: AzuriteServer, container: str) -> None:
        self._server = server
        self._azurite = azurite
        self._container = container
        self.path = f"/token/{ACCOUNT}/{container}"
        self.option = f"{server.url}/token/{{account}}/{{container}}"
        self.prefix = f"{azurite.account_url}/{container}/"

    def answers(self, *lifetimes_s: float) -> None:
        self._server.script(self.path, *map(self._answer, lifetimes_s))

    def _answer(self, lifetime_s: float) -> Answer:
        ends = datetime.now(UTC) + timedelta(seconds=lifetime_s)
        # Tokens of one second are the same where they end at the same time.
        token = self._azurite.sas(self._container, lifetime_s=lifetime_s)
        return Answer.of_json({"msft:expiry": ends.strftime("%Y-%m-%dT%H:%M:%SZ"), "token": token})

    @property
    def asked(self) -> int:
        return len(self._server.received_at(self.path))


@pytest.fixture
def signer(scripted_server: ScriptedServer, azurite_server: AzuriteServer, container: str) -> Signer:
    return Signer(scripted_server, azurite_server, container)


def test_links_are_signed_with_one_token(
    signer: Signer, document: Maker, resources: ReadingResources, expected: np.ndarray
) -> None:
    signer.answers(3600)
    path = document(signer.prefix)
    layer = opened(path, resources, None, signing=signer.option)
    assert layer._backend.iter_assets(1)[0].startswith("az://")
    check(layer, expected)
    # A second layer of the same container asks for none.
    check(opened(path, resources, None, signing=signer.option), expected)
    assert signer.asked == 1
    is_refused(path, resources, None)
    shown = json.dumps([layer.description.as_dict(), layer.assets(None, 9).as_dict()])
    assert "sig=" not in shown and "sig%3D" not in shown


def test_gdal_reads_signed_images_too(
    signer: Signer,
    imagery: Path,  # noqa: F811
    tmp_path: Path,
    resources: ReadingResources,
    scripted_server: ScriptedServer,
) -> None:
    """Bands in several files are GDAL's to read."""
    signer.answers(3600)
    content = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    name = next(iter(content["tiles"].values()))[0]
    items = {"type": "FeatureCollection", "features": [stac_item(imagery / "rgb" / name, signer.prefix + name)]}
    path = tmp_path / "items.json"
    path.write_text(json.dumps(items))
    layer = opened(f"stac+file://{path}", resources, None, signing=signer.option, assets="red,green")
    drawn = draw(layer, Grid(layer.description.extent, 40, 30))
    assert drawn.report.complete and drawn.pixels.any()
    assert resources.datasets.idle_count > 0
    assert signer.asked == 1


def stac_item(image: Path, href: str) -> dict[str, Any]:
    from rasterio.warp import transform_bounds

    with rasterio.open(image) as file:
        west, south, east, north = transform_bounds(file.crs, "EPSG:4326", *file.bounds)
        size = file.res[0]
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    asset = {"href": href, "type": "image/tiff; application=geotiff", "gsd": size}
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": "one",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [west, south, east, north],
        "properties": {"datetime": "2024-01-01T00:00:00Z", "gsd": size},
        "links": [],
        "assets": {"red": asset, "green": asset},
    }


def test_tokens_are_renewed_before_they_end(
    signer: Signer, document: Maker, resources: ReadingResources, expected: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer.answers(3600)
    layer = opened(document(signer.prefix), resources, None, signing=signer.option)
    backend = layer._backend
    (href,) = backend.iter_assets(1)
    options = backend.gdal_options(href)
    turn = renewed_logins.turn_of(options)
    assert signer.asked == 1
    login = renewed_logins.login_of(options)
    assert login is not None
    signer.answers(7200)
    for later_s, asked in ((3600 - 1200, 1), (3600 - 150, 2)):
        login._clock = lambda later_s=later_s: time.time() + later_s
        assert "AZURE_STORAGE_CONNECTION_STRING" in renewed_logins.resolved(options)
        assert signer.asked == asked
    assert renewed_logins.turn_of(options) > turn
    # For every cache the image is the same.
    assert backend.gdal_options(href) == options
    check(layer, expected)


def test_a_subscription_key_goes_to_the_service_alone(
    signer: Signer, scripted_server: ScriptedServer, document: Maker, resources: ReadingResources, expected: np.ndarray
) -> None:
    signer.answers(3600)
    login = {"method": "MosaicPlanetaryComputer", "config": {"key": "hush"}, "uri": scripted_server.url}
    layer = opened(document(signer.prefix), resources, login, signing=signer.option)
    check(layer, expected)
    (asked,) = scripted_server.received
    assert asked.headers["Ocp-Apim-Subscription-Key"] == "hush"
    (href,) = layer._backend.iter_assets(1)
    assert "hush" not in repr(layer._backend.gdal_options(href))
    assert "hush" not in repr(dict(renewed_logins.resolved(layer._backend.gdal_options(href))))


def test_a_subscription_key_is_not_for_a_service_that_the_login_does_not_name(
    signer: Signer, scripted_server: ScriptedServer, document: Maker, resources: ReadingResources, expected: np.ndarray
) -> None:
    """Whoever wrote the project wrote the option."""
    signer.answers(3600)
    login = {"method": "MosaicPlanetaryComputer", "config": {"key": "hush"}}
    check(opened(document(signer.prefix), resources, login, signing=signer.option), expected)
    (asked,) = scripted_server.received
    assert "hush" not in repr(asked)


def test_what_the_service_does_not_know_is_not_signed(
    signer: Signer, scripted_server: ScriptedServer, document: Maker, resources: ReadingResources
) -> None:
    scripted_server.script(signer.path, Answer(status=404))
    is_refused(document(signer.prefix), resources, None, signing=signer.option)
    assert signer.asked == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(status=401), "auth"),
        (Answer.of_json({"token": "sig=1"}), "bad_document"),
        (Answer.of_json({"msft:expiry": "2030-01-01T00:00:00Z"}), "bad_document"),
        (Answer.of_json(["no"]), "bad_document"),
    ],
)
def test_a_service_that_fails_is_told(
    answer: Answer,
    code: str,
    signer: Signer,
    scripted_server: ScriptedServer,
    document: Maker,
    resources: ReadingResources,
) -> None:
    scripted_server.script(signer.path, answer)
    with pytest.raises(MosaicError) as caught:
        opened(document(signer.prefix), resources, None, signing=signer.option)
    assert caught.value.code == code
    assert "sig=1" not in str(caught.value)


def test_planetary_computer_signs_blobs_of_azure_only(document: Maker) -> None:
    prefix = "https://sentinel2l2a01.blob.core.windows.net/sentinel2-l2/10/"
    backend = open_backend(str(document(prefix)), {"signing": "planetary_computer"})
    assert backend.image_access is not None and backend.image_access.service is not None
    assert backend.image_access.service.address.startswith("https://planetarycomputer.microsoft.com/api/sas/v1/token/")
    name_of = backend.image_access.name_of
    assert name_of(f"{prefix}a%20b.tif") == "az://sentinel2-l2/10/a b.tif#sentinel2l2a01"
    for other in (
        "https://example.com/a/b.tif",
        "https://evil.blob.core.windows.net.example.com/c/a.tif",
        "https://ai4edatasetspublicassets.blob.core.windows.net/c/a.tif",
        f"{prefix}a.tif?sv=1&sig=own",
        "https://[no/address.tif",
        "s3://bucket/a.tif",
        "/data/a.tif",
    ):
        assert name_of(other) == other


@pytest.mark.parametrize(
    "option", ["yes", "http://host/token", "ftp://h/{account}/{container}", "https://u:p@h/{account}/{container}"]
)
def test_wrong_signing_services(option: str, document: Maker) -> None:
    with pytest.raises(BadRequestError, match="option signing") as caught:
        open_backend(str(document("s3://b/")), {"signing": option})
    assert "u:p" not in str(caught.value)


# Trying


def test_a_try_tells_each_step(
    moto_server: MotoServer, two_users: dict[str, AccessKey], document: Maker, resources: ReadingResources
) -> None:
    def steps(path: object, images_login: Login | None, **options: str) -> list[tuple[str, str]]:
        found = probe(
            str(path), options, login=None, images_login=images_login, resources=resources, cancelled=lambda: False
        )
        text = repr(found)
        assert all(key.secret_access_key not in text for key in two_users.values())
        return [(step.subject, step.code) for step in found]

    path = document("s3://logins-anna/images/")
    anna, ben = (aws_login(moto_server, key) for key in two_users.values())
    assert steps(path, anna) == [("document", ""), ("images", "")]
    assert steps(path, ben) == [("document", ""), ("images", "auth")]
    assert steps(path.with_name("nowhere.json"), anna) == [("document", "not_found")]
    assert steps(path, {"method": "No"}) == [("document", "unsupported")]


def test_a_try_says_that_a_login_is_for_other_hosts(
    two_guards: dict[str, tuple[str, dict[str, Any]]], document: Maker, resources: ReadingResources
) -> None:
    prefix, login = two_guards["private"]
    found = probe(
        str(document(prefix)), {}, login=None, images_login={**login, "uri": "elsewhere.test"}, resources=resources,
        cancelled=lambda: False,
    )  # fmt: skip
    assert found[-1].code == "auth" and "is not for 127.0.0.1" in found[-1].message


def test_a_try_signs(signer: Signer, document: Maker, resources: ReadingResources) -> None:
    signer.answers(3600)
    found = probe(
        str(document(signer.prefix)), {"signing": signer.option}, login=None, images_login=None, resources=resources,
        cancelled=lambda: False,
    )  # fmt: skip
    assert [(step.subject, step.code) for step in found] == [("document", ""), ("signing", ""), ("images", "")]
    assert found[0].facts["with_login"] is False and found[0].facts["quadkeys"] > 0
    assert found[1].facts == {"signing": "signed"}
    assert found[2].facts["width"] > 0 < found[2].facts["height"]
    for step in found:
        assert from_json(ProbeFacts, dict(step.facts)), "it is as the protocol says"
