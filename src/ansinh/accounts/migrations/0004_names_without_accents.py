"""People registered before are found without accents too."""

from django.db import migrations

from ansinh.kernel.text import fold, name_sort_key


def spell(apps, _editor) -> None:
    """The search spelling and the sort key of every name."""
    users = apps.get_model("accounts", "User").objects
    for key, username, name in users.values_list("pk", "username", "full_name"):
        users.filter(pk=key).update(
            name_fold=f" {fold(name)} {fold(username)}", name_sort=name_sort_key(name)
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_ways_in")]
    operations = [migrations.RunPython(spell, migrations.RunPython.noop)]
