"""What the person sets for the network and for trust reaches every part that asks, and nothing changes without it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasterio
from catalogs.items import item
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends import MosaicBackend, network, retrying
from mosaic_qgis.backends.aws import aws_config
from mosaic_qgis.backends.http import DEFAULT_POLICY, HttpClient, policy_in_force
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.network import NetworkLimits
from mosaic_qgis.backends.stac_items import usable_items
from mosaic_qgis.backends.stac_search import FoundItem, FoundItems
from mosaic_qgis.engine.server.log import OWN, log_to_stderr
from mosaic_qgis.engine.server.options import EngineOptions
from mosaic_qgis.mosaic import trust
from mosaic_qgis.mosaic.errors import UnreachableError
from mosaic_qgis.reading import ranges
from mosaic_qgis.reading.ranges import RangeClient, web_address
from mosaic_qgis.reading.resources import ReadingResources


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    network.set_limits(NetworkLimits())
    trust.trust(())


def test_without_a_setting_every_part_keeps_its_own() -> None:
    assert policy_in_force() == DEFAULT_POLICY
    assert NetworkLimits().gdal_options() == {}
    assert (aws_config(None).connect_timeout, aws_config(None).read_timeout) == (10.0, 60.0)


def test_limits_reach_documents_stores_and_gdal() -> None:
    network.set_limits(NetworkLimits(connect_s=3, silence_s=90, retries=0))
    policy = policy_in_force()
    assert (policy.connect_timeout_s, policy.read_timeout_s, policy.attempts) == (3, 90, 1)
    assert policy.total_timeout_s == 180, "a silence that is allowed does not use the whole time up"
    config = aws_config(None)
    assert (config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]) == (3, 90, 1)
    resources = ReadingResources()
    try:
        options = resources.datasets._gdal_options
        assert options["GDAL_HTTP_CONNECTTIMEOUT"] == "3" and options["GDAL_HTTP_LOW_SPEED_TIME"] == "90"
        assert options["GDAL_HTTP_MAX_RETRY"] == "0" and options["GDAL_HTTP_TIMEOUT"] == "180"
    finally:
        resources.close()
    asked = []
    with pytest.raises(OSError, match="no"):
        retrying.ask_until_answered(lambda attempt: asked.append(attempt) or refuse(), lambda _: retrying.Passing())
    assert asked == [1]


def refuse() -> None:
    raise OSError("no")


def test_documents_and_images_are_asked_for_as_often_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "BACKOFF_S", 0.0)
    network.set_limits(NetworkLimits(retries=0))
    with ScriptedServer() as server:
        url = server.script("/document", Answer(status=503))
        with pytest.raises(UnreachableError):
            HttpClient(server.url).get(url)
        image = web_address(server.script("/image", Answer(status=503)), {})
        client = RangeClient()
        with pytest.raises(UnreachableError):
            client.get(image, 0, 10)
        assert len(server.received_at("/document")) == len(server.received_at("/image")) == 1
        network.set_limits(NetworkLimits(retries=5))
        server.script("/image", *[Answer(status=503)] * 5, Answer(status=503))
        with pytest.raises(UnreachableError):
            client.get(image, 0, 10)
        assert len(server.received_at("/image")) == 7
        client.close()


@pytest.mark.parametrize(
    "wrong", [{"connect_s": 0}, {"silence_s": -1}, {"silence_s": 1e9}, {"retries": -1}, {"retries": 99}]
)
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        NetworkLimits(**wrong)


def test_the_engine_reads_its_variables(caplog: pytest.LogCaptureFixture) -> None:
    told = {
        "THREADS": "3", "CONNECTIONS": "7", "CONNECT_S": "2.5", "SILENCE_S": "40", "RETRIES": "0", "LOG_LEVEL": "Debug",
        "TRUSTED_HOSTS": "data.example.com s3://bucket",
    }  # fmt: skip
    options = EngineOptions.from_environment({f"MOSAIC_QGIS_ENGINE_{name}": value for name, value in told.items()})
    assert (options.threads, options.connections, options.log_level) == (3, 7, logging.DEBUG)
    assert options.network == NetworkLimits(connect_s=2.5, silence_s=40, retries=0)
    assert options.trusted == {("https", "data.example.com"), ("s3", "bucket")}
    assert EngineOptions.from_environment({}) == EngineOptions()
    wrong = {"THREADS": "0", "CONNECTIONS": "many", "CONNECT_S": "0", "SILENCE_S": "nan", "RETRIES": "1.5",
             "LOG_LEVEL": "loud", "TRUSTED_HOSTS": "*.example.com"}  # fmt: skip
    with caplog.at_level(logging.WARNING):
        refused = EngineOptions.from_environment({f"MOSAIC_QGIS_ENGINE_{name}": value for name, value in wrong.items()})
    assert refused == EngineOptions()
    for name in wrong:
        assert f"MOSAIC_QGIS_ENGINE_{name} is passed by" in caplog.text


def test_the_level_is_that_of_our_own_messages() -> None:
    own, before = logging.getLogger(OWN), logging.getLogger(OWN).level
    try:
        log_to_stderr(logging.DEBUG)
        assert logging.getLogger("mosaic_qgis.backends.http").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("botocore.auth").isEnabledFor(logging.DEBUG), "what it writes there holds headers"
    finally:
        own.setLevel(before)


@pytest.mark.parametrize(
    ("listed", "place", "is_trusted"),
    [
        ("data.example.com", "https://data.example.com/a/b/", True),
        ("data.example.com", "https://DATA.example.com:443/a/", True),
        ("data.example.com", "http://data.example.com/a/", False),
        ("http://data.example.com", "http://data.example.com/a/", True),
        ("data.example.com", "https://data.example.com:8443/a/", False),
        ("data.example.com:8443", "https://data.example.com:8443/a/", True),
        ("data.example.com", "https://data.example.com.evil.org/a/", False),
        ("data.example.com", "https://evil.org/data.example.com/", False),
        ("data.example.com", "https://data.example.com@evil.org/a/", False),
        ("example.com", "https://data.example.com/a/", False),
        ("a.org, s3://bucket", "s3://bucket/p/", True),
        ("s3://bucket", "s3://bucket2/p/", False),
        ("s3://bucket", "gs://bucket/p/", False),
        ("az://account.blob.core.windows.net", "az://account.blob.core.windows.net/container/", True),
        ("data.example.com", None, False),
        ("", "https://data.example.com/", False),
    ],
)
def test_a_place_is_trusted_only_as_it_is_listed(listed: str, place: str | None, is_trusted: bool) -> None:
    trust.trust(trust.places_of(listed))
    assert trust.is_trusted(place) is is_trusted


@pytest.mark.parametrize("wrong", ["*", "https://*.example.com", "file:///etc", "ftp://host", "user@host", "https://"])
def test_what_is_no_place_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="a host such as"):
        trust.places_of(wrong)


def test_a_document_of_a_trusted_place_may_name_local_files(tmp_path: Path) -> None:
    image = tmp_path / "a.tif"
    with rasterio.open(
        image, "w", driver="GTiff", width=8, height=8, count=1, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.transform.from_bounds(-1, 0, 0, 1, 8, 8),
    ):  # fmt: skip
        pass
    named = image.as_uri() if os.name == "nt" else f"file://{image}"
    document = {"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 8, "quadkey_zoom": 1, "tiles": {"0": [named]}}
    with ScriptedServer() as server:
        url = server.script("/m.json", Answer(body=json.dumps(document).encode()))
        for listed, assets, refused in (("", (), 1), (server.url, (named,), 0), ("", (), 1)):
            trust.trust(trust.places_of(listed))
            with MosaicBackend(url) as mosaic:
                found = mosaic.lookup_tile(0, 0, 1)
            assert (found.assets, len(found.refused)) == (assets, refused), listed


def test_what_is_asked_is_told_for_finding_faults_and_no_secret_with_it(caplog: pytest.LogCaptureFixture) -> None:
    with ScriptedServer() as server:
        url = server.script("/a", Answer(body=b"abc"))
        secret = HttpCredentials(headers=(("Authorization", "Bearer t0ken"),))
        with caplog.at_level(logging.DEBUG, logger=OWN):
            HttpClient(server.url, secret).get(f"{url}?sig=s1gnature")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "mosaic_qgis.backends.http"]
    assert line == f"GET {url}?sig=…: 200, 3 bytes"
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize(
    ("page", "self_href", "keys"),
    [
        ("https://trusted.test/list.json", None, ["local", "web"]),
        ("https://trusted.test/list.json", "https://other.test/a.json", ["local", "web"]),
        ("https://other.test/list.json", "https://trusted.test/a.json", ["web"]),
        ("https://other.test/list.json", None, ["web"]),
    ],
)
def test_an_item_is_judged_by_where_it_came_from(page: str, self_href: str | None, keys: list[str]) -> None:
    """What it says of itself is not to be believed."""
    trust.trust(trust.places_of("trusted.test"))
    found = FoundItem(
        item=item(self_href=self_href, assets={"local": "file:///data/a.tif", "web": "https://x/a.tif"}), page_url=page
    )
    (kept,) = usable_items(FoundItems(items=(found,)), is_remote=True).items
    assert sorted(kept["assets"]) == keys
