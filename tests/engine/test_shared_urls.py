"""One image, several logins: what GDAL has read with one of them is for nobody else. Real servers with users and rights."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
from data.fixtures import imagery  # noqa: F401 - fixture
from servers.azurite import ACCOUNT, AzuriteServer
from servers.gcs import GcsServer
from servers.moto import MotoServer
from servers.nginx import OTHER_PASSWORD, OTHER_USER, PASSWORD, USER, NginxServer

from mosaic_qgis.backends.az import AzureCredentials, gdal_options_of
from mosaic_qgis.backends.bands import BandSource
from mosaic_qgis.backends.gs import GCSCredentials
from mosaic_qgis.backends.gs import gdal_options_of as google_options_of
from mosaic_qgis.backends.http_credentials import HttpCredentials, gdal_login
from mosaic_qgis.mosaic.errors import MosaicAuthError, MosaicError
from mosaic_qgis.reading.pool import DatasetPool, image_source
from mosaic_qgis.reading.private_names import private_name, without_marks

WHO = ("image", "stack")


@pytest.fixture
def pool() -> Iterator[DatasetPool]:
    made = DatasetPool()
    yield made
    made.close()


@pytest.fixture
def image(imagery: Path) -> Path:  # noqa: F811
    return min((imagery / "rgb").glob("*.tif"))


@pytest.fixture
def guarded(nginx_server: NginxServer, image: Path) -> Iterator[str]:
    """The address of the image behind a login."""
    folder = nginx_server.files / "shared-urls"
    folder.mkdir()
    (folder / image.name).write_bytes(image.read_bytes())
    yield f"{nginx_server.url}/private/shared-urls/{image.name}"
    (folder / image.name).unlink()
    folder.rmdir()


def web_login(href: str, user: str, password: str) -> dict[str, str]:
    return gdal_login(href, HttpCredentials(username=user, password=password), [href])


def read(pool: DatasetPool, href: str, options: Mapping[str, str], form: str) -> np.ndarray:
    """All pixels of the image, opened by GDAL itself, or as a band of several files."""
    bands = () if form == "image" else (BandSource(href=href, band_1based=1, name="one"),)
    with pool.borrow(image_source(href, options, bands)) as dataset:
        return dataset.read(1)


@pytest.mark.parametrize("first", WHO)
@pytest.mark.parametrize("second", WHO)
def test_two_users_of_a_web_server_at_one_url(
    first: str, second: str, guarded: str, image: Path, pool: DatasetPool
) -> None:
    with rasterio.open(image) as file:
        expected = file.read(1)
    mine = web_login(guarded, USER, PASSWORD)
    assert np.array_equal(read(pool, guarded, mine, first), expected)
    for options in ({}, web_login(guarded, OTHER_USER, OTHER_PASSWORD), web_login(guarded, USER, "wrong")):
        with pytest.raises(MosaicAuthError) as caught:
            read(pool, guarded, options, second)
        assert "#" not in str(caught.value)
        assert PASSWORD not in str(caught.value)
    # Who was refused takes nothing away from who may.
    assert np.array_equal(read(pool, guarded, mine, second), expected)


@pytest.fixture
def bucket(moto_server: MotoServer, image: Path) -> Iterator[dict[str, dict[str, str]]]:
    """Options of GDAL for a user who may read a bucket, and for one who may not."""
    iam, s3 = moto_server.client("iam"), moto_server.client("s3")
    s3.create_bucket(Bucket="shared-urls")
    s3.upload_file(str(image), "shared-urls", image.name)
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::shared-urls/*"}],
    }
    found: dict[str, dict[str, str]] = {}
    for name in ("may", "may-not"):
        iam.create_user(UserName=f"shared-{name}")
        key = iam.create_access_key(UserName=f"shared-{name}")["AccessKey"]
        found[name] = {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            "AWS_REGION": moto_server.region,
            "AWS_S3_ENDPOINT": moto_server.url.removeprefix("http://"),
            "AWS_HTTPS": "NO",
            "AWS_VIRTUAL_HOSTING": "FALSE",
        }
    iam.put_user_policy(UserName="shared-may", PolicyName="may", PolicyDocument=json.dumps(policy))
    yield found
    iam.delete_user_policy(UserName="shared-may", PolicyName="may")
    for name, options in found.items():
        iam.delete_access_key(UserName=f"shared-{name}", AccessKeyId=options["AWS_ACCESS_KEY_ID"])
        iam.delete_user(UserName=f"shared-{name}")
    s3.delete_object(Bucket="shared-urls", Key=image.name)
    s3.delete_bucket(Bucket="shared-urls")


@pytest.mark.parametrize("first", WHO)
@pytest.mark.parametrize("second", WHO)
def test_two_users_of_a_bucket(
    first: str, second: str, bucket: dict[str, dict[str, str]], image: Path, pool: DatasetPool
) -> None:
    href = f"s3://shared-urls/{image.name}"
    expected = read(pool, href, bucket["may"], first)
    assert expected.any()
    with pytest.raises(MosaicAuthError):
        read(pool, href, bucket["may-not"], second)
    assert np.array_equal(read(pool, href, bucket["may"], second), expected)


@pytest.fixture
def container(azurite_server: AzuriteServer, image: Path) -> Iterator[str]:
    """A private container with the image, beside one that another signature is for."""
    name = "shared-urls"
    azurite_server.client().create_container(name).upload_blob(image.name, image.read_bytes())
    yield name
    azurite_server.client().delete_container(name)


@pytest.mark.parametrize("first", WHO)
@pytest.mark.parametrize("second", WHO)
def test_two_signatures_for_a_blob(
    first: str, second: str, azurite_server: AzuriteServer, container: str, image: Path, pool: DatasetPool
) -> None:
    def signed(place: str) -> dict[str, str]:
        token = azurite_server.sas(place)
        return gdal_options_of(AzureCredentials(sas_token=token, account_url=azurite_server.account_url), ACCOUNT)

    href = f"az://{container}/{image.name}"
    mine = signed(container)
    expected = read(pool, href, mine, first)
    assert expected.any()
    nobody = gdal_options_of(AzureCredentials(anonymous=True, account_url=azurite_server.account_url), ACCOUNT)
    for options in (signed("elsewhere"), nobody):
        with pytest.raises(MosaicError):
            read(pool, href, options, second)
    assert np.array_equal(read(pool, href, mine, second), expected)


@pytest.mark.parametrize("form", WHO)
def test_a_login_at_google_s_store_is_read_by_gdal(
    form: str, gcs_server: GcsServer, image: Path, pool: DatasetPool
) -> None:
    """Below a file system of its own; the emulator of the store has no rights."""
    name = f"shared-urls-{form}"
    gcs_server.client().create_bucket(name).blob(image.name).upload_from_filename(str(image))
    options = google_options_of(GCSCredentials(access_token="mine", endpoint_url=gcs_server.url))
    href = f"gs://{name}/{image.name}"
    assert private_name(href, options.items()).startswith("/vsigs_mosaic")
    with rasterio.open(image) as file:
        assert np.array_equal(read(pool, href, options, form), file.read(1))


def test_more_logins_than_gdal_keeps_bytes_for(bucket: dict[str, dict[str, str]], image: Path) -> None:
    """All of them read, and again when GDAL has forgotten what they read."""
    href = f"s3://shared-urls/{image.name}"
    # An option that changes nothing here makes it another login.
    logins = [{**bucket["may"], "GDAL_HTTP_TIMEOUT": str(60 + number)} for number in range(6)]
    with rasterio.open(image) as file:
        expected = file.read(1)
    for _ in range(2):
        with closing(DatasetPool()) as pool:
            for options in logins:
                assert np.array_equal(read(pool, href, options, "image"), expected)


@pytest.mark.parametrize("href", ["/data/a.tif", "/vsizip/a.zip/a.tif", "https://data.test/a.tif"])
def test_what_is_not_signed_in_for_keeps_its_name(href: str) -> None:
    assert private_name(href, ()) == href
    assert private_name("/data/a.tif", (("GDAL_PAM_ENABLED", "NO"),)) == "/data/a.tif"


def test_private_names_are_not_told() -> None:
    name = private_name("https://data.test/a.tif?x=1", (("GDAL_HTTP_HEADERS", "X-Key: hush\r\n"),))
    assert name.startswith("/vsicurl/https://data.test/a.tif?x=1#mosaic")
    assert not any(sign.isdigit() for sign in name.partition("#")[2])
    assert without_marks(f"'{name}' does not exist") == "'/vsicurl/https://data.test/a.tif?x=1' does not exist"
