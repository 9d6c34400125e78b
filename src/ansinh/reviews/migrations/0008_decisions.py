import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("datasets", "0001_initial"),
        ("households", "0006_lines_by_number"),
        ("papers", "0001_papers"),
        ("places", "0002_sort_keys"),
        ("reviews", "0007_corrections"),
        ("work", "0003_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="AverageCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village", models.CharField(blank=True, max_length=120)),
                ("request_ref", models.CharField(blank=True, max_length=80)),
                ("requested_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("surveyed", "surveyed"),
                            ("posted", "posted"),
                            ("rechecking", "rechecking"),
                            ("rechecked", "rechecked"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="average_cases",
                        to="households.household",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("household", "requested_on"), name="average_case_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="AverageIncome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.SmallIntegerField()),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("agriculture", "agriculture"),
                            ("forestry", "forestry"),
                            ("fishery", "fishery"),
                            ("salt", "salt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("persons", models.SmallIntegerField()),
                ("sector_income", models.BigIntegerField()),
                ("other_income", models.BigIntegerField()),
                ("allowances", models.BigIntegerField(default=0)),
                ("area_type", models.CharField(max_length=8)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=120)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incomes",
                        to="reviews.averagecase",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "revision"), name="average_income_revision"),
                    models.CheckConstraint(
                        condition=models.Q(("persons__gt", 0)), name="average_income_persons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allowances__gte", 0), ("other_income__gte", 0), ("sector_income__gte", 0)
                        ),
                        name="average_income_positive",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="AverageMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("surveyed", "surveyed"),
                            ("posted", "posted"),
                            ("rechecking", "rechecking"),
                            ("rechecked", "rechecked"),
                            ("recognised", "recognised"),
                            ("refused", "refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("paper_number", models.CharField(blank=True, max_length=80)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="reviews.averagecase",
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village", models.CharField(blank=True, max_length=120)),
                ("year", models.SmallIntegerField()),
                ("number", models.IntegerField()),
                ("suffix", models.CharField(max_length=20)),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(max_length=120)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="households.household",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "year", "number", "id"], name="certificate_register")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year", "number"), name="certificate_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="certificate_numbered"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateEvent",
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
                            ("issued", "issued"),
                            ("reissued", "reissued"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="reviews.certificate",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="papers.paper",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "issued"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="certificate_event_says_why",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="CertificateYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_year", models.SmallIntegerField()),
                ("mark", models.CharField(choices=[("N", "N"), ("CN", "CN")], max_length=2)),
                ("standard", models.CharField(max_length=40)),
                ("deprived", models.IntegerField(default=0)),
                ("confirmed_on", models.DateField()),
                ("confirmed_by", models.CharField(max_length=120)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="reviews.certificate",
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="DecidedHousehold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village", models.CharField(blank=True, max_length=120)),
                ("list_class", models.CharField(blank=True, max_length=20)),
                ("opening_class", models.CharField(blank=True, max_length=20)),
                ("movement", models.CharField(blank=True, max_length=14)),
                ("movement_reason", models.CharField(blank=True, max_length=40)),
                ("deprived", models.IntegerField(default=0)),
                ("persons", models.SmallIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided",
                        to="households.household",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={},
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=7)),
                ("order", models.SmallIntegerField()),
                ("paper_number", models.CharField(max_length=80)),
                ("outside", models.BooleanField(default=False)),
                ("day", models.DateField()),
                ("effective_from", models.DateField()),
                ("standard", models.CharField(max_length=40)),
                ("signatory", models.CharField(blank=True, max_length=120)),
                ("counts", models.JSONField(default=dict)),
                ("delisted", models.IntegerField(default=0)),
                ("delisting_confirmed", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=120)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="reviews.dossier",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "order"), name="decision_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("order", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_again_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paper_number", ""), _negated=True), name="decision_has_number"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="DoubleListing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("citizen_id", "citizen_id"), ("name_and_birth", "name_and_birth")],
                        max_length=20,
                    ),
                ),
                ("found_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DoubleListingMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("here", "here"),
                            ("elsewhere", "elsewhere"),
                            ("different", "different"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="DoubleListingSide",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("village", models.CharField(blank=True, max_length=120)),
                ("list_class", models.CharField(max_length=20)),
                ("since", models.DateField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.household",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sides",
                        to="reviews.doublelisting",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "household"), name="listing_side_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="PeriodicReport",
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
                            ("monthly", "monthly"),
                            ("preliminary", "preliminary"),
                            ("official", "official"),
                        ],
                        max_length=12,
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("month", models.SmallIntegerField(default=0)),
                ("order", models.SmallIntegerField(default=1)),
                ("due", models.DateField()),
                ("sent_to", models.CharField(max_length=200)),
                ("provisional", models.BooleanField()),
                ("basis", models.CharField(max_length=200)),
                ("figures", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "sent"),
                            ("received", "received"),
                            ("returned", "returned"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "kind", "year", "month", "order"), name="report_order"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ReportMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=10)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "sent"),
                            ("received", "received"),
                            ("returned", "returned"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="reviews.periodicreport",
                    ),
                ),
            ],
            options={},
        ),
        migrations.RemoveConstraint(
            model_name="listentry",
            name="list_entry_once",
        ),
        migrations.AddField(
            model_name="decidedhousehold",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="households", to="reviews.decision"
            ),
        ),
        migrations.AddField(
            model_name="certificateyear",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reviews.decision"
            ),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reviews.decision",
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="reviews.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__isnull", True), ("version__isnull", True)),
                fields=("household", "list_year", "standard", "list_class", "kind_of_entry"),
                name="list_entry_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version__isnull", True)),
                fields=("decision", "household"),
                name="list_entry_once_a_decision",
            ),
        ),
        migrations.AddField(
            model_name="doublelistingmove",
            name="side",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="reviews.doublelistingside",
            ),
        ),
        migrations.AddConstraint(
            model_name="decidedhousehold",
            constraint=models.UniqueConstraint(fields=("decision", "household"), name="decided_once"),
        ),
        migrations.AddConstraint(
            model_name="certificateyear",
            constraint=models.UniqueConstraint(
                fields=("certificate", "decision"), name="certificate_year_once"
            ),
        ),
    ]
