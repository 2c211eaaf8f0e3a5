"""Images on the web read without GDAL's own requests: head first, then just the tiles that are wanted. Runs in the ENGINE.

One question for the head of an image, one for the tiles of it that a view needs; the head tells where they lie (`tiff`),
`inflating` makes pixels of them where that is simple, else GDAL does, from memory. What this cannot read, files that are no TIFF or keep their tables elsewhere, servers
without ranges or with another version in every answer, logins it does not know, is left to GDAL: every method says so with None, once found out at no cost.

A version of an image is known by its validator. Each answer is compared with the head's, so that tiles of one version
are never placed by the head of another. Heads and coarse tiles go to disk. What is known of an image, from there or in
memory, is trusted for `FRESH_S`, then shown and asked for again in the background, with a condition. After a reload
(`doubt`) it is asked for before it is shown again. Images left to GDAL are what GDAL's own cache of the network says.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass

from cachetools import LRUCache

from ..mosaic.errors import BadAssetError, MosaicError
from .control_points import is_bent
from .crs_names import CrsNames
from .disk import DiskCache
from .excerpt import Excerpt, blocks_of
from .images import ImageInfo, Level, look_at
from .inflating import inflated
from .likeness import Likenesses
from .pool import ImageSource
from .ranges import NoRanges, Piece, RangeClient, WebAddress, gdal_is_set_up, no_content
from .signing import address_of
from .tiff import Block, HeadTooShort, Layout, UnsuitedTiff, merged, read_layout
from .tiles import SourceTile, TileKey, decode
from .workers import ProcessorGate, Unwanted, nobody_waits, processor_count

HEAD_BYTES = 16_384
"""What is asked for first. A COG of 10 000 pixels has its tables in it; the rest is often a coarse tile."""

HEADS_BYTES = 64 * 1024 * 1024
"""Heads in memory, at most."""

GAP_BYTES = 65_536
"""Tiles with less than that between them come in one answer."""

LONGEST_RANGE_BYTES = 8 * 1024 * 1024
"""Tiles that lie side by side come together up to this size; beyond it two answers side by side are faster."""

FRESH_S = 600.0
"""So long an image is taken as it was when the server was last asked."""

COARSE_PX = 512
"""Levels up to this size are kept on disk: one tile or so, what a view of the whole mosaic shows."""

MOST_UNWRITTEN_BYTES = 96 * 1024 * 1024
"""What waits to be written to disk, at most; more is not kept."""

POLL_S = 0.05
"""How often a job that waits for several answers asks whether it is still wanted."""

MOST_VERSIONS = 2
"""Versions of an image that may come one after the other. Servers that share their work may each name a file otherwise."""

_MOST_PLAIN = 50_000
_EXTRA_RANGES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What is known of an image on the web."""

    address: WebAddress
    layout: Layout
    validator: str
    digest: bytes | None
    """Its place on disk; None when it is not kept."""

    @property
    def nbytes(self) -> int:
        return len(self.layout.head) + len(self.layout.likeness or b"") + 1000


class ImageChanged(Exception):
    """The image is not the version any more that its head is of."""


