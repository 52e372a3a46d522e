"""Names of competitors that the data holds already, proposed for the catalogue. Nobody is added or merged by itself.

They stand in own fields that are named after competitors, in loss reasons such as "Lost to Rivalo", and in products of
a family that is named so.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from trimtab.competition.models import Competitor
from trimtab.core.models import CustomField
from trimtab.opportunities.models import LineItem, Opportunity

ABOUT = re.compile(r"compet|rival|wettbewerb|mitbewerb|konkurr|concurr|compét", re.IGNORECASE)
LOST_TO = re.compile(
    r"^\s*(?:lost\s+to|chose|competitor|competition|wettbewerb(?:er)?|verloren\s+an|perdu\s+contre|concurrent)"
    r"\s*[:\-–]?\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)
NOBODY = frozenset({"", "none", "no", "n a", "unknown", "other", "competitor", "a competitor", "keiner", "aucun"})
LEGAL = re.compile(r"\b(?:inc|ltd|llc|gmbh|ag|se|sa|sas|bv|nv|oy|ab|corp|co|plc|kg|srl|spa)\b")
ALIKE = 0.84
LOOKED_AT = 5_000  # opportunities, the last changed ones
MOST = 40


@dataclass(frozen=True)
class Proposal:
    """A name, where it stands, how often, and the competitor of the catalogue that it looks like."""

    name: str
    place: str
    count: int
    alike: Competitor | None


def proposals() -> list[Proposal]:
    """Names that the catalogue lacks, the most frequent first. A fixed number of queries."""
    catalogue = list(Competitor.objects.exclude(name="").order_by("pk"))
    known = {plain(one.name) for one in catalogue}
    counted: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], Counter[str]] = {}
    for name, place, count in _names():
        key = plain(name)
        if key in NOBODY or key in known or len(name) > 200:
            continue
        counted[key, place] += count
        written.setdefault((key, place), Counter())[name] += count
    return [
        Proposal(written[key].most_common(1)[0][0], key[1], count, alike(key[0], catalogue))
        for key, count in counted.most_common(MOST)
    ]


def plain(name: str) -> str:
    """A name without what spellings differ by: case, accents, signs, kinds of company."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    words = LEGAL.sub(" ", re.sub(r"[^\w]+", " ", bare)).split()
    return " ".join(words)


def alike(key: str, catalogue: Sequence[Competitor]) -> Competitor | None:
    """The competitor whose name is closest, if it is close."""
    rated = [(SequenceMatcher(None, key, plain(one.name)).ratio(), -one.pk, one) for one in catalogue]
    best = max(rated, default=None, key=lambda rating: rating[:2])
    return (best[2].same_as or best[2]) if best and best[0] >= ALIKE else None


def _names() -> Iterator[tuple[str, str, int]]:
    yield from _in_own_fields()
    yield from _in_loss_reasons()
    yield from _in_products()


def _in_own_fields() -> Iterator[tuple[str, str, int]]:
    fields = CustomField.objects.filter(record="opportunity", archived_at__isnull=True)
    asked = {one.key: one.label for one in fields if ABOUT.search(f"{one.key} {one.label}")}
    if not asked:
        return
    latest = Opportunity.objects.current().order_by("-changed_at")[:LOOKED_AT]
    for custom in latest.values_list("custom", flat=True):
        for key, label in asked.items():
            yield from ((name, label, 1) for name in _listed(custom.get(key)))


def _listed(value: object) -> Iterable[str]:
    """Several names in one field stand between semicolons, or in a list."""
    texts = value if isinstance(value, list) else str(value or "").split(";")
    return [str(text).strip() for text in texts if str(text).strip()]


def _in_loss_reasons() -> Iterator[tuple[str, str, int]]:
    latest = Opportunity.objects.current().exclude(loss_reason="").order_by("-changed_at")[:LOOKED_AT]
    for reason, count in Counter(latest.values_list("loss_reason", flat=True)).items():
        meant = LOST_TO.match(reason)
        if meant:
            yield meant["name"].strip(), _("Loss reason"), count


def _in_products() -> Iterator[tuple[str, str, int]]:
    lines = LineItem.objects.filter(product__family__iregex=r"compet|rival|wettbewerb|mitbewerb|konkurr|concurr")
    for name, count in Counter(lines.values_list("product__name", flat=True)[:LOOKED_AT]).items():
        yield name, _("Products"), count
