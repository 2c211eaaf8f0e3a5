"""The one engine of this QGIS: made when it is first needed, from the environment in force, ended with the plugin.

QGIS side. Owns the one EngineClient and says whether the engine's packages are there. Installs them by itself only where
nobody can be asked and a setting allows it (else see setup.py); never shows anything.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkProxy

from ..engine.client.terms import EngineFailure
from . import about, cache, patience, settings
from .asking import answer_of
from .auth import all_signed_in, signed_in
from .log import log, log_exception
from .login_renewal import LoginsInUse
from .openings import Openings
from .settings import Settings
from .translation import tr

if TYPE_CHECKING:
    from ..engine.client.environment import EngineEnvironment
    from ..engine.client.launch import LaunchPlan
    from ..engine.client.pending import OnProgress
    from ..engine.client.process import EngineClient, RemoteMosaic
    from ..engine.client.questions import Request

OPTION_PREFIX = "MOSAIC_QGIS_ENGINE_"
"""Of the variables that tell the engine at its start what it may use."""
QUIET_LEVELS = ("warning", "info")
"""At these the engine tells its warnings, as it does by itself: what else it has to say is for finding faults."""


class EngineHost(QObject):
    """Opens mosaics in the engine. Everything is callable from any thread, apart from what says otherwise."""

    environment_looked_at = pyqtSignal()
    """`is_environment_there` is known, anew."""
    environment_missed = pyqtSignal()
    """A mosaic could not be opened because the engine's packages are not there."""
    environment_made = pyqtSignal()
    """The packages are there now: what failed before can be opened."""
    opened_late = pyqtSignal(str, object, object)
    """Mosaic, options, failure or None: an opening that had taken too long has ended; trying again costs no time now."""

    def __init__(self, *, has_window: bool) -> None:
        """`has_window`: whether a person can be asked to set the engine up."""
        super().__init__()
        self._has_window = has_window
        self._client: EngineClient | None = None
        self._openings = Openings(self._opened_late)
        self.logins = LoginsInUse()
        """Those that have to be renewed while mosaics are open."""
        self._environment: EngineEnvironment | None = None
        self._made_for: tuple[Settings, str | None] | None = None
        self._is_there: bool | None = None
        self._looks = 0
        self._is_stopped = False
        self._lock = threading.Lock()

    def open(
        self,
        mosaic: str,
        options: Mapping[str, str],
        credentials: Mapping[str, Any] | None,
        timeout_s: float,
        is_cancelled: Callable[[], bool] = patience.never,
        *,
        anew: bool = False,
    ) -> RemoteMosaic:
        """Open a mosaic, starting the engine when needed. Waits up to `timeout_s`, whatever takes the time: the proof
        that the engine's Python works, its start, the mosaic. `anew`: images may have changed. Raises EngineFailure.

        Where nobody can be asked and the settings allow it, the engine is installed first, which takes minutes.
        """
        credentials = all_signed_in(credentials, mosaic, timeout_s, is_cancelled)
        client = self._prepared_client()
        with self._noting_what_is_missing():
            remote = self._openings.open(client, mosaic, options, credentials, timeout_s, is_cancelled, anew=anew)
        self.logins.note(remote, credentials, mosaic)
        return remote

    def ask(
        self,
        request: Request,
        timeout_s: float,
        is_cancelled: Callable[[], bool] = patience.never,
        on_progress: OnProgress | None = None,
    ) -> Mapping[str, Any]:
        """Ask what needs no open mosaic (engine/client/questions.py), starting the engine when needed; the value is shaped
        as docs/protocol.md says. Waits, so never call it on a window's thread. Raises EngineFailure, as `open`.

        `on_progress` is called on another thread. A request that writes is waited for after cancelling, too: the answer may
        be that it was done just before.
        """
        request = _signed_in(request, timeout_s, is_cancelled)
        client = self._prepared_client()
        with self._noting_what_is_missing():
            return answer_of(client.ask(request, on_progress), timeout_s, is_cancelled)

    def _prepared_client(self) -> EngineClient:
        client = self._the_client()
        # Settings and proxy in force now; the engine's start uses them on another thread.
        environment = self.environment()
        if not self._has_window and settings.load().install_without_asking and not self.is_environment_ready():
            log(tr("The MosaicJSON engine is being set up, as the settings allow."))
            environment.install(_LogProgress(), lambda: False)
        return client

    @contextlib.contextmanager
    def _noting_what_is_missing(self) -> Iterator[None]:
        """Around whatever starts the engine: what its failure says of the packages is noted, and told."""
        try:
            yield
        except EngineFailure as failure:
            failure.detail["has_window"] = self._has_window
            if failure.code == "environment":
                from ..engine.client.install_failures import EnvironmentFailure

                # What is wrong with the packages has a reason; anything else happened on the way from there.
                missing = any(isinstance(each, EnvironmentFailure) for each in (failure, failure.__cause__))
                failure.detail["is_set_up"] = not missing
                if not failure.detail["is_set_up"]:
                    self._is_there = False
                    self.environment_missed.emit()
            raise
        self._is_there = True

    @property
    def is_environment_there(self) -> bool | None:
        """Whether the engine could be started, as far as it was looked at; None: not known yet. Never blocks."""
        return self._is_there

    def look_at_environment(self) -> None:
        """Find out in the background whether the engine could be started. Call on the main thread."""
        try:
            self.environment()
        except Exception:  # noqa: BLE001 (who waits for the answer would wait for ever)
            log_exception("The engine's environment could not be named.")
        with self._lock:
            self._looks += 1
            look = self._looks
        threading.Thread(target=self._look, args=(look,), name="mosaic-engine-look", daemon=True).start()

    def _look(self, look: int) -> None:
        try:
            is_there = self.is_environment_ready()
        except Exception:  # noqa: BLE001 (a thread that raises tells nobody why)
            log_exception("The engine's environment could not be looked at.")
            is_there = False
        with self._lock:
            if look != self._looks or self._is_stopped:
                return
            self._is_there = is_there
        self.environment_looked_at.emit()

    def is_environment_ready(self) -> bool:
        """Whether the engine could be started now. May run a process for as long as it likes: not on a window's thread."""
        try:
            self._launch_plan()
        except EngineFailure:
            return False
        return True

    def environment(self) -> EngineEnvironment:
        """The engine's packages under the settings in force."""
        from .engine_packages import environment_of

        current = settings.load()
        proxy = qgis_proxy()
        with self._lock:
            if self._environment is None or self._made_for != (current, proxy):
                # Kept, because it holds the mark that this process uses the packages.
                self._environment, self._made_for = environment_of(current, proxy), (current, proxy)
            return self._environment

    def environment_was_made(self) -> None:
        """Tell everybody that waits for the packages; a running engine is replaced by one of the new packages."""
        self.end_for_now()
        self._is_there = True
        self.environment_made.emit()

    def environment_changed(self) -> None:
        """The settings name other packages or another Python: a running engine is replaced. Call on the main thread."""
        self._is_there = None
        self.look_at_environment()
        self.options_changed()

    def options_changed(self) -> None:
        """The settings tell the engine other things: one that runs is ended in the background, and starts anew when it is
        next needed."""
        threading.Thread(target=self.end_for_now, name="mosaic-engine-restart", daemon=True).start()

    def end_for_now(self) -> None:
        """A running engine is ended, with all that it has in memory; what needs one next starts it anew. Blocks up to 3 s."""
        with self._lock:
            client = self._client
        if client is not None:
            client.restart()

    def remove_environment(self) -> None:
        """Delete the engine's packages. Blocks: not on a window's thread. Raises EngineFailure when they are in use."""
        from . import cluster

        environment = self.environment()
        self.end_for_now()
        cluster.remove()
        environment.remove()
        self._is_there = False
        self.environment_looked_at.emit()

    def prepare_cluster(self, progress: Callable[[float, str], None], is_cancelled: Callable[[], bool]) -> None:
        """Install what the engine needs for Dask clusters, unless it is there. Blocks, as `ask`. Raises EngineFailure."""
        from . import cluster

        self._prepared_client()
        cluster.prepare(self._launch_plan(), settings.load(), qgis_proxy(), progress, is_cancelled)

    @property
    def pid(self) -> int | None:
        """The engine's process id, None while it does not run."""
        return self._client.pid if self._client is not None else None

    def stop(self) -> None:
        """End the engine for good, within about 3 s. Idempotent; layers that are left stay harmless."""
        with self._lock:
            self._is_stopped = True
            client = self._client
        self._openings.close()
        if client is not None:
            client.stop()

    def _opened_late(self, mosaic: str, options: Mapping[str, str], failure: EngineFailure | None) -> None:
        # A method keeps its object for the thread that calls it; a signal's `emit` does not.
        self.opened_late.emit(mosaic, options, failure)

    def _the_client(self) -> EngineClient:
        with self._lock:
            if self._is_stopped:
                raise EngineFailure("cancelled", "The MosaicJSON plugin is switched off.")
            if self._client is None:
                from ..engine.client.process import EngineClient

                self._client = EngineClient(self._launch_plan, about.version(), lambda level, text: log(text, level))
            return self._client

    def _launch_plan(self) -> LaunchPlan:
        """How the engine is started. Raises EngineFailure("environment") when it cannot be."""
        from . import cluster
        from .engine_packages import plan_for_folder

        current = settings.load()
        folder = Path(current.engine_environment).expanduser()
        if current.engine_environment and folder.is_dir():
            plan = plan_for_folder(folder, current.engine_python)
        else:
            with self._lock:
                environment = self._environment
            plan = (environment or self.environment()).launch_plan()
        inherited = {name: value for name, value in plan.environment.items() if not name.startswith(OPTION_PREFIX)}
        place = {f"{OPTION_PREFIX}CLUSTER_DIR": str(cluster.folder_of(current))}
        return dataclasses.replace(plan, environment={**inherited, **engine_options(current), **place})


