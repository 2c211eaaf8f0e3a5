"""The one engine of a QGIS: whether its packages are there, what is said when not, and that nothing is left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import real
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtWidgets import QPushButton
from waiting import until

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui.adding import is_invalid_of, reset
from mosaic_qgis.gui.late_opening import LateOpening
from mosaic_qgis.host import engine, settings
from mosaic_qgis.host.engine import EngineHost
from mosaic_qgis.host.notes import Notes
from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.provider.uri import LayerUri


@pytest.fixture
def host(qgis_app: object) -> Iterator[EngineHost]:
    made = EngineHost(has_window=True)
    yield made
    made.stop()


def missed(host: EngineHost) -> list[bool]:
    calls: list[bool] = []
    host.environment_missed.connect(lambda: calls.append(True))
    return calls


def test_missing_packages_are_told_once_per_try(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", raising=False)
    calls = missed(host)
    assert not host.is_environment_ready()
    with pytest.raises(EngineFailure) as failure:
        host.open("/data/m.json", {}, None, 5)
    assert failure.value.code == "environment" and failure.value.detail["is_set_up"] is False
    assert calls == [True] and host.pid is None


def test_a_folder_without_packages_is_an_engine_that_does_not_start(
    host: EngineHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(tmp_path))
    calls = missed(host)
    with pytest.raises(EngineFailure) as failure:
        host.open("/data/m.json", {}, None, 20)
    assert failure.value.code in ("environment", "crashed") and not calls


def test_a_named_folder_of_packages_is_used_and_stopped(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
    assert host.is_environment_ready()
    remote = host.open(str(real.imagery("tests") / "rgb" / "mosaic.json"), {}, None, 20)
    pid = host.pid
    assert pid is not None and remote.description["width"] > 0
    host.stop()
    assert not Path(f"/proc/{pid}").exists() and host.pid is None
    with pytest.raises(EngineFailure) as failure:
        host.open("/data/m.json", {}, None, 5)
    assert failure.value.code == "cancelled"


def test_new_packages_replace_the_running_engine(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
    mosaic = str(real.imagery("tests") / "rgb" / "mosaic.json")
    remote = host.open(mosaic, {}, None, 20)
    first = host.pid
    made: list[bool] = []
    host.environment_made.connect(lambda: made.append(True))
    host.environment_was_made()
    assert made == [True]
    assert remote.identify(*remote.description["extent"][:2]).wait(20)
    assert host.pid not in (None, first)


def told_to(pid: int | None) -> list[str]:
    """The variables that an engine was started with."""
    variables = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return [each.removeprefix(engine.OPTION_PREFIX) for each in variables if each.startswith(engine.OPTION_PREFIX)]


def test_changed_settings_reach_a_new_engine_without_a_restart_of_qgis(
    host: EngineHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
    remote = host.open(str(real.imagery("tests") / "rgb" / "mosaic.json"), {}, None, 20)
    first = host.pid
    assert not [each for each in told_to(first) if each.startswith(("RETRIES", "TRUSTED_HOSTS"))]
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_RETRIES", "0")
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_TRUSTED_HOSTS", "data.example.com")
    host.options_changed()
    until(lambda: not Path(f"/proc/{first}").exists(), 20)
    assert host.pid is None, "it starts when it is needed"
    assert remote.identify(*remote.description["extent"][:2]).wait(20)
    assert {"RETRIES=0", "TRUSTED_HOSTS=data.example.com"} <= set(told_to(host.pid))


def test_removed_packages_are_missed(host: EngineHost, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []
    host.environment_looked_at.connect(lambda: looked.append(True))
    folder = host.environment().folder
    folder.mkdir(parents=True)
    (folder / "rasterio.py").touch()
    host.remove_environment()
    assert looked == [True] and host.is_environment_there is False and not folder.exists()


def python_that_waits(folder: Path, until_there: Path) -> Path:
    """A Python that takes its time to start, as one behind a virus scanner or on a network drive does."""
    path = folder / "python3"
    path.write_text(f'#!/bin/sh\nwhile [ ! -e "{until_there}" ]; do sleep 0.05; done\nexec python3 "$@"\n')
    path.chmod(0o755)
    return path


def test_looking_at_the_environment_blocks_nobody(
    host: EngineHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned = tmp_path / "scanned"
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(python_that_waits(tmp_path, scanned)))
    looked: list[bool] = []
    host.environment_looked_at.connect(lambda: looked.append(True))
    host.look_at_environment()
    assert host.is_environment_there is None
    with pytest.raises(EngineFailure) as failure:
        host.open("/data/m.json", {}, None, 0.5)
    assert failure.value.code == "timeout" and host.is_environment_there is None
    scanned.touch()
    until(lambda: bool(looked), 30)
    assert host.is_environment_there is False, "no packages of the engine in that Python"


class SlowServer:
    """Serves a folder; answers for the document only when it may."""

    def __init__(self, folder: Path, document: str) -> None:
        self.may_answer = threading.Event()
        self.asked = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                name = self.path.partition("?")[0].lstrip("/")
                if name == document:
                    server.asked += 1
                    server.may_answer.wait(60)
                path = folder / name
                body = path.read_bytes() if path.is_file() else b""
                wanted = self.headers.get("Range")
                self.send_response(404 if not path.is_file() else 206 if wanted else 200)
                if wanted:
                    first, _, last = wanted.removeprefix("bytes=").partition("-")
                    whole = len(body)
                    body = body[int(first) : int(last or whole) + 1]
                    self.send_header("Content-Range", f"bytes {first}-{int(first) + len(body) - 1}/{whole}")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/{document}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.may_answer.set()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowServer]:
    monkeypatch.setenv("MOSAIC_QGIS_ENGINE_ENVIRONMENT", str(real.engine_folder()))
    server = SlowServer(real.imagery("tests") / "rgb", "mosaic.json")
    yield server
    server.close()


def test_an_opening_goes_on_after_its_time_and_the_next_try_finds_it(host: EngineHost, slow: SlowServer) -> None:
    # The engine's start is not what this is about.
    host.open(str(real.imagery("tests") / "rgb" / "mosaic.json"), {}, None, 30)
    late: list[tuple[object, ...]] = []
    host.opened_late.connect(lambda *what: late.append(what))
    for _ in range(2):
        with pytest.raises(EngineFailure) as failure:
            host.open(slow.url, {"minzoom": "0"}, None, 0.3)
        assert failure.value.code == "timeout" and failure.value.detail["goes_on"] is True
    slow.may_answer.set()
    until(lambda: bool(late), 30)
    assert late == [(slow.url, {"minzoom": "0"}, None)]
    asked = slow.asked
    remote = host.open(slow.url, {"minzoom": "0"}, None, 0.3)
    assert remote.description["width"] > 0 and slow.asked == asked, "nothing was opened again"
    assert remote.identify(*remote.description["extent"][:2]).wait(20)


def test_an_opening_that_fails_late_is_told_and_can_be_tried_again(host: EngineHost, slow: SlowServer) -> None:
    host.open(str(real.imagery("tests") / "rgb" / "mosaic.json"), {}, None, 30)
    late: list[tuple[object, ...]] = []
    host.opened_late.connect(lambda *what: late.append(what))
    missing = SlowServer(real.imagery("tests"), "nothing.json")
    try:
        with pytest.raises(EngineFailure):
            host.open(missing.url, {}, None, 0.3)
        missing.may_answer.set()
        until(lambda: bool(late), 30)
        (_, _, failure), asked = late[0], missing.asked
        assert isinstance(failure, EngineFailure) and failure.code == "not_found"
        with pytest.raises(EngineFailure) as again:
            host.open(missing.url, {}, None, 20)
        assert again.value.code == "not_found" and missing.asked > asked
    finally:
        missing.close()


class Window:
    """As much of `iface` as the messages need."""

    def __init__(self) -> None:
        self.bar = QgsMessageBar()

    def messageBar(self) -> QgsMessageBar:
        return self.bar


@pytest.fixture
def plugin(qgis_app: QgsApplication, slow: SlowServer) -> Iterator[MosaicPlugin]:
    made = MosaicPlugin(None)
    made.initProcessing()
    assert made.engine is not None
    made.engine.open(str(real.imagery("tests") / "rgb" / "mosaic.json"), {}, None, 30)
    yield made
    QgsProject.instance().clear()
    made.unload()


def test_a_slow_layer_opens_itself_and_a_lost_one_is_offered(
    plugin: MosaicPlugin, slow: SlowServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, added = Window(), list[LayerUri]()
    late = LateOpening(
        window, plugin.engine, Notes(window), reopen=lambda uri: reset(is_invalid_of(uri)), add=added.append
    )  # type: ignore[arg-type]
    monkeypatch.setenv(f"{settings.ENVIRONMENT_PREFIX}OPEN_TIMEOUT_S", "0.3")
    kept = QgsRasterLayer(slow.url, "town", "mosaicjson")
    lost = QgsRasterLayer(f"{slow.url}|minzoom=0", "town", "mosaicjson")
    assert not kept.isValid() and not lost.isValid()
    QgsProject.instance().addMapLayer(kept)
    slow.may_answer.set()
    until(lambda: len(window.bar.items()) == 2, 30)
    assert kept.isValid()
    said = sorted(item.text() for item in window.bar.items())
    assert "open now" in said[0] and "ready to be added" in said[1]
    (button,) = window.bar.findChildren(QPushButton, "mosaic_add_late")
    button.click()
    assert added == [LayerUri(mosaic=slow.url, options={"minzoom": "0"})]
    late.close()
