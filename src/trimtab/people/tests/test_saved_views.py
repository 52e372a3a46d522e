"""Saved views: who reads them, who changes them, and what a list opens with."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from tests.cast import NOW, client_for
from trimtab.core.models import Event, Organisation
from trimtab.people.models import SavedView, User, ViewPin
from trimtab.people.saved_views.actions import delete_view, edit_view, pin_view, save_view

pytestmark = pytest.mark.usefixtures("organisation")
LIST = "/opportunities/"


def view(owner: User, name: str = "Big ones", *, query: str = "sort=-amount", is_shared: bool = False) -> SavedView:
    """A view of the list of opportunities."""
    return save_view(list_name="opportunities", name=name, query=query, is_shared=is_shared, by=owner, now=NOW)


def tabs(client: Client, address: str = f"{LIST}?view=all") -> list[str]:
    return [name for name, _url, _is_shown in client.get(address).context["views"].tabs]


def test_what_the_list_shows_is_saved_without_the_frame(ana: User) -> None:
    query = "scope=team&period=FY2026&sort=-amount&columns=stage,amount&kind=&after=1~2&view=3"
    typed = {"list": "opportunities", "name": "Mine", "query": query, "is_pinned": "on"}

    answer = client_for(ana).post("/people/views/", typed)

    saved = SavedView.objects.get(owner=ana)
    assert saved.query == "sort=-amount&columns=stage,amount"
    assert answer["Location"] == f"{LIST}?{saved.query}&view={saved.pk}"
    assert tabs(client_for(ana)) == ["All", "Mine"]


def test_a_view_is_saved_under_a_name_of_its_own(ana: User) -> None:
    view(ana)

    answer = client_for(ana).post("/people/views/", {"list": "opportunities", "name": "Big ones", "query": "q=x"})

    assert answer.status_code == 422
    assert "You have a view of that name already." in answer.content.decode()
    assert 'value="q=x"' in answer.content.decode()


def test_a_private_view_is_read_by_nobody_else(ana: User, dov: User) -> None:
    mine = view(ana)

    assert client_for(dov).get(f"/people/views/{mine.pk}/").status_code == 404
    assert "Big ones" not in client_for(dov).get("/people/views/").content.decode()
    assert client_for(dov).post(f"/people/views/{mine.pk}/pinning/", {"is_pinned": "on"}).status_code == 404
    with pytest.raises(Http404):
        pin_view(mine, is_pinned=True, is_default=False, by=dov, now=NOW)


def test_a_shared_view_is_read_and_pinned_but_not_changed_by_others(ana: User, cleo: User) -> None:
    shared, client = view(ana, is_shared=True), client_for(cleo)

    client.post(f"/people/views/{shared.pk}/pinning/", {"is_pinned": "on"})

    assert tabs(client) == ["All", "Big ones"]
    assert tabs(client_for(ana)) == ["All"]
    assert client.get(f"/people/views/{shared.pk}/").status_code == 200
    assert client.post(f"/people/views/{shared.pk}/", {"name": "Small ones"}).status_code == 403
    for change in (
        lambda: edit_view(shared, changes={"name": "Small ones"}, by=cleo, now=NOW),
        lambda: delete_view(shared, by=cleo, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_view_no_longer_shared_is_nobody_elses_tab(ana: User, cleo: User) -> None:
    shared = view(ana, is_shared=True)
    for person in (ana, cleo):
        pin_view(shared, is_pinned=True, is_default=False, by=person, now=NOW)

    edit_view(shared, changes={"is_shared": False}, by=ana, now=NOW)

    assert tabs(client_for(cleo)) == ["All"]
    assert [pin.user for pin in ViewPin.objects.all()] == [ana]


def test_the_list_opens_with_the_default_view_where_the_url_asks_nothing(ana: User) -> None:
    mine = view(ana)
    pin_view(mine, is_pinned=True, is_default=True, by=ana, now=NOW)
    client = client_for(ana)

    opened = client.get(f"{LIST}?scope=me&period=FY2026")

    assert opened["Location"] == f"{LIST}?sort=-amount&view={mine.pk}&scope=me&period=FY2026"
    assert client.get(f"{LIST}?view=all").status_code == 200
    assert client.get(f"{LIST}?sort=name").status_code == 200


def test_a_person_has_one_default_a_list(ana: User) -> None:
    first, second = view(ana), view(ana, "Late ones")
    for one in (first, second):
        pin_view(one, is_pinned=False, is_default=True, by=ana, now=NOW)

    pins = {pin.view.name: pin.is_default for pin in ViewPin.objects.select_related("view")}

    assert pins == {"Big ones": False, "Late ones": True}


def test_a_changed_list_can_be_kept_in_the_view_it_came_from(ana: User) -> None:
    mine, client = view(ana), client_for(ana)
    changed = client.get(f"{LIST}?sort=name&view={mine.pk}")

    client.post(f"/people/views/{mine.pk}/filters/", {"query": changed.context["views"].query})

    mine.refresh_from_db()
    assert (changed.context["views"].is_changed, mine.query) == (True, "sort=name")
    assert not client.get(f"{LIST}?sort=name&view={mine.pk}").context["views"].is_changed


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(ana: User) -> None:
    mine, client = view(ana), client_for(ana)

    client.post(f"/people/views/{mine.pk}/", {"name": "Biggest", "is_shared": "on", "is_default": "on"})
    mine.refresh_from_db()
    client.post(f"/people/views/{mine.pk}/deletion/")

    assert (mine.name, mine.is_shared) == ("Biggest", True)
    assert not SavedView.objects.exists()
    verbs = Event.objects.filter(record="view").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["view.saved", "view.edited", "view.pinned", "view.deleted"]


def test_an_unknown_list_has_no_views(ana: User) -> None:
    assert client_for(ana).get("/people/views/?list=nonsense").status_code == 404


def test_nothing_unknown_of_a_view_is_changed(ana: User) -> None:
    with pytest.raises(ValueError, match="must be among"):
        edit_view(view(ana), changes={"owner": ana}, by=ana, now=NOW)


def test_a_shared_view_shows_each_their_own_rows(ana: User, cleo: User, organisation: Organisation) -> None:
    shared = view(ana, query="closing=any", is_shared=True)

    answer = client_for(cleo).get(f"{LIST}?{shared.address}&scope=everyone")

    assert answer.status_code == 200
    assert list(answer.context["rows"]) == []


def test_names_are_proposed_of_visible_people_only(ana: User, ben: User, cleo: User) -> None:
    assert 'value="Ana"' in client_for(ben).get("/people/names/?owner=a").content.decode()
    assert "option" not in client_for(ana).get("/people/names/?owner=cl").content.decode()
    assert "option" not in client_for(ana).get("/people/names/").content.decode()
