from django.urls import path

from trimtab.analytics.views import agreement, causes, definitions, pilots, review, setbacks, targets, trends, what_if

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
    path("pipeline/what-works/", causes.what_works, name="pipeline-what-works"),
    path("pipeline/what-works/cards/", causes.cards, name="pipeline-what-works-cards"),
    path("pipeline/what-works/progress/", causes.progress, name="pipeline-what-works-progress"),
    path("pilots/", pilots.pilots, name="pilots"),
    path("pilots/new/", pilots.pilot_new, name="pilot-new"),
    path("pilots/<int:pk>/", pilots.pilot, name="pilot"),
    path("pilots/<int:pk>/drawing/", pilots.pilot_drawing, name="pilot-drawing"),
    path("pilots/<int:pk>/starting/", pilots.pilot_starting, name="pilot-starting"),
    path("pilots/<int:pk>/withdrawal/", pilots.pilot_withdrawal, name="pilot-withdrawal"),
    path("pilots/<int:pk>/ending/", pilots.pilot_ending, name="pilot-ending"),
    path("pilots/<int:pk>/write-up.pdf", pilots.pilot_write_up, name="pilot-write-up"),
]
