"""What the page of one account's objectives shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.models import Account
from trimtab.objectives.kinds import kind_names
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.policy import editable_actions
from trimtab.objectives.queries import actions_of, objectives_of
from trimtab.people.models import User

SHOWN = 500
CLOSED_SHOWN = 20


@dataclass(frozen=True)
class Step:
    """One action as a line."""

    action: Action
    is_overdue: bool
    may_edit: bool


@dataclass(frozen=True)
class Aim:
    """One objective with its open steps."""

    objective: Objective
    kind: str
    is_overdue: bool
    steps: Sequence[Step]
    done: int
    all: int


@dataclass(frozen=True)
class AccountPage:
    """Open objectives with their steps, steps without an objective, and what was closed."""

    aims: Sequence[Aim]
    loose: Sequence[Step]
    closed: Sequence[Aim]
    done: Sequence[Action]
    sentence: str


def account_page(account: Account, *, user: User, today: date) -> AccountPage:
    """The page of one account for one person. Four queries, whatever there is."""
    objectives = list(objectives_of(account.pk)[:SHOWN])
    actions = list(actions_of(user, account.pk).order_by("closed_at", "due_on", "priority", "pk")[:SHOWN])
    editable, kinds = editable_actions(user, actions), kind_names()
    steps = [Step(one, one.is_overdue(today), one.pk in editable) for one in actions]

    def aim(objective: Objective) -> Aim:
        mine = [one for one in steps if one.action.objective_id == objective.pk]
        counted = [one.action for one in mine if one.action.status != Action.Status.DROPPED]
        return Aim(
            objective,
            kinds.get(objective.kind, objective.kind),
            objective.is_overdue(today),
            [one for one in mine if one.action.is_open],
            done=sum(one.status == Action.Status.DONE for one in counted),
            all=len(counted),
        )

    aims = [aim(one) for one in objectives if one.is_open]
    shown = {one.objective.pk for one in aims}
    loose = [one for one in steps if one.action.is_open and one.action.objective_id not in shown]
    closed = [aim(one) for one in objectives if not one.is_open][-CLOSED_SHOWN:]
    done = [one for one in actions if not one.is_open][-CLOSED_SHOWN:][::-1]
    return AccountPage(aims, loose, closed[::-1], done, _sentence(aims, steps))


def _sentence(aims: Sequence[Aim], steps: Sequence[Step]) -> str:
    """The first line: how many objectives, what is overdue, what comes next."""
    if not aims and not steps:
        return _("Nothing is to be reached here yet.")
    words = [
        ngettext("%(count)s open objective", "%(count)s open objectives", len(aims)) % {"count": len(aims)},
        ngettext("%(count)s action to do", "%(count)s actions to do", open_ := sum(s.action.is_open for s in steps))
        % {"count": open_},
    ]
    late = sum(one.is_overdue for one in steps) + sum(one.is_overdue for one in aims)
    said = _("%(objectives)s, %(actions)s.") % {"objectives": words[0], "actions": words[1]}
    if late:
        said += " " + ngettext("%(count)s is overdue.", "%(count)s are overdue.", late) % {"count": late}
    return said
