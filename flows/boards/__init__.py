"""What the Région sees in Prefect's console: boards, and the choices that run forms offer."""
