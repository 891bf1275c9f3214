#include "app/sample/scripts.h"

#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;

namespace {

constexpr std::array kCalls{
    ScriptedCall{"bash", "git status --short", "{\n  \"command\": \"git status --short\"\n}",
                 " M src/billing/tax.py\n M tests/billing/test_tax.py\n?? notes.md", 900ms},
    ScriptedCall{
        "bash", "python3 -m pytest -q", "{\n  \"command\": \"python3 -m pytest -q\",\n  \"timeout\": 120000\n}",
        "collected 48 items\n\ntests/test_accounts.py ............                 [ 25%]\ntests/test_entries.py "
        "................                 [ 58%]\ntests/test_rounding.py ....................              "
        "[100%]\n\n48 passed in 4.61s",
        7200ms},
    ScriptedCall{"read", "src/billing/tax.py", "{\n  \"file_path\": \"src/billing/tax.py\"\n}",
                 "     1\t\"\"\"VAT by country.\"\"\"\n     2\tfrom decimal import Decimal\n     3\t\n     4\tRATES = "
                 "{\"AT\": Decimal(\"0.20\"), \"DE\": Decimal(\"0.19\")}",
                 300ms},
    ScriptedCall{
        "grep", "decided|no reverse in src", "{\n  \"pattern\": \"decided|no reverse\",\n  \"path\": \"src\"\n}",
        "src/billing/invoice.py:41:    # rounding is decided by finance\nsrc/billing/tax.py:9:    # no reverse "
        "charge yet",
        500ms},
    ScriptedCall{"glob", "**/*.toml", "{\n  \"pattern\": \"**/*.toml\"\n}",
                 "pyproject.toml\nservices/api/pyproject.toml", 200ms},
    ScriptedCall{"edit", "src/billing/tax.py  +6 −2",
                 "{\n  \"file_path\": \"src/billing/tax.py\",\n  \"old_string\": \"RATES = {\",\n  \"new_string\": "
                 "\"RATES: dict[str, Decimal] = {\"\n}",
                 "The file src/billing/tax.py has been updated.", 250ms},
    ScriptedCall{"write", "outputs/report.md",
                 "{\n  \"file_path\": \"/mnt/session/outputs/report.md\",\n  \"content\": \"# Report\\n\\n…\"\n}",
                 "Wrote 4,118 bytes.", 350ms},
    ScriptedCall{"bash", "npm ci", "{\n  \"command\": \"npm ci\"\n}",
                 "added 412 packages in 6s\n\n61 packages are looking for funding", 8600ms},
    ScriptedCall{"bash", "cargo check --workspace", "{\n  \"command\": \"cargo check --workspace\"\n}",
                 "    Checking ledger v0.4.1\n    Checking ledger-cli v0.4.1\nerror[E0308]: mismatched types\n  --> "
                 "ledger/src/money.rs:44:9\nerror: could not compile `ledger`",
                 6100ms, true},
    ScriptedCall{
        "bash", "python3 churn.py --quarter 2026Q3", "{\n  \"command\": \"python3 churn.py --quarter 2026Q3\"\n}",
        "reading 1,204,113 rows\n 25 %\n 50 %\n 75 %\nchurn 3.9 % (2.8 % a year ago)\nwrote churn.csv", 11'000ms},
    ScriptedCall{"bash", "make -j2 docs", "{\n  \"command\": \"make -j2 docs\"\n}",
                 "sphinx-build -b html docs build/docs\nreading sources... [100%] usage\nbuild succeeded, 2 warnings.",
                 5400ms},
};

constexpr std::array kAsked{
    ScriptedCall{"bash", "git push origin fix/tax --force-with-lease",
                 "{\n  \"command\": \"git push origin fix/tax --force-with-lease\",\n  \"timeout\": 60000\n}",
                 "To git.example.org:billing/ledger.git\n + 41c09d2...9be77f0 fix/tax -> fix/tax (forced update)",
                 3100ms},
    ScriptedCall{"bash", "psql -f migrations/0042_vat.sql staging",
                 "{\n  \"command\": \"psql -v ON_ERROR_STOP=1 -f migrations/0042_vat.sql staging\"\n}",
                 "BEGIN\nALTER TABLE\nUPDATE 18422\nCOMMIT", 4200ms},
    ScriptedCall{"write", "deploy/values.yaml",
                 "{\n  \"file_path\": \"deploy/values.yaml\",\n  \"content\": \"replicas: 3\\nimage: "
                 "billing:2026.11.20\\n\"\n}",
                 "Wrote 41 bytes.", 400ms},
    ScriptedCall{"bash", "rm -r build cache", "{\n  \"command\": \"rm -r build cache\"\n}", "", 900ms},
};

constexpr std::array kSessionScripts{
    ScriptedSession{"Port the payroll export to the new format", "data-wrangler",
                    "The tax office takes the old export no more from January. Please port it."},
    ScriptedSession{"Find the slow query of the orders page", "code-surgeon",
                    "The orders page takes four seconds since Tuesday. Find the query."},
    ScriptedSession{"Upgrade the front end to the newest router", "code-surgeon",
                    "Please move the front end to the newest router and keep all links."},
    ScriptedSession{"Write release notes for 4.2", "scribe",
                    "Release notes for 4.2 from the merged changes, please; one page."},
    ScriptedSession{"Sort the support inbox of this morning", "inbox-triage",
                    "Sort what came in this morning by team and urgency."},
    ScriptedSession{"Check that backups can be restored", "ops-helper",
                    "Restore last night's backup into a scratch database and compare the counts."},
    ScriptedSession{"Type hints for the pricing module", "code-surgeon",
                    "Add type hints to pricing/ and make the checker strict there."},
    ScriptedSession{"Reconcile card payments of October", "ap-clerk",
                    "Reconcile the card payments of October with the ledger."},
    ScriptedSession{"Describe the API in OpenAPI", "scribe",
                    "Write an OpenAPI file for the public routes from the handlers."},
    ScriptedSession{"Reproduce the crash of ticket 4711", "kernel-hand",
                    "Ticket 4711 has a core file. Please reproduce the crash."},
    ScriptedSession{"Alt texts for the picture library", "scribe", "Write alt texts for all pictures that have none."},
    ScriptedSession{"Draft the quarterly capacity plan", "data-wrangler",
                    "Draft the capacity plan from the metrics of the last quarter."},
};

constexpr std::array<const char *, 7> kAgentSays{
    "That is done. I look at what it changes for the callers next.",
    "The tests pass. I clean up and write down what was changed.",
    "Two places use the old name; I change both and run everything again.",
    "The cause is clear now: the cache is filled before the rates are read.",
    "I check one more case before I go on: an empty file.",
    "There is no network to that host in here, so I take the copy in the repository.",
    "I have what I need for the report.",
};

constexpr std::array<const char *, 5> kUserSays{
    "Good. Please go on with the next one.",         "Thanks. Keep the public names as they are.",
    "Can you also write a test for the empty file?", "Please put the numbers into a table.",
    "Yes, and tell me what is left afterwards.",
};

constexpr std::array<const char *, 4> kAllowedHosts{"mirror.example.org", "npm.packages.example.org",
                                                    "pip.packages.example.org", "registry.packages.example.org"};
constexpr std::array<const char *, 5> kDeniedHosts{"telemetry.vendor.example", "api.weather.example", "paste.example",
                                                   "crash-reports.example", "cdn.fonts.example"};

} // namespace

std::span<const ScriptedCall> scriptedCalls()
{
    return kCalls;
}

std::span<const ScriptedCall> askedCalls()
{
    return kAsked;
}

const ScriptedCall &scriptOf(std::string_view summary)
{
    static constexpr ScriptedCall kUnscripted{"", "", "", "", 2600ms};
    for (const auto table : {scriptedCalls(), askedCalls()})
        for (const ScriptedCall &call : table)
            if (call.summary == summary)
                return call;
    return kUnscripted;
}

std::span<const ScriptedSession> scriptedSessions()
{
    return kSessionScripts;
}

std::span<const char *const> agentMessages()
{
    return kAgentSays;
}

std::span<const char *const> userMessages()
{
    return kUserSays;
}

std::span<const char *const> allowedHosts()
{
    return kAllowedHosts;
}

std::span<const char *const> deniedHosts()
{
    return kDeniedHosts;
}

} // namespace glovebox::sample
