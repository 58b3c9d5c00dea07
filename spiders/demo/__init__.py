"""Sample sites of our own making: three nights of them, served on loopback, for the demo and the tests."""
