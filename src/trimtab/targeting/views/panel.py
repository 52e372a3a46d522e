"""What the account's page shows of scores: the quadrant with its figures, and where the account stands as a target."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trimtab.accounts.policy import shown_account
from trimtab.core.models import Organisation
from trimtab.targeting.fit import BANDS
from trimtab.targeting.models import AccountScore, Target
from trimtab.targeting.words import QUADRANTS


@require_GET
def account_worth(request: HttpRequest, pk: int) -> HttpResponse:
    """The score in a line, with links to what explains it."""
    account = shown_account(request, pk)
    row = AccountScore.objects.filter(account=account).first()
    context = {
        "account": account,
        "row": row,
        "words": QUADRANTS.get(row.quadrant) if row else None,
        "band": BANDS.get(row.fit_band) if row else None,
        "target": Target.objects.filter(account=account, archived_at__isnull=True).first(),
        "currency": Organisation.get().currency,
    }
    return render(request, "targeting/account_worth.html", context)
