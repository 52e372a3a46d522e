"""`trimtab score`: the chances of every opportunity that is open, or was open on a day."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.extract import refresh
from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, messages, prepare_django, say, tell

if TYPE_CHECKING:
    from trimtab.analytics.odds.scoring import Scored

COLUMNS = ("external_id", "source", "id", "won", "low", "high", "lost", "dark", "open", "eventual")
Row = dict[str, object]


def score(
    out: Annotated[Path, typer.Option(help="File to write, by its ending: .csv or .json.", dir_okay=False)],
    as_of: Annotated[
        str, typer.Option(help="Day, as 2026-11-02: only what was known when it began is used. Without it today.")
    ] = "",
    until: Annotated[str, typer.Option(help="Last day that counts. Without it 90 days after --as-of.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was learned for a program.")] = False,
) -> None:
    """Write the chance of each open opportunity to be won, lost, quiet or still open by a day, with its interval."""
    if out.suffix not in (".csv", ".json"):
        fail(f"--out must end in .csv or .json. Got {out.name}.", code=2)
    prepare_django()
    require_up_to_date()
    from django.utils import timezone

    today = timezone.localdate()
    day = _day("--as-of", as_of) or today
    if day > today:
        fail(f"--as-of must not lie in the future: nothing is known of {day} yet.", code=2)
    scored = _scored(day, _day("--until", until))
    _write(out, scored)
    if as_json:
        typer.echo(json.dumps(_card(scored), indent=1))
    else:
        _tell(scored, out)


def _day(option: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{option} must be a day such as 2026-11-02. Got {text}.", code=2)


def _scored(day: date, until: date | None) -> "Scored":
    from django.conf import settings

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.odds.scoring import score as scored

    refresh()
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "a refresh leaves extracts behind"
    with messages.status("Learning from what was known then ..."):
        try:
            return scored(settings.EXTRACTS, manifest, as_of=day, until=until, memory=settings.ANALYSIS_MEMORY)
        except ValueError as wrong:
            fail(str(wrong), code=2)


def _write(out: Path, scored: "Scored") -> None:
    rows = list(_rows(scored))
    if out.suffix == ".json":
        out.write_text(json.dumps({**_card(scored), "opportunities": rows}, indent=1), encoding="utf-8")
        return
    from trimtab.core.exporting import write_csv

    with out.open("w", encoding="utf-8-sig", newline="") as file:
        write_csv([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)], file)


def _rows(scored: "Scored") -> "list[Row]":
    from trimtab.opportunities.models import Opportunity

    listed = Opportunity.objects.order_by().values_list("pk", "external_id", "source")
    names = {pk: (external_id, source) for pk, external_id, source in listed.iterator()}
    found: list[Row] = []
    for row in scored.rows():
        external_id, source = names.get(int(row["opp_id"] or 0), (None, ""))
        told = {name: value for name, value in row.items() if name != "opp_id"}
        found.append({"external_id": external_id or "", "source": source, "id": row["opp_id"], **told})
    return found


def _card(scored: "Scored") -> Row:
    model = scored.learned.model
    return {
        "as_of": scored.as_of.isoformat(),
        "until": scored.until.isoformat(),
        "days": scored.days,
        "opportunities_open": int(scored.features.size),
        "deals": model.deals_,
        "decided": model.decided_,
        "won": model.wins_,
        "members": ["stages", *model.members_],
        "signal": model.has_signal_ and model.tells_winners_,
        "verdict": verdict_of(scored),
        "left_out": [*model.quarantined_, *model.unfollowed_],
    }


def verdict_of(scored: "Scored") -> str:
    """How far the chances can be relied on, in one or two sentences."""
    model = scored.learned.model
    if model.trial_ is None:
        return (
            f"Too little is known to try it out: {model.decided_} opportunities had ended by {scored.as_of}, "
            "60 are needed. The chances are those of the stages, drawn to what is usual; their intervals are wide."
        )
    if not model.has_signal_:
        return (
            "No usable signal: what is known of an opportunity tells no more than the company's rate did on later "
            "cases. Every chance is that rate."
        )
    if not model.tells_winners_:
        return (
            "No usable signal: what is known of an opportunity does not tell who wins. The chances follow how long "
            "opportunities take, and of those that end the company's rate is won."
        )
    return (
        f"Learned from {model.decided_} opportunities that had ended by {scored.as_of}, {model.wins_} of them won; "
        "on later cases than it had learned from it did better than the company's rate."
    )


def _tell(scored: "Scored", out: Path) -> None:
    say(verdict_of(scored))
    for name in scored.learned.model.quarantined_:
        say(f"{name} was left out: it tells the end so well that it must have been written after it.", style="yellow")
    for name in scored.learned.model.unfollowed_:
        say(f"{name} was left out: no change of it was ever kept, so it holds what it came to in the end.")
    if scored.is_cut_short:
        say("That far ahead nothing can be told: the chances are those of a year ahead.", style="yellow")
    tell(
        f"Wrote {scored.features.size:,} opportunities open on {scored.as_of} with chances until {scored.until}: {out}."
    )


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)
