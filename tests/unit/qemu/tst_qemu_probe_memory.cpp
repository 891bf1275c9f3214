// A probe is remembered exactly as long as its answer cannot have changed.
#include "core/qemu/probe_memory.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu;
using domain::Acceleration;

class TestProbeMemory : public QObject {
    Q_OBJECT

    static ProbeConditions here() { return {"boot-1", "7.2.22", "Some CPU", "usable"}; }

private Q_SLOTS:
    void aProbeIsRememberedAcrossRuns()
    {
        QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("sub/acceleration.json")).toStdString();
        QVERIFY(!ProbeMemory(file, here()).recall("image-1"));
        ProbeMemory(file, here()).remember("image-1", {Acceleration::Emulated, "KVM does not run a guest", "7.2.22"});
        ProbeMemory(file, here()).remember("image-2", {Acceleration::Kvm, {}, "7.2.22"});
        const auto first = ProbeMemory(file, here()).recall("image-1");
        QVERIFY(first && first->usable == Acceleration::Emulated);
        QCOMPARE(first->reason, std::string("KVM does not run a guest"));
        QCOMPARE(first->hypervisorVersion, std::string("7.2.22"));
        const auto second = ProbeMemory(file, here()).recall("image-2");
        QVERIFY(second && second->usable == Acceleration::Kvm && second->reason.empty());
    }

    void whateverChangesForgetsIt()
    {
        QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("a.json")).toStdString();
        ProbeMemory(file, here()).remember("image-1", {Acceleration::Kvm, {}, "7.2.22"});
        for (auto member : {&ProbeConditions::bootId, &ProbeConditions::qemuVersion, &ProbeConditions::cpuModel,
                            &ProbeConditions::kvmAccess}) {
            auto other = here();
            other.*member = "another";
            QVERIFY(!ProbeMemory(file, other).recall("image-1"));
        }
        QVERIFY(!ProbeMemory(file, here()).recall("image-2"));
        QVERIFY(ProbeMemory(file, here()).recall("image-1"));
    }

    void aNewProbeReplacesTheOldOne()
    {
        QTemporaryDir dir;
        ProbeMemory memory(dir.filePath(QStringLiteral("a.json")).toStdString(), here());
        memory.remember("image", {Acceleration::Kvm, {}, {}});
        memory.remember("image", {Acceleration::Emulated, "worse", {}});
        QCOMPARE(memory.recall("image")->reason, std::string("worse"));
    }

    void onlySoManyAreKept()
    {
        QTemporaryDir dir;
        ProbeMemory memory(dir.filePath(QStringLiteral("a.json")).toStdString(), here());
        for (std::size_t i = 0; i <= ProbeMemory::kRemembered; ++i)
            memory.remember("image-" + std::to_string(i), {Acceleration::Kvm, {}, {}});
        QVERIFY(!memory.recall("image-0"));
        QVERIFY(memory.recall("image-1"));
    }

    void aDamagedFileCountsAsEmptyAndIsReplaced()
    {
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("a.json"));
        for (const QByteArray content : {"", "{", "[1]", "{\"probes\": 3}", "{\"probes\": [1, {\"key\": 2}]}"}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(content);
            file.close();
            ProbeMemory memory(path.toStdString(), here());
            QVERIFY(!memory.recall("image"));
            memory.remember("image", {Acceleration::Kvm, "odd \xff bytes", {}});
            QVERIFY(memory.recall("image"));
        }
    }

    void thisHostHasABootAndAProcessor()
    {
        QCOMPARE(readBootId().size(), std::size_t(36));
        QVERIFY(!readCpuModel().empty());
    }
};

QTEST_GUILESS_MAIN(TestProbeMemory)
#include "tst_qemu_probe_memory.moc"
