"""What is learned at night for white space, at once: for the demo, which starts by day."""

from datetime import datetime


def learn_white_space_now(now: datetime) -> None:
    """Test proposals on the past and keep what was learned, from the extracts as they are."""
    from django.conf import settings

    from trimtab.analytics.extracts import read_manifest
    from trimtab.analytics.figures import engine_over
    from trimtab.analytics.whitespace.learning import learn_white_space
    from trimtab.core.models import Organisation

    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None, "the figures were prepared before"
    engine = engine_over(settings.EXTRACTS, manifest, memory=settings.ANALYSIS_MEMORY)
    learn_white_space(engine=engine, currency=Organisation.get().currency, now=now)
