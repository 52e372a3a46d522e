"""The empty choice of a list says what it means."""

from django import forms

from trimtab.objectives.models import Action
from trimtab.reviews.models import Post


class Choosing(forms.Form):
    """One list that may stay empty, one that may not, one that says itself what empty is."""

    may = forms.ChoiceField(choices=[("", "–"), ("a", "A")], required=False)
    must = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
    says = forms.ChoiceField(choices=[("", "nobody named"), ("a", "A")], required=False)
    shows = forms.ChoiceField(choices=[("-", "–"), ("a", "A")])


def test_what_may_stay_empty_is_none_and_what_may_not_is_chosen() -> None:
    form = Choosing()

    assert '<option value="" selected>none</option>' in str(form["may"])
    assert '<option value="" selected>choose</option>' in str(form["must"])
    assert ">nobody named</option>" in str(form["says"])
    assert '<option value="-">–</option>' in str(form["shows"]), "a choice like any other"


def test_no_list_of_a_model_shows_dashes() -> None:
    may, must = forms.modelform_factory(Action, fields=["intent"])(), forms.modelform_factory(Post, fields=["kind"])()

    drawn = str(may["intent"]) + str(must["kind"])

    assert "---" not in drawn
    assert drawn.count(">none<") == drawn.count(">choose<") == 1
