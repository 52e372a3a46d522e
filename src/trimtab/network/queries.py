"""Reading one's own network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.accounts.queries import visible_contacts
from trimtab.core.ids import id_in
from trimtab.network.models import Acquaintance, Dealing
from trimtab.network.policy import own_acquaintances
from trimtab.people.models import User

YEAR = timedelta(days=365)
SOON = timedelta(days=7)
MOST_PROMISES = 100
MOST_FOLLOW_UPS = 50
MOST_SAME = 5
GIVEN = Q(kind__in=[Dealing.Kind.HELPED, Dealing.Kind.INTRODUCED]) | Q(kind=Dealing.Kind.PROMISED, is_kept=True)
RECEIVED = Q(kind__in=[Dealing.Kind.ASKED, Dealing.Kind.RECEIVED])


@dataclass(frozen=True)
class Balance:
    """How often help went out and how often it was asked for or came back."""

    given: int = 0
    received: int = 0


def acquaintances_of(user: User, text: str = "") -> QuerySet[Acquaintance]:
    """The people of the own network that are not archived; with a text, those of that name or place."""
    found = own_acquaintances(user).filter(archived_at__isnull=True).select_related("contact__account")
    return found.filter(Q(name__icontains=text) | Q(place__icontains=text)) if text else found


def open_promises(user: User) -> list[Dealing]:
    """What the person promised and still has to keep: the earliest due first, those without a day last."""
    promised = Dealing.objects.filter(acquaintance__user=user, kind=Dealing.Kind.PROMISED, ended_on=None)
    ordered = promised.filter(acquaintance__archived_at=None).order_by(F("due_on").asc(nulls_last=True), "pk")
    return list(ordered.select_related("acquaintance")[:MOST_PROMISES])


def promises_due(user: User, today: date) -> list[Dealing]:
    """Those of them whose day has come: what a reminder speaks of."""
    return [one for one in open_promises(user) if one.due_on is not None and one.due_on <= today]


def follow_ups(user: User, today: date) -> list[Acquaintance]:
    """Whom to follow up within a week, the longest waiting first."""
    due = acquaintances_of(user).filter(follow_up_on__lte=today + SOON)
    return list(due.order_by("follow_up_on", "pk")[:MOST_FOLLOW_UPS])


def balance_of(user: User, today: date) -> Balance:
    """Of the last year, over the whole network."""
    lately = Dealing.objects.filter(acquaintance__user=user, happened_on__gt=today - YEAR)
    counted = lately.aggregate(given=Count("pk", filter=GIVEN), received=Count("pk", filter=RECEIVED))
    return Balance(counted["given"], counted["received"])


def balances(acquaintances: Iterable[Acquaintance]) -> Mapping[int, Balance]:
    """Of all time, by acquaintance. One query."""
    rows = Dealing.objects.filter(acquaintance__in=[one.pk for one in acquaintances]).order_by()
    grouped = rows.values("acquaintance").annotate(
        given=Count("pk", filter=GIVEN), received=Count("pk", filter=RECEIVED)
    )
    return {one["acquaintance"]: Balance(one["given"], one["received"]) for one in grouped}


def acquaintance_named(user: User, name: str) -> Acquaintance | None:
    """The one of the own network with that name, in upper or lower case; the first where several have it."""
    named = acquaintances_of(user).alias(lower_name=Lower("name")).filter(lower_name=Lower(Value(name)))
    return named.order_by("pk").first()


def contact_meant(user: User, text: str) -> Contact | None:
    """The contact that a typed text means: a name, or a name with the contact's number; none for no text.

    Raises:
        ValidationError: the person sees no contact of that name, or several have it.
    """
    if not text:
        return None
    name, hash_sign, number = text.rpartition("#")
    visible = visible_contacts(user).filter(archived_at=None).select_related("account")
    if hash_sign and (pk := id_in(number)) is not None:
        found = list(visible.filter(pk=pk, name=name.strip()))
    else:
        named = visible.alias(lower_name=Lower("name")).filter(lower_name=Lower(Value(text)))
        found = list(named.order_by("pk")[: MOST_SAME + 1])
    if not found:
        raise ValidationError(_("No contact that you see has that name. Leave it empty, or write another one."))
    if len(found) > 1:
        labels = ", ".join(f"{one.name} #{one.pk} ({one.account or '–'})" for one in found[:MOST_SAME])
        raise ValidationError(_("Several contacts have that name. Write one of: %(labels)s.") % {"labels": labels})
    return found[0]
