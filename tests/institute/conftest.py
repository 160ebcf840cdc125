"""A real S3 server on loopback, and the site's uploads in a bucket of it."""

import itertools
import logging

import boto3
import pytest
from moto.server import ThreadedMotoServer

from institute.settings import uploads

number = itertools.count(1)


@pytest.fixture(scope="session")
def s3_server():
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def s3_keys(monkeypatch):
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "NO_PROXY": "127.0.0.1"}
    no_files = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    for name, value in (keys | no_files).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bucket(s3_server, s3_keys, settings):
    """A new bucket that holds whatever is uploaded; as boto3 gives it."""
    made = boto3.resource("s3", endpoint_url=s3_server, region_name="us-east-1").create_bucket(
        Bucket=f"uploads-{next(number)}"
    )
    settings.STORAGES = settings.STORAGES | uploads(f"s3://{made.name}/media?endpoint={s3_server}&region=us-east-1")
    return made
