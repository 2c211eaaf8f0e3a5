"""QGIS's authentication manager is got ready on a thread of its own, once, while the window lives on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from waiting import until

from mosaic_qgis.gui.login_slot import LoginSlot
from mosaic_qgis.host import auth, login_manager, window

ROOT = Path(__file__).parents[2]
FIRST_USE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
from mosaic_qgis.host import login_manager
app = QgsApplication([], False)
app.initQgis()
login_manager.get_ready()
manager, home = QgsApplication.authManager(), app.thread()
found = {key: manager.authMethod(key) for key in manager.authMethodsKeys()}
registry = manager.authConfigurationStorageRegistry()
found |= {type(each).__name__: each for each in (registry, *registry.storages())}
print(json.dumps({name: each.thread() == home for name, each in found.items()}))
app.exitQgis()
"""


class Manager:
    """Takes as long as it is told for its first answer."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self.goes_on = threading.Event()

    def isDisabled(self) -> bool:
        self.threads.append(threading.current_thread().name)
        assert self.goes_on.wait(60)
        return False

    def authMethodsKeys(self) -> list[str]:
        return []

    def authConfigurationStorageRegistry(self) -> SimpleNamespace:
        return SimpleNamespace(storages=list[object], thread=lambda: None)


@pytest.fixture
def manager(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> Manager:
    """QGIS as it is before its first login."""
    made = Manager()
    monkeypatch.setattr(login_manager, "QgsApplication", SimpleNamespace(authManager=lambda: made))
    monkeypatch.setattr(login_manager, "_ended", threading.Event())
    monkeypatch.setattr(login_manager, "_is_begun", False)
    return made


def test_the_window_lives_while_qgis_gets_ready(manager: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a project is opened whose layers have logins: a timer of the window's is what lets QGIS go on."""
    monkeypatch.setattr(window, "asks", window.is_here)
    timer = QTimer()
    timer.timeout.connect(lambda: manager.goes_on.set() if manager.threads else None)
    timer.start(1)
    assert auth.credentials_for({"authcfg": ""}) is None
    assert manager.threads == []
    with pytest.raises(auth.EngineFailure, match="no authentication configuration"):
        auth.credentials_for({"authcfg": "missing"})
    timer.stop()
    assert manager.threads == ["mosaic-logins"]
    login_manager.get_ready()
    assert manager.threads == ["mosaic-logins"]


def test_a_list_of_logins_that_is_shown_has_it_begun(manager: Manager) -> None:
    slot = LoginSlot(is_late=True)
    assert manager.threads == []
    slot.show()
    try:
        until(lambda: manager.threads == ["mosaic-logins"], 60)
        assert not slot.is_listed
    finally:
        manager.goes_on.set()
        slot.hide()


def test_what_qgis_made_meanwhile_lives_on_the_thread_of_its_window(tmp_path: Path) -> None:
    """In a process where nobody used a login before. Signals that are queued for OAuth2's method would be lost else."""
    environment = {**os.environ, "QGIS_AUTH_DB_DIR_PATH": str(tmp_path), "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)}
    command = [sys.executable, "-c", FIRST_USE, str(ROOT)]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120, cwd=ROOT)
    is_home = json.loads(answer.stdout.splitlines()[-1])
    storages = {"QgsAuthConfigurationStorageRegistry", "QgsAuthConfigurationStorageDb", "QgsAuthConfigurationStorage"}
    assert {"OAuth2", "Basic"} <= is_home.keys()
    assert len(storages & is_home.keys()) == 2
    assert all(is_home.values()), is_home
