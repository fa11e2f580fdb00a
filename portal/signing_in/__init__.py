"""How people sign in to this admin: lockouts, the second factor, sessions that end."""
