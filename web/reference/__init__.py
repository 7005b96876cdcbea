"""The reference of the JSON interface as a page, made from its OpenAPI document."""
