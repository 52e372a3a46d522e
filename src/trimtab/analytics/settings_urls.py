"""Addresses of what shapes the figures, below /settings/."""

from django.urls import path

from trimtab.analytics.views import currencies, definitions, organisation, processes, restatements, stages

urlpatterns = [
    path("organisation/", organisation.organisation, name="organisation"),
    path("currencies/", currencies.currencies, name="currencies"),
    path("currencies/rates/", currencies.rate_lines, name="rate-lines"),
    path("currencies/rates/<int:pk>/removal/", currencies.rate_removal, name="rate-removal"),
    path("currencies/closings/", currencies.closings, name="closings"),
    path("currencies/closings/<int:pk>/reopening/", currencies.reopening, name="reopening"),
    path("currencies/<slug:code>/", currencies.currency, name="currency"),
    path("definitions/", definitions.rules, name="definition-rules"),
    path("definitions/<slug:rule>/", definitions.rule, name="definition-rule"),
    path("processes/", processes.processes, name="processes"),
    path("processes/<int:pk>/", processes.process, name="process"),
    path("processes/<int:pk>/name/", processes.process_name, name="process-name"),
    path("processes/<int:pk>/order/", processes.process_order, name="process-order"),
    path("processes/<int:pk>/archiving/", processes.process_archiving, name="process-archiving"),
    path("stages/<int:pk>/", stages.stage, name="stage"),
    path("stages/<int:pk>/archiving/", processes.stage_archiving, name="stage-archiving"),
    path("stages/<int:pk>/remapping/", stages.stage_remapping, name="stage-remapping"),
    path("stages/<int:pk>/setting-apart/", stages.stage_setting_apart, name="stage-setting-apart"),
    path("restatements/", restatements.restatements, name="restatements"),
    path("restatements/<int:pk>/", restatements.restatement, name="restatement"),
]
