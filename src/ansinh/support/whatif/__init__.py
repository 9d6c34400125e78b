"""What a draft policy would come to on the whole registry."""