class RemoteImages:
    """Reads what it can. Thread-safe; may block as long as the network's time limits."""

    def __init__(
        self,
        *,
        disk: DiskCache | None = None,
        later: Callable[[Callable[[], None]], None],
        on_changed: Callable[[ImageSource], None],
    ) -> None:
        """`later` does something soon that nobody waits for; `on_changed` hears of images that are new versions."""
        self._disk = disk
        self._later = later
        self._on_changed = on_changed
        self._client = RangeClient()
        self._is_off = gdal_is_set_up()
        self._heads: LRUCache[ImageSource, Head] = LRUCache(maxsize=HEADS_BYTES, getsizeof=lambda head: head.nbytes)
        self._plain: LRUCache[ImageSource, bool] = LRUCache(maxsize=_MOST_PLAIN)
        self._checked_s: LRUCache[ImageSource, float] = LRUCache(maxsize=_MOST_PLAIN)
        self._doubted_s = 0.0
        self._names = CrsNames()
        self._likenesses = Likenesses()
        self._lock = threading.Lock()
        self._unwritten_bytes = 0
        self._extra: ThreadPoolExecutor | None = None
        self._processors = ProcessorGate(processor_count() + 1)

    def prepare(self) -> None:
        """Have done in the background what the first image would wait for."""
        self._names.prepare()
        if self._disk is not None:
            threading.Thread(target=self._disk.prepare, name="disk", daemon=True).start()

    def close(self) -> None:
        """Close connections and the file on disk."""
        with self._lock:
            extra, self._extra = self._extra, None
        if extra is not None:
            extra.shutdown(wait=False, cancel_futures=True)
        self._names.close()
        self._client.close()
        if self._disk is not None:
            self._disk.close()

    # What is known of images

    def layout(self, source: ImageSource) -> Layout | None:
        """Where everything lies in an image's file, after a `look`; None when GDAL has to read it. Raises MosaicError."""
        head = self._head(source)
        return None if head is None else head.layout

    def doubt(self) -> None:
        """Somebody wants to see what there is now: no image is taken as it is known before its server was asked."""
        self._doubted_s = time.time()

    def trusts(self, source: ImageSource) -> bool:
        """Whether an image may be taken as it is known, or `look` has to ask; an old one is asked for in the background."""
        now_s = time.time()
        with self._lock:
            checked_s = self._checked_s.get(source)
            if checked_s is None:
                return True
            if checked_s <= self._doubted_s:
                return False
            if 0 <= now_s - checked_s < FRESH_S:
                return True
            self._checked_s[source] = now_s
            head = self._heads.get(source)
        if head is not None and head.validator:
            self._ask_later(source, head)
        return True

    def _address(self, source: ImageSource) -> WebAddress | None:
        """Where to ask for an image; None when that is left to GDAL."""
        with self._lock:
            if source in self._plain:
                return None
        address = None if source.bands or self._is_off else address_of(source.href, dict(source.options))
        if address is None:
            self._leave_to_gdal(source)
        return address

    def look(self, source: ImageSource) -> ImageInfo | None:
        """What there is to know of an image, in one question or from disk; None when GDAL has to look.

        Raises:
            MosaicError: it is not there, not allowed, out of reach, or cannot be used.
        """
        if not self.trusts(source):
            self._make_sure(source)
        head = self._head(source)
        if head is None:
            return None
        with self._likenesses.turn(head.layout):
            return self._likenesses.info_of(head.layout, source.href) or self._opened(source, head.layout)

    def _opened(self, source: ImageSource, layout: Layout) -> ImageInfo | None:
        """What GDAL says of an image's head; None when it has to look at the file itself. Raises MosaicError."""
        crs = self._names.crs_of(layout, lambda: Excerpt(layout.head).borrow(source))
        excerpt = Excerpt(layout.head if crs is None else layout.without_crs())
        with self._processors, excerpt.borrow(source) as dataset:
            if is_bent(dataset):
                self._leave_to_gdal(source)
                return None
            info = look_at(dataset, source.href, crs, layout.overview_sizes)
        self._likenesses.learn(layout, info)
        return info

    def _head(self, source: ImageSource) -> Head | None:
        with self._lock:
            head = self._heads.get(source)
        if head is not None:
            return head
        address = self._address(source)
        if address is None:
            return None
        asked_s = time.time()
        head = self._head_on_disk(source, address) or self._head_on_web(source, address)
        if head is not None:
            with self._lock:
                self._heads[source] = head
                self._checked_s[source] = asked_s
        return head

    def _head_on_disk(self, source: ImageSource, address: WebAddress) -> Head | None:
        digest = self._digest(source, address)
        known = self._disk.image(digest) if self._disk is not None and digest is not None else None
        if known is None or self._disk is None or digest is None:
            return None
        body = self._disk.part(digest, known.validator, 0)
        try:
            layout = read_layout(body) if body is not None else None
        except (HeadTooShort, UnsuitedTiff):
            layout = None
        if layout is None:
            self._disk.forget(digest)
            return None
        head = Head(address, layout, known.validator, digest)
        if known.checked_s <= self._doubted_s:
            return head if self._is_same(source, head) else None
        if not 0 <= time.time() - known.checked_s < FRESH_S:
            self._ask_later(source, head)
        return head

    def _head_on_web(self, source: ImageSource, address: WebAddress) -> Head | None:
        body, wanted = b"", HEAD_BYTES
        validator, versions = "", 1
        try:
            while True:
                piece = self._client.get(address, len(body), wanted, is_unwanted=nobody_waits)
                if piece is None or not piece.body:
                    raise no_content(address)
                if body and piece.validator != validator:
                    body, wanted, versions = b"", HEAD_BYTES, versions + 1
                    if versions > MOST_VERSIONS:
                        raise NoRanges
                    continue
                body, validator = body + piece.body, piece.validator
                is_whole = len(body) < wanted
                try:
                    layout = read_layout(body)
                    break
                except HeadTooShort as short:
                    if is_whole:
                        raise no_content(address) from None
                    wanted = -(-short.needed_bytes // HEAD_BYTES) * HEAD_BYTES
        except (NoRanges, UnsuitedTiff):
            self._leave_to_gdal(source)
            return None
        head = Head(address, layout, validator, self._digest(source, address) if validator else None)
        self._keep(head, {0: body})
        return head

    def _make_sure(self, source: ImageSource) -> None:
        """Ask whether an image is still the same. Raises MosaicError."""
        with self._lock:
            head = self._heads.get(source)
        try:
            if head is None:
                # Nobody knows which version its tiles are of.
                self._on_changed(source)
            else:
                self._is_same(source, head)
        except NoRanges:
            self._leave_to_gdal(source)

    def _ask_later(self, source: ImageSource, head: Head) -> None:
        def ask() -> None:
            # What goes wrong is told when somebody reads it.
            with suppress(MosaicError, NoRanges):
                self._is_same(source, head)

        self._later(ask)

    def _is_same(self, source: ImageSource, head: Head) -> bool:
        """Whether the server still has this version of an image; another one is forgotten. Raises MosaicError, NoRanges."""
        asked_s = time.time()
        piece = self._client.get(head.address, 0, HEAD_BYTES, known=head.validator)
        if piece is not None:
            self._forget(source, head)
            return False
        with self._lock:
            self._checked_s[source] = asked_s
        if self._disk is not None and head.digest is not None:
            self._disk.confirm(head.digest, head.validator)
        return True

    def _forget(self, source: ImageSource, head: Head) -> None:
        with self._lock:
            self._heads.pop(source, None)
        if self._disk is not None and head.digest is not None:
            self._disk.forget(head.digest)
        self._on_changed(source)

    def _leave_to_gdal(self, source: ImageSource) -> None:
        with self._lock:
            self._heads.pop(source, None)
            self._checked_s.pop(source, None)
            self._plain[source] = True

    # Tiles

    def groups(self, source: ImageSource, info: ImageInfo, wanted: Mapping[TileKey, Level]) -> list[list[TileKey]]:
        """Tiles of an image in the groups in which they are best asked for; without any asking."""
        with self._lock:
            head = self._heads.get(source)
        if head is None or len(wanted) == 1:
            return [[key] for key in wanted]
        first: dict[Block, TileKey] = {}
        alone: list[list[TileKey]] = []
        for key, level in wanted.items():
            blocks = blocks_of(head.layout, info, level, key)
            if blocks:
                first.setdefault(blocks[0], key)
            if not blocks or first[blocks[0]] != key:
                alone.append([key])
        together = merged(first, GAP_BYTES, LONGEST_RANGE_BYTES)
        return [[first[block] for block in members] for _, _, members in together] + alone

    def decode(
        self, source: ImageSource, info: ImageInfo, wanted: Mapping[TileKey, Level]
    ) -> dict[TileKey, SourceTile] | None:
        """Tiles of one image, asked for together; None when GDAL has to read them.

        Raises:
            MosaicError: they cannot be read.
        """
        for _ in range(MOST_VERSIONS):
            head = self._head(source)
            if head is None:
                return None
            try:
                return self._decoded(head, info, wanted)
            except ImageChanged:
                self._forget(source, head)
            except NoRanges:
                self._leave_to_gdal(source)
                return None
        self._leave_to_gdal(source)
        return None

    def _decoded(
        self, head: Head, info: ImageInfo, wanted: Mapping[TileKey, Level]
    ) -> dict[TileKey, SourceTile] | None:
        blocks: dict[Block, bytes] = {}
        coarse: set[Block] = set()
        for key, level in wanted.items():
            found = blocks_of(head.layout, info, level, key)
            if found is None:
                return None
            blocks.update(dict.fromkeys(found, b""))
            if max(level.width, level.height) <= COARSE_PX:
                coarse.update(found)
        self._fetch(head, blocks, coarse)
        made: dict[TileKey, SourceTile] = {}
        with self._processors:
            for key, level in wanted.items():
                tile = inflated(head.layout, info, level, key, blocks)
                if tile is not None:
                    made[key] = tile
            left = {key: level for key, level in wanted.items() if key not in made}
            if not left:
                return made
            excerpt = Excerpt(head.layout.excerpt(blocks))
            blocks.clear()
            try:
                return made | {key: decode(excerpt, info, level, key) for key, level in left.items()}
            except BadAssetError:
                # Damaged, or GDAL wanted other parts of the file: it may say so, or find them, in the file itself.
                return None

    def _fetch(self, head: Head, blocks: dict[Block, bytes], coarse: set[Block]) -> None:
        """Fill in the bytes of blocks: from the head, from disk, from the web."""
        missing: list[Block] = []
        for block in blocks:
            if block.stop <= len(head.layout.head):
                blocks[block] = head.layout.head[block.start : block.stop]
                continue
            body = None
            if block in coarse and self._disk is not None and head.digest is not None:
                body = self._disk.part(head.digest, head.validator, block.start, block.stop)
            if body is None:
                missing.append(block)
            else:
                blocks[block] = body
        ranges = merged(missing, GAP_BYTES, LONGEST_RANGE_BYTES)
        pieces = self._pieces(head, [(start, stop) for start, stop, _ in ranges])
        for (start, stop, members), piece in zip(ranges, pieces, strict=True):
            if piece.validator != head.validator:
                raise ImageChanged
            if len(piece.body) != stop - start:
                raise no_content(head.address)
            for block in members:
                blocks[block] = piece.body[block.start - start : block.stop - start]
        self._keep(head, {block.start: blocks[block] for block in missing if block in coarse})

    def _pieces(self, head: Head, ranges: Sequence[tuple[int, int]]) -> list[Piece]:
        if len(ranges) < 2:
            return [self._piece(head, start, stop, nobody_waits) for start, stop in ranges]
        with self._lock:
            if self._extra is None:
                self._extra = ThreadPoolExecutor(_EXTRA_RANGES, "ranges")
            extra = self._extra
        left = threading.Event()
        futures = [extra.submit(self._piece, head, start, stop, left.is_set) for start, stop in ranges]
        try:
            while wait(futures, POLL_S).not_done:
                if nobody_waits():
                    raise Unwanted
            return [future.result() for future in futures]
        finally:
            left.set()

    def _piece(self, head: Head, start: int, stop: int, is_unwanted: Callable[[], bool]) -> Piece:
        piece = self._client.get(head.address, start, stop, is_unwanted=is_unwanted)
        if piece is None:
            raise no_content(head.address)
        return piece

    # Disk

    def _digest(self, source: ImageSource, address: WebAddress) -> bytes | None:
        if self._disk is None:
            return None
        login = repr((address.login, source.options)) if address.login or source.options else ""
        return self._disk.digest(source.href, login)

    def _keep(self, head: Head, parts: Mapping[int, bytes]) -> None:
        """Have bytes written when there is nothing better to do."""
        disk, digest = self._disk, head.digest
        size = sum(map(len, parts.values()))
        if disk is None or digest is None or not parts:
            return
        with self._lock:
            if self._unwritten_bytes + size > MOST_UNWRITTEN_BYTES:
                return
            self._unwritten_bytes += size

        def write() -> None:
            disk.keep(digest, head.validator, parts)
            with self._lock:
                self._unwritten_bytes -= size

        self._later(write)
