from django.urls import path

from trimtab.analytics.views import definitions, review, service, setbacks, what_if

urlpatterns = [
    path("", review.start, name="start"),
    path("pipeline/", review.pipeline, name="pipeline"),
    path("pipeline.json", review.pipeline_json, name="pipeline-json"),
    path("pipeline.csv", review.pipeline_csv, name="pipeline-csv"),
    path("pipeline/rows/<slug:figure>/", review.rows, name="pipeline-rows"),
    path("pipeline/definitions/", definitions.definitions, name="pipeline-definitions"),
    path("pipeline/definitions/<slug:metric>/", definitions.definition, name="pipeline-definition"),
    path("pipeline/definitions/<slug:metric>/owner/", definitions.definition_owner, name="pipeline-definition-owner"),
    path("pipeline/what-if/", what_if.what_if, name="pipeline-what-if"),
    path("pipeline/service/", service.service, name="service"),
    path("pipeline/service/<int:seller_id>/", service.seller, name="service-seller"),
    path("pipeline/service/<int:seller_id>/agreements/", service.agreements, name="service-agreements"),
    path("pipeline/setbacks/", setbacks.setbacks, name="setbacks"),
    path("pipeline/setbacks/<int:setback_id>/", setbacks.setback, name="setback"),
    path("pipeline/setbacks/<int:setback_id>/closing/", setbacks.setback_closing, name="setback-closing"),
]
