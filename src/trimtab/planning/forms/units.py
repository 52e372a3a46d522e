"""Rows and columns of a plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.forms.plans import AccountsField, accounts_meant
from trimtab.planning.models import Plan, PlanRow

MOST_SOLUTIONS = 200


class UnitEditForm(forms.Form):
    """What a row is called, where it stands, how it counts."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300, required=False)
    parent = forms.ModelChoiceField(
        PlanRow.objects.none(), label=gettext_lazy("Stands below"), required=False, empty_label=gettext_lazy("Nothing")
    )
    level = forms.ChoiceField(
        label=gettext_lazy("How they see us"),
        choices=[("", gettext_lazy("not known")), *PlanRow.Level.choices],
        required=False,
    )
    is_target = forms.BooleanField(label=gettext_lazy("Important"), required=False)
    is_main = forms.BooleanField(label=gettext_lazy("Main unit of its roll-up"), required=False)
    position = forms.IntegerField(label=gettext_lazy("Place in the order"), min_value=0, max_value=9999, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, plan: Plan, row: PlanRow | None = None) -> None:
        self.plan, self.row = plan, row
        super().__init__(typed, initial=_row_values(row) if row else {})
        self.fields["parent"].queryset = (  # type: ignore[attr-defined]  # a choice of models
            plan.rows.exclude(pk=row.pk if row else 0).order_by("position", "pk")
        )

    @property
    def changes(self) -> dict[str, object]:
        """The cleaned values by field; an empty name or place leaves what is there."""
        found = {name: self.cleaned_data[name] for name in ("parent", "level", "is_target", "is_main")}
        given = {name: self.cleaned_data[name] for name in ("name", "position")}
        return found | {name: value for name, value in given.items() if value not in ("", None)}


class UnitForm(UnitEditForm):
    """A new row: accounts, or a division, or neither for a roll-up."""

    accounts = AccountsField(required=False)
    division = forms.ModelChoiceField(Division.objects.none(), label=gettext_lazy("Division"), required=False)
    field_order = ("accounts", "division", "name", "parent", "level", "is_target")

    def __init__(self, typed: Mapping[str, Any] | None = None, *, plan: Plan, user: User) -> None:
        self.user = user
        super().__init__(typed, plan=plan)
        del self.fields["position"], self.fields["is_main"]
        free = Division.objects.filter(account__plan_rows__plan=plan, archived_at__isnull=True)
        free = free.exclude(plan_rows__plan=plan).select_related("account")
        self.fields["division"].queryset = free  # type: ignore[attr-defined]  # a choice of models
        if not free.exists():
            del self.fields["division"]
        self.fields["accounts"].help_text = _(
            "One name on each line; several stand on one row. None for a roll-up, which only sums what is below it."
        )

    def clean_accounts(self) -> list[Account]:
        """The accounts that the lines mean."""
        return accounts_meant(self.user, self.cleaned_data["accounts"])

    @property
    def changes(self) -> dict[str, object]:
        """The cleaned values of the row itself."""
        return {name: self.cleaned_data[name] for name in ("name", "parent", "level", "is_target")}


class SolutionsForm(forms.Form):
    """Which solutions of the catalogue the plan sells, and which of them are important."""

    products = forms.MultipleChoiceField(
        label=gettext_lazy("Planned"), widget=forms.CheckboxSelectMultiple, required=False
    )
    targets = forms.MultipleChoiceField(
        label=gettext_lazy("Important"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, typed: Any = None, *, plan: Plan, text: str = "") -> None:
        planned = {column.product_id: column for column in plan.columns.all()}
        wanted = Q(name__icontains=text) | Q(family__icontains=text) | Q(pk__in=planned)
        self.found = list(Product.objects.filter(wanted).order_by("family", "name", "pk")[:MOST_SOLUTIONS])
        initial = {
            "products": [str(pk) for pk in planned],
            "targets": [str(pk) for pk, column in planned.items() if column.is_target],
        }
        super().__init__(typed, initial=initial)
        choices = [(str(one.pk), one.name) for one in self.found]
        for name in ("products", "targets"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice

    @property
    def rows(self) -> list[tuple[Product, bool, bool]]:
        """Each solution, whether it is planned, and whether it is important."""
        planned, targets = set(self["products"].value() or ()), set(self["targets"].value() or ())
        return [(one, str(one.pk) in planned, str(one.pk) in targets) for one in self.found]

    def chosen(self, name: str) -> list[Product]:
        """The ticked ones, in the order of the catalogue; what is important is planned."""
        ticked = set(self.cleaned_data[name])
        if name == "products":
            ticked |= set(self.cleaned_data["targets"])
        return [one for one in self.found if str(one.pk) in ticked]


def _row_values(row: PlanRow) -> dict[str, object]:
    return {
        "name": row.name,
        "parent": row.parent_id,
        "level": row.level,
        "is_target": row.is_target,
        "is_main": row.is_main,
        "position": row.position,
    }
