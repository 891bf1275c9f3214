// The messages of the network port: what is understood, and what is refused because no honest peer sends it.
#include <QTest>

#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/net_messages.h"

using namespace glovebox;
using namespace glovebox::guest;

namespace {

/// As a hostile peer writes it: nothing is made valid on the way out.
std::string openOf(const std::string &name, const std::string &address, std::uint64_t port = 443,
                   std::uint64_t credit = 1)
{
    return encodePayload({{"name", name}, {"address", address}, {"port", port}, {"credit", credit}});
}

const std::string kLabel(63, 'a');

} // namespace

class NetMessagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesAreUnderstoodAgain()
    {
        const auto named = parseNetOpen(toPayload(NetOpen{"a.example.org", "", 65'535, kNetWindow}));
        QVERIFY(named && named->name == "a.example.org" && named->address.empty() && named->port == 65'535);
        QCOMPARE(named->credit, kNetWindow);
        const auto dialled = parseNetOpen(toPayload(NetOpen{"", "2001:db8::1", 22, 0}));
        QVERIFY(dialled && dialled->name.empty() && dialled->address == "2001:db8::1" && dialled->credit == 0);
        QCOMPARE(parseNetOpened(toPayload(NetOpened{kNetWindow}))->credit, kNetWindow);
        const auto inward = parseNetOpenIn(toPayload(NetOpenIn{8000, kNetWindow}));
        QVERIFY(inward && inward->port == 8000 && inward->credit == kNetWindow);
        const auto refused = parseNetRefused(toPayload(NetRefused{NetRefused::Why::Paused, "not\nnow"}));
        QVERIFY(refused && refused->why == NetRefused::Why::Paused && refused->text == "not now");
        QCOMPARE(parseNetCredit(toPayload(NetCredit{1}))->bytes, std::size_t{1});
        QCOMPARE(parseNetAsk(toPayload(NetAsk{"example.org"}))->name, std::string("example.org"));
        QVERIFY(parseNetAnswer(toPayload(NetAnswer{true}))->exists && !parseNetAnswer(toPayload(NetAnswer{}))->exists);
        QVERIFY(parseNetReady(toPayload(NetReady{"redirect", {}, true}))->inward);
        QVERIFY(!parseNetReady(encodePayload({{"method", "redirect"}, {"problem", ""}}))->inward); // an older agent
        const auto ready = parseNetReady(toPayload(NetReady{"redirect", "no\tlink"}));
        QVERIFY(ready && ready->method == "redirect" && ready->problem == "no link");
    }

    void whatIsTooLongIsCutByItsSender()
    {
        const auto refused = parseNetRefused(toPayload(NetRefused{NetRefused::Why::Policy, std::string(9000, 'x')}));
        QVERIFY(refused && refused->text.size() <= kNetTextMax && refused->text.starts_with(std::string(150, 'x')));
        QVERIFY(parseNetReady(toPayload(NetReady{std::string(9000, '\xFF'), std::string(9000, 'x')})));
    }

    void onlyWhatHonestGuestsOpenIsUnderstood()
    {
        QVERIFY(parseNetOpen(openOf("example.org", "")));
        QVERIFY(parseNetOpen(openOf("", "192.0.2.1")));
        for (const auto &payload :
             {openOf("", ""),
              openOf("example.org", "192.0.2.1"),
              openOf("Example.org", ""),
              openOf("example.org.", ""),
              openOf("localhost", ""),
              openOf("192.0.2.1", ""),
              openOf("", "example.org"),
              openOf("", "192.0.2.01"),
              openOf("", "127.1"),
              openOf("", "0x7f.1.1.1"),
              openOf("", "::ffff:c000:201"),
              openOf("", "fe80::1%gb0"),
              openOf("", "[::1]"),
              openOf("", std::string("192.0.2.1\0", 10)),
              openOf("", std::string(5000, '1')),
              openOf("example.org", "", 0),
              openOf("example.org", "", 65'536),
              openOf("example.org", "", 443, kNetWindow + 1),
              openOf(std::string("example.org\0", 12), ""),
              openOf("exam\xC3\xBCple.org", ""),
              std::string("\xA0"),
              std::string("\xBF\xFF"),
              std::string(),
              std::string("\x80"),
              encodePayload({{"name", "example.org"}, {"address", ""}, {"port", -1}, {"credit", 1}}),
              encodePayload({{"name", "example.org"}, {"port", 443}, {"credit", 1}})})
            QVERIFY2(!parseNetOpen(payload), QByteArray::fromStdString(payload).toPercentEncoding());
    }

    void onlyWhatHonestHostsAnswerIsUnderstood()
    {
        QVERIFY(!parseNetOpened(encodePayload({{"credit", kNetWindow + 1}})));
        QVERIFY(!parseNetOpened(encodePayload({{"credit", -1}})));
        QVERIFY(!parseNetOpened(encodePayload({{"credit", "1"}})));
        QVERIFY(!parseNetCredit(encodePayload({{"bytes", 0}})));
        QVERIFY(!parseNetCredit(encodePayload({{"bytes", kNetWindow + 1}})));
        QVERIFY(!parseNetRefused(encodePayload({{"why", 6}, {"text", ""}})));
        QVERIFY(!parseNetRefused(encodePayload({{"why", 0}, {"text", std::string(kNetTextMax + 1, 'x')}})));
        QVERIFY(!parseNetAnswer(encodePayload({{"exists", 1}})));
        QVERIFY(!parseNetAsk(encodePayload({{"name", "localhost"}})));
        QVERIFY(!parseNetAsk(encodePayload({{"name", 7}})));
        QVERIFY(!parseNetOpenIn(encodePayload({{"port", 0}, {"credit", 5}})));
        QVERIFY(!parseNetOpenIn(encodePayload({{"port", 65'536}, {"credit", 5}})));
        QVERIFY(!parseNetOpenIn(encodePayload({{"port", 80}, {"credit", kNetWindow + 1}})));
        QVERIFY(!parseNetReady(encodePayload({{"method", "redirect"}})));
        QVERIFY(!parseNetReady(encodePayload({{"method", std::string(kShortTextMax + 1, 'x')}, {"problem", ""}})));
    }

    void publicNames_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isOne");
        const auto row = [](const QByteArray &text, bool isOne) {
            QTest::newRow(text.left(60).toPercentEncoding()) << text << isOne;
        };
        for (const char *good : {"example.org", "a.b.c.d.e.example", "_dmarc.example.org", "xn--bcher-kva.example",
                                 "1.2.3.example", "a--b.example", "x.home.arpas", "home.arpa.example", "localx.com",
                                 "local.example", "nothome.arpa", "4.in-addr.arpa"})
            row(good, true);
        for (const char *bad : {"",
                                ".",
                                "example",
                                "example.org.",
                                ".example.org",
                                "a..example",
                                "Example.org",
                                "a b.example",
                                "-a.example",
                                "a-.example",
                                "127.0.0.1",
                                "0x7f.1",
                                "example.0x7f",
                                "1.2",
                                "a.1",
                                "a._x",
                                "::1",
                                "[::1]",
                                "b\xC3\xBC.example",
                                "x.local",
                                "local",
                                "a.internal",
                                "home.arpa",
                                "x.home.arpa",
                                "x.onion",
                                "x.localhost",
                                "x.invalid",
                                "a/b.example",
                                "a:b.example",
                                "a\nb.example"})
            row(bad, false);
        row(QByteArray("a\0.example", 10), false);
        const auto label = QByteArray::fromStdString(kLabel);
        row(label + ".example", true);
        row(label + "a.example", false);
        const auto longest = label + '.' + label + '.' + label + '.' + label.left(61);
        QCOMPARE(longest.size(), 253);
        row(longest, true);
        row(longest + 'a', false);
    }

    void publicNames()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isOne);
        QCOMPARE(isPublicName(text.toStdString()), isOne);
    }

    void theNewFramesAreFramesAndTheGapIsNot()
    {
        for (int type = 0; type < 256; ++type) {
            auto bytes = std::string(kGreetingMark) + encode({FrameType::NetOpen, 1, 2, "x"});
            bytes[kGreetingMark.size() + 5] = static_cast<char>(type);
            FrameDecoder decoder(100, FrameDecoder::Greeting::Once);
            decoder.feed(bytes);
            Frame frame;
            const bool known = (type >= 1 && type <= 27) || (type >= 32 && type <= 42) || (type >= 48 && type <= 53);
            QCOMPARE(decoder.next(frame), known ? FrameDecoder::Status::Complete : FrameDecoder::Status::Broken);
        }
    }
};

QTEST_APPLESS_MAIN(NetMessagesTest)
#include "tst_net_messages.moc"
