"""Google Cloud Storage: gcp-storage-emulator with what it lacks. Run by `gcs.GcsServer` in the servers' environment.

The package ignores every precondition. Here each request's `if…GenerationMatch` parameters are checked against the live
object and answered as the service does: 412, or 304 for reads. It also checks nothing about who asks: here requests
for buckets called `unauthorized-*` and `forbidden-*` are answered 401 and 403.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from http import HTTPStatus
from http.server import HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gcp_storage_emulator.exceptions import NotFound
from gcp_storage_emulator.server import RequestHandler
from gcp_storage_emulator.storage import Storage


class Refused(Exception):
    """The request is answered with this status instead of being served."""

    def __init__(self, status: HTTPStatus, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message


class CheckedStorage(Storage):  # type: ignore[misc]
    """A store in memory that checks the conditions of the request being served; the server is single-threaded."""

    def __init__(self) -> None:
        super().__init__(use_memory_fs=True)
        self.query: dict[str, list[str]] = {}

    def _check(self, bucket: str, name: str, unmet: HTTPStatus) -> None:
        live = self.objects.get(bucket, {}).get(name)
        generation = live["generation"] if live else "0"
        wanted = self.query.get("ifGenerationMatch")
        unwanted = self.query.get("ifGenerationNotMatch")
        if (wanted and wanted[0] != generation) or (unwanted and unwanted[0] == generation):
            raise Refused(unmet, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")

    def _check_read(self, bucket: str, name: str) -> None:
        pinned = self.query.get("generation")
        live = self.objects.get(bucket, {}).get(name)
        if pinned and (live is None or live["generation"] != pinned[0]):
            raise NotFound
        unmet = HTTPStatus.NOT_MODIFIED if "ifGenerationNotMatch" in self.query else HTTPStatus.PRECONDITION_FAILED
        self._check(bucket, name, unmet)

    def create_file(self, bucket_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        self._check(bucket_name, file_name, HTTPStatus.PRECONDITION_FAILED)
        super().create_file(bucket_name, file_name, *args, **kwargs)

    def delete_file(self, bucket_name: str, file_name: str) -> None:
        self._check_read(bucket_name, file_name)
        super().delete_file(bucket_name, file_name)

    def get_file_obj(self, bucket_name: str, file_name: str) -> Any:
        self._check_read(bucket_name, file_name)
        return super().get_file_obj(bucket_name, file_name)


class CheckedRequests(RequestHandler):  # type: ignore[misc]
    """Answers `Refused` as the service words it."""

    protocol_version = "HTTP/1.0"

    def _serve(self, serve: Any) -> None:
        url = urlsplit(self.path)
        self.storage.query = parse_qs(url.query)
        try:
            for prefix, status in (("unauthorized-", HTTPStatus.UNAUTHORIZED), ("forbidden-", HTTPStatus.FORBIDDEN)):
                if f"/b/{prefix}" in url.path or url.path.startswith(f"/{prefix}"):
                    raise Refused(status, "forbidden", "Caller does not have access to the bucket.")
            serve()
        except Refused as refused:
            self._refuse(refused)

    def _refuse(self, refused: Refused) -> None:
        error = {"domain": "global", "reason": refused.reason, "message": refused.message}
        reply = {"error": {"code": refused.status.value, "message": refused.message, "errors": [error]}}
        body = json.dumps(reply).encode()
        if refused.status is HTTPStatus.NOT_MODIFIED:
            body = b""
        self.send_response(refused.status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._serve(super().do_GET)

    def do_POST(self) -> None:
        self._serve(super().do_POST)

    def do_PUT(self) -> None:
        self._serve(super().do_PUT)

    def do_DELETE(self) -> None:
        self._serve(super().do_DELETE)

    def do_PATCH(self) -> None:
        self._serve(super().do_PATCH)


if __name__ == "__main__":
    HTTPServer((sys.argv[1], int(sys.argv[2])), partial(CheckedRequests, CheckedStorage())).serve_forever()
