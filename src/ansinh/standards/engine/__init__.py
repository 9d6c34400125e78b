"""The engine of rules: three-valued columns, rules as functions, truth tables. No Django, no files, no
law."""
