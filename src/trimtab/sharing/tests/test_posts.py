"""Forms of pages that are opened by a link: bound to the link, and each counts once."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from tests.cast import NOW
from tests.nerves.at_once import at_once
from trimtab.people.models import User
from trimtab.sharing import frame
from trimtab.sharing.actions import make_link
from trimtab.sharing.frame import claim_post, form_token, key_sent
from trimtab.sharing.models import SecretLink, SharedPost


@pytest.fixture
def agenda(ana: User) -> SecretLink:
    make_link(record="call", record_id=7, purpose="agenda", expires_at=NOW + timedelta(30), by=ana, now=NOW)
    return SecretLink.objects.get()


def sent(link: SecretLink, token: str) -> str | None:
    return key_sent(RequestFactory().post("/", {"form_token": token}), link)


@pytest.mark.django_db
def test_a_form_belongs_to_the_link_whose_page_it_stands_on(agenda: SecretLink, ana: User) -> None:
    make_link(record="call", record_id=7, purpose="agenda", expires_at=NOW + timedelta(30), by=ana, now=NOW)
    other = SecretLink.objects.exclude(pk=agenda.pk).get()

    assert sent(agenda, form_token(agenda)) is not None
    assert sent(agenda, form_token(other)) is None
    assert sent(agenda, form_token(agenda)[:-1] + "x") is None
    assert sent(agenda, "") is None


@pytest.mark.django_db
def test_a_form_that_lay_open_too_long_is_not_taken(agenda: SecretLink, monkeypatch: pytest.MonkeyPatch) -> None:
    token = form_token(agenda)
    monkeypatch.setattr(frame, "FORM_HOLDS", -1)

    assert sent(agenda, token) is None


@pytest.mark.django_db
def test_each_page_that_is_shown_has_a_key_of_its_own(agenda: SecretLink) -> None:
    assert sent(agenda, form_token(agenda)) != sent(agenda, form_token(agenda))


@pytest.mark.django_db(transaction=True)
def test_of_fifty_with_one_key_exactly_one_counts(agenda: SecretLink) -> None:
    def post() -> bool:
        with transaction.atomic():
            return claim_post(agenda, key="k", now=NOW)

    # Batches of ten: fifty threads at once need more connections than the tests' PostgreSQL gives.
    counted = [one for _batch in range(5) for one in at_once([post] * 10)]

    assert counted.count(True) == 1
    assert SharedPost.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_whose_change_was_taken_back_can_be_sent_again(agenda: SecretLink) -> None:
    def broken() -> None:
        with transaction.atomic():
            claim_post(agenda, key="k", now=NOW)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        broken()
    with transaction.atomic():
        assert claim_post(agenda, key="k", now=NOW)
    assert connection.in_atomic_block is False
