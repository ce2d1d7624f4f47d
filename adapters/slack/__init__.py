"""The Slack door: Bolt in front, Block Kit out; nothing outside this folder knows Slack."""
