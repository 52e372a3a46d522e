"""Forms of feeds, tags and notes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import account_meant
from trimtab.core.ids import id_in
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.research.actions import MOST_TAGS, NOTE_FIELDS
from trimtab.research.models import About, ResearchNote
from trimtab.research.opml import NotOpml, Outline, read_opml
from trimtab.research.policy import can_note
from trimtab.research.queries import ALL, FAVOURITES, SAVED, UNREAD, Wanted, feeds_of, tag_names
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, SeenAtField

LONGEST_TAG = 40
NOT_READ = {
    "large": gettext_lazy("A list of feeds has at most 1 MB. This file is larger, and was not read."),
    "broken": gettext_lazy("This file is no OPML: its XML is broken."),
    "dangerous": gettext_lazy("This file declares text of its own or is nested too deep. It was refused unread."),
    "empty": gettext_lazy("There is no feed in this file. An OPML names each one as xmlUrl."),
    "many": gettext_lazy("This file names more than 300 feeds. Nobody reads so many: split it, and take a part."),
}


class WantedForm(forms.Form):
    """What the address of the inbox asks for; all of it can be left out."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    feed = forms.ChoiceField(label=gettext_lazy("Feed"), required=False)
    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    tag = forms.ChoiceField(label=gettext_lazy("Tag"), required=False)
    shelf = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, parameters: QueryDict, *, user: User) -> None:
        super().__init__(parameters, auto_id="filter_%s")
        any_of_them = [("", _("Any"))]
        feeds = [(str(feed.pk), str(feed)[:60]) for feed in feeds_of(user)]
        self._choose("feed", [*any_of_them, *feeds])
        self._choose("about", [*any_of_them, *((key, str(label)) for key, label in About.choices)])
        self._choose("tag", [*any_of_them, *((name, name) for name in tag_names(user))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what cannot be understood is left out."""
        self.is_valid()
        asked = self.cleaned_data
        shelf = asked.get("shelf", "")
        words = asked.get("q", "")
        usual = ALL if words or asked.get("tag") else UNREAD
        return Wanted(
            shelf=shelf if shelf in {UNREAD, ALL, FAVOURITES, SAVED} else usual,
            words=words,
            tag=asked.get("tag", ""),
            feed_id=id_in(asked.get("feed", "")),
            about=asked.get("about", ""),
        )


class FeedForm(forms.Form):
    """An address to follow: of a feed, or of a site that names one."""

    url = forms.CharField(
        label=gettext_lazy("Address of a feed, or of the site"),
        max_length=2_000,
        widget=forms.TextInput({"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}),
    )
    about = forms.ChoiceField(label=gettext_lazy("About"), choices=About.choices, initial=About.CUSTOMER)
    for_everybody = forms.BooleanField(label=gettext_lazy("Everybody follows it"), required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(typed)
        if not can_set_up(user):
            del self.fields["for_everybody"]

    def clean_url(self) -> str:
        """The address; `https://` is added where somebody left it out."""
        url = str(self.cleaned_data["url"]).strip()
        return url if "://" in url else f"https://{url}"


class OpmlForm(forms.Form):
    """A list of feeds from another reader."""

    file = forms.FileField(label=gettext_lazy("OPML file"))
    about = forms.ChoiceField(label=gettext_lazy("About"), choices=About.choices, initial=About.CRAFT)

    def clean_file(self) -> list[Outline]:
        """The feeds in it."""
        try:
            return read_opml(self.cleaned_data["file"].read(1_000_001))
        except NotOpml as error:
            raise ValidationError(NOT_READ[error.reason]) from error


class TagsForm(forms.Form):
    """Several tags, with commas between them."""

    tags = forms.CharField(
        label=gettext_lazy("Tags, with commas between them"),
        required=False,
        max_length=1_000,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_tags(self) -> list[str]:
        """Each tag once, in small letters."""
        parts = (" ".join(part.split()).lower() for part in str(self.cleaned_data["tags"]).split(","))
        names = list(dict.fromkeys(part for part in parts if part))
        if too_long := [name for name in names if len(name) > LONGEST_TAG]:
            raise ValidationError(_("A tag has at most 40 letters. Too long: %(tag)s") % {"tag": too_long[0]})
        if len(names) > MOST_TAGS:
            raise ValidationError(_("An article carries at most 20 tags."))
        return names


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Something found out about an account."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = ResearchNote
        fields = NOTE_FIELDS
        widgets = {
            "text": forms.Textarea({"rows": 4}),
            "found_on": DayInput(),
            "link": forms.TextInput({"inputmode": "url"}),
        }
        error_messages = {
            "text": {
                "max_length": gettext_lazy(
                    "A note has at most 10,000 characters; this one has %(show_value)s. Put the document elsewhere,"
                    " and note here what it means for the account and where it is."
                )
            }
        }

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, today: date, note: ResearchNote | None = None
    ) -> None:
        self.today = today
        super().__init__(typed, instance=note, initial={} if note else {"found_on": today})
        if note is not None:
            self.initial["seen_at"] = note.changed_at
        SeenField.remember(self)

    def clean_link(self) -> str:
        """A web address, or nothing."""
        link = str(self.cleaned_data["link"]).strip()
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError(_("A link begins with https:// or http://. Leave it empty where there is none."))
        return link

    def clean_found_on(self) -> date:
        """A day that has been."""
        day: date = self.cleaned_data["found_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come. Note when it was found out, or written."))
        return day

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in NOTE_FIELDS}


class AttachmentForm(forms.Form):
    """An article as research about an account."""

    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=320,
        widget=forms.TextInput({"list": "account-names", "autocomplete": "off"}),
    )
    subject = forms.ChoiceField(label=gettext_lazy("About"), choices=ResearchNote.Subject.choices)
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure"),
        choices=ResearchNote.Confidence.choices,
        initial=ResearchNote.Confidence.LIKELY,
    )
    text = forms.CharField(
        label=gettext_lazy("What it means for the account"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(typed)
        self.user = user

    def clean_account(self) -> Account:
        """The account that the typed text means."""
        account = account_meant(self.user, str(self.cleaned_data["account"]).strip())
        if account is None or not can_note(self.user, account):
            raise ValidationError(
                _("Research is added by those who work with the account. Ask its owner, or choose another one.")
            )
        return account
