#!/usr/bin/env python3
"""The house rules that a compiler does not keep: who may include whom, what only some folders may call, sizes, and
things that must never be committed.

    lint.py [--root DIR]    reads the tree (what git knows of it, if it is a repository) and prints PATH:LINE: RULE: why
    lint.py --self-test     reads tests/lint/bad_tree, which breaks every rule, and compares with its expected.txt

Exit status 0: nothing found. Python 3 standard library only. To live with a rule at one line, change the rule here and
say why: there is no comment that switches it off.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

SELF = "tests/lint/"

# ---- Who may include whom (docs/architecture.md, "Direction") --------------------------------------------------------

ADAPTER = {"core/ports", "core/domain", "core/base"}
EVERYTHING = {"core", "app"}
ALLOWED = {
    "core/base": set(),
    "core/domain": {"core/base"},
    "core/ports": {"core/domain", "core/base"},
    "core/api": {"core/domain", "core/base"},
    "core/engine": {"core/ports", "core/api", "core/domain", "core/base"},
    "core/controlplane": ADAPTER,
    "core/qemu": ADAPTER,
    "core/guest": ADAPTER,
    "core/images": ADAPTER,
    "core/egress": ADAPTER | {"core/guest/protocol"},  # it is the other end of what a guest's agent speaks
    "core/ledger": ADAPTER,
    "core/logs": ADAPTER,
    "core/secrets": ADAPTER,
    "core/system": ADAPTER,
    "core/http": ADAPTER,
    "core/demo": ADAPTER | {"core/http"},
    "core/rest": {"core/ports", "core/api", "core/domain", "core/base", "core/http"},
    "app/sample": {"core/ports", "core/api", "core/domain", "core/base"},
    "app/bridge": {"core/api", "core/domain", "core/base"},
    "app/format": {"core/api", "core/domain", "core/base"},
    "app/models": {"app/bridge", "app/format", "core/api", "core/domain", "core/base"},
    "app/platform": set(),
    "app/compose": EVERYTHING,
    "app/cli": EVERYTHING,
    "app/panel": EVERYTHING,
    "tests": EVERYTHING | {"tests"},
}

# Outside headers that a folder must do without: a prefix of the header, the folders, why.
OUTSIDE = [
    (re.compile(r"<(Qt(Gui|Qml|Quick|Widgets)|Q(Gui|Qml|Quick|Widget|Window|Image|Pixmap|Painter|Color|Font|Icon))"),
     ("core/", "app/cli/"), "core and gloveboxctl know no window; this header is of Qt's GUI modules"),
    (re.compile(r"<Q"), ("core/domain/",), "the domain is plain values: no Qt, no I/O, no clock"),
    (re.compile(r"<(QtNetwork|QNetwork|QTcp|QUdp|QLocal|QSsl|QProcess|QFile|QDir|QSql|fstream|sys/socket)"),
     ("core/engine/", "core/api/", "core/ports/"), "what the engine needs from outside comes through a port"),
]

# QML: a folder's imports. Glovebox.App is what QML knows of the engine; theme and controls do without it.
QML_IMPORTS = {
    "qml/theme": {"Qt"},
    "qml/controls": {"Qt", "Glovebox.Theme", "Glovebox.Controls"},
    "qml": {"Qt", "Glovebox"},
}

# ---- What only some folders may call ---------------------------------------------------------------------------------

# Pure code takes the time as a value or asks the Clock port. Adapters that own outside things keep their own watches.
NO_CLOCK = ("core/domain/", "core/ports/", "core/api/", "core/engine/", "core/controlplane/", "app/format/", "app/sample/", "app/models/")
NO_TIMER = tuple(folder for folder in NO_CLOCK if folder != "app/models/")  # the window's thread has no Clock port
BANNED = [
    ("clock", re.compile(r"\b(steady_clock|system_clock|high_resolution_clock)::now\b|\bcurrent(DateTime|MSecsSinceEpoch|Date|Time)\w*\s*\(|\bQElapsedTimer\b"),
     NO_CLOCK, "reads the machine's clock; take the time from ports::Clock, so that a test can play an hour"),
    ("timer", re.compile(r"\bQTimer\b|\bstartTimer\s*\("),
     NO_TIMER, "starts a timer; wait with ports::Clock::after(), so that a test can play an hour"),
    ("chance", re.compile(r"\bQRandomGenerator::global\b|\bstd::random_device\b|\bstd::rand\b|\bsrand\s*\("),
     NO_CLOCK, "rolls a die; take chance from ports::Clock::random(), so that a test sees the same each time"),
    ("sleep", re.compile(r"\bsleep_(for|until)\b|\bu?sleep\s*\(|\bnanosleep\s*\(|\bQThread::(m|u)?sleep\b|\bQTest::qSleep\b"),
     ("core/base/", "core/engine/", "core/controlplane/", "core/qemu/", "core/images/", "core/system/", "core/http/",
      "core/demo/", "core/api/", "core/domain/", "app/", "tests/"),
     "sleeps; a loop that stands still stalls every session, and a test that sleeps is slow or flaky: wait for a condition"),
    ("wait", re.compile(r"\bQTest::qWait\s*\(|\bQTest::qWait\b(?!For)"),
     ("tests/",), "waits for time to pass; wait for a condition (QTRY_*, QSignalSpy::wait, qWaitFor)"),
    ("exec", re.compile(r"\b(system|popen)\s*\(\s*[\"a-z]"),
     ("core/", "app/"), "runs a shell; describe the program as a ProcessSpec"),
    ("skip", re.compile(r"\bQ(SKIP|EXPECT_FAIL)\s*\("),
     ("tests/",), "a test that is skipped is a test that nobody has"),
]

# ---- Sizes -----------------------------------------------------------------------------------------------------------

SOURCE_LINES, HEADER_LINES, QML_LINES, FUNCTION_LINES = 500, 250, 400, 70

# ---- What must not be committed, in any text file --------------------------------------------------------------------

FORBIDDEN_TEXT = [
    ("machine-path", re.compile(r"(?<![\w$}/\"])/home/(?!agent\b)\w+/|/Users/\w+/"),
     "a path of somebody's machine"),
    ("secret", re.compile(r"sk-ant-[a-z]+\d*-[A-Za-z0-9_-]{60,}|\bgh[pousr]_[A-Za-z0-9]{36}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----"),
     "looks like a credential"),
    ("registry", re.compile(r"registry\.(npmjs\.org|yarnpkg\.com)|\b(deb|security|ftp)\.debian\.org|\bpypi\.org|\bartifactory\b|\bnexus\d?\.", re.IGNORECASE),
     "a registry's host name; mirrors differ, take what the host is configured for"),
    ("todo", re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))"),
     "write TODO(#issue), or do it"),
]
GENERATED = re.compile(r"(^|/)(CMakeFiles|CMakeCache\.txt|__pycache__|node_modules|.*_autogen)(/|$)|\.(o|a|so|pyc|moc)$")
TEXT_SUFFIXES = {".h", ".cpp", ".c", ".qml", ".js", ".mjs", ".ts", ".py", ".sh", ".cmake", ".txt", ".md", ".json", ".yaml", ".yml",
                 ".list", ".qrc", ".svg", ".toml", ".service", ".desktop", ".xml", ".supp", ""}


class Lint:
    def __init__(self, root):
        self.root = Path(root)
        self.findings = []

    def add(self, path, line, rule, why):
        self.findings.append((path, line, rule, why))

    def run(self):
        for path in self.files():
            if path.startswith(SELF):
                continue
            if GENERATED.search(path):
                self.add(path, 1, "generated", "a generated file is in the tree")
                continue
            if Path(path).suffix not in TEXT_SUFFIXES:
                continue
            try:
                text = (self.root / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                if Path(path).suffix:
                    self.add(path, 1, "encoding", "not UTF-8")
                continue
            self.check(path, text.split("\n"))
        return sorted(self.findings)

    def files(self):
        if (self.root / ".git").exists():
            listed = subprocess.run(["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                    check=True, capture_output=True).stdout.decode()
            return sorted(path for path in set(listed.split("\0")) if path and (self.root / path).is_file())
        skipped = {"build", ".git", "node_modules", ".cache"}
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")
                      if path.is_file() and not skipped.intersection(path.relative_to(self.root).parts))

    def check(self, path, lines):
        self.check_text(path, lines)
        suffix = Path(path).suffix
        if suffix in (".h", ".cpp"):
            self.check_head(path, lines)
            self.check_includes(path, lines)
            self.check_calls(path, lines)
            self.check_size(path, lines, HEADER_LINES if suffix == ".h" else SOURCE_LINES)
            self.check_functions(path, lines)
        elif suffix == ".qml":
            self.check_qml(path, lines)
            self.check_size(path, lines, QML_LINES)

    def check_text(self, path, lines):
        # Where this very tree lies is nobody else's business either. A folder right under / is too common a word.
        here = str(self.root.resolve())
        for number, line in enumerate(lines, 1):
            if here.count("/") > 1 and here in line:
                self.add(path, number, "machine-path", f"a path of this machine: {here}")
            for rule, pattern, why in FORBIDDEN_TEXT:
                # A lock file names where each package came from in its own way; npm rewrites it to the configured registry.
                if rule == "registry" and path.endswith("package-lock.json"):
                    continue
                found = pattern.search(line)
                if found:
                    self.add(path, number, rule, f"{why}: {found.group(0)[:40]}")

    def check_head(self, path, lines):
        # A .cpp that begins by including a header of its own folder is introduced there, a test program by its tests' names.
        own_header = re.match(r'#include "(.+)/\w+\.h"', lines[0])
        introduced = path.endswith(".cpp") and (own_header and own_header.group(1) == str(Path(path).parent)
                                                or path.startswith("tests/") and not path.startswith("tests/support/"))
        if not introduced and not lines[0].startswith("//"):
            self.add(path, 1, "role", "the file's first lines say what it is for, in which thread, and what holds")
        if path.endswith(".h") and "#pragma once" not in lines:
            self.add(path, 1, "pragma-once", "a header without #pragma once")

    def check_includes(self, path, lines):
        own = self.folder(path)
        for number, line in enumerate(lines, 1):
            local = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if local:
                self.check_local_include(path, number, own, local.group(1))
            for pattern, folders, why in OUTSIDE:
                outside = re.match(r"\s*#\s*include\s+(<.*>)", line)
                if outside and path.startswith(folders) and pattern.match(outside.group(1)):
                    self.add(path, number, "outside-header", f"{outside.group(1)}: {why}")

    def check_local_include(self, path, number, own, included):
        if "/" not in included:
            if not included.endswith((".moc", "_generated.h")) and not self.is_generated(included):
                self.add(path, number, "include-path", f'"{included}": include by full path from the root')
            return
        target = self.folder(included)
        if target is None or own is None or target == own:
            return
        allowed = ALLOWED.get(own)
        if allowed is None:
            self.add(path, number, "include-direction", f"{own} is not in lint.py's table of directions; add it")
        elif not any(included.startswith(one + "/") for one in allowed):
            self.add(path, number, "include-direction", f"{own} must not include {target} (docs/architecture.md, Direction)")

    def is_generated(self, included):
        return not any((self.root / top).rglob(included) for top in ("core", "app") if (self.root / top).exists()) and "." not in included

    @staticmethod
    def folder(path):
        parts = path.split("/")
        if parts[0] == "tests":
            return "tests"
        return "/".join(parts[:2]) if parts[0] in ("core", "app") and len(parts) > 2 else None

    def check_calls(self, path, lines):
        for number, line in enumerate(lines, 1):
            code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line.split("//")[0])
            for rule, pattern, folders, why in BANNED:
                found = pattern.search(code)
                if found and path.startswith(folders):
                    self.add(path, number, rule, f"{found.group(0).strip()} {why}")

    def check_size(self, path, lines, most):
        count = len(lines) - 1
        if count > most:
            self.add(path, most, "file-size", f"{count} lines, at most {most}: split it along what it does")

    def check_functions(self, path, lines):
        """clang-format puts a function's brace, and only that, on a line of its own (BraceWrapping: AfterFunction)."""
        start = None
        for number, line in enumerate(lines, 1):
            if start is None:
                opening = re.fullmatch(r"( *)\{", line)
                # The rows of a data-driven test are a table, however long.
                if opening and not re.search(r"(^|\s)(namespace|class|struct|enum|=)\s*\w*$|_data\(\)$", lines[number - 2]):
                    start, closing = number, opening.group(1) + "}"
            elif line == closing:
                if number - start - 1 > FUNCTION_LINES:
                    self.add(path, start, "function-size", f"{number - start - 1} lines, at most {FUNCTION_LINES}: it does more than one thing")
                start = None

    def check_qml(self, path, lines):
        folder = max((one for one in QML_IMPORTS if path.startswith(one + "/")), key=len, default=None)
        for number, line in enumerate(lines, 1):
            imported = re.match(r'\s*import\s+("[^"]*"|[\w.]+)', line)
            if not imported or folder is None:
                continue
            module = imported.group(1)
            if not any(module == one or module.startswith(one + ".") or (one == "Qt" and module.startswith("Qt")) for one in QML_IMPORTS[folder]):
                self.add(path, number, "qml-import", f"{folder} must not import {module} (docs/architecture.md, Direction)")


def show(findings):
    return [f"{path}:{line}: {rule}: {why}" for path, line, rule, why in findings]


def self_test(folder):
    """The lint must be able to fail: a tree that breaks every rule gives exactly the findings that are written down."""
    found = [f"{path}:{line}: {rule}" for path, line, rule, _ in Lint(folder / "bad_tree").run()]
    expected = (folder / "bad_tree_expected.txt").read_text(encoding="utf-8").split("\n")[:-1]
    for line in sorted(set(expected) - set(found)):
        print(f"self-test: not found: {line}")
    for line in sorted(set(found) - set(expected)):
        print(f"self-test: found but not expected: {line}")
    return found == expected


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="The house rules that a compiler does not keep.")
    parser.add_argument("--root", default=here.parent.parent, help="the tree to read")
    parser.add_argument("--self-test", action="store_true", help="check that each rule finds its bad example")
    options = parser.parse_args()
    if options.self_test:
        return 0 if self_test(here) else 1
    findings = show(Lint(options.root).run())
    print("\n".join(findings) if findings else "lint: nothing found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
