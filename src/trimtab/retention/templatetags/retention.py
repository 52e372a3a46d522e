"""Words for templates of this room."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trimtab.core.ids import id_in
from trimtab.retention.standing import rank_name as name_of_rank
from trimtab.web.templatetags.trimtab import badge

register = template.Library()


@register.filter
def rank_name(rank: str) -> str:
    """The rank in words."""
    return name_of_rank(rank)


@register.simple_tag
def band(name: str) -> SafeString:
    """How strong a relationship is, as a word with a shape; unknown where nothing is on record."""
    kinds = {
        "strong": ("good", _("strong")),
        "working": ("good", _("working")),
        "weak": ("warn", _("weak")),
        "none": ("quiet", _("faded")),
    }
    kind, word = kinds.get(name, ("quiet", _("unknown")))
    return badge(word, kind)


@register.filter
def chosen_for(chosen: dict[str, str], key: str) -> int | None:
    """Who is chosen for an account."""
    return id_in(chosen.get(key, ""))
