"""What every page rests on: rendering, lists by key, forms, headers. No domain words."""
