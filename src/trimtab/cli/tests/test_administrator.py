"""`trimtab administrator` lets the first person in, and somebody back in."""

from pathlib import Path

import pytest

from tests.support import run_trimtab
from trimtab.cli.administrator import let_in
from trimtab.people.models import User


@pytest.mark.django_db
def test_the_first_administrator_is_made() -> None:
    password = let_in("Gil@example.com", name="Gil")

    gil = User.objects.get(email="gil@example.com")
    assert gil.role == User.Role.ADMINISTRATOR
    assert gil.check_password(password)


def test_an_administrator_who_forgot_the_password_gets_a_new_one(dov: User) -> None:
    password = let_in(str(dov.email), name="another")

    dov.refresh_from_db()
    assert dov.check_password(password)
    assert dov.name == "Dov"


def test_without_a_migrated_database_the_remedy_is_told(tmp_path: Path) -> None:
    done = run_trimtab("administrator", "gil@example.com", home=tmp_path)

    assert done.returncode == 1
    assert "Run: trimtab migrate" in done.stderr
