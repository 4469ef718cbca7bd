"""`scripts/trace-picture`: a waterfall of the spans of a real `modelstacks up` against the local Azure, as SVG."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from azure_fixtures import start_local_azure
from e2e_bench import Bench, copy_stacks
from localazure import process
from traced import Traced, traced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opentelemetry.sdk.trace import ReadableSpan

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: contoso-ai, create: true, assign_caller: true}
workspaces:
  swedencentral: {name: chat-sweden, create: true, kind: project}
deployments:
  chat: {model: Llama-3.3-70B-Instruct, mode: foundry}
  small: {model: Phi-4, mode: serverless}
"""
ROW, TOP, LABELS, CHART, MARGIN = 17, 46, 330, 610, 20
SHORTEST = 1.5
"""How wide a bar is at least, so that it can be seen."""
COLORS = {
    "command": "#6e56cf",
    "phase": "#3e63dd",
    "resource": "#30a46c",
    "smoke": "#e5484d",
    "request": "#f76b15",
}
MEANING = {
    "command": "command",
    "phase": "phase",
    "resource": "resource, by the engine's events",
    "smoke": "smoke test",
    "request": "request",
}
STYLE = """\
svg{background:#fff;font:11px system-ui,sans-serif}text{fill:#1c2024}.dim{fill:#60646c}line{stroke:#e0e1e6}
@media(prefers-color-scheme:dark){svg{background:#111113}text{fill:#edeef0}.dim{fill:#b0b4ba}line{stroke:#363a3f}}"""


@dataclass(frozen=True)
class Bar:
    """A row: a span, or the requests of one together. Times in seconds since the beginning of all."""

    label: str
    kind: str
    depth: int
    began: float
    ended: float


def main(target: Path) -> None:
    """Run the up and write the picture."""
    bars = list(bars_of(trace_of_an_up()))
    target.write_text(drawn(bars), encoding="utf-8")
    sys.stdout.write(f"{target}: {len(bars)} rows, {target.stat().st_size:,} bytes\n")


def trace_of_an_up() -> Traced:
    """Bring a stack up in the local Azure."""
    with tempfile.TemporaryDirectory() as folder:
        azure = start_local_azure(Path(folder) / "state")
        try:
            bench = Bench(azure, copy_stacks(Path(folder) / "project"), attached=False)
            bench.make_group()
            bench.begin(SPEC)
            with traced() as trace:
                ended = bench.modelstacks("up", str(bench.stack("models") / "deployments.yaml"), "--yes")
        finally:
            process.stop(azure.state)
    if ended.code:
        raise SystemExit(ended.out)
    return trace


def bars_of(trace: Traced) -> Iterator[Bar]:
    """Yield a row for each span, below what it lies in, by when it began."""
    spans = sorted(trace.spans, key=lambda span: span.start_time or 0)
    begin = spans[0].start_time or 0
    below: dict[int | None, list[ReadableSpan]] = {}
    for span in spans:
        below.setdefault(span.parent.span_id if span.parent else None, []).append(span)

    def rows(span: ReadableSpan, depth: int) -> Iterator[Bar]:
        inside = below.get(span.context.span_id, [])
        yield bar(span.name, kind_of(span), depth, [span])
        asked = [each for each in inside if kind_of(each) == "request"]
        if span.name == "questions":  # each of them a span of its own: too many to read
            asked, inside = [each for each in everything(inside) if kind_of(each) == "request"], []
        if len(asked) > 1:
            yield bar(f"{len(asked)} requests", "request", depth + 1, asked)
            inside = [each for each in inside if each not in asked]
        for each in inside:
            yield from rows(each, depth + 1)

    def everything(found: Sequence[ReadableSpan]) -> Iterator[ReadableSpan]:
        for each in found:
            yield each
            yield from everything(below.get(each.context.span_id, []))

    def bar(label: str, kind: str, depth: int, over: Sequence[ReadableSpan]) -> Bar:
        first, last = min(each.start_time or 0 for each in over), max(each.end_time or 0 for each in over)
        return Bar(short(label), kind, depth, (first - begin) / 1e9, (last - begin) / 1e9)

    for root in below[None]:
        yield from rows(root, 0)


def kind_of(span: ReadableSpan) -> str:
    """Return how it is coloured."""
    attributes = span.attributes or {}
    if "http.request.method" in attributes:
        return "request"
    if "modelstacks.resource_type" in attributes:
        return "resource"
    if span.name.startswith("smoke "):
        return "smoke"
    return "command" if span.parent is None else "phase"


def short(name: str) -> str:
    """Return a request's method with the end of its path; other names as they are."""
    method, _, path = name.partition(" ")
    return f"{method} …/{path.rpartition('/')[2]}" if path.startswith("/") else name


def drawn(bars: Sequence[Bar]) -> str:
    """Return the picture."""
    longest = max(bar.ended for bar in bars)
    width, height = LABELS + CHART + 2 * MARGIN + 40, TOP + ROW * len(bars) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>The spans of one modelstacks up, {longest:.1f} seconds</title>",
        f"<style>{STYLE}</style>",
        *legend(),
        *scale(longest, height),
        *(line for row, bar in enumerate(bars) for line in drawn_bar(row, bar, longest)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def legend() -> Iterator[str]:
    """Yield what the colours mean."""
    x = MARGIN
    for kind, words in MEANING.items():
        yield f'<rect x="{x}" y="10" width="10" height="10" fill="{COLORS[kind]}"/>'
        yield f'<text x="{x + 15}" y="19">{escape(words)}</text>'
        x += 40 + 6 * len(words)


def scale(longest: float, height: int) -> Iterator[str]:
    """Yield a line for each second, or each few."""
    step = max(1, round(longest / 8))
    for second in range(0, int(longest) + 1, step):
        x = MARGIN + LABELS + second / longest * CHART
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{height - MARGIN}"/>'
        yield f'<text class="dim" x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">{second} s</text>'


def drawn_bar(row: int, bar: Bar, longest: float) -> Iterator[str]:
    """Yield one row: its name, its bar, and its seconds behind that."""
    y = TOP + ROW * row
    x = MARGIN + LABELS + bar.began / longest * CHART
    wide = max(SHORTEST, (bar.ended - bar.began) / longest * CHART)
    yield f'<text x="{MARGIN + 12 * bar.depth}" y="{y + 12}">{escape(bar.label)}</text>'
    yield f'<rect x="{x:.1f}" y="{y + 3}" width="{wide:.1f}" height="{ROW - 6}" rx="2" fill="{COLORS[bar.kind]}"/>'
    yield f'<text class="dim" x="{x + wide + 4:.1f}" y="{y + 12}">{bar.ended - bar.began:.2f}</text>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
