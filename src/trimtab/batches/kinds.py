"""The kinds of record that are changed many at once, and how each is found, refused, edited and taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.accounts import actions as account_actions
from trimtab.accounts.listing import AccountListing, ContactListing
from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import require_account_edit, require_contact_edit
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.batches.values import CUSTOM_PREFIX
from trimtab.objectives import actions as objective_actions
from trimtab.objectives.listing import ActionListing
from trimtab.objectives.models import Action
from trimtab.objectives.policy import RELATED, require_action_edit
from trimtab.objectives.queries import visible_actions
from trimtab.opportunities import actions as opportunity_actions
from trimtab.opportunities.listing import Listing
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.models.history import TRACKED_FIELDS
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import Frame
from trimtab.people.models import User

ACCOUNT_FIELDS = tuple(field for field in account_actions.ACCOUNT_FIELDS if field != "custom")
CONTACT_FIELDS = ("account", *(field for field in account_actions.CONTACT_FIELDS if field != "custom"))
Records = QuerySet[Any]  # of one of our three models
Edit = Callable[..., Any]  # an action: edit(record, *, changes, by, now)


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    fields: what a snapshot keeps. bulk: what can be edited in bulk, own fields aside. related: what rights and pages
    need beside the record. matching: the records that the query of its list asks for. refuse: raises PermissionDenied
    where that person may not change the record. listed, page: URL names of its list and, where it has one, its page.
    alike: what decides on the rights; they are asked once for all that are. unsuitable: why a record is left out of an
    edit. day: the date that can be moved by days. is_merged: whether two of them can be one.
    """

    record: str
    model: type[Model]
    label: Promise
    fields: Sequence[str]
    bulk: Sequence[str]
    related: Sequence[str]
    visible: Callable[[User], Records]
    matching: Callable[[QueryDict, Frame, datetime], Records]
    refuse: Callable[[User, Any], None]
    edit: Edit
    archive: Edit
    restore: Edit
    listed: str
    page: str
    alike: Callable[[Any], object] = attrgetter("owner_id")
    unsuitable: Callable[[Any], str] = lambda _record: ""
    day: str = ""
    is_merged: bool = True

    def refusals(self, user: User) -> Callable[[Any], str]:
        """A function from a record to the reason why that person may not change it, or ""; each owner is asked once."""
        known: dict[object, str] = {}

        def reason(record: Any) -> str:
            key = self.alike(record)
            if key not in known:
                known[key] = _reason(self, user, record)
            return known[key]

        return reason


def _reason(kind: Kind, user: User, record: Any) -> str:
    try:
        kind.refuse(user, record)
    except PermissionDenied as refused:
        return str(refused)
    return ""


def _opportunities(parameters: QueryDict, frame: Frame, now: datetime) -> Records:
    return Listing(parameters, frame, now=now).records()


def _edit_with_own(action: Edit) -> Edit:
    """The action with own fields one by one, `custom:<key>`, as opportunities take them."""

    def edit(record: Any, *, changes: Mapping[str, object], by: User, now: datetime) -> Any:
        plain = {field: value for field, value in changes.items() if not field.startswith(CUSTOM_PREFIX)}
        own = {key.removeprefix(CUSTOM_PREFIX): value for key, value in changes.items() if key not in plain}
        if own:
            plain["custom"] = {**record.custom, **own}
        return action(record, changes=plain, by=by, now=now)

    return edit


OPPORTUNITY = Kind(
    record="opportunity",
    model=Opportunity,
    label=_("Opportunities"),
    fields=(*TRACKED_FIELDS, "closed_at"),
    bulk=("owner", "stage", "close_on", "forecast_category", "kind", "lead_source", "next_step"),
    related=("owner__team", "account", "stage"),
    visible=visible_opportunities,
    matching=_opportunities,
    refuse=require_opportunity_edit,
    edit=opportunity_actions.edit_opportunity,
    archive=opportunity_actions.archive_opportunity,
    restore=opportunity_actions.restore_opportunity,
    listed="opportunities",
    page="opportunity",
    day="close_on",
)
ACCOUNT = Kind(
    record="account",
    model=Account,
    label=_("Accounts"),
    fields=ACCOUNT_FIELDS,
    bulk=("owner", "region", "segment", "industry", "territory"),
    related=("owner__team",),
    visible=visible_accounts,
    matching=lambda parameters, frame, now: AccountListing(parameters, frame).records(),
    refuse=require_account_edit,
    edit=_edit_with_own(account_actions.edit_account),
    archive=account_actions.archive_account,
    restore=account_actions.restore_account,
    listed="accounts",
    page="account",
)
CONTACT = Kind(
    record="contact",
    model=Contact,
    label=_("Contacts"),
    fields=CONTACT_FIELDS,
    bulk=("title", "function", "seniority"),
    related=("account__owner__team",),
    visible=visible_contacts,
    matching=lambda parameters, frame, now: ContactListing(parameters, frame).records(),
    refuse=lambda user, contact: require_contact_edit(user, contact.account),
    edit=_edit_with_own(account_actions.edit_contact),
    archive=account_actions.archive_contact,
    restore=account_actions.restore_contact,
    listed="contacts",
    page="contact",
    alike=attrgetter("account_id"),
)


def _closed(action: Action) -> str:
    return "" if action.is_open else str(_("It is done or dropped already."))


def _never(action: Action, *, by: User, now: datetime) -> None:
    raise PermissionDenied(_("An action is not archived. It is done, or dropped with a reason."))


ACTION = Kind(
    record="action",
    model=Action,
    label=_("Actions"),
    fields=("assignee", "due_on", "priority", "status", "dropped_because"),
    bulk=("assignee", "due_on", "dropped_because"),
    related=RELATED,
    visible=visible_actions,
    matching=lambda parameters, frame, now: ActionListing(parameters, frame).records(),
    refuse=require_action_edit,
    edit=objective_actions.edit_action,
    archive=_never,
    restore=_never,
    listed="actions",
    page="action",
    alike=attrgetter("account_id", "opportunity_id", "assignee_id", "added_by_id"),
    unsuitable=_closed,
    day="due_on",
    is_merged=False,
)
KINDS = {kind.record: kind for kind in (OPPORTUNITY, ACCOUNT, CONTACT, ACTION)}
