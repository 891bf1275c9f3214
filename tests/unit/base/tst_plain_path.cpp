#include "core/base/plain_path.h"

#include <QTest>

#include <string>

using namespace glovebox;

class PlainPathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesThatLeadElsewhereAreRefused()
    {
        for (const auto *bad : {"", ".", "..", "a/b", "/", "a\nb", "a\x7F", "\xFF", "\xED\xA0\x80"})
            QVERIFY2(!isPlainComponent(bad), bad);
        QVERIFY(!isPlainComponent(std::string_view("a\0b", 3)));
        QVERIFY(!isPlainComponent(std::string(256, 'a')));
        for (const auto *good : {"a", "...", ".git", "a b", "r\xC3\xA9sum\xC3\xA9.md", "a\\b", "-rf"})
            QVERIFY2(isPlainComponent(good), good);
        QVERIFY(isPlainComponent(std::string(255, 'a')));
    }

    void everyComponentOfAPathIsPlain()
    {
        for (const auto *bad : {"", "/a", "a/", "a//b", "a/../b", "a/./b", "../a", "a/.."})
            QVERIFY2(!isPlainPath(bad, 100), bad);
        QVERIFY(isPlainPath("a/b/c.md", 8));
        QVERIFY(!isPlainPath("a/b/c.md", 7));
    }
};

QTEST_GUILESS_MAIN(PlainPathTest)
#include "tst_plain_path.moc"
