// Role: `gloveboxctl audit`: whether the audit trail is whole, what is in it, and a copy for others. Reads only, also
// while a Glovebox works in the same folder; what is in it can be asked of one at a URL, too. Thread: the main one;
// blocks.
#include "app/cli/export_target.h"
#include "app/cli/live.h"
#include "app/cli/moment.h"
#include "app/cli/past_answers.h"
#include "app/cli/wait.h"
#include "app/compose/host_secrets.h"
#include "app/compose/secret_files.h"
#include "app/format/foreign_text.h"
#include "core/base/limits.h"
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
    LiveOptions live;
    std::string ledger;
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
        GB_TRY(layout, system::layoutOfProcess(options.live.dataDir));
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

/// Of what is done with the trail's key, which is given to nobody; said when so.
bool isForTheHostAlone(const AuditOptions &options, const char *instead)
{
    const bool isAsked = asksUrl(options.live, options.ledger);
    if (isAsked)
        complain("A Glovebox at a URL does not give away its trail's key, nor the trail as a whole. " +
                     std::string(instead) + " --data-dir names a folder of this host.",
                 kExitUsage);
    return isAsked;
}

int verify(const AuditOptions &options)
{
    if (isForTheHostAlone(options, "Run gloveboxctl audit verify on its host."))
        return kExitUsage;
    const auto expected = expectedHead(options.expect);
    if (!expected)
        return complain(expected.error().detail, kExitUsage);
    const auto trail = openTrail(options, Key::Needed);
    if (!trail)
        return complainOfLedger(kNotRead, trail.error());
    const auto report = (*trail)->verify(*expected);
    if (!report)
        return complainOfLedger(kNotRead, report.error());
    if (options.live.json)
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

/// The newest `most`, the newest first.
Result<std::vector<domain::AuditEntry>> readEntries(const AuditOptions &options, std::optional<WallTime> since)
{
    std::vector<domain::AuditEntry> found;
    GB_TRY(trail, openTrail(options, Key::NotNeeded));
    GB_CHECK(trail->each({options.action, options.object, since, options.text}, ledger::AuditTrail::Order::NewestFirst,
                         [&](const domain::AuditEntry &entry) {
                             found.push_back(entry);
                             return std::ssize(found) < options.most;
                         }));
    return found;
}

/// The same, page by page.
Result<std::vector<domain::AuditEntry>> askForEntries(const ApiClient &api, const AuditOptions &options,
                                                      std::optional<WallTime> since)
{
    std::vector<domain::AuditEntry> found;
    std::string filter;
    for (const auto &[name, value] :
         {std::pair{"action", &options.action}, {"object", &options.object}, {"text", &options.text}})
        if (!value->empty())
            filter += std::string("&") + name + '=' + ApiClient::escaped(*value);
    std::string before;
    for (bool more = true; more && std::ssize(found) < options.most;) {
        const auto limit = std::min(options.most - static_cast<int>(found.size()), limits::kHistoryPageMax);
        GB_TRY(answer, api.get("/v1/audit?limit=" + std::to_string(limit) + filter + before));
        const auto page = auditRowsFrom(answer);
        more = page.more && !page.entries.empty();
        for (const auto &entry : page.entries) {
            if (since && entry.at < *since)
                return found;
            found.push_back(entry);
            before = "&before=" + std::to_string(entry.sequence);
        }
    }
    return found;
}

int printEntries(const AuditOptions &options, std::vector<domain::AuditEntry> found)
{
    if (found.empty() && !options.object.empty() && options.object.find('/') == std::string::npos)
        std::fprintf(stderr, "Nothing is about %s. Most objects are named with their kind: sandbox/sbx-1\n",
                     format::shownLine(QString::fromStdString(options.object)).toUtf8().constData());
    std::ranges::reverse(found);
    for (const auto &entry : found)
        std::printf("%s\n", (options.live.json ? ledger::exportedForm(entry) : listed(entry)).c_str());
    return 0;
}

int list(const AuditOptions &options)
{
    const auto since = sinceFrom(options.since);
    if (!since)
        return complain(since.error().detail, kExitUsage);
    if (asksUrl(options.live, options.ledger))
        return withApi(options.live, kNotRead, [&](const ApiClient &api) -> Result<int> {
            GB_TRY(found, askForEntries(api, options, *since));
            return printEntries(options, std::move(found));
        });
    auto found = readEntries(options, *since);
    return found ? printEntries(options, *std::move(found)) : complainOfLedger(kNotRead, found.error());
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
    if (isForTheHostAlone(options, "Run gloveboxctl audit export on its host, or list what is in it from here: "
                                   "gloveboxctl audit list --json --most 1000000."))
        return kExitUsage;
    if (options.format == "isorun" && options.sandbox.empty())
        return complain("--format isorun is the trail of one sandbox: name it with --sandbox", kExitUsage);
    if (options.format != "isorun" && !options.sandbox.empty())
        return complain("--sandbox is for --format isorun; --object sandbox/ID narrows the others", kExitUsage);
    const auto whyNot = whyNotThere({.output = options.output,
                                     .beside = {".sha256"},
                                     .force = options.force,
                                     .ledger = options.ledger,
                                     .dataDir = options.live.dataDir});
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
    addLedgerOrUrl(*command, options->live, options->ledger);
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
    verifying->add_flag("--json", options->live.json, "the report as JSON");
    does(verifying, verify);

    auto *listing = add(*audit, options, "list", "the newest entries, the newest last");
    narrow(*listing, options);
    listing->add_option("--most", options->most, "how many")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    listing->add_flag("--json", options->live.json, "one JSON object a line");
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
