"""Reading a whole plan into an installation that does not know its accounts yet. Nothing is written unless all is."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import add_member
from trimtab.accounts.models import Account
from trimtab.core.audit import record_event
from trimtab.core.models import Organisation
from trimtab.core.rates import rates_for
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.planning.exports.parts import EVIDENCE_OF, MODELS, SHARED, fields_of, links_of
from trimtab.planning.exports.whole import FORMAT, VERSION
from trimtab.planning.models import Plan, TemplateVersion

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_NAMES = 500  # asked for at once
Made = dict[type[models.Model], dict[int, models.Model]]
Read = Mapping[str, Any]  # JSON


class WrongFile(ValueError):
    """The file cannot be read in; the message says what is wrong with it."""


def import_plan(sent: bytes, *, by: User, now: datetime) -> Plan:
    """The plan of a file, with all that it brings.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
        WrongFile: what is wrong with the file, in words; nothing was written.
    """
    if not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators read plans in."))
    rows = _rows_in(sent)
    try:
        with transaction.atomic():
            plan = _Import(rows, by=by).run()
            record_event("plan.imported", record="plan", record_id=plan.pk, by=by, now=now, after={"name": str(plan)})
    except IntegrityError as refused:
        raise WrongFile(_("Two rows of the file contradict each other, or one is here already.")) from refused
    return Plan.objects.get(pk=plan.pk)


def _rows_in(sent: bytes) -> Mapping[str, list[Read]]:
    """The rows by model, once their shape is sure."""
    rows = _whole_in(sent).get("rows")
    if not isinstance(rows, dict) or not all(isinstance(some, list) for some in rows.values()):
        raise WrongFile(_("The file has no rows."))
    if unknown := sorted(set(rows) - set(MODELS)):
        raise WrongFile(_("The file holds %(names)s, which this site does not know.") % {"names": ", ".join(unknown)})
    if sum(len(some) for some in rows.values()) > MOST_ROWS:
        raise WrongFile(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
    if len(rows.get(Plan._meta.label, [])) != 1:
        raise WrongFile(_("The file must hold exactly one plan."))
    return rows


def _whole_in(sent: bytes) -> Read:
    """What the file holds, of the version that is read here."""
    if len(sent) > MOST_BYTES:
        raise WrongFile(_("The file has more than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    try:
        whole = json.loads(sent)
    except (ValueError, RecursionError) as wrong:
        raise WrongFile(_("This is no JSON file. Choose the file that was made under Files of a plan.")) from wrong
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise WrongFile(_("This file holds no plan. Choose the file that was made under Files of a plan."))
    if whole.get("version") != VERSION:
        said = {"version": whole.get("version"), "known": VERSION}
        raise WrongFile(_("The file is of version %(version)s; this site reads version %(known)s.") % said)
    return whole


class _Import:
    """One reading of one file: what was made so far, by the ids of the file."""

    def __init__(self, rows: Mapping[str, list[Read]], *, by: User) -> None:
        self.rows, self.by = rows, by
        self.made: Made = {model: {} for model in MODELS.values()}
        self.later: list[tuple[models.Model, Any, object]] = []  # references within one model

    def run(self) -> Plan:
        """Make everything; the plan."""
        _require_unknown(self.rows.get(Account._meta.label, []))
        for label, model in MODELS.items():
            for read in self.rows.get(label, []):
                self._make(model, read)
        self._refer_to_each_other()
        self._link()
        for account in self.made[Account].values():
            add_member(account, account.owner)  # type: ignore[arg-type, attr-defined]  # an account
        for deal in self.made[Opportunity].values():
            add_member(deal.account, deal.owner)  # type: ignore[attr-defined]  # an opportunity
        [plan] = self.made[Plan].values()
        assert isinstance(plan, Plan), "the rows of that part"
        return plan

    def _make(self, model: type[models.Model], read: Read) -> None:
        pk, given = (read.get("id"), read.get("fields")) if isinstance(read, dict) else (None, None)
        if type(pk) is not int or not isinstance(given, dict):
            raise WrongFile(_("A row of %(name)s has no id or no fields.") % {"name": model._meta.label})
        if pk in self.made[model]:
            raise WrongFile(_("Two rows of %(name)s have the id %(id)s.") % {"name": model._meta.label, "id": pk})
        known = {field.name for field in (*fields_of(model), *links_of(model))}
        if unknown := sorted(set(given) - known):
            said = {"name": model._meta.label, "fields": ", ".join(unknown)}
            raise WrongFile(_("%(name)s has no field %(fields)s.") % said)
        one = model(**self._values(model, pk, given))
        self.made[model][pk] = self._kept(one, given)

    def _values(self, model: type[models.Model], pk: int, given: Read) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in fields_of(model):
            if field.name not in given:
                continue
            value = given[field.name]
            if isinstance(field, models.ForeignKey):
                values |= self._reference(field, value, model, pk)
            else:
                values[field.attname] = _clean(field, value, where=f"{model._meta.label} {pk}, {field.name}")
        return values

    def _reference(self, field: Any, value: object, model: type[models.Model], pk: int) -> dict[str, Any]:
        if value is None or field.related_model is model:
            return {}
        there = self.made.get(field.related_model, {}).get(value) if isinstance(value, int) else None
        if there is None:
            said = {"where": f"{model._meta.label} {pk}", "field": field.name, "value": value}
            raise WrongFile(_("%(where)s refers by %(field)s to %(value)s, which is not in the file.") % said)
        return {field.name: there}

    def _kept(self, one: models.Model, given: Read) -> models.Model:
        """The row that is there already, where it is shared, or the new one."""
        if isinstance(one, User):
            return self._person(one)
        if (names := SHARED.get(type(one))) is not None:
            same = {name: getattr(one, name) for name in names}
            if (found := type(one)._default_manager.filter(**same).order_by("pk").first()) is not None:
                return found
        _settle(one, self)
        one.save(force_insert=True)
        for field in fields_of(type(one)):
            if field.related_model is type(one) and given.get(field.name) is not None:
                self.later.append((one, field, given[field.name]))
        return one

    def _person(self, one: User) -> User:
        """Whoever has that address here; else somebody who cannot sign in and only appears in the records."""
        found = User.objects.filter(email__iexact=one.email).first() if one.email else None
        if found is not None:
            return found
        one.email, one.is_active = (one.email or "").lower() or None, False
        one.set_unusable_password()
        one.save(force_insert=True)
        return one

    def _refer_to_each_other(self) -> None:
        for one, field, value in self.later:
            there = self.made[type(one)].get(value) if isinstance(value, int) else None
            if there is None:
                said = {"where": str(one), "field": field.name, "value": value}
                raise WrongFile(_("%(where)s refers by %(field)s to %(value)s, which is not in the file.") % said)
            setattr(one, field.name, there)
            _require_no_circle(one, field)
            one.save(update_fields=[field.name])

    def _link(self) -> None:
        for label, model in MODELS.items():
            for read in self.rows.get(label, []):
                for field in links_of(model):
                    wanted = read["fields"].get(field.name) or []
                    there = self.made[field.related_model]
                    if not isinstance(wanted, list) or not all(isinstance(pk, int) and pk in there for pk in wanted):
                        said = {"where": f"{label} {read['id']}", "field": field.name}
                        raise WrongFile(_("%(where)s: %(field)s names rows that are not in the file.") % said)
                    if wanted:
                        getattr(self.made[model][read["id"]], field.name).add(*(there[pk] for pk in wanted))


def _settle(one: Any, reading: _Import) -> None:  # a row of any part
    """What a row takes from this installation."""
    if isinstance(one, Opportunity):
        one.history, one.status = Opportunity.History.DATES, one.stage.kind
        _require_rate(one.currency)
    elif isinstance(one, Plan):
        _require_rate(one.currency)
        if one.owner is None or not one.owner.is_active:
            one.owner = reading.by  # the figures of a plan are those that its owner sees
    elif isinstance(one, Stage):
        one.position = one.process.stages.count() + 1
    elif isinstance(one, TemplateVersion):
        one.number = TemplateVersion.objects.filter(plan_type=one.plan_type).count() + 1
    elif isinstance(one, Evidence):
        one.record_id = _record_of(one, reading).pk


def _record_of(one: Evidence, reading: _Import) -> models.Model:
    """What the evidence is about."""
    model = EVIDENCE_OF.get(one.record)
    there = reading.made[model].get(one.record_id) if model else None
    if there is None:
        raise WrongFile(_("A piece of evidence is about something that is not in the file."))
    return there


def _require_unknown(accounts: list[Read]) -> None:
    """Refuse accounts that are here already: two of one customer would stand side by side."""
    names = [str((one.get("fields") or {}).get("name")) for one in accounts if isinstance(one, dict)]
    if known := Account.objects.current().filter(name__in=names[:MOST_NAMES]).order_by("name").first():
        raise WrongFile(
            _("There is an account %(name)s here already. A plan is read in where its accounts are not known yet.")
            % {"name": known.name}
        )


def _require_rate(currency: str) -> None:
    if currency == Organisation.get().currency:
        return
    if currency not in rates_for([currency], into=Organisation.get().currency).days:
        raise WrongFile(
            _("There is no exchange rate for %(code)s here. Set one under Settings, Currencies, then read the plan in.")
            % {"code": currency}
        )


def _clean(field: Any, value: object, *, where: str) -> Any:  # of a field of any type
    """The value as the model keeps it."""
    if value is None and field.null:
        return None
    if field.blank and value in ("", [], {}):
        return value
    try:
        return field.clean(value, None)
    except (ValidationError, TypeError, ValueError, ArithmeticError) as wrong:
        words = " ".join(wrong.messages) if isinstance(wrong, ValidationError) else _("It is no value of that kind.")
        raise WrongFile(f"{where}: {words}") from wrong


def _require_no_circle(one: models.Model, field: Any) -> None:
    above, seen = getattr(one, field.name), 0
    while above is not None:
        if above.pk == one.pk or (seen := seen + 1) > MOST_ROWS:
            raise WrongFile(_("%(name)s stands above itself.") % {"name": one})
        above = getattr(above, field.name)
