"""Keeps every promise a business makes to a customer."""
