"""Trimtab's settings, with what only tests change: a folder of their own, and quick passwords."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="trimtab-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["TRIMTAB_HOME"] = _home

from trimtab.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The hashed names of whitenoise exist only after collectstatic.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405  # whitenoise warns of a folder that is not there
if DATABASES["default"]["ENGINE"] == "trimtab.core.sqlite":  # noqa: F405
    # A real file, as users have; parallel runs add their own ending.
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/tests.sqlite3"}  # noqa: F405
