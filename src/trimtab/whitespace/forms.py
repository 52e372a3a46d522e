"""Forms of the white space. They make the rules kind; the rules themselves are in `actions`."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Division
from trimtab.core.models import currency_code
from trimtab.opportunities.models import Opportunity, Product, Stage
from trimtab.opportunities.queries import active_stages
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.people.queries import label_of, person_meant
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField
from trimtab.whitespace.actions.cells import MarketFacts
from trimtab.whitespace.actions.qualifying import ADD, KEEP, TAKE
from trimtab.whitespace.models import Block, MarketShare, Potential


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A day to choose."""
    return forms.DateField(label=label, required=required, widget=DayInput())


class CellForm(forms.Form):
    """Something about one solution at an account or one of its divisions."""

    product = forms.ModelChoiceField(Product.objects.none(), label=gettext_lazy("Solution"), empty_label="–")
    division = forms.ModelChoiceField(
        Division.objects.none(), label=gettext_lazy("Division"), required=False, empty_label=gettext_lazy("– none –")
    )

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, account: Account, initial: Mapping[str, object] | None = None
    ) -> None:
        self.account = account
        super().__init__(typed, initial=dict(initial or {}))
        solutions = self.fields["product"]
        divisions = self.fields["division"]
        assert isinstance(solutions, forms.ModelChoiceField)
        assert isinstance(divisions, forms.ModelChoiceField)
        solutions.queryset = Product.objects.offered().order_by("family", "name", "pk")
        divisions.queryset = account.divisions.filter(archived_at__isnull=True).order_by("position", "name")
        if not divisions.queryset.exists():
            del self.fields["division"]

    @property
    def chosen_division(self) -> Division | None:
        """The chosen division; none where the account has none."""
        found: Division | None = self.cleaned_data.get("division")
        return found


class PotentialForm(CellForm):
    """What a unit could buy."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=gettext_lazy("Leave it empty where it is not known."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, validators=[currency_code])
    certainty = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Potential.Certainty.choices)
    qualify_by = day_field(gettext_lazy("Qualify by"))
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        max_length=220,
        widget=PersonInput(),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        account: Account,
        potential: Potential | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.user, self.potential = user, potential
        start = _values(potential) if potential else {"owner": label_of(user), **(initial or {})}
        super().__init__(typed, account=account, initial=start)
        self.fields["owner"].required = not can_set_up(user)
        if potential is not None:
            solutions = self.fields["product"]
            assert isinstance(solutions, forms.ModelChoiceField)
            solutions.queryset = Product.objects.filter(same_as__isnull=True).order_by("family", "name", "pk")
        self.order_fields(["product", "division", "name", "amount", "currency", "certainty", "qualify_by", "owner"])
        SeenField.remember(self)

    def clean_owner(self) -> User | None:
        """The person that the typed text means; the present owner may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        if self.potential is not None and self.potential.owner and text == self.initial["owner"]:
            return self.potential.owner
        return person_meant(self.user, text)

    @property
    def facts(self) -> dict[str, object]:
        """The cleaned values by field."""
        names = ("product", "name", "amount", "currency", "certainty", "qualify_by", "owner", "note")
        return {name: self.cleaned_data[name] for name in names} | {"division": self.chosen_division}


class OpenStageField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """A stage in use, with its process."""

    def label_from_instance(self, stage: Any) -> str:
        """Its name; there may be several processes."""
        return f"{stage.process.name}: {stage.name}"


class NewOpportunityForm(forms.Form):
    """What a new opportunity needs beside what its potential says."""

    close_on = day_field(gettext_lazy("Close date"))
    owner = PotentialForm.base_fields["owner"]

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User, potential: Potential) -> None:
        self.user = user
        super().__init__(typed, initial={"owner": label_of(potential.owner or user)})
        self.fields["stage"] = OpenStageField(
            active_stages().filter(kind=Stage.Kind.OPEN), label=_("Stage"), empty_label="–"
        )
        self.order_fields(["stage", "close_on", "owner"])

    def clean_owner(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["owner"].strip())


