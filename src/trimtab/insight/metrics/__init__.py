"""Every metric by name. A metric never reads or writes anything; `analytics` runs it."""

from trimtab.insight.metrics.activity import ACTIVITY_PER_OPPORTUNITY, QUALITY_BESIDE_VOLUME, SILENT_OPPORTUNITIES
from trimtab.insight.metrics.closing import CYCLE_LENGTH, WIN_RATE
from trimtab.insight.metrics.dates import PUSH_COUNTS, SLIPPED_OPPORTUNITIES, SLIPPED_VALUE
from trimtab.insight.metrics.outlook import BOOKINGS_BY_PERIOD, COVERAGE, OUTLOOK, STAGE_RATES
from trimtab.insight.metrics.paces import STAGE_PACES
from trimtab.insight.metrics.pipeline import PIPELINE_AS_OF, WEEKLY_SNAPSHOTS
from trimtab.insight.metrics.service import CHANNEL_YIELD, SELLER_OUTCOMES, SERVICE_INDEX
from trimtab.insight.metrics.stages import STAGE_CONVERSION
from trimtab.insight.metrics.velocity import VELOCITY, VELOCITY_ACCOUNTS, VELOCITY_COHORT, VELOCITY_TEXTBOOK
from trimtab.insight.metrics.velocity_by_period import VELOCITY_BY_PERIOD
from trimtab.insight.metrics.waterfall import WATERFALL, WATERFALL_ROWS
from trimtab.insight.metrics.weekly import WEEKLY_MEASURES
from trimtab.insight.results import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        PIPELINE_AS_OF,
        WEEKLY_SNAPSHOTS,
        WATERFALL,
        WATERFALL_ROWS,
        STAGE_CONVERSION,
        STAGE_PACES,
        WIN_RATE,
        CYCLE_LENGTH,
        VELOCITY,
        VELOCITY_BY_PERIOD,
        VELOCITY_ACCOUNTS,
        VELOCITY_COHORT,
        VELOCITY_TEXTBOOK,
        COVERAGE,
        PUSH_COUNTS,
        SLIPPED_VALUE,
        SLIPPED_OPPORTUNITIES,
        ACTIVITY_PER_OPPORTUNITY,
        SILENT_OPPORTUNITIES,
        QUALITY_BESIDE_VOLUME,
        STAGE_RATES,
        OUTLOOK,
        BOOKINGS_BY_PERIOD,
        WEEKLY_MEASURES,
        SELLER_OUTCOMES,
        SERVICE_INDEX,
        CHANNEL_YIELD,
    )
}
