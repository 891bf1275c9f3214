// What a TOML text may have where, before its parser sees it.
#include "core/base/toml_text.h"

#include <QTest>

using glovebox::strayLineInToml;

class TestTomlText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stringsAndCommentsHaveWhateverTheyLike_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("plain") << QByteArray("a = 1\n[b]\n");
        QTest::newRow("mark") << QByteArray("\xEF\xBB\xBF"
                                            "a = 1");
        QTest::newRow("comment") << QByteArray("# é\na = 1 # ü");
        QTest::newRow("string") << QByteArray("a = \"é \\\" é\"\n\"ключ\" = 'é\\'\n");
        QTest::newRow("long") << QByteArray("a = \"\"\"\né \"\" é\\\"\"\"\" # x\nb = '''é\n' é'''''\n");
        QTest::newRow("hash in a string") << QByteArray("a = \"# é\"\nb = '# é'\n");
        QTest::newRow("no end") << QByteArray("a = \"\"\"\né");
    }
    void stringsAndCommentsHaveWhateverTheyLike()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!strayLineInToml({text.constData(), static_cast<std::size_t>(text.size())}));
    }

    void elsewhereItsLineIsTold_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("as the fuzzer found it") << QByteArray("\xEF\xBB\xB5R") << 1;
        QTest::newRow("key") << QByteArray("a = 1\né = 2\n") << 2;
        QTest::newRow("blank") << QByteArray("a = 1\n\n\xC2\xA0") << 3;
        QTest::newRow("behind a string") << QByteArray("a = \"x\"é") << 1;
        QTest::newRow("behind a long one") << QByteArray("a = \"\"\"\nx\n\"\"\"\"\" é") << 3;
        QTest::newRow("behind a comment") << QByteArray("# é\né") << 2;
        QTest::newRow("behind a quote that is not closed") << QByteArray("a = \"x\né") << 2;
        QTest::newRow("a mark in the middle") << QByteArray("a = 1\n\xEF\xBB\xBF") << 2;
    }
    void elsewhereItsLineIsTold()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QCOMPARE(strayLineInToml({text.constData(), static_cast<std::size_t>(text.size())}).value_or(0), line);
    }
};

QTEST_APPLESS_MAIN(TestTomlText)
#include "tst_toml_text.moc"
