"""What a night learned, kept: replaced as a whole."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from trimtab.whitespace.models import Learning, Proposal

ROWS = 2_000


def keep_learning(
    proposals: Iterable[Proposal], *, facts: Mapping[str, object], currency: str, now: datetime
) -> Learning:
    """Put tonight's proposals and facts in the place of those of last night. No audit: nobody decided anything."""
    with transaction.atomic():
        Proposal.objects.all().delete()
        Proposal.objects.bulk_create(proposals, batch_size=ROWS)
        Learning.objects.all().delete()
        return Learning.objects.create(made_at=now, currency=currency, facts=dict(facts))
