"""What the styleguide shows: people, customers and figures that do not exist."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms

from trimtab.web import charts

WEEKS = ("7 Sep", "14 Sep", "21 Sep", "28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov")
OPEN_BY_WEEK = (1.02e6, 1.08e6, 1.05e6, 1.11e6, None, 1.19e6, 1.22e6, 1.30e6, 1.27e6, 1.36e6, 1.42e6)
CHANGES = (
    ("new", 90_000.0),
    ("reopened", 20_000.0),
    ("increased", 30_000.0),
    ("decreased", -12_000.0),
    ("pulled in", 60_000.0),
    ("pushed out", -140_000.0),
    ("moved category", 0.0),
    ("won", 72_000.0),
    ("lost", -50_000.0),
    ("owner change", -10_000.0),
)
TICKS = ((0, "7 Sep"), (5, "12 Oct"), (10, "16 Nov"))


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As the customer writes it.")
    amount = forms.DecimalField()
    stage = forms.ChoiceField(choices=[("qualify", "Qualify"), ("proof", "Proof")])
    closes_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    order = forms.ChoiceField(
        label="Order of day and month",
        choices=[("dm", "3 April"), ("md", "4 March")],
        widget=forms.RadioSelect,
        required=False,
    )
    is_renewal = forms.BooleanField(label="Is a renewal", required=False)


class SampleFilters(forms.Form):
    """What narrows a list."""

    stage = forms.ChoiceField(choices=[("", "All"), ("proof", "Proof")], required=False)
    silent_days = forms.IntegerField(label="Silent for days", required=False)


def invented() -> dict[str, object]:
    """The context of the styleguide."""
    return {
        "form": SampleForm(),
        "wrong_form": SampleForm({"name": "Nord AG", "amount": "1.2.3", "stage": "qualify"}, auto_id="wrong_%s"),
        "filters": SampleFilters({"stage": "proof"}, auto_id="filter_%s"),
        "amounts": [Decimal("1420000"), Decimal("38400"), Decimal("214"), Decimal(0), None],
        "paid": Decimal("22700.50"),
        "noon": datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        "tabs": [("Facts", "#facts", True), ("People", "#people", False), ("History", "#history", False)],
        "opportunities": _opportunities(),
        "levers": _levers(),
        "facts": [("Owner", "Ana"), ("Stage", "Proof"), ("Amount", "240,000 EUR"), ("Approver", None), ("Discount", 0)],
        "entries": _entries(),
        "opened": datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        **_charts(),
    }


def _opportunities() -> list[dict[str, object]]:
    return [
        {
            "account": "Nord AG",
            "name": "Turbine retrofit",
            "worth": 240_000,
            "closes": date(2026, 12, 18),
            "kind": "bad",
            "state": "Slipped three times",
            "why": "Deals like it at this point win 22 in 100. Legal takes 23 days here; 39 are left.",
        },
        {
            "account": "Bolt Logistics",
            "name": "Fleet 2027",
            "worth": 180_000,
            "closes": date(2026, 12, 4),
            "kind": "warn",
            "state": "Silent for 19 days",
            "why": "Their own pace is 5 days. One contact only.",
        },
        {
            "account": "Acme Retail",
            "name": "Renewal and two sites",
            "worth": None,
            "closes": None,
            "kind": "good",
            "state": "On its way",
            "why": "Approver not known since procurement changed on 9 November.",
        },
    ]


def _levers() -> list[dict[str, object]]:
    rising, falling = charts.sparkline([3, 4, 4, 5, 6, 8, 7, 9]), charts.sparkline([9, 8, None, 7, None, 6, 5, 4])
    return [
        {"name": "Open opportunities", "now": "214", "before": "188", "effect": 1120, "line": rising},
        {"name": "Average won value", "now": "38.4 k", "before": "41.0 k", "effect": -610, "line": falling},
        {"name": "Win rate", "now": "21%", "before": "26%", "effect": -1930, "line": falling},
        {"name": "Time in pipeline", "now": "94 d", "before": "99 d", "effect": 470, "line": rising},
    ]


def _entries() -> list[dict[str, object]]:
    return [
        {
            "when": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
            "learned": datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
            "text": "Close date",
            "before": "30 Nov 2026",
            "after": "18 Dec 2026",
            "who": "Ana",
        },
        {"when": date(2026, 11, 9), "text": "Approver", "before": "M. Keller", "after": None, "who": "import"},
        {"when": date(2026, 10, 1), "text": "Created by an import.", "who": ""},
    ]


def _charts() -> dict[str, object]:
    stages = [("Qualify", 0.61, 0.58, 0.64), ("First meeting", 0.66, 0.61, 0.70), ("Proof", None, None, None)]
    quantiles = [("1 in 10 below", 1.21e6), ("quarter", 1.32e6), ("likely", 1.42e6), ("3 quarters", 1.52e6)]
    return {
        "waterfall": charts.waterfall(("16 Nov", 1_360_000.0), CHANGES, ("today", 1_420_000.0), urls=["#tables"] * 12),
        "trend": charts.line(OPEN_BY_WEEK, ticks=TICKS, labels=WEEKS),
        "stages": charts.shares([*stages, ("Proposal", 0.69, 0.61, 0.76), ("Close", 0.83, 0.73, 0.90)]),
        "days": charts.amounts([("Qualify", 19, 17, 22), ("Proof", 31, 27, 36), ("Proposal", 22, None, None)]),
        "strip": charts.strip(
            [*quantiles, ("9 in 10 below", 1.66e6)],
            marks=[("won", 1.08e6, ""), ("weighted", 1.29e6, ""), ("target", 1.60e6, "target"), ("commit", 1.78e6, "")],
        ),
        "multiples": charts.multiples(
            [("North", [3, 4, 5, 5, 6, 8]), ("South", [6, 5, 5, 4, 4, 3]), ("East", [1, None, None, 2, 2, 2])],
            ticks=[(0, "Jun"), (5, "Nov")],
        ),
    }
