"""A server of generated telemetry and of hostile telemetry, and a browser that looks at it.

The command is .build/debug/dossier, or what the environment variable DOSSIER names; the browser is
chromium-headless-shell of Debian, or what CHROMIUM names.
"""

import os
import pathlib
import shutil
import subprocess

import pytest

import hostile

ROOT = pathlib.Path(__file__).parents[3]
DOSSIER = os.environ.get("DOSSIER", str(ROOT / ".build/debug/dossier"))
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")

try:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)
except ImportError:
    sync_playwright = None


def run(*arguments):
    subprocess.run([DOSSIER, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


class Server:
    """`dossier serve` on a port that the system chooses."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [DOSSIER, "serve", *map(str, arguments), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.printed = self.process.stdout.readline().strip()
        self.url = self.printed.split("#")[0].rstrip("/")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="session")
def shop(folder):
    """A web shop with a service that fails."""
    run("generate", folder / "shop", "--traces", "300", "--fault", "errors")
    run("ingest", folder / "shop.dossier", *sorted((folder / "shop").glob("*.jsonl")))
    return folder / "shop.dossier"


@pytest.fixture(scope="session")
def hostile_store(folder):
    (folder / "hostile.jsonl").write_bytes(hostile.dump())
    run("ingest", folder / "hostile.dossier", folder / "hostile.jsonl")
    return folder / "hostile.dossier"


@pytest.fixture(scope="session")
def server(shop):
    server = Server(shop)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def hostile_server(hostile_store):
    server = Server(hostile_store)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    if sync_playwright is None or CHROMIUM is None:
        pytest.skip("SKIPPED LOUDLY: needs chromium-headless-shell, and playwright of PyPI")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Opens pages that fail the test for errors, and for requests of another origin."""
    contexts = []
    problems = []

    def open_page(url, **options):
        context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        origin = "/".join(url.split("/")[:3])
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on(
            "console",
            lambda message: problems.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None,
        )
        page.on(
            "request",
            lambda request: problems.append(f"asked {request.url}")
            if not request.url.startswith((origin + "/", "data:"))
            else None,
        )
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
