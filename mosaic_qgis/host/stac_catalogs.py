"""STAC catalogs that one can choose without typing: those that come with the plugin, and QGIS's own connections. QGIS side.

Owns reading resources/stac_catalogs.json. Asks no catalog; knows ids of logins, never a login.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from . import compat
from .about import resource
from .translation import tr

FILE: Final = "stac_catalogs.json"


@dataclass(frozen=True, kw_only=True)
class CatalogCollection:
    """A collection of interest."""

    id: str
    title: str
    assets: tuple[str, ...]
    """Keys of the assets that make a picture in natural colours, or of the one to look at; empty where items differ."""
    minzoom: int | None
    maxzoom: int | None
    stretch: tuple[float, float] | None
    """Values that are shown from black to white; None: QGIS finds them."""
    is_paid: bool
    """Whether reading the images costs whoever reads them."""
    note: str
    """May be empty."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a layer of some collections looks best: what all of them have in common."""

    assets: tuple[str, ...] = ()
    """Empty where they differ or are not known."""
    zooms: Mapping[str, int] = field(default_factory=dict)
    """Of the layer's options `minzoom` and `maxzoom`, those that are known."""
    stretch: tuple[float, float] | None = None
    """Of the `assets`: values that are shown from black to white."""


@dataclass(frozen=True, kw_only=True)
class StacCatalog:
    """A catalog that comes with the plugin, or a connection of QGIS."""

    name: str
    address: str
    """Of the API's landing page."""
    authcfg: str = ""
    """The login for the API that QGIS's connection names."""
    is_own: bool = False
    """Whether a person has set it up in QGIS."""
    has_hidden_login: bool = False
    """Whether QGIS's connection has a user name, password or headers that are no authentication configuration, which this plugin does
    not read."""
    api_logins: tuple[str, ...] = ()
    """Kinds of logins (login_stores.STORES) that the API asks for; empty: none."""
    image_logins: tuple[str, ...] = ()
    """Kinds of logins that suit the images; empty: none is needed."""
    signing: str = ""
    """What the layer's option `signing` must be; empty: left out."""
    attribution: str = ""
    note: str = ""
    """What one should know before using it; may be empty."""
    collections: tuple[CatalogCollection, ...] = ()

    def collection(self, name: str) -> CatalogCollection | None:
        """What is known of a collection."""
        return next((each for each in self.collections if each.id == name), None)

    def look_of(self, names: Sequence[str]) -> Look:
        """How a layer of these collections looks best."""
        known = [each for each in map(self.collection, names) if each is not None]
        if not known or len(known) < len(names) or len({each.assets for each in known}) > 1:
            return Look()
        ranges, stretches = {(each.minzoom, each.maxzoom) for each in known}, {each.stretch for each in known}
        least, most = ranges.pop() if len(ranges) == 1 else (None, None)
        return Look(
            assets=known[0].assets,
            zooms={name: zoom for name, zoom in (("minzoom", least), ("maxzoom", most)) if zoom is not None},
            stretch=stretches.pop() if len(stretches) == 1 else None,
        )

    @property
    def options(self) -> Mapping[str, str]:
        """Options that a layer of this catalog needs."""
        return {"signing": self.signing} if self.signing else {}


def all_catalogs() -> tuple[StacCatalog, ...]:
    """QGIS's own connections, then those that come with the plugin; an address that both have is listed once, as QGIS has it."""
    own = qgis_connections()
    return (*own, *(each for each in presets() if all(_plain(each.address) != _plain(mine.address) for mine in own)))


def qgis_connections() -> tuple[StacCatalog, ...]:
    """The STAC connections of QGIS 3.40 and later, by name; what the plugin knows of the same catalog goes with them."""
    known = {_plain(each.address): each for each in presets()}
    found = []
    for connection in compat.stac_connections():
        preset = known.get(_plain(connection["url"]))
        found.append(
            StacCatalog(
                name=connection["name"],
                address=connection["url"],
                authcfg=connection["authcfg"],
                is_own=True,
                has_hidden_login=bool(connection["has_secrets"]) and not connection["authcfg"],
                api_logins=preset.api_logins if preset else (),
                image_logins=preset.image_logins if preset else (),
                signing=preset.signing if preset else "",
                attribution=preset.attribution if preset else "",
                note=preset.note if preset else "",
                collections=preset.collections if preset else (),
            )
        )
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


@cache
def presets() -> tuple[StacCatalog, ...]:
    """The catalogs that come with the plugin, in the order of the file. Raises ValueError for a file that is broken."""
    value = json.loads(Path(resource(FILE)).read_text(encoding="utf-8"))
    return tuple(_catalog(entry) for entry in value["catalogs"])


def _catalog(entry: Mapping[str, Any]) -> StacCatalog:
    return StacCatalog(
        name=entry["title"],
        address=entry["endpoint"],
        api_logins=tuple(entry["logins"]["api"]),
        image_logins=tuple(entry["logins"]["images"]),
        signing=entry["signing"],
        attribution=entry["attribution"],
        note=tr(entry["note"]) if entry["note"] else "",
        collections=tuple(_collection(each) for each in entry["collections"]),
    )


def _collection(entry: Mapping[str, Any]) -> CatalogCollection:
    stretch = entry["stretch"]
    return CatalogCollection(
        id=entry["id"],
        title=entry["title"],
        assets=tuple(entry["assets"]),
        minzoom=entry["minzoom"],
        maxzoom=entry["maxzoom"],
        stretch=None if stretch is None else (float(stretch[0]), float(stretch[1])),
        is_paid=entry["is_paid"],
        note=tr(entry["note"]) if entry["note"] else "",
    )


def _plain(address: str) -> str:
    return address.strip().rstrip("/").lower()
