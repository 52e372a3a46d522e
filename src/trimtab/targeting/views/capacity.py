"""Hours: where they went, and where they would bring most."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.accounts.models import Account
from trimtab.people.frame import Frame, frame_of
from trimtab.people.models import User
from trimtab.targeting.capacity import People, hours_of, plan_of, plans_by_owner, read_held
from trimtab.targeting.hours_form import HoursForm
from trimtab.targeting.keeping import kept
from trimtab.targeting.models import AccountScore, Scoring
from trimtab.targeting.queries import latest_study
from trimtab.targeting.scoring import latest_scoring
from trimtab.web.charts import bar

SHOWN, PEOPLE_SHOWN = 60, 100


@require_GET
def capacity(request: HttpRequest) -> HttpResponse:
    """Of one person account by account; of several, person by person."""
    now = timezone.now()
    frame, scoring, study = frame_of(request, now=now), latest_scoring(), latest_study()
    if scoring is None or study is None:
        return render(request, "targeting/nothing.html", {"frame": frame})
    people = list(frame.scope.people.order_by("pk")[:2])
    context: dict[str, object] = {
        "currency": frame.organisation.currency,
        "study": study,
        "scoring": scoring,
        "frame_label": frame.scope.label,
    }
    form = HoursForm(request.GET if "hours" in request.GET else None)
    context["form"] = form
    status = 422 if form.is_bound and not form.is_valid() else 200
    if len(people) == 1 and not frame.scope.is_unrestricted:
        asked = form.cleaned_data["hours"] if form.is_bound and form.is_valid() else None
        context |= _of_person(people[0], scoring, asked=asked, now=now, is_own=people[0].pk == frame.user.pk)
        return render(request, "targeting/capacity.html", context, status=status)
    context |= _of_people(frame, scoring)
    return render(request, "targeting/capacity_of_people.html", context)


def _of_person(
    person: User, scoring: Scoring, *, asked: float | None, now: datetime, is_own: bool
) -> dict[str, object]:
    held = read_held(AccountScore.objects.filter(account__owner=person, account__archived_at__isnull=True))
    found = hours_of(person, now=now, with_log=is_own)
    went = found.hours
    mine = {one.account_id for one in held}
    elsewhere = sum(hours for pk, hours in went.items() if pk not in mine)
    spent = {pk: hours for pk, hours in went.items() if pk is not None and pk in mine}
    hours = asked if asked is not None else sum(went.values())
    plan = plan_of(held, spent, hours=hours, half_hours=scoring.half_hours, elsewhere=elsewhere)
    shown = sorted(plan.shares, key=lambda one: (-abs(one.difference), one.held.account_id))[:SHOWN]
    names = Account.objects.in_bulk([one.held.account_id for one in shown])
    most = max([0.1, *(max(one.spent, one.proposed) for one in shown)])
    rows = [(names[one.held.account_id], one, bar(one.spent, most=most), bar(one.proposed, most=most)) for one in shown]
    return {"person": person, "plan": plan, "rows": rows, "shown": SHOWN, "logged_weeks": found.weeks}


def _of_people(frame: Frame, scoring: Scoring) -> dict[str, object]:
    people = kept("hours", frame, asked="", make=lambda: _people(frame, scoring))
    shown = people.owners[:PEOPLE_SHOWN]
    names = User.objects.in_bulk([one.owner_id for one in shown])
    return {
        "people": [(names[one.owner_id], one) for one in shown],
        "shown": PEOPLE_SHOWN,
        "is_more": len(people.owners) > PEOPLE_SHOWN,
        "all": people.all,
        "nobodys": people.nobodys,
        "nobodys_headroom": people.nobodys_headroom,
    }


def _people(frame: Frame, scoring: Scoring) -> People:
    found = AccountScore.objects.filter(account__archived_at__isnull=True)
    if not frame.scope.is_unrestricted:
        found = found.filter(account__owner__in=frame.scope.people)
    held = read_held(found)
    nobodys = [one.headroom for one in held if one.owner_id is None]
    owners = plans_by_owner(held, half_hours=scoring.half_hours)
    return People(tuple(owners), len(nobodys), sum(nobodys))
