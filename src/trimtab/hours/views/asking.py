"""Which week an address asks for."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from trimtab.core.models import Organisation
from trimtab.hours.models import FIRST_DAY, LAST_DAY, week_of
from trimtab.people.models import User


def zone_of(user: User) -> ZoneInfo:
    """Where the person's days begin: the own time zone, else the organisation's."""
    return ZoneInfo(user.time_zone) if user.time_zone else Organisation.get().zone


def today_of(user: User) -> date:
    """The day where the person is."""
    return timezone.now().astimezone(zone_of(user)).date()


def week_in(text: str, *, today: date) -> date:
    """The week of that day; of today where none is named.

    Raises:
        Http404: the text is no day.
    """
    if not text:
        return week_of(today)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Http404
    return week_of(day)


def address_of(week: date) -> str:
    """The page of that week."""
    return f"{reverse('hours')}?week={week.isoformat()}"
