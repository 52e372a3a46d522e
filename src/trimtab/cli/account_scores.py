"""`trimtab score-accounts`: what each account brings and could bring, and its scores, for everybody."""

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import prepare_django, say


def score_accounts() -> None:
    """Work out the figures of all accounts and score them; pages read it from then on. Every night does it too."""
    prepare_django()
    require_up_to_date()
    accounts, proposals = make_scores_now()
    say(f"{accounts} accounts are scored; {proposals} proposals for the ideal customer.")


def make_scores_now() -> tuple[int, int]:
    """Bring the extract up to date and the scores with it."""
    from django.conf import settings
    from django.utils import timezone

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.figures import engine_over
    from trimtab.analytics.restating import refresh_with_restatements
    from trimtab.analytics.targeting.making import make_figures

    now, memory = timezone.now(), settings.ANALYSIS_MEMORY
    refresh_with_restatements(folder=settings.EXTRACTS, now=now, memory=memory)
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "a refresh leaves a set of extracts"
    return make_figures(engine_over(settings.EXTRACTS, manifest, memory=memory), as_of=now)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("score-accounts")(score_accounts)
