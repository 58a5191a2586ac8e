"""From rows to what templates see."""
