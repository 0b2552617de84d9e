import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reference", "0001_initial"),
        ("registers", "0001_registers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                ("sort_name", models.CharField(editable=False, max_length=255)),
                ("slug", models.SlugField(max_length=90, unique=True, verbose_name="address")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "Company"),
                            ("studio", "Studio"),
                            ("association", "Association"),
                            ("collective", "Collective"),
                            ("person", "Independent"),
                            ("hub", "Creative hub"),
                            ("cluster", "Cluster or federation"),
                            ("incubator", "Incubator"),
                            ("school", "School"),
                            ("research", "Research centre"),
                            ("venue", "Venue"),
                            ("museum", "Museum or exhibition place"),
                            ("festival", "Festival"),
                            ("media", "Media"),
                            ("fund", "Fund"),
                            ("agency", "Agency"),
                            ("public_body", "Public body"),
                            ("programme", "Programme"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("natural_person", "Self-employed person"),
                            ("asbl", "Non-profit association (ASBL)"),
                            ("aisbl", "International non-profit association (AISBL)"),
                            ("foundation", "Foundation"),
                            ("srl", "Private limited company (SRL, formerly SPRL)"),
                            ("sa", "Public limited company (SA)"),
                            ("sc", "Cooperative (SC)"),
                            ("snc", "General partnership (SNC)"),
                            ("scomm", "Limited partnership (SComm)"),
                            ("public_body", "Body under public law"),
                            ("de_facto", "De facto association"),
                            ("foreign_company", "Foreign company"),
                        ],
                        max_length=20,
                        verbose_name="legal form",
                    ),
                ),
                (
                    "enterprise_number",
                    models.CharField(blank=True, max_length=10, verbose_name="enterprise number"),
                ),
                ("description_fr", models.TextField(blank=True, verbose_name="description (French)")),
                ("description_en", models.TextField(blank=True, verbose_name="description (English)")),
                ("description_nl", models.TextField(blank=True, verbose_name="description (Dutch)")),
                ("description_de", models.TextField(blank=True, verbose_name="description (German)")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="town")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=("http", "https"))],
                        verbose_name="website",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="public e-mail")),
                (
                    "headcount_low",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="headcount, from"),
                ),
                (
                    "headcount_high",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="headcount, to"),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("idea", "Idea"),
                            ("prototype", "Prototype"),
                            ("launch", "Launch"),
                            ("growth", "Growth"),
                            ("established", "Established"),
                        ],
                        max_length=15,
                        verbose_name="stage",
                    ),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="last confirmed on")),
                (
                    "orphaned_on",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="The last main manager left on that day.",
                        null=True,
                        verbose_name="without a main manager since",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_index=True,
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="last change",
                    ),
                ),
                (
                    "disciplines",
                    models.ManyToManyField(
                        blank=True,
                        related_name="actors",
                        to="reference.discipline",
                        verbose_name="disciplines",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actors",
                        to="reference.territory",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "actor",
                "verbose_name_plural": "actors",
                "ordering": ("sort_name",),
                "indexes": [
                    models.Index(fields=["sort_name", "status"], name="actor_sort_status"),
                    models.Index(fields=["kind", "status"], name="actor_kind_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("enterprise_number", ""), _negated=True),
                        fields=("enterprise_number",),
                        name="actor_enterprise_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("headcount_low__isnull", True),
                            ("headcount_high__isnull", True),
                            ("headcount_low__lte", models.F("headcount_high")),
                            _connector="OR",
                        ),
                        name="actor_headcount_band_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorLabel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="label")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="directory.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "label",
                "verbose_name_plural": "labels",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="ActorRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reference", "Reference organisation"),
                            ("funder", "Funder"),
                            ("trainer", "Trainer"),
                            ("hub", "Hub"),
                            ("exporter", "Export support"),
                            ("cluster", "Cluster"),
                            ("member", "Member of the sector"),
                            ("organiser", "Organiser"),
                            ("exhibitor", "Exhibitor"),
                            ("incubator", "Incubator"),
                            ("support", "Support"),
                            ("residency_host", "Residency host"),
                            ("research", "Research"),
                            ("observatory", "Observatory"),
                            ("strategist", "Strategist"),
                            ("producer", "Producer"),
                            ("partner", "Partner"),
                            ("media", "Media"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="directory.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("actor", "kind"), name="actor_role_once")],
            },
        ),
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("register", "company register"),
                            ("spreadsheet", "spreadsheet"),
                            ("feed", "feed"),
                        ],
                        max_length=12,
                        verbose_name="kind of source",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="name")),
                ("source_name", models.CharField(max_length=200, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("observed_on", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("comparing", "being compared"),
                            ("proposed", "to review"),
                            ("applying", "being applied"),
                            ("applied", "applied"),
                            ("undone", "undone"),
                            ("dropped", "dropped"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("stop_asked", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_sets",
                        to="registers.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "change set",
                "verbose_name_plural": "change sets",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("code", "code sent to an address known to the directory"),
                            ("domain", "code sent to the organisation’s web domain"),
                            ("evidence", "evidence looked at by the team"),
                        ],
                        max_length=10,
                        verbose_name="proof",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "code asked for"),
                            ("waiting", "waits for the team"),
                            ("delayed", "waits seven days"),
                            ("contested", "contested"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        db_index=True,
                        default="started",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("language", models.CharField(default="fr", editable=False, max_length=5)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="received"),
                ),
                ("submission", models.UUIDField(unique=True, verbose_name="one-time form number")),
                (
                    "address",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="address the code was sent to"
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("code_expires_at", models.DateTimeField(blank=True, null=True)),
                ("code_attempts", models.PositiveSmallIntegerField(default=0)),
                ("proven_at", models.DateTimeField(blank=True, null=True, verbose_name="proven")),
                (
                    "evidence",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how they belong to the organisation"
                    ),
                ),
                (
                    "contest_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="may be contested until"),
                ),
                ("contest_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("contested_at", models.DateTimeField(blank=True, null=True, verbose_name="contested")),
                (
                    "contest",
                    models.TextField(blank=True, max_length=4000, verbose_name="what the objection says"),
                ),
                (
                    "is_final",
                    models.BooleanField(default=False, help_text="The team decided after an objection."),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="decided"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="directory.actor",
                        verbose_name="record",
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="claimant",
                    ),
                ),
                (
                    "contested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(fields=["claimant", "created_at"], name="claim_by_claimant"),
                    models.Index(fields=["address", "created_at"], name="claim_by_address"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "delayed", "contested"))),
                        fields=("actor", "claimant"),
                        name="one_open_claim_each",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name of the file")),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="file", to="directory.claim"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ConfirmationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "token_hash",
                    models.CharField(
                        help_text="SHA-256 of the link's secret, which is kept nowhere.",
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmation_requests",
                        to="directory.actor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request to confirm a record",
                "verbose_name_plural": "requests to confirm a record",
                "ordering": ("-asked_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "user", "since", "number"), name="confirmation_asked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="field")),
                ("proposed", models.TextField(max_length=2000, verbose_name="what it should say")),
                ("comment", models.TextField(blank=True, max_length=2000, verbose_name="how do you know?")),
                (
                    "author_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="your e-mail, if you want an answer"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "Français"),
                            ("en", "English"),
                            ("nl", "Nederlands"),
                            ("de", "Deutsch"),
                        ],
                        default="fr",
                        max_length=2,
                        verbose_name="language of the page",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("applied", "Applied"), ("refused", "Refused")],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("submission", models.UUIDField(null=True, unique=True, verbose_name="one-time form number")),
                (
                    "sender",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="A keyed hash of the day and the sender's address, to slow floods down; not the address.",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="directory.actor",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="DataSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("spreadsheet", "spreadsheet"), ("feed", "feed")],
                        max_length=12,
                        verbose_name="kind of source",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("licence", models.CharField(blank=True, max_length=200, verbose_name="licence")),
                (
                    "mapping",
                    models.JSONField(
                        default=dict,
                        help_text="By field: the name of the column, as a person confirmed it last.",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read last")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="outcome")),
                (
                    "read_every",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "only when somebody asks"),
                            ("day", "every day"),
                            ("week", "every week"),
                        ],
                        max_length=4,
                        verbose_name="When it is read",
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True, verbose_name="fails since")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "source of data",
                "verbose_name_plural": "sources of data",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="DuplicateProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField(verbose_name="score")),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("sure", "almost surely the same"),
                            ("likely", "probably the same"),
                            ("possible", "perhaps the same"),
                        ],
                        max_length=8,
                        verbose_name="likeness",
                    ),
                ),
                (
                    "reasons",
                    models.JSONField(
                        default=list,
                        help_text="For and against, strongest first: feature, for, weight, values.",
                        verbose_name="reasons",
                    ),
                ),
                ("method", models.CharField(blank=True, max_length=60, verbose_name="version of the scores")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to decide"),
                            ("same", "the same"),
                            ("not_same", "not the same"),
                            ("later", "later"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("later_until", models.DateField(blank=True, null=True, verbose_name="again on")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("why", models.TextField(blank=True, verbose_name="why")),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="found")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="directory.actor",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="directory.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "pair of records",
                "verbose_name_plural": "pairs of records",
                "ordering": ("-score", "pk"),
                "indexes": [models.Index(fields=["state", "-score"], name="pair_state_score")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicateSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("everywhere", models.BooleanField(default=False, verbose_name="all records")),
                ("changed_since", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "being searched"), ("stopped", "stopped"), ("done", "done")],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reached",
                    models.BigIntegerField(default=0, help_text="The key of the last record compared."),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0, verbose_name="new pairs")),
                ("stop_asked", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("active_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "search for duplicates",
                "verbose_name_plural": "searches for duplicates",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("state",),
                        name="one_search_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("value", models.CharField(max_length=120, verbose_name="identifier")),
                (
                    "origin",
                    models.JSONField(
                        default=dict, help_text="Why the source names it, and how it was placed."
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_ids",
                        to="directory.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "external identifier",
                "verbose_name_plural": "external identifiers",
                "ordering": ("source", "value"),
                "constraints": [models.UniqueConstraint(fields=("source", "value"), name="external_id_once")],
            },
        ),
        migrations.CreateModel(
            name="FieldSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40, verbose_name="field")),
                ("value", models.JSONField(null=True, verbose_name="value")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("dataset", "first-load dataset"),
                            ("spreadsheet", "spreadsheet"),
                            ("feed", "feed"),
                            ("register", "company register"),
                            ("owner", "written by the organisation"),
                            ("team", "written by the team"),
                            ("suggestion", "correction suggested and accepted"),
                        ],
                        max_length=12,
                        verbose_name="method",
                    ),
                ),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("observed_on", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "state",
                    models.CharField(
                        choices=[("current", "shown"), ("replaced", "replaced"), ("refused", "refused")],
                        default="current",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_sources",
                        to="directory.actor",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "provenance",
                "verbose_name_plural": "provenance",
                "ordering": ("field", "-recorded_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "current")),
                        fields=("actor", "field"),
                        name="one_current_source_per_field",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="former name")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="directory.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("actor", "name"), name="former_name_once")],
            },
        ),
        migrations.CreateModel(
            name="GivenWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("concept", models.CharField(db_index=True, max_length=80, verbose_name="idea")),
                ("word", models.CharField(max_length=100, verbose_name="word")),
                ("key", models.CharField(editable=False, max_length=100)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "any language"),
                            ("fr", "French"),
                            ("en", "English"),
                            ("nl", "Dutch"),
                            ("de", "German"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("came_along", models.BooleanField(default=False, verbose_name="came with the vocabulary")),
                ("is_off", models.BooleanField(default=False, verbose_name="switched off")),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "word of the search",
                "verbose_name_plural": "words of the search",
                "ordering": ("concept", "word"),
                "constraints": [
                    models.UniqueConstraint(fields=("concept", "key"), name="given_word_once_per_idea")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[("main", "Main manager"), ("manager", "Manager")],
                        default="manager",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, help_text="Accepted, withdrawn or replaced.", null=True),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="directory.actor",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations_sent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ("-created_at", "-pk"),
                "indexes": [models.Index(fields=["invited_by", "created_at"], name="invitation_by_sender")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("main", "Main manager"), ("manager", "Manager")],
                        default="main",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="directory.actor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [models.UniqueConstraint(fields=("user", "actor"), name="membership_once")],
            },
        ),
        migrations.CreateModel(
            name="MergeRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_name", models.CharField(max_length=255, verbose_name="record kept")),
                ("absorbed_key", models.BigIntegerField(db_index=True)),
                ("absorbed_name", models.CharField(max_length=255, verbose_name="record that went into it")),
                ("absorbed_slug", models.SlugField(max_length=90, verbose_name="its address")),
                ("snapshot", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict, help_text="How many links moved, by kind.")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="merged")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "left",
                    models.JSONField(default=list, help_text="What the undo left as people had made it."),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="directory.actor",
                        verbose_name="record kept",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merges",
                        to="directory.duplicateproposal",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("absorbed_key",),
                        name="merged_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("closed", "closed"),
                            ("conflict", "perhaps the same"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("external_id", models.CharField(max_length=120, verbose_name="number")),
                ("name", models.CharField(max_length=320, verbose_name="name")),
                (
                    "values",
                    models.JSONField(default=dict, help_text="By field: what is shown and what would be."),
                ),
                (
                    "refused",
                    models.JSONField(
                        default=dict, help_text="By field: what does not replace a person’s words."
                    ),
                ),
                (
                    "origin",
                    models.JSONField(
                        default=dict, help_text="Why the source names it, and how it was placed."
                    ),
                ),
                ("origin_before", models.JSONField(null=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("waiting", "to decide"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposed_changes",
                        to="directory.actor",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="directory.changeset",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed change",
                "verbose_name_plural": "proposed changes",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["change_set", "kind", "decision"], name="change_set_kind_decision")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("change_set", "external_id"), name="one_change_per_set_and_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                ("path", models.CharField(max_length=500)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("proposing", "being compared"),
                            ("proposed", "changes proposed"),
                            ("failed", "failed"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("mapping", models.JSONField(default=dict)),
                (
                    "sample",
                    models.JSONField(default=dict, help_text="The columns and first rows, as they are."),
                ),
                (
                    "preview",
                    models.JSONField(default=list, help_text="The first rows, as they are understood."),
                ),
                ("counts", models.JSONField(default=dict)),
                (
                    "problems",
                    models.JSONField(default=list, help_text="The first wrong lines: line and reasons."),
                ),
                ("why", models.TextField(blank=True, verbose_name="reason")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sheets",
                        to="directory.changeset",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="directory.datasource",
                    ),
                ),
            ],
            options={
                "verbose_name": "received sheet",
                "verbose_name_plural": "received sheets",
                "ordering": ("-pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("funds", "funds"),
                            ("operates", "operates"),
                            ("organises", "organises"),
                            ("hosts", "hosts"),
                            ("member_of", "is a member of"),
                            ("partner_of", "is a partner of"),
                        ],
                        max_length=15,
                        verbose_name="relation",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source_url",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=("http", "https"))],
                        verbose_name="source",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="directory.actor",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reverse_relations",
                        to="directory.actor",
                        verbose_name="other actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("source", "kind", "target"), name="relation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="relation_between_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="name of the site")),
                ("street", models.CharField(blank=True, max_length=200, verbose_name="street")),
                ("postal_code", models.CharField(blank=True, max_length=10, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=120, verbose_name="town")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="directory.actor",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="reference.territory",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ("pk",),
            },
        ),
    ]
