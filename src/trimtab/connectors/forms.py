"""Bringing exports in: the files, and what their tables and columns mean."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.connectors.files.model import CUSTOM_PREFIX, NO_TABLE, ColumnMapping, Proposal, TableMapping
from trimtab.connectors.files.proposals import answered
from trimtab.connectors.files.target_words import fields_in_words, table_in_words
from trimtab.connectors.files.targets import TARGETS
from trimtab.connectors.models import SAMPLE

OWN_KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("text", gettext_lazy("text")),
    ("number", gettext_lazy("number")),
    ("money", gettext_lazy("money")),
    ("date", gettext_lazy("date")),
    ("boolean", gettext_lazy("yes or no")),
    ("choice", gettext_lazy("choice")),
)
RULES: tuple[tuple[str, str | Promise], ...] = (
    ("overwrite", gettext_lazy("the export wins")),
    ("fill", gettext_lazy("only fill blanks")),
    ("keep", gettext_lazy("keep ours")),
)
SAMPLES_SHOWN = 3


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # Any: as Django declares it
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """Files from the browser, or a folder that the server can read; and where they come from."""

    source = forms.CharField(
        label=gettext_lazy("name of the system they come from"),
        max_length=60,
        initial="crm",
        help_text=gettext_lazy("Keep the name when you bring in later exports: ids are matched within it."),
    )
    exports = FilesField(
        label=gettext_lazy("files"),
        required=False,
        help_text=gettext_lazy(
            "CSV, TSV, XLSX, Parquet, or a zip of them; several exports of one table with dates in their names"
            " give history."
        ),
    )
    folder = forms.CharField(
        label=gettext_lazy("or a folder on this server"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For exports that are too large for the browser."),
    )

    def __init__(self, *args: Any, megabytes: int, **kwargs: Any) -> None:  # Any: passed on to Django
        super().__init__(*args, **kwargs)
        self.megabytes = megabytes

    def clean_source(self) -> str:
        """The sample's name is taken."""
        source = str(self.cleaned_data["source"]).strip()
        if source == SAMPLE:
            raise ValidationError(_("The name “sample” is taken by the sample. Choose another one."))
        return source

    def clean(self) -> dict[str, Any]:
        """Either files or a folder, within the limit."""
        cleaned = super().clean() or {}
        files, folder = cleaned.get("exports") or [], str(cleaned.get("folder") or "").strip()
        if bool(files) == bool(folder):
            raise ValidationError(_("Choose files or name a folder: one of the two."))
        if sum(file.size for file in files) > self.megabytes * 1024 * 1024:
            raise ValidationError(
                _("The files have more than %(limit)d MB. Name a folder on the server.") % {"limit": self.megabytes}
            )
        if folder and not Path(folder).exists():
            raise ValidationError(_("There is no folder %(folder)s on the server.") % {"folder": folder})
        return cleaned


@dataclass(frozen=True)
class ColumnRow:
    """One column on the mapping page: its name, texts from it, and its fields in the form."""

    name: str
    samples: tuple[str, ...]
    field: BoundField
    own_kind: BoundField
    rule: BoundField

    @property
    def is_own(self) -> bool:
        """The column goes to an own field, so that its type is asked for."""
        return str(self.field.value() or "").startswith(CUSTOM_PREFIX)


@dataclass(frozen=True)
class TablePart:
    """One source table on the mapping page."""

    table: TableMapping
    target: BoundField
    columns: list[ColumnRow]

    @property
    def missing(self) -> str:
        """What no column gives, in words."""
        return fields_in_words(self.table.missing)


