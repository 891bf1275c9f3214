// Files of this host that a build copies: all of them, in the same order, and nothing that leads elsewhere.
#include "core/base/sha256.h"
#include "core/system/copied_files.h"
#include "tests/support/waited.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using testsupport::waited;
using Entries = std::vector<ports::TreeEntry>;
using Next = std::optional<ports::TreeEntry>;

class CopiedFilesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    WorkPool m_pool;
    system::CopiedFiles m_files{m_pool};

    std::string path(const char *relative) const { return m_dir->filePath(QString::fromUtf8(relative)).toStdString(); }
    void put(const char *relative, const QByteArray &bytes, bool executable = false) const
    {
        const auto whole = QString::fromStdString(path(relative));
        QVERIFY(QDir().mkpath(QFileInfo(whole).path()));
        QFile file(whole);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        if (executable)
            QVERIFY(file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeUser));
    }
    Result<Entries> survey(const char *relative)
    {
        return waited<Entries>([&](auto done) { return m_files.survey(path(relative), std::move(done)); });
    }
    Result<ports::HostTree> look(const char *relative)
    {
        return waited<ports::HostTree>([&](auto done) { return m_files.look({path(relative)}, std::move(done)); });
    }
    /// Of the first of these, in pieces.
    Result<std::string> read(const char *relative, ports::TreeEntry entry, std::size_t max = 4)
    {
        const auto source = m_files.open({path(relative)}, {std::move(entry)});
        GB_TRY(first, waited<Next>([&](auto done) { return source->next(std::move(done)); }));
        if (!first)
            return fail(ErrorCode::NotFound);
        std::string all;
        for (;;) {
            GB_TRY(piece, waited<std::string>([&](auto done) { return source->read(max, std::move(done)); }));
            if (piece.empty())
                return all;
            if (piece.size() > max)
                qFatal("more than was asked for");
            all += piece;
        }
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aFolderIsFoundWholeWithFoldersFirst()
    {
        put("d/b.txt", "b");
        put("d/a/run", "#!/bin/sh", true);
        QVERIFY(QDir().mkpath(QString::fromStdString(path("d/empty"))));
        const auto found = survey("d");
        QVERIFY(found.has_value());
        QVERIFY((*found == Entries{{.path = "a", .isFolder = true, .sha256 = {}},
                                   {"a/run", false, true, {9}, sha256Hex("#!/bin/sh")},
                                   {"b.txt", false, false, {1}, sha256Hex("b")},
                                   {.path = "empty", .isFolder = true, .sha256 = {}}}));
        QCOMPARE(*read("d", (*found)[1]), std::string("#!/bin/sh"));
        QVERIFY(*survey("d/") == *found);
    }

    void aFileIsFoundByItself()
    {
        put("one", "1");
        const auto found = survey("one");
        QVERIFY((*found == Entries{{"", false, false, {1}, sha256Hex("1")}}));
        QCOMPARE(*read("one", found->front()), std::string("1"));
        QVERIFY(survey("two").error().code == ErrorCode::NotFound);
    }

    void whatHasChangedSinceIsNotCopied()
    {
        put("one", "1");
        const auto found = survey("one");
        put("one", "2");
        QVERIFY(read("one", found->front()).error().code == ErrorCode::InvalidState);
    }

    void whatLeadsElsewhereIsRefused()
    {
        put("secret", "s");
        put("d/a", "a");
        QVERIFY(QFile::link(QString::fromStdString(path("secret")), QString::fromStdString(path("d/link"))));
        QVERIFY(survey("d").error().code == ErrorCode::InvalidState);
        QVERIFY(survey("d").error().detail.ends_with("d/link is a symbolic link"));
        QVERIFY(survey("d/link").error().code == ErrorCode::InvalidState);
        QVERIFY(QFile::remove(QString::fromStdString(path("d/link"))));
        QCOMPARE(::mkfifo(path("d/pipe").c_str(), 0600), 0);
        QVERIFY(survey("d").error().code == ErrorCode::InvalidState);
        QVERIFY(survey("d/pipe").error().code == ErrorCode::InvalidState); // and nobody waits for its writer
    }

    /// Whoever may write in the folder may not have another one copied in its place.
    void aFolderThatBecomesALinkIsNotFollowed()
    {
        put("d/a/key", "plain");
        put("elsewhere/key", "other");
        const auto found = look("d");
        QVERIFY(found.has_value() && found->entries.size() == 2);
        QCOMPARE(*read("d", found->entries[1]), std::string("plain"));
        QVERIFY(QDir(QString::fromStdString(path("d/a"))).removeRecursively());
        QVERIFY(QFile::link(QString::fromStdString(path("elsewhere")), QString::fromStdString(path("d/a"))));
        const auto now = read("d", found->entries[1]);
        QVERIFY(!now && now.error().code == ErrorCode::InvalidState);
        QVERIFY2(now.error().detail.find("stands behind one") != std::string::npos, now.error().detail.c_str());
    }

    void whatIsTooLargeIsRefusedUnread()
    {
        put("d/large", "x");
        const auto more = static_cast<qint64>(ports::kHostFilesMax.value) + 1;
        QVERIFY(QFile::resize(QString::fromStdString(path("d/large")), more)); // a hole
        QVERIFY(survey("d").error().code == ErrorCode::TooLarge);
        QVERIFY(look("d").error().code == ErrorCode::TooLarge);
    }

    void aLookTellsOfLinksAndLeavesOutWhatIsNoFile()
    {
        put("d/a", "a");
        put("d/run", "#!", true);
        QCOMPARE(::symlink("../../etc", path("d/link").c_str()), 0);
        QCOMPARE(::symlink("nowhere", path("d/torn").c_str()), 0);
        QCOMPARE(::mkfifo(path("d/pipe").c_str(), 0600), 0);
        const auto found = look("d");
        QVERIFY(found.has_value());
        QVERIFY((found->entries == Entries{{.path = "a", .size = {1}},
                                           {.path = "link", .target = "../../etc"},
                                           {.path = "run", .isExecutable = true, .size = {2}},
                                           {.path = "torn", .target = "nowhere"}}));
        QCOMPARE(found->leftOut, (std::vector<std::string>{"pipe is a pipe"}));
        QCOMPARE(found->bytes.value, std::uint64_t{3});
        // What has become a link since is not followed.
        put("secret", "s");
        QVERIFY(QFile::remove(QString::fromStdString(path("d/a"))));
        QCOMPARE(::symlink("../secret", path("d/a").c_str()), 0);
        QVERIFY(read("d", found->entries.front()).error().code == ErrorCode::InvalidState);
    }

    /// Its path may lead to another one by the time that it is copied.
    void anotherFolderInItsPlaceIsNotCopied()
    {
        put("d/a", "mine");
        put("elsewhere/a", "else");
        const auto found = look("d");
        QVERIFY(found && found->folder);
        const auto copied = [&] {
            const auto source = m_files.open({path("d"), false, found->folder}, found->entries);
            return waited<Next>([&](auto done) { return source->next(std::move(done)); });
        };
        QVERIFY(copied().has_value());
        QCOMPARE(::rename(path("d").c_str(), path("was").c_str()), 0);
        QCOMPARE(::symlink("elsewhere", path("d").c_str()), 0);
        const auto now = copied();
        QVERIFY(!now && now.error().code == ErrorCode::InvalidState);
        QVERIFY2(now.error().detail.ends_with("is another folder than the one that was looked at"),
                 now.error().detail.c_str());
        QCOMPARE(::unlink(path("d").c_str()), 0);
        QCOMPARE(::symlink("was", path("d").c_str()), 0); // the very same, by another way
        QVERIFY(copied().has_value());
    }

    /// Once begun, it stays with the folder that it began with.
    void aFolderThatIsSwappedWhileItIsCopiedIsNotFollowed()
    {
        put("d/a", "a");
        put("d/b", "mine");
        put("elsewhere/b", "else");
        const auto found = look("d");
        const auto source = m_files.open({path("d"), false, found->folder}, found->entries);
        QVERIFY(waited<Next>([&](auto done) { return source->next(std::move(done)); }).has_value());
        QCOMPARE(::rename(path("d").c_str(), path("was").c_str()), 0);
        QCOMPARE(::symlink("elsewhere", path("d").c_str()), 0);
        QVERIFY(waited<Next>([&](auto done) { return source->next(std::move(done)); }).has_value());
        QCOMPARE(*waited<std::string>([&](auto done) { return source->read(9, std::move(done)); }),
                 std::string("mine"));
    }

    void aDeepTreeTakesFewDescriptorsAndHasABound()
    {
        QVERIFY(QDir().mkpath(QString::fromStdString(path("d"))));
        const auto deeper = [this](int levels) {
            int at = ::open(path("d").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            for (int level = 0; level < levels; ++level) {
                ::mkdirat(at, "a", 0755);
                const int next = ::openat(at, "a", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
                ::close(at);
                at = next;
            }
            const int file = ::openat(at, "f", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
            const auto written = ::write(file, "deep", 4);
            ::close(file);
            ::close(at);
            return written == 4;
        };
        QVERIFY(deeper(1000));
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit few{100, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const auto found = survey("d");
        const auto content = found ? read("d", found->back()) : Result<std::string>(tl::unexpected(found.error()));
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY2(found, found ? "" : describe(found.error()).c_str());
        QCOMPARE(found->size(), std::size_t{1001});
        QVERIFY2(content, content ? "" : describe(content.error()).c_str());
        QCOMPARE(*content, std::string("deep"));
        QVERIFY(deeper(1100));
        QVERIFY(survey("d").error().code == ErrorCode::TooLarge && look("d").error().code == ErrorCode::TooLarge);
    }

    void namesAreBoundedInAll()
    {
        std::string folder = "d";
        for (int level = 0; level < 7; ++level)
            folder += '/' + std::string(250, 'n');
        QVERIFY(QDir().mkpath(QString::fromStdString(path(folder.c_str()))));
        const int at = ::open(path(folder.c_str()).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        for (int i = 0; i < 17'000; ++i)
            ::mknodat(at, (std::string(240, 'f') + std::to_string(i)).c_str(), S_IFREG | 0644, 0);
        ::close(at);
        const auto found = look("d");
        QVERIFY(!found && found.error().code == ErrorCode::TooLarge);
        QVERIFY2(found.error().detail.ends_with("has names of more than 32 MiB in all"), found.error().detail.c_str());
    }

    void aFileThatGrowsOrShrinksMeanwhileIsNotCopied()
    {
        put("d/a", "12345678");
        const auto found = look("d");
        put("d/a", "1234");
        QVERIFY(read("d", found->entries.front()).error().code == ErrorCode::InvalidState);
        put("d/a", "123456789");
        QVERIFY(read("d", found->entries.front()).error().code == ErrorCode::InvalidState);
        put("d/a", "abcdefgh");
        QCOMPARE(*read("d", found->entries.front()), std::string("abcdefgh"));
    }
};

QTEST_GUILESS_MAIN(CopiedFilesTest)
#include "copied_files_test.moc"
