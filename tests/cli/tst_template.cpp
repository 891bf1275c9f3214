// `gloveboxctl template check`: what is wrong in a definition, in the form that editors jump to.
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

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

    void aFileThatCannotBeReadIsAnotherMatter()
    {
        Program program(check(m_dir.filePath(QStringLiteral("none.toml"))));
        QCOMPARE(program.status(), 2);
    }
};

QTEST_GUILESS_MAIN(TemplateCommandTest)
#include "tst_template.moc"
