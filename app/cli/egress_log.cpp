// Role: `gloveboxctl egress log`: what guests tried to reach, from the ledger: as lines for people, as they come, or
// all of it for other programs. Reads only, also without and beside a Glovebox that runs. Thread: the main one; blocks.
#include "app/cli/egress_commands.h"
#include "app/cli/export_target.h"
#include "app/cli/live.h"
#include "app/cli/moment.h"
#include "app/compose/egress_export.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "core/base/limits.h"
#include "core/system/paths.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdio>
#include <memory>
#include <set>

namespace glovebox::cli {

namespace {

constexpr int kLogged = 100;
constexpr int kLoggedMost = 1'000'000;
constexpr const char *kLogNotRead = "The ledger could not be read.";

struct LogOptions {
    std::string dataDir;
    std::string ledger;
    std::string sandbox;
    std::string session;
    std::string text;
    std::string since;
    std::string until;
    std::string format;
    std::string output;
    bool force = false;
    bool denied = false;
    bool json = false;
    bool follow = false;
    std::optional<int> most;
};

/// The placeholder of a secret that stood where it may not is what people look for: in capitals.
std::string lineOf(const domain::EgressDecision &one)
{
    const auto shown = [](const std::string &text) {
        return format::shownLine(QString::fromStdString(text)).toStdString();
    };
    std::string out = format::fullTime(one.at, QTimeZone::utc()).toStdString() + "  " + one.sandbox.value() + "  " +
                      std::string(word(one.verdict)) + "  " + (one.host.empty() ? shown(one.address) : shown(one.host));
    if (one.port > 0)
        out += ':' + std::to_string(one.port);
    if (one.kind == domain::EgressKind::Name)
        out += " (name)";
    if (!one.host.empty() && !one.address.empty())
        out += " at " + shown(one.address);
    if (one.sent.value + one.received.value > 0)
        out += ", sent " + format::bytes(one.sent).toStdString() + ", received " +
               format::bytes(one.received).toStdString();
    const auto names = [&](const char *what, const std::vector<std::string> &secrets) {
        for (const auto &name : secrets)
            out += (&name == &secrets.front() ? what : ", ") + shown(name);
    };
    names(", with the secret ", one.secrets);
    names(", MISUSED: ", one.misused);
    if (!one.rule.empty())
        out += ", by \"" + shown(one.rule) + '"';
    if (!one.reason.empty())
        out += ": " + shown(one.reason);
    return out;
}

Result<domain::EgressPage> pageOf(const LogOptions &options)
{
    const WallTime now(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    domain::EgressPage page{.text = options.text};
    GB_TRY(from, momentFrom(options.since, "--since", now));
    GB_TRY(until, momentFrom(options.until, "--until", now));
    if (from && until && *until < *from)
        return fail(ErrorCode::InvalidArgument, "--until is before --since");
    page.from = from;
    page.until = until;
    if (!options.sandbox.empty())
        page.sandbox = domain::SandboxId(options.sandbox);
    if (!options.session.empty())
        page.session = domain::SessionId(options.session);
    if (options.denied)
        page.verdict = domain::EgressVerdict::Denied;
    return page;
}

void print(const LogOptions &options, const domain::EgressDecision &one)
{
    const auto text = options.json ? compose::egressLine(compose::EgressShape::JsonLines, one) : lineOf(one) + '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
}

/// The newest last, as they come; a connection when it is decided, and again when it has ended. Until somebody ends it,
/// or nobody reads it any more.
int follow(const LogOptions &options, ledger::UseReader &reader, domain::EgressPage page)
{
    bool isAsked = false;
    const compose::ShutdownSignals stop([&isAsked](int) { isAsked = true; });
    page.most = std::min(options.most.value_or(kLogged), limits::kHistoryPageMax);
    std::set<std::pair<std::string, bool>> shown;
    for (; !isAsked; holdOn()) {
        const auto rows = reader.egress(page);
        if (!rows)
            return complainOfLedger(kLogNotRead, rows.error());
        decltype(shown) now;
        for (auto one = rows->decisions.rbegin(); one != rows->decisions.rend(); ++one) {
            now.emplace(one->id.value(), one->lasted.has_value());
            if (!shown.contains({one->id.value(), one->lasted.has_value()}))
                print(options, *one);
        }
        std::fflush(stdout);
        if (isReadNoMore())
            break;
        shown = std::move(now);
    }
    return 0;
}

/// Without --most all of it. Ctrl-C leaves no half file.
int exportLog(const LogOptions &options, ledger::UseReader &reader, domain::EgressPage page)
{
    const auto shape = options.format == "csv" ? compose::EgressShape::Csv : compose::EgressShape::JsonLines;
    StopFlag stop;
    const compose::ShutdownSignals signals([&stop](int) { stop.raise(); });
    compose::EgressPass pass{.filter = std::move(page), .take = {}, .stop = &stop};
    pass.progress = [](double) {
        QCoreApplication::processEvents();
    };
    if (options.most)
        pass.most = static_cast<std::uint64_t>(*options.most);
    const auto put = [](const std::string &text) {
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    };
    pass.take = [&](const domain::EgressDecision &one) {
        return put(compose::egressLine(shape, one));
    };
    if (options.output.empty())
        put(compose::egressHead(shape));
    const auto written = options.output.empty()
                             ? compose::passEgress(reader, pass)
                             : compose::writeEgress(reader, pass, {options.output, shape, options.force});
    if (!written && written.error().code == ErrorCode::Cancelled)
        return kExitInterrupted;
    if (!written)
        return complainOfLedger("The attempts could not be exported.", written.error());
    if (!options.output.empty())
        std::fprintf(stderr, "%llu attempts are in %s.\n", static_cast<unsigned long long>(*written),
                     options.output.c_str());
    return 0;
}

/// Empty: it can be run.
Result<std::string> whyNotRun(const LogOptions &options)
{
    if (options.output.empty())
        return std::string(options.force ? "--force is for --output" : "");
    if (options.format.empty())
        return std::string("--output needs --format csv or json");
    return whyNotThere({.output = options.output,
                        .beside = {},
                        .force = options.force,
                        .ledger = options.ledger,
                        .dataDir = options.dataDir});
}

int showLog(const LogOptions &options)
{
    const auto page = pageOf(options);
    if (!page)
        return complain(page.error().detail, kExitUsage);
    const auto whyNot = whyNotRun(options);
    if (!whyNot)
        return complain(whyNot.error().detail, kExitFailed);
    if (!whyNot->empty())
        return complain(*whyNot, kExitUsage);
    const auto reader = openEgressLedger(options.ledger, options.dataDir);
    if (!reader)
        return complainOfLedger(kLogNotRead, reader.error());
    if (options.follow)
        return follow(options, **reader, *page);
    if (!options.format.empty())
        return exportLog(options, **reader, *page);
    const auto shown =
        compose::passEgress(**reader, {.filter = *page,
                                       .most = static_cast<std::uint64_t>(options.most.value_or(kLogged)),
                                       .take = [&](const domain::EgressDecision &one) {
                                           print(options, one);
                                           return std::ferror(stdout) == 0;
                                       }});
    if (!shown)
        return complainOfLedger(kLogNotRead, shown.error());
    const bool isNarrowed =
        page->sandbox || page->session || page->verdict || page->from || page->until || !page->text.empty();
    if (*shown == 0) // on standard error: an empty list is an answer
        std::fprintf(stderr, "There is no attempt %s in the ledger.\n", isNarrowed ? "of that kind" : "yet");
    return 0;
}

} // namespace

Result<std::unique_ptr<ledger::UseReader>> openEgressLedger(const std::string &ledger, const std::string &dataDir)
{
    compose::forgetSecrets();
    if (!ledger.empty())
        return ledger::UseReader::open(ledger);
    GB_TRY(layout, system::layoutOfProcess(dataDir));
    return ledger::UseReader::open(layout.data + "/ledger.db");
}

void addEgressLog(CLI::App &group, Action &chosen)
{
    auto *log = group.add_subcommand("log", "what guests tried to reach, the newest first");
    const auto options = std::make_shared<LogOptions>();
    log->add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
    log->add_option("--ledger", options->ledger, "a ledger file itself, as of a spawned session");
    log->add_option("--sandbox", options->sandbox, "of this sandbox alone");
    log->add_option("--session", options->session, "of this session alone");
    log->add_option("--find", options->text, "that have this in host, address, rule or reason");
    log->add_option("--since", options->since, std::string("from then on: ") + kMomentHelp);
    log->add_option("--until", options->until, "before then: likewise");
    log->add_flag("--denied", options->denied, "what was denied alone");
    log->add_option("--most", options->most, "how many; 100, or all with --format")->check(CLI::Range(1, kLoggedMost));
    auto *json = log->add_flag("--json", options->json, "an object a line");
    auto *follow =
        log->add_flag("--follow,-f", options->follow, "go on as they come, the newest last, until it is ended");
    auto *format = log->add_option("--format", options->format, "all of them for another program: csv, or json lines")
                       ->check(CLI::IsMember({"csv", "json"}));
    format->excludes(follow)->excludes(json);
    log->add_option("--output", options->output, "into this file, with --format");
    log->add_flag("--force", options->force, "replace a file that is there");
    log->callback([&chosen, options] {
        chosen = [options] {
            return showLog(*options);
        };
    });
}

} // namespace glovebox::cli
