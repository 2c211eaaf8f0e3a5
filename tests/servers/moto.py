"""AWS as moto plays it, with its checks of signatures and policies switched on: S3, IAM and DynamoDB on one port."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.request import Request, urlopen

from .process import LOOPBACK, ServerProcess, installed


@dataclass(frozen=True, kw_only=True)
class AccessKey:
    """A key pair of one user of the server."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


class MotoServer(ServerProcess):
    """Three users: `admin` may do everything, `reader` may only read, `outsider` may nothing."""

    name: ClassVar[str] = "moto"
    region: ClassVar[str] = "us-east-1"

    _POLICIES: ClassVar[Mapping[str, Sequence[str]]] = {
        "admin": ["*"],
        "reader": ["s3:Get*", "s3:List*", "dynamodb:*Get*", "dynamodb:Query", "dynamodb:Describe*"],
        "outsider": [],
    }

    def __init__(self) -> None:
        super().__init__()
        self._keys: dict[str, AccessKey] = {}

    def command(self) -> Sequence[str | Path]:
        return [installed("python", "bin", "python"), "-m", "moto.server", "-H", LOOPBACK, "-p", str(self.port)]

    def environment(self) -> Mapping[str, str]:
        # Nothing is checked until `populate` has made the users.
        return {"INITIAL_NO_AUTH_ACTION_COUNT": "inf"}

    def populate(self) -> None:
        iam = self.client("iam", AccessKey(access_key_id="setup", secret_access_key="setup-secret"))
        for user, actions in self._POLICIES.items():
            iam.create_user(UserName=user)
            if actions:
                policy = {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
                }
                iam.put_user_policy(UserName=user, PolicyName="may", PolicyDocument=json.dumps(policy))
            made = iam.create_access_key(UserName=user)["AccessKey"]
            self._keys[user] = AccessKey(access_key_id=made["AccessKeyId"], secret_access_key=made["SecretAccessKey"])
        request = Request(
            f"{self.url}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}, method="POST"
        )
        with urlopen(request, timeout=10) as reply:
            reply.read()

    @property
    def admin(self) -> AccessKey:
        """May do everything."""
        return self._keys["admin"]

    @property
    def reader(self) -> AccessKey:
        """May read buckets, objects and tables; every write is refused."""
        return self._keys["reader"]

    @property
    def outsider(self) -> AccessKey:
        """A valid key without any right."""
        return self._keys["outsider"]

    def client(self, service: str, key: AccessKey | None = None) -> Any:
        """A boto3 client; as `admin` unless a key is given."""
        import boto3
        from botocore.config import Config

        key = key or self.admin
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=self.region,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def sdk_environment(self, key: AccessKey | None = None) -> dict[str, str]:
        """Environment variables that lead any AWS SDK, and GDAL, here; as `admin` unless a key is given."""
        key = key or self.admin
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_S3_ENDPOINT": f"{LOOPBACK}:{self.port}",
            "AWS_HTTPS": "NO",
            "AWS_VIRTUAL_HOSTING": "FALSE",
            "AWS_ACCESS_KEY_ID": key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
