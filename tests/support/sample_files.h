// Role: what is in the sandbox of the window's tests and pictures. Thread: any.
#pragma once

#include "tests/support/fake_file_desk.h"
#include "tests/support/sample_views.h"

namespace testsupport {

/// A session's folder as agents leave them.
inline void fillSampleFiles(FakeFileDesk &desk)
{
    std::string log = "$ python3 -m pytest -q\n";
    for (int i = 1; i <= 9'000; ++i)
        log += "tests/test_money.py::test_case_" + std::to_string(i) +
               (i % 97 == 0 ? " \x1b[31mFAILED\x1b[0m" : " ok") + "\n";
    desk.files = {
        {"/mnt/session/README.md", "# ledger\n\nMoney and its entries: what was earned, what was spent, and when.\n"},
        {"/mnt/session/pyproject.toml", "[project]\nname = \"ledger\"\nversion = \"0.4.0\"\n"},
        {"/mnt/session/run.sh", "#!/bin/sh\nset -eu\nexec python3 -m pytest -q \"$@\"\n"},
        {"/mnt/session/pytest.log", log},
        {"/mnt/session/chart.png", std::string("\x89PNG\r\n\x1a\n\0\1", 10) + std::string(48'000, '\xf3')},
        {"/mnt/session/notes of the meeting about rounding, second part, final version.txt", "half to even\n"},
        {"/mnt/session/ledger/__init__.py", ""},
        {"/mnt/session/ledger/money.py",
         "from decimal import Decimal\n\n\nclass Money:\n    \"\"\"An amount in one currency.\"\"\"\n\n"
         "    def __init__(self, amount: Decimal, currency: str) -> None:\n        self.amount = amount\n"
         "        self.currency = currency\n"},
        {"/mnt/session/tests/test_money.py", "def test_nothing():\n    assert True\n"},
        {"/mnt/session/outputs/CHANGES.md", "# What changed\n\n- Rounds half to even\n"},
        {"/etc/hostname", "sandbox\n"},
    };
    desk.folders = {"/", "/mnt", "/mnt/session", "/mnt/session/empty", "/tmp"};
    desk.links = {{"/mnt/session/latest.log", "pytest.log"}};
    const auto then = glovebox::testing::kSampleNow - std::chrono::minutes(12);
    desk.changed = then.time_since_epoch().count() * 1'000'000;
}

} // namespace testsupport
