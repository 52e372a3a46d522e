"""The backup of one account: the page, and its panel on the account's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.accounts.models import Account
from trimtab.accounts.policy import access_to_account, get_account_for
from trimtab.accounts.queries import visible_accounts
from trimtab.core.models import Organisation
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.retention import watching, words
from trimtab.retention.backup import SHOWN, backup_of
from trimtab.retention.models import BackupPlan, Defection, Threat
from trimtab.retention.queries import threats_against, visible_threats

POINTS_SHOWN = 12
THREATS_SHOWN = 10


@require_GET
def account_backup(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom we know there, through whom, and what hangs on single people."""
    now, user = timezone.now(), signed_in(request)
    account = get_account_for(user, pk)
    backup = backup_of(account, user=user, organisation=Organisation.get(), now=now)
    points = [(one, words.next_step(backup, one)) for one in backup.points[:POINTS_SHOWN]]
    plan = BackupPlan.objects.filter(account=account).select_related("owner").first()
    context = {
        "account": account,
        "frame": frame_of(request, now=now),
        "backup": backup,
        "headline": words.headline(backup),
        "summary": words.summary(backup),
        "caution": words.caution(backup),
        "points": points,
        "more_points": max(len(backup.points) - POINTS_SHOWN, 0),
        "more_people": max(len(backup.people) - SHOWN, 0),
        "plan": plan,
        "replacements": list(visible_accounts(user).filter(replaces=plan).order_by("name", "pk")) if plan else [],
        "may_plan": access_to_account(user, account).can_edit and account.archived_at is None,
        "dangers": _dangers(account, user),
    }
    return render(request, "retention/backup.html", context)


@require_GET
def account_backup_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentence that matters, on the account's page, with what threatens it."""
    now, user = timezone.now(), signed_in(request)
    account = get_account_for(user, pk)
    backup = backup_of(account, user=user, organisation=Organisation.get(), now=now)
    context = {"account": account, "headline": words.headline(backup), "dangers": _dangers(account, user)}
    return render(request, "retention/backup_panel.html", context)


def _dangers(account: Account, user: User) -> dict[str, list[object]]:
    """The open threats against the account that the user sees, and the open alarms about it."""
    opened = threats_against(account).filter(closed_at__isnull=True, pk__in=visible_threats(user).values("pk"))
    threats: list[Threat] = list(opened.select_related("owner").order_by("due_on", "pk")[:THREATS_SHOWN])
    alarms = Defection.objects.filter(account=account, closed_at__isnull=True).order_by("pk")
    return {"threats": [*threats], "alarms": [(one, watching.why(one)) for one in alarms]}
