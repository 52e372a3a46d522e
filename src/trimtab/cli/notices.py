"""`trimtab notices`: the digests of notices that are due. The site starts it by itself every ten minutes."""

from datetime import datetime
from typing import Annotated

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say, say_json


def notices(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done, for a program.")] = False,
) -> None:
    """Send the notices that are due by e-mail: several in one, at most one mail in half an hour to a person."""
    prepare_django()
    require_up_to_date()
    from django.utils import timezone

    told = send_what_is_due(timezone.now())
    say_json({"told": told}) if as_json else say(f"{told}." if told else "Nothing is due.")


def send_what_is_due(now: datetime) -> str:
    """Send the digests as the settings say; what was done in a sentence, empty where nothing was due."""
    from django.conf import settings

    from trimtab.collaboration.mailing import Post, send_digests

    sender, address = settings.DEFAULT_FROM_EMAIL, settings.SITE_ADDRESS
    return send_digests(Post(settings.SENDS_MAIL, sender, address, settings.LANGUAGE_CODE), now=now)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(notices)
