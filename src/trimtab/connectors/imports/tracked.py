"""The tracked fields of opportunities: their names in sources, and how each value is written in history."""

from trimtab.opportunities.models.history import TRACKED_FIELDS

# Normalised names (letters and digits only) that sources use in their field histories.
NAMES: dict[str, tuple[str, ...]] = {
    "stage": ("stage", "stagename", "dealstage", "stageid", "salesstage", "opportunitystage"),
    "amount": ("amount", "value", "dealvalue", "dealamount"),
    "currency": ("currency", "currencyisocode", "dealcurrencycode"),
    "close_on": ("closedate", "closeon", "expectedclosedate", "closingdate"),
    "forecast_category": ("forecastcategory", "forecastcategoryname", "hsforecastcategory", "hsmanualforecastcategory"),
    "owner": ("owner", "ownerid", "hubspotownerid", "userid", "dealowner", "opportunityowner"),
    "account": ("account", "accountid", "accountname", "orgid"),
    "name": ("name", "dealname", "title", "opportunityname"),
    "kind": ("type", "kind", "dealtype", "opportunitytype"),
    "lead_source": ("leadsource", "source"),
    "loss_reason": ("lossreason", "lossreasonc", "lostreason", "closedlostreason"),
    "next_step": ("nextstep", "hsnextstep"),
}
TEXT_FIELDS = ("name", "kind", "lead_source", "loss_reason", "next_step")
# How much of a text the opportunity's own column takes.
LENGTHS = {"name": 300, "kind": 100, "lead_source": 100, "loss_reason": 200}
# A map, not a CASE: the planner would write the normalised name out for every branch.
CATEGORIES = """MAP {{'omitted': 'omitted', 'pipeline': 'pipeline', 'bestcase': 'best_case', 'upside': 'best_case',
    'commit': 'commit', 'forecast': 'commit', 'mostlikely': 'best_case', 'closed': 'closed',
    'closedwon': 'closed'}}[norm({0})]"""

assert set(NAMES) == set(TRACKED_FIELDS)


def field_macro() -> str:
    """`field_of(text)`: the tracked field that a source's name means, NULL for others."""
    pairs = ", ".join(f"'{name}': '{field}'" for field, names in NAMES.items() for name in names)
    return f"CREATE OR REPLACE MACRO field_of(text) AS MAP {{{pairs}}}[norm(text)]"


def amount_text(value: str) -> str:
    """SQL: a number as history writes it."""
    return f"CAST(CAST({value} AS DECIMAL(18,2)) AS VARCHAR)"


def clipped(field: str, value: str) -> str:
    """SQL: a text as long as its column takes."""
    return f"left({value}, {LENGTHS[field]})" if field in LENGTHS else value


def value_texts(currency: str) -> dict[str, str]:
    """Tracked field → SQL of its text in a row `t` joined with account, owner, stage."""
    return {
        "stage": "CAST(stage.ref AS VARCHAR)",
        "amount": amount_text("t.amount"),
        "currency": f"coalesce(upper(left(t.currency, 3)), '{currency}')",
        "close_on": "CAST(t.close_on AS VARCHAR)",
        "forecast_category": CATEGORIES.format("t.forecast_category"),
        "owner": "CAST(owner.ref AS VARCHAR)",
        "account": "CAST(account.ref AS VARCHAR)",
        **{field: clipped(field, f"t.{field}") for field in TEXT_FIELDS},
    }
