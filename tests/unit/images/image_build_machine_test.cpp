// Builds whose packages are installed in a machine: when one is used, what is asked of it, and what is told when it
// fails. tests/vm/tst_build_machine.cpp does it really.
#include "core/images/image_build.h"

#include "tests/unit/images/image_build_rig.h"

#include <QProcess>

#include <algorithm>
#include <cstdlib>

using namespace glovebox;
using namespace glovebox::images;

namespace {

/// A machine whose programs do as the test says. Only exec() is asked of it.
class StandInLink final : public ports::GuestLink {
public:
    struct Says {
        QByteArray output;
        Result<ports::ExecEnd> end{ports::ExecEnd{0, 0, false}};
        bool never = false;
    };

    Call exec(ports::ExecRequest request, ports::ExecHandlers handlers) override
    {
        requests.push_back(request);
        const auto says = requests.size() == 1 ? install : take;
        if (!says.never)
            QMetaObject::invokeMethod(
                &m_context,
                [says, handlers = std::move(handlers)] {
                    handlers.output(ports::ExecStream::Output, says.output.toStdString());
                    handlers.done(says.end);
                },
                Qt::QueuedConnection);
        return {};
    }
    Call runTool(ports::ToolRequest, ports::ToolHandlers) override { return {}; }
    void abortTool(const domain::EventId &) override {}
    ports::GuestFiles &files() override { std::abort(); }
    ports::GuestTerminals &terminals() override { std::abort(); }
    void standStill() override {}
    void goOn(ports::GuestIdentity) override {}
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)>) override {}
    void onLost(std::function<void(Error)>) override {}

    Says install;
    Says take;
    std::vector<ports::ExecRequest> requests;

private:
    QObject m_context;
};

struct Machines {
    StandInLink link;
    std::vector<MachineOrder> orders;
    std::optional<Error> refused;
    int alive = 0;

    BootMachine boot()
    {
        return [this](MachineOrder order, Callback<std::unique_ptr<BuildMachine>> done) {
            orders.push_back(order);
            QMetaObject::invokeMethod(
                &m_context,
                [this, done] {
                    if (refused)
                        done(tl::unexpected(*refused));
                    else
                        done(std::make_unique<Machine>(*this));
                },
                Qt::QueuedConnection);
            return Call();
        };
    }

private:
    class Machine final : public BuildMachine {
    public:
        explicit Machine(Machines &all) : m_all(all) { ++m_all.alive; }
        ~Machine() override { --m_all.alive; }
        ports::GuestLink &guest() override { return m_all.link; }
        std::string consoleTail() const override { return {}; }

    private:
        Machines &m_all;
    };

    QObject m_context;
};

} // namespace

class ImageBuildMachineTest : public BuildRig {
    Q_OBJECT

    /// In a machine, whose root is what the mirror has.
    BuildOptions optionsFor(Machines &machines) const
    {
        for (const char *name : {"fakechroot", "fakeroot"}) {
            put(std::string("bin/") + name, "#!/bin/sh\n");
            std::filesystem::permissions(root() + "/bin/" + name, std::filesystem::perms::owner_all);
        }
        QProcess tar;
        tar.start(QStringLiteral("/bin/tar"), {QStringLiteral("-cf"), QStringLiteral("-"), QStringLiteral("-C"),
                                               QString::fromStdString(root() + "/mirror"), QStringLiteral(".")});
        tar.waitForFinished();
        machines.link.install.output = "Setting up base\nSetting up git\n";
        machines.link.take.output = tar.readAllStandardOutput();
        auto build = options();
        build.bootMachine = machines.boot();
        return build;
    }

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void withoutUserNamespacesItIsInstalledInAMachine()
    {
        takeNamespacesAway();
        Machines machines;
        const auto built = build(optionsFor(machines));
        QVERIFY2(built, built ? "" : describe(built.error()).c_str());
        QVERIFY(m_plan->inMachine);
        QVERIFY2(m_plan->whyInMachine.find("newuidmap: no") != std::string::npos, m_plan->whyInMachine.c_str());
        QCOMPARE(built->entries, std::uint64_t{3});
        QCOMPARE(built->contentSize, ByteCount{18});
        QCOMPARE(machines.orders.size(), std::size_t{1});
        QCOMPARE(machines.link.requests.size(), std::size_t{2});
        for (const auto &request : machines.link.requests) {
            QCOMPARE(request.user, std::optional<std::string>("0:0"));
            QCOMPARE(request.workdir, std::string("/"));
        }
        QCOMPARE(machines.alive, 0);
        QVERIFY(nothingHalfMade());
        QVERIFY(std::ranges::any_of(m_progress, [](const auto &shown) { return shown.line == "Setting up git"; }));
        const auto arguments = linesOf("arguments");
        QVERIFY(arguments.contains("--mode=fakechroot"));
        QVERIFY(arguments.contains("--variant=extract"));
        QVERIFY(arguments.contains("--include=?essential"));
        for (const auto &line : arguments)
            QVERIFY2(!line.contains("secret") && !line.contains("unshare"), line);
        // The same recipe is the same image, wherever it was installed.
        QVERIFY(build(options())->wasThere);
    }

    void aMachineIsUsedWhenItIsAskedFor()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        QVERIFY(build(wanted));
        QVERIFY(m_plan->inMachine && m_plan->whyInMachine.empty());
        QCOMPARE(machines.orders.size(), std::size_t{1});
        QVERIFY(m_plan->needs > m_plan->keeps);
    }

    void withUserNamespacesNoMachineIsStarted()
    {
        Machines machines;
        QVERIFY(build(optionsFor(machines)));
        QVERIFY(!m_plan->inMachine);
        QVERIFY(machines.orders.empty());
    }

    void whatFailsInAMachineIsToldWithItsLastLines()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.install = {"Setting up git\nE: dpkg failed\n", ports::ExecEnd{100, 0, false}};
        const auto failed = build(wanted);
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(failed.error().detail.ends_with("status 100\nSetting up git\nE: dpkg failed"),
                 failed.error().detail.c_str());
        QCOMPARE(machines.alive, 0);
        QVERIFY(nothingHalfMade());

        machines.link.requests.clear();
        machines.link.install = {};
        QVERIFY(build(wanted));
        QCOMPARE(m_plan->toFetch, ByteCount{0});
    }

    void aMachineThatEndsOrDoesNotStartIsAnErrorOfItsOwn()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.take.end = fail(ErrorCode::GuestExited, "it ended");
        const auto ended = build(wanted);
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::GuestExited);
        QCOMPARE(machines.alive, 0);

        machines.refused = Error{ErrorCode::OutOfMemory, "none left"};
        const auto refused = build(wanted);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
        QVERIFY(nothingHalfMade());
    }

    void lettingGoEndsTheMachine()
    {
        Machines machines;
        auto wanted = optionsFor(machines);
        wanted.inMachine = true;
        machines.link.install.never = true;
        auto call = begin(wanted);
        QTRY_VERIFY_WITH_TIMEOUT(!machines.link.requests.empty(), 20'000);
        QCOMPARE(machines.alive, 1);
        call.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(m_cleared, 20'000);
        QCOMPARE(machines.alive, 0);
        QVERIFY(!m_result);
        QVERIFY(nothingHalfMade());
    }
};

QTEST_GUILESS_MAIN(ImageBuildMachineTest)
#include "image_build_machine_test.moc"
