"""What keys do: the table of actions, who has which key, how that is changed, and the sheet that shows it."""
