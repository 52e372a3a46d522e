"""What a whole plan consists of: its own rows, its accounts, and all that the scores of these rest on.

In the order in which they can be written: a part refers to itself and to parts above it only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from trimtab.accounts.models import Account, Contact, Division
from trimtab.discovery.models import Card, Insight, Link, Section, StateChange
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.models import ContactRole, LineItem, Opportunity, Process, Product, Stage
from trimtab.people.models import User
from trimtab.planning.models import (
    Answer,
    Plan,
    PlanColumn,
    PlanMember,
    PlanPeriod,
    PlanReview,
    PlanRow,
    PlanRowAccount,
    SwotEntry,
    TemplateVersion,
)
from trimtab.relationships.models import Attitude, Judgement, Line, Member, PeopleMap, TeamRelation
from trimtab.whitespace.models import Aim, Block, MarketShare, Placement, Potential


@dataclass(frozen=True)
class Part:
    """Rows of one model. through: the fields by which they belong to rows of parts above."""

    model: type[models.Model]
    through: Sequence[str] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label


# What another installation may have already, found there by these fields; it is made where it is missing.
SHARED: Mapping[type[models.Model], Sequence[str]] = {
    Process: ("name",),
    Stage: ("process", "name"),
    Product: ("family", "name"),
    TemplateVersion: ("plan_type", "questions", "tiles"),
}
# Of a person only what says who it is.
PERSON = ("name", "email")
PARTS: Sequence[Part] = (
    Part(Account),
    Part(Division, ("account",)),
    Part(Contact, ("account",)),
    Part(Opportunity),
    Part(ContactRole, ("opportunity",)),
    Part(LineItem, ("opportunity",)),
    Part(Objective, ("account",)),
    Part(Action, ("account",)),
    Part(Potential, ("account",)),
    Part(Block, ("account",)),
    Part(MarketShare, ("account",)),
    Part(Placement, ("opportunity",)),
    Part(Aim, ("account",)),
    Part(PeopleMap, ("account", "opportunity")),
    Part(Member, ("map",)),
    Part(Judgement, ("member",)),
    Part(Line, ("map",)),
    Part(Attitude, ("contact",)),
    Part(TeamRelation, ("contact",)),
    Part(Section, ("account", "opportunity")),
    Part(Insight, ("account", "opportunity")),
    Part(Card, ("insight",)),
    Part(Link, ("below",)),
    Part(StateChange, ("insight",)),
    Part(Plan),
    Part(PlanMember, ("plan",)),
    Part(PlanPeriod, ("plan",)),
    Part(PlanRow, ("plan",)),
    Part(PlanRowAccount, ("plan",)),
    Part(PlanColumn, ("plan",)),
    Part(Answer, ("plan",)),
    Part(SwotEntry, ("plan",)),
    Part(PlanReview, ("plan",)),
    Part(Evidence),
)
# Which rows evidence is about, by the name that it gives them.
EVIDENCE_OF: Mapping[str, type[models.Model]] = {"map_member": Member, "insight": Insight}
HELD: tuple[type[models.Model], ...] = (User, *SHARED, *(part.model for part in PARTS))
MODELS: Mapping[str, type[models.Model]] = {model._meta.label: model for model in HELD}
# What belongs to one installation alone, and what is set anew.
LEFT_OUT = {"imported_in", "territory", "merged_into", "password", "custom", "same_as"}


def fields_of(model: type[models.Model]) -> list[Any]:  # fields of any type
    """The fields that a file holds, references and own ids aside."""
    names = PERSON if model is User else None
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in LEFT_OUT and (names is None or field.name in names)
    ]


def links_of(model: type[models.Model]) -> list[Any]:  # fields of any type
    """The fields that refer to several rows of parts."""
    if model is User:
        return []
    return [field for field in model._meta.many_to_many if field.related_model in MODELS.values()]
