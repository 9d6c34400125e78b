from django.db import migrations

from ansinh.households.lines import rebuild_lines


def fill(_apps, _editor):
    """Households registered before there were lines get theirs; a new system has none. Their classes follow in 0010: today's
    code reads tables that are not there yet."""
    rebuild_lines()


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0004_household_lines"),
        ("reviews", "0004_outcome_attention"),
        ("datasets", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
