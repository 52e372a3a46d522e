"""Forms of plans."""

from trimtab.planning.forms.periods import PeriodsForm
from trimtab.planning.forms.plans import MemberForm, OwnerForm, PlanForm, PlanNewForm, ReviewForm, StartForm
from trimtab.planning.forms.research import AnswerForm, SwotForm
from trimtab.planning.forms.templates import TemplateForm
from trimtab.planning.forms.units import SolutionsForm, UnitEditForm, UnitForm

__all__ = [
    "AnswerForm",
    "MemberForm",
    "OwnerForm",
    "PeriodsForm",
    "PlanForm",
    "PlanNewForm",
    "ReviewForm",
    "SolutionsForm",
    "StartForm",
    "SwotForm",
    "TemplateForm",
    "UnitEditForm",
    "UnitForm",
]
