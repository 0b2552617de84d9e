"""What can be done with needs, referrals and partners, one file a subject."""
