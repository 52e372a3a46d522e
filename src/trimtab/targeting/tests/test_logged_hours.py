"""Where hours went: by the log of the person who asks, by activities for everybody else."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.hours import actions
from trimtab.opportunities.models import Activity
from trimtab.people.models import User
from trimtab.targeting.capacity import hours_of

pytestmark = pytest.mark.django_db


def test_where_hours_went_by_account_reads_the_log_for_its_person_alone(
    ana: User, acme: Account, bolt: Account
) -> None:
    """An hour of a meeting with Bolt, in a week whose log names Acme: the log counts, for Ana."""
    at = NOW - timedelta(days=7)
    Activity.objects.create(account=bolt, user=ana, kind="meeting", at=at, recorded_at=at)
    actions.add_entry(fields={"day": at.date(), "minutes": 90, "category": "meeting", "account": acme}, by=ana, now=NOW)

    own, others = hours_of(ana, now=NOW, with_log=True), hours_of(ana, now=NOW)

    assert (dict(own.hours), own.weeks) == ({acme.pk: 1.5}, 1)
    assert (dict(others.hours), others.weeks) == ({bolt.pk: 1.0}, 0)
