"""The first sentence of a deal's competition: who is ahead, on what, and what is not known."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.competition.page import Column, Contest
from trimtab.competition.scores import US, weak_mandatory
from trimtab.web import formats

CLOSE = 0.05  # a lead of less is none


def standing_of(contest: Contest) -> str:
    """Where we stand against the best of the others."""
    rivals = len(contest.field.rivals)
    if not contest.rows:
        who = (
            ngettext("%(count)s competitor is in it", "%(count)s competitors are in it", rivals) % {"count": rivals}
            if rivals
            else _("No competitor is known")
        )
        return _("%(who)s, and what the customer decides by is not written down yet.") % {"who": who}
    return " ".join([_compared(contest), *_open_ends(contest)])


def _compared(contest: Contest) -> str:
    best = contest.best
    if best is None:
        return _("Who meets the criteria best cannot be told: too little is judged of us and of any other.")
    words = {"name": best.name, "ours": _share(contest.us), "theirs": _share(best)}
    lead = best.lead or 0
    if lead > CLOSE:
        return _("%(name)s meets what they decide by better than we do: %(theirs)s against our %(ours)s.") % words
    if lead < -CLOSE:
        return _("We meet what they decide by best: %(ours)s against %(theirs)s of %(name)s.") % words
    return _("%(name)s and we meet what they decide by about equally: %(theirs)s and %(ours)s.") % words


def _open_ends(contest: Contest) -> list[str]:
    """What stands against a yes, and what is not known."""
    found = []
    weak = weak_mandatory(contest.field.order, contest.field.fits_of(US))
    names = [row.criterion.name for row in contest.rows if row.criterion.pk in weak]
    if names:
        found.append(_("Without it they cannot choose us: %(names)s.") % {"names": ", ".join(names)})
    if contest.unjudged:
        text = ngettext("%(count)s fit is not judged.", "%(count)s fits are not judged.", contest.unjudged)
        found.append(text % {"count": contest.unjudged})
    return found


def _share(column: Column) -> str:
    return formats.percent(column.score.value)
