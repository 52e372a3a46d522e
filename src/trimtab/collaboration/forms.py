"""What is typed at a feed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.collaboration.actions import LONGEST
from trimtab.collaboration.files import ENDINGS, FileRefused, check_file
from trimtab.collaboration.models import Comment, MailChoice

KEPT_WHEN_REFUSED = 100_000  # characters that the form shows again: enough to shorten, not so much that it hangs
MOST_FILES = 5


class FilesInput(forms.ClearableFileInput):
    """Several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each checked; their list."""

    widget = FilesInput
    megabytes = 0  # of the largest one; the form sets it

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":  # Any: of the base class
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > MOST_FILES:
            raise ValidationError(_("At most %(most)d files go along at once.") % {"most": MOST_FILES})
        wrong = []
        for one in given:
            try:
                check_file(one, megabytes=self.megabytes)
            except FileRefused as refused:
                wrong.append(str(refused))
        if wrong:
            raise ValidationError(wrong)
        return given


class CommentForm(forms.Form):
    """A comment and its files."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 3, "data-mentions": ""}),
        help_text=gettext_lazy("@ and a name tells that person, who has to be able to see this."),
    )
    attachments = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        widget=FilesInput({"multiple": True, "accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(
        self,
        typed: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        *,
        megabytes: int = 0,
        comment: Comment | None = None,
    ) -> None:
        known = {"text": comment.text, "seen": comment.text} if comment else {}
        super().__init__(typed, files, auto_id="feed-%s", initial=known)
        if comment is not None:
            del self.fields["attachments"]
            self.fields["seen"] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
        elif isinstance(field := self.fields["attachments"], FilesField):
            field.megabytes = megabytes

    def clean_text(self) -> str:
        """The text with the line ends of a file; too much of it is refused, and the form shows as much as it can."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if len(text.strip()) <= LONGEST:
            return text
        self.data = {**self.data.dict(), "text": text[:KEPT_WHEN_REFUSED]} if isinstance(self.data, QueryDict) else {}
        given = {"longest": LONGEST, "given": len(text), "kept": KEPT_WHEN_REFUSED}
        if len(text) > KEPT_WHEN_REFUSED:
            raise ValidationError(
                _(
                    "A comment has %(longest)d characters at most, and this one has %(given)d. The first %(kept)d are"
                    " still here; attach the whole as a file."
                )
                % given
            )
        raise ValidationError(
            _("A comment has %(longest)d characters at most, and this one has %(given)d. Attach the rest as a file.")
            % given
        )

    def clean(self) -> dict[str, Any]:
        """Something has to be said or attached."""
        cleaned = super().clean() or self.cleaned_data
        is_empty = not self.errors and not cleaned.get("text", "").strip() and not cleaned.get("attachments")
        if is_empty and "attachments" in self.fields:
            raise ValidationError(_("Write something, or attach a file."))
        return cleaned


class MailChoiceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """How often notices come by e-mail."""

    class Meta:
        model = MailChoice
        fields = ("often",)
        widgets = {"often": forms.RadioSelect}
