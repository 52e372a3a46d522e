"""A drop-down is what Django's templates would draw."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from trimtab.web.selects import FormRenderer

CHOICES = [("", "---"), (1, "<b>Ana</b>"), ('"2"', mark_safe("<i>Ben</i>")), ("Group & co", [(3, "Cleo"), (4, 1234.5)])]


@pytest.mark.parametrize("chosen", [None, "1", 3])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
def test_drop_down_is_drawn_as_django_draws_it(widget: type[forms.Select], chosen: object) -> None:
    one = widget({"id": "who", "required": True, "hidden": False, "title": 'a "quote"'}, CHOICES)
    value = [chosen] if widget is forms.SelectMultiple else chosen

    quick, plain = (one.render("who", value, renderer=renderer) for renderer in (FormRenderer(), DjangoTemplates()))

    assert quick.split() == plain.split()
    assert "selected" in plain or chosen is None
