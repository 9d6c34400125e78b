"""Staff and training on pages."""
