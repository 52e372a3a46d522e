"""The rules that come with Trimtab, each with a case in which it speaks and one in which it is silent."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.library import course, judged, people, rivals, steps, story, value
from trimtab.rulebook.library.writing import Shipped
from trimtab.rulebook.rules import Text

ALL: tuple[Shipped, ...] = (
    *people.RULES,
    *story.RULES,
    *judged.RULES,
    *rivals.RULES,
    *value.RULES,
    *course.RULES,
    *steps.RULES,
)
SHIPPED: Mapping[str, Shipped] = {one.key: one for one in ALL}
THEMES: Mapping[str, Text] = {
    "people": _("The people"),
    "story": _("What they want"),
    "judged": _("The assessment"),
    "rivals": _("Rivals and strategy"),
    "value": _("Value and the way to the signature"),
    "course": _("The course it takes"),
    "steps": _("Next steps"),
    "own": _("Your own"),
}
assert len(SHIPPED) == len(ALL), "a key stands once"
