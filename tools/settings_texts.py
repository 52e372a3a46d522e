"""What each environment variable means, for docs/reference/settings.md: name → (default, meaning)."""

SETTINGS = {
    "TRIMTAB_HOME": (
        "the user's data folder; `.demo` for `make demo`",
        "Folder of the SQLite database, secret key, uploads, extracts, kept answers, static files. Made when missing.",
    ),
    "TRIMTAB_DATABASE_URL": (
        "SQLite in `TRIMTAB_HOME`",
        "`sqlite:////absolute/path` or `postgresql://user:password@host:port/name`.",
    ),
    "TRIMTAB_SECRET_KEY": (
        "made once and kept in `TRIMTAB_HOME/secret-key`",
        "Signs sessions; 50 characters or more. A backup holds the kept key, never this variable.",
    ),
    "TRIMTAB_HOSTS": (
        "`localhost,127.0.0.1,[::1]`",
        "Names under which the site answers, separated by commas.",
    ),
    "TRIMTAB_HTTPS": (
        "no",
        "Set to `yes` behind a proxy that ends TLS and sets `X-Forwarded-Proto`: secure cookies, redirects and HSTS.",
    ),
    "TRIMTAB_DEBUG": ("no", "Shows errors in full. For developers only."),
    "TRIMTAB_TIME_ZONE": ("`UTC`", "Clock of people who chose none, such as `Europe/Berlin`."),
    "TRIMTAB_LANGUAGE": ("`en`", "Language of people who chose none."),
    "TRIMTAB_MAIL_FROM": ("`trimtab@localhost`", "Sender of mail."),
    "TRIMTAB_MAIL_SERVER": (
        "none",
        "`smtp://user:password@host:port` (STARTTLS), `smtps://` (TLS) or `smtp+plain://` (neither). None: no mail.",
    ),
    "TRIMTAB_ADDRESS": ("none", "Where people reach the site, such as `https://sales.example.com`: links in mails."),
    "TRIMTAB_FEEDS": ("yes", "Whether feeds that people follow are fetched from the internet."),
    "TRIMTAB_FEED_HOSTS": (
        "",
        "Hosts inside the own network from which feeds may be read (`host:port`, with commas); no other one is asked.",
    ),
    "TRIMTAB_UPLOAD_MEGABYTES": ("100", "Largest file that may be uploaded."),
    "TRIMTAB_FILE_MEGABYTES": ("25", "Largest file beside a comment."),
    "TRIMTAB_FILES_MEGABYTES": ("10000", "What all files beside comments together may take."),
    "TRIMTAB_ANALYSIS_MEMORY": ("`512MB`", "Most memory that analysis takes in one process."),
    "TRIMTAB_NIGHTLY": (
        "yes",
        "Whether the site starts `trimtab nightly` once a day, after two o'clock. `no` where a timer does.",
    ),
    "TRIMTAB_FORECASTS_WHEN_ASKED": (
        "yes",
        "Set to `no` where a nightly `trimtab forecast --keep` makes the forecasts, instead of whoever opens the page.",
    ),
    "TRIMTAB_LOG_LEVEL": ("`WARNING`", "One of `DEBUG`, `INFO`, `WARNING`, `ERROR`."),
}
