"""The fund on pages: books of years, money that comes, money that goes."""
