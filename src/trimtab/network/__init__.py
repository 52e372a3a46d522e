"""The ledger of one's network: help given and asked, introductions, promises."""
