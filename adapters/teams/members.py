"""Who is who in Teams: the ids of one person, where they were last seen, what the roster says."""

from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from adapters.teams.port.connector import Connector
from adapters.teams.port.errors import RejectedError
from adapters.teams.references import AccountReference
from bot.events import Account, Workspace

Json = dict[str, Any]
K = TypeVar("K")
V = TypeVar("V")

REMEMBERED = 20_000  # ours: people and conversations kept in memory, oldest forgotten first


class Recent(OrderedDict[K, V], Generic[K, V]):
    """The newest entries only."""

    def __init__(self, most: int = REMEMBERED) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody is on a roster."""

    url: str
    bot: str
    conversation: str


class Members:
    """Memory of one process; whatever is missing is asked again.

    Teams has two ids for a person: one per bot ("29:…", in mentions) and the directory's (in
    pickers and quoted messages). Our address is the directory's, where there is one.
    """

    def __init__(self) -> None:
        self._directory: Recent[tuple[str, str], str] = Recent()
        self._names: Recent[tuple[str, str], str] = Recent()
        self._seen: Recent[tuple[str, str], Seen] = Recent()
        self._profiles: Recent[tuple[str, str], Account] = Recent()
        self._urls: Recent[str, Seen] = Recent(1000)

    def note(
        self, tenant: str, user_id: str, directory_id: str, seen: Seen, name: str = ""
    ) -> None:
        """Somebody acted: their two ids belong together, and here is their roster."""
        address = directory_id or user_id
        self._directory[tenant, user_id] = address
        if name:
            self._names[tenant, address] = name
        self._seen[tenant, address] = seen
        self._urls[tenant] = seen

    def address(self, tenant: str, user_id: str) -> str | None:
        """The address of a "29:…" id, if it is known."""
        return self._directory.get((tenant, user_id))

    def known(self, tenant: str, most: int) -> list[Account]:
        """Colleagues whose names are known, latest first."""
        latest = reversed(self._names.items())
        mine = (Account(address, name) for (at, address), name in latest if at == tenant)
        return list(islice(mine, most))

    def where(self, workspace: Workspace, account: Account) -> Seen | None:
        """A roster this account is on, or at least a serviceUrl of its tenant."""
        found = self._seen.get((workspace.address, account.address))
        return found or self._urls.get(workspace.address)

    async def ask(self, tenant: str, user_id: str, seen: Seen, connector: Connector) -> Account:
        """Asks the roster by either id. Raises SendError; RejectedError when it is not on it."""
        answer = await connector.get_conversation_member(seen.conversation, user_id)
        account = _account(answer, seen)
        if account is None:
            raise RejectedError("no_such_member", 404)
        self.keep(tenant, account, seen)
        self._directory[tenant, user_id] = account.address
        return account

    def keep(self, tenant: str, account: Account, seen: Seen) -> None:
        """Remember what a roster or an activity said."""
        reference = AccountReference.read(account.reference)
        name = "" if account.is_bot else account.name or ""
        self.note(tenant, reference.id, account.address, seen, name)
        self._profiles[tenant, account.address] = account

    def profile(self, tenant: str, address: str) -> Account | None:
        """What the roster said earlier in this process."""
        return self._profiles.get((tenant, address))


def _account(answer: Json, seen: Seen) -> Account | None:
    """An entry of the roster as an account."""
    user_id, name = answer.get("id"), answer.get("name")
    if not isinstance(user_id, str) or not user_id:
        return None
    directory = answer.get("aadObjectId") or answer.get("objectId")
    email, role = answer.get("email"), answer.get("userRole")
    return Account(
        address=directory if isinstance(directory, str) else user_id,
        name=name if isinstance(name, str) and name else None,
        email=email if isinstance(email, str) and email else None,
        is_bot=user_id.startswith("28:"),
        is_guest=role in ("guest", "anonymous") if isinstance(role, str) else None,
        reference=str(AccountReference(user_id, seen.url, seen.bot)),
    )
