from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy


class OpportunitiesConfig(AppConfig):
    name = "trimtab.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        """Keep the ledger out of migrations, and let people talk about opportunities."""
        from trimtab.collaboration import subjects
        from trimtab.core.merged import ids_merged_into
        from trimtab.opportunities import own_signals, signals
        from trimtab.opportunities.ledger import unwatch_before_migrations, watch_after_migrations
        from trimtab.opportunities.models import Opportunity
        from trimtab.opportunities.policy import get_opportunity_for
        from trimtab.opportunities.queries import visible_opportunities

        pre_migrate.connect(unwatch_before_migrations, sender=self)
        post_migrate.connect(watch_after_migrations, sender=self)
        subjects.register(
            "opportunity",
            get_for=get_opportunity_for,
            label=gettext_lazy("Opportunity"),
            url="opportunity",
            visible=visible_opportunities,
            merged=partial(ids_merged_into, Opportunity),
        )
        signals.register(signals.Source("opportunities", own_signals.SIGNALS, own_signals.signals_of))
