"""The rules that figures are computed with and that the organisation may set; each change is a new version."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.analytics.models import DefinitionVersion

Number = int | float
DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Setting:
    """One number of a rule: what it is called, what it means, what it is as shipped, and what it may be."""

    name: str
    label: str | Promise
    meaning: str | Promise
    default: Number
    least: Number
    most: Number

    @property
    def is_whole(self) -> bool:
        """Whether it counts something."""
        return isinstance(self.default, int)


@dataclass(frozen=True)
class Rule:
    """A rule with its numbers. metrics: whose figures follow it."""

    key: str
    label: str | Promise
    question: str | Promise
    settings: tuple[Setting, ...]
    metrics: tuple[str, ...]


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "silence",
            _("Too quiet"),
            _("When is an open opportunity quieter than it should be?"),
            (
                Setting(
                    "least_days", _("at least so many days"), _("Never listed before so many silent days."), 14, 1, 365
                ),
                Setting(
                    "times",
                    _("times its own pace"),
                    _("How many times the normal gap between two activities is too long."),
                    3.0,
                    1.0,
                    20.0,
                ),
                Setting(
                    "least_complete",
                    _("share with activities on record"),
                    _("Below this share of open opportunities with any activity, silence is not acted upon."),
                    0.5,
                    0.0,
                    1.0,
                ),
            ),
            ("silent_opportunities",),
        ),
        Rule(
            "slipping",
            _("Overdue or pushed"),
            _("From how many moves to a later day on is an opportunity listed?"),
            (Setting("least_pushes", _("times moved later"), _("From so many pushes on it is listed."), 2, 1, 20),),
            ("slipped_opportunities",),
        ),
        Rule(
            "leads",
            _("Decision about a lead"),
            _("Within how many days is a lead to be accepted, rejected or put back?"),
            (
                Setting(
                    "agreed_days",
                    _("days"),
                    _("What marketing and sales agreed on: a lead without a decision by then has leaked."),
                    14,
                    1,
                    180,
                ),
            ),
            ("lead_ledger",),
        ),
        Rule(
            "window",
            _("Window of the rates"),
            _("How far back do win rates, stage rates and activities count?"),
            (Setting("window_months", _("months"), _("Closings and entries of so many months count."), 12, 3, 60),),
            ("coverage", "stage_conversion", "quality_beside_volume"),
        ),
        Rule(
            "horizon",
            _("Outcome of a stage"),
            _("Within how many days after it was entered does the outcome of a stage count?"),
            (Setting("horizon_days", _("days"), _("What became of it later is not counted."), 90, 7, 730),),
            ("stage_conversion",),
        ),
        Rule(
            "weights",
            _("Weights of stages"),
            _("What share of an amount does a stage bring, from how many periods, and how strongly drawn together?"),
            (
                Setting(
                    "earlier_periods", _("earlier periods"), _("The rates of stages are taken from these."), 8, 2, 20
                ),
                Setting(
                    "rate_weight",
                    _("observations of the common rate"),
                    _("A stage seen seldom is drawn towards the rate of all stages with this weight."),
                    8,
                    0,
                    200,
                ),
            ),
            ("outlook", "bookings_by_period"),
        ),
        Rule(
            "setbacks",
            _("Alarms about setbacks"),
            _("How many false alarms does a leader accept in a quarter?"),
            (
                Setting(
                    "false_alarms",
                    _("false alarms a leader and quarter"),
                    _("With fewer, real setbacks are found later. It holds from the next week on."),
                    1.0,
                    0.1,
                    10.0,
                ),
            ),
            ("weekly_measures",),
        ),
    )
}
# Metric → the numbers that it takes as parameters of its own, under the same names.
PASSED: Mapping[str, tuple[str, ...]] = {
    "silent_opportunities": ("least_days", "times"),
    "slipped_opportunities": ("least_pushes",),
    "stage_conversion": ("horizon_days",),
    "outlook": ("rate_weight",),
    "lead_ledger": ("agreed_days",),
}
SHIPPED: Mapping[str, Number] = {one.name: one.default for rule in RULES.values() for one in rule.settings}


@dataclass(frozen=True)
class Definitions:
    """The numbers in force, and the version of each rule that has one beyond the first."""

    values: Mapping[str, Number] = field(default_factory=lambda: dict(SHIPPED))
    versions: Mapping[str, int] = field(default_factory=dict)

    def passed_to(self, metric: str) -> dict[str, object]:
        """The parameters of a metric that the organisation sets."""
        return {name: self.values[name] for name in PASSED.get(metric, ())}

    def version_for(self, metric: str) -> int | None:
        """The highest version among the rules that the metric follows; None where it follows none."""
        followed = [self.versions.get(rule.key, 1) for rule in rules_of(metric)]
        return max(followed, default=None)

    def with_rule(self, rule: Rule, parameters: Mapping[str, Number]) -> "Definitions":
        """The same with one rule changed, as its next version."""
        following = self.versions.get(rule.key, 1) + 1
        return Definitions({**self.values, **parameters}, {**self.versions, rule.key: following})

    def of(self, rule: Rule) -> dict[str, Number]:
        """The numbers of one rule."""
        return {one.name: self.values[one.name] for one in rule.settings}

    @property
    def window_days(self) -> int:
        """The window of the rates in days; twelve months are 365."""
        return round(self.values["window_months"] * DAYS_A_YEAR / MONTHS_A_YEAR)

    @property
    def window_months(self) -> int:
        return int(self.values["window_months"])

    @property
    def earlier_periods(self) -> int:
        return int(self.values["earlier_periods"])

    @property
    def horizon_days(self) -> int:
        return int(self.values["horizon_days"])

    @property
    def agreed_days(self) -> int:
        return int(self.values["agreed_days"])

    @property
    def false_alarms(self) -> float:
        """How many a leader accepts in a quarter."""
        return float(self.values["false_alarms"])

    @property
    def least_complete(self) -> float:
        return float(self.values["least_complete"])


AS_SHIPPED = Definitions()


def rules_of(metric: str) -> list[Rule]:
    """The rules that a metric follows."""
    return [rule for rule in RULES.values() if metric in rule.metrics]


def load_definitions() -> Definitions:
    """What is in force now: of each rule its last version. One query."""
    values, versions = dict(SHIPPED), {}
    for row in DefinitionVersion.objects.order_by("version"):
        values.update({name: value for name, value in row.parameters.items() if name in SHIPPED})
        versions[row.rule] = row.version
    return Definitions(values, versions)
