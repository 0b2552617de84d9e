"""Every setting of Vivier, read from the environment once. `docs/settings.md` lists the variables."""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from vivier.core import env

ROOT = Path(__file__).resolve().parent.parent
VAR = env.path("VIVIER_VAR", ROOT / "var")
VAR.mkdir(parents=True, exist_ok=True)

# A host beyond this machine means production, whatever else is said.
LOCAL_HOSTS = {"127.0.0.1", "localhost", "testserver", "[::1]"}
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
MODE = env.text("VIVIER_MODE", "test" if "pytest" in sys.modules else "development")
PRODUCTION = MODE == "production" or not set(ALLOWED_HOSTS) <= LOCAL_HOSTS
DEMO = MODE == "demo" and not PRODUCTION
DEBUG = env.flag("DEBUG") and not PRODUCTION

DEVELOPMENT_KEY = "development-key-never-used-in-production-0123456789abcdef"
SECRET_KEY = env.text("SECRET_KEY") or DEVELOPMENT_KEY
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# What reports handed in to a funder are signed with; those before it, for what they signed.
REPORT_KEY = env.text("REPORT_KEY") or SECRET_KEY
REPORT_KEY_FALLBACKS = env.words("REPORT_KEY_FALLBACKS") or SECRET_KEY_FALLBACKS
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")

# -- what an instance calls itself ------------------------------------------------------------
PRODUCT_NAME = "Vivier"
INSTANCE_NAME = env.text("INSTANCE_NAME", "Industries culturelles et créatives de Wallonie")
INSTANCE_TAGLINE = env.text("INSTANCE_TAGLINE", "industries créatives de Wallonie")
REFERENCE_ACTOR = env.text("REFERENCE_ACTOR", "kikk")
HOME_TERRITORY = env.text("HOME_TERRITORY", "03000")
SITE_EMAIL = env.text("SITE_EMAIL", "contact@exemple.invalid")
BRAND_STYLESHEET = env.text("BRAND_STYLESHEET")
# After how many months without a confirmation the managers of a record are asked for one.
CONFIRM_MONTHS = max(1, env.number("CONFIRM_MONTHS", 12))
# Needs: entered within so many working days; partners reminded after so many, the last time for good;
# who asked is forgotten so many months after the end.
NEED_DAYS = max(1, env.number("NEED_DAYS", 2))
REFERRAL_REMINDERS = env.numbers("REFERRAL_REMINDERS", "2,7,14")
NEED_RETENTION_MONTHS = max(1, env.number("NEED_RETENTION_MONTHS", 60))
# Cases: what is new is told together after so many minutes; a next step is recalled so many days before,
# and on the day itself.
CASE_NEWS_MINUTES = max(0, env.number("CASE_NEWS_MINUTES", 30))
ACTION_REMINDER_DAYS = max(0, env.number("ACTION_REMINDER_DAYS", 2))
# Who went on a mission is forgotten so many months after its last day.
MISSION_RETENTION_MONTHS = max(1, env.number("MISSION_RETENTION_MONTHS", 24))
# What mails are drawn in, for mail programs read no stylesheet: band, button, words on it, link.
MAIL_COLOURS = env.words("MAIL_COLOURS", "#06362e,#ff5c39,#0d1a17,#0a5c4f")
if len(MAIL_COLOURS) != 4:
    raise env.MissingSetting("MAIL_COLOURS must be four colours: band, button, words on it, link.")
TILES_URL = env.text("TILES_URL")
TILES_CREDIT = env.text("TILES_CREDIT")

INSTALLED_APPS = [
    "vivier.core",
    "vivier.accounts",
    "vivier.reference",
    "vivier.search",
    "vivier.alerts",
    "vivier.outbox",
    "vivier.registers",
    "vivier.directory",
    "vivier.opportunities",
    "vivier.agenda",
    "vivier.missions",
    "vivier.support",
    "vivier.links",
    "vivier.observatory",
    "vivier.mandate",
    "vivier.newsroom",
    "vivier.web",
    "vivier.desk",
    "vivier.api",
    "vivier.firstload",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.contrib.simple_translation",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "vivier.web.middleware.SafeInputMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vivier.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vivier.web.middleware.PermissionMiddleware",
    "vivier.web.middleware.PrivatePagesMiddleware",
    "vivier.desk.middleware.WagtailInputMiddleware",
    "vivier.web.middleware.NotThatWayMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "vivier.urls"
WSGI_APPLICATION = "vivier.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
FORMS_URLFIELD_ASSUME_HTTPS = True  # as Django 6 does by itself

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "vivier.web.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "vivier.core.templatetags.components",
            ],
        },
    }
]

