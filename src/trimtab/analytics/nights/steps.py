"""The steps of a night, in order: later ones read what earlier ones made."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trimtab.analytics.defections.events import measure_events
from trimtab.analytics.defections.looking import look_at_week
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.figures import engine_over
from trimtab.analytics.forecast import Asked
from trimtab.analytics.forecast.making import keep_forecast, keep_track_record
from trimtab.analytics.nights.running import Clock, Step
from trimtab.analytics.odds.refreshing import refresh_odds
from trimtab.analytics.odds.verifying import require_features
from trimtab.analytics.restating import refresh_with_restatements
from trimtab.analytics.targeting.making import make_figures
from trimtab.analytics.trends.advising import note_advice
from trimtab.analytics.trends.freshness import make_today
from trimtab.analytics.watch.watching import watch_week
from trimtab.analytics.whitespace.learning import learn_white_space
from trimtab.cadences.actions import count_attempts, note_answers
from trimtab.core.models import Organisation
from trimtab.planning.actions import keep_night
from trimtab.playbook.actions import measure_plays, offer_plays
from trimtab.processes.actions import learn_calibration
from trimtab.reviews.actions import settle_commitments
from trimtab.rulebook.actions import look_at_all


@dataclass(frozen=True)
class Nights:
    """Works over the extracts in `folder`; `memory`: what DuckDB may take."""

    folder: Path
    memory: str
    clock: Clock

    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return (
            Step("extract", self.extract),
            Step("odds", self.odds),
            Step("trends", self.trends),
            Step("accounts", self.accounts),
            Step("setbacks", self.setbacks),
            Step("defections", self.defections),
            Step("forecast", self.forecast),
            Step("processes", self.processes),
            Step("playbook", self.playbook),
            Step("cadences", self.cadences),
            Step("rules", self.rules),
            Step("plans", self.plans),
            Step("promises", self.promises),
            Step("white space", self.white_space),
            Step("features", self.features),
        )

    def extract(self, now: datetime) -> str:
        """Bring the extract up to date."""
        refresh_with_restatements(folder=self.folder, now=now, memory=self.memory)
        return f"{self._manifest().total('opportunities')} opportunities"

    def odds(self, now: datetime) -> str:
        """Learn the odds of open opportunities anew: a night comes once a day, however old the last lesson is."""
        card = refresh_odds(self.folder, self._manifest(), now=now, memory=self.memory).card
        return f"learned from {card['decided']} that ended: {card['state']}"

    def trends(self, now: datetime) -> str:
        """Work the four trends out."""
        kept = make_today(self.folder, engine=self._engine(), now=now, organisation=Organisation.get())
        return f"of {kept.day}; {note_advice(kept, now=now)} new pieces of advice"

    def accounts(self, now: datetime) -> str:
        """Work out what each account brings and could bring, and score it."""
        accounts, proposals = make_figures(self._engine(), as_of=now)
        return f"{accounts} accounts scored; {proposals} proposals for the ideal customer" if accounts else ""

    def setbacks(self, now: datetime) -> str:
        """Look at the last whole week, once."""
        week = watch_week(folder=self.folder, now=now, memory=self.memory)
        return f"week of {week.week_on}: {week.setbacks.count()} alarms from {week.series} series" if week else ""

    def defections(self, now: datetime) -> str:
        """Look once a week for customers who quieten, buy less or stop; every night for what events did."""
        week, events = look_at_week(now=now), measure_events(now=now)
        told = [f"week of {week.week_on}: {week.defections.count()} customers"] if week else []
        return "; ".join([*told, *([f"{events} events measured"] if events else [])])

    def forecast(self, now: datetime) -> str:
        """Forecast this quarter and the next, and test that on the past."""
        organisation = Organisation.get()
        calendar, zone = organisation.calendar, organisation.zone
        period = calendar.containing(now.astimezone(zone).date(), "quarter")
        asked = Asked(period, now, calendar, zone, organisation.currency)
        told = []
        for make, one in ((keep_forecast, asked), (keep_forecast, asked.following), (keep_track_record, asked)):
            made = make(self.folder, self._manifest(), one, memory=self.memory, clock=self.clock)
            told.append(f"{one.period.key}: {made.get('refused') or 'kept'}")
        return "; ".join(told)

    def rules(self, now: datetime) -> str:
        """Let the rules look at every open opportunity, with the figures of this night."""
        looked = look_at_all(now=now)
        return f"{looked.opportunities} looked at: {looked.current} findings, {looked.began} new, {looked.ended} ended"

    def plans(self, now: datetime) -> str:
        """Keep the figures of every account plan, and archive those in which nothing happens any more."""
        night = keep_night(now=now)
        return f"{night.kept} kept, {night.archived} archived"

    def promises(self, now: datetime) -> str:
        """Look whether what was promised in reviews came true."""
        today = now.astimezone(Organisation.get().zone).date()
        return f"{settle_commitments(today=today, now=now)} promises settled"

    def white_space(self, now: datetime) -> str:
        """Learn what goes with what, and how open opportunities end."""
        kept = learn_white_space(engine=self._engine(), currency=Organisation.get().currency, now=now)
        test = kept.facts["test"]
        return f"proposals {'kept' if test.get('is_good') else 'not shown'}, tested on {test.get('n', 0)} purchases"

    def processes(self, now: datetime) -> str:
        """Count what came of the opportunities that stood at each step and stage of a sale."""
        return f"{learn_calibration(now=now)} places where opportunities stood"

    def playbook(self, now: datetime) -> str:
        """Note where plays newly apply, and what their use goes with."""
        return f"{offer_plays(now=now)} plays offered anew, {measure_plays(now=now)} measured"

    def cadences(self, now: datetime) -> str:
        """End what was answered elsewhere, and count the attempts of a year."""
        return f"{note_answers(now=now)} answered, {count_attempts(now=now)} attempts counted"

    def features(self, now: datetime) -> str:
        """Build a hundredth of the features again from raw history; a difference fails loudly."""
        return require_features(self.folder, self._manifest(), now=now, memory=self.memory)

    def _manifest(self) -> Manifest:
        manifest = read_manifest(self.folder)
        assert manifest is not None, "the first step leaves a set of extracts"
        return manifest

    def _engine(self) -> DuckDBEngine:
        return engine_over(self.folder, self._manifest(), memory=self.memory)
