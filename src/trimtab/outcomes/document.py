"""A hand-over on paper: for ourselves, and for the customer, assembled from the fields named here and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.core.papers import typeset
from trimtab.outcomes.models import HandOver
from trimtab.web import formats

# What the customer may see; the texts of these fields are read from the database for it, and no others.
SHAREABLE = ("promises", "scope", "people", "measures", "first_days", "billing", "owners")


@dataclass(frozen=True)
class Document:
    """Title, first sentence, where it is from; each section with its lines."""

    title: str
    lead: str
    by: str
    sections: Sequence[tuple[str, Sequence[str]]]


def internal_document(hand_over: HandOver) -> Document:
    """Everything, for those of us who deliver."""
    values = {name: getattr(hand_over, name) for name in HandOver.TEXTS}
    return _document(hand_over, values, title=_("Hand-over, for us"))


def customer_document(hand_over: HandOver) -> Document:
    """What the customer may see of it."""
    values = HandOver.objects.values(*SHAREABLE).get(pk=hand_over.pk)
    return _document(hand_over, values, title=_("What we agreed"))


def pdf_of(document: Document) -> bytes:
    """The document as PDF. The texts come in as values, so that no name can be read as markup."""
    texts = {
        "title": _plain(document.title),
        "lead": _plain(document.lead),
        "by": _plain(document.by),
        "sections": [
            {"title": _plain(title), "lines": [_plain(line) for line in lines]} for title, lines in document.sections
        ],
    }
    return typeset("trimtab.outcomes", "hand_over.typ", document=texts)


def _document(hand_over: HandOver, values: Mapping[str, str], *, title: str) -> Document:
    labels = labels_of()
    lines = {name: [line.strip() for line in text.splitlines() if line.strip()] for name, text in values.items()}
    sections = [(labels[name], lines[name]) for name in HandOver.TEXTS if lines.get(name)]
    account = hand_over.opportunity.account
    customer = account.name if account else hand_over.opportunity.name
    lead = _("%(deal)s for %(customer)s.") % {"deal": hand_over.opportunity.name, "customer": customer}
    return Document(title, lead, _("As of %(day)s.") % {"day": formats.day(hand_over.changed_at.date())}, sections)


def labels_of() -> Mapping[str, str]:
    """The name of each text."""
    names = {name: str(HandOver._meta.get_field(name).verbose_name) for name in HandOver.TEXTS}  # type: ignore[union-attr]  # fields with names
    return {name: label[:1].upper() + label[1:] for name, label in names.items()}


def _plain(text: str) -> str:
    """Without what no file holds."""
    return "".join(one for one in text if one in "\n\t" or ord(one) >= 32)
