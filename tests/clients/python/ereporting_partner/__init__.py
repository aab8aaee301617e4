"""A client library for accessing e-Reporting BLK Komunitas: partners"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
