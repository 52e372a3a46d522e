"""Settings of a site whose requests outnumber its connections to PostgreSQL: two a process, and four threads."""

from trimtab.config.settings import *  # noqa: F403

DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 2  # type: ignore[index]  # noqa: F405
