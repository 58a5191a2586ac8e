"""The board of a session on one screen: its calendar, its charts, and the health of the machine."""
