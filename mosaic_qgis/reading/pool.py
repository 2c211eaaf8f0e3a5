"""Open images, kept between reads: the pool of datasets and the GDAL options they are opened with.

Runs in the ENGINE. The only module that opens images. A dataset is never used by two threads at once: it is borrowed,
used and given back. Bounded: what is idle longest is closed. Holds no pixels.
"""

from __future__ import annotations

import os
import stat
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import rasterio
import rasterio.env
from cachetools import LRUCache
from rasterio.enums import Interleaving
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from ..backends.bands import BandFacts, BandSource
from ..backends.gdal import gdal_environment
from ..backends.renewed_logins import turn_of
from ..mosaic.assets import redacted
from ..mosaic.errors import (
    BadAssetError,
    MosaicAuthError,
    MosaicError,
    MosaicNotFoundError,
    MosaicTimeoutError,
    UnreachableError,
    UntrustedReferenceError,
)
from .control_points import is_bent, straightened
from .private_names import forget, private_name, without_marks
from .stack import look_at_bands, stack_document

GDAL_OPTIONS: dict[str, str | int] = {
    # A COG has no sidecars: without this GDAL lists the folder (one request, or thousands of names) for each image. Local
    # images may have some, see _sidecars.
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    # Header and first directory of a COG in one request instead of three.
    "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
    # Blocks side by side in the file come in one request, several ranges in one connection.
    "GDAL_HTTP_MERGE_CONSECUTIVE_RANGES": "YES",
    "GDAL_HTTP_MULTIPLEX": "YES",
    "GDAL_HTTP_VERSION": "2",
    # Headers and what was read beside the wanted bytes, for all remote files together. No VSI_CACHE: it would keep a copy
    # for every open file, local ones too, of what the operating system or this cache has already.
    "CPL_VSIL_CURL_CACHE_SIZE": "67108864",
    # Nothing may hang for ever: no answer, or less than 1 kB/s, for these many seconds is a failure.
    "GDAL_HTTP_CONNECTTIMEOUT": "10",
    "GDAL_HTTP_TIMEOUT": "60",
    "GDAL_HTTP_LOW_SPEED_TIME": "20",
    "GDAL_HTTP_LOW_SPEED_LIMIT": "1000",
    "GDAL_HTTP_MAX_RETRY": "2",
    "GDAL_HTTP_RETRY_DELAY": "0.5",
    # Decoded pixels are kept by the tile cache; GDAL's own cache (bytes) only has to hold what is being read.
    "GDAL_CACHEMAX": 64_000_000,
    # An image must not be able to make GDAL write .aux.xml beside it.
    "GDAL_PAM_ENABLED": "NO",
}


LOCAL_OPTIONS = {"GDAL_DISABLE_READDIR_ON_OPEN": "TRUE"}
"""What local images have instead."""

REFERRING_DRIVERS = frozenset({"VRT", "GTI", "WMS", "WMTS", "STACIT", "STACTA", "TileDB", "DERIVED"})
"""GDAL drivers whose files hold names of others."""

_MAX_STACKS = 10_000
"""Descriptions of images in several files that are kept; some kB each."""


@dataclass(frozen=True, slots=True)
class ImageSource:
    """What identifies an image for every cache: the same href with other credentials or content is another one."""

    href: str
    options: tuple[tuple[str, str], ...] = ()
    """GDAL options for this image alone, sorted; may hold credentials, so never shown."""
    stamp: tuple[int, ...] | None = None
    """Modification time in ns and size of each local file, None for remote ones."""
    bands: tuple[BandSource, ...] = ()
    """The files of its bands, for an image that is spread over several; empty when `href` is the file."""
    told: tuple[BandFacts, ...] = ()
    """What a catalog tells of its bands; empty where nothing."""

    def __repr__(self) -> str:
        return f"ImageSource({public_href(self.href)!r})"

    @property
    def is_remote(self) -> bool:
        return any(map(is_remote, self.files))

    @property
    def files(self) -> tuple[str, ...]:
        """What is opened, each file once."""
        return tuple(dict.fromkeys(band.href for band in self.bands)) or (self.href,)


def is_remote(href: str) -> bool:
    """True for what needs a network."""
    if href.startswith("/vsi"):
        return href.startswith(
            ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "/vsiwebhdfs")
        )
    scheme, mark, _ = href.partition("://")
    return bool(mark) and scheme.lower() not in {"file", "zip", "tar", "gzip"}


def public_href(href: str) -> str:
    """The href without login and query string, which may hold a password or a signature."""
    return redacted(href).split("?", 1)[0] if is_remote(href) else href


