from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "trimtab.reviews"
    label = "reviews"
