"""Names of measures and sentences of alarms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.watch.models import Setback
from trimtab.insight.watch import MEASURES
from trimtab.web import formats

LABELS: Mapping[str, str | Promise] = {
    "win_rate": later("Win rate"),
    "bookings": later("Bookings a week"),
    "created": later("New opportunities a week"),
    "win_value": later("Value of a win"),
    "won_cycle": later("Days to a win"),
    "won": later("Wins a week"),
    "qualified": later("Newly qualified a week"),
    "advances": later("Moves to a later stage a week"),
    "push_share": later("Share of moved close dates that moved later"),
    "created_value": later("Amount of new opportunities a week"),
    "created_amount": later("Amount of a new opportunity"),
    "cut_share": later("Share of changed amounts that were cut"),
    "commit_dropped": later("Taken out of commit a week"),
    "meetings": later("Meetings a week"),
    "inbound_share": later("Share of calls and mails that came from customers"),
    "step_back_share": later("Share of stage moves that went back"),
    "lost": later("Losses a week"),
    "lost_cycle": later("Days to a loss"),
    "lost_quickly": later("Share of losses within two weeks"),
    "push_days": later("Days by which a close date moves later"),
    "amount_change": later("Amount after a change, over the one before"),
    "commit_entered": later("Put into commit a week"),
    "owner_changes": later("Changes of owner a week"),
    "reopened": later("Reopened a week"),
    "calls": later("Calls a week"),
    "emails": later("Mails a week"),
    "meeting_share": later("Share of meetings among all touches"),
    "people_reached": later("Contacts in a touch"),
    "without_deal_share": later("Share of touches without an opportunity"),
}
KINDS: Mapping[str, str | Promise] = {
    "stage.edited": later("A stage was edited."),
    "stage.remapped": later("A stage was merged into another."),
    "stage.set_apart": later("A stage merged before was set apart again."),
    "import.finished": later("Data were imported."),
    "import.undone": later("An import was undone."),
    "batch.applied": later("Many records were changed at once."),
    "definition.changed": later("A definition was changed."),
    "clean_up": later(
        "Many times the usual number was closed in one week: dead opportunities may have been swept out."
    ),
    "recording": later("Recording of this measure began or stopped in that week."),
}
LEVERS: Mapping[str, str | Promise] = {
    "open_mean": later("Open opportunities"),
    "won_mean": later("Value of a win"),
    "win_rate": later("Win rate"),
    "stay_days": later("Time to the decision"),
}
IN_DAYS = ("won_cycle", "lost_cycle", "push_days")
IN_MONEY = ("bookings", "win_value", "created_value", "created_amount")


def measure_label(name: str) -> str:
    """A measure in words."""
    for start, label in (
        ("stage_pass_", _("Share that goes on from stage %(place)s")),
        ("stage_days_", _("Days in stage %(place)s")),
    ):
        if name.startswith(start):
            return label % {"place": name.removeprefix(start)}
    return str(LABELS[name])


def subject_label(setback: Setback) -> str:
    """Whose measure it is: the company, a segment or region of it, a team, a person."""
    if setback.part:
        return setback.part
    return setback.subject_name or _("Company")


def value_text(measure: str, value: float) -> str:
    """A value of a measure as a reader sees it."""
    if MEASURES[measure].family.name == "share":
        return formats.percent(value)
    if measure in IN_MONEY:
        return formats.compact(value)
    if measure in IN_DAYS or measure.startswith("stage_days_"):
        return formats.days(value)
    # Contacts in a touch move from 1.02 to 1.08: with one digit nothing would seem to have changed.
    return formats.compact(value) if value >= 100 else formats.number(round(value, 1 if value >= 10 else 2))


def happened(setback: Setback) -> str:
    """What happened, in a sentence."""
    return _("%(measure)s: %(observed)s since about %(day)s, where %(normal)s is normal.") % {
        "measure": measure_label(setback.measure),
        "observed": value_text(setback.measure, setback.observed),
        "normal": value_text(setback.measure, setback.normal),
        "day": formats.day(setback.began_on),
    }


def one_in(chance: float) -> str:
    """A chance as the number of quarters in which it happens once."""
    return formats.whole(round(1 / max(chance, 1e-6)))
