"""The sample on its way out: everything that its imports made, and the sign-ins of its people."""

from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import transaction

from trimtab.accounts.models import Account
from trimtab.connectors.imports.actions import require_set_up, undo_import
from trimtab.connectors.models import SAMPLE, ImportRun
from trimtab.core.audit import record_event
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


def sample_counts() -> dict[str, int]:
    """What would go: opportunities, accounts, people."""
    return {
        "opportunities": Opportunity.objects.filter(source=SAMPLE).count(),
        "accounts": Account.objects.filter(source=SAMPLE).count(),
        "people": User.objects.filter(source=SAMPLE).count(),
    }


def remove_sample(*, by: User | None, now: datetime, uploads: Path) -> None:
    """Undo every import of the sample, newest first, then remove what was edited or signed in with since.

    Whoever does it keeps his own account, even where it came with the sample; it loses its mark.

    Raises:
        ImportBusy: an import is running.
    """
    require_set_up(by)
    User.objects.filter(source=SAMPLE).exclude(pk=by.pk if by else 0).update(last_login=None)
    for run in ImportRun.objects.filter(source__name=SAMPLE).order_by("-pk"):
        if run.can_be_undone or run.can_be_resumed:
            if run.state == ImportRun.State.RUNNING:
                ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED)
            undo_import(run, uploads=uploads, by=by, now=now)
    with transaction.atomic():
        _remove_rest(by)
        record_event("sample.removed", record="import", record_id=None, by=by, now=now)
        Organisation.restate()


def _remove_rest(by: User | None) -> None:
    """Sample records that people edited are sample records still."""
    from trimtab.accounts.models import Contact
    from trimtab.opportunities.models import Activity, Lead, Process, Product, Stage
    from trimtab.people.models import Team
    from trimtab.planning.models import Plan
    from trimtab.rhythm.models import Quota

    for model in (Lead, Activity, Quota, Opportunity, Contact, Account):
        model._default_manager.filter(source=SAMPLE).delete()
    leaving = User.objects.filter(source=SAMPLE).exclude(pk=by.pk if by else 0)
    Plan.objects.filter(owner__in=leaving).delete()
    _end_sessions(set(leaving.values_list("pk", flat=True)))
    leaving.delete()
    User.objects.filter(source=SAMPLE).update(source="", external_id=None, team=None)
    # What somebody planned to sell to an own customer stays, with the product that it is about.
    named = ("lines", "potentials", "blocks", "marketshares", "placements")
    Product.objects.filter(source=SAMPLE, **{f"{one}__isnull": True for one in named}).delete()
    Stage.objects.filter(source=SAMPLE, opportunities__isnull=True).delete()
    Process.objects.filter(source=SAMPLE, opportunities__isnull=True, stages__isnull=True).delete()
    for team in Team.objects.filter(source=SAMPLE, members__isnull=True).order_by("-path"):
        if not team.children.exists():
            team.delete()


def _end_sessions(people: set[int]) -> None:
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id", "")) in {str(pk) for pk in people}:
            session.delete()
