"""A strategy is chosen or written anew; what only people know of the ground is said."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.policy import require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.strategy.models import Ground, Strategy, StrategyChoice
from trimtab.strategy.scores import advise
from trimtab.strategy.terrain import terrain_of

TEXTS = ("goal", "how", "unanswerable", "risks", "because")
RECORD = "strategy_choice"


class ChosenMeanwhile(Exception):
    """Somebody chose since the person looked; nothing was written. `choice` stands now."""

    def __init__(self, choice: StrategyChoice | None) -> None:
        super().__init__(_("Somebody chose a strategy in the meantime."))
        self.choice = choice


def choose_strategy(
    opportunity: Opportunity,
    *,
    strategy: str,
    texts: Mapping[str, str],
    seen: int | None,
    by: User,
    now: datetime,
    evidence: Mapping[str, object] | None = None,
) -> StrategyChoice:
    """Choose a strategy, or write the one that stands anew; what the facts speak for then is kept beside it.

    Args:
        texts: goal, how, unanswerable, risks, because.
        seen: id of the choice that the person saw; None: there was none.
        evidence: fields of `add_evidence` for why this one is right; None: nothing new.

    Raises:
        ChosenMeanwhile: another choice stands than the person saw. PermissionDenied: `by` may not change the deal.
        ValidationError: there is no goal, or it is against the facts and nobody says why.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team", "account"), opportunity.pk)
        require_competition_edit(by, current)
        stands = StrategyChoice.objects.standing().filter(opportunity=current).first()
        if (stands.pk if stands else None) != seen:
            raise ChosenMeanwhile(stands)
        known = terrain_of(current)
        made = StrategyChoice(
            opportunity=current,
            type=Strategy(strategy),
            advised=advise(known.terrain).strategy or "",
            terrain=asdict(known.terrain),
            chosen_by=by,
            chosen_at=now,
            **{name: str(texts.get(name, "")).strip() for name in TEXTS},
        )
        _require_said(made)
        if stands is not None:
            if evidence is None and _is_same(stands, made):
                return stands
            StrategyChoice.objects.filter(pk=stands.pk).update(replaced_at=now)
        made.save()
        _keep_why(made, evidence, by=by, now=now)
        before = {"type": stands.type, "goal": stands.goal} if stands else {}
        after = {"type": made.type, "goal": made.goal, "advised": made.advised, "opportunity": current.pk}
        record_event("strategy.chosen", record=RECORD, record_id=made.pk, by=by, now=now, before=before, after=after)
    return made


def say_ground(opportunity: Opportunity, *, facts: Mapping[str, bool | None], by: User, now: datetime) -> Ground:
    """Say what no other record holds: whether we have it today, whether a part can be bought alone.

    Raises:
        PermissionDenied: `by` may not change the deal.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team", "account"), opportunity.pk)
        require_competition_edit(by, current)
        ground = Ground.objects.filter(opportunity=current).first() or Ground(opportunity=current)
        before = {"holds": ground.holds, "divisible": ground.divisible}
        after = {name: facts.get(name, before[name]) for name in before}
        if ground.pk is not None and before == after:
            return ground
        ground.holds, ground.divisible, ground.changed_by, ground.changed_at = (
            after["holds"],
            after["divisible"],
            by,
            now,
        )
        ground.save()
        names: dict[str, Any] = {"record": "opportunity", "record_id": current.pk, "by": by, "now": now}
        record_event("ground.said", **names, before=before, after=after)
    return ground


def _require_said(made: StrategyChoice) -> None:
    if not made.goal:
        raise ValidationError({"goal": _("Say the goal in one sentence.")})
    if made.is_against_advice and not made.because:
        raise ValidationError({"because": _("The facts speak for another one. Say what they do not show.")})


def _is_same(stands: StrategyChoice, made: StrategyChoice) -> bool:
    return all(getattr(stands, name) == getattr(made, name) for name in ("type", *TEXTS))


def _keep_why(made: StrategyChoice, evidence: Mapping[str, object] | None, *, by: User, now: datetime) -> None:
    if evidence is not None:
        add_evidence(record=RECORD, record_id=made.pk, subject="type", value=made.type, fields=evidence, by=by, now=now)
