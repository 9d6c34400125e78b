"""Staff in post, vacancies, courses and who was trained."""
