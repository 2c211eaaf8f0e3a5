"""Logins from QGIS's authentication manager to pixels: real engine, real servers; and where no secret may be found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import real
from login_configs import MASTER_PASSWORD, make_config, unlocked
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProject, QgsRasterLayer, QgsSettings
from servers.nginx import PASSWORD, USER, NginxServer
from servers.scripted import Answer, ScriptedServer
from waiting import until

from mosaic_qgis.engine.client import questions
from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.host import auth
from mosaic_qgis.host.login_renewal import LoginRenewal
from mosaic_qgis.plugin import MosaicPlugin

FOLDER = "logins-town"
SECRET = "Zq7xK2vP9mW4-never-seen"  # pragma: allowlist secret


@pytest.fixture(scope="module")
def town(nginx_server: NginxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a document whose images are behind a login."""
    folder = tmp_path_factory.mktemp("town")
    real.town("make", folder)
    served = nginx_server.files / FOLDER
    served.mkdir()
    for image in folder.glob("*.tif"):
        (served / image.name).write_bytes(image.read_bytes())
    content = json.loads((folder / "town.json").read_text(encoding="utf-8"))
    content["asset_prefix"] = f"{nginx_server.url}/private/{FOLDER}/"
    (folder / "town.json").write_text(json.dumps(content), encoding="utf-8")
    yield folder
    for image in served.iterdir():
        image.unlink()
    served.rmdir()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication, cache: Path) -> Iterator[MosaicPlugin]:
    with real.plugin({"MOSAIC_QGIS_ENGINE_CACHE_DIR": str(cache)}) as plugin:
        yield plugin


@pytest.fixture
def logged(qgis_app: QgsApplication) -> Iterator[list[str]]:
    """All that QGIS's log is told, of whatever part of QGIS."""
    lines: list[str] = []

    def note(message: str, tag: str, _level: object) -> None:
        lines.append(f"{tag}: {message}")

    QgsApplication.messageLog().messageReceived.connect(note)
    yield lines
    QgsApplication.messageLog().messageReceived.disconnect(note)


@pytest.fixture
def made() -> Iterator[list[str]]:
    """Configurations to be removed."""
    unlocked()
    ids: list[str] = []
    yield ids
    QgsProject.instance().clear()
    for config_id in ids:
        QgsApplication.authManager().removeAuthenticationConfig(config_id)


def login_at(server_url: str, made: list[str], method: str = "Basic", **values: str) -> str:
    """A login that names its host."""
    config = QgsAuthMethodConfig(method)
    config.setName(f"for {server_url}")
    config.setUri(server_url)
    config.setConfigMap(values or {"username": USER, "password": PASSWORD, "realm": ""})
    assert QgsApplication.authManager().storeAuthenticationConfig(config)[0]
    made.append(config.id())
    return str(config.id())


def test_images_with_a_login_of_their_own(
    plugin: MosaicPlugin, nginx_server: NginxServer, town: Path, made: list[str], tmp_path: Path
) -> None:
    source = f"{town}/town.json"
    refused = QgsRasterLayer(source, "town", "mosaicjson")
    assert not refused.isValid()
    config_id = login_at(nginx_server.url, made)
    real.check_layer(f"{source}|assets_authcfg={config_id}", tmp_path / "p.qgs")
    # The password is not for a host that the login does not name.
    elsewhere = login_at("https://elsewhere.test", made)
    assert not QgsRasterLayer(f"{source}|assets_authcfg={elsewhere}", "town", "mosaicjson").isValid()


