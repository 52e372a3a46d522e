"""Where the period stands: what is won, what people commit, what such stages brought before. No forecast."""

from django.utils.translation import gettext as _

from trimtab.analytics.figures import Asker
from trimtab.analytics.review.model import Figure, Headline
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import cases, count, decimal, money, real, summed
from trimtab.insight.metrics.outlook import BOOKINGS_BY_PERIOD, COVERAGE, OUTLOOK
from trimtab.insight.results import Row
from trimtab.web import formats

OF_THE_TARGET = ("target", "remaining", "needed", "needed_low", "needed_high")


def headline(asker: Asker, moments: Moments, *, within: str = "") -> tuple[Headline, tuple[Figure, ...], str]:
    """The headline, the figures on coverage of the remaining target, and the sentence above them.

    Args:
        within: the part of the records that is spoken of, in words. It has no target: targets are set for people.
    """
    outlook = asker.ask(OUTLOOK, **moments.span(), **moments.due(), **moments.before())
    coverage = asker.ask(COVERAGE, **moments.span(), **moments.due(), rate_start=moments.last_year()["start"])
    row, cover = outlook.rows[0], coverage.rows[0]
    if within:
        cover = {**cover, **dict.fromkeys(OF_THE_TARGET)}
    cover = {**cover, **_unsaid(row)}
    figures = _figures(row, cover, is_past=moments.is_past)
    sentence = _sentence(figures, moments, has_targets=not within)
    said = Headline(
        sentence=_("In %(part)s: %(sentence)s") % {"part": within, "sentence": sentence} if within else sentence,
        basis=_basis(row, moments),
        earlier=_earlier(asker, moments),
        **figures,
    )
    if within:
        return said, _coverage(cover, moments), _("Targets are set for people, not for a part of their records.")
    return said, _coverage(cover, moments), _coverage_sentence(cover, moments)


def _unsaid(row: Row) -> Row:
    """What coverage cannot say where the wins, or what is open, have no amounts."""
    unsaid: tuple[str, ...] = ()
    if summed(row["won_value"], count(row["won"])) is None:
        unsaid += ("remaining", "needed", "needed_low", "needed_high")
    if summed(row["open_value"], count(row["open_count"])) is None:
        unsaid += ("open_value",)
    return dict.fromkeys(unsaid)


def _figures(row: Row, cover: Row, *, is_past: bool) -> dict[str, Figure]:
    open_count, weighted = count(row["open_count"]), real(row["stage_weighted"])
    open_value = summed(row["open_value"], open_count)
    weighted = None if open_value is None else weighted
    commit, best_case = (
        None if open_value is None else money(row[name]) for name in ("commit_value", "best_case_value")
    )
    return {
        "won": Figure(
            _("Won") if is_past else _("Won so far"),
            summed(row["won_value"], count(row["won"])),
            "money",
            "outlook",
            n=count(row["won"]),
            rows="won?",
        ),
        "open": Figure(_("Open, due in the period"), open_value, "money", "outlook", n=open_count, rows="due?"),
        "commit": Figure(_("Committed by its owners"), commit, "money", "outlook", rows="due?category=commit"),
        "best_case": Figure(_("Best case of its owners"), best_case, "money", "outlook", rows="due?category=best_case"),
        "weighted": Figure(
            _("Open, weighted by own stage rates"),
            weighted,
            "money",
            "outlook",
            n=count(row["rates_from"]),
            rows="due?",
            note=_("Amount times the share that such stages brought by the period's end before. Not a forecast."),
        ),
        "target": Figure(_("Target"), decimal(cover["target"]), "money", "coverage", rows="target?"),
        "missing": Figure(_("Missing to the target"), decimal(cover["remaining"]), "money", "coverage"),
    }


def _sentence(figures: dict[str, Figure], moments: Moments, *, has_targets: bool) -> str:
    if _is_without_amounts(figures):
        return _counts(figures, moments)
    won, target, commit = (figures[name].value for name in ("won", "target", "commit"))
    said = {
        "won": formats.compact(won) if won is not None else _("an unknown amount"),
        "target": formats.compact(target),
        "commit": formats.compact(commit),
        "weighted": formats.compact(figures["weighted"].value),
        "missing": formats.compact(figures["missing"].value),
    }
    if moments.is_past:
        return _finished(said, moments, has_target=target is not None)
    parts = [_("Won %(won)s so far.") % said]
    if commit is None:
        parts.append(_("The amounts of what is open are not known."))
    elif figures["weighted"].value is not None:
        parts.append(
            _("Owners commit %(commit)s more; at their usual rates the stages would bring %(weighted)s.") % said
        )
    else:
        parts.append(_("Owners commit %(commit)s more.") % said)
    if target is None:
        parts += [_("No target is set.")] if has_targets else []
    elif figures["missing"].value is None:
        parts.append(_("The target is %(target)s.") % said)
    elif figures["missing"].value:
        parts.append(_("The target of %(target)s is %(missing)s away.") % said)
    else:
        parts.append(_("The target of %(target)s is reached.") % said)
    return " ".join(parts)


