// A snapshot against a monitor that is late, refuses or is gone: what is on disk and in memory never belongs to another
// moment, and a guest does not stand still behind anybody's back.
#include "core/qemu/machine_snapshot.h"
#include "core/qemu/reconnection.h"
#include "core/qemu/snapshot_room.h"
#include "tests/unit/qemu/store_rig.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace glovebox;
using namespace glovebox::qemu;
using namespace store_tests;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// Of every command here; the monitor answers at once or not at all.
constexpr auto kPatience = 300ms;

/// QEMU's monitor, as far as it is asked here.
class Monitor {
public:
    explicit Monitor(const QString &path)
    {
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
            m_peer = m_server.nextPendingConnection();
            QObject::connect(m_peer, &QLocalSocket::readyRead, m_peer, [this] {
                while (m_peer->canReadLine())
                    take(json::parse(m_peer->readLine().toStdString(), nullptr, false));
            });
            say({{"QMP",
                  {{"version", {{"qemu", {{"micro", 22}, {"minor", 2}, {"major", 7}}}}}, {"capabilities", {}}}}});
        });
        if (!m_server.listen(path))
            qFatal("the test's server cannot listen");
    }

    std::map<std::string, int> silences; // so many of a command are not answered
    std::map<std::string, int> refusals;
    std::string node = "work"; // the guest's disk
    bool movesInSilence = false;
    std::string status = "running";
    std::vector<std::string> asked;

    int count(const char *command) const { return static_cast<int>(std::ranges::count(asked, command)); }

private:
    void take(const json &command)
    {
        const auto name = command["execute"].get<std::string>();
        asked.push_back(name);
        if (name == "blockdev-snapshot" && (movesInSilence || !silences.contains(name)))
            node = command["arguments"]["overlay"].get<std::string>();
        if (const auto silent = silences.find(name); silent != silences.end() && silent->second-- > 0)
            return;
        if (const auto refused = refusals.find(name); refused != refusals.end() && refused->second-- > 0)
            return say({{"error", {{"class", "GenericError"}, {"desc", "no"}}}, {"id", command["id"]}});
        json value = json::object();
        if (name == "query-status")
            value = {{"status", status}};
        else if (name == "query-block")
            value = json::array({{{"qdev", "disk-work"}, {"inserted", {{"node-name", node}}}}});
        else if (name == "query-fdsets")
            value = json::array();
        if (name == "cont")
            status = "running";
        else if (name == "stop")
            status = "paused";
        say({{"return", std::move(value)}, {"id", command["id"]}});
    }
    void say(const json &message)
    {
        m_peer->write(QByteArray::fromStdString(message.dump() + "\n"));
        m_peer->flush();
    }

    QLocalServer m_server;
    QLocalSocket *m_peer = nullptr;
};

/// A machine whose process is a stand-in.
class Machine final : public SnapshotSubject {
public:
    Machine(StoreRig &rig, QmpClient &monitor)
        : m_monitor(monitor), m_base(rig.stored("tpl-1")),
          m_process(m_base->memory().fd(), memory_tests::kPages), m_spec{.sandbox = domain::SandboxId("sbx-1"),
                                                                         .size = m_base->facts().size,
                                                                         .acceleration = m_base->facts().acceleration,
                                                                         .image = m_base->facts().image,
                                                                         .base = m_base},
          m_disk(rig.path("sbx-1.qcow2"))
    {
        writeFile(m_disk, "the guest's disk");
        m_process.write({10, 3}, 5);
    }

    std::optional<std::string> gaveUp;
    bool ended = false;
    bool isOver = false;
    bool moved = false;
    mutable int disksAsked = 0;

