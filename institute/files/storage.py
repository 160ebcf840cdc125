"""Uploads in an S3 bucket, behaving as a folder does. Imported only where MEDIA_STORAGE names one: boto3 is large."""

from __future__ import annotations

import errno
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

# A bucket that doesn't answer fails a call after about 20 seconds: an attempt connects, then waits for an answer.
ATTEMPTS, CONNECT, ANSWER = 2, 2, 8  # seconds, the last two
IN_MEMORY = 5 * 2**20  # bytes; what is larger is read into a temporary file
# An original is written in one request, so that it is there whole or not at all, and leaves no parts to pay for.
WHOLE = 64 * 2**20  # bytes


@contextmanager
def as_os_errors(name: str) -> Iterator[None]:
    """What boto3 raises, as what a folder would: FileNotFoundError for a file, OSError for the rest."""
    try:
        yield
    except ClientError as error:
        # A bucket that is gone is no missing file: that would pass for a photo that isn't shown.
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise FileNotFoundError(errno.ENOENT, "It is not in the bucket", name) from error
        raise OSError(f"{name}: {error}") from error
    except BotoCoreError as error:
        raise OSError(f"{name}: {error}") from error


class Bucket(S3Storage):
    """A private part of a bucket. It gives no addresses: readers get files through our own view."""

    def __init__(self, **options: Any) -> None:
        options["client_config"] = Config(
            signature_version="s3v4",
            # Servers of one's own seldom have a host name for each bucket.
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto", "payload_signing_enabled": True},
            # The signed digest proves the content; boto3's further checksums are unknown to many other servers.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=CONNECT,
            read_timeout=ANSWER,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        )
        options["transfer_config"] = TransferConfig(multipart_threshold=WHOLE, use_threads=False)
        super().__init__(**options)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Originals come from outside, HTML among them: no browser that reaches one may take it for a page."""
        return {} if self.file_overwrite else {"ContentType": self.default_content_type}

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        raise ValueError("This file has no address.")  # as of Django's own without a base_url

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files of a bucket are read whole, and written by save().")
        return Download(self, name)

    def fetch(self, name: str) -> IO[bytes]:
        """A file's bytes by one request, where django-storages makes three. Raises OSError."""
        target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        try:
            with as_os_errors(name):
                found = self.bucket.Object(self._normalize_name(clean_name(name))).get()
                with found["Body"] as body:
                    shutil.copyfileobj(body, target)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        return target

    def _save(self, name: str, content: File) -> str:
        with as_os_errors(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with as_os_errors(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with as_os_errors(name):
            return super().exists(name)

    def size(self, name: str) -> int:
        with as_os_errors(name):
            return super().size(name)

    def get_modified_time(self, name: str) -> datetime:
        with as_os_errors(name):
            return super().get_modified_time(name)

    def pages(self, most: int) -> Iterator[list[tuple[str, int, datetime]]]:
        """Every file: its name, bytes and moment of writing; in pages of at most so many, up to 1000. Raises OSError.

        Keys that no file of ours can have are passed over: folders' own, as consoles make them, and such as would
        lead to another key once they are normalised.
        """
        prefix = f"{self.location}/"
        with as_os_errors(prefix):
            listing = self.connection.meta.client.get_paginator("list_objects_v2")
            for page in listing.paginate(Bucket=self.bucket_name, Prefix=prefix, PaginationConfig={"PageSize": most}):
                named = ((found["Key"].removeprefix(prefix), found) for found in page.get("Contents", []))
                yield [
                    (name, found["Size"], found["LastModified"])
                    for name, found in named
                    if name and posixpath.normpath(name) == name
                ]


class Download(File):
    """A file of a bucket, all of it read when it is opened, and again when it is opened again."""

    def __init__(self, storage: Bucket, name: str) -> None:
        self.storage = storage
        super().__init__(storage.fetch(name), name)

    def open(self, mode: str | None = None, *args: object, **kwargs: object) -> Download:
        if self.closed:
            self.file = self.storage.fetch(str(self.name))
        self.seek(0)
        return self
