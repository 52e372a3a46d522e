"""What we bring, what of it the customer cares about, what it is worth in their figures, and why they must change."""

from trimtab.value.models.answers import CustomerAnswer
from trimtab.value.models.cases import BusinessCase, CaseLine, CaseVersion
from trimtab.value.models.contributions import Contribution, Strength
from trimtab.value.models.library import Capability, Feature
from trimtab.value.models.reasons import Need, UniqueValue
from trimtab.value.models.wording import Worded

__all__ = [
    "BusinessCase",
    "Capability",
    "CaseLine",
    "CaseVersion",
    "Contribution",
    "CustomerAnswer",
    "Feature",
    "Need",
    "Strength",
    "UniqueValue",
    "Worded",
]
