"""Taking a foreign recording in: what is found in it, what it means, where the sealed log goes."""
