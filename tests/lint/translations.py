#!/usr/bin/env python3
"""The window's words in other languages (docs/translating.md).

    translations.py update     writes what the sources say now into resources/translations/*.ts; prints what waits for words
    translations.py check      the files are what the sources say, complete, and nothing is lost on the way to another language
    translations.py --self-test  the rules can fail

Exit status 0: nothing found. Python 3 standard library, and Qt's lupdate.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("resources/translations")
SOURCES = ["app/format", "app/models", "app/bridge", "app/panel", "app/platform", "qml"]
ENGLISH = "glovebox_en.ts"  # plural forms alone: the sources are English
PLACEHOLDER = re.compile(r"%L?\d+|%n|\{\w+\}")
ENDS = ("…", ":", "?", ",", " ", "   ")


def lupdate(source, target):
    """`source` is read for what is translated already; the result is in `target`."""
    program = shutil.which("lupdate") or shutil.which("lupdate", path="/usr/lib/qt6/bin")
    if not program:
        sys.exit("translations: lupdate is missing; the package is qt6-l10n-tools")
    if source != target:
        shutil.copy(source, target)
    plural = ["-pluralonly"] if source.name == ENGLISH else []
    subprocess.run([program, "-silent", "-no-obsolete", "-locations", "none", *plural, "-I", ".", *SOURCES, "-ts", str(target)],
                   cwd=ROOT, check=True, stderr=subprocess.DEVNULL)


def messages(path):
    """Of each message: where it is said, its source, its forms, and whether it is finished."""
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield (context.findtext("name"), message.findtext("source"), forms, translation.get("type", ""))


def faults(source, forms, state):
    """What is wrong with one message."""
    if state or not all(forms):
        return [state or "without words"]
    found = []
    for form in forms:
        if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(form)):
            found.append("other placeholders")
        for end in ENDS:
            if source.endswith(end) != form.endswith(end) or source.startswith(end) != form.startswith(end):
                found.append(f"ends or begins otherwise: {end!r}")
    return found


def unqualified(path, classes):
    """Contexts that lupdate took for a class without its namespace: nobody asks for them at run time."""
    return sorted({context for context, *_ in messages(path) if context in classes})


def models():
    """Classes that translate under their whole names."""
    names = set()
    for header in sorted((ROOT / "app/models").glob("*.h")):
        names |= set(re.findall(r"^class (\w+) .*\{\n\s+Q_OBJECT", header.read_text(encoding="utf-8"), re.MULTILINE))
    return names


def check():
    wrong = []
    classes = models()
    for path in sorted((ROOT / FOLDER).glob("*.ts")):
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / path.name
            lupdate(path, fresh)
            said = {(context, source) for context, source, *_ in messages(fresh)}
        kept = {(context, source) for context, source, *_ in messages(path)}
        wrong += [f"{path.name}: {context}: not in the file: {source!r}" for context, source in sorted(said - kept)]
        wrong += [f"{path.name}: {context}: said no more: {source!r}" for context, source in sorted(kept - said)]
        for context, source, forms, state in messages(path):
            wrong += [f"{path.name}: {context}: {fault}: {source!r} {forms}" for fault in faults(source, forms, state)]
        wrong += [f"{path.name}: {name}: lupdate does not see its namespace; write glovebox::models::{name}::tr in the source"
                  for name in unqualified(path, classes)]
    return wrong


def update():
    waiting = []
    for path in sorted((ROOT / FOLDER).glob("*.ts")):
        lupdate(path, path)
        waiting += [f"{path.name}: {context}: {source!r}" for context, source, _, state in messages(path) if state]
    return waiting


def self_test():
    assert not faults("Open %1…", ["%1 öffnen…"], "")
    assert faults("Open %1…", ["%1 öffnen"], "")
    assert faults("Open %1", ["Öffnen"], "")
    assert faults("%n calls", ["%n Aufruf", ""], "")
    assert faults("Open", ["Öffnen"], "vanished")
    assert not faults("%n calls", ["%n Aufruf", "%n Aufrufe"], "")
    assert "SessionsModel" in models()
    return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", choices=["update", "check"], default="check")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    found = self_test() if options.self_test else update() if options.what == "update" else check()
    for line in found:
        print(line)
    if options.what == "update":
        print(f"{len(found)} strings wait for their words" if found else "every string has its words")
        return 0
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
