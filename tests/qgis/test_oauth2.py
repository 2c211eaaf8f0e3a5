"""QGIS's own method OAuth2, from a service of tokens to pixels: real engine, real authentication manager."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import real
from login_configs import make_config, unlocked
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from servers.tokens import TokenServer
from waiting import until

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import tasks
from mosaic_qgis.host import auth, login_renewal, window
from mosaic_qgis.host.login_headers import signature_for
from mosaic_qgis.host.login_renewal import LoginRenewal
from mosaic_qgis.plugin import MosaicPlugin


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document and its images, named by their names alone."""
    folder = tmp_path_factory.mktemp("town")
    real.town("make", folder)
    return folder


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MosaicPlugin]:
    with pytest.MonkeyPatch.context() as patch:
        # Tests renew when they want to.
        patch.setattr(login_renewal, "PERIOD_MS", 3_600_000)
        with real.plugin({"MOSAIC_QGIS_ENGINE_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}) as plugin:
            yield plugin


@pytest.fixture(params=["with refresh tokens", "without"])
def service(town: Path, request: pytest.FixtureRequest) -> Iterator[TokenServer]:
    """Its tokens last so short that QGIS renews them whenever it is asked."""
    with TokenServer(town, lifetime_s=1, renews=request.param == "with refresh tokens") as server:
        yield server
        server.gives.set()


@pytest.fixture
def login(service: TokenServer) -> Iterator[str]:
    """The id of a configuration for the service."""
    unlocked()
    config_id = make_config("OAuth2", service.qgis_config, name="service of tokens")
    yield config_id
    service.gives.set()
    QgsProject.instance().clear()
    QgsApplication.authManager().removeAuthenticationConfig(config_id)


def test_a_token_is_fetched_sent_and_renewed(plugin: MosaicPlugin, service: TokenServer, login: str) -> None:
    layer = QgsRasterLayer(f"{service.url}/town.json|authcfg={login}", "town", "mosaicjson")
    assert layer.isValid(), layer.error().summary()
    real.check_pixels(layer)
    first = service.token
    assert service.grants == ["password"]
    assert 401 not in service.statuses
    renewal = LoginRenewal(plugin.engine)
    renewal.renew()
    until(lambda: renewal._task is None, 60)
    assert service.token != first and len(service.grants) == 2
    # The images are asked for again, with the token that counts now.
    before = len(service.statuses)
    layer.dataProvider().reloadData()
    real.check_pixels(layer)
    assert len(service.statuses) > before
    assert 401 not in service.statuses
    renewal.close()
    assert first not in layer.source() + layer.htmlMetadata()


def test_the_window_lives_while_a_token_is_waited_for(
    plugin: MosaicPlugin, service: TokenServer, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QGIS's window makes the layer on its own thread; its timers run, and a timer lets the service answer."""
    monkeypatch.setattr(window, "asks", window.is_here)
    service.gives.clear()
    beats: list[int] = []
    timer = QTimer()

    def beat() -> None:
        beats.append(len(service.grants))
        if len(beats) > 20 and service.grants:
            service.gives.set()

    timer.timeout.connect(beat)
    timer.start(5)
    layer = QgsRasterLayer(f"{service.url}/town.json|authcfg={login}", "town", "mosaicjson")
    timer.stop()
    assert layer.isValid(), layer.error().summary()
    assert beats[-1] == 1
    real.check_pixels(layer)


def test_who_waits_while_another_is_signing_in_joins(service: TokenServer, login: str) -> None:
    """In the background, as the page and the panel of searches do; and on the window's thread, which gives up first."""
    # Who comes late gets the same token.
    service.lifetime_s = 3600
    service.gives.clear()
    found: list[dict[str, str]] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(signature_for(login, "OAuth2", service.url)["headers"]), daemon=True
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    until(lambda: bool(service.grants), 60)
    with pytest.raises(EngineFailure, match="signing in goes on") as caught:
        signature_for(login, "OAuth2", service.url, 0.05)
    assert caught.value.code == "timeout"
    with pytest.raises(EngineFailure) as caught:
        signature_for(login, "OAuth2", service.url, 60, lambda: True)
    assert caught.value.code == "cancelled"
    assert [thread.name for thread in threading.enumerate()].count("mosaic-login") == 1
    service.gives.set()
    until(lambda: len(found) == 3, 60)
    assert service.grants == ["password"]
    assert found == [{"Authorization": f"Bearer {service.token}"}] * 3


def test_a_task_signs_in(plugin: MosaicPlugin, service: TokenServer, login: str) -> None:
    """As windows do it: on a thread of QGIS's pool."""
    opened: list[object] = []
    credentials = auth.credentials_for({"authcfg": login})

    def work(task: tasks.EngineTask) -> object:
        return plugin.engine.open(f"{service.url}/town.json", {}, credentials, 60, task.isCanceled)

    tasks.start("opening", work, opened.append, opened.append, None)
    until(lambda: bool(opened), 60)
    assert not isinstance(opened[0], EngineFailure), opened[0]
    assert service.grants == ["password"]


def test_refused_by_the_service(
    plugin: MosaicPlugin, service: TokenServer, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said with the way out; a renewal that fails is not tried again each time."""
    monkeypatch.setattr("servers.tokens.PASSWORD", "another")
    layer = QgsRasterLayer(f"{service.url}/town.json|authcfg={login}", "town", "mosaicjson")
    assert not layer.isValid()
    assert "could not sign in" in layer.error().summary()
    assert service.statuses == []
    credentials = auth.credentials_for({"authcfg": login})
    assert credentials is not None and credentials["document"] is not None
    user = threading.Event()
    known = {"document": {**credentials["document"], "headers": {"Authorization": "Bearer old"}}}
    plugin.engine.logins.note(user, known, service.url)
    renewal = LoginRenewal(plugin.engine)
    before = len(service.grants)
    for _ in range(3):
        renewal.renew()
        until(lambda: renewal._task is None, 60)
    assert len(service.grants) == before + 1
    monkeypatch.setattr(login_renewal, "_PAUSE_S", 0.0)
    renewal.renew()
    until(lambda: renewal._task is None, 60)
    assert len(service.grants) == before + 2
    renewal.close()


def test_a_token_that_is_no_header_is_refused(service: TokenServer) -> None:
    unlocked()
    config = {"oauth2config": service.qgis_config["oauth2config"].replace('"accessMethod": 0', '"accessMethod": 2')}
    config_id = make_config("OAuth2", config, name="in the address")
    with pytest.raises(EngineFailure, match="gives nothing") as caught:
        signature_for(config_id, "OAuth2", service.url)
    assert caught.value.code == "auth"
    QgsApplication.authManager().removeAuthenticationConfig(config_id)


def test_a_method_that_cannot_be_handed_on_is_refused(plugin: MosaicPlugin, town: Path) -> None:
    """With a sentence, whatever is in the configuration, and before anything is asked for."""
    unlocked()
    method = "MapTilerHmacSha256"
    config_id = make_config(method, {"token": "1_2"}, name=method)
    with TokenServer(town) as server:
        layer = QgsRasterLayer(f"{server.url}/town.json|authcfg={config_id}", "town", "mosaicjson")
        assert not layer.isValid()
        assert f"{method!r} gives nothing that signs in" in layer.error().summary()
        assert server.statuses == []
    QgsApplication.authManager().removeAuthenticationConfig(config_id)
