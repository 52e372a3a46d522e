"""What a new call begins with: the record, the kind of call, and what can be known beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils import timezone

from trimtab.accounts.models import Account
from trimtab.accounts.policy import get_account_for
from trimtab.accounts.queries import account_meant
from trimtab.calls.models import Channel, Step
from trimtab.calls.starters import starter_for
from trimtab.core.ids import id_in
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User

OFFERED = 20
USUAL_MINUTES = 30
USUAL_HOUR = 10


@dataclass(frozen=True)
class Beginning:
    """Where somebody came from who plans a call. `wrong`: what is the matter with the customer that was typed."""

    opportunity: Opportunity | None = None
    account: Account | None = None
    step: str = ""
    initial: dict[str, object] = field(default_factory=dict)
    offered: Sequence[Opportunity] = ()
    wrong: str = ""
    typed: str = ""

    @property
    def record(self) -> Opportunity | Account | None:
        """What the call will be with; None: to be chosen."""
        return self.opportunity or self.account


def beginning_of(user: User, parameters: QueryDict, *, now: datetime) -> Beginning:
    """What opportunity, account, customer (a name) and step in the address mean.

    Raises:
        Http404: a record that the address names does not exist for this person.
    """
    opportunity = get_opportunity_for(user, _id(parameters, "opportunity")) if parameters.get("opportunity") else None
    account = get_account_for(user, _id(parameters, "account")) if parameters.get("account") else None
    step = parameters.get("step", "")
    step = step if step in Step.values else ""
    typed, wrong = parameters.get("customer", "")[:320].strip(), ""
    if opportunity is None and account is None and typed:
        try:
            account = account_meant(user, typed)
        except ValidationError as error:
            wrong = " ".join(error.messages)
    if opportunity is None and account is None:
        return Beginning(step=step, offered=_own(user), wrong=wrong, typed=typed)
    account = None if opportunity else account
    return Beginning(opportunity, account, step, _initial(user, step, parameters, now=now))


def _initial(user: User, step: str, parameters: QueryDict, *, now: datetime) -> dict[str, object]:
    starter = starter_for(step)
    found: dict[str, object] = {
        "starts_at": timezone.localtime(now + timedelta(days=1)).replace(
            hour=USUAL_HOUR, minute=0, second=0, microsecond=0, tzinfo=None
        ),
        "zone": user.time_zone or timezone.get_current_timezone_name(),
        "minutes": USUAL_MINUTES,
        "channel": Channel.VIDEO,
        "step": step or Step.OTHER,
        "title": parameters.get("title", "")[:200],
        "contacts": [str(pk) for text in parameters.getlist("contact") if (pk := id_in(text)) is not None],
    }
    return found | (starter.initial if starter else {})


def _own(user: User) -> list[Opportunity]:
    """The person's own open opportunities, those that close first."""
    mine = visible_opportunities(user).current().open().filter(owner=user).select_related("account")
    return list(mine.order_by("close_on", "pk")[:OFFERED])


def _id(parameters: QueryDict, name: str) -> int:
    found = id_in(parameters.get(name, ""))
    if found is None:
        raise Http404
    return found