def _counts(figures: dict[str, Figure], moments: Moments) -> str:
    said = {"won": cases(figures["won"].n or 0), "open": formats.whole(figures["open"].n), "period": moments.period.key}
    first = (
        _("Won %(won)s in %(period)s, %(open)s due in it were still open at its end.")
        if moments.is_past
        else _("Won %(won)s so far, %(open)s open and due.")
    )
    return f"{first % said} " + _("Amounts are not known: figures in money say nothing here.")


def _finished(said: dict[str, str], moments: Moments, *, has_target: bool) -> str:
    named = {**said, "period": moments.period.key}
    if has_target:
        return _("Won %(won)s of a target of %(target)s in %(period)s.") % named
    return _("Won %(won)s in %(period)s.") % named


def _is_without_amounts(figures: dict[str, Figure]) -> bool:
    """There are opportunities, and not one of them has an amount: a sum of 0 would be a lie."""
    counted = (figures["won"], figures["open"])
    return any(one.n for one in counted) and not any(one.value for one in counted)


def _basis(row: Row, moments: Moments) -> str:
    said = {
        "open": cases(count(row["open_count"])),
        "rates": formats.whole(count(row["rates_from"])),
        "periods": len(moments.earlier),
        "days": max((moments.end - moments.as_of).days, 0),
    }
    if moments.is_past:
        return _("The period is over; all is told as known at its end.")
    if not moments.earlier:
        return (
            _("From %(open)s open and due; no earlier period is known to compare with. %(days)s days are left.") % said
        )
    return (
        _(
            "From %(open)s open and due. Stage rates from %(rates)s cases at this point of the last %(periods)s "
            "periods. %(days)s days are left."
        )
        % said
    )


def _earlier(asker: Asker, moments: Moments) -> tuple[Figure, ...]:
    """The bookings of the earlier periods, oldest first."""
    if not moments.earlier:
        return ()
    spans = moments.before()
    bookings = asker.ask(BOOKINGS_BY_PERIOD, starts=spans["starts"], ends=spans["ends"], as_of=moments.as_of)
    return tuple(
        Figure(
            period.key,
            summed(row["won_value"], count(row["won"])),
            "money",
            "bookings_by_period",
            n=count(row["won"]),
            rows=f"won?period={period.key}",
        )
        for period, row in zip(moments.earlier, bookings.rows, strict=True)
    )


def _coverage(row: Row, moments: Moments) -> tuple[Figure, ...]:
    closed = count(row["closed"])
    return (
        Figure(_("Missing to the target"), decimal(row["remaining"]), "money", "coverage"),
        Figure(_("Open, due in the period"), decimal(row["open_value"]), "money", "coverage", rows="due?"),
        Figure(
            _("Own win rate by value, %(months)s months") % {"months": moments.window_months},
            real(row["value_rate"]),
            "share",
            "coverage",
            n=closed,
            low=real(row["value_rate_low"]),
            high=real(row["value_rate_high"]),
            rows="closed-year?",
        ),
        Figure(
            _("Open pipeline needed for it"),
            real(row["needed"]),
            "money",
            "coverage",
            n=closed,
            low=real(row["needed_low"]),
            high=real(row["needed_high"]),
        ),
    )


def _coverage_sentence(row: Row, moments: Moments) -> str:
    if row["target"] is None:
        return _("No target is set for these people in this period.")
    if row["remaining"] is None or row["open_value"] is None:
        return _("Amounts are not known, so what is needed for the target cannot be said.")
    if not row["remaining"]:
        return _("Nothing is missing.")
    if moments.is_past:
        return _("The period ended with %(missing)s missing to its target, and %(open)s due in it still open.") % {
            "missing": formats.compact(decimal(row["remaining"])),
            "open": formats.compact(decimal(row["open_value"])),
        }
    if row["needed"] is None:
        return _("No win rate of the last %(months)s months is known, so what is needed cannot be said.") % {
            "months": moments.window_months
        }
    said = {
        "open": formats.compact(real(row["open_value"])),
        "needed": formats.compact(real(row["needed"])),
        "low": formats.compact(real(row["needed_low"])),
        "high": formats.compact(real(row["needed_high"])),
    }
    enough = (real(row["open_value"]) or 0) >= (real(row["needed"]) or 0)
    if enough:
        return _("%(open)s are open and due; %(needed)s would be needed: the pipeline covers what is missing.") % said
    return (
        _("%(open)s are open and due; %(needed)s would be needed: the pipeline does not cover what is missing.") % said
    )
