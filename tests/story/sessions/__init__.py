"""The stories of whole sessions: opened by mistake, side by side, cancelled."""
