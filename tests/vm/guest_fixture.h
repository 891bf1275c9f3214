// A real guest in a real VM: our image, our agent, spoken to through the channel as the engine does.
#pragma once

#include "core/guest/socket_connector.h"
#include "core/system/real_clock.h"
#include "tests/vm/vm_fixture.h"

namespace glovebox::test {

class GuestFixture {
public:
    /// Boots and greets. False with a warning when that fails; the console's end is in it.
    bool boot(std::chrono::milliseconds deadline = std::chrono::minutes(2))
    {
        const auto dir = qEnvironmentVariable("GLOVEBOX_TEST_IMAGE_DIR").toStdString();
        if (!m_vm.hypervisor && !m_vm.open())
            return false;
        auto started = m_vm.start({.sandbox = domain::SandboxId("sbx-guest"),
                                   .size = {.vcpus = 1, .memory = ByteCount::mib(512), .disk = ByteCount::mib(256)},
                                   .acceleration = domain::Acceleration::Emulated,
                                   .image = {dir + "/kernel", dir + "/initrd", dir + "/root.sqfs", "test"}});
        if (!started) {
            qWarning("no machine: %s", started.error().detail.c_str());
            return false;
        }
        machine = *std::move(started);
        machine->onExit([this](ports::MachineExit how) { exit = how; });
        std::optional<Result<ports::GreetedGuest>> greeted;
        const ports::GuestIdentity identity{"sbx-guest", clock.wallNow(), std::string(64, 'e')};
        const auto call = m_connector.connect(machine->controlSocket(), identity, deadline,
                                              [&](auto result) { greeted = std::move(result); });
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

    VmFixture &vm() { return m_vm; }

    system::RealClock clock;
    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
    ports::GuestGreeting greeting;
    std::optional<ports::MachineExit> exit;
    std::optional<Error> lost;
    std::string live;

private:
    VmFixture m_vm;
    guest::SocketConnector m_connector{clock};
    int m_calls = 0;
};

} // namespace glovebox::test
