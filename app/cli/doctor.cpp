// Role: `gloveboxctl doctor`: can this host run sandboxes, and what to do if not, as text or JSON. What is looked at is
// app/compose/host_examination.h's, which the window's doctor shows, too.
#include "app/cli/commands.h"
#include "app/compose/host_examination.h"
#include "app/compose/log_keeping.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/format/foreign_text.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace glovebox::cli {

namespace {

using system::Check;
using system::CheckGroup;
using system::CheckStatus;

struct DoctorOptions {
    compose::SettingTexts texts;
    bool json = false;
    bool probe = false;
};

/// Prints all checks when the last is there, in the order in which they matter.
class Report {
public:
    Report(const compose::Settings &settings, system::PathLayout folders, bool json, bool probe)
        : m_json(json), m_examination(
                            settings, std::move(folders), {.probe = probe},
                            [this](const Check &check) { m_checks.push_back(check); }, [this] { finish(); })
    {
    }

private:
    void finish()
    {
        std::ranges::stable_sort(m_checks, {}, &Check::group);
        const bool good = std::ranges::none_of(m_checks, [](const Check &check) {
            return check.group == CheckGroup::Must && check.status == CheckStatus::Fail;
        });
        if (m_json)
            printJson(good);
        else
            printText(good);
        QCoreApplication::exit(good ? 0 : kExitFailed);
    }

    void printJson(bool good) const
    {
        auto list = nlohmann::json::array();
        for (const auto &check : m_checks)
            list.push_back({{"id", check.id},
                            {"group", system::word(check.group)},
                            {"title", check.title},
                            {"status", system::word(check.status)},
                            {"found", check.found},
                            {"why", check.why},
                            {"fix", check.fix},
                            {"if_ignored", check.ifIgnored}});
        const nlohmann::json report{{"version", GLOVEBOX_VERSION}, {"can_run", good}, {"checks", std::move(list)}};
        std::printf("%s\n", report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    }

    void printText(bool good) const
    {
        const auto safe = [](const std::string &text) {
            return format::shownLine(QString::fromStdString(text).simplified()).toStdString();
        };
        for (const auto &check : m_checks) {
            const char *mark = check.status == CheckStatus::Pass   ? "ok  "
                               : check.status == CheckStatus::Warn ? "warn"
                                                                   : "FAIL";
            std::printf("%s  %-38s %s\n", mark, check.title.c_str(), safe(check.found).c_str());
            if (check.status == CheckStatus::Pass)
                continue;
            if (!check.ifIgnored.empty())
                std::printf("      if ignored: %s\n", check.ifIgnored.c_str());
            if (!check.fix.empty())
                std::printf("      fix:        %s\n", check.fix.c_str());
        }
        std::printf("\n%s\n",
                    good ? "This host can run sandboxes." : "This host cannot run sandboxes yet: mend what says FAIL.");
    }

    const bool m_json;
    std::vector<Check> m_checks;
    compose::HostExamination m_examination; // the last: it tells the others
};

int doctor(const DoctorOptions &options)
{
    auto texts = options.texts;
    const auto settings = compose::resolve(texts, {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    auto folders = system::layoutOfProcess(settings->dataDir);
    if (!folders)
        return complain(folders.error().detail, kExitUsage);
    compose::forgetSecrets();
    compose::logAs(*settings);
    const Report report(*settings, *std::move(folders), options.json, options.probe);
    const compose::ShutdownSignals stop([](int signal) { QCoreApplication::exit(128 + signal); });
    return QCoreApplication::exec();
}

} // namespace

void addDoctor(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<DoctorOptions>();
    auto *command = app.add_subcommand("doctor", "check whether this host can run sandboxes, and what to do if not");
    compose::addSettings(*command, options->texts);
    command->add_flag("--json", options->json, "machine-readable output");
    command->add_flag(
        "--probe", options->probe,
        "boot a guest to see whether hardware acceleration really works (builds the guest image if needed)");
    command->callback([&chosen, options] {
        chosen = [options] {
            return doctor(*options);
        };
    });
}

} // namespace glovebox::cli
