"""QGIS's methods with client certificates, from the authentication manager to pixels: real engine, real nginx."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import real
from login_configs import make_config, unlocked
from qgis.core import QgsApplication, QgsAuthCertUtils, QgsProject, QgsRasterLayer
from qgis.PyQt.QtNetwork import QNetworkRequest, QSsl, QSslCertificate, QSslConfiguration, QSslKey
from servers.certificate import Authority, Issued
from servers.nginx import NginxCertificateServer
from waiting import until

from mosaic_qgis.engine.client.questions import Renew, RenewedHeaders
from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.host import auth, login_certificates, login_stores
from mosaic_qgis.host.login_renewal import LoginRenewal, LoginsInUse
from mosaic_qgis.plugin import MosaicPlugin

PASSWORD = "the key's own"  # pragma: allowlist secret
FOLDER = "certificates-town"


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MosaicPlugin]:
    with real.plugin({"MOSAIC_QGIS_ENGINE_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}) as plugin:
        yield plugin


@pytest.fixture(scope="module")
def town(nginx_certificate_server: NginxCertificateServer) -> Iterator[str]:
    """The address of a document, images beside it, that only a certificate opens."""
    served = nginx_certificate_server.files / FOLDER
    served.mkdir()
    real.town("make", served)
    for file in served.iterdir():
        file.chmod(0o644)
    yield f"{nginx_certificate_server.url}/{FOLDER}/town.json"
    shutil.rmtree(served)


@pytest.fixture(scope="module")
def ana(nginx_certificate_server: NginxCertificateServer) -> Issued:
    return nginx_certificate_server.authority.issue("ana", is_rsa=True)


def openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=30)


def values_of(method: str, ana: Issued, authority: Path, folder: Path) -> dict[str, str]:
    """As QGIS's own window would store them; the authority of the server comes with the login where it can."""
    match method:
        case "PKI-Paths":
            key = folder / "locked-key.pem"
            openssl("rsa", "-in", ana.key, "-aes128", "-passout", f"pass:{PASSWORD}", "-out", key)
            return {"certpath": str(ana.certificate), "keypath": str(key), "keypass": PASSWORD, "addcas": "false"}
        case "PKI-PKCS#12":
            bundle = folder / "ana.p12"
            openssl(
                "pkcs12", "-export", "-in", ana.certificate, "-inkey", ana.key, "-certfile", authority,
                "-passout", f"pass:{PASSWORD}", "-out", bundle,
            )  # fmt: skip
            return {"bundlepath": str(bundle), "bundlepass": PASSWORD, "addcas": "true", "addrootca": "true"}
    certificate = QSslCertificate(ana.certificate.read_bytes())
    key = QSslKey(ana.key.read_bytes(), QSsl.KeyAlgorithm.Rsa)
    assert QgsApplication.authManager().storeCertIdentity(certificate, key)
    return {"certid": QgsAuthCertUtils.shaHexForCert(certificate)}


@contextmanager
def imported(authority: Path) -> Iterator[None]:
    """QGIS trusts an authority."""
    manager, certificate = QgsApplication.authManager(), QSslCertificate(authority.read_bytes())
    assert manager.storeCertAuthority(certificate)
    assert manager.rebuildCaCertsCache() and manager.rebuildTrustedCaCertsCache()
    try:
        yield
    finally:
        assert manager.removeCertAuthority(certificate)
        assert manager.rebuildCaCertsCache() and manager.rebuildTrustedCaCertsCache()


@pytest.mark.parametrize("method", sorted(login_stores.WITH_CERTIFICATE))
def test_a_layer_behind_certificates(
    method: str,
    plugin: MosaicPlugin,
    nginx_certificate_server: NginxCertificateServer,
    town: str,
    ana: Issued,
    tmp_path: Path,
) -> None:
    """Its server is trusted because QGIS trusts it: by the login itself, or by what was imported into QGIS."""
    unlocked()
    authority = nginx_certificate_server.authority.certificate
    config_id = make_config(method, values_of(method, ana, authority, tmp_path), name=method)
    if method != "PKI-PKCS#12":
        assert not QgsRasterLayer(f"{town}|authcfg={config_id}", "town", "mosaicjson").isValid()
    with nullcontext() if method == "PKI-PKCS#12" else imported(authority):
        real.check_layer(f"{town}|authcfg={config_id}", tmp_path / "p.qgs")
        login = auth.credentials_for({"authcfg": config_id})
        signed = auth.all_signed_in(login, town)
        assert signed is not None and signed["document"]["config"] == {}
        assert "PRIVATE KEY" in signed["document"]["certificate"]["key"]
        # Only what the machine does not trust by itself.
        assert signed["document"]["certificate"]["trusted"].count("BEGIN") == 1
        text = (tmp_path / "p.qgs").read_text(encoding="utf-8")
        assert "BEGIN" not in text and PASSWORD not in text
        QgsProject.instance().clear()
    QgsApplication.authManager().removeAuthenticationConfig(config_id)


