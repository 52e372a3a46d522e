"""Dates in names: exports of one table at several times carry them in the file or folder name."""

import datetime
import re

_DATES = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})[-_. ]?(?P<month>[01]\d)[-_. ]?(?P<day>[0-3]\d)"
        r"(?:[T_ -]?(?P<hour>[0-2]\d)[-:.h]?(?P<minute>[0-5]\d)(?:[-:.]?[0-5]\d)?Z?)?(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>[0-3]\d)[-_.](?P<month>[01]\d)[-_.](?P<year>(?:19|20)\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-_.](?P<month>[01]\d)(?!\d)"),
)


def date_in_name(name: str) -> str:
    """The date in a path as ISO text ("2026-01-31", or with " HH:MM:00" behind it); "" when there is none.

    The file's own name is asked first, then the folders from the inside out.
    """
    for part in reversed(name.split("/")):
        for pattern in _DATES:
            for match in pattern.finditer(part):
                found = _valid(match.groupdict())
                if found:
                    return found
    return ""


def without_date(name: str) -> str:
    """A table's name without its date, folder and ending, to see which tables are the same one."""
    base = name.rpartition("/")[2]
    for pattern in _DATES:
        base = pattern.sub("", base)
    base, _hash, sheet = base.partition("#")
    stem = re.sub(r"(\.gz)?$", "", base)
    stem = re.sub(r"\.(csv|tsv|txt|xlsx|xlsm|parquet)$", "", stem, flags=re.IGNORECASE)
    return re.sub(r"[^a-z0-9]+", " ", f"{stem} {sheet}".lower()).strip()


def _valid(parts: dict[str, str | None]) -> str:
    try:
        day = datetime.date(int(parts["year"] or 0), int(parts["month"] or 0), int(parts.get("day") or 1))
        if not parts.get("hour"):
            return day.isoformat()
        time = datetime.time(int(parts["hour"] or 0), int(parts["minute"] or 0))
    except ValueError:
        return ""
    return f"{day.isoformat()} {time.isoformat()}"
