"""DynamoDB as dynalite plays it: 1 MB pages, unprocessed keys, conditional puts, 25-item batches. No authentication."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from .process import LOOPBACK, ServerProcess, installed


class DynaliteServer(ServerProcess):
    """One empty DynamoDB, in memory."""

    name: ClassVar[str] = "dynalite"
    region: ClassVar[str] = "us-east-1"

    def command(self) -> Sequence[str | Path]:
        # Its command line has no option for the address and listens on all of them; the package itself can do better.
        options = {"createTableMs": 0, "deleteTableMs": 0, "updateTableMs": 0}
        module = json.dumps(str(installed("node_modules", "dynalite")))
        return ["node", "-e", f"require({module})({json.dumps(options)}).listen({self.port}, '{LOOPBACK}')"]

    @property
    def sdk_environment(self) -> dict[str, str]:
        """Environment variables that lead any AWS SDK here."""
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test-secret",
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def resource(self) -> Any:
        """A boto3 DynamoDB resource."""
        import boto3

        return boto3.resource(
            "dynamodb",
            endpoint_url=self.url,
            region_name=self.region,
            aws_access_key_id="test",
            aws_secret_access_key="test-secret",
        )
