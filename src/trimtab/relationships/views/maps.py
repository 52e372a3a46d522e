"""The people of an account or of an opportunity: the page, its beginning, and a panel of the account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.accounts.models import Account
from trimtab.accounts.policy import get_account_for, require_contact_edit
from trimtab.core.ids import id_in
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.relationships import actions, headlines
from trimtab.relationships.findings import findings_of
from trimtab.relationships.models import PeopleMap
from trimtab.relationships.policy import can_edit_map
from trimtab.relationships.portrait import Portrait, portrait_of
from trimtab.relationships.queries import completeness_with, map_of, map_of_opportunity, sister_maps
from trimtab.relationships.targets import targets_of

VIEWS = ("list", "map")
FACES_SHOWN = 50


@require_GET
def account_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of an account: where they stand, whom to win next, and what is missing."""
    account = get_account_for(signed_in(request), pk)
    return _page(request, account, map_of(account))


@require_GET
def opportunity_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The people who take part in an opportunity."""
    opportunity = get_opportunity_for(signed_in(request), pk)
    return _page(request, opportunity, map_of_opportunity(opportunity))


@require_POST
def account_map_beginnings(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the map of an account with the contacts that are known."""
    user = signed_in(request)
    account = get_account_for(user, pk)
    require_contact_edit(user, account)
    return _begun(request, account)


@require_POST
def opportunity_map_beginnings(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the map of an opportunity with those who have a buying role."""
    return _begun(request, get_opportunity_for(signed_in(request), pk, edit=True))


@require_GET
def account_people_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account's page shows of its people: the balance, and what is missing."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    shown = map_of(account)
    context: dict[str, object] = {"account": account}
    if shown is not None:
        today = frame_of(request, now=now).today
        portrait = portrait_of(shown, user=user, now=now, today=today, with_activities=False)
        context |= {"portrait": portrait, "headline": headlines.standing_of(portrait)}
        context |= {"findings": findings_of(portrait, now=now)[:2]}
    return render(request, "relationships/account_people.html", context)


def _page(request: HttpRequest, record: Account | Opportunity, shown: PeopleMap | None) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    account = record if isinstance(record, Account) else None
    opportunity = None if account else record
    context: dict[str, object] = {"record": record, "account": account, "opportunity": opportunity}
    context["may_edit"] = can_edit_map(user, shown or PeopleMap(account=account, opportunity=opportunity))  # type: ignore[misc]
    if shown is None:
        return render(request, "relationships/begin.html", context)
    portrait = portrait_of(shown, user=user, now=now, today=frame_of(request, now=now).today)
    view = request.GET.get("view", "")
    context |= {
        "map": shown,
        "portrait": portrait,
        "headline": headlines.standing_of(portrait),
        "targets": targets_of(portrait),
        "findings": findings_of(portrait, now=now),
        "completeness": completeness_with(account, portrait.people) if account else None,
        "sisters": list(sister_maps(shown, user)),
        "view": view if view in VIEWS else VIEWS[0],
        "feed": headlines.feed_in_words(portrait.feed),
        **headlines.figures_of(portrait),
        **_page_of_list(request, portrait),
    }
    return render(request, "relationships/map.html", context)


def _begun(request: HttpRequest, record: Account | Opportunity) -> HttpResponse:
    made = actions.begin_map(record, by=signed_in(request), now=timezone.now())
    count = made.members.count()
    messages.info(request, _("The map was begun with the people who are known: %(count)s.") % {"count": count})
    return redirect(headlines.address_of(made))


def _page_of_list(request: HttpRequest, portrait: Portrait) -> dict[str, object]:
    """Fifty people at a time, of all or of the key players."""
    only_key = request.GET.get("show") == "key"
    faces = portrait.key_faces if only_key else portrait.faces
    start = min(id_in(request.GET.get("from", "")) or 0, max(len(faces) - 1, 0))
    following, before = start + FACES_SHOWN, max(start - FACES_SHOWN, 0)
    return {
        "faces": faces[start:following],
        "only_key": only_key,
        "following": following if following < len(faces) else None,
        "before": before if start else None,
    }
