"""The page "MosaicJSON" of QGIS's options: fields and settings, the engine's state, setting up and repairing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtWidgets import QPushButton
from test_gui import Engine, Window
from waiting import until

from mosaic_qgis.gui.options_factory import OptionsFactory
from mosaic_qgis.gui.options_page import OptionsPage
from mosaic_qgis.gui.setup_offer import SetupOffer
from mosaic_qgis.host import about, settings
from mosaic_qgis.host.engine import EngineHost, engine_options
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.host.settings import Settings

CHANGED = Settings(
    open_timeout_s=3.5, stall_timeout_s=60.0, statistics_timeout_s=4.0, point_timeout_s=5.0, frame_cache_megabytes=64.0,
    engine_environment="/opt/engine", engine_python="/opt/python3", wheel_folder="/wheels", index_url="https://index/simple",
    install_without_asking=True, engine_memory_mb=2048.0, engine_cache_mb=0.0, engine_cache_dir="/big/cache",
)  # fmt: skip


@pytest.fixture(autouse=True)
def clean_settings(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", raising=False)
    QgsSettings().remove(settings.GROUP)
    yield
    QgsSettings().remove(settings.GROUP)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def offer(engine: Engine) -> Iterator[SetupOffer]:
    window = Window()
    made = SetupOffer(window, engine, Notes(window))  # type: ignore[arg-type]
    yield made
    engine.installation.go_on.set()
    made.close()


def page_of(engine: Engine, offer: SetupOffer) -> OptionsPage:
    return OptionsFactory(engine, offer).createWidget(None)  # type: ignore[arg-type]


def test_every_setting_is_shown_and_stored(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    page.apply()
    assert settings.load({}) == Settings() and engine.changes == 0
    settings.save(CHANGED)
    again = page_of(engine, offer)
    QgsSettings().remove(settings.GROUP)
    again.apply()
    assert settings.load({}) == CHANGED
    assert engine.changes == 1, "another engine is meant from now on"


def test_every_setting_can_be_edited(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    for field in fields(Settings):
        assert getattr(page, field.name).isEnabled() and getattr(page, field.name) is not None


def test_what_the_environment_overrides_is_shown_and_left_alone(
    engine: Engine, offer: SetupOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOSAIC_QGIS_OPEN_TIMEOUT_S", "42")
    page = page_of(engine, offer)
    assert page.open_timeout_s.value() == 42 and not page.open_timeout_s.isEnabled()
    assert "MOSAIC_QGIS_OPEN_TIMEOUT_S" in page.open_timeout_s.toolTip()
    page.apply()
    assert settings.load({}) == Settings(), "the variable's value is not stored"


def test_the_engine_is_set_up_and_repaired_from_the_page(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    assert about.version() in page.status_label.text() and "not set up" in page.status_label.text()
    button: QPushButton = page.set_up_button
    assert button.text() == "Set Up Engine" and button.isEnabled()
    button.click()
    assert "being set up" in page.status_label.text() and not button.isEnabled()
    engine.installation.go_on.set()
    until(lambda: not offer.is_busy)
    assert engine.installation.repaired is False
    assert "is set up: 12 packages, 345 MB in /profile" in page.status_label.text()
    assert button.text() == "Repair Engine"
    button.click()
    until(lambda: not offer.is_busy)
    assert engine.installation.repaired is True


def test_packages_of_ones_own_are_not_repaired(engine: Engine, offer: SetupOffer) -> None:
    settings.save(Settings(engine_environment="/opt/engine"))
    engine.installation.is_there = True
    page = page_of(engine, offer)
    assert "/opt/engine" in page.status_label.text() and not page.set_up_button.isEnabled()
    engine.installation.is_there = False
    engine.environment_looked_at.emit()
    assert "cannot start" in page.status_label.text()


def test_a_page_that_is_gone_hears_nothing(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    page.deleteLater()
    QgsApplication.sendPostedEvents(page, 0)
    QgsApplication.processEvents()
    engine.environment_looked_at.emit()


def test_the_cache_is_cleared_in_the_background_and_nothing_else(
    engine: Engine, offer: SetupOffer, tmp_path: Path
) -> None:
    """A person may have chosen a folder with own documents in it."""
    digest = "0f" * 32
    ours = ("images/parts-1.sqlite", "documents/" + digest + ".tiles", "documents/" + digest + ".0123456789ab.part")
    others = ("documents/will.odt", "documents/film.mp4.part", "documents/letters/a.tiles", "photographs/c")
    for name in (*ours, *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("kept")
    settings.save(Settings(engine_cache_dir=str(tmp_path)))
    host = EngineHost(has_window=True)
    page = OptionsFactory(host, offer).createWidget(None)
    page.clear_cache_button.click()
    assert not page.clear_cache_button.isEnabled()
    until(lambda: not any((tmp_path / name).exists() for name in (*ours, "images")))
    assert all((tmp_path / name).is_file() for name in others)
    host.stop()


def test_the_engine_is_told_what_it_may_use(tmp_path: Path) -> None:
    told = engine_options(Settings(engine_memory_mb=512, engine_cache_dir=str(tmp_path)))
    assert told == {
        "MOSAIC_QGIS_ENGINE_MEMORY_MB": "512",
        "MOSAIC_QGIS_ENGINE_CACHE_MB": "1024",
        "MOSAIC_QGIS_ENGINE_CACHE_DIR": str(tmp_path),
    }
    assert list(engine_options(Settings(engine_cache_mb=0))) == ["MOSAIC_QGIS_ENGINE_MEMORY_MB"]
    assert QgsApplication.qgisSettingsDirPath() in engine_options(Settings())["MOSAIC_QGIS_ENGINE_CACHE_DIR"] + "/"
