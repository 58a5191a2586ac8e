"""The yearly session (`Campaign`): its calendar, its stages, and how its dates move."""
