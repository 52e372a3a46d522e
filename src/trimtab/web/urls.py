"""The look has no addresses of its own."""

urlpatterns: list[object] = []
