"""What pip's output means: how far it is, and why it failed.

QGIS side, without QGIS. Pure: lines in, progress and failures out. Knows the wording of the pinned pip; unknown wording
costs a coarser progress and a less exact sentence, never a wrong result.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Final

from .install_failures import EnvironmentFailure

DOWNLOAD_SHARE: Final = 0.70
"""Part of the progress that fetching takes; the rest is unpacking and checking."""
UNPACK_SHARE: Final = 0.25
TAIL_LINES: Final = 60

_COLLECTING: Final = re.compile(r"^(?:Collecting |Processing (?:.*[/\\])?)(?P<name>\S+)")
_BYTES: Final = re.compile(r"^Progress (?P<done>\d+) of (?P<total>\d+)$")
_CLUE: Final = re.compile(r"(Could not fetch URL|HTTP error|WARNING: Retrying|ERROR:|No module named).*")
_UNPACKING: Final = re.compile(r"^Installing collected packages")

# (reason, pattern, sentence). Most specific first: a proxy that wants a password is also a connection that failed.
_CAUSES: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "no_pip",
        r"No module named '?pip",
        "This Python has no pip, and the wheel of pip that belongs to the plugin is missing: install the plugin from its "
        "zip file, or name a Python that has pip.",
    ),
    (
        "disk_full",
        r"\[Errno 28\]|\[Errno 122\]|\[WinError 112\]|No space left on device",
        "The disk is full: make room and try again; what was begun has been removed.",
    ),
    (
        "hash_mismatch",
        r"DO NOT MATCH THE HASHES|Expected sha256",
        "A downloaded package is not the one that was checked for this version (its hash differs): it is not installed. "
        "Try again, and if it stays so look at the package index or the proxy that is in use.",
    ),
    (
        "proxy_auth",
        r"407 Proxy Authentication|Tunnel connection failed: 407|\b407\b.*[Pp]roxy",
        "The proxy asks for a user name and a password (407): enter them in QGIS's network options.",
    ),
    (
        "proxy",
        r"Missing dependencies for SOCKS",
        "pip cannot use a SOCKS proxy: enter an HTTP proxy in QGIS's network options, or install from a folder with wheels.",
    ),
    (
        "certificate",
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|SSLError|certificate verify failed|invalid path: .*cert",
        "The package index's certificate could not be verified: a proxy that opens encrypted connections needs its own "
        "certificate in SSL_CERT_FILE or in pip's setting cert.",
    ),
    (
        "proxy",
        r"ProxyError|Cannot connect to proxy|Unable to connect to proxy",
        "The proxy cannot be reached: look at QGIS's network options.",
    ),
    (
        "index_auth",
        r"\b(401|403) (Client )?Error|\b401\b Unauthorized|\b403\b Forbidden|User for \S+:",
        "The package index refuses access (401 or 403): its address needs a user name and a password, or another index.",
    ),
    (
        "no_network",
        r"NameResolutionError|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Read timed out|ProtocolError|"
        r"RemoteDisconnected|Connection(Reset|Refused|Aborted)?Error|getaddrinfo failed|IncompleteRead|"
        r"connection error:|IncompleteDownload|Download failed|Connection timed out|Network is unreachable|\b5\d\d Server Error",
        "The package index cannot be reached: check the connection, or install from a folder with wheels.",
    ),
    (
        "no_permission",
        r"\[Errno 13\]|\[Errno 30\]|\[WinError 5\]|Permission denied",
        "A file or folder may not be written: look at its permissions, or whether a virus scanner holds it.",
    ),
    (
        "no_wheel",
        r"No matching distribution found for (?P<what>\S+)",
        "A package has no ready-made file for this Python and this system, or the package source does not have it",
    ),
)


class PipProgress:
    """Follows one run of pip. Not thread-safe: one reader feeds it."""

    def __init__(self, packages: int, download_bytes: int) -> None:
        """``packages`` and ``download_bytes`` are what the lock's sizes say; being wrong only makes progress uneven."""
        self._packages = max(packages, 1)
        self._download_bytes = max(download_bytes, 1)
        self._begun = 0
        self._earlier_bytes = 0
        self._current_bytes = 0
        self._fraction = 0.0
        self.text = "Looking for packages"
        """What is being done, for a log or a progress line: English, with the package's name."""
        self.is_unpacking = False
        """Whether everything is fetched."""
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        """The last lines, without the progress ones."""

    @property
    def fraction(self) -> float:
        """How much is done, 0 to 0.95; never falls."""
        return self._fraction

    def feed(self, line: str) -> None:
        """Take one line of pip's output."""
        line = line.strip()
        if found := _BYTES.match(line):
            self._current_bytes = int(found["done"])
        elif line:
            self.tail.append(line)
            if found := _COLLECTING.match(line):
                self._begun += 1
                self._earlier_bytes += self._current_bytes
                self._current_bytes = 0
                self.text = found["name"]
            elif _UNPACKING.match(line):
                self.is_unpacking = True
                self.text = "Unpacking"
        if not self.is_unpacking:
            counted = max(self._begun - 1, 0) / self._packages
            fetched = self._earlier_bytes + self._current_bytes
            # Packages that are at hand already report no bytes: then only the count says something.
            share = counted if fetched == 0 else 0.3 * counted + 0.7 * fetched / self._download_bytes
            self._advance(DOWNLOAD_SHARE * min(share, 1.0))

    def unpacked(self, packages: int) -> None:
        """Take how many packages are unpacked."""
        if self.is_unpacking:
            self._advance(DOWNLOAD_SHARE + UNPACK_SHARE * min(packages / self._packages, 1.0))

    def _advance(self, fraction: float) -> None:
        self._fraction = max(self._fraction, fraction)

    def failure(self, status: int, log: str = "") -> EnvironmentFailure:
        """Why pip ended with ``status``, from its last lines and from its log file's text.

        An index that cannot be asked is told to the log only; on the terminal the package then simply does not exist.
        """
        output = "\n".join([*(found[0] for found in _CLUE.finditer(log)), *self.tail])
        for reason, pattern, sentence in _CAUSES:
            found = re.search(pattern, output)
            if not found:
                continue
            if reason == "no_wheel":
                return EnvironmentFailure(reason, f"{sentence}: {found['what']}.", output)
            return EnvironmentFailure(reason, sentence, output)
        errors = [line for line in self.tail if line.startswith("ERROR")]
        last = (errors or list(self.tail) or ["no output"])[-1]
        return EnvironmentFailure(
            "pip_failed", f"pip ended with status {status}: {last.removeprefix('ERROR: ')}", output
        )
