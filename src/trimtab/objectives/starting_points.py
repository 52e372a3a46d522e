"""What an action is created from: the parameters of the address, as far as the person may see them."""

from dataclasses import dataclass

from django.http import Http404, QueryDict

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import get_account_for, get_contact_for
from trimtab.core.ids import id_in
from trimtab.objectives.models import Objective
from trimtab.objectives.policy import get_objective_for
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.models import User


@dataclass(frozen=True)
class StartingPoint:
    """Where somebody came from who plans an action."""

    account: Account | None = None
    objective: Objective | None = None
    opportunity: Opportunity | None = None
    contact: Contact | None = None
    subject: str = ""
    intent: str = ""
    origin_record: str = ""
    origin_id: int | None = None

    @property
    def initial(self) -> dict[str, object]:
        """What the form begins with."""
        names = ("account", "objective", "opportunity", "contact", "subject", "intent")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def origin(self) -> dict[str, object]:
        """What it is created from, as the action keeps it."""
        return {"origin_record": self.origin_record, "origin_id": self.origin_id}


def starting_point(user: User, parameters: QueryDict) -> StartingPoint:
    """What account, objective, opportunity, contact, subject, intent and origin (record:id) in the address mean.

    Raises:
        Http404: one of them does not exist for this person.
    """
    objective = get_objective_for(user, pk) if (pk := _id(parameters, "objective")) else None
    opportunity = get_opportunity_for(user, pk) if (pk := _id(parameters, "opportunity")) else None
    contact = get_contact_for(user, pk) if (pk := _id(parameters, "contact")) else None
    account = get_account_for(user, pk) if (pk := _id(parameters, "account")) else None
    found = [one.account for one in (objective, opportunity, contact) if one is not None and one.account is not None]
    record, _colon, number = parameters.get("origin", "").partition(":")
    origin_id = id_in(number)
    return StartingPoint(
        account=account or (found[0] if found else None),
        objective=objective,
        opportunity=opportunity,
        contact=contact,
        subject=parameters.get("subject", "")[:300],
        intent=parameters.get("intent", "")[:10],
        origin_record=record[:40] if origin_id is not None else "",
        origin_id=origin_id,
    )


def _id(parameters: QueryDict, name: str) -> int | None:
    """The id that the address names.

    Raises:
        Http404: it names something, but no id.
    """
    text = parameters.get(name, "")
    if not text:
        return None
    found = id_in(text)
    if found is None:
        raise Http404
    return found
