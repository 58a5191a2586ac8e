"""The pages of a gate: filled in beforehand, and judged when they come back."""
