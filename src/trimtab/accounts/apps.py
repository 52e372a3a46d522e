from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    name = "trimtab.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let people talk about accounts."""
        from trimtab.accounts.models import Account
        from trimtab.accounts.policy import get_account_for
        from trimtab.accounts.queries import visible_accounts
        from trimtab.collaboration import subjects
        from trimtab.core.merged import ids_merged_into

        subjects.register(
            "account",
            get_for=get_account_for,
            label=gettext_lazy("Account"),
            url="account",
            visible=visible_accounts,
            merged=partial(ids_merged_into, Account),
        )
