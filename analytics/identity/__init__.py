"""Who may enter: accounts, roles, sessions, tokens and the audit trail, kept apart from the figures."""
