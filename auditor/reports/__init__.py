"""What a run says, one writer an output."""
