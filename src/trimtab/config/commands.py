"""What Ctrl K offers beside records: every page to go to, and what can be done, here and with the record at hand."""

from collections.abc import Iterator

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.accounts.policy import can_edit_contacts, get_account_for
from trimtab.config.navigation import places_of
from trimtab.connectors.queries import has_sample
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, can_set_up
from trimtab.search.answers import record_of
from trimtab.search.commands import Command, Commands, Verb
from trimtab.search.models import Kind


def commands_for(user: User, path: str) -> Commands:
    """All that this person can go to and do; first what concerns the record on whose page, `path`, the person is."""
    here = list(_with_record(user, path))
    return Commands(places=list(_places(user)), deeds=[*here, *_deeds(user)], verbs=_verbs())


def _places(user: User) -> Iterator[Command]:
    for key, label, url, _icon in places_of(user):
        yield Command(label, url, keys=f"g {key}")
    yield Command(_("Board"), reverse("opportunities-board"), _("kanban columns stages opportunities"))
    yield Command(_("Contacts"), reverse("contacts"), _("list customers people"))
    yield Command(_("Activities"), reverse("activities"), _("list meetings log"))
    yield from _account_places()
    yield from _deal_places()
    yield Command(_("Time for customers"), reverse("hours"), _("hours week log calendar share time own"))
    yield Command(_("Time for customers, over weeks"), reverse("hours-over-weeks"), _("capacity burdens trend load"))
    yield Command(_("Saved views"), reverse("saved-views"), _("lists filters tabs"))
    yield Command(_("Recent changes of many records"), reverse("recent-changes"), _("undo bulk batch"))
    yield Command(_("Duplicates"), reverse("duplicates", args=["account"]), _("merge same twice"))
    yield Command(_("What if"), reverse("pipeline-what-if"), _("lever simulation pipeline"))
    yield Command(_("Definitions of the figures"), reverse("pipeline-definitions"), _("metrics formula glossary"))
    yield Command(_("Profile"), reverse("profile"), _("language time zone password second factor settings own"))
    if can_set_up(user):
        yield Command(_("Organisation"), reverse("organisation"), _("settings fiscal year currency calendar"))
        yield Command(_("Currencies and rates"), reverse("currencies"), _("settings exchange money"))
        yield Command(_("Processes and stages"), reverse("processes"), _("settings pipeline steps"))
        yield Command(_("Sales processes"), reverse("sales-processes"), _("settings steps milestones versions method"))
        yield Command(_("Questions of the assessment"), reverse("assessment-templates"), _("settings criteria weights"))
        yield Command(_("Rules"), reverse("rules"), _("settings coach findings conditions builder"))
        yield Command(_("Reasons of won and lost deals"), reverse("outcome-reasons"), _("settings outcomes loss"))
        yield Command(_("Own fields"), reverse("own-fields"), _("settings custom"))
        yield Command(_("Definitions that can be set"), reverse("definition-rules"), _("settings thresholds versions"))
        yield Command(_("Restatements"), reverse("restatements"), _("settings before after"))
        yield Command(_("Audit"), reverse("audit"), _("settings events who when log"))
        yield Command(_("Teams"), reverse("teams"), _("settings tree"))
        yield Command(_("Territories"), reverse("territories"), _("settings region"))
    if can_set_up(user) and has_sample():
        yield Command(_("Remove the sample"), reverse("sample-removal"), _("demo delete"))


def _account_places() -> Iterator[Command]:
    """Where customers are looked after, beside their lists."""
    yield Command(
        _("Where to spend the time"), reverse("quadrant"), _("quadrant score accounts prioritise invest grow")
    )
    yield Command(_("Hours"), reverse("capacity"), _("capacity time spread accounts"))
    yield Command(_("Ideal customer"), reverse("ideal-customer"), _("profile fit filter target"))
    yield Command(_("Plans"), reverse("plans"), _("account plan"))
    yield Command(_("Objectives"), reverse("objectives"), _("goals accounts"))
    yield Command(_("Actions"), reverse("actions"), _("to do tasks due board calendar"))
    yield Command(_("Threats"), reverse("threats"), _("risk competitor price event"))
    yield Command(_("Customers who may leave"), reverse("defections"), _("churn quiet defection"))
    yield Command(_("Concentration"), reverse("concentration"), _("share largest customers backup"))
    yield Command(_("Departures"), reverse("departures"), _("leave handover orphaned"))
    yield Command(_("Research"), reverse("research"), _("news feeds articles inbox rss read"))
    yield Command(_("Feeds"), reverse("research-feeds"), _("rss atom follow subscribe opml"))
    yield Command(_("Network"), reverse("network"), _("help introductions promises people ledger"))
    yield Command(_("Markets to enter"), reverse("markets"), _("regions countries industries segments compare"))


