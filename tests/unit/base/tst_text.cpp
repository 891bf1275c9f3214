// Role: foreign bytes become text that JSON takes and a screen shows.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/id.h"
#include "core/base/text.h"

using namespace glovebox;

namespace {

/// Valid by an independent judge.
bool isUtf8(const std::string &text)
{
    return QString::fromStdString(text).toUtf8().toStdString() == text;
}

} // namespace

class TextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void invalidBytesAreMarked_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        const QByteArray bad = "\uFFFD";
        QTest::newRow("empty") << QByteArray() << QByteArray();
        QTest::newRow("ascii") << QByteArray("plain\n\t") << QByteArray("plain\n\t");
        QTest::newRow("zero byte") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
        QTest::newRow("two, three, four bytes") << QByteArray("é€\U0001F600") << QByteArray("é€\U0001F600");
        QTest::newRow("last of each length") << QByteArray("\x7F\xDF\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF")
                                             << QByteArray("\x7F\xDF\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF");
        QTest::newRow("stray continuation") << QByteArray("a\x80z") << "a" + bad + "z";
        QTest::newRow("lead at the end") << QByteArray("a\xC3") << "a" + bad;
        QTest::newRow("three of four") << QByteArray("\xF0\x9F\x98") << bad;
        QTest::newRow("lead, then ascii") << QByteArray("\xE2\x82z") << bad + "z";
        QTest::newRow("lead, then another lead") << QByteArray("\xE2\xF0\x9F\xC3\xA9") << bad + bad + "é";
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << bad + bad;
        QTest::newRow("overlong in three") << QByteArray("\xE0\x80\xAF") << bad + bad + bad;
        QTest::newRow("overlong in four") << QByteArray("\xF0\x80\x80\xAF") << bad + bad + bad + bad;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << bad + bad + bad;
        QTest::newRow("past the end of Unicode") << QByteArray("\xF4\x90\x80\x80") << bad + bad + bad + bad;
        QTest::newRow("fe ff") << QByteArray("\xFE\xFF") << bad + bad;
    }
    void invalidBytesAreMarked()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(toValidUtf8(bytes.toStdString())), text);
    }

    void everyPairOfBytesComesOutValid()
    {
        for (int first = 0; first < 256; ++first)
            for (int second = 0; second < 256; ++second) {
                const std::string bytes{static_cast<char>(first), static_cast<char>(second), '\x80', '\xBF'};
                QVERIFY2(isUtf8(toValidUtf8(bytes)), QByteArray::fromStdString(bytes).toHex().constData());
            }
    }

    void cutsBetweenCharacters()
    {
        const std::string text = "aé€\U0001F600z";
        QCOMPARE(clipped(text, ByteCount{text.size()}), text);
        QCOMPARE(lastOf(text, ByteCount{text.size()}), text);
        for (std::size_t max = 0; max < text.size(); ++max) {
            const auto front = clipped(text, ByteCount{max});
            QVERIFY(isUtf8(front));
            const auto kept = front.substr(0, front.find("\u2026"));
            QVERIFY(kept.size() <= max && text.starts_with(kept));
            QVERIFY(front.ends_with(" (" + std::to_string(text.size() - kept.size()) + " more bytes)"));
            const auto back = lastOf(text, ByteCount{max});
            QVERIFY(isUtf8(back));
            QVERIFY(back.starts_with("\u2026 ") && back.size() - 4 <= max && text.ends_with(back.substr(4)));
        }
    }

    void idsThatMayStandInAFileName()
    {
        QVERIFY(isSafeToken("work_01-aZ9"));
        QVERIFY(isSafeToken(std::string(128, 'a')));
        for (const char *bad : {"", ".", "..", "a/b", "a b", "a\n", "é", "a;b", "$x"})
            QVERIFY2(!isSafeToken(bad), bad);
        QVERIFY(!isSafeToken(std::string(129, 'a')));
        QVERIFY(!isSafeToken(std::string_view("a\0b", 3)));
    }
};

QTEST_GUILESS_MAIN(TextTest)
#include "tst_text.moc"
