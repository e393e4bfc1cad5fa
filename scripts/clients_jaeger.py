#!/usr/bin/env python3
"""Lets jaeger-mcp 0.6.1 search and read traces of a store that `dossier serve` answers for.

usage: clients_jaeger.py DOSSIER_BINARY [STORE]

Installs the client from PyPI into a virtual environment of its own (.build/clients/jaeger-mcp),
serves the store, or a generated one, on a free port of this machine, and calls the client's tools
as an agent does, over MCP. What the tools say is compared with `dossier services` and `dossier
trace`. Prints a line for each tool; exits with 1 on any disagreement.
"""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REQUIREMENT = "jaeger-mcp==0.6.1"
ENVIRONMENT = Path(__file__).parent.parent / ".build/clients/jaeger-mcp"


def ensure_client():
    """The Python of an environment that has the client."""
    python = ENVIRONMENT / "bin/python"
    if not (ENVIRONMENT / "bin/jaeger-mcp").exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", REQUIREMENT], check=True)
    return python


def generated_store(binary, folder):
    dump, store = f"{folder}/dump", f"{folder}/demo.dossier"
    for command in (["generate", dump, "--traces", "300", "--fault", "errors"],
                    ["ingest", store, dump]):
        subprocess.run([binary, *command], check=True, capture_output=True)
    return store


def document(binary, *arguments):
    command = [binary, *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


class Server:
    """`dossier serve` on a port that the system chooses."""

    def __init__(self, binary, store):
        self.process = subprocess.Popen([binary, "serve", store, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.url = re.search(r"http://[^\s/]+", line).group(0)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Report:
    def __init__(self):
        self.failure_count = 0

    def check(self, tool, claim, is_so):
        print(f"{'ok ' if is_so else 'BAD'} {tool}: {claim}")
        self.failure_count += not is_so


async def run_tools(binary, store, url):
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    report = Report()
    client = StdioServerParameters(command=str(ENVIRONMENT / "bin/jaeger-mcp"),
                                   env={"JAEGER_URL": url, "JAEGER_CACHE_TTL": "0"})

    async with (stdio_client(client, errlog=subprocess.DEVNULL) as (read, write),
                ClientSession(read, write) as session):
        await session.initialize()

        async def call(tool, **arguments):
            result = await session.call_tool(tool, arguments)
            if result.isError:
                report.check(tool, result.content[0].text, False)
                raise SystemExit(1)
            return result.structuredContent

        listed = document(binary, "services", store)["services"]
        names = sorted(service["service"] for service in listed)
        found = await call("jaeger_list_services")
        report.check("jaeger_list_services", f"{len(names)} services",
                     sorted(found["services"]) == names)

        service = max(listed, key=lambda service: service["spans"])
        operations = await call("jaeger_list_operations", service=service["service"])
        expected = sorted(operation["operation"] for operation in service["operations"])
        report.check("jaeger_list_operations", f"{len(expected)} of {service['service']}",
                     sorted(operations["operations"]) == expected)

        traces = await call("jaeger_search_traces", service=service["service"], limit=20)
        report.check("jaeger_search_traces", f"{len(traces['traces'])} without a window",
                     len(traces["traces"]) > 0)

        # Version 0.6.1 refuses its own parameter `tags`.
        operation = max(service["operations"], key=lambda operation: operation["spans"])
        narrowed = await call("jaeger_search_traces", service=service["service"], limit=5,
                              operation=operation["operation"], min_duration="1us")
        report.check("jaeger_search_traces", f"{len(narrowed['traces'])} with an operation",
                     len(narrowed["traces"]) > 0)

        for trace in traces["traces"][:5]:
            detail = await call("jaeger_get_trace", trace_id=trace["trace_id"])
            own = document(binary, "trace", store, trace["trace_id"].rjust(32, "0"))
            spans = sorted(span["spanId"] for span in own["trace"]["spans"])
            report.check("jaeger_get_trace", f"{trace['trace_id']} with {len(spans)} spans",
                         sorted(span["span_id"] for span in detail["spans"]) == spans)

        path = await call("jaeger_critical_path", trace_id=traces["traces"][0]["trace_id"])
        report.check("jaeger_critical_path", "a path", bool(path))
        dependencies = await call("jaeger_get_dependencies")
        report.check("jaeger_get_dependencies", "an answer", isinstance(dependencies, dict))
    return report.failure_count


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary = sys.argv[1]
    python = ensure_client()
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[2] if len(sys.argv) > 2 else generated_store(binary, folder)
        server = Server(binary, store)
        try:
            failure_count = asyncio.run(run_tools(binary, store, server.url))
        finally:
            server.stop()
    sys.exit(1 if failure_count else 0)


if __name__ == "__main__":
    main()
