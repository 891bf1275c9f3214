// Files over the channel when things are in motion: beside tools, many at once, cut off, and with a guest that lies.
// What GuestFiles promises in quiet is in tests/contract.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "tests/unit/guest/link_bench.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// What came of an operation.
struct Ended {
    Call call;
    std::vector<Result<>> results;
    std::string content;
    std::vector<ports::GuestEntry> entries;

    Callback<> done()
    {
        return [this](Result<> result) {
            results.push_back(std::move(result));
        };
    }
    ports::ReadHandlers reading()
    {
        return {[this](std::string_view piece) -> Result<> {
                    content.append(piece);
                    return {};
                },
                done()};
    }
    Callback<std::vector<ports::GuestEntry>> listing()
    {
        return [this](Result<std::vector<ports::GuestEntry>> result) {
            if (result)
                entries = *result;
            results.push_back(result ? Result<>() : Result<>(tl::unexpected(result.error())));
        };
    }
    bool isDone() const { return results.size() == 1 && results[0].has_value(); }
    bool failedWith(ErrorCode code) const
    {
        return results.size() == 1 && !results[0] && results[0].error().code == code;
    }
};

std::size_t entriesIn(const std::string &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

bool connectTo(Host &host, HonestGuest &guest)
{
    host.connect(guest.path());
    return QTest::qWaitFor([&] { return host.link != nullptr; });
}

} // namespace

class FileTransferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesMoveWhileAToolRuns();
    void manyOperationsAtOnceAllEnd();
    void aWriteThatIsLetGoLeavesNothingBehind();
    void aNewConnectionEndsWhatTheLastOneMoved();
    void anOrdinaryListSurvivesOddNames();
    void anUnreadableFolderIsNotPassedOver();
    void contentIsSentWithinTheWindowOnly();
    void aDeadLinkAnswersEveryOperation();
    void anAbandonedLinkIsQuiet();
    void aGuestThatLiesLosesTheLink_data();
    void aGuestThatLiesLosesTheLink();
    void aSilentOperationFailsAndASilentGuestIsLost();
    void aSignOfLifeKeepsAnOperation();
};

void FileTransferTest::filesMoveWhileAToolRuns()
{
    HonestGuest guest;
    Host host;
    QVERIFY(connectTo(host, guest));
    Told tool;
    tool.start(host, {{"command", "echo begun; sleep 1000"}});
    QTRY_VERIFY(!tool.live.empty());
    const std::string content(2'000'000, 'x');
    Ended write;
    write.call = host.link->files().write({guest.session() + "/a", content}, write.done());
    QTRY_VERIFY(write.isDone());
    Ended read;
    read.call = host.link->files().read(guest.session() + "/a", ByteCount::mib(2), read.reading());
    QTRY_VERIFY(read.isDone());
    QVERIFY(read.content == content);
    QCOMPARE(tool.answers(), std::size_t{0});
    host.clock.advance(kPingInterval); // a heartbeat in between is answered, too
    Ended list;
    list.call = host.link->files().list({guest.session(), true}, list.listing());
    QTRY_VERIFY(list.isDone());
    QCOMPARE(list.entries.size(), std::size_t{1});
    host.clock.advance(kPingInterval);
    QVERIFY(host.lost.empty());
}

void FileTransferTest::manyOperationsAtOnceAllEnd()
{
    HonestGuest guest;
    Host host;
    QVERIFY(connectTo(host, guest));
    std::vector<std::unique_ptr<Ended>> writes;
    for (int i = 0; i < 100; ++i) {
        writes.push_back(std::make_unique<Ended>());
        writes.back()->call = host.link->files().write(
            {guest.session() + "/many/" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'x')},
            writes.back()->done());
    }
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::all_of(writes, [](const auto &write) { return write->isDone(); }), 30'000);
    QCOMPARE(entriesIn(guest.session() + "/many"), std::size_t{100});
    QCOMPARE(fs::file_size(guest.session() + "/many/99"), std::uintmax_t{99});
    QVERIFY(host.lost.empty());
}

void FileTransferTest::aWriteThatIsLetGoLeavesNothingBehind()
{
    HonestGuest guest;
    Host host;
    QVERIFY(connectTo(host, guest));
    const auto folder = guest.session() + "/half";
    Ended write;
    guest.isMute = true;
    write.call = host.link->files().write({folder + "/large", std::string(20'000'000, 'x')}, write.done());
    QTRY_VERIFY(fs::exists(folder) && entriesIn(folder) == 1); // its temporary file
    write.call.cancel();
    QTRY_COMPARE(entriesIn(folder), std::size_t{0});
    guest.isMute = false;
    Ended next;
    next.call = host.link->files().write({folder + "/small", "x"}, next.done());
    QTRY_VERIFY(next.isDone());
    QVERIFY(write.results.empty() && host.lost.empty());
    QCOMPARE(entriesIn(folder), std::size_t{1});
}

