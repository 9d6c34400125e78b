from django.db import migrations

from ansinh.reviews.lines import rebuild_classes


def fill(_apps, _editor):
    """Classes of the households' lines, where they were not written yet; a new system has none."""
    rebuild_classes()


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_procedure_and_moves")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
