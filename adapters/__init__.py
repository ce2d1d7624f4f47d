"""Adapters translate between platforms and the core; the core never imports them."""