def _deal_places() -> Iterator[Command]:
    """Where deals are worked on together, beside their lists."""
    yield Command(_("Playbook"), reverse("plays"), _("plays how we sell content fears"))
    yield Command(_("Cadences"), reverse("cadences"), _("follow up attempts sequence due"))
    yield Command(_("How long to try"), reverse("persistence"), _("persistence attempts answers hazard stop"))
    yield Command(_("Findings"), reverse("findings"), _("coach advice what the rules say warnings urgent"))
    yield Command(_("Assessments"), reverse("assessments"), _("criteria questions unknown meddpicc"))
    yield Command(_("Competitors"), reverse("competitors"), _("rivals catalogue battle cards"))
    yield Command(_("Won and lost, and why"), reverse("outcomes"), _("outcomes debrief reasons loss win patterns"))
    yield Command(_("Lessons"), reverse("lessons"), _("learnt search outcomes"))
    yield Command(_("Reviews of deals"), reverse("reviews"), _("agenda exceptions skip promises meeting"))
    yield Command(_("Calls"), reverse("calls"), _("meetings plan prepare debrief week"))
    yield Command(_("How calls go"), reverse("calls-figures"), _("advance share planned openings"))
    yield Command(_("Mutual plans"), reverse("mutual-plans"), _("steps customer dates shared"))
    yield Command(_("What can close"), reverse("can-close"), _("process computed possible projected"))


def _deeds(user: User) -> Iterator[Command]:
    yield Command(_("New opportunity"), reverse("opportunity-new"), _("add create deal"))
    yield Command(_("New account"), reverse("account-new"), _("add create customer"))
    yield Command(_("New account plan"), reverse("plan-new"), _("add create"))
    yield Command(_("Plan an action"), reverse("action-new"), _("add create task to do"))
    yield Command(_("Plan a call"), reverse("call-new"), _("add create prepare meeting"))
    if can_set_up(user):
        yield Command(_("Add a person"), reverse("person-new"), _("new create user"))
        yield Command(_("Import exports"), reverse("import-new"), _("upload csv xlsx data"))
    preferences = reverse("preferences")
    for theme, label in (
        (User.Theme.DARK, _("Dark theme")),
        (User.Theme.LIGHT, _("Light theme")),
        (User.Theme.AUTO, _("Theme of the system")),
    ):
        yield Command(label, preferences, _("change mode look colours"), fields={"theme": theme})
    yield Command(_("Compact lines"), preferences, _("density"), fields={"density": User.Density.COMPACT})
    yield Command(_("Comfortable lines"), preferences, _("density"), fields={"density": User.Density.COMFORTABLE})
    yield Command(_("Sign out"), reverse("account_logout"), _("log out logout leave quit"), fields={})


def _with_record(user: User, path: str) -> Iterator[Command]:
    record = record_of(path)
    if record is None:
        return
    try:
        if record.kind == Kind.OPPORTUNITY:
            yield from _with_opportunity(user, record.record_id)
        elif record.kind == Kind.ACCOUNT:
            yield from _with_account(user, record.record_id)
    except Http404:  # an address that somebody made up, of a record that is none of theirs
        return


def _with_opportunity(user: User, pk: int) -> Iterator[Command]:
    found = get_opportunity_for(user, pk)
    name = {"name": found.name}
    if found.archived_at is None and access_to_owner(user, found.owner).can_edit:
        page = reverse("opportunity", args=[pk])
        yield Command(_("Edit %(name)s") % name, reverse("opportunity-edit", args=[pk]), _("change"), keys="e")
        yield Command(_("Change the stage of %(name)s") % name, f"{page}#stage-change", _("move on advance"))
        yield Command(_("Log an activity on %(name)s") % name, f"{page}#log", _("call meeting mail note"))
    yield Command(_("Who can see and edit %(name)s") % name, reverse("opportunity-access", args=[pk]), _("rights"))


def _with_account(user: User, pk: int) -> Iterator[Command]:
    found = get_account_for(user, pk)
    name = {"name": found.name}
    if found.archived_at is None and access_to_owner(user, found.owner).can_edit:
        yield Command(_("Edit %(name)s") % name, reverse("account-edit", args=[pk]), _("change"), keys="e")
    if can_edit_contacts(user, found):
        yield Command(_("New contact at %(name)s") % name, reverse("contact-new", args=[pk]), _("add create"))
    new = f"{reverse('opportunity-new')}?account={pk}"
    yield Command(_("New opportunity at %(name)s") % name, new, _("add create deal"))


def _verbs() -> list[Verb]:
    sale, customer = Kind.OPPORTUNITY, Kind.ACCOUNT
    return [
        Verb(_("Log an activity on %(name)s"), _("log"), sale, "opportunity", "#log"),
        Verb(_("Change the stage of %(name)s"), _("stage advance"), sale, "opportunity", "#stage-change"),
        Verb(_("Edit %(name)s"), _("edit change"), sale, "opportunity-edit"),
        Verb(_("Edit %(name)s"), _("edit change"), customer, "account-edit"),
    ]