    QmpClient &monitor() override { return m_monitor; }
    long process() const override { return m_process.pid(); }
    bool hasEnded() const override { return ended; }
    const ports::MachineSpec &machineSpec() const override { return m_spec; }
    const QemuTemplate &clonedFrom() const override { return *m_base; }
    Result<memory::FileIdentity> mappedFile() const override { return m_base->memory().identity(); }
    std::shared_ptr<const memory::DeltaReader> over() const override { return nullptr; }
    const DiskStack &below() const override { return m_disks; }
    const std::string &writableDisk() const override
    {
        ++disksAsked;
        return m_disk;
    }
    const std::string &writableNode() const override { return m_node; }
    int nextDescriptorSet() override { return ++m_sets; }
    void writeDevices(int, Callback<> done) override { done(fail(ErrorCode::ProtocolError, "not in this test")); }
    void diskMoves(const std::string &, const std::string &, const std::string &, bool) override {}
    std::shared_ptr<DiskLayer> diskMoved(std::string file, std::string node, std::string id) override
    {
        moved = true;
        m_node = std::move(node);
        auto layer = std::make_shared<DiskLayer>(std::move(id), std::exchange(m_disk, std::move(file)));
        m_disks.layers.push_back(layer);
        return layer;
    }
    void giveUp(std::string why) override { gaveUp = std::move(why); }
    void whenDiskIsQuiet(std::function<void()> then) override { then(); }
    void commandsMayPass() override {}
    void snapshotOver() override { isOver = true; }

private:
    QmpClient &m_monitor;
    std::shared_ptr<const QemuTemplate> m_base;
    memory_tests::CloneStandIn m_process;
    ports::MachineSpec m_spec;
    DiskStack m_disks;
    std::string m_disk;
    std::string m_node = "work";
    int m_sets = 0;
};

} // namespace

class TestQemuMachineSnapshot : public QObject {
    Q_OBJECT

    struct Parts {
        QTemporaryDir folder;
        QString path = folder.filePath(QStringLiteral("qmp"));
        Monitor monitor{path};
        bool ready = false;
        QmpClient client{path.toStdString(), 10s, {.ready = [this](const std::string &) {
                             ready = true;
                         }}};
        StoreRig rig;
        std::unique_ptr<Machine> machine;
        std::optional<Result<std::shared_ptr<const ports::Snapshot>>> answer;
        std::unique_ptr<MachineSnapshot> snapshot;

        Parts()
        {
            client.setPatience(kPatience);
            StoreRig::wait([this] { return ready; });
            machine = std::make_unique<Machine>(rig, client);
        }
        void take(ports::AfterSnapshot after = ports::AfterSnapshot::GoOn)
        {
            snapshot = std::make_unique<MachineSnapshot>(
                *machine, *rig.store,
                domain::SnapshotOrigin{.id = domain::SnapshotId("snap-1"), .sandbox = domain::SandboxId("sbx-1")},
                after, ports::SnapshotHandlers{.progress = nullptr, .done = [this](auto result) {
                                                   answer = std::move(result);
                                               }});
        }
        ErrorCode failure()
        {
            StoreRig::wait([this] { return answer.has_value(); });
            return *answer ? ErrorCode::Cancelled : answer->error().code;
        }
    };

    std::unique_ptr<Parts> m;

private Q_SLOTS:
    void init() { m = std::make_unique<Parts>(); }
    void cleanup() { m.reset(); }

    void aDiskThatMovedLateIsTheMachines()
    {
        m->monitor.silences["blockdev-snapshot"] = 1;
        m->monitor.movesInSilence = true;
        m->take();
        QCOMPARE(m->failure(), ErrorCode::TimedOut);
        QVERIFY(m->machine->moved);
        QVERIFY(!m->machine->gaveUp);
        QCOMPARE(m->machine->writableNode(), m->monitor.node);
        QVERIFY(QFile::exists(QString::fromStdString(m->machine->writableDisk())));
        QCOMPARE(m->monitor.status, std::string("running"));
        QCOMPARE(m->monitor.count("blockdev-del"), 0);
    }

    void aDiskThatDidNotMoveGoes()
    {
        m->monitor.silences["blockdev-snapshot"] = 1;
        m->take();
        QCOMPARE(m->failure(), ErrorCode::TimedOut);
        QVERIFY(!m->machine->moved && !m->machine->gaveUp);
        QCOMPARE(m->monitor.status, std::string("running"));
        QCOMPARE(m->monitor.count("blockdev-del"), 1);
        QVERIFY(!QFile::exists(QString::fromStdString(m->rig.path("sbx-1-snap-1.qcow2"))));
    }

    void whenNobodySaysWhichDiskItIsTheMachineEnds()
    {
        m->monitor.silences["blockdev-snapshot"] = 1;
        m->monitor.silences["query-block"] = 1;
        m->take();
        QCOMPARE(m->failure(), ErrorCode::TimedOut);
        QVERIFY(m->machine->gaveUp);
    }

