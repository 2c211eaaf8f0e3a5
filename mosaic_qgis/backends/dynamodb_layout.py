"""How a mosaic lies in a DynamoDB table: addresses, the header row, conditions and values. Runs in the ENGINE; pure.

The layout is cogeo-mosaic 9's: partition key ``mosaicId``, sort key ``quadkey``; one row per quadkey with its ``assets``,
and the document without its tiles in the row with the quadkey ``-1``. Two attributes are ours and ignored by others:
one changes with each change of a row, the other is in the header while somebody replaces the mosaic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError

HEADER_KEY = "-1"
REVISION = "mosaic_qgis_revision"
WRITER = "mosaic_qgis_writer"

_URI = re.compile(
    r"(?i:dynamodb)://(?P<region>[a-z0-9-]*)/(?P<table>[A-Za-z0-9_.-]{3,255})(?::(?P<mosaic>[^:/\x00-\x1f]+))?"
)


@dataclass(frozen=True, kw_only=True)
class DynamoDBAddress:
    """What a URI says."""

    region: str | None
    """Amazon region, ``None`` when the URI leaves it open."""
    table_name: str
    """Table."""
    mosaic_name: str
    """Partition key of the mosaic's rows; the table's name when the URI gives none."""

    @classmethod
    def from_uri(cls, uri: str) -> DynamoDBAddress:
        """Raises ``BadRequestError`` for anything but the two forms."""
        match = _URI.fullmatch(uri)
        if match is None:
            raise BadRequestError(
                f"A mosaic in DynamoDB must be dynamodb://region/table:mosaic or dynamodb:///table:mosaic, got {redacted(uri)!r}"
            )
        return cls(
            region=match["region"] or None, table_name=match["table"], mosaic_name=match["mosaic"] or match["table"]
        )


@dataclass(frozen=True, kw_only=True)
class Header:
    """The row that describes the mosaic."""

    document: Mapping[str, Any]
    """The document without its tiles, as JSON values."""
    revision: str | None
    """Changes with each writing of ours; ``None`` when another program wrote last."""
    writer: str | None
    """Who is replacing or deleting the mosaic now, or broke off doing it."""


def header_unchanged(known: Header | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The condition that the header is still the known one, with the values of the whole expression."""
    names = {"#writer": WRITER}
    if known is None:
        return {
            "ConditionExpression": "attribute_not_exists(quadkey)",
            **({"ExpressionAttributeNames": names, "ExpressionAttributeValues": dict(values)} if values else {}),
        }
    names |= {"#revision": REVISION}
    parts, all_values = [], dict(values)
    for attribute, value in (("writer", known.writer), ("revision", known.revision)):
        if value is None:
            parts.append(f"attribute_not_exists(#{attribute})")
        else:
            parts.append(f"#{attribute} = :known_{attribute}")
            all_values[f":known_{attribute}"] = value
    if known.revision is None:
        # Another program wrote last: its version number is all there is to recognise the row by.
        version = known.document.get("version")
        parts.append("#version = :known_version" if version is not None else "attribute_not_exists(#version)")
        names["#version"] = "version"
        if version is not None:
            all_values[":known_version"] = version
    condition: dict[str, Any] = {
        "ConditionExpression": " AND ".join(["attribute_exists(quadkey)", *parts]),
        "ExpressionAttributeNames": names,
    }
    if all_values:
        condition["ExpressionAttributeValues"] = all_values
    return condition


def row_unchanged(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The condition that the row of a tile is still the known one.

    Every change of ours gives it another revision. A row of another program has none; there the number of assets and
    the first one must do, because not every store compares whole lists.
    """
    if row is None:
        return {"ConditionExpression": "attribute_not_exists(quadkey)"}
    if REVISION in row:
        return {
            "ConditionExpression": "#revision = :revision",
            "ExpressionAttributeNames": {"#revision": REVISION},
            "ExpressionAttributeValues": {":revision": row[REVISION]},
        }
    condition = "attribute_exists(quadkey) AND attribute_not_exists(#revision)"
    names, assets = {"#revision": REVISION}, row.get("assets")
    if not assets:
        return {"ConditionExpression": condition, "ExpressionAttributeNames": names}
    return {
        "ConditionExpression": f"{condition} AND size(assets) = :count AND assets[0] = :first",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":count": len(assets), ":first": assets[0]},
    }


def claimed_by(writer: str) -> dict[str, Any]:
    return {
        "ConditionExpression": "#writer = :writer",
        "ExpressionAttributeNames": {"#writer": WRITER},
        "ExpressionAttributeValues": {":writer": writer},
    }


def storable(value: Any) -> Any:
    """JSON values as the SDK wants them: floats become decimal numbers."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return value


def plain(value: Any) -> Any:
    """The SDK's values as JSON values: numbers become int or float, sets lists."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(part) for part in value)
    return value
