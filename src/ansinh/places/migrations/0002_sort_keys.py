import ansinh.kernel.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='unit',
            name='sort_key',
            field=ansinh.kernel.fields.SortKey(max_length=640),
        ),
    ]
