"""The columns of the tables of objectives and of actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.core.paging import Order
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import Steps
from trimtab.web import formats
from trimtab.web.cells import link, quiet, unknown
from trimtab.web.tables import Column

ACTION_LOADED = ("assignee__team", "account__owner__team", "opportunity__owner__team", "objective", "contact")
OBJECTIVE_LOADED = ("account", "owner", "division")


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective with how far its actions are; None: there is none."""

    objective: Objective
    steps: Steps | None


def due_words(due_on: date | None, *, today: date, is_open: bool) -> str:
    """A day; under it, since when it is overdue."""
    if due_on is None:
        return quiet(_("without a day"))
    if is_open and due_on < today:
        since = _("overdue for %(days)s") % {"days": formats.days((today - due_on).days)}
        return format_html(
            '<span class="is-late">{}</span><small class="is-late">▲ {}</small>', formats.day(due_on), since
        )
    return formats.day(due_on)


def action_columns(today: date) -> tuple[Column[Action], ...]:
    """What the table of actions shows."""
    by_day = Order("due_on", is_nullable=True, read=date.fromisoformat)
    return (
        Column("subject", gettext_lazy("Action"), lambda one: one.subject),
        Column(
            "due_on",
            gettext_lazy("Due"),
            lambda one: one.due_on,
            lambda one: due_words(one.due_on, today=today, is_open=one.is_open),
            css="day",
            order=by_day,
        ),
        Column("assignee", gettext_lazy("Who"), lambda one: str(one.assignee or ""), _assignee),
        Column("account", gettext_lazy("Account"), lambda one: str(one.account or ""), _account),
        Column("belongs", gettext_lazy("Belongs to"), _belongs_words, _belongs),
        Column("intent", gettext_lazy("What for"), lambda one: one.get_intent_display(), is_default=False),
        Column("priority", gettext_lazy("Priority"), lambda one: one.get_priority_display(), is_default=False),
        Column("contact", gettext_lazy("Contact"), lambda one: str(one.contact or ""), is_default=False),
        Column("status", gettext_lazy("Status"), lambda one: one.get_status_display(), _status),
    )


def objective_columns(today: date, kinds: Mapping[str, str]) -> tuple[Column[ObjectiveRow], ...]:
    """What the table of objectives shows."""
    return (
        Column("name", gettext_lazy("Objective"), lambda row: row.objective.name),
        Column("account", gettext_lazy("Account"), lambda row: row.objective.account.name, _account_of),
        Column("kind", gettext_lazy("Kind"), lambda row: kinds.get(row.objective.kind, row.objective.kind)),
        Column("metric", gettext_lazy("How we will know"), lambda row: row.objective.metric, _metric, css="long"),
        Column("owner", gettext_lazy("Owner"), lambda row: str(row.objective.owner or ""), _owner),
        Column(
            "due_on",
            gettext_lazy("Due"),
            lambda row: row.objective.due_on,
            lambda row: due_words(row.objective.due_on, today=today, is_open=row.objective.is_open),
            css="day",
            order=Order("due_on", is_nullable=True, read=date.fromisoformat),
        ),
        Column("steps", gettext_lazy("Actions done"), _steps, css="n"),
        Column("status", gettext_lazy("Status"), lambda row: row.objective.get_status_display()),
        Column("division", gettext_lazy("Division"), lambda row: str(row.objective.division or ""), is_default=False),
        Column(
            "priority", gettext_lazy("Priority"), lambda row: row.objective.get_priority_display(), is_default=False
        ),
    )


def _account_of(row: ObjectiveRow) -> str:
    one = row.objective
    return link(reverse("account-objectives", args=[one.account_id]), one.account.name)


def _metric(row: ObjectiveRow) -> str:
    return row.objective.metric or unknown()


def _owner(row: ObjectiveRow) -> str:
    return str(row.objective.owner or "") or unknown()


def _steps(row: ObjectiveRow) -> str:
    if row.steps is None:
        return _("none yet")
    return _("%(done)s of %(all)s") % {"done": formats.whole(row.steps.done), "all": formats.whole(row.steps.all)}


def _assignee(one: Action) -> str:
    return str(one.assignee) if one.assignee else unknown()


def _account(one: Action) -> str:
    return link(reverse("account-objectives", args=[one.account_id]), one.account.name) if one.account else ""


def _belongs_words(one: Action) -> str:
    return str(one.opportunity or one.objective or "")


def _belongs(one: Action) -> str:
    if one.opportunity is not None:
        return link(reverse("opportunity", args=[one.opportunity_id]), one.opportunity.name)
    return link(reverse("objective", args=[one.objective_id]), one.objective.name) if one.objective else ""


def _status(one: Action) -> str:
    """Its status; a button that says it is done, for those who may change it. The form stands on the page."""
    if not one.is_open or not getattr(one, "may_edit", False):
        return str(one.get_status_display())
    return format_html(
        '<button class="plain" form="completion" formaction="{}">{}<span class="visually-hidden"> {}</span></button>',
        reverse("action-completion", args=[one.pk]),
        _("Mark as done"),
        one.subject,
    )
