"""Texts of reference: their versions, what was proposed and advised of them, which is in force, who accepted it."""
