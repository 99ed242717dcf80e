"""The replay of one drive on the screen: its parts, how they are laid out, and what connects them."""
