"""The page "MosaicJSON" of QGIS's options: fields and settings, the engine's state, setting up and repairing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QMessageBox, QPushButton
from test_gui import Engine, Window
from waiting import until

from mosaic_qgis.engine.client.install_failures import EnvironmentFailure
from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui.options_factory import OptionsFactory
from mosaic_qgis.gui.options_page import OptionsPage
from mosaic_qgis.gui.setup_offer import SetupOffer
from mosaic_qgis.host import about, settings
from mosaic_qgis.host.engine import engine_options
from mosaic_qgis.host.log import LEVELS, log, show_from
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.host.settings import Settings

CHANGED = Settings(
    open_timeout_s=3.5, stall_timeout_s=60.0, statistics_timeout_s=4.0, point_timeout_s=5.0, frame_cache_megabytes=64.0,
    engine_environment="/opt/engine", engine_python="/opt/python3", wheel_folder="/wheels", index_url="https://index/simple",
    install_without_asking=True, engine_memory_mb=2048.0, engine_cache_mb=0.0, engine_cache_dir="/big/cache",
    engine_threads=3, engine_connections=8, engine_connect_s=5.0, engine_silence_s=90.0, engine_retries=0,
    engine_trusted_hosts="data.example.com s3://bucket", log_level="warning",
)  # fmt: skip


@pytest.fixture(autouse=True)
def clean_settings(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", raising=False)
    QgsSettings().remove(settings.GROUP)
    yield
    QgsSettings().remove(settings.GROUP)
    show_from("info")


class OptionsEngine(Engine):
    """An engine that notes what the page asks of it."""

    pid: int | None = None
    restarts = 0
    ended = 0
    removal: EngineFailure | None = None
    removed = 0

    def options_changed(self) -> None:
        self.restarts += 1

    def end_for_now(self) -> None:
        self.pid = None
        self.ended += 1

    def remove_environment(self) -> None:
        if self.removal is not None:
            raise self.removal
        self.removed += 1
        self.installation.is_there = False


@pytest.fixture
def engine() -> Engine:
    return OptionsEngine()


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
    assert "Setting up the engine" in page.status_label.text() and not button.isEnabled()
    until(lambda: "Half the way" in page.status_label.text() and page.set_up_progress.value() == 50)
    assert not page.set_up_progress.isHidden() and page.set_up_cancel_button.isEnabled()
    engine.installation.go_on.set()
    until(lambda: not offer.is_busy)
    assert page.set_up_progress.isHidden() and page.set_up_cancel_button.isHidden() and page.said_label.isHidden()
    assert engine.installation.repaired is False
    assert "is set up: 12 packages, 345 MB in /profile" in page.status_label.text()
    assert button.text() == "Reinstall Engine"
    button.click()
    until(lambda: not offer.is_busy)
    assert engine.installation.repaired is True


def test_a_set_up_is_cancelled_and_fails_on_the_page(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    page.set_up_button.click()
    until(lambda: page.set_up_progress.value() == 50)
    page.set_up_cancel_button.click()
    until(lambda: not offer.is_busy)
    assert "cancelled" in page.said_label.text() and page.set_up_progress.isHidden()
    assert page.said_label.parent() is page.engine_group, "where the buttons are, not at the end of a long page"
    engine.installation.failure = EnvironmentFailure("proxy_auth", "407 from proxy.example", "pip's own words")
    engine.installation.go_on.set()
    page.set_up_button.click()
    assert page.said_label.isHidden(), "what was said of the try before is gone"
    until(lambda: not offer.is_busy)
    assert "proxy asks for a login" in page.said_label.text() and page.set_up_button.isEnabled()


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
    page = page_of(engine, offer)
    until(page.clear_cache_button.isEnabled)
    assert page.used_label.text() == "0.0 MB"
    page.clear_cache_button.click()
    assert not page.clear_cache_button.isEnabled()
    until(lambda: not any((tmp_path / name).exists() for name in (*ours, "images")))
    assert all((tmp_path / name).is_file() for name in others)
    until(lambda: page.used_label.text() == "0.0 MB")
    assert not page.clear_cache_button.isEnabled(), "there is nothing left to clear"


def test_what_is_in_the_engine_s_memory_is_cleared_with_it(
    engine: OptionsEngine, offer: SetupOffer, tmp_path: Path
) -> None:
    settings.save(Settings(engine_cache_dir=str(tmp_path)))
    engine.pid = 4711
    page = page_of(engine, offer)
    until(page.clear_cache_button.isEnabled)
    page.clear_cache_button.click()
    until(lambda: engine.ended == 1 and page.used_label.text() == "0.0 MB")
    assert not page.clear_cache_button.isEnabled()


def test_what_the_engine_keeps_is_counted(engine: Engine, offer: SetupOffer, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "parts-1.sqlite").write_bytes(bytes(12_300_000))
    (tmp_path / "images" / "holiday.jpg").write_bytes(bytes(50_000_000))
    settings.save(Settings(engine_cache_dir=str(tmp_path)))
    page = page_of(engine, offer)
    until(lambda: page.used_label.text() == "12 MB")


def test_the_engine_starts_anew_only_for_what_it_is_told(engine: OptionsEngine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    page.open_timeout_s.setValue(33)
    page.wheel_folder.setFilePath("/wheels")
    page.apply()
    assert (engine.restarts, engine.changes) == (0, 0)
    page.engine_retries.setValue(0)
    page.apply()
    assert (engine.restarts, engine.changes) == (1, 0)
    page.engine_python.setFilePath("/opt/python3")
    page.engine_threads.setValue(2)
    page.apply()
    assert (engine.restarts, engine.changes) == (1, 1), "another Python is a new engine anyway"


def test_an_example_does_not_look_as_if_it_were_entered(engine: Engine, offer: SetupOffer) -> None:
    page = OptionsPage(None, engine, offer)
    page.setStyleSheet("QPlainTextEdit { color: #aaaaaa; background: #222222; }")
    page.show()
    palette = page.engine_trusted_hosts.palette()
    text, example = (palette.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText))
    assert text.name() == "#aaaaaa" and (example.name(), example.alpha() < 128) == (text.name(), True)
    page.close()


def test_only_places_can_be_trusted(engine: Engine, offer: SetupOffer) -> None:
    page = page_of(engine, offer)
    page.show()
    page.engine_trusted_hosts.setPlainText("data.example.com\n\n s3://bucket,az://a.blob.core.windows.net")
    assert page.isValid() and not page.trust_problem_label.isVisible()
    page.apply()
    assert settings.load({}).engine_trusted_hosts == "data.example.com s3://bucket az://a.blob.core.windows.net"
    for wrong in ("*.example.com", "file:///etc", "me@host", "https://host/folder", "ftp://host"):
        page.engine_trusted_hosts.setPlainText(f"fine.org\n{wrong}")
        assert not page.isValid() and wrong in page.trust_problem_label.text() and page.trust_problem_label.isVisible()
        page.apply()
        assert settings.load({}).engine_trusted_hosts.startswith("data.example.com"), "what was there stays"


def test_the_log_shows_what_is_asked_for(engine: Engine, offer: SetupOffer) -> None:
    shown: list[str] = []

    def note(message: str, tag: str, _level: object) -> None:
        if tag == about.TITLE:
            shown.append(message)

    QgsApplication.messageLog().messageReceived.connect(note)
    page = page_of(engine, offer)
    for level, expected in (
        ("error", ["error"]),
        ("warning", ["error", "warning"]),
        ("info", ["error", "warning", "info"]),
        ("debug", ["error", "warning", "info", "debug"]),
    ):
        page.log_level.setCurrentIndex(page.log_level.findData(level))
        page.apply()
        shown.clear()
        for each in LEVELS:
            log(each, each)
        assert shown == expected
    QgsApplication.messageLog().messageReceived.disconnect(note)


@pytest.mark.parametrize("is_agreed", [True, False])
def test_the_engine_is_removed_after_asking(
    engine: OptionsEngine, offer: SetupOffer, monkeypatch: pytest.MonkeyPatch, is_agreed: bool
) -> None:
    buttons = QMessageBox.StandardButton
    answer = buttons.Yes if is_agreed else buttons.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    engine.installation.is_there = True
    page = page_of(engine, offer)
    assert page.remove_button.isEnabled()
    page.remove_button.click()
    if is_agreed:
        assert "being removed" in page.status_label.text() and not page.set_up_button.isEnabled()
        until(lambda: "was removed" in page.said_label.text())
        assert "not set up" in page.status_label.text() and not page.remove_button.isEnabled()
    assert engine.removed == int(is_agreed)


def test_packages_in_use_stay(engine: OptionsEngine, offer: SetupOffer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    engine.installation.is_there = True
    engine.removal = EnvironmentFailure("in_use", "used")
    page = page_of(engine, offer)
    page.remove_button.click()
    until(lambda: "in use" in page.said_label.text())
    assert page.said_label.parent() is page.engine_group
    assert page.remove_button.isEnabled()


def test_diagnostics_tell_much_and_no_secret(
    engine: Engine, offer: SetupOffer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages = tmp_path / "packages"
    (packages / "rio_tiler-7.1.0.dist-info").mkdir(parents=True)
    (packages / "finished.json").write_text('{"tag": "cp311-linux", "python": "/usr/bin/python3"}', encoding="utf-8")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:pr0xypass@proxy:3128")
    monkeypatch.setenv("MOSAIC_QGIS_POINT_TIMEOUT_S", "7")
    settings.save(
        Settings(
            engine_environment=str(packages), index_url="https://ann:1ndexpass@index.example.com/simple",
            engine_trusted_hosts="hidden.example.com", engine_retries=1,
        )
    )  # fmt: skip
    log("Reading https://ann:s3cretpass@host/a.json?sig=s1gnature&token=t0kenvalue failed", "error")
    log(f"Authorization: Bearer b3arervalue for {Path.home()}/images/a.tif", "warning")
    page = page_of(engine, offer)
    page.diagnostics_button.click()
    until(lambda: "in the clipboard" in page.said_label.text())
    assert page.said_label.parent() is page.log_group
    report = QgsApplication.clipboard().text()
    secrets = (
        "wJalrXUtnFEMI", "pr0xypass", "1ndexpass", "s3cretpass", "s1gnature", "t0kenvalue", "b3arervalue", "hidden.example",
    )  # fmt: skip
    assert not [secret for secret in secrets if secret in report]
    assert str(Path.home()) + "/images" not in report and "~/images/a.tif" in report
    for told in (
        about.version(), "QGIS 3.", "GDAL", "Python", "rio-tiler 7.1.0", "made for cp311-linux, /usr/bin/python3", "AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY",
        "engine_retries = 1 (set)", "point_timeout_s = 7.0 (variable)", "stall_timeout_s = 120.0 (default)",
        "engine_trusted_hosts = 1 entries (set)", "error: Reading https://", "warning: Authorization",
    ):  # fmt: skip
        assert told in report, told


def test_a_fault_of_the_report_is_told(engine: Engine, offer: SetupOffer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_state: object) -> str:
        raise RuntimeError("no clipboard")

    monkeypatch.setattr("mosaic_qgis.gui.options_page.diagnostics.report", fail)
    page = page_of(engine, offer)
    page.diagnostics_button.click()
    until(lambda: "fault of the plugin" in page.said_label.text())
    assert page.diagnostics_button.isEnabled()


def test_the_engine_is_told_what_it_may_use(tmp_path: Path) -> None:
    told = engine_options(Settings(engine_memory_mb=512, engine_cache_dir=str(tmp_path)))
    assert told == {
        "MOSAIC_QGIS_ENGINE_MEMORY_MB": "512",
        "MOSAIC_QGIS_ENGINE_CACHE_MB": "1024",
        "MOSAIC_QGIS_ENGINE_CACHE_DIR": str(tmp_path),
    }
    assert list(engine_options(Settings(engine_cache_mb=0))) == ["MOSAIC_QGIS_ENGINE_MEMORY_MB"]
    told = engine_options(replace(CHANGED, log_level="debug", engine_cache_mb=5))
    assert {name.removeprefix("MOSAIC_QGIS_ENGINE_"): value for name, value in told.items()} == {
        "MEMORY_MB": "2048", "CACHE_MB": "5", "CACHE_DIR": str(Path("/big/cache").absolute()), "THREADS": "3",
        "CONNECTIONS": "8", "CONNECT_S": "5", "SILENCE_S": "90", "RETRIES": "0", "LOG_LEVEL": "debug",
        "TRUSTED_HOSTS": "data.example.com s3://bucket",
    }  # fmt: skip
    assert QgsApplication.qgisSettingsDirPath() in engine_options(Settings())["MOSAIC_QGIS_ENGINE_CACHE_DIR"] + "/"
