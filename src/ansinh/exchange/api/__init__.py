"""What programs send: surveys answered on a device, each once whatever the retries."""
