"""What leaves by mail: letters to customers, tasks and reports to staff, and how they are sent."""
