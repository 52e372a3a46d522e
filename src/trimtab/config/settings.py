"""All settings, one file. Each environment variable is described in docs/reference/settings.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from trimtab.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
DEBUG = environment.flag("TRIMTAB_DEBUG", default=False)
# Served over HTTPS (behind a proxy that ends TLS): secure cookies, redirect, HSTS.
HTTPS = environment.flag("TRIMTAB_HTTPS", default=False)
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.text("TRIMTAB_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

INSTALLED_APPS = [
    "trimtab.core",
    "trimtab.web",
    "trimtab.people",
    "trimtab.sharing",
    "trimtab.collaboration",
    "trimtab.accounts",
    "trimtab.evidence",
    "trimtab.opportunities",
    "trimtab.research",
    "trimtab.network",
    "trimtab.objectives",
    "trimtab.relationships",
    "trimtab.retention",
    "trimtab.discovery",
    "trimtab.competition",
    "trimtab.processes",
    "trimtab.playbook",
    "trimtab.cadences",
    "trimtab.assessments",
    "trimtab.strategy",
    "trimtab.value",
    "trimtab.calls",
    "trimtab.mutual",
    "trimtab.reviews",
    "trimtab.outcomes",
    "trimtab.rulebook",
    "trimtab.whitespace",
    "trimtab.hours",
    "trimtab.targeting",
    "trimtab.planning",
    "trimtab.search",
    "trimtab.rhythm",
    "trimtab.batches",
    "trimtab.coach",
    "trimtab.analytics",
    "trimtab.connectors",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton",
    "django_htmx",
    "template_partials",
]
MIDDLEWARE = [
    "trimtab.web.middleware.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "trimtab.search.middleware.CatchUpMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "trimtab.web.middleware.KeepingMiddleware",
    "trimtab.web.middleware.ReadableTextMiddleware",
    "trimtab.people.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What takes seconds to work out, for all workers; see core.shared_answers. Emptied when the site starts.
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
ROOT_URLCONF = "trimtab.config.urls"
WSGI_APPLICATION = "trimtab.config.wsgi.application"
FORM_RENDERER = "trimtab.web.selects.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trimtab.config.navigation.frame",
            ],
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What apps above the accounts show on an account's page, by URL name.
ACCOUNT_PANELS = [
    "account-opportunities",
    "account-worth",
    "account-activities",
    "account-story",
]
# And what is loaded into it once it comes into view, with its heading: these ask many tables.
ACCOUNT_PANELS_LATER = {
    "account-plan-panel": _("Plan"),
    "account-white-space-panel": _("White space"),
    "account-goals": _("Their goals"),
    "account-people-panel": _("People"),
    "account-retention": _("If somebody leaves"),
}
# The same for a contact's page.
CONTACT_PANELS = ["contact-dealings", "contact-story"]
# And what is loaded into an opportunity's page once it stands, while it is open.
OPPORTUNITY_PANELS = {
    "opportunity-findings": _("What the rules say"),
    "opportunity-odds": _("Chances"),
    "opportunity-process-panel": _("Process"),
    "opportunity-assessment-panel": _("Assessment"),
    "opportunity-plays": _("Plays"),
    "opportunity-strategy-panel": _("Strategy"),
    "opportunity-value-panel": _("Value"),
    "opportunity-calls-panel": _("Calls"),
    "opportunity-mutual-plan-panel": _("Mutual plan"),
    "opportunity-reviews-panel": _("Reviews"),
    "opportunity-white-space": _("White space"),
}
# The lists of which people save views, by the names of their addresses.
LISTS = ["opportunities", "accounts", "contacts", "activities", "objectives", "actions"]
# Where the coach learns the organisation's own paces: a function of the folder of extracts. It stands above the coach.
PACES = "trimtab.analytics.extracts.paces.paces_in"
# And what models found of open opportunities and leads: a function of that folder, of opportunities and of people.
ADVICE = "trimtab.analytics.trends.advising.advice_in"
# Where previewed changes of many records are applied and undone. It stands above the rooms that draft them.
CHANGES = "trimtab.batches.working"
# What Ctrl K offers beside records.
COMMANDS = "trimtab.config.commands.commands_for"
EXTRACTS = HOME / "extracts"
UPLOADS = HOME / "uploads"
# How much DuckDB may take in one process; always set, since its own default is most of the machine.
ANALYSIS_MEMORY = environment.text("TRIMTAB_ANALYSIS_MEMORY", "512MB")
NIGHTLY = environment.flag("TRIMTAB_NIGHTLY", default=True)
# Whether a page that finds no fresh forecast starts a process that makes one; else `trimtab forecast --keep` does.
FORECASTS_WHEN_ASKED = environment.flag("TRIMTAB_FORECASTS_WHEN_ASKED", default=True)
# Whether feeds are fetched from the internet, and from which hosts inside the own network (host:port) they may be.
FEEDS_ARE_READ = environment.flag("TRIMTAB_FEEDS", default=True)
FEED_HOSTS = frozenset(filter(None, environment.text("TRIMTAB_FEED_HOSTS", "").replace(" ", "").split(",")))
UPLOAD_MEGABYTES = environment.number("TRIMTAB_UPLOAD_MEGABYTES", 100, least=1)
# Largest file beside a comment, and what all of them together may take.
FILE_MEGABYTES = environment.number("TRIMTAB_FILE_MEGABYTES", 25, least=1)
FILES_MEGABYTES = environment.number("TRIMTAB_FILES_MEGABYTES", 10_000, least=1)

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "trimtab.people.signing_in.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Without a mail server nothing is sent, and the pages say so.
MAIL = environment.mail_server("TRIMTAB_MAIL_SERVER")
SENDS_MAIL = MAIL is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'console'}.EmailBackend"
if MAIL is not None:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.is_ssl, MAIL.is_starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("TRIMTAB_MAIL_FROM", "trimtab@localhost")
# Where people reach the site: the links in mails begin with it.
SITE_ADDRESS = environment.text("TRIMTAB_ADDRESS", "")

LANGUAGE_CODE = environment.text("TRIMTAB_LANGUAGE", "en")
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = environment.text("TRIMTAB_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# A text of 5 MB still reaches its form, which says how long it may be and shows what was typed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_tokens": {"()": "trimtab.sharing.redacting.WithoutTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_tokens"]},
    },
    "root": {"handlers": ["console"], "level": environment.text("TRIMTAB_LOG_LEVEL", "WARNING")},
}