def image_source(
    href: str, options: Mapping[str, str], bands: tuple[BandSource, ...] = (), told: tuple[BandFacts, ...] = ()
) -> ImageSource:
    """The identity of an image now.

    Raises:
        MosaicNotFoundError: a local file is not there.
        BadAssetError: it is a pipe or the like.
    """
    source = ImageSource(href, tuple(sorted(options.items())), bands=bands, told=told)
    stamp: list[int] = []
    for file in source.files:
        if is_remote(file) or file.startswith("/vsi") or "://" in file:
            continue
        try:
            status = os.stat(file)
        except (OSError, ValueError) as error:
            # ValueError: a name that no file can have.
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise MosaicNotFoundError(f"The image {file} cannot be opened: {reason}.", asset=href) from error
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) or stat.S_ISBLK(status.st_mode)):
            # GDAL would wait for what somebody writes into a pipe, for ever.
            raise BadAssetError(f"The image {file} cannot be opened: it is no file.", asset=href)
        stamp += (status.st_mtime_ns, status.st_size)
    return replace(source, stamp=tuple(stamp) or None)


@contextmanager
def image_errors(href: str) -> Iterator[None]:
    """Map what rasterio raises while opening or reading an image to our errors; the only place that does."""
    try:
        yield
    except (RasterioError, OSError, ValueError) as error:
        shown = public_href(href)
        text = str(error).strip()
        if error.__cause__ is not None and str(error.__cause__) not in text:
            text = f"{text} ({error.__cause__})"
        text = without_marks(text).replace(href, shown)
        # An image may be called scene_404.tif.
        name = os.path.basename(shown)
        reason = text.replace(shown, "").replace(name if len(name) > _SHORT_NAME else shown, "")
        raise _error_class(reason.lower())(
            f"The image {shown} cannot be read: {text.rstrip('.')}.", asset=shown
        ) from error


_SHORT_NAME = 4
"""Shorter names may be part of what is said."""


def _error_class(text: str) -> type[MosaicError]:
    """The class for an error text of GDAL or curl; they carry no codes."""
    for signs, error_class in (
        (
            ("401", "403", "accessdenied", "access denied", "forbidden", "unauthorized", "invalidaccesskeyid"),
            MosaicAuthError,
        ),
        (("timed out", "timeout"), MosaicTimeoutError),
        (("could not resolve", "couldn't resolve", "could not connect", "connection"), UnreachableError),
        (("http response code: 5", "response_code=5", "http error code : 5"), UnreachableError),
        (("no such file", "does not exist", "404", "not found"), MosaicNotFoundError),
    ):
        if any(sign in text for sign in signs):
            return error_class
    return BadAssetError


@dataclass(frozen=True, slots=True)
class _Idle:
    dataset: DatasetReader
    nbytes: int


_HEADER_BYTES = 64 << 10
"""About what an open dataset takes of which no pixel was read."""


def read_bytes(dataset: DatasetReader) -> int:
    """About what an open dataset takes of which pixels were read: GDAL keeps the last block, for the image and for an
    overview."""
    height, width = dataset.block_shapes[0]
    is_pixelwise = dataset.interleaving is Interleaving.pixel
    items = sum(np.dtype(name).itemsize for name in (dataset.dtypes if is_pixelwise else dataset.dtypes[:1]))
    return _HEADER_BYTES + height * width * items * (2 if dataset.overviews(1) else 1)


