from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "trimtab.reviews"
    label = "reviews"

    def ready(self) -> None:
        """What rules may look at."""
        from trimtab.opportunities import signals
        from trimtab.reviews.signals import SOURCE

        signals.register(SOURCE)
