"""What somebody has chosen for an algorithm: a mosaic to read, where to write one, images. QGIS side, pure.

Not loaded before an algorithm runs: parameters.py and images.py declare what can be chosen, and read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..host.about import PROVIDER_KEY
from ..provider import uri as uris

if TYPE_CHECKING:
    from ..engine.client.questions import Credentials, Folder

PREFIX = f"{PROVIDER_KEY}://"
"""Before a layer's source, so that Processing knows whose it is."""


@dataclass(frozen=True, kw_only=True)
class ChosenMosaic:
    """A mosaic to read."""

    uri: str
    """Its own; a path is absolute."""
    options: Mapping[str, str]
    credentials: Credentials | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """For people."""
        return uris.LayerUri(mosaic=self.uri, options=self.options).name

    @property
    def source(self) -> str:
        """As the source of a layer."""
        return uris.encode(uris.LayerUri(mosaic=self.uri, options=self.options))


@dataclass(frozen=True, kw_only=True)
class ChosenTarget:
    """Where a mosaic is to be written."""

    uri: str
    """A path is absolute."""
    login: Mapping[str, object] | None = field(default=None, repr=False)
    overwrite: bool
    is_opened: bool
    authcfg: str = ""
    images_authcfg: str = ""
    """The images' login, with which the layer of the mosaic opens them too."""

    @property
    def name(self) -> str:
        """For people."""
        return uris.LayerUri(mosaic=self.uri).name

    def layer_source(self) -> str:
        """How Processing calls the layer of the written mosaic."""
        logins = {"authcfg": self.authcfg, "assets_authcfg": self.images_authcfg}
        options = {key: login for key, login in logins.items() if login}
        return PREFIX + uris.encode(uris.LayerUri(mosaic=self.uri, options=options))


@dataclass(frozen=True, kw_only=True)
class ChosenImages:
    """What was given, for the fields of the same names of a request."""

    files: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    folders: tuple[Folder, ...] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.files or self.lists or self.folders)
