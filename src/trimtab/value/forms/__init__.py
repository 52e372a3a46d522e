"""What people type about the value of a deal."""

from trimtab.value.forms.cases import CaseForm, LineForm
from trimtab.value.forms.confirming import AcceptForm, ConfirmForm
from trimtab.value.forms.contributions import ContributionForm
from trimtab.value.forms.customers import AnswerForm
from trimtab.value.forms.library import CapabilityForm, FeatureForm
from trimtab.value.forms.reasons import NeedForm, UniqueValueForm

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "CapabilityForm",
    "CaseForm",
    "ConfirmForm",
    "ContributionForm",
    "FeatureForm",
    "LineForm",
    "NeedForm",
    "UniqueValueForm",
]
