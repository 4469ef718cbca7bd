"""Who may do what: Azure's role-based access control, enforced."""
