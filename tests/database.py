"""A pytest plugin, loaded before Django's settings are: names the database and a throw-away media folder."""

import os
import tempfile

os.environ |= {"DEBUG": "1", "SECRET_KEY": "tests", "SITE_URL": "https://institute.example"}
os.environ |= {"ALLOWED_HOSTS": "testserver,localhost,127.0.0.1", "TIME_ZONE": "Europe/Brussels", "LANGUAGE_CODE": "en"}
os.environ |= {"SITE_NAME": "Larkfield Institute", "MEDIA_ROOT": tempfile.mkdtemp(prefix="institute-tests-")}

from institute import environment

environment.prepare()
