"""Logins that do not last: asked for when an image is read, renewed before they end. Runs in the ENGINE.

GDAL's options of an image name such a login by a key that says nothing (`OPTION`), so that an image stays the same image
for every cache, whoever signs it and however often. What stands for the key is put in its place at the last moment, by
`resolved`. Holds no login longer than somebody uses it.
"""

from __future__ import annotations

import abc
import hashlib
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ..mosaic.errors import MosaicAuthError

OPTION = "MOSAIC_LOGIN"
"""Among GDAL's options of an image: the key of its login. Means nothing to GDAL."""

LONGEST_MARGIN_S = 300.0
"""A login is renewed so long before it ends, or a tenth of its time before if that is shorter."""

Clock = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What signs in for some time."""

    options: Mapping[str, str] = field(repr=False)
    """GDAL's options."""
    ends_s: float
    """When it ends, seconds since 1970."""


class RenewedLogin(abc.ABC):
    """A login that is renewed. Thread-safe."""

    def __init__(self, *words: str, clock: Clock = time.time) -> None:
        """``words`` tell it apart from all others; they may be secret, its key does not show them."""
        self.key = hashlib.sha256(repr((type(self).__name__, words)).encode()).hexdigest()
        self._clock = clock
        self._lock = threading.Lock()
        self._granted: Granted | None = None
        self._renew_s = 0.0
        self._turn = 0

    @abc.abstractmethod
    def _ask(self) -> Granted:
        """A new one. Blocks. Raises MosaicError."""

    def options(self) -> Mapping[str, str]:
        """What signs in now; one thread asks for it, the others wait. Raises MosaicError."""
        with self._lock:
            if self._granted is None or self._clock() >= self._renew_s:
                now_s = self._clock()
                granted = self._ask()
                if self._granted is None or granted.options != self._granted.options:
                    self._turn += 1
                margin_s = min(LONGEST_MARGIN_S, max(0.0, granted.ends_s - now_s) / 10)
                self._granted, self._renew_s = granted, granted.ends_s - margin_s
            return self._granted.options

    @property
    def turn(self) -> int:
        """How often it became another one. Raises MosaicError."""
        self.options()
        return self._turn


class HeldHeaders(RenewedLogin):
    """The headers of a login that QGIS renews: it hands them over now and then."""

    def __init__(self, name: str) -> None:
        """``name`` is QGIS's for the login."""
        super().__init__(name)
        self._headers: dict[str, str] = {}

    def give(self, headers: Mapping[str, str]) -> None:
        """Sign in with these from now on."""
        with self._lock:
            if headers != self._headers:
                self._headers = dict(headers)
                # To be asked for again.
                self._renew_s = 0.0

    @property
    def headers(self) -> Mapping[str, str]:
        """The present ones."""
        with self._lock:
            return self._headers

    def _ask(self) -> Granted:
        # The line breaks keep GDAL from splitting a header at its commas.
        text = "".join(f"{name}: {value}\r\n" for name, value in self._headers.items())
        return Granted(options={"GDAL_HTTP_HEADERS": text}, ends_s=float("inf"))


def give_headers(name: str, headers: Mapping[str, str]) -> None:
    """Hand over new headers of a login, if it is in use."""
    with _known_lock:
        held = _known.get(HeldHeaders(name).key)
    if isinstance(held, HeldHeaders):
        held.give(headers)


_known: weakref.WeakValueDictionary[str, RenewedLogin] = weakref.WeakValueDictionary()
_known_lock = threading.Lock()

AnyLogin = TypeVar("AnyLogin", bound=RenewedLogin)


def shared(login: AnyLogin) -> AnyLogin:
    """The login that is known under the same key, or this one from now on; it is known as long as the caller keeps it."""
    with _known_lock:
        known = _known.setdefault(login.key, login)
    if type(known) is not type(login):
        raise TypeError(f"Two kinds of logins have the same key: {type(known).__name__} and {type(login).__name__}")
    return known


def resolved(options: Mapping[str, str]) -> Mapping[str, str]:
    """GDAL's options with what signs in now in place of the key. May ask a service, which blocks.

    Raises:
        MosaicError: the service does not give a login.
    """
    if OPTION not in options:
        return options
    login = login_of(options)
    if login is None:
        raise MosaicAuthError("The login of the images is not in use any more; open the mosaic again")
    return {**{name: value for name, value in options.items() if name != OPTION}, **login.options()}


def turn_of(options: Mapping[str, str]) -> int:
    """Tells apart what was opened before and after a login was renewed; 0 without such a login. As ``resolved``."""
    login = login_of(options) if OPTION in options else None
    return 0 if login is None else login.turn


def login_of(options: Mapping[str, str]) -> RenewedLogin | None:
    """The login whose key stands among options; ``None`` when nobody uses it any more."""
    with _known_lock:
        return _known.get(options[OPTION])
