"""The form of a backup plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.retention.forms.fields import (
    accounts_field,
    accounts_meant,
    day_field,
    lines_of,
    person_field,
    text_field,
)
from trimtab.retention.models import BackupPlan
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import SeenAtField

PLAIN = ("is_at_risk", "scenario", "signs", "measures", "contract_ends_on", "review_on")


class BackupPlanForm(forms.Form):
    """How we could lose the customer, who could replace it, and whose task that is."""

    is_at_risk = forms.BooleanField(
        label=gettext_lazy("This customer is at risk"),
        required=False,
        help_text=gettext_lazy("Then the scenario, the replacements and an owner are needed."),
    )
    scenario = text_field(gettext_lazy("How could we lose it?"))
    replacements = accounts_field(
        gettext_lazy("Who could replace it?"),
        help_text=gettext_lazy("Accounts, one a line; their open opportunities are the replacement pipeline."),
    )
    owner = person_field(required=False)
    review_on = day_field(gettext_lazy("Next review"))
    signs = text_field(gettext_lazy("Early signs to watch"), rows=2)
    measures = text_field(gettext_lazy("What we do to keep it"), rows=2)
    contract_ends_on = day_field(gettext_lazy("Contract ends on"))
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        plan: BackupPlan | None = None,
        is_at_risk: bool = False,
    ) -> None:
        self.user, self.plan = user, plan
        super().__init__(typed, initial=_values(plan, user) if plan else {"is_at_risk": is_at_risk})
        SeenField.remember(self)

    def clean_replacements(self) -> list[Account]:
        """The accounts that are named."""
        return accounts_meant(self.user, self.cleaned_data["replacements"])

    def clean_owner(self) -> User | None:
        """Who the typed text means; the present owner may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        if self.plan is not None and self.plan.owner is not None and text == self.initial["owner"]:
            return self.plan.owner
        return person_meant(self.user, text)

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field, without the replacements."""
        return {name: self.cleaned_data[name] for name in (*PLAIN, "owner")}


def _values(plan: BackupPlan, user: User) -> dict[str, object]:
    named = visible_accounts(user).filter(replaces=plan).order_by("name", "pk")
    values: dict[str, object] = {name: getattr(plan, name) for name in PLAIN}
    return values | {
        "replacements": lines_of(list(named)),
        "owner": label_of(plan.owner) if plan.owner else "",
        "seen_at": plan.changed_at,
    }
