"""The form after a call: commitments, what changed, what is confirmed, when it goes on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.calls.actions import Judged, NextCall, Promised, Said
from trimtab.calls.forms import LocalMoment, lines, moment_in
from trimtab.calls.models import Call, Commitment
from trimtab.calls.portraits import Portrait
from trimtab.discovery.models import Insight, State
from trimtab.relationships.models import Coverage, Member, Support
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput

ROWS = 3
GAINED = [("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
JUDGED: Mapping[str, Any] = {"support": Support, "coverage": Coverage}


@dataclass(frozen=True)
class PersonRow:
    """One of theirs with the two selects of what may have changed."""

    portrait: Portrait
    fields: Sequence[forms.BoundField]


class DebriefForm(forms.Form):
    """All of it may be left empty: the outcome alone is a debrief."""

    learned = lines(gettext_lazy("What we learned"), rows=3)
    gained = forms.ChoiceField(
        label=gettext_lazy("Did the customer gain something from the time?"), choices=GAINED, required=False
    )
    next_at = LocalMoment(label=gettext_lazy("Goes on at"), required=False)
    next_title = forms.CharField(label=gettext_lazy("Title of the next call"), max_length=200, required=False)
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        call: Call,
        portraits: Sequence[Portrait],
        insights: Sequence[Insight],
        now: datetime,
    ) -> None:
        self.call, self.portraits, self.now = call, portraits, now
        self.insights = {one.pk: one for one in insights if one.state == State.UNCONFIRMED}
        gained = "" if call.gained is None else "yes" if call.gained else "no"
        super().__init__(typed, initial={"learned": call.learned, "gained": gained})
        self.contacts = {one.contact.pk: one.contact for one in portraits}
        people = [("", "–"), *((str(pk), one.name) for pk, one in self.contacts.items())]
        for number in range(ROWS):
            self._add_row(number, people)
        for one in portraits:
            if one.member is not None:
                self._add_judgements(one.member)
        choices = [(str(pk), one.title) for pk, one in self.insights.items()]
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label=_("They confirmed"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["told_by"] = forms.ChoiceField(label=_("Who confirmed it"), choices=people, required=False)
        SeenField.remember(self)

    def _add_row(self, number: int, people: Sequence[tuple[str, str]]) -> None:
        side = forms.ChoiceField(label=_("Whose step"), choices=Commitment.Side.choices, required=False)
        text = forms.CharField(label=_("What was promised"), max_length=300, required=False)
        contact = forms.ChoiceField(label=_("By whom, or for whom"), choices=people, required=False)
        due = forms.DateField(label=_("Until"), required=False, widget=DayInput())
        named = {"text": text, "side": side, "contact": contact, "due_on": due}
        self.fields |= {f"{name}_{number}": field for name, field in named.items()}

    def _add_judgements(self, member: Member) -> None:
        for name, scale in JUDGED.items():
            present = getattr(member, name)
            label = _("%(attribute)s of %(person)s") % {"attribute": Member.label_of(name), "person": member}
            choices = [("", _("not judged")), *scale.choices]
            self.fields[f"{name}_of_{member.pk}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=present
            )
            seen = forms.CharField(required=False, widget=forms.HiddenInput, initial=present)
            self.fields[f"{name}_seen_{member.pk}"] = seen

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each promise."""
        names = ("text", "side", "contact", "due_on")
        return [[self[f"{name}_{number}"] for name in names] for number in range(ROWS)]

    @property
    def people(self) -> Iterator[PersonRow]:
        """Those of theirs who are on the map."""
        for one in self.portraits:
            if one.member is not None:
                names = [f"{name}_{part}_{one.member.pk}" for name in JUDGED for part in ("of", "seen")]
                yield PersonRow(one, [self[name] for name in names])

    def clean_next_at(self) -> datetime | None:
        """In the time zone of this call, and ahead."""
        typed: datetime | None = self.cleaned_data["next_at"]
        if typed is None:
            return None
        found = moment_in(self.call.zone, typed)
        if found <= self.now:
            raise ValidationError(_("The next call lies ahead. Choose a later day."))
        return found

    @property
    def said(self) -> Said:
        """What was taken down."""
        given = self.cleaned_data
        at, title = given["next_at"], given["next_title"].strip()
        return Said(
            learned=given["learned"].strip(),
            gained={"yes": True, "no": False}.get(given["gained"]),
            promised=[one for number in range(ROWS) if (one := self._promised(number)) is not None],
            judged=list(self._judged()),
            confirmed=[self.insights[int(pk)] for pk in given["confirmed"]],
            told_by=self._contact(given["told_by"]),
            next_call=NextCall(at, title or self.call.title) if at else None,
        )

    def _promised(self, number: int) -> Promised | None:
        given = {name: self.cleaned_data[f"{name}_{number}"] for name in ("text", "side", "contact", "due_on")}
        if not given["text"].strip():
            return None
        side = given["side"] or Commitment.Side.THEIRS
        return Promised(side, given["text"].strip(), given["due_on"], self._contact(given["contact"]))

    def _judged(self) -> Iterator[Judged]:
        for one in self.portraits:
            if one.member is None:
                continue
            for name in JUDGED:
                seen = self.cleaned_data[f"{name}_seen_{one.member.pk}"]
                value = self.cleaned_data[f"{name}_of_{one.member.pk}"]
                if value != seen:
                    yield Judged(one.member, name, seen, value)

    def _contact(self, text: str) -> Contact | None:
        return self.contacts.get(int(text)) if text else None
