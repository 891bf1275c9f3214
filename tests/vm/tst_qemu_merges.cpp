// A disk that stands on many snapshots is merged while its guest runs. Whenever the machine is killed in it, all
// snapshots open: they stand on the old layers or on the new disk, and none of those is half of anything.
#include "core/qemu/disk_layer.h"
#include "tests/vm/snapshot_fixture.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QTimer>

#include <csignal>
#include <random>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::test;
using ports::AfterSnapshot;

namespace {

constexpr int kRounds = 8;
/// What the merge copies: at its rate it takes a good part of a second.
constexpr int kDataMib = 40;
/// A merge is over by then.
constexpr int kLongestMoment = 900;

bool runs(const QString &program, const QStringList &arguments)
{
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.start(program, arguments);
    const bool ended = tool.waitForFinished(kPatienceMs);
    const auto said = tool.readAll();
    const bool well = ended && tool.exitCode() == 0 && !said.contains("failed");
    if (!well)
        qWarning("%s", said.constData());
    return well;
}

/// `command` of qemu-io on a layer that a QEMU may have open; what its header says is below it need not be there.
bool onLayer(const QString &file, const QString &command)
{
    const QTemporaryDir aside(QFileInfo(file).path() + QStringLiteral("/../../aside-XXXXXX")); // on the same disk
    const auto linked = aside.filePath(QStringLiteral("layer"));
    return ::link(qPrintable(file), qPrintable(linked)) == 0 &&
           runs(QStringLiteral("qemu-img"),
                {QStringLiteral("create"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("qcow2"),
                 aside.filePath(QStringLiteral("disk.qcow2")), QStringLiteral("64M")}) &&
           runs(QStringLiteral("qemu-io"),
                {QStringLiteral("--image-opts"),
                 QStringLiteral("driver=qcow2,file.driver=file,file.locking=off,file.filename=") + linked,
                 QStringLiteral("-c"), command});
}

} // namespace

class TestQemuMerges : public QObject {
    Q_OBJECT

    VmFixture m_vm;
    domain::SnapshotId m_sleeping{"snap-sleeping"};

    QString layersDir() const { return QString::fromStdString(m_vm.path("run/frozen/layers/")); }

    /// Each layer's content.
    std::map<QString, QByteArray> layers() const
    {
        std::map<QString, QByteArray> out;
        for (const auto &name : storedIn(m_vm, "layers")) {
            QFile file(layersDir() + name);
            QCryptographicHash hash(QCryptographicHash::Sha256);
            if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
                qFatal("a layer cannot be read");
            out[name] = hash.result();
        }
        return out;
    }

    std::unique_ptr<ports::Machine> wokenFrom(const domain::SnapshotId &id, const char *name)
    {
        auto opened =
            valueOf<SnapshotPtr>([&](auto done) { return m_vm.hypervisor->store().openSnapshot(id, std::move(done)); });
        auto machine = opened ? m_vm.start(restoreSpec(name, *opened)) : tl::unexpected(opened.error());
        if (!machine)
            qWarning("%s", describe(machine.error()).c_str());
        return machine ? *std::move(machine) : nullptr;
    }

    static bool beginsToMerge(const ports::Machine &machine)
    {
        QEventLoop loop;
        QTimer look;
        bool begun = false;
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            begun = machine.monitorTail().find("block-stream") != std::string::npos;
            if (begun)
                loop.quit();
        });
        look.start(1);
        QTimer::singleShot(kPatienceMs, &loop, &QEventLoop::quit);
        loop.exec();
        return begun;
    }

    static void pass(int milliseconds)
    {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }

