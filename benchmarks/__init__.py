"""What Tongxing is measured by; never imported by the product."""
