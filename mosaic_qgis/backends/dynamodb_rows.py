"""``MosaicRows``: the rows of one mosaic in a DynamoDB table. Runs in the ENGINE; every method blocks on I/O.

Owns the service's limits (25 rows per batch of writes, 100 per batch of reads, 1 MB per page, rows left undone) and
their retries. Never decides what is written. Thread-safe.
"""

from __future__ import annotations

import contextlib
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from ..mosaic.errors import BadDocumentError, BadRequestError, MosaicConflictError, MosaicError, UnreachableError
from .aws import aws_errors
from .dynamodb_layout import (
    HEADER_KEY,
    REVISION,
    WRITER,
    Header,
    claimed_by,
    header_unchanged,
    plain,
    row_unchanged,
    storable,
)

_WRITES_PER_BATCH = 25
_READS_PER_BATCH = 100
_ROW_LIMIT_BYTES = 400 << 10
_THREADS = 8
#: Batches written between two looks at whether the mosaic is still ours to write.
_BATCHES_PER_LOOK = 40
_BATCH_ATTEMPTS = 10
_ROW_ATTEMPTS = 12
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 5.0
_TABLE_POLL_S, _TABLE_POLLS = 1, 120


class WritingWithdrawn(MosaicError):
    """The caller withdrew in the middle of writing."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("Writing the mosaic was cancelled.")


class MosaicRows:
    """The rows of one mosaic. All methods raise the errors of ``aws_errors``."""

    def __init__(self, client: Any, *, table_name: str, mosaic_name: str, name: str) -> None:
        """``client`` is the ``meta.client`` of a boto3 resource; ``name`` stands for the mosaic in messages."""
        self._client = client
        self._table_name = table_name
        self._mosaic_name = mosaic_name
        self._name = name

    # The table

    def make_table(self, **options: Any) -> None:
        """Create the table and wait until it can be used; ``options`` are those of ``create_table``."""
        options.setdefault("BillingMode", options.pop("billing_mode", "PAY_PER_REQUEST"))
        # A conflict means that somebody else is creating it: wait for that one.
        with contextlib.suppress(MosaicConflictError):
            self._call(
                "create_table",
                AttributeDefinitions=[
                    {"AttributeName": "mosaicId", "AttributeType": "S"},
                    {"AttributeName": "quadkey", "AttributeType": "S"},
                ],
                KeySchema=[
                    {"AttributeName": "mosaicId", "KeyType": "HASH"},
                    {"AttributeName": "quadkey", "KeyType": "RANGE"},
                ],
                **options,
            )
        with aws_errors(self._name):
            self._client.get_waiter("table_exists").wait(
                TableName=self._table_name, WaiterConfig={"Delay": _TABLE_POLL_S, "MaxAttempts": _TABLE_POLLS}
            )

    # The header

    def header(self) -> Header | None:
        """The mosaic's description as it is at this moment; ``None`` when there is none."""
        row = self._call("get_item", Key=self._key(HEADER_KEY), ConsistentRead=True).get("Item")
        if row is None:
            return None
        values = plain(row)
        revision, writer = values.pop(REVISION, None), values.pop(WRITER, None)
        document = {key: value for key, value in values.items() if key not in ("mosaicId", "quadkey")}
        return Header(document=document, revision=revision, writer=writer)

    def claim(self, writer: str, known: Header | None) -> None:
        """Mark the mosaic as being written by ``writer``, if its header is still the known one.

        Raises:
            MosaicConflictError: it is not.
        """
        self._call(
            "update_item",
            Key=self._key(HEADER_KEY),
            UpdateExpression="SET #writer = :new_writer",
            **header_unchanged(known, {":new_writer": writer}),
        )

    def put_header(
        self, document: Mapping[str, Any], *, revision: str, known: Header | None = None, writer: str | None = None
    ) -> None:
        """Write the header if it is still the known one, or if ``writer`` has claimed the mosaic.

        Raises:
            MosaicConflictError: it is not; nothing was written.
        """
        condition = header_unchanged(known, {}) if writer is None else claimed_by(writer)
        self._call("put_item", Item={**storable(document), **self._key(HEADER_KEY), REVISION: revision}, **condition)

    def delete_header(self, writer: str) -> None:
        """Remove the header of a mosaic that ``writer`` has claimed.

        Raises:
            MosaicConflictError: somebody else has claimed it since.
        """
        self._call("delete_item", Key=self._key(HEADER_KEY), **claimed_by(writer))

    # Reading tiles

    def assets_of(self, quadkeys: Sequence[str]) -> dict[str, list[str]]:
        """The assets of those quadkeys that have a row."""
        return {quadkey: self._assets_in(row) for quadkey, row in self._rows_of(quadkeys).items()}

    def _rows_of(self, quadkeys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for keys in _batched(dict.fromkeys(quadkeys), _READS_PER_BATCH):
            waiting: Mapping[str, Any] = {
                self._table_name: {"Keys": [self._key(key) for key in keys], "ConsistentRead": True}
            }
            pauses = _pauses(_BATCH_ATTEMPTS)
            while waiting:
                answer = self._call_batch("batch_get_item", waiting)
                rows = answer.get("Responses", {}).get(self._table_name, [])
                found.update((row["quadkey"], row) for row in rows)
                waiting = answer.get("UnprocessedKeys") or {}
                # An answer holds 16 MB at most: only one without any row says that the table is overloaded.
                if waiting and not rows:
                    pause = next(pauses, None)
                    if pause is None:
                        raise self._too_busy("reading")
                    pause()
        return found

    def tiles_below(self, prefix: str, page_rows: int | None = None) -> Iterator[tuple[str, list[str]]]:
        """Quadkeys that start with ``prefix``, in order, with their assets; pages are fetched as they are needed."""
        for row in self._query(prefix, "quadkey, assets", page_rows):
            yield row["quadkey"], self._assets_in(row)

    def quadkeys(self) -> Iterator[str]:
        """All quadkeys, in order."""
        for row in self._query("", "quadkey", None):
            yield row["quadkey"]

    def _query(self, prefix: str, attributes: str, page_rows: int | None) -> Iterator[Mapping[str, Any]]:
        # "-1", the header's key, sorts before every quadkey.
        keys = "begins_with(quadkey, :prefix)" if prefix else "quadkey >= :prefix"
        arguments: dict[str, Any] = {
            "KeyConditionExpression": f"mosaicId = :mosaic AND {keys}",
            "ExpressionAttributeValues": {":mosaic": self._mosaic_name, ":prefix": prefix or "0"},
            "ProjectionExpression": attributes,
            "ConsistentRead": True,
        }
        if page_rows is not None:
            arguments["Limit"] = page_rows
        while True:
            page = self._call("query", **arguments)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _assets_in(self, row: Mapping[str, Any]) -> list[str]:
        assets = row.get("assets", [])
        if not isinstance(assets, list) or not all(isinstance(asset, str) for asset in assets):
            raise BadDocumentError(
                f"{self._name} has a row {row['quadkey']!r} whose assets are no list of strings; write the mosaic again"
            )
        return assets

    # Writing tiles

    def check_tiles(self, tiles: Mapping[str, Sequence[str]]) -> None:
        """Whether all tiles can be stored; no I/O.

        Raises:
            BadRequestError: a row cannot hold a tile.
        """
        for quadkey, assets in tiles.items():
            self._check(quadkey, assets)

    def put_tiles(
        self, tiles: Mapping[str, Sequence[str]], writer: str, cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Write the rows of tiles in batches, as long as ``writer`` has the mosaic.

        Raises:
            MosaicConflictError: somebody else began to write the mosaic.
            WritingWithdrawn: ``cancelled`` said so; some rows are written.
        """
        self._write(
            ({"PutRequest": {"Item": {**self._key(key), "assets": list(assets)}}} for key, assets in tiles.items()),
            writer,
            cancelled,
        )

    def delete_tiles(self, quadkeys: Iterable[str], writer: str) -> None:
        """Remove rows in batches, as long as ``writer`` has the mosaic.

        Raises:
            MosaicConflictError: somebody else began to write the mosaic.
        """
        self._write(({"DeleteRequest": {"Key": self._key(key)}} for key in quadkeys), writer)

    def change_tiles(self, quadkeys: Sequence[str], change: Callable[[str, list[str]], list[str]]) -> None:
        """Replace each row by ``change(quadkey, assets)``, one without assets goes; nobody's change in between is lost.

        ``change`` may be called several times for one row, and from several threads.

        Raises:
            MosaicConflictError: others changed a row again and again.
        """
        with ThreadPoolExecutor(_THREADS) as threads:
            for batch in _batched(quadkeys, _READS_PER_BATCH):
                present = self._rows_of(batch)
                changes = [threads.submit(self._change, key, present.get(key), change) for key in batch]
                for done in changes:
                    done.result()

    def _change(
        self, quadkey: str, row: Mapping[str, Any] | None, change: Callable[[str, list[str]], list[str]]
    ) -> None:
        for pause in _pauses(_ROW_ATTEMPTS):
            present = [] if row is None else self._assets_in(row)
            assets = change(quadkey, present)
            if assets == present and (row is not None or not assets):
                return
            try:
                if assets:
                    self._check(quadkey, assets)
                    item = {**self._key(quadkey), "assets": assets, REVISION: secrets.token_hex(8)}
                    self._call("put_item", Item=item, **row_unchanged(row))
                else:
                    self._call("delete_item", Key=self._key(quadkey), **row_unchanged(row))
                return
            except MosaicConflictError:
                pause()
                row = self._rows_of([quadkey]).get(quadkey)
        raise MosaicConflictError(f"{self._name} is being changed by others all the time, repeat when they are done")

    def _write(
        self, requests: Iterable[Mapping[str, Any]], writer: str, cancelled: Callable[[], bool] | None = None
    ) -> None:
        batches = _batched(requests, _WRITES_PER_BATCH)
        with ThreadPoolExecutor(_THREADS) as threads:
            while group := list(islice(batches, _BATCHES_PER_LOOK)):
                if cancelled is not None and cancelled():
                    raise WritingWithdrawn
                header = self.header()
                if header is None or header.writer != writer:
                    raise MosaicConflictError(
                        f"{self._name} is now being written by somebody else; read it again and repeat if need be"
                    )
                for done in [threads.submit(self._write_batch, batch) for batch in group]:
                    done.result()

    def _write_batch(self, requests: list[Mapping[str, Any]]) -> None:
        waiting: Mapping[str, Any] = {self._table_name: requests}
        for pause in _pauses(_BATCH_ATTEMPTS):
            waiting = self._call_batch("batch_write_item", waiting).get("UnprocessedItems") or {}
            if not waiting:
                return
            pause()
        raise self._too_busy("writing")

    def _check(self, quadkey: str, assets: Sequence[str]) -> None:
        if not quadkey:
            raise BadRequestError("DynamoDB needs quadkeys of at least one digit, got '': use a quadkey zoom above 0")
        size = len("assetsmosaicIdquadkey") + len(self._mosaic_name.encode()) + len(quadkey) + 3
        size += sum(len(asset.encode()) + 1 for asset in assets)
        if size > _ROW_LIMIT_BYTES:
            raise BadRequestError(
                f"A tile must fit into the {_ROW_LIMIT_BYTES} bytes of a DynamoDB row, {quadkey!r} with {len(assets)} "
                f"assets has {size}; use a higher quadkey zoom or an asset_prefix"
            )

    # The service

    def _key(self, quadkey: str) -> dict[str, str]:
        return {"mosaicId": self._mosaic_name, "quadkey": quadkey}

    def _call(self, operation: str, **arguments: Any) -> Mapping[str, Any]:
        with aws_errors(self._name):
            answer: Mapping[str, Any] = getattr(self._client, operation)(TableName=self._table_name, **arguments)
            return answer

    def _call_batch(self, operation: str, requests: Mapping[str, Any]) -> Mapping[str, Any]:
        with aws_errors(self._name):
            answer: Mapping[str, Any] = getattr(self._client, operation)(RequestItems=requests)
            return answer

    def _too_busy(self, doing: str) -> UnreachableError:
        return UnreachableError(
            f"{self._name} left rows undone in each of {_BATCH_ATTEMPTS} attempts at {doing} them; try again later, or "
            "give the table more capacity"
        )


def _batched(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def _pauses(attempts: int) -> Iterator[Callable[[], None]]:
    """One function per attempt that waits before the next one: longer each time, with chance in it."""
    for attempt in range(attempts):
        longest_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**attempt)
        yield lambda longest_s=longest_s: time.sleep(longest_s * random.uniform(0.5, 1))  # type: ignore[misc]  # nosec B311: spreads retries, guards nothing
