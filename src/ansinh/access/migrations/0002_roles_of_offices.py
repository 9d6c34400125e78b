"""Roles now name the office: an officer is a commune's, a district's or a province's; who approves is a province's chair."""

from django.db import migrations

_OFFICERS = {"commune": "commune_officer", "district": "province_officer", "province": "province_officer"}


def name_offices(apps, _editor) -> None:
    """Rename what is held. A district's officer of the core worked for the whole system: a province's, in charge of it."""
    holdings = apps.get_model("access", "RoleHolding").objects
    for holding in holdings.filter(role="officer").select_related("unit"):
        level = holding.unit.level if holding.unit else "province"
        holdings.filter(pk=holding.pk).update(role=_OFFICERS.get(level, "commune_officer"))
    holdings.filter(role="approver").update(role="province_chair")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(name_offices, migrations.RunPython.noop)]
