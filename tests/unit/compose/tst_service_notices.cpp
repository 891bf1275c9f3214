// What a service manager is told of an engine, and when.
#include "app/compose/service_notices.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace std::chrono_literals;
using compose::ServiceNotices;
using testsupport::ManualClock;

class ServiceNoticesTest : public QObject {
    Q_OBJECT

    ManualClock m_clock;
    std::vector<std::string> m_told;

    ServiceNotices make(std::optional<std::chrono::milliseconds> watchdog = {})
    {
        m_told.clear();
        return {m_clock, watchdog, [this](const std::string &lines) {
                    m_told.push_back(lines);
                }};
    }
    auto count(const std::string &part) const
    {
        return std::ranges::count_if(m_told, [&](const std::string &lines) { return lines.find(part) != lines.npos; });
    }
    static api::HostView host(api::EnginePhase phase)
    {
        api::HostView view{.phase = phase};
        view.slotsMax = 8;
        view.slotsUsed = 2;
        return view;
    }

private Q_SLOTS:
    void itIsReadyWithTheFirstWorkThatCanBeTaken()
    {
        auto notices = make();
        auto view = host(api::EnginePhase::Preparing);
        view.activity = "Packing the root\nfile system (2 of 4)";
        notices.saw(view);
        QVERIFY(m_told.back() == "STATUS=Preparing: Packing the root file system (2 of 4)");
        QCOMPARE(count("READY"), 0);
        notices.saw(host(api::EnginePhase::Running));
        QCOMPARE(m_told.back(), std::string("READY=1\nSTATUS=2 of 8 sandboxes"));
        const auto before = m_told.size();
        notices.saw(host(api::EnginePhase::Running)); // figures come each few seconds
        QCOMPARE(m_told.size(), before);
        notices.saw(api::EnvironmentView{.id = domain::EnvironmentId("env_1"), .state = api::PollState::Polling});
        QCOMPARE(m_told.back(), std::string("STATUS=2 of 8 sandboxes; 1 of 1 environments are asked for work"));
        QCOMPARE(count("READY"), 1);
    }

    void aLongPreparationAndALongEndAskForTime()
    {
        auto notices = make();
        m_clock.advance(10min);
        QVERIFY(count("EXTEND_TIMEOUT_USEC=60000000") > 30);
        notices.saw(host(api::EnginePhase::Running));
        const auto before = count("EXTEND");
        m_clock.advance(10min);
        QCOMPARE(count("EXTEND"), before);
        notices.saw(host(api::EnginePhase::Draining));
        QCOMPARE(count("STOPPING=1\nSTATUS=Ending: no new work, 2 sandboxes are left"), 1);
        m_clock.advance(1min);
        QVERIFY(count("EXTEND") > before + 3);
        notices.saw(host(api::EnginePhase::Draining));
        QCOMPARE(count("STOPPING"), 1);
    }

    void signsOfLifeComeTwiceInTheTimeThatIsWanted()
    {
        const auto notices = make(30s);
        QCOMPARE(count("WATCHDOG=1"), 1);
        m_clock.advance(60s);
        QCOMPARE(count("WATCHDOG=1"), 5);
    }

    void nobodyWhoDoesNotAskIsWatched()
    {
        const auto notices = make();
        m_clock.advance(60s);
        QCOMPARE(count("WATCHDOG"), 0);
    }

    void aFailureIsOneLine()
    {
        auto notices = make();
        auto view = host(api::EnginePhase::Failed);
        view.problem =
            Error{ErrorCode::HostToolMissing, "qemu-system-x86_64\nis not installed " + std::string(5000, 'x')};
        notices.saw(view);
        QVERIFY(m_told.back().starts_with("STATUS=Could not start: HostToolMissing"));
        QVERIFY(m_told.back().find('\n') == std::string::npos && m_told.back().size() < 500);
        QCOMPARE(count("READY"), 0);
    }
};

QTEST_GUILESS_MAIN(ServiceNoticesTest)
#include "tst_service_notices.moc"