def engine_options(current: Settings) -> dict[str, str]:
    """The environment variables by which the engine is told what it may use; read there once, at its start."""
    told = {
        "MEMORY_MB": f"{current.engine_memory_mb:.0f}",
        "CACHE_MB": f"{current.engine_cache_mb:.0f}" if current.engine_cache_mb else "",
        "CACHE_DIR": str(cache.folder_of(current)) if current.engine_cache_mb else "",
        "THREADS": f"{current.engine_threads}" if current.engine_threads else "",
        "CONNECTIONS": f"{current.engine_connections}" if current.engine_connections else "",
        "CONNECT_S": f"{current.engine_connect_s:g}" if current.engine_connect_s else "",
        "SILENCE_S": f"{current.engine_silence_s:g}" if current.engine_silence_s else "",
        "RETRIES": f"{current.engine_retries}" if current.engine_retries >= 0 else "",
        "TRUSTED_HOSTS": current.engine_trusted_hosts,
        "LOG_LEVEL": "" if current.log_level in QUIET_LEVELS else current.log_level,
    }
    return {f"{OPTION_PREFIX}{name}": value for name, value in told.items() if value}


class _LogProgress:
    """Logs each tenth of the way."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, fraction: float, text: str) -> None:
        if fraction >= self._next:
            self._next = fraction + 0.1
            log(f"{fraction:.0%} {text}")


def qgis_proxy() -> str | None:
    """The proxy of QGIS's network options as a URL, None when there is none or it is left to the system.

    Holds the proxy's password: it goes to pip and nowhere else.
    """
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    schemes = {
        QNetworkProxy.ProxyType.HttpProxy: "http",
        QNetworkProxy.ProxyType.HttpCachingProxy: "http",
        QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
    }
    scheme = schemes.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return None
    login = ""
    if proxy.user():
        login = f"{quote(proxy.user(), safe='')}:{quote(proxy.password(), safe='')}@"
    return f"{scheme}://{login}{proxy.hostName()}:{proxy.port()}"


def _signed_in(request: Request, timeout_s: float, is_cancelled: Callable[[], bool]) -> Request:
    """The request with logins as the engine takes them. Raises EngineFailure, as `signature_for`."""
    address = str(getattr(request, "uri", "") or getattr(request, "home", ""))
    changed: dict[str, Any] = {}
    credentials = getattr(request, "credentials", None)
    if credentials is not None:
        given = {"document": credentials.document, "assets": credentials.assets}
        logins = all_signed_in(given, address, timeout_s, is_cancelled)
        changed["credentials"] = type(credentials)(**logins or {})
    images = getattr(request, "files", ())
    # What QGIS signs in with hardly depends on the address, and the images may be named in a file only.
    places = {"target_credentials": getattr(request, "target", ""), "images_credentials": images[0] if images else ""}
    for name, place in places.items():
        login = getattr(request, name, None)
        if login is not None:
            changed[name] = signed_in(login, place, timeout_s, is_cancelled)
    return dataclasses.replace(request, **changed) if changed else request  # type: ignore[type-var]
