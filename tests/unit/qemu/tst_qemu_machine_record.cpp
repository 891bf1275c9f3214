// What is written down of a machine that may outlive its program, and what a reader takes for it.
#include "core/qemu/image_users.h"
#include "core/qemu/machine_record.h"
#include "core/qemu/reconnection.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace glovebox;
using namespace glovebox::qemu;
using nlohmann::json;

namespace {

MachineRecord fullRecord()
{
    return {.sandbox = {.id = domain::SandboxId("sbx-1"),
                        .name = "nimble-otter",
                        .kept = true,
                        .session = domain::SessionId("sesn_1"),
                        .title = "A \"session\"",
                        .hasWorked = true,
                        .createdAt = WallTime(std::chrono::milliseconds(1'790'000'000'000)),
                        .shares = {50, ByteCount::mib(1), 100},
                        .ladder = {std::chrono::minutes(1), {}, std::chrono::hours(1), true},
                        .keptAliveUntil = WallTime(std::chrono::milliseconds(1'790'000'000'001)),
                        .forkOf = domain::SandboxId("sbx-0"),
                        .line = domain::SnapshotId("snap-0"),
                        .kernelRelease = "6.1",
                        .meter = {.running = std::chrono::seconds(7)},
                        .stayed = "its disk is full",
                        .fromDisk = true,
                        .hasNews = true,
                        .mark = domain::MeterMark{MonoTime(std::chrono::seconds(90)), std::chrono::seconds(3)},
                        .image = {domain::ImageId("img-1"), "python:3.12",
                                  domain::GuestSetup{{{"PATH", "/bin"}, {"A", "\"=\n"}}, "app:2000", "/srv"}},
                        .guestRunner = true,
                        .labels = {{"team", "billing"}, {"a/b", "\"é\""}}},
            .machine = "sbx-1",
            .process = {7, 4711, 123456},
            .wrapped = true,
            .qemuVersion = "7.2.22",
            .size = {2, ByteCount::mib(512), ByteCount::gib(8)},
            .acceleration = domain::Acceleration::Emulated,
            .image = {"/image/kernel", "/image/initrd", "/image/root.sqfs", "key", domain::ImageId("img-1")},
            .base = "tpl-1",
            .under = "tpl-0",
            .blank = {12, 1'790'000'000},
            .over = true,
            .memory = {5, 99},
            .disk = "sbx-1-snap-1.qcow2",
            .node = "work-2",
            .layers = {{"snap-0", "sbx-1.qcow2", "work"}, {"snap-1", "sbx-1-snap-0.qcow2", "work-1"}},
            .move = MachineRecord::Move{"sbx-1-snap-2.qcow2", "work-3", "snap-2"},
            .held = true,
            .network = true};
}

json fullJson()
{
    return json::parse(recordText(fullRecord()), nullptr, false);
}

bool taken(const json &record)
{
    return parseMachineRecord(record.dump()).has_value();
}

} // namespace

class TestQemuMachineRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSandboxStandsOnItsRoot()
    {
        const QTemporaryDir folder;
        const auto disks = folder.path().toStdString();
        QVERIFY(writeMachineRecord(disks + "/sbx-1.json", fullRecord()));
        QCOMPARE(usersOfRoot({disks, disks + "/frozen", {}}, "/image/root.sqfs"),
                 std::vector<std::string>{"sandbox sbx-1"});
        QVERIFY(usersOfRoot({disks, disks + "/frozen", {}}, "/image/other.sqfs").empty());
        QVERIFY(usersOfRoot({disks + "/none", disks + "/none", {}}, "/image/root.sqfs").empty());
        QFile foreign(folder.filePath(QStringLiteral("sbx-2.json")));
        QVERIFY(foreign.open(QIODevice::WriteOnly) && foreign.write("{") == 1);
        foreign.close();
        QCOMPARE(usersOfRoot({disks, disks + "/frozen", {}}, "/image/other.sqfs"),
                 std::vector<std::string>{"what cannot be read: " + disks + "/sbx-2.json"});
    }

    void aMachineOfBeforeTheNetworkPortHasNone()
    {
        auto record = fullJson();
        record.erase("network");
        const auto read = parseMachineRecord(record.dump());
        QVERIFY(read && !read->network);
        record["network"] = 1;
        QVERIFY(!taken(record));
    }

