// Role: `gloveboxctl audit`: whether the audit trail is whole, what is in it, and a copy for others. Reads only, also
// while a Glovebox works in the same folder. Thread: the main one; blocks.
#include "app/cli/commands.h"
#include "app/cli/export_target.h"
#include "app/cli/moment.h"
#include "app/cli/wait.h"
#include "app/compose/host_secrets.h"
#include "app/compose/secret_files.h"
#include "app/format/foreign_text.h"
#include "core/ledger/audit_file.h"
#include "core/ledger/audit_trail.h"
#include "core/system/paths.h"

#include <QDateTime>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <unistd.h>

namespace glovebox::cli {

namespace {

constexpr const char *kNotRead = "The audit trail could not be read.";
constexpr const char *kNotExported = "The audit trail could not be exported.";
constexpr int kListed = 100;

struct AuditOptions {
    std::string dataDir;
    std::string ledger;
    bool json = false;
    std::string expect;
    std::string action;
    std::string object;
    std::string since;
    std::string text;
    int most = kListed;
    std::string format = "jsonl";
    std::string output;
    std::string sandbox;
    bool force = false;
};

/// Only who checks tags needs the key: entries can be read while the store that holds it is locked.
enum class Key { Needed, NotNeeded };

/// A ledger that is named has its key beside it, as a spawned session's does, or in the store of its folder.
compose::SecretSetup setupFor(const std::string &ledger)
{
    const auto slash = ledger.rfind('/');
    auto setup = compose::secretSetup(slash == std::string::npos ? "." : ledger.substr(0, slash));
    setup.ledgerFile = ledger;
    if (::access(ledger::auditKeyFileOf(ledger).c_str(), F_OK) == 0)
        setup.credentials.clear(); // they are a service's, for its own trail
    return setup;
}

Result<std::unique_ptr<ledger::AuditTrail>> openTrail(const AuditOptions &options, Key need)
{
    compose::forgetSecrets();
    compose::SecretSetup setup;
    if (options.ledger.empty()) {
        GB_TRY(layout, system::layoutOfProcess(options.dataDir));
        setup = compose::secretSetup(layout.data);
    } else {
        setup = setupFor(options.ledger);
    }
    if (need == Key::NotNeeded || ::access(setup.ledgerFile.c_str(), F_OK) != 0)
        return ledger::AuditTrail::open(setup.ledgerFile);
    const auto found = answerOf<compose::FoundKey>(
        [&](Callback<compose::FoundKey> done) { return compose::findAuditKey(setup, std::move(done)); });
    return ledger::AuditTrail::open(setup.ledgerFile,
                                    found ? ledger::AuditKey::fromHex(found->key) : tl::unexpected(found.error()));
}

/// "123:sha256:<64 hex>", as verify prints it.
Result<std::optional<ledger::AuditHead>> expectedHead(const std::string &text)
{
    if (text.empty())
        return std::optional<ledger::AuditHead>();
    ledger::AuditHead head;
    const auto *end = text.data() + text.size();
    const auto [rest, problem] = std::from_chars(text.data(), end, head.sequence);
    const auto tag = problem == std::errc() ? std::string(rest, end) : std::string();
    constexpr std::string_view before = ":sha256:";
    if (head.sequence > 0 && tag.starts_with(before))
        head.tag = QByteArray::fromHex(QByteArray::fromStdString(tag.substr(before.size()))).toStdString();
    if (tag != ':' + ledger::tagText(head.tag) || head.sequence == 0)
        return fail(ErrorCode::InvalidArgument,
                    "--expect takes what verify prints as head: 123:sha256:<64 hex digits>");
    return std::optional(head);
}

Result<std::optional<WallTime>> sinceFrom(const std::string &text)
{
    return momentFrom(text, "--since", WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())));
}

std::string headText(const ledger::AuditHead &head)
{
    return std::to_string(head.sequence) + ':' + ledger::tagText(head.tag);
}

