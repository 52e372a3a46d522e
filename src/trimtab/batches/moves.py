"""What belongs to a record, and goes along when the record is merged into another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, AccountMember, Contact, Division
from trimtab.assessments.models import Assessment, Occasion
from trimtab.batches.twins import HANGING, item_of, join_twins, part_twins
from trimtab.cadences.models import Enrolment, Refusal
from trimtab.calls.models import Attendee, Call, Commitment
from trimtab.coach.models import Answer
from trimtab.competition.models import Contender, DecisionCriterion, Fear
from trimtab.core.models import BatchItem
from trimtab.discovery.models import Card, Insight, Section, StateChange
from trimtab.evidence.models import Evidence
from trimtab.hours.models import TimeEntry
from trimtab.mutual.models import MutualPlan
from trimtab.network.models import Acquaintance
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.actions import follow_account, return_to_account
from trimtab.opportunities.models import Activity, ActivityParty, ContactRole, FieldChange, LineItem, Opportunity
from trimtab.opportunities.models.lead import Lead
from trimtab.outcomes.models import Debrief, HandOver, Lesson
from trimtab.people.models import User
from trimtab.planning.models import PlanRowAccount
from trimtab.playbook.models import PlayOffer, PlayUse, Situation
from trimtab.processes.models import AnswerGiven, Following, MilestoneAnswer, Pause, StepEntry
from trimtab.relationships.models import Attitude, Member, PeopleMap, TeamRelation
from trimtab.research.models import ResearchNote
from trimtab.retention.models import BackupPlan, Defection, Threat
from trimtab.reviews.models import Review, Skip
from trimtab.rulebook.models import Finding, Look
from trimtab.strategy.models import Ground, StrategyChoice
from trimtab.targeting.models import AccountScore, DossierFact, Rating, ScoreChange, Sign, Target
from trimtab.value.models import BusinessCase, Contribution, CustomerAnswer, Need, UniqueValue
from trimtab.whitespace.models import Aim, Block, MarketShare, Placement, Potential, Proposal

IDS = 500


@dataclass(frozen=True)
class Move:
    """Rows of a model that refer to the merged record by a field, and then refer to the surviving one.

    alike: with the same values there, the surviving record has such a row already, and this one stays behind.
    is_only: a record has one such row at most; where the surviving one has it, this one stays behind.
    """

    name: str
    label: Promise
    model: type[Model]
    field: str
    alike: Sequence[str] = ()
    is_only: bool = False

    @property
    def column(self) -> str:
        return f"{self.field}_id"

    def rows(self, *, of: int, into: int) -> Any:  # a queryset of any model
        """The rows that go along, in order."""
        rows = self.without_alike(self.model._default_manager.filter(**{self.field: of}), into=into).order_by("pk")
        return rows.exclude(pk=into) if self.model is Account else rows

    def without_alike(self, rows: Any, *, into: int) -> Any:
        """Those of these rows that the other record does not have alike."""
        if self.is_only and self.model._default_manager.filter(**{self.field: into}).exists():
            return rows.none()
        if not self.alike:
            return rows
        same = {field: OuterRef(field) for field in self.alike}
        return rows.filter(~Exists(self.model._default_manager.filter(**{self.field: into}, **same)))


MOVES: Mapping[str, Sequence[Move]] = {
    "account": (
        Move("opportunity", _("Opportunities"), Opportunity, "account"),
        Move("contact", _("Contacts"), Contact, "account"),
        Move("activity", _("Activities"), Activity, "account"),
        Move("unit", _("Parts of it"), Account, "parent"),
        Move("division", _("Divisions"), Division, "account", ("name",)),
        Move("plan_row", _("Account plans"), PlanRowAccount, "account", ("plan",)),
        Move("insight", _("Insights"), Insight, "account"),
        Move("insight_card", _("Cards of insights"), Card, "account"),
        Move("insight_section", _("Sections of boards"), Section, "account"),
        Move("member", _("People who work with it"), AccountMember, "account", ("user",)),
        Move("potential", _("Potentials"), Potential, "account"),
        Move("block", _("Blocked cells"), Block, "account"),
        Move("market", _("What they spend"), MarketShare, "account"),
        Move("aim", _("Targets"), Aim, "account", ("start_on",)),
        Move("target unit", _("Target units"), Aim.accounts.through, "account", ("aim",)),
        Move("objective", _("Objectives"), Objective, "account"),
        Move("action", _("Actions"), Action, "account"),
        Move("people_map", _("Maps of its people"), PeopleMap, "account"),
        Move("dossier_fact", _("Facts of the dossier"), DossierFact, "account"),
        Move("sign", _("Signs to watch for"), Sign, "account"),
        Move("backup_plan", _("Backup plan"), BackupPlan, "account", is_only=True),
        Move("replacement", _("Replacements in plans"), BackupPlan.replacements.through, "account", ("backupplan",)),
        Move("threat", _("Threats"), Threat.accounts.through, "account", ("threat",)),
        Move("defection", _("Alarms of the defection watch"), Defection, "account", ("sign",)),
        Move("research_note", _("Research"), ResearchNote, "account"),
        Move("call", _("Calls"), Call, "account"),
        Move("assessment", _("Assessments"), Assessment, "account", ("template",)),
        Move("enrolment", _("Follow-ups"), Enrolment, "account"),
        Move("time_entry", _("Hours"), TimeEntry, "account"),
    ),
    "contact": (
        Move("role", _("Roles in opportunities"), ContactRole, "contact", ("opportunity", "role")),
        Move("appearance", _("Activities"), ActivityParty, "contact", ("activity", "part")),
        Move("division", _("Divisions"), Contact.divisions.through, "contact", ("division",)),
        Move("evidence", _("Evidence"), Evidence, "told_by"),
        Move("insight_owner", _("Insights owned"), Insight.owners.through, "contact", ("insight",)),
        Move("insight_teller", _("Insights told"), Insight.told_by.through, "contact", ("insight",)),
        Move("insight_state", _("Insights confirmed"), StateChange, "told_by"),
        Move("map_member", _("Places on maps of people"), Member, "contact", ("map",)),
        Move("attitude", _("Attitude to change"), Attitude, "contact"),
        Move("team_relation", _("Relations to us"), TeamRelation, "contact", ("user",)),
        Move("need", _("Needs to change that are felt"), Need.felt_by.through, "contact", ("need",)),
        Move("customer_answer", _("Answers to business cases"), CustomerAnswer, "told_by"),
        Move("acquaintance", _("People of networks"), Acquaintance, "contact"),
        Move("report", _("People who report to this one"), Contact, "reports_to"),
        Move("debrief", _("What they said of ended deals"), Debrief, "told_by"),
        Move("objective", _("Objectives"), Objective, "contact"),
        Move("action", _("Actions"), Action, "contact"),
        Move("call_attendee", _("Calls"), Attendee, "contact", ("call",)),
        Move("commitment", _("Promises in calls"), Commitment, "contact"),
        Move("enrolment", _("Follow-ups"), Enrolment, "contact"),
        Move("refusal", _("Wishes to be left alone"), Refusal, "contact"),
        Move("play_use", _("Plays"), PlayUse, "contact"),
    ),
    "opportunity": (
        Move("activity", _("Activities"), Activity, "opportunity"),
        Move("role", _("People"), ContactRole, "opportunity", ("contact", "role")),
        Move("line", _("Products"), LineItem, "opportunity", ("product",)),
        Move("lead", _("Leads"), Lead, "opportunity"),
        Move("placement", _("Places on the grid"), Placement, "opportunity"),
        Move("potential", _("Potentials"), Potential, "opportunity"),
        Move("insight", _("Insights"), Insight, "opportunity"),
        Move("insight_card", _("Cards of insights"), Card, "opportunity"),
        Move("insight_section", _("Sections of boards"), Section, "opportunity"),
        Move(
            "served_insight", _("Insights that it serves"), Insight.opportunities.through, "opportunity", ("insight",)
        ),
        Move("objective", _("Objectives"), Objective.opportunities.through, "opportunity", ("objective",)),
        Move("action", _("Actions"), Action, "opportunity"),
        Move("people_map", _("Maps of its people"), PeopleMap, "opportunity"),
        Move("call", _("Calls"), Call, "opportunity"),
        Move("assessment", _("Assessments"), Assessment, "opportunity", ("template",)),
        Move("occasion", _("Moments to compare with"), Occasion, "opportunity"),
        Move("contribution", _("Value map"), Contribution, "opportunity", ("insight", "capability", "title")),
        Move("unique_value", _("Unique business value"), UniqueValue, "opportunity", is_only=True),
        Move("need", _("Need to change"), Need, "opportunity", is_only=True),
        Move("business_case", _("Business case"), BusinessCase, "opportunity", is_only=True),
        Move("contender", _("Competitors"), Contender, "opportunity", ("competitor",)),
        Move("criterion", _("Decision criteria"), DecisionCriterion, "opportunity"),
        Move("review", _("Reviews"), Review, "opportunity"),
        Move("debrief", _("Why it ended"), Debrief, "opportunity", ("once",)),
        Move("lesson", _("Lessons"), Lesson, "opportunity"),
        Move("hand_over", _("Hand-over to delivery"), HandOver, "opportunity", is_only=True),
        Move("strategy", _("Strategies"), StrategyChoice, "opportunity", is_only=True),
        Move("ground", _("What a strategy rests on"), Ground, "opportunity", is_only=True),
        Move("fear", _("Fears of the customer"), Fear, "opportunity"),
        Move("mutual_plan", _("Mutual plan"), MutualPlan, "opportunity", is_only=True),
        Move("milestone_answer", _("Answers of its process"), MilestoneAnswer, "opportunity", ("milestone_key",)),
        Move("answer_given", _("Earlier answers of its process"), AnswerGiven, "opportunity"),
        Move("following", _("The version of its process"), Following, "opportunity", is_only=True),
        Move("situation", _("How much they must change"), Situation, "opportunity", is_only=True),
        Move("play_use", _("Plays"), PlayUse, "opportunity"),
        Move("enrolment", _("Follow-ups"), Enrolment, "opportunity"),
        Move("time_entry", _("Hours"), TimeEntry, "opportunity"),
    ),
}
# What refers to a record and stays with it: its own past, and what was merged into it.
STAY = {
    FieldChange: "opportunity",
    # When it moved on, and stood still, was its own time; two clocks cannot be one.
    Pause: "opportunity",
    StepEntry: "opportunity",
    Answer: "opportunity",  # each is its person's own, about a finding of that very record
    Skip: "opportunity",  # the time was given back for that very record
    Proposal: "account",  # worked out anew each night
    # What rules found and when they looked is about that very record, and worked out anew for the survivor.
    Finding: "opportunity",
    Look: "opportunity",
    PlayOffer: "opportunity",  # where a play applied to that very record; measured as it was
    # Scores are worked out anew for the survivor; answers and the place on the board were about that very record.
    AccountScore: "account",
    ScoreChange: "account",
    Rating: "account",
    Target: "account",
    Account: "merged_into",
    Contact: "merged_into",
    Opportunity: "merged_into",
}
# The same of rooms above, which are not imported here: the lot of a pilot was drawn for that very record.
STAY_ABOVE = {"analytics.pilotunit": "account"}


def counts_of_moves(record: str, ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How many rows of each kind belong to each of the records. One query for each kind of row."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for move in MOVES[record]:
        rows = move.model._default_manager.filter(**{f"{move.field}__in": ids}).order_by()
        for pk, count in rows.values_list(move.field).annotate(Count("pk")):
            found[pk][move.name] = count
    return found


def labels_of(record: str) -> Mapping[str, str]:
    """What each kind of rows that go along is called."""
    own = {one.name: str(one.label) for one in MOVES[record]}
    return own | {one.name: str(one.label) for one in HANGING[record]}


def move_along(record: str, *, of: int, into: int, by: User, now: datetime) -> list[BatchItem]:
    """Let everything of one record refer to the other; one item for each row that moved."""
    items = []
    for move in MOVES[record]:
        rows = list(move.rows(of=of, into=into))
        keys = [row.pk for row in rows]
        items += [item_of(move.name, row, move.field, old=of, new=into, now=now) for row in rows]
        _refer(move, keys, into=into, by=by, now=now)
    return items + join_twins(record, MOVES[record], of=of, into=into, now=now)


def move_back(record: str, items: Sequence[BatchItem], *, now: datetime) -> set[int]:
    """Let rows refer to their record again where they still refer to the other; the ids of the items that did."""
    returned = part_twins(record, items)
    for move in MOVES[record]:
        for item_group in _groups([item for item in items if item.record == move.name], move):
            of, into = item_group[0].before[move.field], item_group[0].after[move.field]
            keys = [item.object_id for item in item_group]
            there = move.model._default_manager.filter(pk__in=keys, **{move.field: into})
            still = set(move.without_alike(there, into=of).values_list("pk", flat=True))
            _return(move, sorted(still), to=of, moved_at=item_group[0].at, now=now)
            returned |= {item.pk for item in item_group if item.object_id in still}
    return returned


def _groups(items: Sequence[BatchItem], move: Move) -> list[list[BatchItem]]:
    by_record: dict[int, list[BatchItem]] = {}
    for item in items:
        by_record.setdefault(item.before[move.field], []).append(item)
    return list(by_record.values())


def _refer(move: Move, keys: Sequence[int], *, into: int, by: User, now: datetime) -> None:
    for start in range(0, len(keys), IDS):
        some = keys[start : start + IDS]
        if move.model is Opportunity:
            follow_account(some, into=into, by=by, now=now)
        else:
            move.model._default_manager.filter(pk__in=some).update(**{move.column: into}, **_touched(move, now))


def _return(move: Move, keys: Sequence[int], *, to: int, moved_at: datetime | None, now: datetime) -> None:
    if move.model is Opportunity:
        assert moved_at is not None, "a row that moved says when"
        return_to_account(keys, account_id=to, moved_at=moved_at, now=now)
    else:
        move.model._default_manager.filter(pk__in=keys).update(**{move.column: to}, **_touched(move, now))


def _touched(move: Move, now: datetime) -> dict[str, datetime]:
    columns = {field.name for field in move.model._meta.concrete_fields}
    return {"changed_at": now} if "changed_at" in columns else {}
