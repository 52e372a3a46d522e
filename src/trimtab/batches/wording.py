"""Fields and values of a batch in words."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.batches.kinds import Kind
from trimtab.batches.values import CUSTOM_PREFIX, EMPTY, Plain
from trimtab.core.models import CustomField
from trimtab.web.formats import day


class Wording:
    """Labels of fields, and values with names in place of ids; `learn` looks many names up with one query a field."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._names: dict[tuple[str, Plain], str] = {}

    @cached_property
    def _own(self) -> Mapping[str, str]:
        return dict(CustomField.objects.filter(record=self._kind.record).values_list("key", "label"))

    def learn(self, values: Iterable[Mapping[str, Plain]]) -> None:
        """Look up the names of all records that these values mean."""
        ids: dict[str, set[Plain]] = {}
        for one in values:
            for field, value in one.items():
                if value is None or isinstance(value, list) or self._reference(field) is None:
                    continue
                if (field, value) not in self._names:
                    ids.setdefault(field, set()).add(value)
        for field, wanted in ids.items():
            found = self._reference(field)._default_manager.in_bulk(wanted)
            gone = _("somebody or something that is gone")
            self._names |= {(field, pk): str(found.get(pk, gone)) for pk in wanted}

    def _reference(self, field: str) -> Any:  # the model that a field refers to, or None
        if field.startswith(CUSTOM_PREFIX) or field == "is_archived":
            return None
        declared = self._kind.model._meta.get_field(field)
        return declared.related_model if isinstance(declared, models.ForeignKey) else None

    def label(self, field: str) -> str:
        """What the field is called."""
        if field.startswith(CUSTOM_PREFIX):
            key = field.removeprefix(CUSTOM_PREFIX)
            return self._own.get(key, key)
        named = {
            "owner": _("Owner"), "stage": _("Stage"), "account": _("Account"), "territory": _("Territory"),
            "parent": _("Part of"), "reports_to": _("Reports to"), "left_on": _("Left on"),
            "is_archived": _("Archived"), "archived_at": _("Archived"),
        }  # fmt: skip
        if field in named:
            return named[field]
        return str(getattr(self._kind.model._meta.get_field(field), "verbose_name", field)).capitalize()

    def shown(self, field: str, value: Plain) -> str | None:
        """The value for people; None where there is none."""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if value in EMPTY:
            return None
        if isinstance(value, list):
            return ", ".join(value)
        if field.startswith(CUSTOM_PREFIX):
            return str(value)
        declared = self._kind.model._meta.get_field(field)
        if isinstance(declared, models.ForeignKey):
            self.learn([{field: value}])
            return self._names[(field, value)]
        return _in_words(declared, value)

    def lines(
        self, before: Mapping[str, Plain], after: Mapping[str, Plain]
    ) -> list[tuple[str, str | None, str | None]]:
        """Each changed field: its label, and the values before and after."""
        return [(self.label(name), self.shown(name, before.get(name)), self.shown(name, after[name])) for name in after]

    def summary(self, changes: Mapping[str, Plain], *, days: int) -> str:
        """What is set to what, in one line."""
        return "; ".join(self._sentences(changes, days))

    def _sentences(self, changes: Mapping[str, Plain], days: int) -> Iterable[str]:
        for name, value in changes.items():
            shown = self.shown(name, value)
            words = {"field": self.label(name), "value": shown}
            yield _("%(field)s: emptied") % words if shown is None else _("%(field)s: %(value)s") % words
        if days > 0:
            text = ngettext("%(day)s %(days)s day later", "%(day)s %(days)s days later", days)
            yield text % {"days": days, "day": self.label(self._kind.day).lower()}
        if days < 0:
            text = ngettext("%(day)s %(days)s day earlier", "%(day)s %(days)s days earlier", -days)
            yield text % {"days": -days, "day": self.label(self._kind.day).lower()}


def _in_words(declared: Any, value: Plain) -> str:  # a field of any type
    """The value of a field that refers to no record."""
    if declared.choices:
        return str(dict(declared.flatchoices).get(value, value))
    if isinstance(declared, models.DateField) and not isinstance(declared, models.DateTimeField):
        return day(parse_date(str(value)))
    return str(value)
