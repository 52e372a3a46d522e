"""The figures of accounts as the extracts tell them, kept where the scores are made."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.figures import engine_over
from trimtab.analytics.targeting.making import make_figures
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import edit_opportunity, log_activity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.targeting.models import AccountScore, Scoring

pytestmark = pytest.mark.django_db


def won(opportunity: Opportunity, *, days_ago: int, by: User) -> None:
    changes = {"stage": stage(opportunity.process, "Won")}
    at = NOW - timedelta(days=days_ago)
    edit_opportunity(opportunity, changes=changes, by=by, now=at, seen_at=opportunity.changed_at)


def figures_of(account: Account, folder: Path) -> AccountScore:
    refresh_extracts(folder=folder, now=NOW)
    manifest = read_manifest(folder)
    assert manifest is not None
    make_figures(engine_over(folder, manifest, memory=settings.ANALYSIS_MEMORY), as_of=NOW)
    return AccountScore.objects.get(account=account)


def test_revenue_hours_and_wins_by_hand(
    organisation: Organisation, ana: User, acme: Account, process: Process, own_extracts: Path
) -> None:
    """Won: 1,000 of this year, 500 of the year before. A meeting without a duration, and a call of 30 minutes."""
    won(deal("This year", owner=ana, process=process, account=acme), days_ago=10, by=ana)
    won(deal("Last year", owner=ana, process=process, account=acme, amount=500), days_ago=400, by=ana)
    deal("Open", owner=ana, process=process, account=acme, amount=70)
    for fields in ({"kind": "meeting"}, {"kind": "call", "minutes": 30}, {"kind": "note"}):
        log_activity(fields=fields | {"subject": "x", "at": NOW - timedelta(3)}, account=acme, by=ana, now=NOW)

    found = figures_of(acme, own_extracts)

    assert (found.revenue, found.revenue_before, found.open_amount) == (Decimal(1000), Decimal(500), Decimal(70))
    assert (found.won, found.lost) == (2, 0)
    assert found.hours == pytest.approx(1.5)
    assert Scoring.objects.get().version == 1


def test_account_without_anything_has_figures_too(
    organisation: Organisation, acme: Account, process: Process, own_extracts: Path
) -> None:
    found = figures_of(acme, own_extracts)

    assert (found.revenue, found.hours, found.contacts, found.last_activity_at) == (Decimal(0), 0, 0, None)
