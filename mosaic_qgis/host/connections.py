"""Saved mosaics, by name, and those that were added lately. QGIS side, main thread.

Kept in QGIS's settings as sources of layers. Ids of authentication configurations are part of them; a source that holds
a login itself is refused here, so none gets into the settings or an exported file. Knows nothing of windows and layers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QFile, QIODevice, QObject, QSaveFile, pyqtSignal
from qgis.PyQt.QtXml import QDomDocument

from .failures import quoted
from .log import log
from .redaction import redacted
from .settings import GROUP
from .translation import tr

MOST_RECENT = 20
MOST_IMPORTED_BYTES = 16 * 1024 * 1024
_CONNECTIONS_KEY = f"{GROUP}/connections"
_RECENT_KEY = f"{GROUP}/recent"
_ROOT = "mosaicJsonConnections"
_ITEM = "mosaicjson"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """A mosaic that somebody keeps under a name."""

    name: str
    source: str
    """A layer's source: the mosaic's URI and its options."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError(tr("A connection needs a name."))
        if not self.source.strip():
            raise ValueError(tr("The connection {name} needs a file or URL.").format(name=quoted(self.name)))
        if holds_secret(self.source):
            raise ValueError(about_secret(self.name))


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a file of connections."""

    added: tuple[str, ...]
    """Names, as they are saved now."""
    refused: tuple[str, ...]
    """One sentence per connection that was left out."""


def holds_secret(source: str) -> bool:
    """Whether a source has a login in its text."""
    return redacted(source) != source


def about_secret(name: str) -> str:
    """What is wrong with a source that has a login in its text, and the way out."""
    text = tr(
        "The address of {name} holds a password or key, which would be stored unencrypted; take it out and "
        "choose an authentication configuration instead."
    )
    return text.format(name=quoted(name))


class Connections(QObject):
    """What is saved. Reads the settings anew each time: another QGIS of the same profile may have changed them."""

    changed = pyqtSignal()

    def all(self) -> list[Connection]:
        """By name."""
        found = []
        for entry in _listed(_CONNECTIONS_KEY):
            try:
                found.append(Connection(name=entry["name"], source=entry["source"]))
            except (KeyError, TypeError, ValueError, AttributeError):
                log("A saved MosaicJSON connection cannot be used and is left out.", "warning")
        return sorted(found, key=lambda connection: connection.name.casefold())

    def get(self, name: str) -> Connection | None:
        """The connection of that name."""
        return next((connection for connection in self.all() if connection.name == name), None)

    def save(self, connection: Connection, replace: str | None = None) -> None:
        """Keep a connection, in place of the one called `replace`, if that is given.

        Raises:
            ValueError: another one has its name.
        """
        others = [each for each in self.all() if each.name != replace]
        if any(each.name == connection.name for each in others):
            text = tr("There is a connection called {name} already; choose another name.")
            raise ValueError(text.format(name=quoted(connection.name)))
        self._store([*others, connection])

    def remove(self, name: str) -> None:
        """Forget a connection; nothing happens where there is none."""
        kept = [each for each in self.all() if each.name != name]
        self._store(kept)

    def rename(self, name: str, to: str) -> None:
        """Give a connection another name. Raises ValueError where that is taken or empty, or there is no such one."""
        connection = self.get(name)
        if connection is None:
            raise ValueError(tr("There is no connection called {name}.").format(name=quoted(name)))
        self.save(replace_name(connection, to), replace=name)

    def free_name(self, wanted: str) -> str:
        """`wanted`, with a number where it is taken."""
        taken = {each.name for each in self.all()}
        number, name = 1, wanted
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        return name

    def _store(self, connections: Sequence[Connection]) -> None:
        entries = [{"name": each.name, "source": each.source} for each in connections]
        QgsSettings().setValue(_CONNECTIONS_KEY, json.dumps(entries))
        self.changed.emit()

    # Files

    def export_to(self, path: str, names: Sequence[str] | None = None) -> int:
        """Write connections (those of `names`, or all) to an XML file; how many.

        Raises:
            OSError: the file cannot be written; one that was there stays as it was.
        """
        chosen = [each for each in self.all() if names is None or each.name in names]
        document = QDomDocument("connections")
        root = document.createElement(_ROOT)
        root.setAttribute("version", "1.0")
        document.appendChild(root)
        for each in chosen:
            element = document.createElement(_ITEM)
            element.setAttribute("name", each.name)
            element.setAttribute("source", each.source)
            root.appendChild(element)
        file = QSaveFile(path)
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError(file.errorString())
        file.write(document.toByteArray(2))
        if not file.commit():
            raise OSError(file.errorString())
        return len(chosen)

    def import_from(self, path: str) -> Imported:
        """Take over the connections of an XML file; one whose name is taken by another source gets a number.

        Raises:
            OSError: the file cannot be read.
            ValueError: it holds no connections to mosaics.
        """
        root = _root_of(path)
        present = self.all()
        taken = {each.name: each.source for each in present}
        added: list[str] = []
        refused: list[str] = []
        element = root.firstChildElement(_ITEM)
        while not element.isNull():
            try:
                found = Connection(name=element.attribute("name"), source=element.attribute("source"))
            except ValueError as exc:
                refused.append(str(exc))
            else:
                if taken.get(found.name) != found.source:
                    found = replace_name(found, _numbered(found.name, taken))
                    present.append(found)
                    taken[found.name] = found.source
                added.append(found.name)
            element = element.nextSiblingElement(_ITEM)
        self._store(present)
        return Imported(added=tuple(added), refused=tuple(refused))

    # Recent ones

    def recent(self) -> list[str]:
        """Sources of layers that were added, the last one first."""
        return [entry for entry in _listed(_RECENT_KEY) if isinstance(entry, str) and entry][:MOST_RECENT]

    def remember(self, source: str) -> None:
        """A layer of this source was added. A source with a login in it is not kept."""
        if not source.strip() or holds_secret(source):
            return
        before = self.recent()
        now = [source, *(each for each in before if each != source)][:MOST_RECENT]
        if now != before:
            QgsSettings().setValue(_RECENT_KEY, json.dumps(now))
            self.changed.emit()

    def forget_recent(self, source: str | None = None) -> None:
        """Forget one source, or all of them."""
        kept = [] if source is None else [each for each in self.recent() if each != source]
        QgsSettings().setValue(_RECENT_KEY, json.dumps(kept))
        self.changed.emit()


@cache
def connections() -> Connections:
    """The one of this QGIS."""
    return Connections()


def replace_name(connection: Connection, name: str) -> Connection:
    """The same connection under another name."""
    return replace(connection, name=name)


def _numbered(name: str, taken: Any) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _listed(key: str) -> list[Any]:
    try:
        entries = json.loads(str(QgsSettings().value(key, "") or "[]"))
    except ValueError:
        return []
    return entries if isinstance(entries, list) else []


def _root_of(path: str) -> Any:
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise OSError(file.errorString())
    document = QDomDocument()
    size = file.size()
    content = file.read(MOST_IMPORTED_BYTES) if size <= MOST_IMPORTED_BYTES else b""
    file.close()
    answer = document.setContent(content)
    root = document.documentElement()
    if not (answer[0] if isinstance(answer, tuple) else answer) or root.tagName() != _ROOT:
        text = tr("{file} holds no connections to mosaics; choose a file that this plugin has exported.")
        raise ValueError(text.format(file=quoted(Path(path).name)))
    return root
