"""A process of its own for one batch: `python -m trimtab.batches.background NUMBER`. Its progress is on the batch."""

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    """Go on with the batch. When this is killed, the batch's page says so and offers to go on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")  # noqa: TID251  # a program's start
    import django

    django.setup()
    from django.utils import timezone

    from trimtab.batches.working import work_on
    from trimtab.core.models import Batch

    work_on(Batch.objects.get(pk=int(arguments[0])), now=timezone.now())  # noqa: TID251


if __name__ == "__main__":
    main(sys.argv[1:])
