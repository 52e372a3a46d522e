"""What the pages of accounts and contacts show of the apps above: dealings, and the story of what happened.

Each is a part of that page, and a page of its own for htmx. `?story=` continues the story in both.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.accounts.models import AccountMember, Contact
from trimtab.accounts.policy import get_contact_for, shown_account
from trimtab.opportunities.models import ActivityParty, ContactRole
from trimtab.opportunities.queries import visible_activities, visible_opportunities
from trimtab.opportunities.record_timeline import Story, story_of_account, story_of_contact
from trimtab.people.frame import signed_in
from trimtab.people.models import User

SHOWN = 50


@dataclass(frozen=True)
class Acquaintance:
    """One of us who knows a contact: from how many activities, the last one, or as a member of the account."""

    person: User
    activities: int
    last_at: datetime | None
    is_member: bool


@require_GET
def account_story(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened with an account."""
    user = signed_in(request)
    account = shown_account(request, pk)
    story = story_of_account(account, user=user, after=request.GET.get("story", ""))
    return _story(request, story, {"panel": "account-story", "record": account, "page": "account"})


@require_GET
def contact_story(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened with a contact."""
    user = signed_in(request)
    contact = get_contact_for(user, pk)
    story = story_of_contact(contact, user=user, after=request.GET.get("story", ""))
    return _story(request, story, {"panel": "contact-story", "record": contact, "page": "contact"})


@require_GET
def contact_dealings(request: HttpRequest, pk: int) -> HttpResponse:
    """The opportunities in which a contact plays a part, and who of us knows this person."""
    user = signed_in(request)
    contact = get_contact_for(user, pk)
    opportunities = visible_opportunities(user).current()
    roles = ContactRole.objects.filter(contact=contact, opportunity__in=opportunities)
    roles = roles.select_related("opportunity__stage").order_by(F("opportunity__close_on").desc(nulls_last=True), "pk")
    context = {"contact": contact, "roles": roles[:SHOWN], "acquaintances": _acquaintances(contact, user)[:SHOWN]}
    return render(request, "opportunities/contact_dealings.html", context)


def _story(request: HttpRequest, story: Story, context: dict[str, object]) -> HttpResponse:
    part = "_story_entries" if request.headers.get("HX-Target") == "story-more" else "story"
    context |= {"story": story, "now": timezone.now(), "continues": bool(request.GET.get("story"))}
    return render(request, f"opportunities/{part}.html", context)


def _acquaintances(contact: Contact, user: User) -> list[Acquaintance]:
    """Who of us knows the contact, as far as the viewer sees: most activities first, then members of the account."""
    taken_part = ActivityParty.objects.filter(contact=contact).values("activity")
    seen = visible_activities(user).current().filter(pk__in=taken_part, user__isnull=False, at__lte=timezone.now())
    met = {person: (count, last) for person, count, last in seen.values_list("user").annotate(Count("pk"), Max("at"))}
    members = set(AccountMember.objects.filter(account=contact.account_id).values_list("user", flat=True))
    people = User.objects.filter(pk__in={*met, *members})
    known = [Acquaintance(one, *met.get(one.pk, (0, None)), is_member=one.pk in members) for one in people]
    return sorted(known, key=lambda one: (-one.activities, one.person.name, one.person.pk))