void FileTransferTest::aNewConnectionEndsWhatTheLastOneMoved()
{
    HonestGuest guest;
    Host first;
    QVERIFY(connectTo(first, guest));
    const auto folder = guest.session() + "/half";
    Ended write;
    guest.isMute = true;
    write.call = first.link->files().write({folder + "/large", std::string(20'000'000, 'x')}, write.done());
    QTRY_VERIFY(fs::exists(folder) && entriesIn(folder) == 1);
    first.link.reset();
    guest.isMute = false;
    Host second;
    QVERIFY(connectTo(second, guest));
    QTRY_COMPARE(entriesIn(folder), std::size_t{0});
    Ended read;
    read.call = second.link->files().read(folder + "/large", ByteCount{10}, read.reading());
    QTRY_VERIFY(read.failedWith(ErrorCode::NotFound));
    QVERIFY(write.results.empty());
}

void FileTransferTest::anOrdinaryListSurvivesOddNames()
{
    HonestGuest guest;
    Host host;
    QVERIFY(connectTo(host, guest));
    const auto folder = guest.session() + "/odd";
    fs::create_directories(folder);
    const std::string bad(255, '\xFE');
    for (const auto &name : {bad, std::string("a\nb"), std::string("-rf"), std::string(255, 'x')})
        std::ofstream(folder + "/" + name) << "x";
    QCOMPARE(::mkfifo((folder + "/pipe").c_str(), 0600), 0);
    fs::create_hard_link(folder + "/-rf", folder + "/twin");
    std::string deep = folder;
    for (int i = 0; i < 20; ++i)
        deep += "/" + std::string(50, 'd');
    fs::create_directories(deep);
    Ended list;
    list.call = host.link->files().list({folder, true}, list.listing());
    QTRY_COMPARE(list.results.size(), std::size_t{1});
    QVERIFY2(list.isDone(), list.results[0] ? "" : describe(list.results[0].error()).c_str());
    QCOMPARE(list.entries.size(), std::size_t{6 + 20});
    int others = 0;
    for (const auto &entry : list.entries) {
        others += entry.kind == ports::GuestEntry::Kind::Other ? 1 : 0;
        if (entry.path == "twin")
            QCOMPARE(entry.links, 2U);
    }
    QCOMPARE(others, 2); // the pipe and the name that is no text
    for (int i = 0; i < 60; ++i)
        deep += "/d";
    fs::create_directories(deep);
    Ended tooDeep;
    tooDeep.call = host.link->files().list({folder}, tooDeep.listing());
    QTRY_VERIFY(tooDeep.failedWith(ErrorCode::TooLarge));
    QVERIFY(host.lost.empty());
    fs::remove_all(folder); // the temporary folder cannot take away a name that is no text
}

void FileTransferTest::anUnreadableFolderIsNotPassedOver()
{
    // Root reads everything, so this needs a tool user who is not root.
    const bool isRoot = ::geteuid() == 0;
    HonestGuest guest(isRoot ? std::optional(agent::Credentials{65'534, 65'534}) : std::nullopt);
    Host host;
    QVERIFY(connectTo(host, guest));
    const auto closed = guest.session() + "/open/closed";
    Ended made;
    made.call = host.link->files().write({closed + "/deeper/file", "x"}, made.done());
    QTRY_VERIFY(made.isDone());
    struct stat info {};
    QCOMPARE(::stat((closed + "/deeper/file").c_str(), &info), 0);
    QCOMPARE(info.st_uid, isRoot ? 65'534U : ::geteuid()); // also where only root may make folders
    QCOMPARE(::chmod(closed.c_str(), 0), 0);
    Ended list;
    list.call = host.link->files().list({guest.session() + "/open"}, list.listing());
    QTRY_VERIFY(list.failedWith(ErrorCode::InvalidState));
    Ended removed; // its owner may take it away all the same
    removed.call = host.link->files().remove(guest.session() + "/open", removed.done());
    QTRY_COMPARE(removed.results.size(), std::size_t{1});
    QVERIFY2(removed.isDone(), removed.results[0] ? "" : describe(removed.results[0].error()).c_str());
    QVERIFY(!fs::exists(guest.session() + "/open"));
}

void FileTransferTest::contentIsSentWithinTheWindowOnly()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Ended write;
    write.call = host.link->files().write({"/a", std::string(kFileWindow + 100, 'x')}, write.done());
    const auto contentSent = [&] {
        std::size_t size = 0;
        for (const auto &frame : guest.frames)
            size += frame.type == FrameType::FileData ? parseContentPayload(frame.payload)->size() : 0;
        return size;
    };
    QTRY_COMPARE(contentSent(), kFileWindow);
    const auto stream = guest.frames[0].stream;
    guest.send(FrameType::FileCredit, stream, toPayload(FileCredit{60}));
    QTRY_COMPARE(contentSent(), kFileWindow + 60);
    guest.send(FrameType::FileCredit, stream, toPayload(FileCredit{1000}));
    QTRY_COMPARE(contentSent(), kFileWindow + 100);
    guest.send(FrameType::FileDone, stream, toPayload(FileDone{}));
    QTRY_VERIFY(write.isDone());
}

