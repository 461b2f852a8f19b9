"""What people see and fill in when they follow a link."""
