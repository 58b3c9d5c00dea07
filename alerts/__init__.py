"""Mails to those who asked: subscriptions, composing, the outbox's delivery."""
