from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "trimtab.assessments"
    label = "assessments"