class DatasetPool:
    """Idle open datasets, at most `max_idle` and `max_bytes`; borrowed ones are counted by their borrowers (one per thread)."""

    def __init__(
        self,
        max_idle: int = 256,
        *,
        max_bytes: int = 256 << 20,
        gdal_options: Mapping[str, str | int] = GDAL_OPTIONS,
    ) -> None:
        """`gdal_options` are those of all images, for threads that have none."""
        self._max_idle = max_idle
        self._max_bytes = max_bytes
        self._gdal_options = gdal_options
        self._idle: OrderedDict[tuple[ImageSource, int, int], list[_Idle]] = OrderedDict()
        self._count = 0
        self._bytes = 0
        self._stacks: LRUCache[ImageSource, str] = LRUCache(maxsize=_MAX_STACKS)
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def borrow(self, source: ImageSource, level_index: int = 0, *, reads: bool = True) -> Iterator[DatasetReader]:
        """An open dataset for the calling thread alone; `level_index` 0 is the image, i its overview i - 1.

        Opens when none is idle, which may take as long as the network's time limits. `reads` says whether pixels will
        be read, which is what makes an open dataset large.

        Raises:
            MosaicError: one of the classes of `image_errors`.
        """
        key = (source, level_index, turn_of(dict(source.options)))
        with self._lock:
            waiting = self._idle.get(key)
            idle = waiting.pop() if waiting else None
            dataset = None if idle is None else idle.dataset
            if idle is not None:
                self._count -= 1
                self._bytes -= idle.nbytes
                if not waiting:
                    del self._idle[key]
        with image_errors(source.href), self._environment(source):
            if dataset is None:
                extra = {"OVERVIEW_LEVEL": level_index - 1} if level_index else {}
                name = self._stack(source) if source.bands else private_name(source.href, source.options)
                with _sidecars(source):
                    dataset = _open(name, **extra)
                if not source.bands:
                    _refuse_references(source.href, dataset)
                    if is_bent(dataset):
                        dataset = straightened(dataset)
            try:
                yield dataset
            except BaseException:
                # After an error the state of the handle is not known.
                dataset.close()
                raise
            size = read_bytes(dataset) if reads else _HEADER_BYTES
            self._give_back(key, _Idle(dataset, max(size, 0 if idle is None else idle.nbytes)))

    def _environment(self, source: ImageSource) -> AbstractContextManager[object]:
        """GDAL's options for an image: those of all images, which workers have already, and its own."""
        if not rasterio.env.hasenv():
            return gdal_environment({**self._gdal_options, **dict(source.options)})
        return gdal_environment(dict(source.options)) if source.options else nullcontext()

    def _stack(self, source: ImageSource) -> str:
        """The VRT of an image that is spread over several files, which are opened when it is asked for first."""
        with self._lock:
            document = self._stacks.get(source)
        if document is None:
            opened = partial(_opened, options=source.options)
            document = stack_document(look_at_bands(source.bands, opened))
            with self._lock:
                self._stacks[source] = document
        return document

    def _give_back(self, key: tuple[ImageSource, int, int], idle: _Idle) -> None:
        surplus: list[_Idle] = []
        with self._lock:
            if self._closed:
                surplus.append(idle)
            else:
                self._idle.setdefault(key, []).append(idle)
                self._idle.move_to_end(key)
                self._count += 1
                self._bytes += idle.nbytes
                while self._count > self._max_idle or self._bytes > self._max_bytes:
                    surplus.append(self._drop())
        for old in surplus:
            old.dataset.close()

    def _drop(self) -> _Idle:
        """Take out the oldest; for want of bytes, the oldest of which pixels were read: the others wait for that."""
        oldest = next(iter(self._idle))
        if self._count <= self._max_idle:
            large = (key for key, idles in self._idle.items() if idles[0].nbytes > _HEADER_BYTES)
            oldest = next(large, oldest)
        dropped = self._idle[oldest].pop(0)
        self._count -= 1
        self._bytes -= dropped.nbytes
        if not self._idle[oldest]:
            del self._idle[oldest]
        return dropped

    @property
    def idle_count(self) -> int:
        """Number of open datasets that nobody uses."""
        with self._lock:
            return self._count

    def close(self) -> None:
        """Close all idle datasets; borrowed ones are closed when they come back."""
        with self._lock:
            self._closed = True
            surplus = [idle.dataset for datasets in self._idle.values() for idle in datasets]
            self._idle.clear()
            self._count = self._bytes = 0
        for dataset in surplus:
            dataset.close()


def _open(name: str, **extra: object) -> DatasetReader:
    """A dataset by the name that GDAL knows. Raises what rasterio raises."""
    try:
        return rasterio.open(name, sharing=False, **extra)
    except RasterioError:
        forget(name)
        raise


@contextmanager
def _opened(href: str, options: Iterable[tuple[str, str]]) -> Iterator[DatasetReader]:
    """One file of an image that is spread over several; its errors name the file."""
    with image_errors(href), _open(private_name(href, options)) as dataset:
        _refuse_references(href, dataset)
        yield dataset


def _refuse_references(href: str, dataset: DatasetReader) -> None:
    """Close and refuse a remote image that only names other files: it could name any file of this machine.

    Raises:
        UntrustedReferenceError: it is one of `REFERRING_DRIVERS`.
    """
    if is_remote(href) and dataset.driver in REFERRING_DRIVERS:
        driver, shown = dataset.driver, public_href(href)
        dataset.close()
        raise UntrustedReferenceError(
            f"The image {shown} is a {driver} file, which only names other files; from elsewhere such files are not "
            "opened. List the images themselves, or use a local copy.",
            asset=shown,
        )


def _sidecars(source: ImageSource) -> AbstractContextManager[object]:
    """Lets GDAL look for overviews (.ovr) and masks (.msk) beside a local file, by name: folders are never listed."""
    # Where the thread has the option, as those for local images have: an environment per opening takes as long as GDAL.
    name, value = next(iter(LOCAL_OPTIONS.items()))
    is_set = source.is_remote or rasterio.env.getenv().get(name) == value
    return nullcontext() if is_set else rasterio.Env(**LOCAL_OPTIONS)


def tags_beside(href: str) -> tuple[dict[str, str], ...]:
    """The tags of each band of a local image, with those that GDAL keeps beside it (.aux.xml); empty without such a file.

    Opens the image once more, and changes nothing.

    Raises:
        MosaicError: it cannot be opened.
    """
    if is_remote(href) or not os.path.exists(f"{href}.aux.xml"):
        return ()
    options = {**GDAL_OPTIONS, "GDAL_PAM_ENABLED": "YES", "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE"}
    with image_errors(href), rasterio.Env(**options), rasterio.open(href, sharing=False) as dataset:
        return tuple(dataset.tags(band) for band in dataset.indexes)


def memory_environment() -> AbstractContextManager[object]:
    """GDAL's options for what is in memory: those of all images."""
    return nullcontext() if rasterio.env.hasenv() else gdal_environment(GDAL_OPTIONS)
