"""What every command writes on: the terminal, and beside it what went wrong."""

from rich.console import Console

console = Console()
errors = Console(stderr=True, soft_wrap=True, highlight=False)