class TestRefusedMasterPassword:
    """What is public is shown, and what is not is said; asked again, the login is used."""

    @pytest.fixture
    def locked(self, made: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        manager = QgsApplication.authManager()
        manager.clearMasterPassword()
        monkeypatch.setattr(auth, "unlocked", lambda **_: manager.masterPasswordIsSet())
        yield
        assert manager.masterPasswordIsSet() or manager.setMasterPassword(MASTER_PASSWORD, True)

    @pytest.fixture
    def told(self) -> Iterator[list[str]]:
        texts: list[str] = []
        before = auth._state.on_locked
        auth.on_locked(texts.append)
        yield texts
        auth.on_locked(before)

    def test_the_login_is_left_out(
        self,
        plugin: MosaicPlugin,
        nginx_server: NginxServer,
        town: Path,
        made: list[str],
        told: list[str],
        request: pytest.FixtureRequest,
        tmp_path: Path,
    ) -> None:
        config_id = login_at(nginx_server.url, made)
        content = json.loads((town / "town.json").read_text(encoding="utf-8"))
        content["asset_prefix"] = f"{nginx_server.url}/{FOLDER}/"
        document = tmp_path / "town.json"
        document.write_text(json.dumps(content), encoding="utf-8")
        request.getfixturevalue("locked")
        options = {"authcfg": config_id}
        with pytest.raises(EngineFailure, match="master password"):
            auth.credentials_for(options, may_ask=False)
        layer = QgsRasterLayer(f"{document}|authcfg={config_id}", "town", "mosaicjson")
        assert layer.isValid(), layer.error().summary()
        real.check_pixels(layer)
        assert "stays locked" in layer.htmlMetadata()
        assert len(told) == 1 and "master password" in told[0]
        # Said once, for however many layers.
        assert auth.credentials_for(options) == {"document": None, "assets": None}
        assert len(told) == 1
        assert auth.stays_locked(options)
        assert QgsApplication.authManager().setMasterPassword(MASTER_PASSWORD, True)
        found = auth.credentials_for(options)
        assert found is not None and found["document"] is not None
        assert not auth.stays_locked(options)


def test_what_only_qgis_can_sign_is_signed_by_qgis_and_renewed(
    plugin: MosaicPlugin, scripted_server: ScriptedServer, town: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here QGIS's own method for headers plays one that the engine does not know, as OAuth2 is."""
    monkeypatch.setattr(auth, "_KNOWN_TO_THE_ENGINE", frozenset({"Basic"}))
    url = scripted_server.script("/town.json", Answer(body=(town / "town.json").read_bytes()))
    config_id = login_at(scripted_server.url, made, "APIHeader", Authorization="Bearer first")
    credentials = auth.credentials_for({"authcfg": config_id})
    with pytest.raises(EngineFailure):
        plugin.engine.open(url, {}, credentials, 60)
    assert {asked.headers.get("Authorization") for asked in scripted_server.received} == {"Bearer first"}


def test_what_only_qgis_can_sign_is_signed_for_new_mosaics_too(
    plugin: MosaicPlugin, scripted_server: ScriptedServer, town: Path, made: list[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setattr(auth, "_KNOWN_TO_THE_ENGINE", frozenset({"Basic"}))
    image = next(town.glob("*.tif")).read_bytes()
    ranged = {"Content-Range": f"bytes 0-{len(image) - 1}/{len(image)}", "ETag": '"1"'}
    url = scripted_server.script("/one.tif", Answer(status=206, body=image, headers=ranged))
    config_id = login_at(scripted_server.url, made, "APIHeader", Authorization="Bearer first")
    credentials = auth.credentials_for({"assets_authcfg": config_id})
    assert credentials is not None
    signed, really_sign = [], auth.signature_for
    monkeypatch.setattr(auth, "signature_for", lambda *asked: signed.append(asked[:3]) or really_sign(*asked))
    target = tmp_path / "new.json"
    request = questions.Create(files=(url,), target=str(target), images_credentials=credentials["assets"])
    plugin.engine.ask(request, 60)
    assert signed == [(config_id, "APIHeader", url)]
    assert url in target.read_text(encoding="utf-8")
    assert {asked.headers.get("Authorization") for asked in scripted_server.received} == {"Bearer first"}


def test_renewed_headers_reach_images(
    plugin: MosaicPlugin, scripted_server: ScriptedServer, town: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "_KNOWN_TO_THE_ENGINE", frozenset({"Basic"}))
    content = json.loads((town / "town.json").read_text(encoding="utf-8"))
    content["asset_prefix"] = ""
    url = scripted_server.script("/town.json", Answer(body=json.dumps(content).encode()))
    images = {image.name: image.read_bytes() for image in town.glob("*.tif")}
    for name, body in images.items():
        # Whole files in the form of ranges: as much as the tests' images have.
        ranged = {"Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}", "ETag": '"1"'}
        assert len(body) <= 16_384
        scripted_server.script(f"/{name}", Answer(status=206, body=body, headers=ranged))
    config_id = login_at(scripted_server.url, made, "APIHeader", Authorization="Bearer first")
    layer = QgsRasterLayer(f"{url}|authcfg={config_id}", "town", "mosaicjson")
    assert layer.isValid(), layer.error().summary()
    assert list(plugin.engine.logins.all()) == [config_id]
    config = QgsAuthMethodConfig()
    manager = QgsApplication.authManager()
    assert manager.loadAuthenticationConfig(config_id, config, True)[0]
    config.setConfigMap({"Authorization": "Bearer second"})
    assert manager.updateAuthenticationConfig(config)
    renewal = LoginRenewal(plugin.engine)
    renewal.renew()
    until(lambda: renewal._task is None, 60)
    renewal.close()
    before = len(scripted_server.received)
    # A reload asks for the images again.
    layer.dataProvider().reloadData()
    real.check_pixels(layer)
    later = scripted_server.received[before:]
    assert any(asked.path.endswith(".tif") for asked in later)
    assert {asked.headers.get("Authorization") for asked in later} == {"Bearer second"}
    del layer
    QgsProject.instance().clear()


def test_no_secret_is_left_anywhere(
    plugin: MosaicPlugin,
    scripted_server: ScriptedServer,
    town: Path,
    made: list[str],
    logged: list[str],
    cache: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Logs, settings, project, environment, processes, caches and the profile after a session with good and bad news."""
    secrets = [SECRET, "dXNlcjpa"]
    content = json.loads((town / "town.json").read_text(encoding="utf-8"))
    content["asset_prefix"] = f"{scripted_server.url}/"
    document = tmp_path / "town.json"
    document.write_text(json.dumps(content), encoding="utf-8")
    for image in town.glob("*.tif"):
        scripted_server.script(f"/{image.name}", Answer(status=403, body=SECRET.encode()))
    basic = login_at(scripted_server.url, made, username="user", password=SECRET, realm="")
    key = login_at(scripted_server.url, made, "APIHeader", **{"X-Api-Key": SECRET})
    values = {"way": "key", "access_key": "AK", "secret_key": SECRET, "endpoint": quote(scripted_server.url, safe="")}
    aws = make_config("MosaicAWS", values, name="aws")
    made.append(aws)
    for config_id in (basic, key):
        layer = QgsRasterLayer(f"{document}|assets_authcfg={config_id}", "town", "mosaicjson")
        assert not layer.isValid()
        assert SECRET not in layer.error().summary() + layer.source()
    assert any(SECRET in value for asked in scripted_server.received for value in asked.headers.values())
    QgsProject.instance().addMapLayer(QgsRasterLayer(f"{document}|assets_authcfg={basic}", "town", "mosaicjson"), False)
    project = tmp_path / "p.qgs"
    assert QgsProject.instance().write(str(project))
    with pytest.raises(EngineFailure) as caught:
        plugin.engine.open("s3://bucket/m.json", {}, auth.credentials_for({"authcfg": aws}), 60)
    assert caught.value.code == "not_found"
    assert plugin.engine.pid is not None
    process = Path("/proc") / str(plugin.engine.pid)
    printed = capfd.readouterr()
    texts = {
        "log": "\n".join(logged),
        "printed": printed.out + printed.err,
        "failure": f"{caught.value!r} {caught.value.detail!r}",
        "settings": "\n".join(f"{name}={QgsSettings().value(name)}" for name in QgsSettings().allKeys()),
        "environment": repr(dict(os.environ)),
        "engine": (process / "environ").read_bytes().decode("latin-1") + (process / "cmdline").read_text(),
    }
    # It writes what it keeps when it ends; no test comes after this one.
    plugin.engine.stop()
    profile = Path(QgsApplication.qgisSettingsDirPath())
    for folder in (tmp_path, cache, profile):
        for file in folder.rglob("*"):
            if file.is_file():
                texts[str(file)] = file.read_bytes().decode("latin-1")
    assert not {name for name, text in texts.items() if any(secret in text for secret in secrets)}
