"""What a reader chooses beside scope and period: the part of the records to speak of, and the days."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.insight.slices import UNKNOWN, Slice
from trimtab.opportunities.models import Process

LABELS = {
    "region": later("Region"),
    "segment": later("Segment"),
    "kind": later("Kind"),
    "product": later("Product"),
    "source": later("Source"),
    "process": later("Process"),
}
NOT_SET = "-"  # in the address: the records that do not say
LONGEST = 200  # characters of a value; no stored one is longer
NO_PROCESS = 0


@dataclass(frozen=True)
class Cut:
    """One value for each chosen fact of the opportunity, as the address writes it; empty: not cut by it.

    NOT_SET chooses the records of which the fact is not known. A value that nobody has is none at all: no records.
    """

    region: str = ""
    segment: str = ""
    kind: str = ""
    product: str = ""
    source: str = ""
    process: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """Fact → value, of those that are chosen."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def label(self) -> str:
        """The values in words, such as "North, new business"; empty when nothing is cut."""
        return ", ".join(value_label(name, value) for name, value in self.chosen.items())


WHOLE = Cut()


@dataclass(frozen=True)
class Choice:
    """What the reader chose beside scope and period.

    since, until: the days of the waterfall. compare: year or previous. cut: the part of the records. by: into which
    groups quality stands beside volume; empty: people or teams, as many as there are.
    """

    since: date | None = None
    until: date | None = None
    compare: str = "year"
    cut: Cut = WHOLE
    by: str = ""


USUAL = Choice()


def cut_from(parameters: Mapping[str, object]) -> Cut:
    """What an address or a command names; whatever else stands there is left alone."""
    given = {name: str(parameters.get(name) or "").replace("\0", "")[:LONGEST] for name in LABELS}
    return Cut(**given)


def value_label(name: str, value: str) -> str:
    """A value in words; of what is not set, which fact that is."""
    return _("%(fact)s not set") % {"fact": str(LABELS[name]).lower()} if value == NOT_SET else value


def slice_of(owner_ids: Iterable[int] | None, cut: Cut = WHOLE) -> Slice:
    """The records of these people within the cut; None: everybody's, those without an owner included."""
    chosen = {name: UNKNOWN if value == NOT_SET else value for name, value in cut.chosen.items()}
    process = chosen.pop("process", None)
    return Slice(
        owner_ids=None if owner_ids is None else tuple(owner_ids),
        region=chosen.get("region"),
        segment=chosen.get("segment"),
        kind=chosen.get("kind"),
        product=chosen.get("product"),
        lead_source=chosen.get("source"),
        process_id=None if process is None else _process_id(process),
    )


def _process_id(name: str) -> int:
    return Process.objects.filter(name=name).values_list("pk", flat=True).first() or NO_PROCESS
