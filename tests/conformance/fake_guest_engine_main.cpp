// Role: our whole engine over the real wire, with fakes where its sandboxes would be, so that a test can let it compete
// with other workers without booting a machine. Serves one environment until its standard input closes, then gives
// everything back. Every tool answers at once with "ran <tool>". With a ledger's file it keeps a real ledger, and a
// session stays for so many idle seconds: what a benchmark wants. With a journal a call takes so many milliseconds, and
// its id is written there when it has run: what a test that kills this program wants. Most of its sandboxes then live
// on when it is killed (tests/scenario/lasting_machines.h), in a folder beside the journal. Usage: fake_guest_engine
// <base URL> <environment id> <environment key>
//                          [sandboxes [ledger file, idle seconds [call milliseconds, journal]]]
#include "core/controlplane/environment_clients.h"
#include "core/engine/engine.h"
#include "core/ledger/ledger_store.h"
#include "core/system/real_clock.h"
#include "tests/scenario/lasting_machines.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_output_store.h"
#include "tests/support/fake_sandboxes.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QLoggingCategory>
#include <QSocketNotifier>

#include <cstdio>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

struct Host {
    system::RealClock clock;
    testsupport::FakeHypervisor hypervisor{clock};
    std::unique_ptr<scenario::LastingMachines> lasting;
    testsupport::FakeGuests guests{clock};
    testsupport::FakeImages images{clock};
    testsupport::FakeHostFacts facts;
    testsupport::FakeLedger ledgerInMemory{clock};
    std::unique_ptr<ports::Ledger> ledgerOnDisk;
    testsupport::FakeOutputStore outputs;

    ports::Ledger &ledger() { return ledgerOnDisk ? *ledgerOnDisk : ledgerInMemory; }
};

Result<std::unique_ptr<ports::Ledger>> openedLedger(const std::string &path)
{
    Result<std::unique_ptr<ports::Ledger>> opened;
    QEventLoop loop;
    const auto opening = ledger::openLedger({.path = path}, [&](Result<std::unique_ptr<ports::Ledger>> ledger) {
        opened = std::move(ledger);
        loop.quit();
    });
    loop.exec();
    return opened;
}

api::EngineSettings settingsFor(int sandboxes, std::chrono::milliseconds idle)
{
    api::EngineSettings settings;
    settings.workerId = "glovebox-test";
    settings.capacity = sandboxes;
    settings.size.memory = ByteCount::mib(128); // or the fake host has no room for all of them
    settings.queue = 0;
    settings.sessionIdle = idle;
    settings.accelerate = api::EngineSettings::Accelerate::Emulated;
    settings.prices = {"2026-11-01", 100'000'000, 20'000'000, 0, 0}; // dear: a second of a machine costs something
    return settings;
}

/// One line a call that has run, whole or not there: this program may be killed at any moment.
void keepJournal(testsupport::FakeGuests &guests, std::chrono::milliseconds callTime, const std::string &path)
{
    const int journal = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0)
        qFatal("the journal cannot be written");
    guests.toolTime = callTime;
    guests.tool = [journal](const ports::ToolRequest &request) -> Result<domain::ToolResult> {
        const auto line = request.call.value() + '\n';
        if (::write(journal, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            qFatal("the journal cannot be written");
        return domain::ToolResult{"ran " + request.input.value("command", std::string("?"))};
    };
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as gloveboxctl does, and this
    ::mallopt(M_MXFAST, 0);
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() < 4) {
        std::fputs("usage: fake_guest_engine <base URL> <environment id> <environment key> [sandboxes [ledger file, "
                   "seconds [milliseconds, journal]]]\n",
                   stderr);
        return 2;
    }
    Host host;
    host.guests.hypervisor = &host.hypervisor;
    std::chrono::milliseconds idle = 500ms;
    if (arguments.size() > 6) {
        idle = std::chrono::milliseconds(static_cast<int>(arguments[6].toDouble() * 1000));
        QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*.info=false")); // as many lines as sessions
        if (arguments.size() > 8)
            QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false")); // and as many warnings as kills
        auto ledger = openedLedger(arguments[5].toStdString());
        if (!ledger) {
            std::fprintf(stderr, "fake_guest_engine: %s\n", describe(ledger.error()).c_str());
            return 1;
        }
        host.ledgerOnDisk = std::move(*ledger);
    }
    if (arguments.size() > 8) {
        keepJournal(host.guests, std::chrono::milliseconds(arguments[7].toInt()), arguments[8].toStdString());
        host.lasting = std::make_unique<scenario::LastingMachines>(host.hypervisor, host.clock,
                                                                   arguments[8].toStdString() + ".machines");
    }
    const domain::EnvironmentId id(arguments[2].toStdString());
    auto clients = controlplane::connectEnvironment({.baseUrl = arguments[1].toStdString(),
                                                     .environment = id,
                                                     .environmentKey = SecretString(arguments[3].toStdString()),
                                                     .userAgent = "Glovebox/test"},
                                                    host.clock);
    if (!clients) {
        std::fprintf(stderr, "fake_guest_engine: %s\n", describe(clients.error()).c_str());
        return 1;
    }
    std::vector<engine::Environment> environments;
    environments.push_back({.id = id,
                            .baseUrl = arguments[1].toStdString(),
                            .controlPlane = std::move(clients->controlPlane),
                            .queue = std::move(clients->queue),
                            .skills = std::move(clients->skills),
                            .memories = std::move(clients->memories)});
    engine::Engine engine(
        {host.clock, host.hypervisor, host.guests, host.images, host.facts, host.ledger(), host.outputs},
        settingsFor(arguments.value(4, QStringLiteral("2")).toInt(), idle), std::move(environments),
        [](const api::Change &change) {
            const auto *view = std::get_if<api::HostView>(&change);
            if (view && view->phase == api::EnginePhase::Stopped)
                QCoreApplication::quit();
        });
    engine.start();
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [&] {
        char ignored[256];
        if (::read(STDIN_FILENO, ignored, sizeof ignored) > 0)
            return;
        input.setEnabled(false);
        engine.drain();
    });
    return QCoreApplication::exec();
}
