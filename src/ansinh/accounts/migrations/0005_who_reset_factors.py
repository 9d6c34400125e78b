"""Who took somebody's second factors away, and when: the same hands do not give the way in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_names_without_accents")]
    operations = [
        migrations.AddField("user", "factors_reset_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "user", "factors_reset_by", models.CharField(blank=True, db_default="", max_length=120)
        ),
    ]
