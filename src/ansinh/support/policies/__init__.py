"""The catalogue as people work with it: pages, the command line, local policies written, tried and approved."""
