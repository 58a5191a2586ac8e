"""What the Région sees in Prefect's console: boards, lists, and the choices that run forms offer."""
