"""A process of its own for a forecast or a track record: `python -m trimtab.analytics.forecast.background KIND PERIOD`.

KIND: forecast or record. Its progress is kept beside the extracts.
"""

import os
import sys
from collections.abc import Sequence

from trimtab.core.background import start_program

FORECAST, RECORD = "forecast", "record"


def start_aside(kind: str, period: str) -> None:
    """Start a process that makes the forecast of a period, or the track record of periods like it."""
    start_program("trimtab.analytics.forecast.background", kind, period)


def main(arguments: Sequence[str]) -> None:
    """Make it; one that comes second leaves at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")  # noqa: TID251  # a program's start
    import django

    django.setup()
    from django.conf import settings  # noqa: TID251
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.forecast.keeping import UnderWay
    from trimtab.analytics.forecast.making import keep_forecast, keep_track_record
    from trimtab.analytics.forecast.readers import asked_now

    kind, period = arguments
    manifest = read_manifest(settings.EXTRACTS)
    if manifest is None:
        return
    make = keep_forecast if kind == FORECAST else keep_track_record
    asked = asked_now(period, now=timezone.now())  # noqa: TID251
    try:
        make(settings.EXTRACTS, manifest, asked, memory=settings.ANALYSIS_MEMORY, clock=timezone.now)  # noqa: TID251
    except UnderWay:
        return


if __name__ == "__main__":
    main(sys.argv[1:])
