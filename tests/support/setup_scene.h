// Role: brings the window's set-up into a state, for pictures and tests of how it stands. What the test run makes has
// one id, kSceneObject, whether sandbox or snapshot: the engine behind has to accept everything with it.
// Thread: GUI; turns the event loop.
#pragma once

#include "app/models/panel_model.h"
#include "app/models/setup_panel.h"
#include "tests/support/fake_check_desk.h"
#include "tests/support/fake_setup_desk.h"
#include "tests/support/sample_views.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

namespace testsupport {

inline constexpr const char *kSceneObject = "sbx-7c1";

class SetupScene {
public:
    using Advance = std::function<void(std::chrono::milliseconds)>;

    SetupScene(models::PanelModel &panel, FakeSetupDesk &desk, FakeCheckDesk &checks, Advance advance)
        : m_panel(panel), m_desk(desk), m_checks(checks), m_advance(std::move(advance))
    {
    }

    /// "welcome", "attach", "host", "host-failed", "key", "key-good", "key-bad", "key-added", "template-preparing",
    /// "template-failed", "template", "test", "test-running", "test-failed", "test-passed".
    void show(const QString &how)
    {
        const auto is = [&](const char *name) {
            return how.startsWith(QLatin1String(name));
        };
        m_checks.host = sample::sampleChecks(how == QLatin1String("host-failed") ? "failed" : "mixed");
        if (is("template") || is("test"))
            apply(sample::sampleEnvironment());
        host(is("test") || how == QLatin1String("template") ? api::EnginePhase::Running : api::EnginePhase::Stopped);
        setup().open();
        if (how == QLatin1String("attach"))
            return setup().setAttaching(true);
        if (is("host") || is("key") || is("template") || is("test"))
            setup().next();
        if (is("key") || is("template") || is("test"))
            setup().next();
        if (is("key"))
            return showKey(how);
        if (is("template") || is("test"))
            setup().next();
        if (how == QLatin1String("template-preparing"))
            host(api::EnginePhase::Preparing);
        if (how == QLatin1String("template-failed"))
            host(api::EnginePhase::Failed);
        if (how == QLatin1String("template"))
            showLibrary();
        if (is("test"))
            setup().next();
        if (is("test-"))
            showTest(how);
    }
    /// What the engine says of the test's sandbox; steps follow as they do.
    void sandbox(domain::SandboxState state, std::chrono::milliseconds after)
    {
        m_advance(after);
        api::SandboxView view{.generation = ++m_generation, .id = domain::SandboxId(kSceneObject)};
        view.state = state;
        view.since = m_panel.ticker()->now();
        view.bootTime = std::chrono::milliseconds(212);
        view.base = domain::TemplateId("tpl-1");
        view.stored = ByteCount::mib(96);
        if (state == domain::SandboxState::Failed)
            view.problem = Error{ErrorCode::GuestUnresponsive, "no greeting within 30 s"};
        apply({view});
    }
    void snapshot(std::chrono::milliseconds after)
    {
        m_advance(after);
        api::SnapshotView view{.generation = ++m_generation,
                               .id = domain::SnapshotId(kSceneObject),
                               .sandbox = domain::SandboxId(kSceneObject),
                               .base = domain::TemplateId("tpl-1")};
        view.state = domain::SnapshotState::Ready;
        view.memory = ByteCount::mib(38);
        view.disk = ByteCount::mib(4);
        view.stopped = std::chrono::microseconds(9'400);
        view.at = m_panel.ticker()->now();
        apply({view});
    }
    void snapshotGone() { apply({api::SnapshotGone{domain::SnapshotId(kSceneObject)}}); }

private:
    models::SetupPanel &setup() { return *m_panel.setup(); }

    template <class Done>
    static void until(Done done)
    {
        for (QDeadlineTimer patience(5000); !done() && !patience.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    }
    void apply(std::vector<api::Change> changes)
    {
        bridge::Mailbox mailbox([] {});
        for (auto &change : changes)
            mailbox.put(std::move(change));
        m_panel.apply(mailbox.take());
        m_panel.heard();
    }
    void host(api::EnginePhase phase)
    {
        auto view = std::get<api::HostView>(sample::sampleHost().front());
        view.generation = ++m_generation;
        view.phase = phase;
        if (phase == api::EnginePhase::Preparing)
            view.activity = "Packing the guest's root file system (2 of 4)";
        if (phase == api::EnginePhase::Failed)
            view.problem = Error{ErrorCode::HostToolMissing, "prepare the guest image: mkfs.erofs is not there"};
        apply({view});
        if (phase != api::EnginePhase::Preparing)
            return;
        m_advance(std::chrono::seconds(74));
        m_panel.ticker()->tick();
    }
    void showLibrary()
    {
        std::vector<api::Change> library;
        for (auto &change : sample::sampleViews())
            if (std::holds_alternative<api::TemplateView>(change) || std::holds_alternative<api::ImageView>(change))
                library.push_back(std::move(change));
        apply(std::move(library));
    }
    void showKey(const QString &how)
    {
        if (how == QLatin1String("key"))
            return;
        auto &key = *setup().key();
        key.setEnvironment(QStringLiteral("env_01Hk7RqPzXw9vT2m"));
        key.setName(QStringLiteral("production"));
        key.setKey(QStringLiteral("sk-ant-oat01-notARealKey-0000007Q2c"));
        if (how == QLatin1String("key-bad"))
            m_desk.refusal =
                Error{ErrorCode::Unauthorized, "GET /v1/environments/env_01Hk7RqPzXw9vT2m/work/stats: HTTP 401"};
        setup().next();
        until([&] { return !key.trying(); });
        if (how != QLatin1String("key-added"))
            return;
        setup().next();
        until([&] { return key.added(); });
        api::EnvironmentView view{.generation = 1, .id = domain::EnvironmentId("env_01Hk7RqPzXw9vT2m")};
        view.name = "production";
        view.keyHint = "sk-ant-oat01-••••7Q2c";
        view.keySource = "the keyring";
        apply({view});
    }
    void showTest(const QString &how)
    {
        using enum domain::SandboxState;
        using namespace std::chrono_literals;
        setup().next();
        auto &test = *setup().test();
        const auto stateOf = [&](int step) {
            return test.index(step).data(models::SetupTest::SymbolRole).toString();
        };
        m_desk.held = true; // the command takes its time, too
        m_advance(1240ms);
        until([&] { // the answer to the first step names the sandbox
            sandbox(how == QLatin1String("test-failed") ? Failed : Running, 0ms);
            return stateOf(0) != QLatin1String("arc");
        });
        if (how == QLatin1String("test-failed"))
            return;
        m_advance(38ms);
        m_desk.held = false;
        m_desk.release();
        m_advance(640ms);
        until([&] { // likewise the snapshot
            snapshot(0ms);
            return stateOf(2) == QLatin1String("check-circle");
        });
        sandbox(Hibernating, 900ms);
        if (how == QLatin1String("test-running"))
            return m_panel.ticker()->tick();
        sandbox(Hibernated, 700ms);
        sandbox(Running, 240ms);
        sandbox(Destroyed, 180ms);
        snapshotGone();
    }

    models::PanelModel &m_panel;
    FakeSetupDesk &m_desk;
    FakeCheckDesk &m_checks;
    Advance m_advance;
    std::uint64_t m_generation = 5000;
};

} // namespace testsupport
