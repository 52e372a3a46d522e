"""`{% load feeds %}`: a comment as text with its links and the people who are meant in it."""

import re

from django import template
from django.utils.html import escape, format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from trimtab.collaboration.models import Comment

register = template.Library()


@register.filter
def as_text(comment: Comment) -> SafeString:
    """Plain text: escaped, its addresses as links that give nothing away, its mentions bold."""
    text = urlize(comment.text, nofollow=True, autoescape=True)
    for mention in sorted(comment.mentions, key=len, reverse=True):
        # Not inside the address of a link: there no space, bracket or line end stands in front of the sign.
        pattern = re.compile(rf"(?<![\w./\">@=%&-]){re.escape(escape(mention))}(?!\w)")
        text = SafeString(pattern.sub(lambda found: format_html("<b>{}</b>", mark_safe(found.group())), text))  # noqa: S308  # escaped above
    return mark_safe(linebreaks(text))  # noqa: S308  # escaped by urlize
