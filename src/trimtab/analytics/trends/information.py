"""Records too thin to work with, and knowledge that sits in one head."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trimtab.analytics.review.words import count, real, text
from trimtab.analytics.trends.asking import Asked, change_of, named_deals, names_of, points_of, whole_money
from trimtab.analytics.trends.model import Fact, Trend
from trimtab.insight.results import Row
from trimtab.insight.trends.figures import THIN_DEALS, THIN_RECORDS
from trimtab.insight.trends.records import LEAST_CLOSED
from trimtab.web import formats

FIELDS = {
    "amount": gettext_lazy("amount"),
    "close_on": gettext_lazy("close date"),
    "kind": gettext_lazy("kind"),
    "lead_source": gettext_lazy("source"),
    "product": gettext_lazy("product"),
    "region": gettext_lazy("region"),
    "industry": gettext_lazy("industry"),
    "segment": gettext_lazy("segment"),
    "touches": gettext_lazy("contact with the buyer in four weeks"),
}
WRONG = {
    "date_passed": gettext_lazy("Its close date has passed."),
    "date_far": gettext_lazy("Its close date is more than two years ahead."),
    "late_without_amount": gettext_lazy("It is in a late stage and has no amount."),
    "commit_without_buyer": gettext_lazy("It is in commit, and nothing was heard from the buyer for four weeks."),
}


def information(asked: Asked) -> Trend:
    """The fourth trend."""
    title, learned = _("Information"), asked.study["records"]
    weeks = asked.weeks(THIN_RECORDS)
    if not weeks or not count(weeks[-1]["opportunities"]):
        return Trend("information", title, _("Nothing is open here, so no record can mislead."), THIN_RECORDS.name)
    rows = asked.deals(THIN_DEALS)
    listed = [row for row in rows if row["is_thin"]]
    heads = names_of(count(row["top_user"]) for row in rows if row["is_one_head"])
    points, last = points_of(weeks), weeks[-1]
    return Trend(
        key="information",
        title=title,
        sentence=_sentence(last, rows, asked.currency),
        metric=THIN_RECORDS.name,
        index=real(last["index"]),
        low=real(last["index_low"]),
        high=real(last["index_high"]),
        change=change_of(points),
        at_risk=whole_money(last["expected"]),
        n=count(last["opportunities"]),
        points=points,
        deals=named_deals(listed, {count(row["opp_id"]): _why(row, heads) for row in listed}),
        people=asked.people("information"),
        facts=_facts(rows),
        note=_(
            "A contradiction is seen in the record, so it is never a false alarm about the record; the "
            "deal may be well."
        ),
        trust=_trust(learned),
        misread=_(THIN_RECORDS.misread),
        to_do=_(
            "Mend what contradicts itself first; then add what is worth most. Ask for nothing that is worth nothing."
        ),
        more={"values": _values(learned), "are_equal": bool(learned["are_equal"])},
    )


def _sentence(last: Row, rows: tuple[Row, ...], currency: str) -> str:
    thin = count(rows[0]["thin"]) if rows else 0
    one_head = count(rows[0]["one_head"]) if rows else 0
    said = {"count": formats.whole(thin), "of": formats.whole(count(last["opportunities"]))}
    if last["index"] is None:
        return _("%(count)s of %(of)s open records are thin or contradict themselves.") % said
    said |= {
        "money": formats.compact(real(last["expected"])),
        "all": formats.compact(real(last["money"])),
        "currency": currency,
        "share": formats.percent((real(last["index"]) or 0) / 100),
    }
    first = _(
        "%(money)s of %(all)s %(currency)s open (%(share)s) stand on records that are thin or contradict themselves: "
        "%(count)s of %(of)s."
    )
    second = ngettext(
        "The knowledge behind %(count)s sits in one head.", "The knowledge behind %(count)s sits in one head.", one_head
    )
    return f"{first % said} {second % {'count': formats.whole(one_head)}}" if one_head else first % said


def _why(row: Row, heads: Mapping[int, str]) -> str:
    parts = [str(WRONG[name]) for name in text(row["contradictions"]).split(",") if name in WRONG]
    missing = [str(FIELDS[name]) for name in text(row["missing"]).split(",") if name in FIELDS][:3]
    if missing:
        parts.append(_("Missing: %(fields)s.") % {"fields": ", ".join(missing)})
    if row["is_one_head"]:
        parts.append(
            _("%(person)s holds %(share)s of the contact with the account.")
            % {"person": heads.get(count(row["top_user"]), ""), "share": formats.percent(real(row["top_share"]))}
        )
    return " ".join(parts)


def _facts(rows: tuple[Row, ...]) -> tuple[Fact, ...]:
    first = rows[0] if rows else {}
    return (
        Fact(_("Mean completeness"), formats.percent(real(first.get("mean_completeness"))),
             note=_("Weighted by what each field says about the outcome.")),
        Fact(_("Thin or contradicting"), formats.whole(count(first.get("thin")))),
        Fact(_("Knowledge in one head"), formats.whole(count(first.get("one_head"))),
             note=_("One person holds four of five touches with the buyer, or more.")),
        Fact(_("Their amounts together"), formats.compact(real(first.get("one_head_money")))),
        Fact(_("Time that upkeep costs"), formats.unknown(), note=_("No working time is recorded here.")),
    )  # fmt: skip


def _values(learned: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Field, its weight, and what hiding it costs in log loss per thousand records; the most valuable first."""
    weights, values = learned["weights"], learned["values"]
    if not isinstance(weights, Mapping) or not isinstance(values, Mapping):
        return []
    order = sorted(weights, key=lambda name: -weights[name])
    return [
        (str(FIELDS[name]), formats.percent(weights[name]), formats.number(round(1000 * max(values[name], 0.0), 1)))
        for name in order
    ]


def _trust(learned: Mapping[str, object]) -> str:
    if learned["are_equal"]:
        missing = max(LEAST_CLOSED - int(str(learned["n"])), 0)
        text_ = _("Every field counts the same: nothing could be learned about their value yet.")
        more = ngettext("It needs %(count)s more closed deal.", "It needs %(count)s more closed deals.", missing)
        return f"{text_} {more % {'count': formats.whole(missing)}}" if missing else text_
    return _("The value of each field was found on %(count)s closed deals, each looked at while it was open.") % {
        "count": formats.whole(int(str(learned["n"])))
    }
