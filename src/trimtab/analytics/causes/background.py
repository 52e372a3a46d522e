"""A process of its own for one report: `python -m trimtab.analytics.causes.background NUMBER`."""

import logging
import os
import sys
from collections.abc import Sequence

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> None:
    """Work on the report; its page tells how far it has come, or that it stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")  # noqa: TID251  # a program's start
    import django

    django.setup()
    from django.conf import settings  # noqa: TID251
    from django.utils import timezone

    from trimtab.analytics.causes.actions import Installation, give_up, work_on
    from trimtab.analytics.causes.models import LeverReport

    clock = timezone.now  # noqa: TID251
    at = Installation(settings.EXTRACTS, settings.ANALYSIS_MEMORY)
    report = LeverReport.objects.get(pk=int(arguments[0]))
    try:
        work_on(report, at=at, clock=clock)
    except Exception:  # the outermost loop: kept on the report, logged with its trace
        logger.exception("Lever cards stopped", extra={"report": report.pk})
        give_up(report, now=clock(), problem="stopped")


if __name__ == "__main__":
    main(sys.argv[1:])
