"""The rows that the settings name: what reads them is asked as the pages ask it."""

from tests.flows.pages.conftest import rows

__all__ = ["rows"]
