"""Mails drawn by the hundred, and the figures that they are held to."""
