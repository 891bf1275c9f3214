// What GuestFiles promises, on the fake that engine tests use and on the real agent behind a real link.
#include "tests/contract/guest_files/guest_files_bench.h"

#include "core/guest/protocol/frame.h"
#include "tests/support/content_source.h"

#include <QCryptographicHash>

using namespace glovebox;
using namespace testsupport;

namespace {

std::string noise(std::size_t size)
{
    std::string text;
    std::uint32_t state = 1;
    while (text.size() < size) {
        state = state * 1'664'525 + 1'013'904'223;
        text.push_back(static_cast<char>(state >> 24));
        if (state % 1021 == 0)
            text.append(guest::kGreetingMark); // what must never be taken for a greeting
    }
    text.resize(size);
    return text;
}

std::string sha256(const std::string &text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace

#define ON_BOTH(name)                                                                                                  \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        both();                                                                                                        \
    }                                                                                                                  \
    void name()

class GuestFilesContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, real);
        if (real)
            m_bench = std::make_unique<AgentFilesBench>();
        else
            m_bench = std::make_unique<FakeFilesBench>();
        QVERIFY(m_bench->isReady());
    }
    void cleanup() { m_bench.reset(); }

    ON_BOTH(aFileGoesInAndComesBackWhole)
    {
        for (const std::size_t size : {0, 1, 15, 16, 40'000, 3'000'000}) {
            const auto content = noise(size);
            QCOMPARE(write("a.bin", content), done);
            QVERIFY(m_bench->content(at("a.bin")) == content);
            QCOMPARE(read("a.bin", ByteCount::mib(4)), done);
            QVERIFY(m_read == content);
        }
    }

    ON_BOTH(aFileIsWrittenWithoutBeingHeld)
    {
        for (const std::size_t size : {0, 1, 40'000, 3'000'000}) {
            const auto content = noise(size);
            std::size_t given = 0;
            std::size_t most = 0;
            const auto next = [&](std::size_t max) -> Result<std::string> {
                const auto piece = content.substr(given, std::min<std::size_t>(max, 10'007));
                most = std::max(most, max);
                given += piece.size();
                return piece;
            };
            QCOMPARE(writeFrom("deep/s.bin", next, 0640), done);
            QVERIFY(m_bench->content(at("deep/s.bin")) == content);
            QCOMPARE(m_bench->mode(at("deep/s.bin")), 0640U);
            QVERIFY(most > 0 && most <= (64U << 10));
        }
    }

    ON_BOTH(aSourceThatFailsLeavesWhatWasThere)
    {
        m_bench->put(at("d/s.bin"), "before");
        int asked = 0;
        const auto next = [&](std::size_t) -> Result<std::string> {
            if (++asked == 5)
                return fail(ErrorCode::OutOfDisk, "the archive is torn");
            return std::string(20'000, 'x');
        };
        QCOMPARE(writeFrom("d/s.bin", next), QByteArray("OutOfDisk"));
        QCOMPARE(m_bench->content(at("d/s.bin")), std::string("before"));
        QCOMPARE(write("d/s.bin", "after"), done);
        QCOMPARE(list("d"), done);
        QCOMPARE(m_entries.count("s.bin"), std::size_t{1}); // and no half of another
        for (const auto &[path, entry] : m_entries)
            QVERIFY2(!path.starts_with(".glovebox"), path.c_str());
    }

    ON_BOTH(lettingGoOfAWriteLeavesWhatWasThere)
    {
        m_bench->put(at("s.bin"), "before");
        int asked = 0;
        int told = 0;
        Call call;
        call = m_bench->files().writeFrom({at("s.bin"), 0600},
                                          testsupport::later([&](std::size_t max) -> Result<std::string> {
                                              if (++asked == 3)
                                                  call.cancel(); // from inside
                                              return std::string(std::min<std::size_t>(max, 1000), 'x');
                                          }),
                                          [&](const Result<> &) { ++told; });
        QVERIFY(QTest::qWaitFor([&] {
            m_bench->turn();
            return asked >= 3;
        }));
        QCOMPARE(write("other", "x"), done);
        QCOMPARE(asked, 3);
        QCOMPARE(told, 0);
        QCOMPARE(m_bench->content(at("s.bin")), std::string("before"));
    }

    ON_BOTH(aLinkIsMadeAndNotFollowed)
    {
        QCOMPARE(makeLink("deep/link", "../target"), done);
        QCOMPARE(makeLink("deep/link", "/nowhere at all"), done); // another in its place
        m_bench->put(at("plain"), "x");
        QCOMPARE(makeLink("plain", "deep"), done);
        QCOMPARE(read("plain", ByteCount{10}), QByteArray("InvalidState"));
        QCOMPARE(makeLink("deep", "x"), QByteArray("InvalidState")); // a folder stays
        QCOMPARE(makeLink("empty", ""), QByteArray("InvalidArgument"));
    }

    ON_BOTH(aListTellsModesAndWhereLinksLead)
    {
        QCOMPARE(write("d/run.sh", "#!/bin/sh", 0750), done);
        QCOMPARE(makeLink("d/link", "../somewhere/else"), done);
        QCOMPARE(list("d"), done);
        QCOMPARE(m_entries.at("run.sh").mode, 0750U);
        QVERIFY(m_entries.at("run.sh").target.empty());
        QVERIFY(m_entries.at("link").kind == ports::GuestEntry::Kind::Other);
        QCOMPARE(m_entries.at("link").target, std::string("../somewhere/else"));
    }

    ON_BOTH(aReadingWaitsForWhoeverUsesItUp)
    {
        const auto content = noise(2'000'000);
        m_bench->put(at("large"), content);
        const auto pace = std::make_shared<ports::ReadPace>();
        std::string got;
        std::optional<Result<>> end;
        const auto call = m_bench->files().read(at("large"), ByteCount::mib(4),
                                                {[&](std::string_view piece) -> Result<> {
                                                     got.append(piece);
                                                     return {};
                                                 },
                                                 [&](Result<> result) { end = std::move(result); }, pace});
        int turns = 0; // as much as it dares
        QVERIFY(QTest::qWaitFor([&] {
            m_bench->turn();
            return ++turns > 50;
        }));
        QVERIFY(!got.empty() && got.size() <= (512U << 10) && !end);
        std::size_t used = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                m_bench->turn();
                pace->used(got.size() - std::exchange(used, got.size()));
                return end.has_value();
            },
            60'000));
        QVERIFY(end->has_value() && got == content);
    }

    ON_BOTH(aWriteReplacesTheFileAndItsMode)
    {
        m_bench->put(at("s.sh"), "a longer text than the new one");
        QCOMPARE(write("s.sh", "new", 0755), done);
        QCOMPARE(m_bench->content(at("s.sh")), std::string("new"));
        QCOMPARE(m_bench->mode(at("s.sh")), 0755U);
        QCOMPARE(write("s.sh", "new", 0600), done);
        QCOMPARE(m_bench->mode(at("s.sh")), 0600U);
    }

    ON_BOTH(missingFoldersAreMade)
    {
        QCOMPARE(write("deep/er/a", "x"), done);
        QCOMPARE(makeFolder("other/b/c"), done);
        QCOMPARE(m_bench->mode(at("deep/er")), 0755U);
        QCOMPARE(m_bench->mode(at("other/b")), 0755U);
        QCOMPARE(m_bench->mode(at("other/b/c")), 0700U);
        QCOMPARE(makeFolder("other/b"), done); // there already
        QCOMPARE(m_bench->mode(at("other/b")), 0755U);
    }

    ON_BOTH(aFolderThatMustBeNewIsNotTakenOver)
    {
        QCOMPARE(makeFolder("store", true), done);
        QCOMPARE(makeFolder("store", true), QByteArray("InvalidState"));
        m_bench->put(at("file"), "x");
        QCOMPARE(makeFolder("file", true), QByteArray("InvalidState"));
        QCOMPARE(makeFolder("file", false), QByteArray("InvalidState"));
        m_bench->putLink(at("link"), at("store"));
        QCOMPARE(makeFolder("link", true), QByteArray("InvalidState"));
    }

    ON_BOTH(whatIsNotThereIsSaid)
    {
        QCOMPARE(read("none", ByteCount{10}), QByteArray("NotFound"));
        QCOMPARE(read("none/deeper", ByteCount{10}), QByteArray("NotFound"));
        QCOMPARE(list("none"), QByteArray("NotFound"));
        QCOMPARE(remove("none"), done);
        QCOMPARE(remove("none/deeper"), done);
    }

    ON_BOTH(aLinkIsNeverFollowed)
    {
        m_bench->put(at("real/secret"), "secret");
        m_bench->putLink(at("folder"), at("real"));
        m_bench->putLink(at("file"), at("real/secret"));
        QCOMPARE(read("file", ByteCount{10}), QByteArray("InvalidState"));
        QCOMPARE(read("folder/secret", ByteCount{10}), QByteArray("InvalidState"));
        QCOMPARE(write("file", "x"), QByteArray("InvalidState"));
        QCOMPARE(write("folder/secret", "x"), QByteArray("InvalidState"));
        QCOMPARE(write("folder/new/x", "x"), QByteArray("InvalidState"));
        QCOMPARE(makeFolder("folder/new"), QByteArray("InvalidState"));
        QCOMPARE(makeFolder("folder"), QByteArray("InvalidState"));
        QCOMPARE(list("folder"), QByteArray("InvalidState"));
        QCOMPARE(remove("folder/secret"), QByteArray("InvalidState"));
        QCOMPARE(m_bench->content(at("real/secret")), std::string("secret"));
        QCOMPARE(remove("folder"), done);
        QVERIFY(!m_bench->has(at("folder")));
        QVERIFY(m_bench->has(at("real/secret")));
    }

    ON_BOTH(pathsThatAreNotPlainAreRefused)
    {
        for (const char *path : {"", "/", "relative", "/a/../b", "/a/./b", "/a//b", "/a/", "/a/\xFF"}) {
            std::optional<Result<>> answer;
            const auto call = m_bench->files().remove(path, [&](Result<> result) { answer = std::move(result); });
            QVERIFY(m_bench->wait(answer));
            QCOMPARE(word(*answer), QByteArray("InvalidArgument"));
        }
    }

    ON_BOTH(onlyAPlainFileWithinTheBoundIsRead)
    {
        m_bench->put(at("ten"), "0123456789");
        QCOMPARE(read("ten", ByteCount{10}), done);
        QCOMPARE(read("ten", ByteCount{9}), QByteArray("TooLarge"));
        QCOMPARE(makeFolder("folder"), done);
        QCOMPARE(read("folder", ByteCount{10}), QByteArray("InvalidState"));
        QCOMPARE(write("folder", "x"), QByteArray("InvalidState"));
    }

    ON_BOTH(aListTellsAllThatIsThere)
    {
        m_bench->put(at("l/a"), "hello");
        m_bench->put(at("l/sub/large"), std::string(5000, 'x'));
        m_bench->putLink(at("l/link"), at("l/a"));
        QCOMPARE(list("l", true), done);
        QCOMPARE(m_entries.size(), std::size_t{4});
        const auto &a = m_entries.at("a");
        QVERIFY(a.kind == ports::GuestEntry::Kind::File && a.size.value == 5 && a.links == 1);
        QCOMPARE(a.sha256, sha256("hello"));
        QVERIFY(a.changed > 1'600'000'000'000'000'000);
        QVERIFY(m_entries.at("sub").kind == ports::GuestEntry::Kind::Folder);
        QVERIFY(m_entries.at("link").kind == ports::GuestEntry::Kind::Other);
        QCOMPARE(m_entries.at("sub/large").sha256, sha256(std::string(5000, 'x')));

        QCOMPARE(list("l", true, 10'000, ByteCount{100}), done);
        QCOMPARE(m_entries.at("a").sha256, sha256("hello"));
        QCOMPARE(m_entries.at("sub/large").sha256, std::string());
        QCOMPARE(list("l", false), done);
        QCOMPARE(m_entries.at("a").sha256, std::string());
    }

    ON_BOTH(whatLiesAtTheTopIsListed)
    {
        m_bench->put(at("x"), "x");
        std::optional<Result<std::vector<ports::GuestEntry>>> answer;
        const auto call =
            m_bench->files().list({.path = "/", .depth = 1}, [&](auto result) { answer = std::move(result); });
        QVERIFY(m_bench->wait(answer) && answer->has_value());
        const auto top = at("").substr(1, at("").find('/', 1) - 1);
        QVERIFY(std::ranges::any_of(**answer, [&](const auto &entry) { return entry.path == top; }));
        QCOMPARE(await([&](Callback<> end) { return m_bench->files().remove("/", std::move(end)); }),
                 QByteArray("InvalidArgument"));
    }

    ON_BOTH(aLongListComesWholeOrNotAtAll)
    {
        for (int i = 0; i < 500; ++i)
            m_bench->put(at("many/file-" + std::to_string(i)), "x");
        QCOMPARE(list("many", false, 500), done);
        QCOMPARE(m_entries.size(), std::size_t{500});
        QCOMPARE(list("many", false, 499), QByteArray("TooLarge"));
        QCOMPARE(makeFolder("empty"), done);
        QCOMPARE(list("empty"), done);
    }

    ON_BOTH(aFolderIsListedAsDeepAsWasAskedFor)
    {
        for (const auto *path : {"deep/a", "deep/b/c", "deep/b/d/e", "deep/f"})
            m_bench->put(at(path), "x");
        const auto names = [this](int depth, std::size_t most = 10'000) {
            m_depth = depth;
            const auto word = list("deep", false, most);
            m_depth = 0;
            QByteArray out = word == done ? "" : word;
            for (const auto &[path, entry] : m_entries)
                out += QByteArray::fromStdString(path) + ' ';
            return out;
        };
        QCOMPARE(names(1), QByteArray("a b f "));
        QCOMPARE(names(2), QByteArray("a b b/c b/d f "));
        QCOMPARE(names(0), QByteArray("a b b/c b/d b/d/e f "));
        QCOMPARE(names(1, 3), QByteArray("a b f ")); // what is below does not count
        QCOMPARE(names(1, 2), QByteArray("TooLarge"));
    }

    ON_BOTH(aFileThatIsReplacedKeepsItsModeWhenThatIsWished)
    {
        const auto replace = [this](const std::string &path, bool keepsMode) {
            std::optional<Result<>> answer;
            auto rest = std::make_shared<std::string>("new");
            const auto call = m_bench->files().writeFrom(
                {at(path), 0600, keepsMode},
                testsupport::later([rest](std::size_t) -> Result<std::string> { return std::exchange(*rest, {}); }),
                [&](auto result) { answer = std::move(result); });
            QVERIFY(m_bench->wait(answer));
            QVERIFY(*answer);
        };
        QCOMPARE(write("script", "old", 0755), done);
        replace("script", true);
        QCOMPARE(m_bench->mode(at("script")), 0755U);
        QCOMPARE(m_bench->content(at("script")), std::string("new"));
        replace("fresh", true);
        QCOMPARE(m_bench->mode(at("fresh")), 0600U);
        replace("script", false);
        QCOMPARE(m_bench->mode(at("script")), 0600U);
        QVERIFY(m_entries.empty());
    }

    ON_BOTH(aWholeTreeIsRemoved)
    {
        for (int i = 0; i < 20; ++i)
            m_bench->put(at("tree/" + std::to_string(i) + "/sub/file"), "x");
        m_bench->put(at("kept"), "x");
        m_bench->putLink(at("tree/link"), at("kept"));
        QCOMPARE(remove("tree"), done);
        QVERIFY(!m_bench->has(at("tree")));
        QVERIFY(m_bench->has(at("kept")));
        QCOMPARE(remove("kept"), done);
        QVERIFY(!m_bench->has(at("kept")));
    }

    ON_BOTH(aRefusedPieceEndsTheReading)
    {
        m_bench->put(at("large"), noise(1'000'000));
        int pieces = 0;
        std::optional<Result<>> answer;
        const auto call = m_bench->files().read(at("large"), ByteCount::mib(1),
                                                {[&](std::string_view) -> Result<> {
                                                     ++pieces;
                                                     return fail(ErrorCode::OutOfDisk, "no room");
                                                 },
                                                 [&](Result<> result) {
                                                     answer = std::move(result);
                                                 }});
        QVERIFY(m_bench->wait(answer));
        QCOMPARE(word(*answer), QByteArray("OutOfDisk"));
        QCOMPARE(pieces, 1);
        QCOMPARE(read("large", ByteCount::mib(1)), done); // and the next one is served
    }

    ON_BOTH(lettingGoIsQuiet)
    {
        m_bench->put(at("large"), noise(2'000'000));
        int told = 0;
        auto call = m_bench->files().read(at("large"), ByteCount::mib(2),
                                          {[&](std::string_view) -> Result<> {
                                               ++told;
                                               return {};
                                           },
                                           [&](const Result<> &) {
                                               told += 1000;
                                           }});
        QVERIFY(QTest::qWaitFor([&] {
            m_bench->turn();
            return told > 0;
        }));
        call.cancel();
        const int before = told;
        QCOMPARE(read("large", ByteCount::mib(2)), done);
        QCOMPARE(told, before);
    }

private:
    static constexpr const char *done = "done";

    static void both()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake") << false;
        QTest::newRow("agent") << true;
    }
    std::string at(const std::string &path) const { return m_bench->root() + "/" + path; }
    template <class T>
    static QByteArray word(const Result<T> &result)
    {
        return result ? QByteArray(done) : QByteArray(name(result.error().code));
    }
    template <class Begin>
    QByteArray await(Begin begin)
    {
        std::optional<Result<>> answer;
        const Call call = begin([&](Result<> result) { answer = std::move(result); });
        if (answer)
            return "answered from inside the call";
        return m_bench->wait(answer) ? word(*answer) : QByteArray("no answer");
    }

    QByteArray write(const std::string &path, const std::string &content, unsigned mode = 0600)
    {
        return await([&](Callback<> end) { return m_bench->files().write({at(path), content, mode}, std::move(end)); });
    }
    QByteArray writeFrom(const std::string &path, std::function<Result<std::string>(std::size_t)> next,
                         unsigned mode = 0600)
    {
        return await([&](Callback<> end) {
            return m_bench->files().writeFrom({at(path), mode}, testsupport::later(std::move(next)), std::move(end));
        });
    }
    QByteArray makeLink(const std::string &path, const std::string &target)
    {
        return await([&](Callback<> end) { return m_bench->files().makeLink({at(path), target}, std::move(end)); });
    }
    QByteArray makeFolder(const std::string &path, bool mustBeNew = false)
    {
        return await([&](Callback<> end) {
            return m_bench->files().makeFolder({at(path), 0700, mustBeNew}, std::move(end));
        });
    }
    QByteArray remove(const std::string &path)
    {
        return await([&](Callback<> end) { return m_bench->files().remove(at(path), std::move(end)); });
    }
    QByteArray read(const std::string &path, ByteCount max)
    {
        m_read.clear();
        const auto piece = [this](std::string_view bytes) -> Result<> {
            m_read.append(bytes);
            return {};
        };
        return await([&](Callback<> end) { return m_bench->files().read(at(path), max, {piece, std::move(end)}); });
    }
    QByteArray list(const std::string &path, bool withHashes = false, std::size_t entriesMax = 10'000,
                    ByteCount hashMax = {})
    {
        std::optional<Result<std::vector<ports::GuestEntry>>> answer;
        const auto call = m_bench->files().list({at(path), withHashes, entriesMax, hashMax, m_depth},
                                                [&](auto result) { answer = std::move(result); });
        if (!m_bench->wait(answer))
            return "no answer";
        m_entries.clear();
        if (*answer)
            for (auto &entry : **answer)
                m_entries.emplace(entry.path, entry);
        return word(*answer);
    }

    std::unique_ptr<FilesBench> m_bench;
    std::string m_read;
    std::map<std::string, ports::GuestEntry> m_entries;
    int m_depth = 0; // of the next list
};

QTEST_GUILESS_MAIN(GuestFilesContract)
#include "tst_guest_files_contract.moc"
