"""The four quadrants in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """name: what one does; treatment: how such accounts are served."""

    name: Promise
    place: Promise
    treatment: Promise


QUADRANTS = {
    "A": Words(
        _("Invest"),
        _("High current and high future revenue"),
        _("A full account plan, a team, an executive sponsor, a review each quarter."),
    ),
    "B": Words(
        _("Grow"),
        _("Low current, high future revenue"),
        _("Find the open needs and the people who decide; invest in steps, and stop where nothing answers."),
    ),
    "C": Words(
        _("Protect"),
        _("High current, low future revenue"),
        _("Keep what there is: a contact each quarter, renewals early, a second person who knows them."),
    ),
    "D": Words(
        _("Leave to marketing"),
        _("Low current and low future revenue"),
        _("Serve by marketing, partners and self-service; look again once a year."),
    ),
}
