"""Is this local file a MosaicJSON document? QGIS side, pure (standard library only).

QGIS asks this dozens of times for every file it looks at, on its main thread, so the answer is cheap: the extension comes
first, a few KB are read, the answer is remembered per (path, mtime, size). Only a top-level key `mosaicjson` counts: it
is looked for in the head of the document and, when that breaks off inside a big member such as `tiles`, in its tail.
Never touches the network, never parses a whole document, never raises.
"""

from __future__ import annotations

import re
import stat
import threading
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

from ..host.patterns import Pattern

_EXTENSIONS = (".json", ".json.gz", ".mosaicjson", ".mosaicjson.gz")
_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_BYTES = 64 * 1024
_TAIL_BYTES = 64 * 1024
_INFLATE_LIMIT_BYTES = 64 * 1024 * 1024
"""How far a gzip stream is followed to find its tail (about 0.2 s); documents beyond are claimed only by their head."""
_KEY = b'"mosaicjson"'
_TOKEN = Pattern(rb'"(?:[^"\\]|\\.)*"?|[{}\[\]]', re.DOTALL)
_OTHER_KIND = Pattern(
    rb'("stac_version"\s*:|"type"\s*:\s*"(Feature|FeatureCollection|Catalog|Collection|Topology|GeometryCollection|'
    rb'(Multi)?(Point|LineString|Polygon))")'
)

_STAC = Pattern(rb'"stac_version"\s*:')
_GEOJSON_KIND = Pattern(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)

_cache: OrderedDict[tuple[str, int, int], bool] = OrderedDict()
_cache_lock = threading.Lock()
_CACHE_ENTRIES = 1024


def is_mosaicjson(path: str) -> bool:
    """Whether the local file at `path` carries a top-level `mosaicjson` key. False for whatever cannot be read."""
    if not path.lower().endswith(_EXTENSIONS) or path.startswith("/vsi"):
        return False
    try:
        file = Path(path).expanduser()
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return False
        key = (str(file.absolute()), status.st_mtime_ns, status.st_size)
        with _cache_lock:
            if key in _cache:
                _cache.move_to_end(key)
                return _cache[key]
        answer = _sniff(file, status.st_size)
    except (OSError, ValueError, RuntimeError, zlib.error):
        return False
    with _cache_lock:
        _cache[key] = answer
        while len(_cache) > _CACHE_ENTRIES:
            _cache.popitem(last=False)
    return answer


def other_kind(path: str) -> str:
    """What a local JSON file that is no mosaic is, by its first bytes: `stac`, `geojson`, or nothing that is known."""
    try:
        with Path(path).expanduser().open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if head.startswith(_GZIP_MAGIC):
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
    except (OSError, ValueError, RuntimeError, zlib.error):
        return ""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return ""
    return "stac" if _STAC.search(head) else "geojson" if _GEOJSON_KIND.search(head) else ""


def _sniff(path: Path, size_bytes: int) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if head.startswith(_GZIP_MAGIC):
            file.seek(0)
            return _sniff_gzip(file)
        whole = size_bytes <= len(head)
        verdict = _judge_head(head, whole)
        if verdict is not None:
            return verdict
        file.seek(max(0, size_bytes - _TAIL_BYTES))
        return _found_in_tail(file.read(_TAIL_BYTES))


def _sniff_gzip(file: BinaryIO) -> bool:
    """The same for a gzip stream, of which the tail can only be reached by following it, up to a limit."""
    inflater = zlib.decompressobj(wbits=31)
    text = b""
    while len(text) < _HEAD_BYTES and (packed := file.read(16 * 1024)):
        text += inflater.decompress(inflater.unconsumed_tail + packed, _HEAD_BYTES)
    verdict = _judge_head(text, whole=inflater.eof)
    if verdict is not None:
        return verdict
    tail, followed = text, len(text)
    while not inflater.eof and followed < _INFLATE_LIMIT_BYTES:
        packed = inflater.unconsumed_tail or file.read(256 * 1024)
        if not packed:
            return False
        piece = inflater.decompress(packed, 4 * 1024 * 1024)
        followed += len(piece)
        tail = (tail + piece)[-_TAIL_BYTES:]
    return inflater.eof and _found_in_tail(tail)


def _judge_head(head: bytes, whole: bool) -> bool | None:
    """True or False when the head of the document settles it, None when the key may still come later."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"{"):
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
        elif depth == 1:
            if mark == _KEY and text[token.end() : token.end() + 64].lstrip().startswith(b":"):
                return True
            if _OTHER_KIND.match(text, token.start()):
                return False
        if depth == 0:
            return False
    return False if whole else None


def _found_in_tail(tail: bytes) -> bool:
    """Whether `mosaicjson` is a key of the outermost object, seen from the end: after it, one level is left to close."""
    start = tail.find(_KEY)
    while start != -1:
        after = tail[start + len(_KEY) :]
        if after.lstrip().startswith(b":") and _net_depth(after) == -1:
            return True
        start = tail.find(_KEY, start + 1)
    return False


def _net_depth(text: bytes) -> int:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in (b"{", b"["):
            depth += 1
        elif token[0] in (b"}", b"]"):
            depth -= 1
    return depth
