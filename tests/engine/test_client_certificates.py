"""Client certificates at real servers: who is let in, who never sees one, and what is left of a key."""

from __future__ import annotations

import gc
import json
import os
import shutil
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data.fixtures import imagery  # noqa: F401 - fixture
from data.oracle import Grid, draw, open_layer
from servers.certificate import Authority, Issued
from servers.nginx import NginxCertificateServer
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.backends.client_certificates import PresentedCertificate
from mosaic_qgis.backends.http import HttpClient
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.logins import credentials_for
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.renewed_logins import resolved
from mosaic_qgis.mosaic.errors import MosaicAuthError, UnreachableError, UnsupportedError
from mosaic_qgis.reading.layer import MosaicLayer
from mosaic_qgis.reading.options import ReadingOptions
from mosaic_qgis.reading.ranges import RangeClient
from mosaic_qgis.reading.resources import ReadingResources
from mosaic_qgis.reading.signing import address_of

FOLDER = "certificates-rgb"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of this machine's own."""
    for name in ("CURL_CA_BUNDLE", "GDAL_CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def resources() -> Iterator[ReadingResources]:
    made = ReadingResources()
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(nginx_certificate_server: NginxCertificateServer, imagery: Path) -> Iterator[str]:  # noqa: F811
    """The address of a mosaic's folder that only a certificate opens."""
    served = nginx_certificate_server.files / FOLDER
    shutil.copytree(imagery / "rgb", served)
    yield f"{nginx_certificate_server.url}/{FOLDER}"
    shutil.rmtree(served)


@pytest.fixture(scope="module")
def ana(nginx_certificate_server: NginxCertificateServer) -> dict[str, Any]:
    """The login of somebody who is let in."""
    return login(nginx_certificate_server.authority.issue("ana"), nginx_certificate_server.authority)


def login(issued: Issued, authority: Authority, **values: str) -> dict[str, Any]:
    certificate = {**issued.login, "trusted": authority.certificate.read_text()}
    return {"method": "PKI-Paths", "config": {}, "id": "a1", "certificate": certificate, **values}


def presented(given: Mapping[str, Any]) -> PresentedCertificate:
    return PresentedCertificate.of_login(given["certificate"])


def opened(uri: str, resources: ReadingResources, login: Any = None, images_login: Any = None) -> MosaicLayer:
    return MosaicLayer(open_backend(uri, {}, login, images_login=images_login), ReadingOptions(), resources)


def check(layer: MosaicLayer, imagery: Path, resources: ReadingResources) -> None:  # noqa: F811
    """All pixels are those of the local files."""
    local = open_layer(imagery / "rgb" / "mosaic.json", resources)
    grid = Grid(local.description.extent, 120, 80)
    drawn = draw(layer, grid)
    assert drawn.report.complete, drawn.report.skipped
    assert np.array_equal(drawn.pixels, draw(local, grid).pixels)


@pytest.mark.parametrize("asks", ["ourselves", "GDAL"])
def test_a_mosaic_behind_certificates(
    asks: str,
    folder: str,
    ana: dict[str, Any],
    imagery: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Document and images, read by us or, where the environment tells GDAL how to ask, by GDAL."""
    if asks == "GDAL":
        monkeypatch.setenv("GDAL_HTTP_USERAGENT", "a test")
    resources = ReadingResources()
    try:
        check(opened(f"{folder}/mosaic.json", resources, ana), imagery, resources)
        # Not asked again: that does not pass.
        monkeypatch.setattr("mosaic_qgis.backends.http.HttpClient._wait", lambda *_: pytest.fail("a pause"))
        with pytest.raises(UnreachableError, match="trusted"):
            opened(f"{folder}/mosaic.json", resources)
    finally:
        resources.close()


def test_images_with_a_certificate_of_their_own(
    folder: str,
    ana: dict[str, Any],
    nginx_certificate_server: NginxCertificateServer,
    imagery: Path,  # noqa: F811
    resources: ReadingResources,
    tmp_path: Path,
) -> None:
    content = json.loads((imagery / "rgb" / "mosaic.json").read_text())
    content["tiles"] = {key: [f"{folder}/{name}" for name in names] for key, names in content["tiles"].items()}
    document = tmp_path / "m.json"
    document.write_text(json.dumps(content))
    check(opened(str(document), resources, None, {**ana, "uri": folder}), imagery, resources)
    backend = open_backend(str(document), {}, images_login={**ana, "uri": "https://elsewhere.test"})
    assert backend.gdal_options(f"{folder}/a.tif") == {}
    # Somebody else's certificate.
    other = Authority(tmp_path).issue("mallory")
    refused = login(other, nginx_certificate_server.authority, uri=folder)
    with pytest.raises(MosaicAuthError, match="client certificate"):
        opened(str(document), resources, None, refused)


def test_nobody_without_a_certificate(
    folder: str, nginx_certificate_server: NginxCertificateServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """nginx says it in an answer; other servers end the handshake."""
    authority = nginx_certificate_server.authority
    for name in ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(authority.certificate))
    with pytest.raises(MosaicAuthError, match="wants a client certificate"):
        open_backend(f"{folder}/mosaic.json", {})
    with pytest.raises(MosaicAuthError, match="wants a client certificate"):
        open_backend(f"{folder}/mosaic.json", {}, login(Authority(tmp_path).issue("mallory"), authority))
    strict = tls(authority, ssl.CERT_REQUIRED)
    client = RangeClient()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        strict.maximum_version = version
        with ScriptedServer(strict) as server:
            url = server.script("/m.json", Answer(body=b"{}"))
            with pytest.raises(MosaicAuthError, match="wants a client certificate"):
                HttpClient(url).get(url)
            address = address_of(url, {})
            assert address is not None
            with pytest.raises(MosaicAuthError, match="wants a client certificate"):
                client.get(address, 0, 2)
            assert server.received == []
    client.close()


def test_who_is_redirected_to_sees_no_certificate(
    ana: dict[str, Any], nginx_certificate_server: NginxCertificateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = nginx_certificate_server.authority
    for name in ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(authority.certificate))
    credentials = HttpCredentials(certificate=presented(ana))
    context = tls(authority, ssl.CERT_OPTIONAL)
    ranged = {"Content-Range": "bytes 0-1/2"}
    client = RangeClient()
    with ScriptedServer(context) as home, ScriptedServer(context) as other:
        target = other.script("/a.tif", Answer(status=206, body=b"ok", headers=ranged))
        home.script("/here.tif", Answer(status=206, body=b"ok", headers=ranged))
        url = home.script("/a.tif", Answer(status=302, headers={"Location": f"{home.url}/b.tif"}))
        home.script("/b.tif", Answer(status=302, headers={"Location": target}))
        with HttpClient(url, credentials) as web:
            assert web.get(url).body == b"ok"
        backend_options = {"MOSAIC_LOGIN": presented(ana).key}
        for name in (f"{home.url}/here.tif", url):
            address = address_of(name, backend_options)
            assert address is not None and address.is_signed_in
            piece = client.get(address, 0, 2)
            assert piece is not None and piece.body == b"ok"
        assert {asked.presented for asked in home.received} == {"ana"}
        assert [asked.presented for asked in other.received] == ["", ""]
    client.close()


def test_a_search_is_signed_in(ana: dict[str, Any], nginx_certificate_server: NginxCertificateServer) -> None:
    credentials = credentials_for("stac+https", ana)
    with ScriptedServer(tls(nginx_certificate_server.authority, ssl.CERT_REQUIRED)) as server:
        url = server.script("/search", Answer.of_json({"features": []}))
        with HttpClient(url, credentials) as client:
            assert client.post_json(url, {"limit": 1}).json() == {"features": []}
        assert server.received[0].presented == "ana"


def test_stores_that_know_no_certificates_say_so(ana: dict[str, Any]) -> None:
    for scheme in ("s3", "az", "gs"):
        with pytest.raises(UnsupportedError, match="PKI-Paths"):
            credentials_for(scheme, ana)


@pytest.mark.parametrize("part", ["chain", "key", "trusted"])
def test_what_is_no_certificate(part: str, ana: dict[str, Any], tmp_path: Path) -> None:
    """Said at once, without a word of it."""
    stranger = Authority(tmp_path).issue("stranger")
    for wrong in (
        "",
        "not PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        stranger.login["key"],
    ):
        if part == "trusted" and wrong in ("", stranger.login["key"]):
            continue
        with pytest.raises(MosaicAuthError, match="client certificate") as caught:
            presented({"certificate": {**ana["certificate"], part: wrong}})
        assert "BEGIN" not in str(caught.value) and "AAAA" not in str(caught.value)


@pytest.mark.parametrize("keeps", ["in memory", "in a file"])
def test_what_is_left_of_a_key(
    keeps: str, ana: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """GDAL gets a file: encrypted, for this user only, and gone with the last who uses the login."""
    if keeps == "in a file":
        monkeypatch.delattr(os, "memfd_create", raising=False)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # Another login than the other tests', which somebody might use still.
    own = {**ana["certificate"], "trusted": ana["certificate"]["trusted"] + "\n" * (1 + len(keeps))}
    known = PresentedCertificate.of_login(own)
    assert PresentedCertificate.of_login(own) is known
    assert known == PresentedCertificate(**own) and hash(known) == hash(PresentedCertificate(**own))
    credentials = HttpCredentials(certificate=known)
    assert not any(word in repr((known, credentials)) for word in ("BEGIN", "Password", known._password))
    options = resolved({"MOSAIC_LOGIN": known.key})
    paths = {Path(options[name]) for name in ("GDAL_HTTP_SSLCERT", "GDAL_HTTP_SSLKEY", "GDAL_CURL_CA_BUNDLE")}
    texts = [path.read_text() for path in paths]
    assert len(paths) == 2 and sum("BEGIN ENCRYPTED PRIVATE KEY" in text for text in texts) == 1
    secret = "".join(own["key"].splitlines()[1:4])
    assert not any(secret in "".join(text.splitlines()) for text in texts)
    if keeps == "in a file":
        assert {path.parent for path in paths} == {tmp_path}
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    else:
        assert all(str(path).startswith("/proc/self/fd/") for path in paths)
    descriptors = [os.readlink(path) for path in paths] if keeps == "in memory" else []
    assert all(name.startswith("/memfd:") for name in descriptors)
    files = {path: path.stat().st_ino for path in paths}
    del known, credentials
    gc.collect()
    # Another file may have got the number of one in memory meanwhile.
    assert not any(path.exists() and path.stat().st_ino == number for path, number in files.items())
    with pytest.raises(MosaicAuthError, match="not in use"):
        resolved({"MOSAIC_LOGIN": options_key(own)})


def options_key(own: Mapping[str, str]) -> str:
    return PresentedCertificate(**own).key


def tls(authority: Authority, verify: ssl.VerifyMode) -> ssl.SSLContext:
    """A server's, with a certificate of the authority; asks for one of it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own = authority.issue("scripted", of_server=True)
    context.load_cert_chain(own.certificate, own.key)
    context.load_verify_locations(authority.certificate)
    context.verify_mode = verify
    return context
