"""`trimtab feeds`: look at the feeds that are due. The site starts it by itself; a timer may do so instead."""

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say


def feeds() -> None:
    """Look at the feeds that people follow and whose time has come: each about once an hour."""
    prepare_django()
    require_up_to_date()
    from django.conf import settings
    from django.utils import timezone

    from trimtab.research.fetching import Policy
    from trimtab.research.refreshing import forget_old, look_at_due

    if not settings.FEEDS_ARE_READ:
        say("TRIMTAB_FEEDS says that no feeds are fetched here.")
        return
    looked = look_at_due(policy=Policy(allowed=settings.FEED_HOSTS), clock=timezone.now)
    forget_old(timezone.now())
    say(f"Looked at {looked.feeds:,} feeds: {looked.articles:,} new articles. {looked.failed:,} brought nothing.")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(feeds)
