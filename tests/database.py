"""A pytest plugin, loaded before Django's settings are: names the database and a throw-away media folder."""

import os
import tempfile
from urllib.parse import quote, urlencode

os.environ |= {"DEBUG": "1", "SECRET_KEY": "tests", "SITE_URL": "https://institute.example"}
os.environ |= {"ALLOWED_HOSTS": "testserver,localhost,127.0.0.1", "TIME_ZONE": "Europe/Brussels", "LANGUAGE_CODE": "en"}
os.environ |= {"SITE_NAME": "Larkfield Institute", "MEDIA_ROOT": tempfile.mkdtemp(prefix="institute-tests-")}

from institute import environment

environment.prepare()


def url_of(connection):
    """DATABASE_URL of the tests' database, for a process that is started to work on it."""
    made = connection.settings_dict
    query = {"user": made["USER"], "password": made["PASSWORD"], "host": made["HOST"], "port": made["PORT"]}
    return f"postgresql:///{quote(made['NAME'])}?{urlencode({name: value for name, value in query.items() if value})}"
