from django.urls import path

from trimtab.analytics.views import agreement, definitions, review, setbacks, targets, trends, what_if

urlpatterns = [
    path("", review.start, name="start"),
    path("pipeline/", review.pipeline, name="pipeline"),
    path("pipeline.json", review.pipeline_json, name="pipeline-json"),
    path("pipeline.csv", review.pipeline_csv, name="pipeline-csv"),
    path("pipeline/rows/<slug:figure>/", review.rows, name="pipeline-rows"),
    path("pipeline/definitions/", definitions.definitions, name="pipeline-definitions"),
    path("pipeline/definitions/<slug:metric>/", definitions.definition, name="pipeline-definition"),
    path("pipeline/definitions/<slug:metric>/owner/", definitions.definition_owner, name="pipeline-definition-owner"),
    path("pipeline/trends/", trends.trends, name="trends"),
    path("pipeline/trends/leaning/reading/", trends.leaning_readings, name="leaning-reading"),
    path("pipeline/trends/agreement/", agreement.samples, name="agreement"),
    path("pipeline/trends/agreement/<int:pk>/", agreement.sample, name="agreement-sample"),
    path("pipeline/trends/agreement/<int:pk>/labels/<int:lead>/", agreement.labels, name="agreement-label"),
    path("pipeline/trends/<slug:trend>/", trends.trend, name="trend"),
    path("pipeline/what-if/", what_if.what_if, name="pipeline-what-if"),
    path("pipeline/targets/", targets.targets, name="pipeline-targets"),
    path("pipeline/targets/adoptions/", targets.target_adoptions, name="pipeline-target-adoptions"),
    path(
        "pipeline/targets/plans/<int:pk>/withdrawals/", targets.target_withdrawals, name="pipeline-target-withdrawals"
    ),
    path("pipeline/targets/events/", targets.target_events, name="pipeline-target-events"),
    path(
        "pipeline/targets/events/<int:pk>/withdrawals/",
        targets.target_event_withdrawals,
        name="pipeline-target-event-withdrawals",
    ),
    path("pipeline/setbacks/", setbacks.setbacks, name="setbacks"),
    path("pipeline/setbacks/<int:setback_id>/", setbacks.setback, name="setback"),
    path("pipeline/setbacks/<int:setback_id>/closing/", setbacks.setback_closing, name="setback-closing"),
]
