// The parts of HTTP that the guest's proxy and the host's gate read alike.
#include <QTest>

#include "core/base/http_text.h"

#include <cstdint>

using namespace glovebox::http1;

class HttpTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokensAreWordsOfTheGrammar()
    {
        QVERIFY(isToken("GET") && isToken("x-Y_1!#$%&'*+.^`|~"));
        for (const char *each : {"", " ", "a b", "a:", "(a)", "a\t", "\xC3\xA9", "a/b", "{a}", "a\"b"})
            QVERIFY2(!isToken(each), each);
        QVERIFY(!isToken(std::string_view("a\0", 2)));
    }

    void numbersHaveDigitsAlone()
    {
        const auto number = [](std::string_view text, int base = 10, std::size_t most = kLengthDigitsMax) {
            return numberOf<std::uint64_t>(text, base, most);
        };
        QVERIFY(number("0") == 0 && number("007") == 7 && number("fF", 16) == 255);
        QVERIFY(number(std::string(kLengthDigitsMax, '9')) == 999'999'999'999'999'999);
        QVERIFY(!number(std::string(kLengthDigitsMax + 1, '0')) && !number("123", 10, 2));
        for (const char *each : {"", " 1", "1 ", "+1", "-1", "0x1", "1,1", "1.0", "f"})
            QVERIFY2(!number(each), each);
        QVERIFY(!number("0x1", 16) && !numberOf<std::uint16_t>("65536", 10, 5));
    }

    void caseAndBlanksAreThoseOfAscii()
    {
        QCOMPARE(lowered("Host-\xC3\x89Z[@"), std::string("host-\xC3\x89z[@"));
        QVERIFY(trimmed(" \t a b\t ") == "a b" && trimmed(" \t").empty() && trimmed("").empty());
        QVERIFY(trimmed("\r a \n") == "\r a \n");
    }
};

QTEST_APPLESS_MAIN(HttpTextTest)
#include "tst_http_text.moc"
