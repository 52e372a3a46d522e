"""Forms of plays, and of what is said of an opportunity."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.accounts.models import Contact
from trimtab.competition.models import FearKind
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.playbook.contents import content_choices
from trimtab.playbook.facts import Link, PlayFacts
from trimtab.playbook.matching import Conditions
from trimtab.playbook.models import Channel, Situation
from trimtab.playbook.steps import Step
from trimtab.web.conflicts import Conflict, SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField

OFFERED = 200  # contacts of one account
LONG = 1_000
TEXTS = ("name", "doing", "needs", "channel", "theirs", "ours", "bring", "goes", "follows", "follow_subject")
MANY = ("steps", "changes", "fears", "contents")
LISTED = ("kinds", "segments", "stages")
Choices = Any  # as Django's fields take them


def long_text(label: Any, help_text: Any = "", rows: int = 2) -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONG, widget=forms.Textarea({"rows": rows})
    )


def short_text(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=300)


def several(label: Any, choices: Choices) -> forms.MultipleChoiceField:
    """Some of a few choices; none: it does not matter."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple()
    )


class PlayForm(forms.Form):
    """A play from the buyer's side, when it applies, and what to bring."""

    name = short_text(later("Name of the play"), required=True)
    doing = long_text(later("What the buyer is doing at this step"))
    needs = long_text(later("What the buyer needs"), later("Not what we need from him."))
    channel = forms.ChoiceField(label=later("Where they meet"), choices=Channel.choices)
    theirs = short_text(later("Who of theirs"))
    ours = short_text(later("Who of ours"))
    bring = short_text(later("What to bring"))
    goes = long_text(later("How it goes"), rows=3)
    follows = long_text(later("What the buyer does next when it went well"))
    follow_subject = short_text(later("Our action when the play is started"))
    follow_days = forms.IntegerField(label=later("Days until it is due"), min_value=0, max_value=365)
    steps = several(later("At the step"), Step.choices)
    changes = several(later("When they must change"), Situation.Change.choices)
    fears = several(later("When they are afraid"), FearKind.choices)
    kinds = short_text(later("When the kind holds one of the words"), later("Several with commas between them."))
    segments = short_text(later("In the segments"), later("Several with commas between them."))
    stages = short_text(later("In the stages"), later("Their names, several with commas between them."))
    amount_from = forms.DecimalField(label=later("Amount from"), min_value=0, max_digits=18, required=False)
    amount_to = forms.DecimalField(label=later("Amount below"), min_value=0, max_digits=18, required=False)
    contents = several(later("Content to bring"), content_choices)
    links = long_text(
        later("Other things to bring"), later("One a line: name, a bar, and the address: Price list | https://…")
    )
    why = short_text(later("What is different in this version"))
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(self, typed: Any = None, *, said: PlayFacts | None = None, seen_at: datetime | None = None) -> None:
        given = _values(said) if said else {"channel": Channel.IN_PERSON, "follow_days": 7}
        super().__init__(typed, initial=given | {"seen_at": seen_at})
        SeenField.remember(self)

    def clean_links(self) -> tuple[Link, ...]:
        """Each line as a link."""
        return tuple(_link(line) for line in self.cleaned_data["links"].splitlines() if line.strip())

    def clean(self) -> dict[str, Any]:
        """From must lie below to."""
        low, high = self.cleaned_data.get("amount_from"), self.cleaned_data.get("amount_to")
        if low is not None and high is not None and low >= high:
            self.add_error("amount_to", _("It must be more than the amount it begins from."))
        return self.cleaned_data

    @property
    def said(self) -> PlayFacts:
        """What was typed, as a play."""
        data = self.cleaned_data
        when = Conditions(
            **{name: tuple(data[name]) for name in MANY if name != "contents"},
            **{name: _split(data[name]) for name in LISTED},
            amount_from=data["amount_from"],
            amount_to=data["amount_to"],
        )
        return PlayFacts(
            **{name: data[name] for name in TEXTS},
            follow_days=data["follow_days"],
            when=when,
            links=data["links"],
            contents=tuple(data["contents"]),
        )


class StartForm(forms.Form):
    """Who plays it, until when, and with whom."""

    who = forms.CharField(label=later("Who"), max_length=220, widget=PersonInput())
    due_on = forms.DateField(label=later("Until"), widget=DayInput())
    contact = forms.ModelChoiceField(Contact.objects.none(), label=later("With whom"), required=False)

    def __init__(self, typed: Any = None, *, user: User, opportunity: Opportunity, due_on: date) -> None:
        self.user = user
        super().__init__(typed, initial={"who": label_of(user), "due_on": due_on})
        self.fields["contact"].queryset = contacts_of(opportunity)  # type: ignore[attr-defined]  # a model choice

    def clean_who(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["who"].strip())


class ImportForm(forms.Form):
    """The file of an export."""

    file = forms.FileField(label=later("File"), help_text=later("A playbook as it was exported, in JSON."))


def contacts_of(opportunity: Opportunity) -> Any:
    """The people of its account who may be chosen."""
    found = Contact.objects.filter(account=opportunity.account_id, archived_at=None).order_by("name", "pk")
    if opportunity.account_id is None:
        return Contact.objects.none()
    return Contact.objects.filter(pk__in=[one.pk for one in found.only("pk")[:OFFERED]]).order_by("name", "pk")


def merged_after(typed: PlayForm, now: PlayForm) -> tuple[Conflict, dict[str, Any]]:
    """What two people changed at once, and the values that lose nothing; lists of ticks are kept whole."""
    conflict, ticked = Conflict(typed, now), {}
    for name in MANY:
        is_taken = str(typed[name].label) in conflict.taken_over
        ticked[name] = now.initial[name] if is_taken else typed[name].value()
    return conflict, conflict.merged | ticked


def _values(said: PlayFacts) -> dict[str, Any]:
    values: dict[str, Any] = {name: str(getattr(said, name)) for name in TEXTS}
    values |= {name: list(getattr(said.when, name)) for name in MANY if name != "contents"}
    values["contents"] = list(said.contents)
    values |= {name: ", ".join(getattr(said.when, name)) for name in LISTED}
    values |= {"amount_from": said.when.amount_from, "amount_to": said.when.amount_to}
    values["links"] = "\n".join(f"{one.name} | {one.url}" for one in said.links)
    return values | {"follow_days": said.follow_days}


def form_values(said: PlayFacts) -> Mapping[str, Any]:
    """A play as the form would be filled in: what comes from a file passes the same checks."""
    return _values(said)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _link(line: str) -> Link:
    name, _bar, url = line.rpartition("|")
    url = url.strip()
    if url.startswith("//") or not url.startswith(("https://", "http://", "/")):
        raise ValidationError(_("“%(line)s” holds no address that begins with https://.") % {"line": line.strip()[:80]})
    if not url.startswith("/"):
        URLValidator(schemes=["https", "http"])(url)
    return Link(name.strip() or url, url)
