from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "trimtab.accounts"
    label = "accounts"
