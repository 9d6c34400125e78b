from django.urls import path

from ansinh.portal.messages import views

app_name = "messages"
urlpatterns = [
    path("messages", views.box, name="box"),
    path("messages/sent", views.sent, name="sent"),
    path("messages/new", views.new, name="new"),
    path("messages/reminders", views.reminders, name="reminders"),
    path("messages/<uuid:message_id>", views.message, name="message"),
]
