"""The playground: a chat in the browser, and the small chat server it talks to."""