class MappingForm(forms.Form):
    """What each table and column means; made from the proposal, and turned back into one."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        proposal: Proposal,
        columns: Mapping[str, list[str]],
        collisions: Mapping[str, Mapping[str, str]],
    ) -> None:
        super().__init__(data)
        self.proposal = proposal
        self.columns = columns
        self.collisions = collisions
        self.fields["currency"] = forms.RegexField(
            r"^([A-Z]{3})?$",
            label=_("currency of amounts that name none"),
            required=False,
            initial=proposal.default_currency,
            help_text=_("Three capital letters; empty: the reporting currency."),
        )
        for number, table in enumerate(proposal.tables):
            self._add_table(number, table)
        for question in proposal.questions:
            self._add_question(question)

    def _add_table(self, number: int, table: TableMapping) -> None:
        targets = [(name, table_in_words(name)) for name in (NO_TABLE, *TARGETS)]
        self.fields[f"target-{number}"] = forms.ChoiceField(
            label=_("This table holds"), choices=targets, initial=table.target
        )
        for place, name in enumerate(self.columns.get(table.source, [])):
            self._add_column(f"{number}-{place}", table, name)

    def _add_column(self, mark: str, table: TableMapping, name: str) -> None:
        mapped = next((column for column in table.columns if column.source == name), None)
        given = mapped.field if mapped else ""
        fields = [field.name for field in TARGETS[table.target].fields] if table.target in TARGETS else []
        own = given if given.startswith(CUSTOM_PREFIX) else f"{CUSTOM_PREFIX}{_slug(name)}"
        choices = [
            ("", _("not imported")),
            *((field, fields_in_words([field])) for field in fields),
            (own, _("a field of our own")),
        ]
        if given and given not in dict(choices):
            choices.append((given, given))
        self.fields[f"field-{mark}"] = forms.ChoiceField(label=name, choices=choices, initial=given, required=False)
        kind = mapped.kind.kind if mapped else "text"
        self.fields[f"kind-{mark}"] = forms.ChoiceField(
            label=_("type of own field %(name)s") % {"name": name},
            choices=OWN_KINDS,
            required=False,
            initial=kind if kind in dict(OWN_KINDS) else "text",
        )
        rule = self.collisions.get(table.target, {}).get(given, "overwrite")
        self.fields[f"rule-{mark}"] = forms.ChoiceField(
            label=_("when %(name)s differs") % {"name": name}, choices=RULES, initial=rule, required=False
        )

    def _add_question(self, question: Any) -> None:
        key = f"answer-{question.id}"
        if question.choices:
            choices = [(one.value, one.label) for one in question.choices]
            choices = choices if question.proposal else [("", _("choose")), *choices]
            self.fields[key] = forms.ChoiceField(
                label=question.text, choices=choices, initial=question.proposal, required=False
            )
        else:
            self.fields[key] = forms.CharField(
                label=question.text,
                initial=question.proposal,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_("One a line."),
            )
        if question.samples:
            self.fields[key].help_text = _("Such as %(samples)s.") % {"samples": ", ".join(question.samples[:5])}

    @property
    def question_fields(self) -> list[BoundField]:
        """The questions that only a person can answer."""
        return [self[name] for name in self.fields if name.startswith("answer-")]

    def parts(self) -> Iterator[TablePart]:
        """The tables with their columns, for the page."""
        for number, table in enumerate(self.proposal.tables):
            samples = {column.source: column.kind.samples[:SAMPLES_SHOWN] for column in table.columns}
            rows = [
                ColumnRow(
                    name,
                    samples.get(name, ()),
                    self[f"field-{number}-{place}"],
                    self[f"kind-{number}-{place}"],
                    self[f"rule-{number}-{place}"],
                )
                for place, name in enumerate(self.columns.get(table.source, []))
            ]
            yield TablePart(table, self[f"target-{number}"], rows)

    @property
    def has_new_target(self) -> bool:
        """A table became another kind: its columns have other fields to choose from."""
        return any(self.cleaned_data[f"target-{n}"] != table.target for n, table in enumerate(self.proposal.tables))

    def chosen_proposal(self) -> Proposal:
        """The proposal as the person wants it.

        Raises:
            Refusal: an answer is none of those allowed.
        """
        answers = {
            name.removeprefix("answer-"): str(self.cleaned_data[name])
            for name in self.fields
            if name.startswith("answer-")
        }
        proposal = answered(self.proposal, answers)
        tables = tuple(self._chosen_table(number, table) for number, table in enumerate(proposal.tables))
        return replace(proposal, tables=tables, default_currency=self.cleaned_data["currency"])

    def _chosen_table(self, number: int, table: TableMapping) -> TableMapping:
        target = self.cleaned_data[f"target-{number}"]
        known = {column.source: column for column in table.columns}
        allowed = {field.name for field in TARGETS[target].fields} if target in TARGETS else set()
        chosen: list[ColumnMapping] = []
        for place, name in enumerate(self.columns.get(table.source, [])):
            field = self.cleaned_data[f"field-{number}-{place}"]
            column = known.get(name) or _unknown(name)
            if field in allowed or ":" in field:
                chosen.append(self._typed(replace(column, field=field), f"{number}-{place}"))
        given = {column.field for column in chosen} | set(table.constants)
        requires = TARGETS[target].requires if target in TARGETS else ()
        missing = tuple("/".join(group) for group in requires if not given & set(group))
        return replace(table, target=target, columns=tuple(chosen), missing=missing)

    def _typed(self, column: ColumnMapping, mark: str) -> ColumnMapping:
        if not column.field.startswith(CUSTOM_PREFIX) or column.kind.kind == "datetime":
            return column
        # A column that became an own field only now has not been asked for its type: the type of its values.
        kind = self.cleaned_data[f"kind-{mark}"] or self.fields[f"kind-{mark}"].initial
        return replace(column, kind=replace(column.kind, kind=kind))

    def chosen_rules(self) -> dict[str, dict[str, str]]:
        """Target table → field → rule, where it is not the usual one."""
        rules: dict[str, dict[str, str]] = {}
        for number, table in enumerate(self.proposal.tables):
            target = self.cleaned_data[f"target-{number}"]
            for place, _name in enumerate(self.columns.get(table.source, [])):
                field, rule = (self.cleaned_data[f"{kind}-{number}-{place}"] for kind in ("field", "rule"))
                if field and rule in ("fill", "keep"):
                    rules.setdefault("opportunities" if target.startswith("opportunit") else target, {})[field] = rule
        return rules


def _unknown(name: str) -> ColumnMapping:
    from trimtab.connectors.files.model import ColumnKind

    return ColumnMapping(name, "", ColumnKind("text"))


def _slug(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) or "field"


def manifest_columns(text: str) -> dict[str, list[str]]:
    """Source table → its columns, from the manifest of staged tables."""
    return {entry["source"]: list(entry["staged"]["columns"]) for entry in json.loads(text)}
