"""The one engine of a QGIS: whether its packages are there, what is said when not, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import real

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.host.engine import EngineHost


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
