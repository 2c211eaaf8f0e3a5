"""QGIS's authentication manager is got ready on a thread of its own, once, while the window lives on."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from waiting import until

from mosaic_qgis.gui.login_slot import LoginSlot
from mosaic_qgis.host import auth, login_manager, window


class Manager:
    """Takes as long as it is told for its first answer."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self.goes_on = threading.Event()

    def isDisabled(self) -> bool:
        self.threads.append(threading.current_thread().name)
        assert self.goes_on.wait(60)
        return False


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
