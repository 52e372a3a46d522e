"""Forms of exchange rates."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.rate_lines import MOST_LINES
from trimtab.core.models import Organisation, PeriodClosing
from trimtab.web.fields import DayInput

MOST_BYTES = 1_000_000
QUARTERS = 12


class RateForm(forms.Form):
    """A rate from a day on."""

    from_on = forms.DateField(label=later("from"), widget=DayInput())
    value = forms.DecimalField(
        label=later("rate"),
        max_digits=18,
        decimal_places=8,
        min_value=Decimal("1e-8"),
        help_text=later("Units of the reporting currency for one unit of this one."),
    )
    source = forms.CharField(
        label=later("source"), max_length=100, required=False, help_text=later("Such as European Central Bank.")
    )

    @property
    def rate(self) -> tuple[date, Decimal, str]:
        """Day, rate and source."""
        given = self.cleaned_data
        return given["from_on"], given["value"], given["source"]


class LinesForm(forms.Form):
    """Rates of many days and currencies, pasted or as a file."""

    lines = forms.CharField(
        label=later("lines"),
        required=False,
        strip=False,
        help_text=later("On each line a currency, a day and a rate, as USD, 2026-01-31, 0.92."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(label=later("or a CSV file"), required=False)
    source = forms.CharField(label=later("source"), max_length=100, required=False)

    def clean(self) -> dict[str, object]:
        """One of the two, not too large, as text."""
        cleaned = super().clean() or {}
        file = self.files.get("file")
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("A file of rates has at most one megabyte."), code="large")
        try:
            cleaned["text"] = file.read().decode("utf-8-sig") if file else str(cleaned.get("lines") or "")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not text in UTF-8."), code="binary") from error
        if not str(cleaned["text"]).strip():
            raise ValidationError(_("Paste lines or choose a file."), code="empty")
        if str(cleaned["text"]).count("\n") > MOST_LINES:
            raise ValidationError(_("At most %(most)s lines at once.") % {"most": MOST_LINES}, code="many")
        return cleaned

    @property
    def text(self) -> str:
        """What was pasted or uploaded."""
        return str(self.cleaned_data["text"])


class ClosingForm(forms.Form):
    """A fiscal quarter that is over and not closed yet."""

    def __init__(self, *args: object, organisation: Organisation, today: date) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        calendar = organisation.calendar
        current = calendar.containing(today, "quarter")
        closed = set(PeriodClosing.objects.values_list("start_on", "end_on"))
        past = [calendar.previous(current, count=count) for count in range(1, QUARTERS + 1)]
        choices = [(one.key, one.key) for one in past if (one.start, one.end) not in closed]
        self.fields["period"] = forms.ChoiceField(label=_("fiscal quarter"), choices=choices)
