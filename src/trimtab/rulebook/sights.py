"""Noting who had which finding before the eyes."""

from datetime import datetime

from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.rulebook.models import Finding, Sight


def note_sights(person: User, opportunity: Opportunity, *, now: datetime) -> None:
    """Keep that the person saw what is found now; each once. Reading is no change: no event is written."""
    current = Finding.objects.current().filter(opportunity=opportunity).exclude(sights__person=person)
    sights = [Sight(finding=one, person=person, at=now) for one in current]
    Sight.objects.bulk_create(sights, ignore_conflicts=True)
