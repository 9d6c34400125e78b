"""What a person types to come in."""

from django import forms

from ansinh.kernel.web.forms import later


class SignInForm(forms.Form):
    username = forms.CharField(
        label=later("Tên đăng nhập"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=later("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=later("Mật khẩu mới"),
        help_text=later("Ít nhất 12 ký tự; một câu dễ nhớ tốt hơn một từ khó nhớ."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
