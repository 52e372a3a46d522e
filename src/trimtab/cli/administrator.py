"""`trimtab administrator`: the first person who can sign in, or the way back in."""

import secrets
from typing import Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, say


def administrator(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="Name to show.")] = "Administrator",
) -> None:
    """Let the person with EMAIL sign in as an administrator, with a new password that is printed once."""
    prepare_django()
    require_up_to_date()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        fail(f"EMAIL must be an address such as you@example.com. Got {email}.", code=2)
    say(f"{email} can sign in with the password {let_in(email, name=name)}")


def let_in(email: str, *, name: str) -> str:
    """Make the person, or give an existing one the role; the new password."""
    from django.utils import timezone

    from trimtab.people.actions import create_person, give_sign_in
    from trimtab.people.models import User

    password, role = secrets.token_urlsafe(12), User.Role.ADMINISTRATOR
    person = User.objects.filter(email=email.lower()).first()
    if person is None:
        fields = {"email": email, "name": name, "role": role}
        create_person(fields=fields, password=password, by=None, now=timezone.now())
    else:
        give_sign_in(person, password=password, role=role, by=None, now=timezone.now())
    return password


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(administrator)
