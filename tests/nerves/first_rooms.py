"""Calls of the actions of the first rooms; those of each later room stand in its file in `tests/addresses`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.cast import LONG_AGO, NOW
from tests.test_access_matrix import World
from trimtab.accounts import actions as accounts
from trimtab.accounts.models import Account, Contact
from trimtab.analytics import actions as analytics
from trimtab.analytics.definitions import RULES
from trimtab.analytics.previews import Preview
from trimtab.analytics.restating import keep_restatement
from trimtab.coach import actions as coach
from trimtab.coach.models import Answer, Kind
from trimtab.coach.queries import Advice
from trimtab.core.models import Event, Organisation
from trimtab.evidence import actions as evidence
from trimtab.evidence.models import Evidence
from trimtab.opportunities import actions as opportunities
from trimtab.opportunities.models import Activity, Lead, Opportunity, Process, Stage, StageRemapping
from trimtab.opportunities.tests.builders import stage
from trimtab.people import actions as people
from trimtab.people.models import Team, Territory, User
from trimtab.rhythm import actions as rhythm
from trimtab.rhythm.models import ForecastSubmission, TargetEvent

Acts = dict[str, Callable[[], object]]


def acts_of_accounts(world: World) -> Acts:
    """Action → one call of it that writes."""
    account, contact = Account.objects.get(pk=world.ids["account"]), Contact.objects.get(pk=world.ids["contact"])
    bolt, ana, finn = archived(Account.objects.get(name="Bolt")), world.people["ana"], by(world, "finn")
    lee = archived(Contact.objects.create(account=account, name="Lee", created_at=NOW, changed_at=NOW))
    west = Territory.objects.create(name="West", region="West")
    Account.objects.create(name="Near", region="West", created_at=NOW, changed_at=NOW)
    Account.objects.create(name="Far", region="East", territory=west, created_at=NOW, changed_at=NOW)
    return {
        "create_account": lambda: accounts.create_account(fields={"name": "Coil", "owner": ana}, **finn),
        "edit_account": lambda: accounts.edit_account(account, changes={"region": "West"}, **finn),
        "archive_account": lambda: accounts.archive_account(account, **finn),
        "restore_account": lambda: accounts.restore_account(bolt, **finn),
        "add_contact": lambda: accounts.add_contact(account, fields={"name": "Pat"}, **finn),
        "edit_contact": lambda: accounts.edit_contact(contact, changes={"title": "Buyer"}, **finn),
        "archive_contact": lambda: accounts.archive_contact(contact, **finn),
        "restore_contact": lambda: accounts.restore_contact(lee, **finn),
        "join_territory": lambda: accounts.join_territory(west, region="West", **finn),
        "leave_territory": lambda: accounts.leave_territory(west, region="West", **finn),
    }


def acts_of_opportunities(world: World) -> Acts:
    """Action → one call of it that writes."""
    one = Opportunity.objects.get(pk=world.ids["opportunity"])
    fleet, finn = archived(Opportunity.objects.get(name="Bolt fleet")), by(world, "finn")
    proof = stage(one.process, "Proof")
    fields = {"name": "Pumps", "owner": world.people["ana"], "account": one.account, "stage": proof, "currency": "EUR"}
    changes = {"stage": proof, "amount": 7, "owner": world.people["cleo"]}
    return _acts_on_the_past(world) | _acts_on_activities(world) | _acts_on_processes(world) | {
        "create_opportunity": lambda: opportunities.create_opportunity(fields=fields, **finn),
        "edit_opportunity": lambda: opportunities.edit_opportunity(one, changes=changes, **finn),
        "archive_opportunity": lambda: opportunities.archive_opportunity(one, **finn),
        "restore_opportunity": lambda: opportunities.restore_opportunity(fleet, **finn),
    }  # fmt: skip


def _acts_on_the_past(world: World) -> Acts:
    """Taking back what was done a day ago; and following an account and coming back."""
    finn, ago = by(world, "finn"), NOW - timedelta(days=1)
    moved, followed = (Opportunity.objects.get(name=name) for name in ("Acme turbines", "Acme spare parts"))
    before, was_in, closed_at = moved.changed_at, moved.stage, moved.closed_at
    bolt = Account.objects.get(name="Bolt").pk
    edited = opportunities.edit_opportunity(
        moved, changes={"stage": stage(moved.process, "Proposal")}, by=finn["by"], now=ago
    )
    seen_at = edited.changed_at
    opportunities.follow_account([followed.pk], into=bolt, by=finn["by"], now=ago)
    back: dict[str, Any] = {"account_id": followed.account_id, "moved_at": ago, "now": NOW}
    undone: dict[str, Any] = {"before": {"stage": was_in}, "closed_at": closed_at, "edited_at": ago}
    return {
        "take_back_move": lambda: opportunities.take_back_move(moved, since=before, seen_at=seen_at, **finn),
        "take_back_edit": lambda: opportunities.take_back_edit(moved, **undone, **finn),
        "follow_account": lambda: opportunities.follow_account([moved.pk], into=bolt, **finn),
        "return_to_account": lambda: opportunities.return_to_account([followed.pk], **back),
    }


def _acts_on_activities(world: World) -> Acts:
    one, contact = Opportunity.objects.get(pk=world.ids["opportunity"]), Contact.objects.get(pk=world.ids["contact"])
    call = {"kind": "call", "subject": "Call", "at": NOW, "direction": "out", "minutes": 5, "outcome": ""}
    task, finn = {"kind": "task", "subject": "Send it", "at": NOW, "outcome": ""}, by(world, "finn")
    asked, dropped = (opportunities.log_activity(fields=task, opportunity=one, **finn) for _ in range(2))
    archived(dropped)
    return {
        "archive_activity": lambda: opportunities.archive_activity(asked, **finn),
        "complete_activity": lambda: opportunities.complete_activity(asked, done_at=NOW, **finn),
        "edit_activity": lambda: opportunities.edit_activity(asked, changes={"subject": "Ask"}, **finn),
        "restore_activity": lambda: opportunities.restore_activity(dropped, **finn),
        "log_activity": lambda: opportunities.log_activity(fields=call, opportunity=one, contacts=[contact], **finn),
        "add_contact_role": lambda: opportunities.add_contact_role(one, contact=contact, role="User", **finn),
    }


def _acts_on_processes(world: World) -> Acts:
    process, finn = Process.objects.get(pk=world.ids["process"]), by(world, "finn")
    old, spare = Process.objects.create(name="Old", archived_at=NOW), Process.objects.create(name="Spare")
    unused = Stage.objects.create(process=process, name="Unused", position=0, kind="open")
    gone = Stage.objects.create(process=process, name="Gone", position=21, kind="open", archived_at=NOW)
    first, second, *others = process.stages.filter(archived_at=None).order_by("position")
    return _acts_on_stages(process, finn) | {
        "archive_process": lambda: opportunities.archive_process(spare, **finn),
        "rename_process": lambda: opportunities.rename_process(process, name="New", **finn),
        "restore_process": lambda: opportunities.restore_process(old, **finn),
        "archive_stage": lambda: opportunities.archive_stage(unused, **finn),
        "restore_stage": lambda: opportunities.restore_stage(gone, **finn),
        "edit_stage": lambda: opportunities.edit_stage(unused, changes={"is_qualified": True}, **finn),
        "order_stages": lambda: opportunities.order_stages(process, stages=[second, first, *others], **finn),
    }


def _acts_on_stages(process: Process, finn: Mapping[str, Any]) -> Acts:
    proof, proposal = stage(process, "Proof"), stage(process, "Proposal")
    return {
        "create_process": lambda: opportunities.create_process(name="Renewal", **finn),
        "create_stage": lambda: opportunities.create_stage(process, name="Legal", kind=Stage.Kind.OPEN, **finn),
        "rename_stage": lambda: opportunities.rename_stage(proof, name="Evidence", **finn),
        "remap_stage": lambda: opportunities.remap_stage(proof, into=proposal, **finn),
        "undo_remapping": lambda: opportunities.undo_remapping(StageRemapping.objects.get(stage__name="Pitch"), **finn),
    }


def acts_of_people(world: World) -> Acts:
    """Action → one call of it that writes."""
    ana, dov, finn = world.people["ana"], by(world, "dov"), by(world, "finn")
    north, south = Team.objects.get(name="North"), Team.objects.get(name="South")
    empty, west = people.create_team(name="Empty", parent=None, **dov), Territory.objects.get(name="North")
    new = {"email": "w@example.com", "name": "W"}
    signing: dict[str, Any] = {"password": "a long password", "role": User.Role.SELLER}
    berlin = {"time_zone": "Europe/Berlin"}
    return {
        "create_person": lambda: people.create_person(fields=new, password=None, **dov),
        "give_sign_in": lambda: people.give_sign_in(ana, **signing, **dov),
        "edit_person": lambda: people.edit_person(ana, changes={"team": south}, **dov),
        "set_preferences": lambda: people.set_preferences(ana, changes={"theme": "dark"}, now=NOW),
        "create_team": lambda: people.create_team(name="West", parent=north, **dov),
        "move_team": lambda: people.move_team(north, parent=south, **dov),
        "edit_organisation": lambda: people.edit_organisation(Organisation.get(), changes=berlin, **dov),
        "rename_team": lambda: people.rename_team(north, name="Nord", **dov),
        "remove_team": lambda: people.remove_team(Team.objects.get(pk=empty.pk), **dov),
        "create_territory": lambda: people.create_territory(name="South", region="South", **finn),
        "edit_territory": lambda: people.edit_territory(west, name="Far west", region="West", **finn),
        "set_territory_person": lambda: people.set_territory_person(west, person=ana, is_in=True, **finn),
    }


def acts_of_analytics(world: World) -> Acts:
    """Action → one call of it that writes."""
    finn, process = by(world, "finn"), Process.objects.get(pk=world.ids["process"])
    proof, proposal, rule = stage(process, "Proof"), stage(process, "Proposal"), RULES["silence"]
    same, weeks = Preview(before=[], after=[]), {"week_start": 6}
    why: dict[str, Any] = {"parameters": {rule.settings[0].name: 21}, "why": "Longer", "preview": same}
    of, kind, event = Organisation.get(), {"is_qualified": False}, Event.objects.latest("pk")
    return {
        "restate_organisation": lambda: analytics.restate_organisation(of, changes=weeks, preview=same, **finn),
        "restate_stage": lambda: analytics.restate_stage(proof, changes=kind, preview=same, **finn),
        "restate_remapping": lambda: analytics.restate_remapping(proof, proposal, preview=same, **finn),
        "change_definition": lambda: analytics.change_definition(rule, **why, **finn),
        "keep_restatement": lambda: keep_restatement([event], before=[], after=[], now=NOW),
        "set_metric_owner": lambda: analytics.set_metric_owner("win_rate", owner=world.people["ana"], **finn),
    }


def acts_of_coach(world: World) -> Acts:
    """Action → one call of it that writes."""
    ana, today = by(world, "ana"), NOW.date()
    one, task = (
        Opportunity.objects.get(pk=world.ids["opportunity"]),
        Activity.objects.get(pk=world.ids["activity"]),
    )
    lead = Lead.objects.create(name="Lou", owner=world.people["ana"], created_at=LONG_AGO, changed_at=LONG_AGO)
    slipped, promised = coach.Asked("slipped", one, "a"), coach.Asked("task", task, "a")
    silent = coach.Asked("untouched", lead, "a")
    step: dict[str, Any] = {"subject": "Ask", "at": NOW}
    next_week = today + timedelta(days=7)
    answer = Answer.objects.get(pk=world.ids["answer"])
    advice = [Advice(Kind.STALLED, one.pk, "a", 0.5, None, worth=1.0, owner_id=ana["by"].pk)]
    edited: dict[str, Any] = {"seen_at": None, **ana}
    proposal = stage(one.process, "Proposal")
    won = Opportunity.objects.get(pk=world.ids["won_deal"])
    won.pk, won.external_id, won.name = None, None, "Acme hoses"  # of which nobody said anything
    won.save()
    unexplained = coach.Asked("unexplained", won, "a")
    return {
        "put_off": lambda: coach.put_off([slipped], until_on=next_week, reason="", today=today, **ana),
        "refuse": lambda: coach.refuse(slipped, reason="It is not so.", **ana),
        "note_prepared": lambda: coach.note_prepared(promised, **ana),
        "keep_task": lambda: coach.keep_task(promised, outcome="Sent", **ana),
        "set_close_date": lambda: coach.set_close_date(slipped, close_on=next_week, **edited),
        "move_on": lambda: coach.move_on(slipped, stage=proposal, **edited),
        "log_step": lambda: coach.log_step(slipped, kind="call", **step, **ana),
        "plan_try": lambda: coach.plan_try(slipped, kind="call", **step, **ana),
        "touch_lead": lambda: coach.touch_lead(silent, **ana),
        "note_firings": lambda: coach.note_firings(advice, now=NOW),
        "withdraw": lambda: coach.withdraw(answer, **ana),
        "say_why": lambda: coach.say_why(unexplained, reason="won_proof", **ana),
    }


def acts_of_evidence(world: World) -> Acts:
    """Action → one call of it that writes."""
    ana, kept = by(world, "ana"), Evidence.objects.get(pk=world.ids["fit_evidence"])
    about: dict[str, Any] = {"record": "map_member", "record_id": 1, "subject": "support", "value": "supporter"}
    said = {"kind": "said", "note": "Yes.", "happened_on": NOW.date()}
    return {
        "add_evidence": lambda: evidence.add_evidence(**about, fields=said, **ana),
        "withdraw_evidence": lambda: evidence.withdraw_evidence(kept, **ana),
    }


def acts_of_rhythm(world: World) -> Acts:
    """Action → one call of it that writes."""
    ana, ben, finn = (by(world, name) for name in ("ana", "ben", "finn"))
    period = Organisation.get().calendar.containing(NOW.date(), "quarter")
    submission = ForecastSubmission.objects.get(pk=world.ids["submission"])
    said: dict[str, Any] = {"commit": Decimal(1), "best_case": Decimal(2), "comment": "", "computed": None}
    lines = [rhythm.Proposed(world.people["ana"], Decimal(9), {})]
    split: dict[str, Any] = {"total": Decimal(9), "currency": "EUR", "parameters": {}}
    plan, days = rhythm.adopt_split(period, lines, **split, **finn), {"from_on": NOW.date(), "until_on": NOW.date()}
    ground: dict[str, Any] = {"kind": "season", **days, "effect": -10, "team": None, "note": ""}
    event = TargetEvent.objects.get(pk=world.ids["target_event"])
    return {
        "submit_forecast": lambda: rhythm.submit_forecast(period=period, **said, **ana),
        "adjust_forecast": lambda: rhythm.adjust_forecast(submission, commit=Decimal(3), comment="More", **ben),
        "share_bias": lambda: rhythm.share_bias(**ana),
        "adopt_split": lambda: rhythm.adopt_split(period, lines, **split, **finn),
        "withdraw_plan": lambda: rhythm.withdraw_plan(plan, **finn),
        "tell_event": lambda: rhythm.tell_event(**ground, **finn),
        "withdraw_event": lambda: rhythm.withdraw_event(event, **finn),
    }


def by(world: World, name: str) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": world.people[name], "now": NOW}


def archived(record: Any) -> Any:
    """The record, which is out of use."""
    type(record)._default_manager.filter(pk=record.pk).update(archived_at=NOW)
    return record


FIRST_ROOMS: dict[str, Callable[[World], Acts]] = {
    "accounts": acts_of_accounts,
    "analytics": acts_of_analytics,
    "coach": acts_of_coach,
    "evidence": acts_of_evidence,
    "opportunities": acts_of_opportunities,
    "people": acts_of_people,
    "rhythm": acts_of_rhythm,
}
