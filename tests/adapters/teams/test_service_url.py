"""Which serviceUrls may be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.port.service_url import ServiceUrlError, check_service_url


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://smba.trafficmanager.net/amer/", "https://smba.trafficmanager.net/amer"),
        ("https://SMBA.trafficmanager.net/emea/t-1/", "https://smba.trafficmanager.net/emea/t-1"),
        (
            "https://smba.trafficmanager.net/amer-client-ss.msg/",
            "https://smba.trafficmanager.net/amer-client-ss.msg",
        ),
        (
            "https://smba.infra.gcc.teams.microsoft.com/teams",
            "https://smba.infra.gcc.teams.microsoft.com/teams",
        ),
        ("https://webchat.botframework.com/", "https://webchat.botframework.com"),
        ("https://smba.trafficmanager.net:443/in/", "https://smba.trafficmanager.net:443/in"),
    ],
)
def test_real_connectors_are_allowed(url: str, clean: str) -> None:
    assert check_service_url(url, local=False) == clean


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/amer/",
        "https://evil.trafficmanager.net/",
        "https://trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://xbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://evil.example#.botframework.com",
        "https://evil.example?.botframework.com",
        "https://evil.example\\.botframework.com",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:port/",
        "https://smba.trafficmanager.net/../x",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://2130706433/",
        "https://127.0.0.1/",
        "http://localhost:5030/",
        "ftp://smba.trafficmanager.net/",
        "file:///etc/passwd",
        "smba.trafficmanager.net",
        "//smba.trafficmanager.net/",
        "",
        "https://",
        "https:// smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/\r\nHost: evil",
        "https://smbа.trafficmanager.net/",
        "https://smba.trafficmanager.net/" + "a" * 600,
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ServiceUrlError):
        check_service_url(url, local=False)


def test_local_work_reaches_loopback_and_nothing_else() -> None:
    assert check_service_url("http://127.0.0.1:5030/_connector", local=True)
    assert check_service_url("http://localhost:3978/", local=True)
    assert check_service_url("http://[::1]:3978/", local=True)
    for url in ("https://smba.trafficmanager.net/amer/", "http://127.0.0.1.evil.example/"):
        with pytest.raises(ServiceUrlError):
            check_service_url(url, local=True)


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    for url in (text, f"https://{text}", f"https://smba.trafficmanager.net/{text}"):
        try:
            clean = check_service_url(url, local=False)
        except ServiceUrlError:
            continue
        assert clean.startswith("https://")
        assert clean.isascii()
