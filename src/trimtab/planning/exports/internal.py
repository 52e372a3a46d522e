"""The version for ourselves: all that the person sees on the pages of the plan."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import kind_names, visible_actions, visible_objectives
from trimtab.people.models import User
from trimtab.planning.completeness import AREAS, Completeness, completeness_of
from trimtab.planning.exports.document import PlanDocument, Section, Value
from trimtab.planning.figures import Figures, figures_of
from trimtab.planning.models import Plan, SwotEntry
from trimtab.planning.reach import Reach
from trimtab.planning.scorecard import Scorecard, scorecard_of
from trimtab.planning.shipped import words_of
from trimtab.web import formats

MOST = 2_000


def internal_document(reach: Reach, *, user: User) -> PlanDocument:
    """The plan with its figures, scores, words, units, objectives, actions and research."""
    plan, today = reach.plan, reach.today
    figures, found = figures_of(reach), completeness_of(reach)
    by = [str(plan.get_plan_type_display()), str(plan.get_kind_display()), str(plan.get_status_display())]
    owner = [_("%(owner)s owns it.") % {"owner": plan.owner}] if plan.owner else []
    known = _("As of %(day)s. For ourselves: not for the customer.") % {"day": formats.day(today)}
    return PlanDocument(
        title=plan.name,
        lead=_lead(plan, figures, scorecard_of(figures, today=today)),
        by=" ".join([" · ".join(by) + ".", *owner, known]),
        sections=[
            _completeness(found),
            _words(plan),
            _periods(plan, figures),
            _units(plan, figures),
            _solutions(reach),
            *_aims(plan, user),
            _research(plan),
            _swot(plan),
            _team(plan),
        ],
    )


def _lead(plan: Plan, figures: Figures, card: Scorecard | None) -> str:
    """The first sentence, as on the page of the plan."""
    if card is not None and card.attained is not None:
        said = {
            "won": formats.money(card.span.won, plan.currency),
            "target": formats.money(card.span.period.revenue_target, plan.currency),
            "share": formats.percent(card.attained),
            "time": formats.percent(card.elapsed),
        }
        return _("Won %(won)s of %(target)s, %(share)s of the target with %(time)s of the time gone.") % said
    said = {
        "won": formats.money(figures.total.won, plan.currency),
        "open": formats.money(figures.total.open, plan.currency),
    }
    return _("Won %(won)s, open %(open)s. No target is set yet.") % said


def _completeness(found: Completeness) -> Section:
    said = _("%(points)s of 100.") % {"points": formats.whole(found.mean.points)} if found.mean else ""
    rows: list[list[Value]] = []
    for area, score in found.areas.items():
        hint = next(iter(score.hints), None)
        rows.append([str(AREAS[area]), round(score.points), hint.text if hint else ""])
    return Section(_("How complete it is"), [_("Area"), _("Points"), _("How to gain points")], rows, said, (3, 1, 6))


def _words(plan: Plan) -> Section:
    words = [
        (_("Goal"), plan.goal),
        (_("What the customer gains"), plan.value_proposition),
        (_("What it depends on"), plan.critical_success_factors),
        (_("Strategy"), plan.strategy),
    ]
    rows = [[label, text or formats.unknown()] for label, text in words]
    return Section(_("What it plans"), [_("Part"), _("Words")], rows, widths=(1, 4))


def _periods(plan: Plan, figures: Figures) -> Section:
    head = [_("From"), _("Until"), *(f"{name} {plan.currency}" for name in (_("Target"), _("Won"), _("Open")))]
    rows: list[list[Value]] = [
        [span.start, span.end, span.period.revenue_target, span.won, span.closing] for span in figures.spans
    ]
    return Section(_("Targets"), head, rows, widths=(1, 1, 1, 1, 1))


def _units(plan: Plan, figures: Figures) -> Section:
    """Every row with its own sums and those of all below, as a spreadsheet can add them up."""
    currency = plan.currency
    head = [
        _("Unit"),
        _("How they see us"),
        *(
            f"{name} {currency}"
            for name in (_("Won"), _("Open"), _("Won with units below"), _("Open with units below"))
        ),
    ]
    rows: list[list[Value]] = [
        [
            "– " * (line.depth - 1) + line.row.name + (f" ({_('important')})" if line.row.is_target else ""),
            str(line.row.get_level_display()),
            line.own.won,
            line.own.open,
            line.total.won,
            line.total.open,
        ]
        for line in figures.lines
    ]
    said = {"won": formats.money(figures.total.won, currency), "open": formats.money(figures.total.open, currency)}
    return Section(_("Units"), head, rows, _("Won %(won)s, open %(open)s together.") % said, (4, 2, 2, 2, 2, 2))


def _solutions(reach: Reach) -> Section:
    rows = [[one.product.name, one.product.family, _("important") if one.is_target else ""] for one in reach.columns]
    return Section(_("Solutions"), [_("Solution"), _("Family"), ""], rows)


def _aims(plan: Plan, user: User) -> Iterator[Section]:
    """Objectives and open actions. As values: as objects with their account and person they took a third of a file."""
    kinds, states = kind_names(), dict(Objective.Status.choices)
    found = visible_objectives(user).filter(account__plan_rows__plan=plan).order_by("closed_at", "due_on", "pk")
    facts = found.values_list(
        "name", "kind", "account__name", "metric", "owner__name", "owner__email", "due_on", "status"
    )
    rows: list[list[Value]] = [
        [name, kinds.get(kind, kind), account, metric, person or email or "", due_on, str(states[status])]
        for name, kind, account, metric, person, email, due_on, status in facts[:MOST]
    ]
    head = [_("Objective"), _("Kind"), _("Account"), _("How we will know"), _("Owner"), _("Due"), _("Status")]
    yield Section(_("Objectives"), head, rows, widths=(4, 2, 2, 4, 2, 2, 2))
    states = dict(Action.Status.choices)
    steps = visible_actions(user).open().filter(account__plan_rows__plan=plan).order_by("due_on", "pk")
    about = steps.values_list("subject", "account__name", "assignee__name", "assignee__email", "due_on", "status")
    lines: list[list[Value]] = [
        [subject, account or "", person or email or "", due_on, str(states[status])]
        for subject, account, person, email, due_on, status in about[:MOST]
    ]
    head = [_("Action"), _("Account"), _("Who"), _("Due"), _("Status")]
    yield Section(_("Open actions"), head, lines, widths=(5, 2, 2, 2, 2))


def _research(plan: Plan) -> Section:
    standing = {one.question: one for one in plan.answers.filter(superseded_at__isnull=True)}
    rows: list[list[Value]] = []
    for question in plan.template.questions:
        answer = standing.get(question["key"])
        if answer is None:
            rows.append([words_of(question), formats.unknown(), "", None, ""])
        else:
            sure = str(answer.get_confidence_display())
            rows.append([words_of(question), answer.text, answer.source, answer.known_on, sure])
    head = [_("Question"), _("Answer"), _("Source"), _("Known on"), _("How sure")]
    return Section(_("Research"), head, rows, widths=(4, 5, 2, 2, 2))


def _swot(plan: Plan) -> Section:
    names = dict(SwotEntry.Side.choices)
    entries = plan.swot.filter(struck_at__isnull=True).order_by("pk")
    rows = [[str(names[side]), one.text] for side in names for one in entries if one.side == side]
    return Section(_("Strengths and dangers"), [_("Side"), _("What")], rows, widths=(1, 5))


def _team(plan: Plan) -> Section:
    members = plan.members.select_related("user").order_by("user__name", "pk")
    rows = [[str(plan.owner), _("Owns it")]] if plan.owner else []
    rows += [[str(one.user), str(one.get_access_display())] for one in members]
    return Section(_("Team"), [_("Person"), _("What the person does")], rows)