private Q_SLOTS:
    /// A sandbox that sleeps on as many layers as are merged when it wakes, with data in the lowest.
    void initTestCase()
    {
        QVERIFY(m_vm.open());
        auto spec = m_vm.spec("tpl-mother", counting());
        spec.freezable = true;
        auto mother = m_vm.start(std::move(spec));
        QVERIFY(mother);
        const auto base = m_vm.freeze(*std::move(mother));
        QVERIFY(base);
        const auto machine = m_vm.start(cloneSpec("sbx-live", *base));
        QVERIFY(machine);
        for (std::size_t i = 1; i < qemu::kMergeFrom; ++i) {
            const auto id = "snap-" + std::to_string(i);
            const auto made = taken(**machine, originOf(id.c_str()));
            QVERIFY2(made, made ? "" : describe(made.error()).c_str());
            if (i > 1)
                QVERIFY(VmFixture::answered([&](auto done) {
                    return m_vm.hypervisor->store().removeSnapshot(domain::SnapshotId("snap-" + std::to_string(i - 1)),
                                                                   std::move(done));
                }));
        }
        // Its QEMU does not look at what it knows to be empty; who opens it after this finds the data.
        QVERIFY(
            onLayer(layersDir() + QStringLiteral("snap-1.qcow2"), QStringLiteral("write -P 7 0 %1M").arg(kDataMib)));
        const auto last = taken(**machine, originOf(m_sleeping.value().c_str(), domain::SnapshotKind::Hibernated),
                                AfterSnapshot::StandStill);
        QVERIFY2(last, last ? "" : describe(last.error()).c_str());
        // The one before knows its layers as they were.
        QVERIFY(VmFixture::answered([&](auto done) {
            return m_vm.hypervisor->store().removeSnapshot(
                domain::SnapshotId("snap-" + std::to_string(qemu::kMergeFrom - 1)), std::move(done));
        }));
        QCOMPARE(storedIn(m_vm, "layers").size(), static_cast<int>(qemu::kMergeFrom));
    }

    void killedAtAnyMomentOfAMergeEverySnapshotOpens()
    {
        std::mt19937 seeded(20261126);
        int merged = 0;
        for (int round = 0; round < kRounds; ++round) {
            const int moment = round == kRounds - 1 ? 3 * kLongestMoment
                                                    : std::uniform_int_distribution<int>(0, kLongestMoment)(seeded);
            const auto where = QStringLiteral("round %1, after %2 ms").arg(round).arg(moment).toUtf8();
            const auto before = layers();
            auto machine = wokenFrom(m_sleeping, "sbx-woken");
            QVERIFY2(machine, where.constData());
            const auto mine = domain::SnapshotId("snap-round-" + std::to_string(round));
            QVERIFY2(taken(*machine, originOf(mine.value().c_str())), where.constData());
            QVERIFY2(beginsToMerge(*machine), where.constData());
            pass(moment);
            const bool over = machine->monitorTail().find("BLOCK_JOB_COMPLETED") != std::string::npos;
            merged += over ? 1 : 0;
            const auto after = domain::SnapshotId("snap-after-" + std::to_string(round));
            if (over)
                QVERIFY2(taken(*machine, originOf(after.value().c_str())), where.constData());
            Ending ending(*machine);
            QCOMPARE(::kill(static_cast<pid_t>(machine->processId()), SIGKILL), 0);
            QVERIFY2(ending.wait(), where.constData());
            machine.reset();
            QVERIFY2(m_vm.clean(), where.constData());
            m_vm.hypervisor.reset();
            QVERIFY(m_vm.open());
            const auto now = layers();
            for (const auto &[name, content] : before) {
                QVERIFY2(now.contains(name), where.constData());
                QVERIFY2(now.at(name) == content, where.constData());
            }
            std::vector<domain::SnapshotId> all{m_sleeping, mine};
            if (over)
                all.push_back(after);
            for (const auto &id : all) {
                const auto again = wokenFrom(id, "sbx-again");
                QVERIFY2(again && goesOn(*again), (where.toStdString() + ", " + id.value()).c_str());
            }
            if (over) // it stands on the merged disk alone, and that has all
                QVERIFY2(onLayer(layersDir() + QString::fromStdString(after.value()) + QStringLiteral(".qcow2"),
                                 QStringLiteral("read -P 7 0 %1M").arg(kDataMib)),
                         where.constData());
            for (const auto &id : all)
                if (id != m_sleeping)
                    QVERIFY(VmFixture::answered(
                        [&](auto done) { return m_vm.hypervisor->store().removeSnapshot(id, std::move(done)); }));
        }
        qInfo("%d of %d merges were over when their machine was killed", merged, kRounds);
        QVERIFY(merged > 0 && merged < kRounds);
    }
};

QTEST_GUILESS_MAIN(TestQemuMerges)
#include "tst_qemu_merges.moc"
