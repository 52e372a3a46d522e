"""The playbook as a document: taken along to another organisation, or kept under version control."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trimtab.playbook.catalogue import ListedPlay
from trimtab.playbook.facts import PlayFacts, facts_in
from trimtab.playbook.forms import PlayForm, form_values

FORMAT = "trimtab playbook 1"
LARGEST = 2_000_000  # bytes
MOST = 500  # plays
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Arriving:
    """One play of a file: new, other than here, or the same."""

    key: str
    said: PlayFacts
    here: ListedPlay | None

    @property
    def is_same(self) -> bool:
        """It says what the play here says."""
        return self.here is not None and self.here.said.document == self.said.document


def document_of(plays: Iterable[ListedPlay]) -> dict[str, Any]:
    """All plays in use, and drafts of plays that never were, as one document."""
    kept = [{"key": one.key, "number": one.number, **one.said.document} for one in plays if not one.is_archived]
    return {"format": FORMAT, "plays": kept}


def arriving(content: bytes, plays: Sequence[ListedPlay]) -> list[Arriving]:
    """The plays of a file, each checked as if it were typed.

    Raises:
        ValidationError: with what is wrong, and in which play.
    """
    document = _read(content)
    here = {one.key: one for one in plays}
    return [Arriving(str(one["key"]), _checked(one), here.get(str(one["key"]))) for one in document]


def _read(content: bytes) -> list[Mapping[str, Any]]:
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than two megabytes. A playbook is not."))
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("The file is no JSON. Choose one that was exported from a playbook.")) from error
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or not isinstance(document.get("plays"), list)
    ):
        raise ValidationError(_("The file is no playbook. Choose one that was exported from a playbook."))
    plays: list[Mapping[str, Any]] = document["plays"]
    keys = [one.get("key") for one in plays if isinstance(one, dict)]
    if len(keys) != len(plays) or not all(isinstance(key, str) and KEY.fullmatch(key) for key in keys):
        raise ValidationError(_("A play in the file has no key of small letters, digits and hyphens."))
    if len(set(keys)) < len(keys) or len(keys) > MOST:
        raise ValidationError(_("The file holds one play twice, or more than %(most)s plays.") % {"most": MOST})
    return plays


def _checked(document: Mapping[str, Any]) -> PlayFacts:
    """The facts of one play, through the form that a person would fill in."""
    try:
        form = PlayForm(dict(form_values(facts_in(document))))
        is_valid = form.is_valid()
    except (ValueError, TypeError) as error:
        raise ValidationError(_("The play “%(key)s” cannot be read.") % {"key": document["key"]}) from error
    if not is_valid:
        fields = [(form[name].label, texts) for name, texts in form.errors.items() if name in form.fields]
        wrong = "; ".join(f"{label}: {' '.join(map(str, texts))}" for label, texts in fields)
        raise ValidationError(_("The play “%(key)s”: %(wrong)s") % {"key": document["key"], "wrong": wrong})
    return form.said
