"""What can be done with alerts: ask, confirm, prefer, stop (`asking`); tell what is new (`telling`)."""
