// What the engine and its supervisor write and read, and that nothing else is read.
#include "core/qemu/supervisor/codec.h"
#include "core/qemu/supervisor/process_stat.h"
#include "core/qemu/supervisor/tail_buffer.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu::supervisor;

namespace {

Spawn fullSpawn()
{
    return {.program = "/usr/bin/program",
            .arguments = {"one", "", "three"},
            .environment = {"A=b"},
            .workingFolder = "/work",
            .targets = {3, 17},
            .name = "sbx-1",
            .folder = "/run/sbx-1",
            .metadata = std::string("\0any\xff", 5),
            .alone = {Alone::What::StayUntil, std::chrono::milliseconds(1500)},
            .niceness = -3,
            .smallPages = true};
}

std::vector<Message> oneOfEach()
{
    const ChildEnd end{-1, 9, "last\n"};
    return {{1, Hello{"Glovebox"}},
            {1, Welcome{"Glovebox", 42, 4711}},
            {0, Refused{"why", true}},
            {2, fullSpawn()},
            {2, Spawned{7, 99, 12345}},
            {3, Kill{7, std::chrono::milliseconds(3000)}},
            {4, SetAlone{7, {Alone::What::Stay, {}}}},
            {5, NextChild{6}},
            {5, ChildInfo{7, 99, 12345, "sbx-1", "/run/sbx-1", "meta", {}, true, end}},
            {6, Read{7, Stream::Errors, 1000}},
            {6, Output{7, Stream::Errors, 1000, 1003, "abc"}},
            {7, Follow{7}},
            {8, Forget{7}},
            {0, Exited{7, end}},
            {9, Keep{"ram"}},
            {10, Take{"ram"}},
            {10, Taken{}},
            {11, Drop{"ram"}},
            {12, NextKept{"ram"}},
            {12, KeptInfo{"ram", 1ULL << 40}},
            {13, Done{}},
            {14, NoMore{}},
            {~0ULL, Failed{"NotFound", "detail"}},
            {15, Leave{}}};
}

std::string bytesOf(const Message &message)
{
    return encode(message).value_or(std::string());
}

} // namespace

class TestSupervisorCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyMessageComesBackAsItWas()
    {
        const auto all = oneOfEach();
        QCOMPARE(all.size(), std::variant_size_v<Body>);
        for (const auto &message : all) {
            const auto bytes = bytesOf(message);
            QVERIFY(!bytes.empty());
            const auto read = decode(bytes);
            QVERIFY2(read.has_value(), std::to_string(message.body.index()).c_str());
            QCOMPARE(read->number, message.number);
            QCOMPARE(read->body.index(), message.body.index());
            QCOMPARE(bytesOf(*read), bytes);
        }
        const auto spawn = std::get<Spawn>(decode(bytesOf({2, fullSpawn()}))->body);
        QCOMPARE(spawn.arguments, fullSpawn().arguments);
        QCOMPARE(spawn.targets, fullSpawn().targets);
        QCOMPARE(spawn.metadata, fullSpawn().metadata);
        QVERIFY(spawn.alone == fullSpawn().alone);
    }

    void aMessageThatIsCutOffOrTooLongIsNone()
    {
        for (const auto &message : oneOfEach()) {
            const auto bytes = bytesOf(message);
            for (std::size_t length = 0; length < bytes.size(); ++length)
                QVERIFY(!decode(std::string_view(bytes).substr(0, length)));
            QVERIFY(!decode(bytes + '\0'));
        }
        QVERIFY(!decode(std::string(bounds::kMessage + 1, 'x')));
    }

    void whatIsOverItsBoundIsNeitherWrittenNorRead()
    {
        auto spawn = fullSpawn();
        spawn.metadata.assign(bounds::kMetadata, 'm');
        const auto fits = bytesOf({1, spawn});
        QVERIFY(decode(fits).has_value());
        spawn.metadata += 'm';
        QCOMPARE(static_cast<int>(encode({1, spawn}).error().code), static_cast<int>(ErrorCode::TooLarge));
        spawn = fullSpawn();
        spawn.arguments.assign(bounds::kArguments + 1, {});
        QVERIFY(!encode({1, spawn}));
        spawn.arguments.assign(9, std::string(bounds::kArgument, 'a')); // each fits, together they do not
        QVERIFY(!encode({1, spawn}));
        spawn = fullSpawn();
        spawn.program = std::string("/bin/\0sh", 8);
        QVERIFY(!encode({1, spawn}));
        QVERIFY(!encode({1, Kill{1, std::chrono::milliseconds(-1)}}));

        // A length of 4 GiB, where a name's stands.
        auto bytes = bytesOf({1, Keep{"ram"}});
        bytes.replace(16, 4, std::string("\xff\xff\xff\xff", 4));
        QVERIFY(!decode(bytes));
    }

    void theLastingKindsAreReadInEveryVersion()
    {
        auto hello = bytesOf({1, Hello{"Glovebox 99"}});
        auto kill = bytesOf({1, Kill{1, {}}});
        QCOMPARE(versionOf(hello), kProtocolVersion);
        hello[4] = kill[4] = 99;
        QCOMPARE(versionOf(hello), std::uint16_t{99});
        QVERIFY(decode(hello).has_value());
        QVERIFY(!decode(kill));
        QCOMPARE(versionOf("GET / HTTP/1.1\r\n\r\n"), std::uint16_t{0});
    }

    void errorsKeepTheirCode()
    {
        const Error error{ErrorCode::FolderInUse, "why"};
        QVERIFY(toError(failed(error)) == error);
        QCOMPARE(static_cast<int>(toError({"OfALaterVersion", "x"}).code), static_cast<int>(ErrorCode::HostToolFailed));
    }

    void aTailKeepsTheLastBytesAndTheirPlace()
    {
        TailBuffer tail(4);
        tail.append("abc");
        QCOMPARE(tail.from(1, 100).bytes, std::string_view("bc"));
        tail.append("defghi"); // nine bytes: more than twice the bound
        QCOMPARE(tail.total(), std::uint64_t{9});
        const auto piece = tail.from(0, 3);
        QCOMPARE(piece.offset, std::uint64_t{5});
        QCOMPARE(piece.bytes, std::string_view("fgh"));
        QCOMPARE(tail.last(2), std::string_view("hi"));
        QCOMPARE(tail.from(99, 5).bytes, std::string_view());
    }

    void aProcessMayHaveAnyName()
    {
        const auto stat =
            parseProcessStat("12 (a) S 1 (b) S 34 56 78 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 91011 12 13\n");
        QVERIFY(stat.has_value());
        QCOMPARE(stat->parent, 34);
        QCOMPARE(stat->session, 78);
        QCOMPARE(stat->startTime, std::uint64_t{91011});
        QVERIFY(!parseProcessStat("12 (a) S 34"));
        QVERIFY(!parseProcessStat(""));
    }
};

QTEST_GUILESS_MAIN(TestSupervisorCodec)
#include "tst_supervisor_codec.moc"
