"""The page Today: what to do now, why, and what is not judged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import prefetch_related_objects

from trimtab.coach.after_end import AfterEnd, after_end_of
from trimtab.coach.candidates import Candidates, candidates_in
from trimtab.coach.choosing import Judged, Key, NextAction, first_of, judged, next_actions, of_leads, seven_of
from trimtab.coach.findings import Finding, Moment
from trimtab.coach.models import AFTER_END, LEADS, Answer
from trimtab.coach.policy import access_to
from trimtab.coach.promises import Promise, promises_of
from trimtab.coach.queries import Paces, Reader, nothing_advised
from trimtab.core.rates import Rates
from trimtab.opportunities.models import Activity, Lead, Opportunity
from trimtab.people.frame import Frame
from trimtab.people.models import User

ANSWERS_HOLD = timedelta(days=365)
MOST_ANSWERS = 2_000
WEEK = timedelta(days=7)
TAKEN_BACK_FROM = 20  # answers that can be taken back on the page


@dataclass(frozen=True)
class Line:
    """One next action as the page shows it."""

    action: NextAction
    record: Opportunity | Activity | Lead
    may_edit: bool

    @property
    def first(self) -> Finding:
        """Its strongest reason."""
        return self.action.first

    @property
    def opportunity(self) -> Opportunity | None:
        """Its opportunity, also that of a task or meeting."""
        return self.record if isinstance(self.record, Opportunity) else self.record.opportunity

    @property
    def owner(self) -> User | None:
        """Who must act."""
        return self.record.user if isinstance(self.record, Activity) else self.record.owner

    @property
    def lead(self) -> Lead | None:
        """The lead, where it is about one."""
        return self.record if isinstance(self.record, Lead) else None


@dataclass(frozen=True)
class GotBack:
    """What a person did with the advice of the last seven days, and what still can be taken back."""

    done: int
    put_off: int
    refused: int
    standing: Sequence[Answer]


@dataclass(frozen=True)
class Today:
    """The answer to: what do I do now?"""

    lines: Sequence[Line]
    waiting: int  # further actions beyond the seven
    worth: Decimal | None
    candidates: Candidates
    judged: Judged
    moment: Moment
    got_back: GotBack
    after_end: AfterEnd
    is_beginning: bool = False  # all that is left is what rules say of too many; the lines are some to begin with


def today_for(frame: Frame, *, paces: Paces, now: datetime, advise: Reader = nothing_advised) -> Today:
    """What the frame's people are to do now. A fixed number of queries, whatever there is."""
    candidates = candidates_in(frame, now=now)
    moment = Moment(
        now=now,
        today=frame.today,
        zone=frame.organisation.zone,
        period=frame.period,
        paces=paces,
        viewer_id=frame.user.pk,
        counsel=advise([one.pk for one in candidates.rows], frame.scope.ids),
    )
    found = judged(candidates.rows, moment)
    promises = _promises(frame, moment)
    given = _given(frame.user, moment)
    answered = _hidden(given, moment)
    after_end = _after_end(frame, candidates.rates, answered)
    others = [*of_leads(moment.counsel.leads, answered), *after_end.actions]
    actions = next_actions(candidates.rows, found, promises, moment, answered=answered, others=others)
    chosen = seven_of(actions)
    if is_beginning := not actions and bool(found.always_on):
        actions = chosen = first_of(
            next_actions(candidates.rows, replace(found, always_on=()), [], moment, answered=answered)
        )
    lines = _lines(chosen, promises, frame.user)
    return Today(
        lines=lines,
        waiting=len(actions) - len(chosen),
        worth=_together(chosen),
        candidates=candidates,
        judged=found,
        moment=moment,
        got_back=_got_back(given, moment),
        after_end=after_end,
        is_beginning=is_beginning,
    )


def shows_own_calendar(frame: Frame) -> bool:
    """Whether the person who looks is among those looked at: promises of others are their own."""
    return frame.scope.ids is None or frame.user.pk in frame.scope.ids


def _promises(frame: Frame, moment: Moment) -> list[Promise]:
    """Those of the person who looks; other people's calendars are their own."""
    if not shows_own_calendar(frame):
        return []
    return promises_of(frame.user, today=moment.today, now=moment.now, zone=moment.zone)


def _after_end(frame: Frame, rates: Rates, answered: set[Key]) -> AfterEnd:
    """What ended deals of the person who looks still ask: who sold it says why."""
    if not shows_own_calendar(frame):
        return AfterEnd()
    return after_end_of(frame.user, today=frame.today, rates=rates, answered=answered)


def _given(person: User, moment: Moment) -> list[Answer]:
    """The person's answers that still stand, latest first. One query, by person and time."""
    mine = Answer.objects.standing().since(moment.now - ANSWERS_HOLD).filter(person=person)
    return list(mine.order_by("-at", "-pk")[:MOST_ANSWERS])


def _hidden(given: Sequence[Answer], moment: Moment) -> set[Key]:
    """The findings that the answers keep away today."""
    return {answer.key for answer in given if answer.is_hiding(moment.today)}


def _lines(chosen: Sequence[NextAction], promises: Sequence[Promise], viewer: User) -> list[Line]:
    """The chosen actions with their records. Two queries; what is gone in the meantime is left out."""
    activities = {promise.activity.pk: promise.activity for promise in promises}
    ids = [action.opportunity_id for action in chosen if action.opportunity_id]
    found = Opportunity.objects.select_related("account", "owner__team", "stage").in_bulk(ids)
    about_leads = [action.first.of_id for action in chosen if action.first.kind in LEADS]
    leads = Lead.objects.filter(archived_at=None).select_related("owner__team").in_bulk(about_leads)
    lines = []
    for action in chosen:
        record = leads.get(action.first.of_id) if action.first.kind in LEADS else _record(action, activities, found)
        if record is not None and access_to(viewer, record).can_see:
            lines.append(Line(action, record, access_to(viewer, record).can_edit))
    return lines


def _record(
    action: NextAction, activities: Mapping[int, Activity], opportunities: Mapping[int, Opportunity]
) -> Opportunity | Activity:
    """What the strongest reason is about."""
    if not action.first.is_promise:
        return opportunities[action.first.of_id]
    activity = activities[action.first.of_id]
    if action.opportunity_id is not None:
        activity.opportunity = opportunities[action.opportunity_id]
    return activity


def _together(chosen: Sequence[NextAction]) -> Decimal | None:
    """Their worth; None where there is nothing of known worth. What has ended cannot be won or lost any more."""
    known = [one.worth for one in chosen if one.worth is not None and one.first.kind not in AFTER_END]
    return sum(known, Decimal(0)) if known else None


def _got_back(given: Sequence[Answer], moment: Moment) -> GotBack:
    lately = Counter(answer.answer for answer in given if answer.at >= moment.now - WEEK)
    hiding = [one for one in given if one.is_hiding(moment.today) and one.answer != Answer.Choice.DONE]
    standing = hiding[:TAKEN_BACK_FROM]
    prefetch_related_objects(standing, "opportunity", "activity", "lead")
    return GotBack(
        done=lately[Answer.Choice.DONE],
        put_off=lately[Answer.Choice.PUT_OFF],
        refused=lately[Answer.Choice.REFUSED],
        standing=standing,
    )
