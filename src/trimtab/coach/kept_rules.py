"""The rules that put kept advice into words: a model found it, the coach says what it means and what to do."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trimtab.coach.candidates import Candidate
from trimtab.coach.findings import Finding, Moment
from trimtab.coach.models import Kind
from trimtab.coach.queries import Advice
from trimtab.web import formats

MOST_WEIGHT = 3.0  # of advice that is certain to change something: as much as a promise


def vanishing(one: Candidate, moment: Moment) -> Finding | None:
    """The buyer is quieter than this buyer usually is."""
    found = moment.counsel.about(one.pk, Kind.VANISHING)
    if found is None or _was_heard_since(one, found, moment):
        return None

    def tell() -> str:
        weeks = whole(found.facts["weeks"])
        first = ngettext(
            "Nothing from the buyer for %(weeks)s full week.", "Nothing from the buyer for %(weeks)s full weeks.", weeks
        ) % {"weeks": weeks}
        said = {
            "chance": formats.percent(share(found.facts["chance"])),
            "back": formats.percent(share(found.facts["recovers"])),
        }
        second = _("%(chance)s that nothing comes in the next six weeks; of such ones %(back)s came back.") % said
        return f"{first} {second}"

    return _finding(found, _("Reach the buyer another way."), tell)


def slipping(one: Candidate, moment: Moment) -> Finding | None:
    """Due in the running period, and more likely than not still open at its end."""
    found = moment.counsel.about(one.pk, Kind.SLIPPING)
    if found is None or one.close_on is None or found.about != f"closing {one.close_on}" or one.close_on < moment.today:
        return None

    def tell() -> str:
        said = {
            "chance": formats.percent(share(found.facts["chance"])),
            "period": str(found.facts["period"]),
            "day": formats.day(one.close_on),
        }
        first = _("Dated %(day)s; %(chance)s to be still open at the end of %(period)s.") % said
        pushes = whole(found.facts["pushes"])
        if not pushes:
            return first
        second = ngettext("It was moved later %(count)s time.", "It was moved later %(count)s times.", pushes)
        return f"{first} {second % {'count': pushes}}"

    return _finding(found, _("Ask what has to happen, and set the date that follows."), tell)


def thin(one: Candidate, moment: Moment) -> Finding | None:
    """The record says too little, or contradicts itself."""
    found = moment.counsel.about(one.pk, Kind.THIN)
    if found is None or _was_heard_since(one, found, moment):
        return None

    def tell() -> str:
        said = {"share": formats.percent(share(found.facts["completeness"]))}
        first = _("The record holds %(share)s of what says something about the outcome.") % said
        names = [str(FIELDS.get(name, name)) for name in str(found.facts["missing"]).split(",") if name][:3]
        return f"{first} {_('Missing: %(fields)s.') % {'fields': ', '.join(map(str, names))}}" if names else first

    return _finding(found, _("Write down what you know."), tell)


def one_head(one: Candidate, moment: Moment) -> Finding | None:
    """One person holds nearly all contact with the customer."""
    found = moment.counsel.about(one.pk, Kind.ONE_HEAD)
    if found is None:
        return None

    def tell() -> str:
        return _("One person holds %(share)s of the contact with this customer (%(cases)s).") % {
            "share": formats.percent(share(found.facts["share"])),
            "cases": formats.cases(whole(found.facts["touches"])),
        }

    return _finding(found, _("Let a colleague meet the customer."), tell)


def untouched(found: Advice) -> Finding:
    """A lead that nobody reached out to."""

    def tell() -> str:
        days = whole(found.facts["days"])
        first = ngettext("It waits for %(days)s day.", "It waits for %(days)s days.", days) % {"days": days}
        source = str(found.facts["source"])
        return f"{first} {_('Source: %(source)s.') % {'source': source}}" if source else first

    return _finding(found, _("Reach out to this lead."), tell)


FIELDS = {
    "amount": gettext_lazy("amount"),
    "close_on": gettext_lazy("close date"),
    "kind": gettext_lazy("kind"),
    "lead_source": gettext_lazy("source"),
    "product": gettext_lazy("product"),
    "region": gettext_lazy("region"),
    "industry": gettext_lazy("industry"),
    "segment": gettext_lazy("segment"),
    "touches": gettext_lazy("contact with the buyer in four weeks"),
}


def whole(value: object) -> int:
    """A fact that counts."""
    return int(float(str(value)))


def share(value: object) -> float:
    """A fact that measures."""
    return float(str(value))


def _was_heard_since(one: Candidate, found: Advice, moment: Moment) -> bool:
    """Whether something was recorded after the advice was worked out: then it waits for the next one."""
    worked_out = moment.counsel.as_of
    return worked_out is not None and one.last_activity_at is not None and one.last_activity_at > worked_out


def _finding(found: Advice, what: str, tell: Callable[[], str]) -> Finding:
    since: date | None = found.since
    return Finding(found.kind, found.of_id, found.about, what, tell, since, weight=MOST_WEIGHT * found.chance)
