"""`trimtab service-index`: the index of a seller, the same figures as the page."""

from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, say, say_json

if TYPE_CHECKING:
    from datetime import datetime

    from trimtab.insight.results import NotEnoughData
    from trimtab.insight.service import ServiceIndex
    from trimtab.people.models import User


def service_index(
    reader: Annotated[str, typer.Option("--as", help="Address of the person whose sight applies.")],
    seller: Annotated[str, typer.Option(help="Address of the seller. Without it the person's own.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Show how well a seller works, whatever the volume: the seller sees it first, then who leads this person."""
    prepare_django()
    require_up_to_date()
    whose = _seller_seen(reader.lower(), (seller or reader).lower())
    refresh()
    found, as_of = _found(whose)
    if as_json:
        say_json(_rows(found, as_of))
    else:
        _print(found)


def _seller_seen(reader: str, seller: str) -> "User":
    from trimtab.analytics.service.policy import people_to_coach, sees_index
    from trimtab.people.models import User

    user = User.objects.filter(is_active=True, email=reader).first()
    whose = people_to_coach(user).filter(email=seller).first() if user else None
    if user is None or whose is None:
        fail(f"--as must name somebody who can sign in, --seller that person or a seller led. Got {seller}.", code=2)
    if not sees_index(user, whose):
        fail(f"{whose} has not shown the index yet: the seller sees it first.")
    return whose


def _found(whose: "User") -> "tuple[ServiceIndex | NotEnoughData, datetime]":
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.reading import open_reading
    from trimtab.analytics.service.comparison import index_for

    reading = open_reading(settings.EXTRACTS, now=timezone.now(), memory=settings.ANALYSIS_MEMORY)
    return index_for(whose, reading.engine, as_of=reading.as_of), reading.as_of


def _rows(found: "ServiceIndex | NotEnoughData", as_of: "datetime") -> list[dict[str, object]]:
    from trimtab.analytics.service.listing import HEAD, lines_of

    return [dict(zip(HEAD, line, strict=True)) for line in lines_of(found, as_of=as_of)]


def _print(found: "ServiceIndex | NotEnoughData") -> None:
    from trimtab.analytics.service.words import index_sentence, no_index, part_line
    from trimtab.insight.results import NotEnoughData

    if isinstance(found, NotEnoughData):
        say(no_index(found))
        return
    say(index_sentence(found), style="bold")
    for part in found.parts:
        say(part_line(part.own))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("service-index")(service_index)
