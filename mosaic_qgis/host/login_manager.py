"""QGIS's authentication manager, got ready before it is used. QGIS side.

QGIS does that at the manager's first use, on whatever thread that is, and takes a third of a second and more: it looks for
the library of encryption and reads all authorities of the machine. Here it does so on a thread of its own, which hands what
QGIS made there to the thread of QGIS's window before it ends. Asks nobody for a password.
"""

from __future__ import annotations

import threading

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QThread

from . import window

_TIMEOUT_S = 30.0

_ended = threading.Event()
_lock = threading.Lock()
_is_begun = False


def begin() -> None:
    """Have the manager got ready in the background: a login may be wanted soon. Returns at once."""
    global _is_begun  # noqa: PLW0603 (QGIS has one manager, which is got ready once)
    with _lock:
        if _is_begun:
            return
        _is_begun = True
    threading.Thread(target=_run, name="mosaic-logins", daemon=True).start()


def get_ready() -> None:
    """Wait until the manager is ready; the window stays alive where it asks. After the time QGIS does it when it is used."""
    begin()
    window.wait(_ended, _TIMEOUT_S)


def _run() -> None:
    try:
        # Nothing less gets it ready, and nothing more is done by it.
        QgsApplication.authManager().isDisabled()
        _hand_over()
    finally:
        _ended.set()


def _hand_over() -> None:
    """Move what lives on this thread to the thread of QGIS's window: signals queued for it were lost with this one.

    OAuth2's method hears so that a token was refused, for QGIS's own layers as well. Only the thread that an object lives
    on can move it. PyQGIS does not offer the providers of the library of encryption (QCA): QGIS connects nothing to them.
    """
    manager, here, home = QgsApplication.authManager(), QThread.currentThread(), QCoreApplication.instance().thread()
    methods = [manager.authMethod(key) for key in manager.authMethodsKeys()]
    registry = manager.authConfigurationStorageRegistry()
    for each in (*methods, *registry.storages(), registry):
        if each.thread() == here:
            each.moveToThread(home)
