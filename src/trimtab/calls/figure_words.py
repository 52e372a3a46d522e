"""The answer of the page of figures, in a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.calls.figures import Figures
from trimtab.core.shares import Share
from trimtab.web import formats


def headline_of(figures: Figures) -> str:
    """Which share was planned, and which share advanced."""
    if not figures.n:
        return _("No call of this period is over yet.")
    if figures.planned.value is None:
        return cannot_tell(figures.planned)
    said = {
        "planned": formats.percent(figures.planned.value),
        "n": formats.whole(figures.n),
        "advanced": told(figures.advanced),
    }
    return _("Of %(n)s calls %(planned)s had a plan. Advances among those debriefed: %(advanced)s.") % said


def told(share: Share) -> str:
    """A share with its interval and the number of cases; too few cases are an answer."""
    if share.value is None:
        return _("cannot tell, n = %(n)s") % {"n": formats.whole(share.n)}
    between = formats.percent_interval(share.low, share.high)
    said = {"share": formats.percent(share.value), "between": between, "n": formats.whole(share.n)}
    return _("%(share)s (%(between)s, n = %(n)s)") % said


def cannot_tell(share: Share) -> str:
    """How many more cases it needs."""
    text = ngettext(
        "Cannot tell from %(n)s calls; %(missing)s more is needed.",
        "Cannot tell from %(n)s calls; %(missing)s more are needed.",
        share.missing,
    )
    return text % {"n": formats.whole(share.n), "missing": formats.whole(share.missing)}
