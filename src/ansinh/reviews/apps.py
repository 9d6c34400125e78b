from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "ansinh.reviews"
    label = "reviews"