void printReport(const ledger::AuditReport &report)
{
    for (const auto &finding : report.findings)
        std::printf("%s\n", qUtf8Printable(format::shownLine(QString::fromStdString(sentence(finding)))));
    if (report.moreFindings > 0)
        std::printf("and %llu more findings\n", static_cast<unsigned long long>(report.moreFindings));
    std::printf("The audit trail is %s: %llu entries.\n", report.whole() ? "whole" : "NOT whole",
                static_cast<unsigned long long>(report.entries));
    if (report.entries > 0)
        std::printf("Its head, to be compared later (--expect): %s\n", headText(report.last).c_str());
    if (report.behind > 0)
        std::printf("The newest %llu entries are not in the head yet; they were written last before a crash, or just "
                    "now.\n",
                    static_cast<unsigned long long>(report.behind));
}

void printJson(const ledger::AuditReport &report)
{
    auto findings = nlohmann::json::array();
    for (const auto &finding : report.findings)
        findings.push_back({{"wound", std::string(word(finding.wound))},
                            {"first", finding.first},
                            {"last", finding.last},
                            {"what", finding.what}});
    const nlohmann::json object{{"whole", report.whole()},       {"entries", report.entries},
                                {"head", headText(report.last)}, {"behind", report.behind},
                                {"findings", findings},          {"more_findings", report.moreFindings}};
    std::printf("%s\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int verify(const AuditOptions &options)
{
    const auto expected = expectedHead(options.expect);
    if (!expected)
        return complain(expected.error().detail, kExitUsage);
    const auto trail = openTrail(options, Key::Needed);
    if (!trail)
        return complainOfLedger(kNotRead, trail.error());
    const auto report = (*trail)->verify(*expected);
    if (!report)
        return complainOfLedger(kNotRead, report.error());
    if (options.json)
        printJson(*report);
    else
        printReport(*report);
    return report->whole() ? 0 : kExitFailed;
}

std::string listed(const domain::AuditEntry &entry)
{
    auto line = std::to_string(entry.sequence) + "  " + ledger::timestamp(entry.at) + "  " +
                std::string(word(entry.actor)) + (entry.origin.empty() ? "" : " (" + entry.origin + ')') + "  " +
                entry.action + "  " + entry.object;
    if (entry.outcome != domain::AuditOutcome::Done)
        line += "  " + std::string(word(entry.outcome));
    if (!entry.reason.empty())
        line += ": " + entry.reason;
    if (!entry.before.empty() || !entry.after.empty())
        line += "  [" + entry.before + " -> " + entry.after + ']';
    return format::shownLine(QString::fromStdString(line)).toStdString();
}

int list(const AuditOptions &options)
{
    const auto since = sinceFrom(options.since);
    if (!since)
        return complain(since.error().detail, kExitUsage);
    const auto trail = openTrail(options, Key::NotNeeded);
    if (!trail)
        return complainOfLedger(kNotRead, trail.error());
    std::vector<domain::AuditEntry> found;
    const auto read = (*trail)->each({options.action, options.object, *since, options.text},
                                     ledger::AuditTrail::Order::NewestFirst, [&](const domain::AuditEntry &entry) {
                                         found.push_back(entry);
                                         return std::ssize(found) < options.most;
                                     });
    if (!read)
        return complainOfLedger(kNotRead, read.error());
    if (found.empty() && !options.object.empty() && options.object.find('/') == std::string::npos)
        std::fprintf(stderr, "Nothing is about %s. Most objects are named with their kind: sandbox/sbx-1\n",
                     format::shownLine(QString::fromStdString(options.object)).toUtf8().constData());
    std::ranges::reverse(found);
    for (const auto &entry : found)
        std::printf("%s\n", (options.json ? ledger::exportedForm(entry) : listed(entry)).c_str());
    return 0;
}

Result<std::unique_ptr<ledger::AuditExport>> shapeOf(const AuditOptions &options, const ledger::AuditTrail &trail)
{
    if (options.format == "jsonl")
        return ledger::jsonLines();
    if (options.format == "csv")
        return ledger::csv();
    GB_TRY(key, trail.key());
    return ledger::sandboxLines(key, options.sandbox);
}

Result<std::uint64_t> writeTrail(const AuditOptions &options)
{
    GB_TRY(trail, openTrail(options, options.format == "isorun" ? Key::Needed : Key::NotNeeded));
    GB_TRY(shape, shapeOf(options, *trail));
    GB_TRY(since, sinceFrom(options.since));
    return ledger::writeTrail(*trail, {options.action, options.object, since, options.text}, *shape,
                              {.file = options.output});
}

int exportTrail(const AuditOptions &options)
{
    if (options.format == "isorun" && options.sandbox.empty())
        return complain("--format isorun is the trail of one sandbox: name it with --sandbox", kExitUsage);
    if (options.format != "isorun" && !options.sandbox.empty())
        return complain("--sandbox is for --format isorun; --object sandbox/ID narrows the others", kExitUsage);
    const auto whyNot = whyNotThere({.output = options.output,
                                     .beside = {".sha256"},
                                     .force = options.force,
                                     .ledger = options.ledger,
                                     .dataDir = options.dataDir});
    if (!whyNot)
        return complain(kNotExported, whyNot.error());
    if (!whyNot->empty())
        return complain(*whyNot, kExitUsage);
    if (const auto since = sinceFrom(options.since); !since)
        return complain(since.error().detail, kExitUsage);
    const auto written = writeTrail(options);
    if (!written)
        return complainOfLedger(kNotExported, written.error());
    std::fprintf(stderr, "%llu entries are in %s, its checksum in %s.sha256.\n",
                 static_cast<unsigned long long>(*written), options.output.c_str(), options.output.c_str());
    return 0;
}

CLI::App *add(CLI::App &audit, const std::shared_ptr<AuditOptions> &options, const char *name, const char *what)
{
    auto *command = audit.add_subcommand(name, what);
    command->add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    command->add_option("--ledger", options->ledger, "a ledger file itself, as of a spawned session");
    return command;
}

void narrow(CLI::App &command, const std::shared_ptr<AuditOptions> &options)
{
    command.add_option("--action", options->action, "actions that begin so: sandbox.");
    command.add_option("--object", options->object, "this object: sandbox/sbx-1");
    command.add_option("--text", options->text, "with this word in any field");
    command.add_option("--since", options->since, std::string("from then on: ") + kMomentHelp);
}

} // namespace

void addAudit(CLI::App &app, Action &chosen)
{
    auto *audit = app.add_subcommand("audit", "who did what: verify, list or export the audit trail");
    audit->require_subcommand(1);
    const auto options = std::make_shared<AuditOptions>();
    const auto does = [&chosen, options](CLI::App *command, int (*what)(const AuditOptions &)) {
        command->callback([&chosen, options, what] {
            chosen = [options, what] {
                return what(*options);
            };
        });
    };

    auto *verifying =
        add(*audit, options, "verify", "find changed, missing and foreign entries; exit 1 when there are");
    verifying->add_option("--expect", options->expect, "the head of an earlier look, which must still be in it");
    verifying->add_flag("--json", options->json, "the report as JSON");
    does(verifying, verify);

    auto *listing = add(*audit, options, "list", "the newest entries, the newest last");
    narrow(*listing, options);
    listing->add_option("--most", options->most, "how many")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    listing->add_flag("--json", options->json, "one JSON object a line");
    does(listing, list);

    auto *exporting = add(*audit, options, "export", "write the trail to a file, and its checksum beside");
    narrow(*exporting, options);
    exporting->add_option("--format", options->format, "jsonl, csv, or isorun for one sandbox")
        ->check(CLI::IsMember({"jsonl", "csv", "isorun"}))
        ->capture_default_str();
    exporting->add_option("--sandbox", options->sandbox, "for --format isorun");
    exporting->add_option("--output", options->output, "the file")->required();
    exporting->add_flag("--force", options->force, "replace a file that is there");
    does(exporting, exportTrail);
}

} // namespace glovebox::cli
