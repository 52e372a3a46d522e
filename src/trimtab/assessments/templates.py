"""The templates there are: those that are shipped, with what the organisation changed, and those it wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trimtab.assessments.models import Template, TemplateVersion
from trimtab.assessments.scorecard import Scorecard, Text
from trimtab.assessments.shipped import FOUR_QUESTIONS, SHIPPED
from trimtab.assessments.template_json import scorecard_in

State = TemplateVersion.State
Cards = Mapping[tuple[str, int], Scorecard]


@dataclass(frozen=True)
class Known:
    """One template. active: the number of the version that new assessments ask; draft: of the one in work, or None."""

    key: str
    name: Text
    subject: str
    active: int
    draft: int | None = None
    is_archived: bool = False
    is_shipped: bool = False

    @property
    def is_offered(self) -> bool:
        """Whether a new assessment may use it."""
        return not self.is_archived and (self.is_shipped or self.active > 0)


def all_templates() -> list[Known]:
    """Every template, the shipped ones first. Two queries."""
    kept = {one.key: one for one in Template.objects.order_by("name", "pk")}
    states: dict[int, dict[str, int]] = {}
    rows = TemplateVersion.objects.exclude(state=State.ARCHIVED).values_list("template_id", "state", "number")
    for template_id, state, number in rows:
        states.setdefault(template_id, {})[state] = number
    keys = [*SHIPPED, *(key for key in kept if key not in SHIPPED)]
    return [_known(key, kept.get(key), states) for key in keys]


def template_of(key: str) -> Known | None:
    """The template with that key."""
    return next((one for one in all_templates() if one.key == key), None)


def active_version(key: str = FOUR_QUESTIONS) -> int:
    """The number of the version that a new assessment asks; 0: the shipped one."""
    found = TemplateVersion.objects.filter(template__key=key, state=State.ACTIVE).values_list("number", flat=True)
    return found.first() or 0


def card_of(key: str, number: int) -> Scorecard:
    """What a version asks.

    Raises:
        KeyError: there is no such version.
    """
    return cards_of([(key, number)])[key, number]


def cards_of(wanted: Iterable[tuple[str, int]]) -> Cards:
    """What each of the versions asks. One query at most; what does not exist is missing."""
    pairs = set(wanted)
    found: dict[tuple[str, int], Scorecard] = {
        (key, number): SHIPPED[key] for key, number in pairs if not number and key in SHIPPED
    }
    own = {(key, number) for key, number in pairs if number}
    if own:
        rows = TemplateVersion.objects.filter(
            template__key__in={key for key, _number in own}, number__in={number for _key, number in own}
        )
        for key, name, number, content in rows.values_list("template__key", "template__name", "number", "content"):
            if (key, number) in own:
                found[key, number] = _named(scorecard_in(content), key, name)
    return found


def _named(card: Scorecard, key: str, name: str) -> Scorecard:
    shipped = SHIPPED[key].name if key in SHIPPED else ""
    return Scorecard(
        name or card.name or shipped, card.sections, card.needs_evidence, card.green, card.red, card.half_life
    )


def _known(key: str, kept: Template | None, states: Mapping[int, Mapping[str, int]]) -> Known:
    mine = states.get(kept.pk, {}) if kept else {}
    return Known(
        key,
        (kept.name if kept else "") or SHIPPED[key].name,
        kept.subject if kept else Template.Subject.OPPORTUNITY,
        mine.get(State.ACTIVE, 0),
        mine.get(State.DRAFT),
        is_archived=bool(kept and kept.archived_at),
        is_shipped=key in SHIPPED,
    )
