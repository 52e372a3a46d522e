"""From the address of a database to what Django wants to know of it."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCK_SECONDS = 20  # that a statement on PostgreSQL waits for a row or table that somebody else holds


def database_at(given: str) -> dict[str, object]:
    """Django's settings of the database at that address.

    Raises:
        ImproperlyConfigured: the address is neither sqlite: nor postgresql:.
    """
    parts = urlsplit(given)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "trimtab.core.sqlite",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            # A connection that died with the server is replaced before a request gets it. The pool gives up after five
            # seconds, so that the next request tries anew: its own pauses grow to half a minute.
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 5},
                # As long as a write waits for others on SQLite. Without an end, a few people who save what a forgotten
                # session of somebody's holds take all threads of the site with them.
                # Compiling a query pays for reports that run for minutes: a list of what somebody may see took 1.5 s,
                # and 0.1 without. What a page asks for lies in memory or on a disk without a head to move: at the price
                # that the server assumes for one, it read whole tables instead of their indexes.
                "options": f"-c lock_timeout={LOCK_SECONDS * 1000} -c jit=off -c random_page_cost=1.1",
            },
        }
    raise ImproperlyConfigured(
        f"TRIMTAB_DATABASE_URL must start with sqlite:/// or postgresql://. Got {parts.scheme or given!r}."
    )