    void aRecordComesBackAsItWasWritten()
    {
        QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("sbx-1.json"));
        const auto written = fullRecord();
        QVERIFY(writeMachineRecord(file.toStdString(), written));
        const auto read = readMachineRecord(file.toStdString());
        QVERIFY2(read, read ? "" : read.error().detail.c_str());
        QCOMPARE(read->sandbox, written.sandbox);
        QCOMPARE(read->machine, written.machine);
        QCOMPARE(read->process.id, written.process.id);
        QCOMPARE(read->process.pid, written.process.pid);
        QCOMPARE(read->process.startTime, written.process.startTime);
        QVERIFY(read->wrapped && read->over && read->held && read->network);
        QCOMPARE(read->qemuVersion, written.qemuVersion);
        QCOMPARE(read->size, written.size);
        QCOMPARE(read->image.rootDisk, written.image.rootDisk);
        QVERIFY(read->image.id == written.image.id);
        QCOMPARE(read->base, written.base);
        QVERIFY(read->memory == written.memory);
        QCOMPARE(read->disk, written.disk);
        QVERIFY(read->layers == written.layers && read->move == written.move);
        QCOMPARE(recordText(*read), recordText(written));
        QVERIFY(!QFile::exists(file + QStringLiteral(".part")));
        QVERIFY(writeMachineRecord(file.toStdString(), written)); // over itself
        QVERIFY(!writeMachineRecord(dir.filePath(QStringLiteral("no/folder.json")).toStdString(), written));
        QVERIFY(!readMachineRecord(dir.path().toStdString()));
    }

    void aRecordOfBeforeImagesIsOfTheBuiltInOne()
    {
        auto record = fullJson();
        record["sandbox"].erase("image");
        record["image"].erase("id");
        const auto read = parseMachineRecord(record.dump());
        QVERIFY(read.has_value());
        QVERIFY(read->sandbox.image == domain::SandboxImage{});
        QVERIFY(!read->image.id);
    }

    void howProgramsRunIsTakenWholeOrNotAtAll()
    {
        const auto with = [](const char *key, json value) {
            auto record = fullJson();
            record["sandbox"]["image"]["setup"][key] = std::move(value);
            return record;
        };
        QVERIFY(taken(with("user", "")));
        QVERIFY(!taken(with("user", 3)));
        QVERIFY(!taken(with("user", std::string(domain::kSetupNameMax + 1, 'u'))));
        QVERIFY(!taken(with("environment", "PATH=/bin")));
        QVERIFY(!taken(with("environment", json::array({json::array({"A"})}))));
        QVERIFY(!taken(with("environment", json::array({json::array({"A", 3})}))));
        QVERIFY(
            !taken(with("environment", json::array({json::array({"A", std::string(domain::kSetupBytesMax, 'x')})}))));
        auto record = fullJson();
        record["sandbox"]["image"]["id"] = "../img";
        QVERIFY(!taken(record));
    }

    void whatWasStartedIsTakenWholeOrNotAtAll()
    {
        auto written = fullRecord();
        written.sandbox.image.programs = {
            {.arguments = {"/bin/server", "--port", ""}, .environment = {{"A", "1"}}, .user = "web", .workdir = "/srv"},
            {.arguments = {"x"}, .environment = {}, .user = {}, .inLog = true}};
        const auto read = parseMachineRecord(recordText(written));
        QVERIFY(read.has_value());
        QCOMPARE(read->sandbox.image, written.sandbox.image);
        const auto with = [&](json programs) {
            auto record = json::parse(recordText(written));
            record["sandbox"]["image"]["programs"] = std::move(programs);
            return record;
        };
        const json good{{"arguments", {"x"}}, {"environment", json::array()}, {"workdir", ""}};
        QVERIFY(taken(with(json::array({good}))));
        QVERIFY(!taken(with("x")));
        QVERIFY(!taken(with(json::array({json::object()}))));
        for (const auto &[key, value] : std::initializer_list<std::pair<const char *, json>>{
                 {"arguments", json::array()},
                 {"arguments", json::array({3})},
                 {"arguments", json::array({std::string(domain::kProgramBytesMax + 1, 'x')})},
                 {"environment", json::array({json::array({"A"})})},
                 {"user", 3},
                 {"workdir", 3}}) {
            auto bad = good;
            bad[key] = value;
            QVERIFY2(!taken(with(json::array({bad}))), key);
        }
        QVERIFY(!taken(with(json(std::vector<json>(domain::kProgramsMax + 1, good)))));
    }

    void theLargestSetupFitsIntoARecord()
    {
        auto record = fullRecord();
        record.sandbox.image.programs = {
            {.arguments = {std::string(domain::kProgramBytesMax, '\1')}, .environment = {}, .user = {}}};
        QVERIFY(domain::fit(record.sandbox.image.programs));
        auto &environment = record.sandbox.image.setup->environment;
        environment.clear();
        for (std::size_t i = 0; i < domain::kSetupVariablesMax; ++i)
            environment.emplace_back(std::to_string(1000 + i), std::string(56, '\1')); // six bytes each in JSON
        QVERIFY(domain::fits(*record.sandbox.image.setup));
        const auto read = parseMachineRecord(recordText(record));
        QVERIFY(read.has_value());
        QCOMPARE(read->sandbox.image, record.sandbox.image);
    }

    void aMeterAloneIsNothingThatHasToLast()
    {
        auto later = fullRecord();
        later.sandbox.meter.running += std::chrono::minutes(1);
        later.sandbox.mark = domain::MeterMark{MonoTime(std::chrono::seconds(150)), std::chrono::seconds(4)};
        QVERIFY(recordText(later) != recordText(fullRecord()));
        QCOMPARE(lastingText(later), lastingText(fullRecord()));
        later.sandbox.name = "another";
        QVERIFY(lastingText(later) != lastingText(fullRecord()));
    }

    void aRecordThatLacksSomethingIsNone()
    {
        QVERIFY(taken(fullJson()));
        const auto whole = fullJson();
        for (const auto &[key, value] : whole.items()) {
            auto record = fullJson();
            record.erase(key);
            const bool mayLack = key == "base" || key == "under" || key == "blank" || key == "move" || key == "network";
            QVERIFY2(taken(record) == mayLack, key.c_str());
            record[key] = 3.5;
            QVERIFY2(!taken(record), key.c_str());
        }
        QVERIFY(!parseMachineRecord("").has_value());
        QVERIFY(!parseMachineRecord("[]").has_value());
        QVERIFY(!parseMachineRecord(std::string(kMachineRecordMax.value + 1, ' ')).has_value());
    }

    void aRecordNamesNoFileElsewhere()
    {
        for (const char *name : {"../sbx.qcow2", "/etc/sbx.qcow2", "a/b.qcow2", ".qcow2", "sbx.raw", "", ".."}) {
            auto record = fullJson();
            record["disk"] = name;
            QVERIFY2(!taken(record), name);
            record = fullJson();
            record["layers"][0]["file"] = name;
            QVERIFY2(!taken(record), name);
            record = fullJson();
            record["move"]["file"] = name;
            QVERIFY2(!taken(record), name);
        }
        for (const char *key : {"machine", "base"}) {
            auto record = fullJson();
            record[key] = "../x";
            QVERIFY2(!taken(record), key);
        }
        auto record = fullJson();
        record["layers"][0]["id"] = "../x";
        QVERIFY(!taken(record));
        record = fullJson();
        for (int i = 0; i < 100; ++i)
            record["layers"].push_back({{"id", "x"}, {"file", "x.qcow2"}});
        QVERIFY(!taken(record));
    }

    void qemuSaysWhichDiskItsGuestWritesTo()
    {
        const auto blocks = [](const char *device, const char *node) {
            return json::array({{{"device", ""}, {"qdev", "disk-root"}, {"inserted", {{"node-name", "root"}}}},
                                {{"device", ""}, {"qdev", device}, {"inserted", {{"node-name", node}}}}});
        };
        QCOMPARE(nodeOfWorkDisk(blocks("disk-work", "work-3")), std::string("work-3"));
        QCOMPARE(nodeOfWorkDisk(blocks("/machine/peripheral/disk-work/virtio-backend", "work")), std::string("work"));
        QCOMPARE(nodeOfWorkDisk(blocks("disk-other", "work")), std::string());
        QCOMPARE(nodeOfWorkDisk(json::array({{{"qdev", "disk-work"}}})), std::string());
        QCOMPARE(nodeOfWorkDisk(json::object()), std::string());
        QCOMPARE(nodeOfWorkDisk(json::array({1, nullptr, "x"})), std::string());
        QCOMPARE(highestDescriptorSet(json::array({{{"fdset-id", 2}}, {{"fdset-id", 11}}, {{"fdset-id", 3}}})), 11);
        QCOMPARE(highestDescriptorSet(json::array({{{"fdset-id", -4}}, {{"x", 1}}, 7})), 0);
        QCOMPARE(highestDescriptorSet(json::object()), 0);
        QCOMPARE(highestDescriptorSet(json::array({{{"fdset-id", INT64_MAX}}})), 1 << 30);
    }
};

QTEST_GUILESS_MAIN(TestQemuMachineRecord)
#include "tst_qemu_machine_record.moc"
