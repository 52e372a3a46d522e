"""The one question that a pilot puts to the declared tables."""

from importlib.resources import files

from trimtab.insight.metrics.vocabulary import AS_OF, START
from trimtab.insight.results import Column, Metric, Parameter

PILOT_DEALS = Metric(
    name="pilot_deals",
    question="Which deals were opened in the pilot, and what became of them?",
    formula="Deals opened since the start by a seller, or for an account, of the pilot.",
    exclusions="Deals opened before the pilot, and archived ones.",
    misread="A deal that is still too young for the measure is no failure; it is not counted yet.",
    version=1,
    inputs=("opportunities", "versions", "stage_events"),
    parameters=(
        AS_OF,
        START,
        Parameter("sellers", "text", "Numbers of the sellers, with commas between.", default=""),
        Parameter("accounts", "text", "Numbers of the accounts, with commas between.", default=""),
    ),
    columns=(
        Column("opp_id", "key", "The deal."),
        Column("owner_id", "key", "Who opened it."),
        Column("account_id", "key", "Its account."),
        Column("opened", "number", "When, in seconds since 1970."),
        Column("won_at", "number", "When it was won."),
        Column(
            "forward_at", "number", "When it first moved on to another stage than its first, other than a lost one."
        ),
    ),
    sql=files("trimtab.insight.pilots").joinpath("pilot_deals.sql").read_text(encoding="utf-8"),
    method="List.",
    breakdowns=("none",),
    counted=None,
)
