"""What restating changes are called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.analytics.definitions import RULES
from trimtab.analytics.restating import RESTATING
from trimtab.analytics.setting_forms import month_names
from trimtab.core.models import Event, Organisation

UNTOLD = {"rule", "version", "why"}


@dataclass(frozen=True)
class Told:
    """One event for a reader: what was changed, and each value before and after."""

    event: Event
    what: str
    why: str
    values: tuple[tuple[str, str, str], ...]

    @property
    def summary(self) -> str:
        """In one line."""
        return "; ".join(f"{label}: {before or '–'} → {after or '–'}" for label, before, after in self.values)


def told(event: Event) -> Told:
    """The event in words."""
    names = [name for name in dict.fromkeys([*event.before, *event.after]) if name not in UNTOLD]
    rule = RULES.get(str(event.after.get("rule", "")))
    return Told(
        event=event,
        what=str(
            rule.label if rule else RESTATING.get(event.verb) or _(event.verb.replace(".", " ").replace("_", " "))
        ),
        why=str(event.after.get("why", "")),
        values=tuple(
            (_label(event, name), _value(name, event.before.get(name)), _value(name, event.after.get(name)))
            for name in names
        ),
    )


def _label(event: Event, name: str) -> str:
    rule = RULES.get(str(event.after.get("rule", "")))
    if rule is not None:
        return next((str(one.label) for one in rule.settings if one.name == name), name)
    if event.record == "organisation":
        return str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # one of its own fields
    return {
        "rate": _("rate"),
        "currency": _("currency"),
        "from_on": _("from"),
        "into": _("read as"),
        "parent": _("stands below"),
        "is_qualified": _("counts as qualified"),
        "forecast_category": _("forecast category"),
        "order": _("order"),
    }.get(name) or _(name.replace("_", " "))


def _value(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "fiscal_start_month":
        return month_names().get(int(str(value)), str(value))
    if name == "fiscal_pattern":
        return str(dict(Organisation.Pattern.choices).get(str(value), value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
