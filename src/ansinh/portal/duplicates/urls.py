from django.urls import path

from ansinh.portal.duplicates import pair, suspected

urlpatterns = [
    path("duplicates", suspected.duplicates, name="duplicates"),
    path("duplicates/seek", suspected.seek, name="duplicates-seek"),
    path("duplicates/<int:pair_id>", pair.duplicate, name="duplicate"),
    path("duplicates/<int:pair_id>/decide", pair.decide, name="duplicate-decide"),
]
