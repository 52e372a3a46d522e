"""The rules: an open opportunity as it stands → a finding, or none. Pure: no database, no clock."""

import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.coach.candidates import Candidate
from trimtab.coach.findings import Finding, Moment, day_in_words, days_in_words
from trimtab.coach.kept_rules import one_head, slipping, thin, vanishing
from trimtab.coach.models import Kind
from trimtab.coach.promises import Promise
from trimtab.coach.queries import Spread
from trimtab.opportunities.models import Opportunity
from trimtab.web import formats

CLOSING_WITHIN = 14  # days in which a commitment needs a next step with a date
Rule = Callable[[Candidate, Moment], Finding | None]


def unplanned(one: Candidate, moment: Moment) -> Finding | None:
    """In commit, closing soon, and nothing is planned."""
    close_on = one.close_on
    if one.forecast_category != Opportunity.ForecastCategory.COMMIT or close_on is None or one.planned_at:
        return None
    if not 0 <= (close_on - moment.today).days <= CLOSING_WITHIN:
        return None

    def tell() -> str:
        day = day_in_words(close_on, moment.today)
        return _("In commit and closing %(day)s, and no activity is planned.") % {"day": day}

    since = close_on - timedelta(days=CLOSING_WITHIN)
    return Finding(
        Kind.UNPLANNED, one.pk, f"closing {close_on}", gettext_lazy("Agree the next step with a date."), tell, since
    )


def slipped(one: Candidate, moment: Moment) -> Finding | None:
    """Open, and its close date has passed."""
    close_on = one.close_on
    if close_on is None or close_on >= moment.today:
        return None

    def tell() -> str:
        late = days_in_words((moment.today - close_on).days)
        return _("The close date, %(day)s, passed %(days)s ago.") % {"day": formats.day(close_on), "days": late}

    what = gettext_lazy("Set a date that holds, or close it.")
    return Finding(Kind.SLIPPED, one.pk, f"closing {close_on}", what, tell, close_on)


def moved_out(one: Candidate, moment: Moment) -> Finding | None:
    """Its close date was moved out of the period lately, by somebody else than who looks."""
    move, period = one.move, moment.period
    if move is None or move.by_id == moment.viewer_id or one.close_on != move.new:
        return None
    if not (period.start <= move.old <= period.end < move.new):
        return None
    since = moment.day_of(move.at)

    def tell() -> str:
        old, new = formats.day(move.old), formats.day(move.new)
        said = {"since": formats.day(since), "period": period.key, "old": old, "new": new}
        return _("On %(since)s its close date was moved out of %(period)s, from %(old)s to %(new)s.") % said

    what = gettext_lazy("Find out what has to happen for the new date to hold.")
    return Finding(Kind.MOVED_OUT, one.pk, f"closing {move.new} instead of {move.old}", what, tell, since)


def stalled(one: Candidate, moment: Moment) -> Finding | None:
    """Longer in its stage than nine of ten of those that were won, counted from the entry."""
    pace = moment.paces.stay(one.stage_id)
    if pace is None or one.entered_at is None:
        return None
    days = moment.days_since(one.entered_at)
    if days <= _within(pace.long):
        return None

    def tell() -> str:
        return _(
            "In %(stage)s for %(days)s; half of the won ones left it within %(median)s, nine of ten within %(long)s "
            "(%(cases)s)."
        ) % {"stage": one.stage, "days": days_in_words(days), **_said(pace)}

    since = moment.day_of(one.entered_at + timedelta(days=_within(pace.long)))
    about = f"in stage {one.stage_id} since {moment.day_of(one.entered_at)}"
    return Finding(Kind.STALLED, one.pk, about, gettext_lazy("Move it on, or let it go."), tell, since)


def silent(one: Candidate, moment: Moment) -> Finding | None:
    """Without any activity for longer than nine of ten of the won ones ever were in this stage."""
    pace = moment.paces.silence(one.stage_id)
    if pace is None or moment.counsel.about(one.pk, Kind.VANISHING):  # which says the same of this buyer
        return None
    since = quiet_since(one)
    days = moment.days_since(since)
    if days <= _within(pace.long):
        return None

    def tell() -> str:
        return _(
            "No activity in either direction for %(days)s; half of the won ones were never silent in %(stage)s for "
            "longer than %(median)s, nine of ten never for longer than %(long)s (%(cases)s)."
        ) % {"stage": one.stage, "days": days_in_words(days), **_said(pace)}

    began = moment.day_of(since + timedelta(days=_within(pace.long)))
    return Finding(
        Kind.SILENT, one.pk, f"quiet since {moment.day_of(since)}", gettext_lazy("Get in touch."), tell, began
    )


def quiet_since(one: Candidate) -> datetime:
    """The last activity, or the entry into the stage where that is later: somebody moved it."""
    known = [at for at in (one.last_activity_at, one.entered_at) if at is not None]
    return max(known, default=one.opened_at)


RULES: dict[Kind, Rule] = {
    Kind.UNPLANNED: unplanned,
    Kind.SLIPPED: slipped,
    Kind.MOVED_OUT: moved_out,
    Kind.STALLED: stalled,
    Kind.SILENT: silent,
    Kind.VANISHING: vanishing,
    Kind.SLIPPING: slipping,
    Kind.THIN: thin,
    Kind.ONE_HEAD: one_head,
}


def findings_of(one: Candidate, moment: Moment) -> Iterator[Finding]:
    """What the rules say about one opportunity."""
    for rule in RULES.values():
        found = rule(one, moment)
        if found is not None:
            yield found


def promised(promise: Promise, moment: Moment) -> Finding:
    """A meeting to prepare, or a task to do."""
    activity = promise.activity
    about = f"at {activity.at.isoformat()}"
    if promise.is_meeting:
        return Finding(
            Kind.MEETING,
            activity.pk,
            about,
            what=gettext_lazy("Prepare the meeting."),
            tell=lambda: _meeting(promise, moment),
            since=promise.on,
            at=activity.at,
        )
    at = activity.at if promise.on == moment.today else None
    what = gettext_lazy("Keep the promise.")
    return Finding(Kind.TASK, activity.pk, about, what, lambda: _task(promise, moment), promise.on, at)


def _meeting(promise: Promise, moment: Moment) -> str:
    said = {"subject": _subject(promise), "day": day_in_words(promise.on, moment.today)}
    return _("“%(subject)s” is %(day)s at %(hour)s.") % {**said, "hour": formats.hour(promise.activity.at)}


def _task(promise: Promise, moment: Moment) -> str:
    if promise.on == moment.today:
        return _("“%(subject)s” is due today.") % {"subject": _subject(promise)}
    late = days_in_words((moment.today - promise.on).days)
    said = {"subject": _subject(promise), "day": formats.day(promise.on), "late": late}
    return _("“%(subject)s” was due on %(day)s, %(late)s ago.") % said


def _subject(promise: Promise) -> str:
    return promise.activity.subject or promise.activity.get_kind_display()


def _within(days: float) -> int:
    """Days of a pace as a person says them: begun ones count."""
    return max(math.ceil(days), 1)


def _said(pace: Spread) -> dict[str, object]:
    return {
        "median": formats.whole(_within(pace.median)),
        "long": days_in_words(_within(pace.long)),
        "cases": formats.cases(pace.n),
    }
