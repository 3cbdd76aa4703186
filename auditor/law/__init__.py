"""What the law says, apart from any policy: citations as written, and what the statute tables answer."""
