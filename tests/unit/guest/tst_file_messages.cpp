// The messages about files: what is understood, and what is refused because no honest peer sends it.
#include <QTest>

#include "core/guest/agent/files/sha256.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"

#include <QCryptographicHash>

using namespace glovebox;
using namespace glovebox::guest;

namespace {

FileEntry anEntry(const std::string &path)
{
    return {path, FileEntry::Kind::File, 5, std::string(64, 'a'), 1'700'000'000'000'000'000, 1};
}

std::string withEntry(const FileEntry &entry)
{
    return toPayload(FileEntries{{entry}});
}

} // namespace

class FileMessagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesAreUnderstoodAgain()
    {
        const auto start = parseFileStart(
            toPayload(FileStart{FileWork::List, "/mnt/a b", 0755, true, 7, true, 9, true, "../x", true, 2}));
        QVERIFY(start && start->work == FileWork::List && start->path == "/mnt/a b" && start->mode == 0755);
        QVERIFY(start->mustBeNew && start->max == 7 && start->untilEnd && start->target == "../x" &&
                start->withHashes && start->hashMax == 9 && start->keepsMode && start->depth == 2);
        const auto entries = parseFileEntries(toPayload(FileEntries{{anEntry("a"), anEntry("b/ü")}}));
        QVERIFY(entries && entries->entries.size() == 2 && entries->entries[1] == anEntry("b/ü"));
        const auto done = parseFileDone(toPayload(FileDone{FileDone::Outcome::TooLarge, "why\nnot"}));
        QVERIFY(done && done->outcome == FileDone::Outcome::TooLarge && done->detail == "why not");
        QCOMPARE(parseFileCredit(toPayload(FileCredit{kFileWindow}))->bytes, kFileWindow);
    }

    void aFullFrameOfEntriesFits()
    {
        FileEntries full;
        for (std::size_t i = 0; i < kFileEntriesPerFrame; ++i)
            full.entries.push_back(anEntry(std::string(200, 'x') + "/" + std::to_string(i)));
        const auto payload = toPayload(full);
        QVERIFY(payload.size() <= kFileEntriesPayloadMax && isAcceptableCbor(payload));
        QVERIFY(parseFileEntries(payload));
        std::string longest;
        while (longest.size() + 101 < kFilePathMax)
            longest += std::string(100, 'x') + "/";
        // A frame is full when its names are; the entry that makes it so may have the longest path.
        QVERIFY(toPayload(full).size() - kFileEntriesPerFrame * 200 + kFileEntriesBytesMax + 2 * kFilePathMax <=
                kFileEntriesPayloadMax);
        QVERIFY(parseFileEntries(withEntry(anEntry(longest + "x"))));
        full.entries.resize(31, anEntry("one more")); // agents of before fill a frame with 30
        QVERIFY(!parseFileEntries(toPayload(full)));
    }

    void pathsAreCheckedOnBothEnds_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"", ".", "..", "a/../b", "a/.", "/a", "a//b", "a/"})
            QTest::newRow(*path ? path : "nothing") << QByteArray(path);
        QTest::newRow("a zero") << QByteArray("a\0b", 3);
        QTest::newRow("too long a name") << QByteArray(256, 'x');
        QTest::newRow("no text") << QByteArray("a\xC0");
    }

    void pathsAreCheckedOnBothEnds()
    {
        QFETCH(QByteArray, path);
        const auto text = path.toStdString();
        // Not made valid on the way out: as a hostile peer writes it.
        const auto raw = [&](const std::string &written) {
            return encodePayload(
                {{"entries", nlohmann::json::array({nlohmann::json::array({written, 0U, 1U, "", 1U, 1U})})}});
        };
        QVERIFY(parseFileEntries(raw("fine")));
        QVERIFY(!parseFileEntries(raw(text)));
        const auto start = [](const std::string &written) {
            return encodePayload({{"work", 0U},
                                  {"path", written},
                                  {"mode", 0U},
                                  {"new", false},
                                  {"max", 0U},
                                  {"until_end", false},
                                  {"target", ""},
                                  {"hashes", false},
                                  {"hash_max", 0U}});
        };
        const auto before = parseFileStart(start("/fine")); // as a host of before says it
        QVERIFY(before && !before->keepsMode && before->depth == 0);
        QVERIFY(!parseFileStart(start("/" + text)));
        QVERIFY(!parseFileStart(start("relative")));
        QVERIFY(!parseFileStart(start("/"))); // this one makes a folder
        QVERIFY(parseFileStart(toPayload(FileStart{.work = FileWork::List, .path = "/"})));
        QVERIFY(!parseFileStart(toPayload(FileStart{.work = FileWork::Remove, .path = "/"})));
    }

    void fieldsOutOfBoundsAreRefused()
    {
        QVERIFY(!parseFileStart(toPayload(FileStart{FileWork::Write, "/a", 04755, false, 1, false, 0})));
        QVERIFY(!parseFileStart(toPayload(FileStart{static_cast<FileWork>(6), "/a", 0, false, 1, false, 0})));
        QVERIFY(!parseFileStart(toPayload(FileStart{FileWork::Read, "/a", 0, false, ~0ULL, false, 0})));
        QVERIFY(!parseFileCredit(toPayload(FileCredit{kFileWindow + 1})));
        auto entry = anEntry("a");
        entry.sha256 = std::string(63, 'a');
        QVERIFY(!parseFileEntries(withEntry(entry)));
        entry.sha256 = std::string(64, 'A');
        QVERIFY(!parseFileEntries(withEntry(entry)));
        entry = anEntry("a");
        entry.size = ~0ULL;
        QVERIFY(!parseFileEntries(withEntry(entry)));
        entry = anEntry("a");
        entry.kind = static_cast<FileEntry::Kind>(3);
        QVERIFY(!parseFileEntries(withEntry(entry)));
        QVERIFY(!parseFileDone(toPayload(FileDone{static_cast<FileDone::Outcome>(9), {}})));
        QVERIFY(!parseFileDone("nonsense") && !parseFileEntries("") && !parseFileStart("") && !parseFileCredit(""));
    }

    void anyContentCanBeCarried()
    {
        for (std::size_t size = 1; size < 70; ++size) {
            const std::string content(size, '\xFF');
            QCOMPARE(parseContentPayload(toContentPayload(content)), std::optional(content));
        }
        const std::string most(kFileChunkMax, 'x');
        QVERIFY(parseContentPayload(toContentPayload(most)));
        QVERIFY(!parseContentPayload(toContentPayload(most + "x")));
        QVERIFY(!parseContentPayload(toContentPayload({})));
        QVERIFY(!parseContentPayload({}));
    }

    void noContentHoldsAGreeting()
    {
        std::string marks;
        for (int i = 0; i < 100; ++i)
            marks.append(kGreetingMark).append(static_cast<std::size_t>(i % 7), 'x');
        for (std::size_t from = 0; from < 40; ++from) {
            const auto payload = toContentPayload(std::string_view(marks).substr(from));
            QVERIFY(payload.find(kGreetingMark) == std::string::npos);
            // A frame that broke off, and was filled up with the mark of the next connection, is not content.
            for (std::size_t missing = 1; missing <= kGreetingMark.size(); ++missing)
                QVERIFY(!parseContentPayload(payload.substr(0, payload.size() - missing) +
                                             std::string(kGreetingMark.substr(0, missing))));
        }
    }

    void misplacedZerosAreRefused()
    {
        auto payload = toContentPayload(std::string(40, 'x'));
        for (const std::size_t zero : {std::size_t{0}, std::size_t{16}, std::size_t{32}, payload.size() - 1}) {
            auto bad = payload;
            bad[zero] = 'x';
            QVERIFY(!parseContentPayload(bad));
        }
        QVERIFY(!parseContentPayload(std::string(2, '\0')));
        QVERIFY(!parseContentPayload(std::string("\0x\0\0", 4).substr(0, 1)));
    }

    void hashesAreThoseOfTheStandard()
    {
        const auto expected = [](const std::string &text) {
            return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256)
                .toHex()
                .toStdString();
        };
        std::string text;
        for (std::size_t size = 0; size < 300; ++size) {
            agent::Sha256 whole;
            whole.add(text);
            QCOMPARE(whole.hex(), expected(text));
            text.push_back(static_cast<char>(size * 37));
        }
        std::string large(200'003, 'z');
        for (const std::size_t piece : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{4097}}) {
            agent::Sha256 pieces;
            for (std::size_t from = 0; from < large.size(); from += piece)
                pieces.add(std::string_view(large).substr(from, piece));
            QCOMPARE(pieces.hex(), expected(large));
        }
    }
};

QTEST_GUILESS_MAIN(FileMessagesTest)
#include "tst_file_messages.moc"
