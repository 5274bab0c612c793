"""What happens when we are attacked: raids against a layered, networked defence, simulated many times over."""
