"""Settings of the negative control: transactions as Django begins them by default, and no write gate."""

import sqlite3

from trimtab.config.settings import *  # noqa: F403

DATABASES["default"]["OPTIONS"] = {"transaction_mode": "DEFERRED", "gate": False, "timeout": 5}  # noqa: F405
# The site would refuse to start like this with an old SQLite; the control damages nothing that anybody keeps.
sqlite3.sqlite_version_info = (3, 51, 3)  # type: ignore[misc]
