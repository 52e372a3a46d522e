"""The week: what is to plan, what is planned, what waits for a debrief."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trimtab.calls.models import Call
from trimtab.calls.queries import calls_of, meetings_without_call, visible_calls, with_people
from trimtab.calls.words import opportunity_headline, week_headline
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.frame import Frame
from trimtab.people.models import User

AHEAD, BEHIND = timedelta(days=14), timedelta(days=14)
MOST = 50  # of each kind


@dataclass(frozen=True)
class Line:
    """A call, or a meeting of a calendar of which no call was made yet."""

    at: datetime
    call: Call | None = None
    meeting: Activity | None = None
    may_edit: bool = True

    @property
    def title(self) -> str:
        return str(self.call or self.meeting)

    @property
    def opportunity(self) -> Opportunity | None:
        one = self.call or self.meeting
        return one.opportunity if one else None

    @property
    def customer(self) -> str:
        """Whom one talks with."""
        account = self.call.customer if self.call else self.meeting.account if self.meeting else None
        return account.name if account else ""

    @property
    def owner(self) -> User | None:
        return self.call.owner if self.call else self.meeting.user if self.meeting else None

    @property
    def people(self) -> str:
        """Those of theirs who take part."""
        attendees = self.call.attendees.all() if self.call else ()
        return ", ".join(one.contact.name for one in attendees if one.contact is not None)


@dataclass(frozen=True)
class Week:
    """Two weeks ahead and two behind."""

    to_plan: Sequence[Line]
    planned: Sequence[Line]
    to_debrief: Sequence[Line]
    headline: str
    is_cut: bool


def week_of(frame: Frame, *, now: datetime) -> Week:
    """The calls of the frame's people. A fixed number of queries."""
    calls = visible_calls(frame.user).standing()
    meetings = meetings_without_call(frame.user, begin=now - BEHIND, end=now + AHEAD)
    if frame.scope.ids is not None:
        calls, meetings = calls.filter(owner__in=frame.scope.ids), meetings.filter(user__in=frame.scope.ids)
    ahead = list(
        with_people(calls.ahead(now).filter(starts_at__lt=now + AHEAD)).order_by("starts_at", "pk")[: MOST + 1]
    )
    behind = calls.undebriefed(now).filter(starts_at__gte=now - BEHIND)
    over = list(with_people(behind).order_by("-starts_at", "-pk")[: MOST + 1])
    loose = meetings.select_related("opportunity", "account", "user")
    coming = list(loose.filter(at__gt=now).order_by("at", "pk")[: MOST + 1])
    gone = list(loose.filter(at__lte=now, kind=Activity.Kind.MEETING).order_by("-at", "-pk")[: MOST + 1])
    to_plan = [Line(one.starts_at, call=one) for one in ahead[:MOST] if one.planned_at is None]
    to_plan = sorted([*to_plan, *(Line(one.at, meeting=one) for one in coming[:MOST])], key=lambda line: line.at)
    planned = [Line(one.starts_at, call=one) for one in ahead[:MOST] if one.planned_at is not None]
    to_debrief = [Line(one.starts_at, call=one) for one in over[:MOST]]
    to_debrief += [Line(one.at, meeting=one) for one in gone[:MOST]]
    to_debrief.sort(key=lambda line: line.at, reverse=True)
    headline = week_headline(to_plan=len(to_plan), planned=len(planned), to_debrief=len(to_debrief))
    is_cut = any(len(rows) > MOST for rows in (ahead, over, coming, gone))
    return Week(to_plan, planned, to_debrief, headline, is_cut)


@dataclass(frozen=True)
class OfOpportunity:
    """The calls of one opportunity."""

    ahead: Sequence[Call]
    to_debrief: Sequence[Call]
    past: Sequence[Call]
    meetings: Sequence[Activity]
    headline: str


def calls_with(opportunity: Opportunity, *, user: User, now: datetime) -> OfOpportunity:
    """What is ahead, what waits for a debrief, what came of the others. A fixed number of queries."""
    calls = calls_of(opportunity)
    coming = meetings_without_call(user, begin=now, end=now + AHEAD * 12).filter(opportunity=opportunity)
    return OfOpportunity(
        ahead=sorted((one for one in calls if not one.is_over(now)), key=lambda one: one.starts_at),
        to_debrief=[one for one in calls if one.is_over(now) and not one.is_debriefed],
        past=[one for one in calls if one.is_debriefed],
        meetings=list(coming.order_by("at", "pk")[:20]),
        headline=opportunity_headline(calls, now=now),
    )
