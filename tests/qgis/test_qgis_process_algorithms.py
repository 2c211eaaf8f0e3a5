"""The toolbox without a window: algorithms of mosaics in qgis_process, asked by JSON, and what an interrupt leaves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import real
from servers.scripted import Answer, ScriptedServer
from test_qgis_process import TIMEOUT_S, qgis_process
from waiting import until

PLUGIN = "mosaic_qgis"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration folder in which the plugin is enabled."""
    folder = tmp_path_factory.mktemp("profile")
    plugin = folder / "profiles/default/python/plugins" / PLUGIN
    plugin.mkdir(parents=True)
    for name in ("__init__.py", "metadata.txt", "mosaic_qgis", "resources"):
        (plugin / name).symlink_to(real.ROOT / name)
    qgis_process(folder, "plugins", "enable", PLUGIN)
    return folder


def environment(profile: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSAIC_QGIS_")}
    return {
        **kept,
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QT_QPA_PLATFORM": "offscreen",
        "MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(real.engine_folder()),
    }


def by_json(profile: Path, name: str, inputs: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status and the answer of an algorithm that is asked by JSON."""
    program = shutil.which("qgis_process")
    assert program is not None
    done = subprocess.run(
        [program, "run", f"mosaicjson:{name}", "-"],
        input=json.dumps({"inputs": inputs}),
        env=environment(profile),
        capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}


def test_an_algorithm_is_asked_by_json(profile: Path, tmp_path: Path) -> None:
    mosaic = real.imagery("tests") / "uint16" / "mosaic.json"
    target = tmp_path / "copy.json"
    status, answer = by_json(profile, "copy", {"INPUT": str(mosaic), "OUTPUT": str(target)})
    assert status == 0 and answer["results"]["IMAGES"] > 1 and target.is_file()


def test_an_interrupt_leaves_the_mosaic_as_it_was_and_nobody_running(
    profile: Path, tmp_path: Path, scripted_server: ScriptedServer
) -> None:
    mosaic = Path(shutil.copy(real.imagery("tests") / "uint16" / "mosaic.json", tmp_path))
    before = mosaic.read_bytes()
    image = scripted_server.script("/silent.tif", Answer(silent=True))
    program = shutil.which("qgis_process")
    assert program is not None
    with (tmp_path / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [program, "run", "mosaicjson:update", "--", f"INPUT={mosaic}", f"ADDRESSES={image}"],
            env=environment(profile), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
    try:
        until(lambda: bool(scripted_server.received_at("/silent.tif")) or process.poll() is not None, TIMEOUT_S)
        assert process.poll() is None, (tmp_path / "said.txt").read_text()
        engines = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        process.wait(TIMEOUT_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(TIMEOUT_S)
    assert process.returncode != 0 and engines, (tmp_path / "said.txt").read_text()
    until(lambda: not any(map(is_alive, engines)))
    assert mosaic.read_bytes() == before and sorted(os.listdir(tmp_path)) == ["mosaic.json", "said.txt"]


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == pid:
            found += [int(folder.name), *children_of(int(folder.name))]
    return found


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
