"""Single sign-on through OpenID Connect: the provider says who somebody is, the accounts what.

Authlib carries the protocol (discovery, state, nonce, PKCE, the signature of the ID token). Whoever
the provider names needs an account of the same name here: roles are ours alone.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request
from fastapi.responses import Response
from joserfc.errors import JoseError
from pydantic import Field

from actions.staff.accounts import Account, Accounts
from knowledge.settings import Section

SECRET = "TONGXING_OIDC_SECRET"  # the variable's name, not a password
PATH = "/desk/sign-on"
SECONDS = 600
"""How long somebody may take at the provider."""
_WELL_KNOWN = "/.well-known/openid-configuration"
_HERE = ("127.0.0.1", "localhost", "::1")


class SignOnSettings(Section):
    """The ``sign_on:`` section of ``config.yml``; without an issuer there is no single sign-on."""

    issuer: str = Field(default="", pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)\S*)?$")
    client_id: str = "tongxing"
    account_claim: str = "preferred_username"
    """The claim of the ID token that is the account's name."""
    shown: str = "单点登录"


class SignOn:
    """The way to the provider and back."""

    def __init__(self, settings: SignOnSettings, accounts: Accounts) -> None:
        """Take the settings and who has an account."""
        self.settings = settings
        self._accounts = accounts
        self._clients = OAuth()
        if settings.issuer:
            issuer = settings.issuer.rstrip("/")
            # No proxy stands before a provider on this machine, whatever the environment says.
            is_here = urlsplit(issuer).hostname in _HERE
            self._clients.register(
                "desk",
                server_metadata_url=f"{issuer}{_WELL_KNOWN}",
                client_id=settings.client_id,
                client_secret=os.environ.get(SECRET) or None,
                client_kwargs={
                    "scope": "openid profile",
                    "code_challenge_method": "S256",
                    "trust_env": not is_here,
                },
            )

    @property
    def is_on(self) -> bool:
        """Tell whether a provider is configured."""
        return bool(self.settings.issuer)

    async def go(self, request: Request, address: str) -> Response:
        """Send the browser to the provider; it comes back to ``address``."""
        reply: Response = await self._client.authorize_redirect(request, address)
        return reply

    async def come_back(self, request: Request) -> Account | None:
        """Return the account of who came back from the provider; ``None`` for anybody else."""
        try:
            token = await self._client.authorize_access_token(request)
        except (OAuthError, JoseError, httpx.HTTPError):
            return None
        claimed = (token.get("userinfo") or {}).get(self.settings.account_claim)
        account = self._accounts.find(claimed) if isinstance(claimed, str) else None
        return None if account is None or account.disabled else account

    @property
    def _client(self) -> Any:
        return self._clients.create_client("desk")
