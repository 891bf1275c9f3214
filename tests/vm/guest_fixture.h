// A real guest in a real VM: our image, our agent, spoken to through the channel as the engine does.
#pragma once

#include "core/guest/socket_connector.h"
#include "core/system/real_clock.h"
#include "tests/vm/vm_fixture.h"

#include <QUuid>

namespace glovebox::test {

/// The size of the guests here. Small: two cores are shared by many.
inline ports::MachineSpec guestSpec(const char *name, ByteCount memory = ByteCount::mib(512))
{
    const auto dir = qEnvironmentVariable("GLOVEBOX_TEST_IMAGE_DIR").toStdString();
    return {.sandbox = domain::SandboxId(name),
            .size = {.vcpus = 1, .memory = memory, .disk = ByteCount::mib(256)},
            .acceleration = domain::Acceleration::Emulated,
            .image = {dir + "/kernel", dir + "/initrd", dir + "/root.sqfs", "test"}};
}

/// A machine and the conversation with its agent.
class RunningGuest {
public:
    /// False with a warning when that fails; the console's end is in it.
    bool greet(std::unique_ptr<ports::Machine> with, const std::string &name,
               std::chrono::milliseconds deadline = std::chrono::minutes(2))
    {
        machine = std::move(with);
        machine->onExit([this](ports::MachineExit how) { exit = how; });
        return greet(name, deadline);
    }

    bool greet(const std::string &name, std::chrono::milliseconds deadline = std::chrono::minutes(2))
    {
        std::optional<Result<ports::GreetedGuest>> greeted;
        std::string entropy;
        while (entropy.size() < 64)
            entropy += QUuid::createUuid().toRfc4122().toStdString();
        const auto call = m_connector.connect(machine->controlSocket(), {name, clock.wallNow(), entropy, setup},
                                              deadline, [&](auto result) { greeted = std::move(result); });
        const bool answered = QTest::qWaitFor([&] { return greeted.has_value(); }, 150'000);
        if (!answered || !*greeted) {
            qWarning("no greeting: %s; console: %s", answered ? greeted->error().detail.c_str() : "",
                     machine->consoleTail().c_str());
            return false;
        }
        greeting = (*greeted)->greeting;
        link = std::move((*greeted)->link);
        link->onLost([this](Error why) { lost = std::move(why); });
        return true;
    }

    Result<domain::ToolResult> run(const std::string &tool, nlohmann::json input,
                                   std::chrono::milliseconds timeout = std::chrono::minutes(1),
                                   std::vector<ports::ToolFolder> folders = {})
    {
        std::optional<Result<domain::ToolResult>> result;
        live.clear();
        const auto call = link->runTool({domain::EventId("sevt_" + std::to_string(++m_calls)),
                                         tool,
                                         std::move(input),
                                         timeout,
                                         {},
                                         std::move(folders)},
                                        {[this](std::string_view chunk) { live += chunk; },
                                         [&](auto r) {
                                             result = std::move(r);
                                         }});
        if (!QTest::qWaitFor([&] { return result.has_value(); }, static_cast<int>(timeout.count()) + 60'000))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *std::move(result);
    }

    /// For the common case: the text, with "ERROR " before it when it is one.
    QString text(const std::string &tool, nlohmann::json input,
                 std::chrono::milliseconds timeout = std::chrono::minutes(1))
    {
        const auto result = run(tool, std::move(input), timeout);
        if (!result)
            return QStringLiteral("NO RESULT ") + QString::fromStdString(describe(result.error()));
        return (result->isError ? QStringLiteral("ERROR ") : QString()) + QString::fromStdString(result->text);
    }

    QString bash(const std::string &command) { return text("bash", {{"command", command}}); }

    system::RealClock clock;
    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
    ports::GuestGreeting greeting;
    std::optional<ports::MachineExit> exit;
    std::optional<Error> lost;
    std::string live;
    std::optional<ports::GuestSetup> setup; // that it is told with each greeting

private:
    guest::SocketConnector m_connector{clock};
    int m_calls = 0;
};

/// A guest that was booted here, with a hypervisor of its own.
class GuestFixture : public RunningGuest {
public:
    ~GuestFixture()
    {
        link.reset();
        machine.reset(); // before its hypervisor
    }

    /// Boots and greets.
    bool boot(ports::MachineSpec spec = guestSpec("sbx-guest"))
    {
        if (!m_vm.hypervisor && !m_vm.open())
            return false;
        const auto name = spec.sandbox.value();
        auto started = m_vm.start(std::move(spec));
        if (!started)
            qWarning("no machine: %s", started.error().detail.c_str());
        return started && greet(*std::move(started), name);
    }

    VmFixture &vm() { return m_vm; }

private:
    VmFixture m_vm;
};

} // namespace glovebox::test
