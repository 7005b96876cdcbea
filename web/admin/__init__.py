"""What an administrator looks after: users, departments, the calendar."""
