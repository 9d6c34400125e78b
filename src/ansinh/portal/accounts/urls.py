from django.urls import path

from ansinh.portal.accounts import confirming, devices, officers, people, person, security, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/link/<str:token>", views.sign_in_by_link, name="link"),
    path("sign-in/passkey", confirming.by_passkey, name="by-passkey"),
    path("sign-in/passkey/question", confirming.passkey_question, name="passkey-question"),
    path("confirm", confirming.confirm, name="confirm"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.own_password, name="own-password"),
    path("security", security.security, name="security"),
    path("security/app", security.app, name="app"),
    path("security/app/remove", security.remove_app, name="remove-app"),
    path("security/recovery", security.recovery, name="recovery"),
    path("security/passkeys/new", security.new_passkey, name="new-passkey"),
    path("security/passkeys/options", security.passkey_options, name="passkey-options"),
    path("security/passkeys/<int:passkey_id>/remove", security.drop_passkey, name="drop-passkey"),
    path("security/sessions/end", security.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("security/tokens/new", security.new_token, name="new-token"),
    path("security/tokens/<int:token_id>/revoke", security.drop_token, name="drop-token"),
    path("devices", devices.devices, name="devices"),
    path("devices/new", devices.new_device, name="new-device"),
    path("devices/<int:device_id>/end", devices.end, name="end-device"),
    path("people", people.people, name="people"),
    path("people/new", person.register, name="new-person"),
    path("people/at/<int:unit_id>", people.at_place, name="people-at"),
    path("people/<int:user_id>", person.person, name="person"),
    path("people/<int:user_id>/roles/give", person.give, name="give-role"),
    path("people/<int:user_id>/roles/<int:holding_id>/end", person.end, name="end-role"),
    path("people/<int:user_id>/active", person.active, name="person-active"),
    path("people/<int:user_id>/registry", officers.registry, name="person-registry"),
    path("people/<int:user_id>/link", person.link, name="person-link"),
    path("people/<int:user_id>/second-factor", person.reset, name="person-reset"),
    path("language", views.language, name="language"),
]
