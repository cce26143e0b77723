"""The demo phone: what a text message sent to the demo centre would look like, without a phone company."""
