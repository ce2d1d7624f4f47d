"""Telling open tabs at once what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.playground import limits

News = Mapping[str, Any]


class Tab:
    """One open tab, and what it must still hear."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.news: asyncio.Queue[News | None] = asyncio.Queue(limits.LIVE)

    def tell(self, news: News | None) -> None:
        """Queue something; a tab that does not keep up is told to start over instead."""
        try:
            self.news.put_nowait(news)
        except asyncio.QueueFull:
            while not self.news.empty():
                self.news.get_nowait()
            self.news.put_nowait({"kind": "again"})


class Live:
    """All open tabs."""

    def __init__(self) -> None:
        self._tabs: set[Tab] = set()

    def join(self, person: str) -> Tab:
        """A new tab, speaking as somebody."""
        tab = Tab(person)
        self._tabs.add(tab)
        return tab

    def leave(self, tab: Tab) -> None:
        """A tab was closed."""
        self._tabs.discard(tab)

    @property
    def people(self) -> set[str]:
        """Everybody whom some tab speaks as."""
        return {tab.person for tab in self._tabs}

    def tell(self, people: Iterable[str] | None, news: News) -> None:
        """Tell the tabs of these people, or (None) all of them."""
        among = None if people is None else set(people)
        for tab in self._tabs:
            if among is None or tab.person in among:
                tab.tell(news)

    def close(self) -> None:
        """Let all tabs know that it is over."""
        for tab in self._tabs:
            tab.tell(None)
