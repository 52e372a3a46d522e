"""Leads that get lost between marketing and sales."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.analytics.trends.asking import MOST_DEALS, MOST_PEOPLE, Asked, change_of, names_of
from trimtab.analytics.trends.model import Fact, NamedLead, NamedPerson, Point, Trend
from trimtab.insight.trends.figures import LEAD_LEDGER
from trimtab.insight.trends.leads import (
    LEAST_LEADS,
    Fate,
    Leads,
    Speed,
    arrived,
    fate,
    fates,
    leads_of,
    speed,
    waiting,
)
from trimtab.insight.trends.past import DAY, WEEK, Floats
from trimtab.opportunities.models import Lead
from trimtab.web import formats

WINDOW = 13  # weeks of arrivals that one index speaks of
SHOWN = 14  # weeks of the line
QUICK_WORDS = {5 / 60: "5 min", 1.0: "1 h", 24.0: "24 h"}


def telephone(asked: Asked) -> Trend:
    """The second trend."""
    title, days = _("Telephone"), asked.asker.definitions.agreed_days
    since = asked.as_of - timedelta(weeks=WINDOW + SHOWN)
    given = asked.asker.engine.columns(
        LEAD_LEDGER, slice=asked.asker.slice, as_of=asked.as_of, since=since, with_nobody=asked.with_nobody
    )
    leads, at = leads_of(given), asked.as_of.timestamp()
    points = tuple(_point(leads, at - week * WEEK, days) for week in range(SHOWN - 1, -1, -1))
    lately = arrived(leads, since=at - WINDOW * WEEK, until=at)
    now = fate(lately, at=at, agreed_days=days)
    if not now.has_enough:
        return Trend("telephone", title, _needs(now), LEAD_LEDGER.name, n=now.n)
    late = np.flatnonzero(waiting(lately, at=at, agreed_days=days))
    worth = _worths(lately, asked.study)
    soon = speed(lately, at=at, offset=asked.zone_seconds)
    return Trend(
        key="telephone",
        title=title,
        sentence=_sentence(now, len(late), days=days),
        metric=LEAD_LEDGER.name,
        index=100 * now.leaked,
        low=100 * now.low,
        high=100 * now.high,
        change=change_of(points),
        at_risk=Decimal(round(float(worth[late].sum()))),
        n=now.n,
        points=points,
        leads=_named(lately, late, worth, at),
        people=_people(lately, late, worth),
        facts=_facts(now, soon, lately),
        note=_("A lead that is worked on without a word in the record looks as if it had leaked."),
        trust=_trust(soon, now),
        misread=_(LEAD_LEDGER.misread),
        to_do=_(
            "Decide on the oldest ten today: accept, reject with a reason, or put back. Then agree on what a lead is."
        ),
        more={"sources": _sources(lately, at, days)},
    )


def _point(leads: Leads, at: float, days: int) -> Point:
    then = arrived(leads, since=at - WINDOW * WEEK, until=at)
    found = fate(then, at=at, agreed_days=days)
    return Point(datetime.fromtimestamp(at, UTC), 100 * found.leaked if found.has_enough else None)


def _needs(now: Fate) -> str:
    if not now.n:
        return _("No leads arrived here within %(weeks)s weeks.") % {"weeks": WINDOW}
    missing = LEAST_LEADS - now.n
    return ngettext(
        "Too few leads to say how many get lost: it needs %(count)s more.",
        "Too few leads to say how many get lost: it needs %(count)s more.",
        missing,
    ) % {"count": formats.whole(missing)}


def _sentence(now: Fate, late: int, *, days: int) -> str:
    return _(
        "%(share)s of the leads (between %(range)s) have no decision within the %(days)s days "
        "agreed on; %(count)s wait "
        "for longer today."
    ) % {
        "share": formats.percent(now.leaked),
        "range": formats.percent_interval(now.low, now.high),
        "days": days,
        "count": formats.whole(late),
    }


def _worths(leads: Leads, study: Mapping[str, Mapping[str, object]]) -> Floats:
    by_source = study["leads"]["worth"]
    assert isinstance(by_source, Mapping)
    return np.array([float(by_source.get(source, 0.0)) for source in leads.source.tolist()])


def _named(leads: Leads, late: np.ndarray, worth: Floats, at: float) -> tuple[NamedLead, ...]:
    """The leads worth most that wait for longer than agreed; of equal worth the newest, which may still be warm."""
    order = late[np.lexsort((-leads.created[late], -worth[late]))][:MOST_DEALS]
    records = Lead.objects.select_related("owner").in_bulk(leads.lead_id[order].tolist())
    found = []
    for row in order.tolist():
        record = records.get(int(leads.lead_id[row]))
        if record is not None:
            touched = not np.isnan(leads.touched[row])
            found.append(
                NamedLead(
                    name=record.name,
                    company=record.company,
                    source=str(leads.source[row]),
                    owner=str(record.owner or ""),
                    since=datetime.fromtimestamp(float(leads.created[row]), UTC).date(),
                    worth=float(worth[row]),
                    why=_waits((at - float(leads.created[row])) / DAY, is_touched=touched),
                )
            )
    return tuple(found)


def _waits(days: float, *, is_touched: bool) -> str:
    said = {"days": formats.days(int(days))}
    if is_touched:
        return _("Touched, and without a decision for %(days)s.") % said
    return _("Without a decision for %(days)s, and no touch on record.") % said


def _people(leads: Leads, late: np.ndarray, worth: Floats) -> tuple[NamedPerson, ...]:
    owners, place = np.unique(leads.owner[late], return_inverse=True)
    count, money = np.bincount(place), np.bincount(place, weights=worth[late])
    order = np.argsort(-count, kind="stable")[:MOST_PEOPLE]
    names = names_of(int(owner) for owner in owners[order] if owner >= 0)
    all_of = {int(owner): int((leads.owner == owner).sum()) for owner in owners[order]}
    return tuple(
        NamedPerson(
            user_id=int(owners[row]) if owners[row] >= 0 else None,
            name=names.get(int(owners[row]), ""),
            records=int(count[row]),
            at_risk=float(money[row]),
            share=float(count[row] / all_of[int(owners[row])]),
        )
        for row in order
    )


def _facts(now: Fate, soon: Speed, leads: Leads) -> tuple[Fact, ...]:
    decided = leads.decision != ""
    recycled = float((leads.decision[decided] == "recycled").mean()) if decided.any() else None
    facts = [
        Fact(_("Accepted within the agreed days"), formats.percent(now.shares["accepted"])),
        Fact(_("Rejected within them"), formats.percent(now.shares["rejected"])),
        Fact(_("Put back, of those decided"), formats.percent(recycled),
             note=_("Ping-pong: they came back to be worked again.")),
        Fact(_("First touch, median"), _hours(soon.median, soon),
             note=_("In working hours; leads not touched yet still wait.")),
        Fact(_("First touch, nine of ten"), _hours(soon.ninth, soon)),
    ]  # fmt: skip
    for hours, (share, low, high) in soon.within.items():
        label = _("Touched within %(time)s") % {"time": QUICK_WORDS[hours]}
        facts.append(Fact(label, formats.percent(share), formats.percent_interval(low, high)))
    return tuple(facts)


def _hours(value: float | None, soon: Speed) -> str:
    if value is None:
        return _("not reached") if soon.known else formats.unknown()
    return _("%(hours)s h") % {"hours": formats.number(round(value, 1))}


def _trust(soon: Speed, now: Fate) -> str:
    if not soon.known:
        return _("No first touch is on record, so speed is not known. Decisions are known of %(count)s leads.") % {
            "count": formats.whole(now.n)
        }
    return _("From %(count)s leads of %(weeks)s weeks; a first touch is on record of %(known)s.") % {
        "count": formats.whole(now.n), "weeks": WINDOW, "known": formats.whole(soon.known),
    }  # fmt: skip


def _sources(leads: Leads, at: float, days: int) -> list[tuple[str, str, str, str, str, str]]:
    """Source, leads, accepted, rejected, leaked with its range; too few: said so."""
    found = []
    for one in fates(leads, at=at, agreed_days=days):
        few = _("too few")
        found.append(
            (
                one.source or _("not set"),
                formats.whole(one.n),
                formats.percent(one.shares["accepted"]) if one.has_enough else few,
                formats.percent(one.shares["rejected"]) if one.has_enough else few,
                formats.percent(one.leaked) if one.has_enough else few,
                formats.percent_interval(one.low, one.high) if one.has_enough else "",
            )
        )
    return found
