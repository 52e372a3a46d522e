"""The settings: one list of places, with one sentence each and what is set there now."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.models import DefinitionVersion, Restatement
from trimtab.analytics.registry import NAMED
from trimtab.analytics.setting_forms import month_names
from trimtab.connectors.queries import has_sample, recent_runs
from trimtab.core.models import CustomField, Event, ExchangeRate, Organisation, PeriodClosing
from trimtab.discovery.queries import third_states
from trimtab.objectives.queries import kinds_in_use
from trimtab.opportunities.models import Product
from trimtab.opportunities.queries import active_stages, processes
from trimtab.people.frame import setting_up
from trimtab.people.models import Team, Territory, User
from trimtab.planning.models.research import PlanType
from trimtab.planning.queries import newest_template
from trimtab.processes.queries import sales_processes
from trimtab.retention.roles import required_roles
from trimtab.rulebook.queries import rules_in_use
from trimtab.web import formats


@dataclass(frozen=True)
class Place:
    """One page of the settings."""

    label: str
    url: str
    sentence: str
    present: str


@dataclass(frozen=True)
class Group:
    """Places that belong together."""

    label: str
    places: tuple[Place, ...]


@require_GET
def settings_home(request: HttpRequest) -> HttpResponse:
    """All places of the settings."""
    setting_up(request)
    groups = (_organisation(), _selling(), _deals(), _accounts(), _people(), _figures(), _record())
    return render(request, "web/settings_home.html", {"groups": groups})


def _organisation() -> Group:
    organisation = Organisation.get()
    said = {
        "month": month_names()[organisation.fiscal_start_month],
        "pattern": organisation.get_fiscal_pattern_display().lower(),
        "zone": organisation.time_zone,
    }
    calendar = _("Fiscal year starts in %(month)s, %(pattern)s. Days in %(zone)s.") % said
    return Group(
        _("The organisation"),
        (
            Place(
                _("Organisation and calendar"),
                reverse("organisation"),
                _("Name, reporting currency, fiscal year, weeks and time zone."),
                calendar,
            ),
            Place(
                _("Currencies"),
                reverse("currencies"),
                _("Exchange rates by day, and periods whose rates are frozen."),
                _currencies(organisation),
            ),
        ),
    )


def _currencies(organisation: Organisation) -> str:
    number = ExchangeRate.objects.values("currency").distinct().count()
    frozen = PeriodClosing.last_frozen_on()
    said = ngettext(
        "Reports in %(code)s, with rates of %(count)s other.",
        "Reports in %(code)s, with rates of %(count)s others.",
        number,
    ) % {"code": organisation.currency, "count": number}
    manifest = read_manifest(settings.EXTRACTS)
    missing = sum(manifest.missing_rates.values()) if manifest else 0
    if missing:
        said += " " + ngettext(
            "%(count)s opportunity has no rate.", "%(count)s opportunities have no rate.", missing
        ) % {"count": formats.whole(missing)}
    if frozen:
        said += " " + _("Frozen until %(day)s.") % {"day": formats.day(frozen)}
    return said


def _plans() -> str:
    """Which version of the questions each type of account plan is on."""
    versions = ((plan_type.label, newest_template(plan_type).number) for plan_type in PlanType)
    return ", ".join(
        _("%(type)s: version %(number)s") % {"type": label, "number": number} for label, number in versions
    )


def _goals() -> str:
    """What insights can be after they were confirmed."""
    labels = third_states()
    return ", ".join(labels.values()) + "." if labels else _("No row has one.")


def _selling() -> Group:
    fields = CustomField.objects.filter(archived_at__isnull=True).count()
    offered = Product.objects.offered().count()
    said = {"processes": processes().count(), "stages": active_stages().count()}
    return Group(
        _("How you sell"),
        (
            Place(
                _("Processes and stages"),
                reverse("processes"),
                _("The steps of a sale, when it counts as qualified, and merging steps with a preview."),
                _("%(processes)s in use, with %(stages)s stages.") % said,
            ),
            Place(
                _("Own fields"),
                reverse("own-fields"),
                _("Fields of your own on accounts, contacts, opportunities and leads."),
                ngettext("%(count)s field.", "%(count)s fields.", fields) % {"count": fields},
            ),
            Place(
                _("Solutions"),
                reverse("solutions"),
                _("What you sell, in families: rename, retire, and say which are one. The columns of white space."),
                ngettext("%(count)s is offered.", "%(count)s are offered.", offered) % {"count": offered},
            ),
        ),
    )


def _deals() -> Group:
    rules, used = len(rules_in_use()), sales_processes().count()
    return Group(
        _("How you win"),
        (
            Place(
                _("Sales processes"),
                reverse("sales-processes"),
                _("What must be true at the end of each step of a sale, what proves it, and for which opportunities."),
                ngettext("%(count)s in use.", "%(count)s in use.", used) % {"count": used},
            ),
            Place(
                _("What assessments ask"),
                reverse("assessment-templates"),
                _("Whether a deal is there, can be won and is worth it: the questions, their weights, their versions."),
                "",
            ),
            Place(
                _("Rules"),
                reverse("rules"),
                _("What is said about open opportunities, when, and what to do: change, try, take along."),
                ngettext("%(count)s speaks.", "%(count)s speak.", rules) % {"count": rules},
            ),
            *_brought(),
        ),
    )


def _brought() -> tuple[Place, ...]:
    """What is brought to a deal, and how its end is told."""
    return (
        Place(
            _("What solutions are worth"),
            reverse("value-library"),
            _("Features of what you sell, what they let a customer do, and which benefits come of that."),
            "",
        ),
        Place(
            _("Why deals end"),
            reverse("outcome-reasons"),
            _("The reasons to choose from when a deal was won or lost."),
            "",
        ),
        Place(
            _("Content"),
            reverse("contents"),
            _("Links and files that milestones and plays bring at their step."),
            "",
        ),
    )


def _accounts() -> Group:
    kinds = len(kinds_in_use())
    return Group(
        _("How you look after customers"),
        (
            Place(
                _("Account plans"),
                reverse("plan-templates"),
                _("What plans ask by type, what counts for their completeness, and which solutions they bring."),
                _plans(),
            ),
            Place(
                _("Kinds of objective"),
                reverse("objective-kinds"),
                _("What an objective with an account can be, and which kinds make a plan complete."),
                ngettext("%(count)s is offered.", "%(count)s are offered.", kinds) % {"count": kinds},
            ),
            Place(
                _("Read a plan in"),
                reverse("plan-import"),
                _("A whole account plan of another installation, from its JSON file."),
                "",
            ),
            Place(
                _("Their goals"),
                reverse("goal-settings"),
                _("What a goal, pressure, initiative, obstacle or solution can be after it was confirmed."),
                _goals(),
            ),
            Place(
                _("Required roles"),
                reverse("required-roles"),
                _("Whom somebody of yours should know at every customer, and how much each counts."),
                ", ".join(role.name for role in required_roles()),
            ),
        ),
    )


def _people() -> Group:
    teams, territories = Team.objects.count(), Territory.objects.count()
    signing = User.objects.filter(is_active=True, email__isnull=False).count()
    return Group(
        _("People"),
        (
            Place(
                _("People"),
                reverse("people"),
                _("Who signs in, in which role, and who sees whose records."),
                ngettext("%(count)s signs in.", "%(count)s sign in.", signing) % {"count": formats.whole(signing)},
            ),
            Place(
                _("Teams"),
                reverse("teams"),
                _("The tree of teams, which decides who sees whom."),
                ngettext("%(count)s team.", "%(count)s teams.", teams) % {"count": formats.whole(teams)},
            ),
            Place(
                _("Territories"),
                reverse("territories"),
                _("Parts of the market, their people and accounts."),
                ngettext("%(count)s territory.", "%(count)s territories.", territories)
                % {"count": formats.whole(territories)},
            ),
        ),
    )


def _figures() -> Group:
    changed = DefinitionVersion.objects.count()
    return Group(
        _("Figures"),
        (
            Place(
                _("Definitions and weights"),
                reverse("definition-rules"),
                _("The numbers that figures are computed with, each change a version."),
                ngettext("Changed %(count)s time.", "Changed %(count)s times.", changed) % {"count": changed}
                if changed
                else _("All as shipped."),
            ),
            Place(
                _("Metrics"),
                reverse("pipeline-definitions"),
                _("Each metric with its formula, owner, version, query and rows."),
                ngettext("%(count)s metric.", "%(count)s metrics.", len(NAMED)) % {"count": len(NAMED)},
            ),
            Place(
                _("Restatements"),
                reverse("restatements"),
                _("What such changes did to the figures, before and after."),
                _last_restated(),
            ),
        ),
    )


def _last_restated() -> str:
    last = Restatement.objects.order_by("-at", "-pk").values_list("at", flat=True).first()
    return _("The last on %(at)s.") % {"at": formats.moment(last)} if last else _("None yet.")


def _last_event() -> str:
    last = Event.objects.order_by("-at").values_list("at", flat=True).first()
    return _("The last entry on %(at)s.") % {"at": formats.moment(last)} if last else _("Nothing yet.")


def _last_import() -> str:
    last = recent_runs().first()
    return _("The last import on %(day)s.") % {"day": formats.day(last.created_at)} if last else _("No import yet.")


def _record() -> Group:
    places = [
        Place(_("Audit"), reverse("audit"), _("Who changed what, when, from what to what."), _last_event()),
        Place(_("Data"), reverse("data"), _("Bring exports in, and what the past rests on."), _last_import()),
    ]
    if has_sample():
        places.append(
            Place(
                _("Sample"),
                reverse("sample-removal"),
                _("Take the sample company out again; nothing of yours goes."),
                _("The sample is here."),
            )
        )
    return Group(_("The record"), tuple(places))