# -- background work: kept in the database, done by `vivier work`; at once in tests ----------------
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if MODE == "test"
        else "django_tasks_db.DatabaseBackend"
    }
}
# Looks at every file that is sent, before anything reads it (see vivier/core/scanning.py).
UPLOAD_SCANNER = env.text("UPLOAD_SCANNER")
# What people send to be imported is deleted so many days after it was dealt with, or never decided about.
SENT_FILES_DAYS = max(1, env.number("SENT_FILES_DAYS", 30))
SENT_FILES_WAITING_DAYS = max(SENT_FILES_DAYS, env.number("SENT_FILES_WAITING_DAYS", 180))
# How often one address, or one partner's key, may ask the API: in the long run, and at once. 0: no limit.
API_PER_MINUTE = max(0, env.number("API_PER_MINUTE", 0 if MODE == "test" else 1200))
API_AT_ONCE = max(1, env.number("API_AT_ONCE", 300))
# Folders on the server that imports may be read from, beside what is uploaded.
IMPORT_FOLDERS = [Path(one) for one in env.words("IMPORT_FOLDERS", str(VAR / "imports"))]
ENGINE = env.text("VIVIER_ENGINE", "duckdb")  # or spark://host:port: what computes over columns

# -- data ------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

SEARCH_INDEX = env.path("SEARCH_INDEX", VAR / "search")
# For several machines: the index is kept there instead (see docs/search.md).
OPENSEARCH_URL = env.text("OPENSEARCH_URL")
OPENSEARCH_ALIAS = env.text("OPENSEARCH_ALIAS", "vivier")
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATIC_URL = "/static/"
_STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
if PRODUCTION:
    _STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
elif DEMO:  # on its own machine nothing is won by packing 622 files, and its start would take 20 s longer
    _STATIC_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS = not (PRODUCTION or DEMO)
# In the database: throttles and used codes must be seen by every worker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_values",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# -- languages and time ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("nl", "Nederlands"), ("de", "Deutsch")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [ROOT / "vivier" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# -- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "vivier.accounts.passwords.UnlikeThePersonValidator"},
    {"NAME": "vivier.accounts.passwords.LengthByRoleValidator"},
    {"NAME": "vivier.accounts.passwords.UncommonValidator"},
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "vivier.web.views.errors.stale_form"
LOGIN_REDIRECT_URL = "/espace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/h/ip,5/15m/key,20/d/key",
    "reset_password": "20/h/ip,3/h/key",
    "signup": "20/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
ACCOUNT_ADAPTER = "vivier.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "vivier.accounts.adapters.SecondFactorAdapter"
ACCOUNT_FORMS = {"login": "vivier.web.forms.log_in.LogInForm"}
MFA_FORMS = {
    "authenticate": "vivier.web.forms.second_factor.EnterCodeForm",
    "reauthenticate": "vivier.web.forms.second_factor.ConfirmCodeForm",
    "activate_totp": "vivier.web.forms.second_factor.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = PRODUCT_NAME
STAFF_MFA_REQUIRED = env.flag("STAFF_MFA_REQUIRED", default=not DEMO)
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_IDLE_SECONDS = 2 * 3600
# Every mail is a row of the outbox first; `vivier work` hands it to the transport.
EMAIL_BACKEND = "vivier.outbox.backend.OutboxBackend"
_TRANSPORT = "smtp" if PRODUCTION else "locmem" if MODE == "test" else "console"
OUTBOX_TRANSPORT = env.text("EMAIL_BACKEND", f"django.core.mail.backends.{_TRANSPORT}.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", SITE_EMAIL)

# -- editorial back office -------------------------------------------------------------------
WAGTAIL_SITE_NAME = PRODUCT_NAME
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "vivier.desk.chooser_search"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "vivier.desk.forms.media.ScannedDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "vivier.desk.forms.media.ScannedImageForm"

# -- web hardening ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *filter(None, ["/".join(TILES_URL.split("/")[:3])])],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "unused-language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    if env.flag("BEHIND_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if env.flag("DEBUG"):
        raise env.MissingSetting("DEBUG is for development: unset it, or set VIVIER_MODE=development.")
    if SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50:
        raise env.MissingSetting("SECRET_KEY must be set to 50 random characters or more.")
    if not ALLOWED_HOSTS or set(ALLOWED_HOSTS) <= LOCAL_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
        raise env.MissingSetting("ALLOWED_HOSTS must name the exact hosts of the site, without *.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"


def main() -> None:
    """Run a management command: `vivier <command>`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vivier.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- needs settings first

    execute_from_command_line(sys.argv)
