// `gloveboxctl template check`: what is wrong in a definition, in the form that editors jump to.
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace testcli;

class TemplateCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    QString put(const QString &name, const QByteArray &text)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("the test's own file");
        return file.fileName();
    }
    static QStringList check(const QString &path)
    {
        return {QStringLiteral("template"), QStringLiteral("check"), path};
    }

private Q_SLOTS:
    void nothingWrongIsSaidToo()
    {
        put(QStringLiteral("motd"), "hello");
        const auto path =
            put(QStringLiteral("good.toml"), "name = \"tools\"\nfrom = { image = \"default\" }\n[[step]]\n"
                                             "copy = \"motd\"\nto = \"/etc/\"\n");
        Program program(check(path));
        QCOMPARE(program.status(), 0);
        QVERIFY(program.output().endsWith("good.toml: template tools, 1 step, nothing is wrong\n"));
    }

    void everyMistakeHasItsFileAndLine()
    {
        const auto path = put(QStringLiteral("bad.toml"), "name = \"tools\"\nfrom = { image = \"default\" }\n[[step]]\n"
                                                          "runn = \"x\"\n[egress]\nbuild = \"All!\"\n");
        Program program(check(path));
        QCOMPARE(program.status(), 1);
        const auto errors = program.errors();
        QVERIFY2(errors.contains(path.toUtf8() + ":4: 'runn' is not known in a [[step]]; did you mean 'run'?\n"),
                 errors);
        QVERIFY2(errors.contains("bad.toml:6: 'All!' is no egress profile's name"), errors);
    }

    void aFileToBeCopiedHasToBeThere()
    {
        const auto path =
            put(QStringLiteral("copy.toml"), "name = \"tools\"\nfrom = { image = \"default\" }\n[[step]]\n"
                                             "copy = \"gone\"\nto = \"/etc/\"\n");
        Program program(check(path));
        QCOMPARE(program.status(), 1);
        QVERIFY(program.errors().contains("copy.toml:3: copy: there is no "));
    }

    /// From wherever it is installed, and whoever reads it.
    void theShippedExampleHasNothingWrong()
    {
        const QString shipped = QStringLiteral(GLOVEBOX_SOURCE_DIR "/resources/templates");
        const QString installed = m_dir.filePath(QStringLiteral("share/templates"));
        QVERIFY(QDir().mkpath(installed + QStringLiteral("/files")));
        for (const auto *file : {"/example.toml", "/files/index.html"})
            QVERIFY(QFile::copy(shipped + QLatin1String(file), installed + QLatin1String(file)));
        for (const auto &folder : {shipped, installed}) {
            Program program(check(folder + QStringLiteral("/example.toml")));
            QVERIFY2(program.status() == 0, program.everything());
        }
    }

    void aPipeThatNobodyWritesToIsNotWaitedFor()
    {
        const auto pipe = m_dir.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        Program program(check(pipe));
        QCOMPARE(program.status(), 2);
        QVERIFY2(program.errors().contains("/pipe is no file"), program.errors());
    }

    void aFileThatCannotBeReadIsAnotherMatter()
    {
        Program program(check(m_dir.filePath(QStringLiteral("none.toml"))));
        QCOMPARE(program.status(), 2);
    }
};

QTEST_GUILESS_MAIN(TemplateCommandTest)
#include "tst_template.moc"
