"""Roles of villages, and roles taken away at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_roles_of_offices"), ("accounts", "0004_names_without_accents")]
    operations = [
        migrations.RemoveConstraint(model_name="roleholding", name="role_once"),
        migrations.AddField("roleholding", "revoked_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "roleholding", "village", models.CharField(blank=True, db_default="", max_length=120)
        ),
        migrations.AddConstraint(
            "roleholding",
            models.UniqueConstraint(
                fields=("user", "role", "unit", "village"),
                condition=models.Q(valid_until__isnull=True),
                name="role_once",
            ),
        ),
    ]
