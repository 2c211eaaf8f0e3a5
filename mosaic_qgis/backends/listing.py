"""Which mosaics a database holds: a SQLite file, a DynamoDB table. Runs in the ENGINE; blocks on the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..mosaic.assets import redacted
from ..mosaic.errors import BadRequestError, UnsupportedError
from . import scheme_of
from .logins import credentials_for

_MOST_PAGES = 500
"""Of a table, a megabyte each."""

Listed = tuple[tuple[str, str], ...]
"""Name and URI of each mosaic, by name."""


def mosaics_at(
    uri: str, login: Mapping[str, Any] | None = None, *, cancelled: Callable[[], bool] | None = None
) -> Listed:
    """The mosaics of the database that a URI names, or that the mosaic lies in that it names.

    Raises:
        BadRequestError: the URI is wrong.
        UnsupportedError: mosaics of that scheme lie in no database.
        MosaicError: see the backends.
    """
    match scheme_of(uri):
        case "sqlite":
            return _in_sqlite(uri)
        case "dynamodb":
            return _in_dynamodb(uri, credentials_for("dynamodb", login), cancelled)
    raise UnsupportedError(
        f"Several mosaics lie in a SQLite database (sqlite:///file.db) or a DynamoDB table, {redacted(uri)!r} is neither"
    )


def _in_sqlite(uri: str) -> Listed:
    from .sqlite_tables import names_in

    rest = uri.partition(":///")[2]
    path = rest if Path(rest).expanduser().is_file() else rest.rpartition(":")[0] or rest
    if not path:
        raise BadRequestError(f"A database of mosaics is sqlite:///file.db, got {redacted(uri)!r}")
    path = str(Path(path).expanduser().absolute())
    return tuple((name, f"sqlite:///{path}:{name}") for name in sorted(names_in(path), key=str.casefold))


def _in_dynamodb(uri: str, credentials: Any, cancelled: Callable[[], bool] | None) -> Listed:
    from .aws import aws_config, aws_errors, aws_session
    from .dynamodb import DEFAULT_REGION
    from .dynamodb_layout import HEADER_KEY, DynamoDBAddress

    address = DynamoDBAddress.from_uri(uri)
    region = address.region or (credentials and credentials.region) or os.environ.get("AWS_REGION") or DEFAULT_REGION
    name = f"dynamodb://{region}/{address.table_name}"
    endpoint = credentials.endpoint_url if credentials else None
    names: list[str] = []
    with aws_errors(name):
        client = aws_session(credentials, region).client(
            "dynamodb", region_name=region, endpoint_url=endpoint, config=aws_config(credentials)
        )
        pages = client.get_paginator("scan").paginate(
            TableName=address.table_name,
            FilterExpression="quadkey = :header",
            ExpressionAttributeValues={":header": {"S": HEADER_KEY}},
            ProjectionExpression="mosaicId",
        )
        for number, page in enumerate(pages):
            names += [item["mosaicId"]["S"] for item in page["Items"]]
            if number + 1 >= _MOST_PAGES or (cancelled is not None and cancelled()):
                break
    region_part = address.region or ""
    return tuple(
        (each, f"dynamodb://{region_part}/{address.table_name}:{each}") for each in sorted(names, key=str.casefold)
    )
