"""How a document names its images where it is going to be: whole and unsigned, or beside it. Runs in the ENGINE; no I/O.

Never opens an image. A document elsewhere never names files of this machine.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ..mosaic.assets import AssetResolver, is_whole, redacted, split_azure
from ..mosaic.errors import UnsupportedError, UntrustedReferenceError
from ..mosaic.unsigned import plain, unsigned
from . import scheme_of
from .bands import BandSource
from .base import MosaicJSONBackend
from .file import path_of
from .stacks import Stack

ON_THIS_MACHINE = frozenset({"", "file", "sqlite"})
"""Stores whose documents may name files of this machine."""
TABLES = frozenset({"sqlite", "dynamodb"})
"""Stores that have no place for keys beyond the specification's."""


class ImageNames:
    """How a document names images by their addresses."""

    def __init__(self, target: str) -> None:
        """``target`` is where the document will be."""
        scheme = scheme_of(target)
        self._is_here = scheme in ON_THIS_MACHINE
        # Names in a database are looked for nowhere but where they say.
        self._folder = os.path.dirname(os.path.realpath(path_of(target))) if scheme in ("", "file") else None

    def written(self, address: str) -> str:
        """An address, a whole one or an absolute path, as the document has it.

        Raises:
            UntrustedReferenceError: the image is a file of this machine, and the document will be elsewhere.
        """
        name = plain(unsigned(address))
        if self._is_here:
            return self._beside(name)
        try:
            # Nothing may depend on where the new document lies.
            AssetResolver(place=None, is_remote=True).resolve(name)
            is_whole = "://" in name
        except UntrustedReferenceError:
            is_whole = False
        if not is_whole:
            raise UntrustedReferenceError(
                f"Images of this mosaic are files of this computer, such as {redacted(name)!r}, which a document elsewhere must "
                "not name; save it as a file, or move the images first"
            )
        return name

    def _beside(self, name: str) -> str:
        """A file in the folder of the new document, or below it, relative to that; anything else as it is."""
        if self._folder is None or "://" in name or name.startswith("/vsi") or not os.path.isabs(name):
            return name
        path = Path(os.path.realpath(name))
        if not path.is_relative_to(self._folder):
            return name
        beside = path.relative_to(self._folder).as_posix()
        # What begins so, or has a colon, has a meaning of its own to GDAL, and is better whole.
        return name if beside.startswith(("<", "{")) or ":" in path.name else beside


class NewNames:
    """The names of one mosaic's images in a new document."""

    def __init__(self, source: MosaicJSONBackend, target: str) -> None:
        """``source`` has the images, ``target`` is where the document will be."""
        self._source = source
        self._resolver = source._resolver
        self._written = ImageNames(target)
        self._has_place_for_keys = scheme_of(target) not in TABLES
        self._known: dict[str, str | None] = {}
        self.stacks: dict[str, Stack] = {}
        """Images of several files, by their new names."""
        self.times: dict[str, str] = {}
        """When images were taken, by their new names."""

    @property
    def count(self) -> int:
        """Different images so far."""
        return len({name for name in self._known.values() if name is not None})

    def new(self, name: str) -> str | None:
        """The new name; ``None`` for an image that the mosaic must not refer to and therefore never shows.

        Raises:
            UntrustedReferenceError: the image is a file of this machine, and the document will be elsewhere.
            UnsupportedError: it is no single file.
        """
        if name in self._known:
            return self._known[name]
        try:
            opened = self._resolver.resolve(name)
        except UntrustedReferenceError:
            self._known[name] = None
            return None
        sources = self._source.band_sources(opened)
        if sources is not None:
            new = self._stack(name, opened, sources)
        else:
            whole = self._resolver.prefix + name
            # An address somewhere within a name does not make it one: it still is a name beside the old document.
            is_address = is_whole(whole) or (whole.startswith("/vsi") and "://" in whole)
            new = self.written(whole if is_address else self._with_account(opened))
        self._known[name] = new
        taken = self._source.datetime_of(opened) if self._has_place_for_keys else None
        if taken is not None:
            self.times[new] = taken
        return new

    def _stack(self, name: str, opened: str, sources: tuple[BandSource, ...]) -> str:
        if not self._has_place_for_keys:
            raise UnsupportedError(
                "A table of SQLite or DynamoDB has one file per image, and this layer puts several assets of each item together; "
                "choose one asset, such as visual, or save to a file, s3://, gs:// or az://"
            )
        # Nobody opens it: it only has to stay apart from the others.
        new = unsigned(name)
        files = tuple(replace(source, href=self.written(self._with_account(source.href))) for source in sources)
        self.stacks[new] = Stack(sources=files, facts=self._source.band_facts(opened))
        return new

    def written(self, address: str) -> str:
        """An address as the new document has it. Raises as ``new``."""
        return self._written.written(address)

    def _with_account(self, opened: str) -> str:
        """A name in Azure with the account that the old document's own address has."""
        place = self._resolver.place or ""
        if not place.lower().startswith("az://") or split_azure(place)[0] is None:
            return opened
        for prefix in ("az://", "/vsiaz/"):
            if opened.startswith(prefix):
                return f"az://{place.partition('://')[2].partition('/')[0]}/{opened.removeprefix(prefix)}"
        return opened
