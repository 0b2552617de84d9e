"""Mails to send: written with their cause, sent by a worker."""
