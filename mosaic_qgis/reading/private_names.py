"""Names by which GDAL keeps apart what it reads with different logins. Runs in the ENGINE; no I/O of its own.

GDAL keeps bytes and sizes of remote files by their names alone: whoever names the same file gets them, signed in or not.
So an image that is asked for with options of its own has a name of its own: on the web one with a fragment, which is sent
to no server; in a cloud store below a file system of its own, which GDAL makes as a copy of the store's. Of Azure's it can
make none: there GDAL forgets a blob when another login opens it, and the store has to let that one in anew.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import rasterio._base
from cachetools import LRUCache
from rasterio._path import _parse_path

logger = logging.getLogger(__name__)

_MOST_BLOBS = 4096
_MOST_KEPT = 4
"""File systems whose bytes GDAL keeps; each may hold as many as all images without a login."""
_DIGITS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_MARK = re.compile(r"[#_]mosaic[a-p]{16}")
_STORES = ("/vsis3/", "/vsigs/")
_BLOBS = ("az://", "/vsiaz/")
_LIBRARIES = ("rasterio.libs/gdal*.dll", "rasterio.libs/libgdal*", "rasterio/.dylibs/libgdal*")
"""Where packages of rasterio keep GDAL."""

_made: OrderedDict[str, None] = OrderedDict()
_last: LRUCache[str, str] = LRUCache(maxsize=_MOST_BLOBS)
"""Blobs, and by which login each was opened last."""
_lock = threading.Lock()


def private_name(href: str, options: Iterable[tuple[str, str]]) -> str:
    """What GDAL opens for an image that is asked for with these options of its own, in the environment that has them."""
    given = sorted(options)
    if not given and not href.startswith(_BLOBS):
        return href
    name = str(_parse_path(href).as_vsi())
    # No digits: those in GDAL's errors are statuses.
    mark = "mosaic" + hashlib.sha256(repr(given).encode()).hexdigest()[:16].translate(_DIGITS)
    if name.startswith(("/vsicurl/http://", "/vsicurl/https://")):
        return f"{name}#{mark}"
    for store in _STORES:
        if name.startswith(store):
            own = f"{store[:-1]}_{mark}/"
            return own + name.removeprefix(store) if _is_made(store, own) else href
    if name.startswith("/vsiaz/"):
        _hand_over(name, mark)
    return href


def _hand_over(name: str, login: str) -> None:
    """Have GDAL forget a blob unless the same login opened it last."""
    with _lock:
        before, _last[name] = _last.get(name, login), login
    gdal = _gdal() if before != login else None
    if gdal is not None:
        gdal.VSICurlPartialClearCache(name.encode())


def forget(name: str) -> None:
    """Have GDAL forget what it knows of a file, by its private name, that could not be opened, in the environment of then.

    Its size, or that there is no such file, GDAL notes for all file systems of a store together, so that who is let in
    would be refused after somebody else was.
    """
    gdal = _gdal() if name.startswith("/vsi") and _MARK.search(name) else None
    if gdal is not None:
        gdal.VSICurlPartialClearCache(name.encode())


def without_marks(text: str) -> str:
    """A text of GDAL with the names that people know."""
    return _MARK.sub("", text)


def _is_made(store: str, own: str) -> bool:
    """Whether there is a file system of that name, made now if need be."""
    gdal = _gdal()
    if gdal is None:
        return False
    with _lock:
        if own not in _made and not gdal.VSIDuplicateFileSystemHandler(store.encode(), own.encode()):
            return False
        _made[own] = None
        _made.move_to_end(own)
        for old in list(_made)[:-_MOST_KEPT]:
            gdal.VSICurlPartialClearCache(old.encode())
    return True


@cache
def _gdal() -> ctypes.CDLL | None:
    """The GDAL of rasterio, for what rasterio does not offer."""
    packages = Path(rasterio._base.__file__).parents[1]
    # What rasterio's own library is linked with is found through it, except on Windows.
    for path in (Path(rasterio._base.__file__), *(found for each in _LIBRARIES for found in packages.glob(each))):
        try:
            library = ctypes.CDLL(str(path))
            library.VSIDuplicateFileSystemHandler.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
            library.VSICurlPartialClearCache.argtypes = [ctypes.c_char_p]
            library.VSICurlPartialClearCache.restype = None
        except (OSError, AttributeError):
            continue
        return library
    logger.warning("GDAL's library was not found: logins at one cloud store share what GDAL keeps of images.")
    return None
