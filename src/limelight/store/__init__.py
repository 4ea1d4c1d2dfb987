"""What is kept: tables, and every question asked of them."""
