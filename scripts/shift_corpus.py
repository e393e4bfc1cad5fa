#!/usr/bin/env python3
"""Makes a large dump out of copies of a smaller one.

usage: shift_corpus.py IN_DIR OUT_DIR COPIES

Writes OUT_DIR/{traces,logs,metrics}.jsonl, each COPIES times the file of IN_DIR (.jsonl, or
.jsonl.gz, .jsonl.zst). Copy 0 is the original; copy n is n days later and its trace and span ids
are XOR-ed with masks that depend on n alone, so that they stay unique and agree across the three
files: in id fields, in `trace_id` and `span_id` attributes and after such a name in text. One file
is held in memory, cut into its ids, its times and the text between them.
"""

import os
import re
import sys
from hashlib import blake2b

import otlp_reader

DAY = 86_400 * 10**9
SHIFTED = re.compile(
    rb'(?:[tT]imeUnixNano"\s*:\s*"?([0-9]{17,20})(?![0-9])'
    rb'|(?i:trace|span)_?[iI][dD]'
    rb'(?:"\s*:\s*"|"\s*,\s*"value"\s*:\s*\{\s*"stringValue"\s*:\s*"|\s*[:=]\s*)'
    rb"([0-9a-fA-F]{16}(?:[0-9a-fA-F]{16})?)(?![0-9a-fA-F]))"
)


def pieces_of(text):
    """The text as a list: what stays at even indices, times and ids at odd ones."""
    pieces = []
    position = 0
    for match in SHIFTED.finditer(text):
        start, end = match.span(match.lastindex)
        pieces += (text[position:start], text[start:end])
        position = end
    pieces.append(text[position:])
    return pieces


def mask(copy, digits):
    if copy == 0:
        return 0
    digest = blake2b(b"%d/%d" % (copy, digits), digest_size=digits // 2).digest()
    return int.from_bytes(digest, "big")


def shifted(tokens, copy):
    """What each token becomes in a copy. Times have 17 to 20 digits, ids 16 or 32."""
    masks = {digits: mask(copy, digits) for digits in (16, 32)}
    result = {}
    for token in tokens:
        digits = len(token)
        if digits not in masks:
            time = int(token)
            result[token] = b"%d" % (time + copy * DAY) if time < 2**63 else token
        elif number := int(token, 16):
            result[token] = b"%0*x" % (digits, number ^ masks[digits])
        else:
            result[token] = token
    return result


def write_copies(source, target, copies):
    with otlp_reader.opened(source) as stream:
        text = stream.read()
    if not text.endswith(b"\n"):
        text += b"\n"
    pieces = pieces_of(text)
    tokens = pieces[1::2]
    distinct = set(tokens)
    del text
    with open(target, "wb") as output:
        for copy in range(copies):
            replacement = shifted(distinct, copy)
            pieces[1::2] = [replacement[token] for token in tokens]
            output.write(b"".join(pieces))


def main():
    if len(sys.argv) != 4 or not sys.argv[3].isdigit():
        sys.exit(__doc__)
    in_dir, out_dir, copies = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.makedirs(out_dir, exist_ok=True)
    for signal in ("traces", "logs", "metrics"):
        candidates = (os.path.join(in_dir, signal + ".jsonl" + end) for end in ("", ".gz", ".zst"))
        source = next(filter(os.path.exists, candidates), None)
        if source is None:
            print(f"{signal}: no such file in {in_dir}")
            continue
        target = os.path.join(out_dir, signal + ".jsonl")
        write_copies(source, target, copies)
        print(f"{target}: {os.path.getsize(target):,} bytes")


if __name__ == "__main__":
    main()
