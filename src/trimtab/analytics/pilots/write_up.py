"""A pilot written up by itself: the same for every pilot, whatever came out. As sections for the page and for paper."""

from django.utils.translation import gettext as _

from trimtab.analytics.causes.wording import points
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.pilots.reading import Look
from trimtab.analytics.pilots.wording import (
    advice_in_words,
    conclusion_in_words,
    measure_in_words,
    share_in_words,
    standing_in_words,
)
from trimtab.core.papers import typeset
from trimtab.insight.pilots.sequential import Standing
from trimtab.web import formats

Section = dict[str, object]


def sections_of(pilot: Pilot, look: Look) -> list[Section]:
    """What was found, how it was kept to, what was agreed, and how it came to an end."""
    return [_found(look), *_kept(look), agreed(pilot)]


def lead_of(pilot: Pilot, look: Look) -> str:
    """The answer: what it came to, or where it stands."""
    said = conclusion_in_words(pilot) if pilot.state == Pilot.State.ENDED else advice_in_words(look)
    return f"{standing_in_words(look)} {said}"


def agreed(pilot: Pilot) -> Section:
    """The protocol."""
    rows = [
        [_("What those with it do"), pilot.treatment],
        [_("Dealt out to"), pilot.get_unit_display()],
        [_("Design"), pilot.get_design_display()],
        [_("Measure"), measure_in_words(pilot)],
        [_("Share without, and hoped for"), f"{formats.percent(pilot.base)}, {formats.percent(pilot.wanted)}"],
        [_("Smallest difference worth it"), points(pilot.worth_it, is_signed=False)],
        [_("Weeks"), str(pilot.weeks)],
        [_("Drawn so often before the start"), str(pilot.draws)],
        [_("Seed and mark of the draw"), f"{pilot.seed}, {pilot.digest[:12]}"],
        [_("Started"), formats.moment(pilot.started_at)],
    ]
    if pilot.ended_at is not None:
        rows += [[_("Ended"), formats.moment(pilot.ended_at)], [_("Why"), pilot.why_ended]]
    said = _("Locked when it started; each change before is in the audit.")
    return {"title": _("What was agreed"), "said": said, "head": ["", ""], "rows": rows}


def as_pdf(pilot: Pilot, look: Look) -> bytes:
    """The write-up on paper. Texts come in as values, so that no name can be read as markup."""
    written = {
        "title": f"{_('Pilot')} · {pilot.name}",
        "lead": lead_of(pilot, look),
        "by": _("Known on %(at)s.") % {"at": formats.moment(look.as_of)},
        "known": _method(pilot),
        "sections": [*sections_of(pilot, look), _weeks(look)],
    }
    return typeset("trimtab.analytics", "report.typ", review=written)


def _found(look: Look) -> Section:
    last = look.last
    said = _("%(opened)s deals were opened, %(young)s of them are too young to count.") % {
        "opened": formats.whole(look.opened),
        "young": formats.whole(look.young),
    }
    rows = []
    if isinstance(last, Standing):
        rows = [
            [_("With"), share_in_words(last.share_with), formats.whole(last.deals_with)],
            [_("Without"), share_in_words(last.share_without), formats.whole(last.deals_without)],
            [_("Difference"), f"{points(last.difference)} ({points(last.low)} … {points(last.high)})", ""],
        ]
    return {"title": _("What was found"), "said": said, "head": ["", _("Share"), _("Deals")], "rows": rows}


def _kept(look: Look) -> list[Section]:
    kept = look.kept
    if kept is None:
        return []
    rows = [
        [_("With"), formats.whole(kept.with_used), formats.whole(kept.with_deals)],
        [_("Without"), formats.whole(kept.without_used), formats.whole(kept.without_deals)],
    ]
    said = _("Everybody counts in the arm drawn, whether the lever was pulled or not.")
    head = ["", _("Deals with the lever pulled"), _("Deals")]
    return [{"title": _("Was it kept to?"), "said": said, "head": head, "rows": rows}]


def _weeks(look: Look) -> Section:
    rows = [
        [str(week), f"{points(one.difference)} ({points(one.low)} … {points(one.high)})", formats.whole(one.deals)]
        for week, one in look.weeks
        if isinstance(one, Standing)
    ]
    said = _("The interval holds at every look, not only at the last one.")
    return {"title": _("Week by week"), "said": said, "head": [_("Week"), _("Difference"), _("Deals")], "rows": rows}


def _method(pilot: Pilot) -> str:
    pairs = _("pairs of them") if pilot.design == Pilot.Design.PAIRS else _("each of them over all steps")
    return _(
        "The difference of shares, its error from %(units)s, an always-valid 95 %% interval by a mixture sequential "
        "probability ratio test. Nothing here speaks of a single person."
    ) % {"units": pairs}
