// What people may call their things: text in which nothing hides.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/domain/shown_name.h"

using namespace glovebox::domain;

class ShownNameTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainTextIsAName()
    {
        for (const auto *name :
             {"", "dev", "Für Ärzte", "\xe4\xb8\xad\xe6\x96\x87", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
              "it\xe2\x80\x99s \xe2\x80\x94 mine", "\xd8\xb9\xd8\xb1\xd8\xa8", "\xe2\x82\xac"})
            QCOMPARE(whyNotName(name), std::string());
        QCOMPARE(whyNotName(std::string(64, 'a')), std::string());
        QVERIFY(whyNotName(std::string(65, 'a')).find("64 bytes") != std::string::npos);
    }

    void whatHidesIsRefused()
    {
        using namespace std::string_view_literals;
        for (const auto name :
             {"a\0b"sv, "\x1b[31mred"sv, "two\nlines"sv, "tab\t"sv, "\x7f"sv, "\xc2\x9b"sv /* CSI */,
              "a\xe2\x80\xae"
              "b"sv /* U+202E */,
              "\xe2\x80\xa8"sv /* a line's end */, "\xe2\x81\xa6"sv /* an isolate */, "\xe2\x80\x8f"sv, "\xd8\x9c"sv})
            QVERIFY2(!whyNotName(name).empty(), name.data());
        for (const auto name : {"\xff"sv, "cut \xe2\x80"sv, "\xc0\xaf"sv})
            QVERIFY2(whyNotName(name).find("UTF-8") != std::string::npos, name.data());
    }
};

QTEST_APPLESS_MAIN(ShownNameTest)
#include "tst_shown_name.moc"
