from django.urls import path

from ansinh.portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/link/<str:token>", views.sign_in_by_link, name="link"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.own_password, name="own-password"),
    path("language", views.language, name="language"),
]