    void aGuestThatIsToldToGoOnInVainIsToldAgain()
    {
        m->monitor.silences["cont"] = 1;
        m->take(); // fails at the devices, with the guest standing still
        QCOMPARE(m->failure(), ErrorCode::ProtocolError);
        QCOMPARE(m->monitor.count("cont"), 2);
        QCOMPARE(m->monitor.status, std::string("running"));
        QVERIFY(!m->machine->gaveUp);
    }

    void aGuestThatDoesNotGoOnEnds()
    {
        m->monitor.refusals["cont"] = 9;
        m->take();
        QCOMPARE(m->failure(), ErrorCode::ProtocolError);
        QVERIFY(m->machine->gaveUp);
        QCOMPARE(m->monitor.status, std::string("paused"));
    }

    void aMachineThatEndedBeforeItBeganIsNotLookedAt()
    {
        m->take();
        m->machine->ended = true; // before the loop comes to it
        QCOMPARE(m->failure(), ErrorCode::GuestExited);
        QCOMPARE(m->machine->disksAsked, 0);
        QVERIFY(m->machine->isOver);
    }

    void aDiskThatNobodyWroteDownIsNotTakenForTheMachines_data()
    {
        QTest::addColumn<QString>("node");
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("moved");
        QTest::newRow("as before") << QStringLiteral("work") << true << false;
        QTest::newRow("moved") << QStringLiteral("work-2") << true << true;
        QTest::newRow("another") << QStringLiteral("work-1") << false << false;
    }
    void aDiskThatNobodyWroteDownIsNotTakenForTheMachines()
    {
        QFETCH(QString, node);
        m->monitor.node = node.toStdString();
        MachineRecord record{.sandbox = {.id = domain::SandboxId("sbx-1")}};
        record.node = "work";
        record.move = MachineRecord::Move{"sbx-1-snap-2.qcow2", "work-2", "snap-2"};
        std::optional<FoundState> found;
        Reconnection reconnection(m->client, record, [&](const Result<FoundState> &state) { found = must(state); });
        StoreRig::wait([&] { return found.has_value(); });
        QTEST(found->known, "known");
        QTEST(found->moved, "moved");
    }

    void aHostWithoutMemoryForTheCopySaysSo()
    {
        const auto refused = checkMemoryForCopy(ByteCount::mib(300), "MemFree: 1 kB\nMemAvailable:   204800 kB\n");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
        QVERIFY2(refused.error().detail.find("200 MiB of memory left") != std::string::npos,
                 refused.error().detail.c_str());
        QVERIFY(checkMemoryForCopy(ByteCount::mib(100), "MemAvailable:   204800 kB\n"));
        QVERIFY(!checkMemoryForCopy(ByteCount::mib(150), "MemAvailable:   204800 kB\n")); // something is left
        QVERIFY(checkMemoryForCopy(ByteCount::mib(300), "MemFree: 1 kB\n"));
        QVERIFY(!checkMemoryForCopy(ByteCount::gib(1 << 20)));
    }

    void aHibernationMayUseWhatIsKeptFreeForGuests()
    {
        QCOMPARE(leftFree(ports::AfterSnapshot::GoOn, ByteCount::gib(20)), ByteCount::gib(20));
        QCOMPARE(leftFree(ports::AfterSnapshot::StandStill, ByteCount::gib(20)), kHibernateFreeMin);
        QCOMPARE(leftFree(ports::AfterSnapshot::StandStill, ByteCount{0}), ByteCount{0});
        // All that is free is reserved: a snapshot that lets the guest go on is refused, a hibernation goes on.
        m->rig.store->setFreeMin(ByteCount::gib(1 << 20));
        m->take();
        QCOMPARE(m->failure(), ErrorCode::OutOfDisk);
        m->answer.reset();
        m->take(ports::AfterSnapshot::StandStill);
        QCOMPARE(m->failure(), ErrorCode::ProtocolError); // at the devices: it had room
    }
};

QTEST_GUILESS_MAIN(TestQemuMachineSnapshot)
#include "tst_qemu_machine_snapshot.moc"
