"""What bodies and people decide of dossiers: findings, opinions, decisions, and their rectification."""
