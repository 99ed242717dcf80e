"""Time as text: the clock of the transport, which clock and zone it tells, and times that are typed."""
