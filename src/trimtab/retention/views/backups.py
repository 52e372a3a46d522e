"""The backup of one account: the page, and its panel on the account's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.accounts.policy import get_account_for
from trimtab.core.models import Organisation
from trimtab.people.frame import frame_of, signed_in
from trimtab.retention import words
from trimtab.retention.backup import SHOWN, backup_of

POINTS_SHOWN = 12


@require_GET
def account_backup(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom we know there, through whom, and what hangs on single people."""
    now, user = timezone.now(), signed_in(request)
    account = get_account_for(user, pk)
    backup = backup_of(account, user=user, organisation=Organisation.get(), now=now)
    points = [(one, words.next_step(backup, one)) for one in backup.points[:POINTS_SHOWN]]
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
    }
    return render(request, "retention/backup.html", context)


@require_GET
def account_backup_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentence that matters, on the account's page."""
    now, user = timezone.now(), signed_in(request)
    account = get_account_for(user, pk)
    backup = backup_of(account, user=user, organisation=Organisation.get(), now=now)
    context = {"account": account, "backup": backup, "headline": words.headline(backup)}
    return render(request, "retention/backup_panel.html", context)
