"""A STAC API: stac-fastapi on pgstac, PostgreSQL and PostGIS. POST and GET search, CQL2, fields, sortby, query, paging.

The database starts from a migrated template that `install.sh` makes, because migrating takes seconds.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .postgres import PostgresServer
from .process import LOOPBACK, ServerError, ServerProcess, installed


class StacServer(ServerProcess):
    """One STAC API with an empty catalogue. Its default page has 10 items."""

    name: ClassVar[str] = "pgstac"

    def __init__(self) -> None:
        super().__init__()
        self._database: PostgresServer | None = None

    def prepare(self) -> None:
        if self._database is None:
            password = installed("pgstac.password").read_text()
            self._database = PostgresServer(password, template=installed("pgstac.tar"))
        self._database.start()

    def command(self) -> Sequence[str | Path]:
        return [
            installed("pgstac", "bin", "python"), "-m", "uvicorn", "stac_fastapi.pgstac.app:create_app", "--factory",
            "--host", LOOPBACK, "--port", str(self.port), "--log-level", "warning",
        ]  # fmt: skip

    def environment(self) -> Mapping[str, str]:
        assert self._database is not None
        return {
            **self._database.connection,
            "ENABLE_TRANSACTIONS_EXTENSIONS": "TRUE",
            "DB_MIN_CONN_SIZE": "1",
            "DB_MAX_CONN_SIZE": "5",
            # Paging links are made from the request's own address only when no prefix is set.
            "ROOT_PATH": "",
        }

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), urlopen(f"{self.url}/_mgmt/ping", timeout=2) as reply:
            return bool(reply.status == 200)
        return False

    def stop(self) -> None:
        super().stop()
        if self._database is not None:
            self._database.stop()

    @property
    def search_url(self) -> str:
        """The API's item search."""
        return f"{self.url}/search"

    def load(self, collection_id: str, items: Iterable[Mapping[str, Any]], **collection_fields: Any) -> None:
        """Create a collection and its items; each item is a GeoJSON feature as STAC wants it."""
        collection = {
            "type": "Collection",
            "stac_version": "1.0.0",
            "id": collection_id,
            "description": collection_id,
            "license": "proprietary",
            "links": [],
            "extent": {
                "spatial": {"bbox": [[-180, -90, 180, 90]]},
                "temporal": {"interval": [["2000-01-01T00:00:00Z", None]]},
            },
            **collection_fields,
        }
        self.request("POST", "/collections", collection)
        by_id = {item["id"]: {**item, "collection": collection_id} for item in items}
        if by_id:
            self.request("POST", f"/collections/{collection_id}/bulk_items", {"items": by_id, "method": "upsert"})

    def delete(self, collection_id: str) -> None:
        """Remove a collection with all its items."""
        self.request("DELETE", f"/collections/{collection_id}")

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """One JSON request to the API.

        Raises:
            ServerError: with the API's own words when it refuses.
        """
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}{path}", data=data, headers={"Content-Type": "application/json"}, method=method)
        try:
            with urlopen(request, timeout=60) as reply:
                text = reply.read()
        except HTTPError as error:
            raise ServerError(f"{method} {path} was answered {error.code}: {error.read().decode()}") from error
        return json.loads(text) if text else None