def test_images_with_a_certificate_of_their_own(
    plugin: MosaicPlugin,
    nginx_certificate_server: NginxCertificateServer,
    town: str,
    ana: Issued,
    tmp_path: Path,
) -> None:
    """The document is a file, so there is no encrypted address that QGIS could be asked for."""
    unlocked()
    served = nginx_certificate_server.files / FOLDER / "town.json"
    content = json.loads(served.read_text(encoding="utf-8"))
    content["asset_prefix"] = town.removesuffix("town.json")
    document = tmp_path / "town.json"
    document.write_text(json.dumps(content), encoding="utf-8")
    values = values_of("PKI-PKCS#12", ana, nginx_certificate_server.authority.certificate, tmp_path)
    config_id = make_config("PKI-PKCS#12", values, name="images", uri=nginx_certificate_server.url)
    layer = QgsRasterLayer(f"{document}|assets_authcfg={config_id}", "town", "mosaicjson")
    assert layer.isValid(), layer.error().summary()
    real.check_pixels(layer)
    del layer
    QgsApplication.authManager().removeAuthenticationConfig(config_id)


@pytest.mark.parametrize("wrong", ["password", "file", "certificate"])
def test_what_cannot_sign_in(
    wrong: str,
    plugin: MosaicPlugin,
    nginx_certificate_server: NginxCertificateServer,
    town: str,
    ana: Issued,
    tmp_path: Path,
) -> None:
    """QGIS says that it cannot use the configuration; the server, that it takes another certificate."""
    unlocked()
    authority = nginx_certificate_server.authority.certificate
    presents = ana
    if wrong == "certificate":
        presents = Authority(tmp_path).issue("mallory", is_rsa=True)
    values = values_of("PKI-PKCS#12", presents, authority, tmp_path)
    if wrong == "password":
        values["bundlepass"] = "another"
    if wrong == "file":
        Path(values["bundlepath"]).unlink()
    config_id = make_config("PKI-PKCS#12", values, name=wrong)
    with imported(authority):
        layer = QgsRasterLayer(f"{town}|authcfg={config_id}", "town", "mosaicjson")
    assert not layer.isValid()
    said = layer.error().summary()
    assert ("client certificate" if wrong == "certificate" else "could not sign in") in said
    assert PASSWORD not in said and "BEGIN" not in said
    QgsApplication.authManager().removeAuthenticationConfig(config_id)


def test_a_key_that_stays_where_it_is(qgis_app: QgsApplication, ana: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    """A smart card's: it can be used in QGIS's own process only."""
    request = QNetworkRequest()
    assert login_certificates.certificate_of(request) is None
    configuration = QSslConfiguration()
    configuration.setLocalCertificate(QSslCertificate(ana.certificate.read_bytes()))
    configuration.setPrivateKey(QSslKey(ana.key.read_bytes(), QSsl.KeyAlgorithm.Rsa))
    request.setSslConfiguration(configuration)
    assert login_certificates.certificate_of(request) is not None
    monkeypatch.setattr(QSslKey, "toPem", lambda *_: b"")
    with pytest.raises(EngineFailure, match="cannot be taken out") as caught:
        login_certificates.certificate_of(request)
    assert caught.value.code == "auth"


def test_a_login_that_became_a_certificate_does_not_keep_others_from_being_renewed(
    nginx_certificate_server: NginxCertificateServer, ana: Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changed the method of a configuration while mosaics use it."""
    monkeypatch.setattr(auth, "_KNOWN_TO_THE_ENGINE", frozenset[str]())
    unlocked()
    values = values_of("PKI-Paths", ana, nginx_certificate_server.authority.certificate, tmp_path)
    changed = make_config("PKI-Paths", values, name="changed")
    headers = make_config("APIHeader", {"X-Api-Key": "new"}, name="headers")
    logins, asked, user = LoginsInUse(), list[Renew](), threading.Event()
    for method, config_id in (("OAuth2", changed), ("APIHeader", headers)):
        login = {"id": config_id, "method": method, "headers": {"X-Api-Key": "old"}}
        logins.note(user, {"document": login}, nginx_certificate_server.url)
    renewal = LoginRenewal(SimpleNamespace(logins=logins, ask=lambda question, *_: asked.append(question)))
    for _ in range(2):
        renewal.renew()
        until(lambda: renewal._task is None, 60)
    renewal.close()
    assert asked == [Renew(logins=(RenewedHeaders(id=headers, headers={"X-Api-Key": "new"}),))] * 2
    # It is left alone for a while.
    assert renewal._failed_s.keys() == {changed}
    for config_id in (changed, headers):
        QgsApplication.authManager().removeAuthenticationConfig(config_id)
