// Files of this host that a build copies: all of them, in the same order, and nothing that leads elsewhere.
#include "core/base/sha256.h"
#include "core/system/copied_files.h"
#include "tests/support/waited.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace glovebox;
using testsupport::waited;
using Entries = std::vector<ports::TreeEntry>;

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
    Result<std::string> read(const char *relative, ports::TreeEntry entry)
    {
        return waited<std::string>([&](auto done) { return m_files.read(path(relative), entry, std::move(done)); });
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

    void whatIsTooLargeIsRefusedUnread()
    {
        put("d/large", "x");
        QVERIFY(QFile::resize(QString::fromStdString(path("d/large")), (64LL << 20) + 1));
        QVERIFY(survey("d").error().code == ErrorCode::TooLarge);
    }
};

QTEST_GUILESS_MAIN(CopiedFilesTest)
#include "copied_files_test.moc"
