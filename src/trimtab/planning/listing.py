"""The list of plans: whose, of which type, with the figures that were kept last."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from trimtab.accounts.completeness import rag_of
from trimtab.core.paging import Order, Page, page_of
from trimtab.people.frame import Frame
from trimtab.planning.models import Plan, PlanMember, PlanSnapshot
from trimtab.planning.models.plans import PlanQuerySet
from trimtab.planning.models.research import PlanType
from trimtab.planning.queries import last_snapshots, visible_plans

PAGE = 50


class PlanFilters(forms.Form):
    """What narrows the list."""

    plan_type = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=[("", gettext_lazy("All")), *PlanType.choices], required=False
    )
    archived = forms.BooleanField(label=gettext_lazy("Archived ones"), required=False)


@dataclass(frozen=True)
class PlanLine:
    """A plan with its kept figures; None where none were kept."""

    plan: Plan
    snapshot: PlanSnapshot | None
    today: date

    def _amount(self, name: str) -> Decimal | None:
        value = self.snapshot.facts.get(name) if self.snapshot else None
        return None if value is None else Decimal(value)

    @property
    def target(self) -> Decimal | None:
        return self._amount("target")

    @property
    def won(self) -> Decimal | None:
        return self._amount("won")

    @property
    def open(self) -> Decimal | None:
        return self._amount("open")

    @property
    def completeness(self) -> float | None:
        found: float | None = self.snapshot.facts.get("completeness") if self.snapshot else None
        return found

    @property
    def kind(self) -> str:
        """The shape beside the points: good, warn or bad."""
        return {"green": "good", "amber": "warn", "red": "bad"}[rag_of(self.completeness or 0.0)]

    @property
    def review_due_on(self) -> date | None:
        return date.fromisoformat(self.snapshot.facts["review_due_on"]) if self.snapshot else None

    @property
    def is_review_overdue(self) -> bool:
        return self.review_due_on is not None and self.review_due_on < self.today


@dataclass(frozen=True)
class PlanPage:
    """One page of the list."""

    lines: list[PlanLine]
    page: Page[Plan]


def plans_asked(frame: Frame, parameters: QueryDict) -> tuple[PlanFilters, PlanPage]:
    """The plans that an address asks for, of the people of the frame, the newest first. Three queries."""
    form = PlanFilters(parameters)
    asked = form.cleaned_data if form.is_valid() else {}
    found = _narrowed(_of_scope(frame), asked).select_related("owner", "template")
    page = page_of(
        found,
        order=Order("id", is_descending=True, read=int),
        after=parameters.get("after", ""),
        before=parameters.get("before", ""),
        size=PAGE,
    )
    kept = last_snapshots(page.rows)
    return form, PlanPage([PlanLine(plan, kept.get(plan.pk), frame.today) for plan in page.rows], page)


def _of_scope(frame: Frame) -> PlanQuerySet:
    """The visible plans that the people of the frame own, or in whose team they are."""
    plans = visible_plans(frame.user)
    if frame.scope.key == "everyone":
        return plans
    people = frame.scope.people
    return plans.filter(Q(owner__in=people) | Q(pk__in=PlanMember.objects.filter(user__in=people).values("plan")))


def _narrowed(plans: PlanQuerySet, asked: dict[str, object]) -> PlanQuerySet:
    found = plans.filter(archived_at__isnull=not asked.get("archived"))
    return found.filter(plan_type=asked["plan_type"]) if asked.get("plan_type") else found
