"""What happens in a year, told by scenarios that play it. Read this first."""
