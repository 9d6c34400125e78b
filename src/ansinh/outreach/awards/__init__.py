"""Awards: criteria, files, appraisal, decision."""
