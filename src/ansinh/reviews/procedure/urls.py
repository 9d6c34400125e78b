"""Addresses of a dossier's pages, within those of reviews."""

from django.urls import path

from ansinh.reviews.procedure.views import (
    dossier,
    law,
    local_law,
    meetings,
    opinion,
    posting,
    printing,
    work_list,
)

_DOSSIER = "rounds/<int:round_id>/communes/<int:dossier_id>"
_ITEM = f"{_DOSSIER}/work-list/<int:item_id>"
urlpatterns = [
    path("procedure", law.procedure, name="procedure"),
    path("procedure/markers", local_law.markers, name="markers"),
    path("procedure/markers/<int:marker_id>/end", local_law.marker_end, name="marker-end"),
    path("procedure/local-clocks", local_law.local_clocks, name="local-clocks"),
    path("my-households", work_list.mine, name="my-households"),
    path(_DOSSIER, dossier.dossier, name="dossier"),
    path(f"{_DOSSIER}/back-to-survey", dossier.reopen, name="back-to-survey"),
    path(f"{_DOSSIER}/give-back", dossier.give_back, name="give-back"),
    path(f"{_DOSSIER}/work-list", work_list.work_list, name="work-list"),
    path(f"{_DOSSIER}/work-list/draw-up", work_list.draw_up, name="work-list-draw-up"),
    path(f"{_DOSSIER}/work-list/add", work_list.add, name="work-list-add"),
    path(f"{_DOSSIER}/work-list/assign", work_list.assign, name="work-list-assign"),
    path(f"{_DOSSIER}/work-list/close", work_list.close, name="work-list-close"),
    path(_ITEM, work_list.item, name="work-item"),
    path(f"{_ITEM}/take-off", work_list.take_off, name="work-item-take-off"),
    path(f"{_ITEM}/identify", work_list.identify, name="work-item-identify"),
    path(f"{_ITEM}/post-again", posting.again, name="post-again"),
    path(f"{_DOSSIER}/objections/<int:objection_id>/recheck", work_list.recheck, name="recheck"),
    path(f"{_DOSSIER}/meetings", meetings.meetings, name="meetings"),
    path(f"{_DOSSIER}/meetings/record", meetings.record, name="meeting-record"),
    path(f"{_DOSSIER}/meetings/conclude", meetings.conclude, name="meetings-conclude"),
    path(f"{_DOSSIER}/meetings/<int:meeting_id>", meetings.meeting, name="meeting"),
    path(f"{_DOSSIER}/meetings/invite", printing.invite, name="meeting-invite"),
    path(f"{_DOSSIER}/meetings/sheet.<str:shape>", printing.sheet, name="meeting-sheet"),
    path(
        f"{_DOSSIER}/meetings/<int:meeting_id>/minutes.<str:shape>", printing.minutes, name="meeting-minutes"
    ),
    path(f"{_DOSSIER}/supervision", meetings.supervise_, name="supervise"),
    path(f"{_DOSSIER}/posting", posting.posting, name="posting"),
    path(f"{_DOSSIER}/posting/post", posting.post, name="post-lists"),
    path(f"{_DOSSIER}/posting/notice", printing.notice, name="posting-notice"),
    path(f"{_DOSSIER}/posting/<int:posting_id>/list.<str:shape>", printing.posted, name="posted-list"),
    path(f"{_DOSSIER}/posting/settle", posting.settle, name="settle-posting"),
    path(f"{_DOSSIER}/opinion", opinion.opinion, name="opinion"),
    path(f"{_DOSSIER}/opinion/submit", opinion.submit, name="submit-for-opinion"),
    path(f"{_DOSSIER}/opinion/give", opinion.give, name="give-opinion"),
]
