from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "trimtab.people"
    label = "people"
