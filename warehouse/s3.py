"""How this installation reaches S3: keys and address from the environment, under the names that AWS's own
tools use. `AWS_ENDPOINT_URL` is for stores that are not Amazon's (MinIO, Ceph, R2).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from warehouse.errors import UserError


@dataclass(frozen=True)
class S3Access:
    """Keys and address. `endpoint` is None for Amazon's own."""

    key_id: str
    secret: str
    token: str | None
    region: str
    endpoint: str | None

    @property
    def is_plain_http(self) -> bool:
        """Tell whether the store is asked without TLS."""
        return self.endpoint is not None and self.endpoint.startswith("http://")


def s3_access(environment: Mapping[str, str] | None = None) -> S3Access:
    """Return what the environment says. Raises UserError where a key is missing or the address is none."""
    given = os.environ if environment is None else environment
    key_id, secret = given.get("AWS_ACCESS_KEY_ID"), given.get("AWS_SECRET_ACCESS_KEY")
    if not key_id or not secret:
        raise UserError("S3 is asked with keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    endpoint = given.get("AWS_ENDPOINT_URL_S3") or given.get("AWS_ENDPOINT_URL") or None
    if endpoint and (urlsplit(endpoint).scheme not in ("http", "https") or not urlsplit(endpoint).hostname):
        raise UserError(
            f"AWS_ENDPOINT_URL {endpoint!r} is no address; write it as https://objects.example.org"
        )
    return S3Access(
        key_id=key_id,
        secret=secret,
        token=given.get("AWS_SESSION_TOKEN") or None,
        region=given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or "us-east-1",
        endpoint=endpoint.rstrip("/") if endpoint else None,
    )
