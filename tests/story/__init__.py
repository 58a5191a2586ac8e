"""What happens in a year, told by scenarios that play it: read this first, in the order of README.md."""