void FileTransferTest::aDeadLinkAnswersEveryOperation()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    std::vector<std::unique_ptr<Ended>> all;
    for (std::size_t i = 0; i < kFileJobsMax + 3; ++i) { // some are only waiting
        all.push_back(std::make_unique<Ended>());
        all.back()->call = host.link->files().remove("/a", all.back()->done());
    }
    QTRY_COMPARE(guest.frames.size(), kFileJobsMax);
    guest.hangUp();
    QTRY_VERIFY(!host.lost.empty());
    for (const auto &one : all)
        QVERIFY(one->failedWith(ErrorCode::GuestExited));
    Ended late;
    late.call = host.link->files().remove("/a", late.done());
    QVERIFY(late.results.empty());
    host.clock.runDue();
    QVERIFY(late.failedWith(ErrorCode::GuestExited));
}

void FileTransferTest::anAbandonedLinkIsQuiet()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Ended active;
    Ended refused;
    active.call = host.link->files().remove("/a", active.done());
    refused.call = host.link->files().remove("relative", refused.done());
    host.link.reset();
    host.clock.advance(1h);
    QCoreApplication::processEvents();
    QVERIFY(active.results.empty() && refused.results.empty());
    active.call.cancel();
    refused.call.cancel();
}

void FileTransferTest::aGuestThatLiesLosesTheLink_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("otherStream");
    const auto row = [](const char *name, FrameType type, const std::string &payload, bool otherStream = false) {
        QTest::newRow(name) << static_cast<int>(type) << QByteArray::fromStdString(payload) << otherStream;
    };
    row("an unknown operation", FrameType::FileDone, toPayload(FileDone{}), true);
    row("malformed content", FrameType::FileData, "xyz");
    row("more content than asked for", FrameType::FileData, toContentPayload(std::string(101, 'x')));
    row("entries for a read", FrameType::FileEntries, toPayload(FileEntries{}));
    row("credit for a read", FrameType::FileCredit, toPayload(FileCredit{1}));
    row("a malformed end", FrameType::FileDone, "xyz");
    row("our own frames", FrameType::FileStart, toPayload(FileStart{}));
    row("our own cancel", FrameType::FileCancel, emptyPayload());
}

void FileTransferTest::aGuestThatLiesLosesTheLink()
{
    QFETCH(int, type);
    QFETCH(QByteArray, payload);
    QFETCH(bool, otherStream);
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Ended read;
    read.call = host.link->files().read("/a", ByteCount{100}, read.reading());
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    guest.send(static_cast<FrameType>(type), guest.frames[0].stream + (otherStream ? 1 : 0), payload.toStdString());
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestProtocol);
    QVERIFY(read.failedWith(ErrorCode::GuestProtocol));
    QVERIFY(read.content.empty());
}

void FileTransferTest::aSilentOperationFailsAndASilentGuestIsLost()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told tool; // with live output, so that time can pass
    tool.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto stream = guest.frames[0].stream;
    Ended read;
    read.call = host.link->files().read("/a", ByteCount{100}, read.reading());
    QVERIFY(passTime(host, guest, tool, stream, kFileSilence - 1s));
    QVERIFY(read.results.empty());
    QVERIFY(passTime(host, guest, tool, stream, 2s));
    QVERIFY(read.failedWith(ErrorCode::GuestUnresponsive));
    QTRY_COMPARE(guest.frames.back().type, FrameType::FileCancel);
    QVERIFY(host.lost.empty());
    host.clock.advance(limits::kToolGrace);
    QCOMPARE(host.lost.size(), std::size_t{1});
}

void FileTransferTest::aSignOfLifeKeepsAnOperation()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told tool;
    tool.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto toolStream = guest.frames[0].stream;
    Ended list;
    list.call = host.link->files().list({"/a", true}, list.listing());
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    const auto stream = guest.frames[1].stream;
    for (int i = 0; i < 4; ++i) {
        guest.send(FrameType::FileCredit, stream, toPayload(FileCredit{}));
        QVERIFY(passTime(host, guest, tool, toolStream, kFileSilence / 2));
    }
    QVERIFY(list.results.empty());
    guest.send(FrameType::FileDone, stream, toPayload(FileDone{}));
    QTRY_VERIFY(list.isDone());
}

QTEST_GUILESS_MAIN(FileTransferTest)
#include "tst_file_transfer.moc"
