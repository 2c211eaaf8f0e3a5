"""Settings, notes, sentences, credentials: what the QGIS side shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsSettings
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtNetwork import QNetworkProxy

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.host import about, engine, failures, settings
from mosaic_qgis.host.auth import credentials_for
from mosaic_qgis.host.guard import answer, guarded
from mosaic_qgis.host.log import log
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.host.settings import Settings


class Window:
    """As much of `iface` as notes need."""

    def __init__(self) -> None:
        self.bar = QgsMessageBar()

    def messageBar(self) -> QgsMessageBar:
        return self.bar


@pytest.fixture
def logged(qgis_app: QgsApplication) -> Iterator[list[str]]:
    lines: list[str] = []

    def note(message: str, tag: str, _level: object) -> None:
        if tag == about.TITLE:
            lines.append(message)

    QgsApplication.messageLog().messageReceived.connect(note)
    yield lines
    QgsApplication.messageLog().messageReceived.disconnect(note)


@pytest.fixture
def clean_settings(qgis_app: QgsApplication) -> Iterator[None]:
    QgsSettings().remove(settings.GROUP)
    yield
    QgsSettings().remove(settings.GROUP)


def test_settings_are_stored_and_overridden_by_the_environment(clean_settings: None) -> None:
    assert settings.load({}) == Settings()
    changed = Settings(open_timeout_s=3.5, wheel_folder="/wheels", install_without_asking=True)
    settings.save(changed)
    assert settings.load({}) == changed
    overridden = settings.load({"MOSAIC_QGIS_OPEN_TIMEOUT_S": "7", "MOSAIC_QGIS_INSTALL_WITHOUT_ASKING": "no"})
    assert overridden == Settings(open_timeout_s=7.0, wheel_folder="/wheels")
    settings.save(Settings())
    assert settings.load({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPEN_TIMEOUT_S", "soon"),
        ("OPEN_TIMEOUT_S", "-1"),
        ("OPEN_TIMEOUT_S", "nan"),
        ("INSTALL_WITHOUT_ASKING", "maybe"),
    ],
)
def test_a_bad_setting_is_named_and_its_default_taken(
    clean_settings: None, logged: list[str], name: str, value: str
) -> None:
    assert settings.load({f"MOSAIC_QGIS_{name}": value}) == Settings()
    assert any(name.lower() in line for line in logged)


def test_notes_are_limited_in_the_window_and_complete_in_the_log(logged: list[str]) -> None:
    window = Window()
    notes = Notes(window)
    for number in range(5):
        notes.post(f"image {number} is broken", kind="broken", detail="at https://u:geheim@h/x")
    notes.post("something else", "error")
    QgsApplication.processEvents()
    assert len(window.bar.items()) == 2
    assert sum("is broken" in line for line in logged) == 5
    assert not any("geheim" in line for line in logged)


def test_the_log_shows_no_secret(logged: list[str]) -> None:
    log("read https://h/a.tif?sig=geheim&x=1", "warning")
    assert logged == ["read https://h/a.tif?sig=***&x=1"]


def test_every_code_has_a_sentence_with_the_mosaics_name() -> None:
    from mosaic_qgis.engine.wire.failures import MEANINGS

    for code in MEANINGS:
        text = failures.sentence(EngineFailure(code, "x"), "town")
        assert "town" in text or code == "protocol"
        assert "fault of the plugin" not in text or code == "internal"
    assert "images" in failures.sentence(EngineFailure("not_found", "x", {"asset": "a.tif"}), "town")
    broken = failures.sentence(EngineFailure("environment", "x", {"has_window": False, "is_set_up": True}), "town")
    assert "does not start" in broken
    slow = EngineFailure("timeout", "x", {"goes_on": True, "is_search": True})
    assert "max_items" in failures.sentence(slow, "town") and "limit" in failures.sentence(slow, "town")
    slow.detail["has_window"] = False
    assert "Try again" in failures.sentence(slow, "town"), "nobody is told later without a window"
    without = failures.sentence(EngineFailure("environment", "x", {"has_window": False}), "town")
    assert "MOSAIC_QGIS_ENGINE_ENVIRONMENT" in without


def test_every_reason_of_a_failed_set_up_has_words() -> None:
    from mosaic_qgis.engine.client.install_failures import CODES, EnvironmentFailure

    texts = {reason: failures.setup_sentence(EnvironmentFailure(reason, "x")) for reason in CODES}
    assert all(texts.values()) and len(set(texts.values())) > 8


def test_a_guarded_method_answers_and_logs(logged: list[str], guarded_failures: list[str]) -> None:
    class Thing:
        @guarded(answer(5))
        def fail(self) -> int:
            raise RuntimeError("not this time")

    assert Thing().fail() == 5
    (line,) = logged
    assert "Thing.fail" in line and "not this time" in line
    guarded_failures.clear()


@pytest.fixture
def configurations(qgis_app: QgsApplication) -> Iterator[dict[str, str]]:
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("a test's own", True)
    made = {}
    for method, config in {
        "Basic": {"username": "anna", "password": "p;=:@", "realm": ""},
        "APIHeader": {"Authorization": "Bearer x"},
        "AWSS3": {"username": "AKIA", "password": "s", "region": "eu"},
    }.items():
        stored = QgsAuthMethodConfig(method)
        stored.setName(method)
        stored.setConfigMap(config)
        assert manager.storeAuthenticationConfig(stored)[0]
        made[method] = manager.configIds()[-1] if not stored.id() else stored.id()
    yield made
    for config_id in made.values():
        manager.removeAuthenticationConfig(config_id)


def test_credentials_come_from_the_authentication_manager(configurations: dict[str, str]) -> None:
    got = credentials_for({"authcfg": configurations["Basic"], "assets_authcfg": configurations["AWSS3"]})
    assert got is not None and got["document"] is not None and got["assets"] is not None
    assert got["document"]["method"] == "Basic"
    assert got["document"]["config"] == {"username": "anna", "password": "p;=:@", "realm": ""}
    assert got["assets"]["config"]["region"] == "eu"  # type: ignore[index]
    header = credentials_for({"authcfg": configurations["APIHeader"]})
    assert header is not None and header["assets"] is None
    assert header["document"]["config"] == {"Authorization": "Bearer x"}  # type: ignore[index]
    assert credentials_for({}) is None


def test_an_unknown_configuration_is_refused_by_its_id(configurations: dict[str, str]) -> None:
    with pytest.raises(EngineFailure) as refused:
        credentials_for({"authcfg": "nothere"})
    assert refused.value.code == "auth" and "'nothere'" in refused.value.message


def test_qgis_proxy_reaches_the_installer(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Manager:
        proxy = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.example", 3128, "me", "p@ss/word")

        @classmethod
        def instance(cls) -> type[Manager]:
            return cls

        @classmethod
        def fallbackProxy(cls) -> QNetworkProxy:
            return cls.proxy

    monkeypatch.setattr(engine, "QgsNetworkAccessManager", Manager)
    assert engine.qgis_proxy() == "http://me:p%40ss%2Fword@proxy.example:3128"
    Manager.proxy = QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "proxy.example", 1080)
    assert engine.qgis_proxy() == "socks5://proxy.example:1080"
    Manager.proxy = QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
    assert engine.qgis_proxy() is None


def test_facts_about_the_plugin() -> None:
    assert about.version()[0].isdigit() and about.homepage().startswith("https://")


def test_news_of_a_kind_take_the_place_of_the_last_note(logged: list[str]) -> None:
    window = Window()
    notes = Notes(window)
    for count in (1, 2, 3):
        notes.post(f"{count} of 9 images", kind="skipped town", detail="a.tif: broken", is_news=True)
        notes.post("something else")
        QgsApplication.processEvents()
        texts = [item.text() for item in window.bar.items()]
        assert sum("of 9 images" in text for text in texts) == 1 and any(f"{count} of 9" in text for text in texts)
    window.bar.clearWidgets()
    QgsApplication.processEvents()
    notes.post("4 of 9 images", kind="skipped town", is_news=True)
    QgsApplication.processEvents()
    assert [item.text() for item in window.bar.items()] == ["4 of 9 images"]
    assert sum("of 9 images" in line for line in logged) == 4


def test_a_view_of_too_many_images_tells_the_scale() -> None:
    detail: dict[str, object] = {"shown": 1000, "total": 25000, "scale": 150000}
    text = failures.sentence(EngineFailure("budget", "x", detail), "town")
    one, all_of_them, scale = (QLocale().toString(number) for number in (1000, 25000, 150000))
    assert f"{one} of {all_of_them} images are shown here" in text and f"1:{scale}" in text and "town" in text


@pytest.mark.parametrize(
    "detail",
    [
        {"shown": 1000, "total": 25000, "scale": "{subject.__class__}"},
        {"shown": True, "total": 2, "scale": 3},
        {"seconds": 15},
        None,
    ],
)
def test_a_view_that_does_not_count_its_images_is_told_in_general(detail: dict[str, object] | None) -> None:
    text = failures.sentence(EngineFailure("budget", "x", detail), "town")
    assert "more images than can be read at once" in text and "town" in text