class MappingForm(forms.Form):
    """Onto which opportunity, and what that is worth from now on."""

    opportunity = forms.ModelChoiceField(Opportunity.objects.none(), label=gettext_lazy("Opportunity"), empty_label="–")
    value = forms.ChoiceField(
        label=gettext_lazy("Its value"),
        choices=[
            (KEEP, gettext_lazy("Keep the opportunity's own")),
            (TAKE, gettext_lazy("Take the potential's")),
            (ADD, gettext_lazy("Add the potential's to it")),
        ],
        initial=KEEP,
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, found: Any) -> None:
        super().__init__(typed)
        choice = self.fields["opportunity"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = found


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class BlockForm(CellForm):
    """A cell in which nothing is to be looked for, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("What holds"), choices=Block.Kind.choices)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    review_on = day_field(gettext_lazy("Look again on"))


class MarketForm(CellForm):
    """What they spend a year on a solution, and who gets it."""

    size = forms.DecimalField(
        label=gettext_lazy("What they spend a year"), max_digits=18, decimal_places=2, min_value=0
    )
    measure = forms.CharField(
        label=gettext_lazy("In"),
        max_length=60,
        help_text=gettext_lazy("A currency such as EUR, or what is counted, such as vehicles."),
    )
    ours = forms.DecimalField(
        label=gettext_lazy("Our share in percent"), max_digits=5, decimal_places=2, min_value=0, max_value=100,
        required=False,
    )  # fmt: skip
    rivals = forms.CharField(
        label=gettext_lazy("Competitors and their shares"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line, with its percentage: Norwind 20."),
    )
    note = forms.CharField(label=gettext_lazy("Where this is known from"), max_length=300, required=False)

    def clean_rivals(self) -> list[tuple[str, Decimal]]:
        """Names with their percentages."""
        return [_rival(line) for line in self.cleaned_data["rivals"].splitlines() if line.strip()]

    @property
    def facts(self) -> MarketFacts:
        """The values as the action takes them: three capital letters are a currency."""
        values = {name: self.cleaned_data[name] for name in ("product", "size", "ours", "rivals", "note")}
        measure = self.cleaned_data["measure"].strip()
        is_money = len(measure) == 3 and measure.isascii() and measure.isupper()
        currency, units = (measure, "") if is_money else ("", measure)
        return MarketFacts(**values, division=self.chosen_division, currency=currency, units=units)


class AimForm(forms.Form):
    """What is to be won in a period, and where to look first."""

    start_on = day_field(gettext_lazy("From"), required=True)
    end_on = day_field(gettext_lazy("Until"), required=True)
    amount = forms.DecimalField(
        label=gettext_lazy("Target"), max_digits=18, decimal_places=2, min_value=0, required=False
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, validators=[currency_code])
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(), label=gettext_lazy("Target solutions"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Target units"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, units: Iterable[tuple[str, str]], initial: Mapping[str, object]
    ) -> None:
        super().__init__(typed, initial=dict(initial))
        solutions, rows = self.fields["products"], self.fields["units"]
        assert isinstance(solutions, forms.ModelMultipleChoiceField)
        assert isinstance(rows, forms.MultipleChoiceField)
        solutions.queryset = Product.objects.offered().order_by("family", "name", "pk")
        rows.choices = list(units)

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        values = super().clean() or {}
        start, end = values.get("start_on"), values.get("end_on")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("end_on", _("A period ends after it starts."))
        return values


class SolutionForm(forms.Form):
    """What a solution is called and where it belongs."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    family = forms.CharField(
        label=gettext_lazy("Family"), max_length=100, required=False, widget=forms.TextInput({"list": "families"})
    )
    code = forms.CharField(label=gettext_lazy("Code"), max_length=100, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def facts(self) -> dict[str, str]:
        """The typed values by field."""
        return {name: self.cleaned_data[name] for name in ("name", "family", "code")}


class SameAsForm(forms.Form):
    """Which solution it is another name of."""

    other = forms.ModelChoiceField(
        Product.objects.none(), label=gettext_lazy("It is the same as"), required=False,
        empty_label=gettext_lazy("– no other, it is one of its own –"),
    )  # fmt: skip

    def __init__(self, typed: Mapping[str, Any] | None = None, *, product: Product) -> None:
        super().__init__(typed, initial={"other": product.same_as_id})
        choice = self.fields["other"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Product.objects.filter(same_as__isnull=True).exclude(pk=product.pk).order_by("name", "pk")


class PlacementForm(CellForm):
    """One part of an opportunity on the grid."""

    share = forms.DecimalField(
        label=gettext_lazy("Share in percent"), max_digits=7, decimal_places=4, min_value=0, max_value=100,
        required=False,
    )  # fmt: skip

    def __init__(self, typed: Mapping[str, Any] | None = None, *, prefix: str, **options: Any) -> None:
        self.named = prefix
        super().__init__(typed, **options)
        self.prefix = prefix
        self.fields["product"].required = False

    @property
    def place(self) -> tuple[Division | None, Product, Decimal] | None:
        """The part; None where nothing was chosen."""
        product, share = self.cleaned_data.get("product"), self.cleaned_data.get("share")
        return (self.chosen_division, product, share) if product is not None and share else None


def market_values(market: MarketShare) -> dict[str, object]:
    """What the form starts with."""
    rivals = "\n".join(f"{name} {share}" for name, share in market.rivals)
    return {
        "size": market.size,
        "measure": market.currency or market.units,
        "ours": market.ours,
        "rivals": rivals,
        "note": market.note,
    }


def _rival(line: str) -> tuple[str, Decimal]:
    name, _space, share = line.strip().rstrip("%").strip().rpartition(" ")
    try:
        found = Decimal(share.replace(",", "."))
    except ArithmeticError:
        found = Decimal("NaN")
    if not name or not found.is_finite() or not 0 <= found <= 100:
        raise ValidationError(
            _("Write a name and a percentage on each line, such as “Norwind 20”. Got “%(line)s”.") % {"line": line[:80]}
        )
    return name.strip()[:100], found


def _values(potential: Potential) -> dict[str, object]:
    return {
        "product": potential.product_id,
        "division": potential.division_id,
        "name": potential.name,
        "amount": potential.amount,
        "currency": potential.currency,
        "certainty": potential.certainty,
        "qualify_by": potential.qualify_by,
        "owner": label_of(potential.owner) if potential.owner else "",
        "note": potential.note,
        "seen_at": potential.changed_at,
    }
