"""The web chat: a page that works without JavaScript, and is kept up to date where there is some."""
