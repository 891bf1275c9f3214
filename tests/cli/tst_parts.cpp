// What gloveboxctl is made of, by itself: frames of WebSockets, what passes through a terminal, words of a command
// line, and the tree that help, completion and manual come from.
#include "app/cli/command_words.h"
#include "app/cli/commands.h"
#include "app/cli/how_long.h"
#include "app/cli/self_description.h"
#include "app/cli/terminal_stream.h"
#include "app/cli/web_socket.h"
#include "app/cli/web_socket_codec.h"

#include <QScopeGuard>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <optional>
#include <thread>

using namespace glovebox;
using namespace glovebox::cli;

namespace {

constexpr WebSocketMask kMask{0x37, 0xfa, 0x21, 0x3d};

std::string bytesOf(std::initializer_list<int> values)
{
    std::string bytes;
    for (const int value : values)
        bytes += static_cast<char>(value);
    return bytes;
}

/// Words as a shell that knows ' alone makes them of a line; what goes to a file or another program is not ours.
std::vector<std::string> shellWords(const std::string &line)
{
    std::vector<std::string> words;
    std::string word;
    bool isQuoted = false;
    for (const char sign : line + ' ') {
        if (sign == '\'') {
            isQuoted = !isQuoted;
        } else if (sign != ' ' || isQuoted) {
            word += sign;
        } else if (word == "|" || word == ">" || word == "<") {
            return words;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    return words;
}

std::vector<const CLI::App *> allCommands(const CLI::App &command)
{
    std::vector<const CLI::App *> all;
    for (const auto *below : command.get_subcommands([](const CLI::App *one) { return !one->get_name().empty(); })) {
        all.push_back(below);
        std::ranges::copy(allCommands(*below), std::back_inserter(all));
    }
    return all;
}

} // namespace

class CliPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLengthOfTimeIsReadOrRefusedInWords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("said"); // or what it is in ms
        const auto row = [](const char *name, const char *text, const QByteArray &said) {
            QTest::newRow(name) << QByteArray(text) << said;
        };
        row("with a unit", "90s", "90000");
        row("the smallest unit", "500ms", "500");
        row("without one", "500", "500");
        row("none", "0s", "0");
        const QByteArray isNone = "is no length of time; it takes a whole number and a unit, as 90s or 1h";
        row("before now", "-1s", "'-1s' " + isNone);
        row("a word", "soon", "'soon' " + isNone);
        row("a part", "1.5h", "'1.5h' " + isNone);
        row("another unit", "5y", "'5y' " + isNone);
        row("nothing", "", "1 required TIME missing"); // as the parser says of every option
        row("too long", "25h", "'25h' is too long: at most 24h");
        row("beyond numbers", "99999999999999999999h", "'99999999999999999999h' is too long: at most 24h");
        row("beyond numbers with its unit", "9999999999999999999h", "'9999999999999999999h' is too long: at most 24h");
    }
    void aLengthOfTimeIsReadOrRefusedInWords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, said);
        CLI::App app;
        std::uint64_t time = 0;
        takeTime(*app.add_option("--timeout", time), {kMillisecondsToHours, "90s or 1h", 0, 24ull * 3600 * 1000});
        try {
            app.parse(std::vector<std::string>{"--timeout=" + text.toStdString()});
            QCOMPARE(QByteArray::number(quint64(time)), said);
        } catch (const CLI::ParseError &error) {
            QCOMPARE(QByteArray(error.what()), "--timeout: " + said);
        }
    }

    void aTimeThatIsTooShortSaysTheLeast()
    {
        CLI::App app;
        std::uint64_t time = 0;
        takeTime(*app.add_option("--for", time), {kSecondsToDays, "90s", 60, 86'400});
        try {
            app.parse(std::vector<std::string>{"--for=1s"});
            QFAIL("it was taken");
        } catch (const CLI::ParseError &error) {
            QCOMPARE(QByteArray(error.what()), QByteArray("--for: '1s' is too short: at least 1m"));
        }
    }

    // ---- WebSockets ---------------------------------------------------------------------------------------------

    void aFrameIsAsTheStandardHasIt()
    {
        QCOMPARE(encodeFrame(WebSocketKind::Text, "Hello", kMask), // RFC 6455, 5.7
                 bytesOf({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
        QCOMPARE(encodeFrame(WebSocketKind::Binary, std::string(256, 'x'), kMask).substr(0, 4),
                 bytesOf({0x82, 0xfe, 0x01, 0x00}));
        QCOMPARE(encodeFrame(WebSocketKind::Binary, std::string(65536, 'x'), kMask).substr(0, 10),
                 bytesOf({0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0}));
        QCOMPARE(encodeFrame(WebSocketKind::Ping, std::string(300, 'x'), kMask).size(), std::size_t{2 + 4 + 125});
        QCOMPARE(webSocketAccept("dGhlIHNhbXBsZSBub25jZQ=="), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")); // 1.3
    }

    void messagesComeWholeWhateverTheirPieces()
    {
        const auto sent = bytesOf({0x01, 0x03, 'H', 'e', 'l', 0x89, 0x01, 'p', 0x80, 0x02, 'l', 'o', 0x82, 0x00});
        for (std::size_t piece = 1; piece <= sent.size(); ++piece) {
            WebSocketReader reader(100);
            std::vector<WebSocketMessage> read;
            for (std::size_t at = 0; at < sent.size(); at += piece) {
                reader.add(std::string_view(sent).substr(at, piece));
                for (auto message = reader.next(); message && *message; message = reader.next())
                    read.push_back(**message);
            }
            const std::vector<WebSocketMessage> expected{
                {WebSocketKind::Ping, "p"}, {WebSocketKind::Text, "Hello"}, {WebSocketKind::Binary, ""}};
            QCOMPARE(read == expected, true);
        }
    }

    void whatIsNoFrameIsRefused_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::newRow("masked") << bytesOf({0x81, 0x81, 1, 2, 3, 4, 5});
        QTest::newRow("reserved bit") << bytesOf({0xc1, 0x01, 'a'});
        QTest::newRow("unknown kind") << bytesOf({0x83, 0x01, 'a'});
        QTest::newRow("ping in parts") << bytesOf({0x09, 0x01, 'a'});
        QTest::newRow("long ping") << bytesOf({0x89, 0x7e, 0x01, 0x00});
        QTest::newRow("a part of nothing") << bytesOf({0x80, 0x01, 'a'});
        QTest::newRow("two at once") << bytesOf({0x01, 0x01, 'a', 0x01, 0x01, 'b'});
        QTest::newRow("too large") << bytesOf({0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
        QTest::newRow("too large in parts")
            << bytesOf({0x02, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x00, 0x08, 1, 2, 3, 4, 5, 6, 7, 8});
    }
    void whatIsNoFrameIsRefused()
    {
        QFETCH(std::string, bytes);
        WebSocketReader reader(10);
        reader.add(bytes);
        QVERIFY(!reader.next());
    }

    void aFarSideThatIsSilentIsGone()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const ApiAddress far{
            {}, "http://127.0.0.1:" + std::to_string(server.serverPort()), SecretString("gbx_KEY"), {}};
        std::optional<Result<WebSocket>> socket;
        // A silence that began long ago, as far as anybody counts.
        std::thread client([&] { socket = WebSocket::connect(far, "/ws", {.silence = std::chrono::milliseconds(0)}); });
        const auto join = qScopeGuard([&] {
            if (client.joinable())
                client.join();
        });
        QVERIFY(server.waitForNewConnection(10'000));
        auto *connection = server.nextPendingConnection();
        QByteArray asked;
        while (!asked.contains("\r\n\r\n") && connection->waitForReadyRead(10'000))
            asked += connection->readAll();
        const auto key = asked.mid(asked.indexOf("Sec-WebSocket-Key: ") + 19, 24).toStdString();
        connection->write("HTTP/1.1 101 -\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
                          QByteArray::fromStdString(webSocketAccept(key)) + "\r\n\r\n");
        QVERIFY(connection->waitForBytesWritten(10'000));
        client.join();
        QVERIFY(socket->has_value());
        const auto gone = (*socket)->look();
        QVERIFY(!gone && gone.error().code == ErrorCode::NetworkError);
    }

    // ---- Terminals ----------------------------------------------------------------------------------------------

    void detachKeysAreFoundAndTheirBeginningsGoOn()
    {
        const auto keys = [](const char *text) {
            return *DetachKeys::parse(text);
        };
        auto usual = keys(kUsualDetachKeys);
        QCOMPARE(usual.pass("a\x10"), std::string("a"));
        QCOMPARE(usual.pass("b"), std::string("\x10"
                                              "b"));
        QCOMPARE(usual.pass("\x10\x10"), std::string("\x10"));
        QVERIFY(!usual.areFound());
        QCOMPARE(usual.pass("\x11rest"), std::string());
        QVERIFY(usual.areFound());
        auto none = keys("");
        QCOMPARE(none.pass("\x10\x11"), std::string("\x10\x11"));
        auto other = keys("ctrl-],q");
        QCOMPARE(other.pass("q\x1dq"), std::string("q"));
        QVERIFY(other.areFound());
        for (const char *wrong : {"ctrl-", "ctrl-pp", "ab", "ctrl-1", ","})
            QVERIFY2(!DetachKeys::parse(wrong), wrong);
    }

    void detachKeysAreFoundHoweverKeysAreTold_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::newRow("xterm") << QByteArray("\x1b[27;5;112~\x1b[27;5;113~");
        QTest::newRow("kitty") << QByteArray("\x1b[112;5u\x1b[113;5u");
        QTest::newRow("with a lock on") << QByteArray("\x1b[112;133u\x1b[113;69u");
        QTest::newRow("let go of") << QByteArray("\x1b[57442;5u\x1b[112;5:1u\x1b[112;5:3u\x1b[113;5:1u");
        QTest::newRow("other layout") << QByteArray("\x1b[112:80;5u\x11");
        QTest::newRow("in pieces") << QByteArray("\x1b[11|2;5u\x1b[27;5;1|13~");
    }
    void detachKeysAreFoundHoweverKeysAreTold()
    {
        QFETCH(QByteArray, typed);
        auto keys = *DetachKeys::parse(kUsualDetachKeys);
        std::string passed;
        for (const auto &piece : ("a" + typed + "never").split('|'))
            passed += keys.pass(piece.toStdString());
        QVERIFY(keys.areFound());
        QCOMPARE(QByteArray::fromStdString(passed).left(1), QByteArray("a"));
        QVERIFY(!passed.ends_with("never"));
    }

    void otherKeysGoOnAsTheyAre()
    {
        auto keys = *DetachKeys::parse(kUsualDetachKeys);
        for (const char *other : {"\x1b", "\x1b[", "\x1b[A", "\x1b[1;5A", "\x1b[27;6;112~", "\x1b[112;6u", "\x1b[3~",
                                  "\x1b[27;5;112~\x1b[27;5;114~", "\x1b[112;5u\x1b[112;5:3ux",
                                  "\x1b[200~\x10x\x1b[201~", "\x1b[<0;1;1M", "\x1b[I"})
            QCOMPARE(keys.pass(other), std::string(other));
        const auto endless = "\x1b[" + std::string(200, '1');
        QCOMPARE(keys.pass(endless + "x"), endless + "x");
        QVERIFY(!keys.areFound());
    }

    void modesThatWereLeftOnAreUndone()
    {
        ScreenModes modes;
        modes.see("\x1b[?1049h\x1b[?2");
        modes.see("5l\x1b[?1;1000h\x1b=\x1b[31;1m\x1b[?1000l");
        QCOMPARE(modes.undo(), std::string("\x1b[?1l\x1b[?25h\x1b[?1049l\x1b>\x1b[0m"));
        QCOMPARE(modes.undo(), std::string());
        modes.see("\x1b[?1049h\x1b[?25l\x1b[?1049l\x1b[?25h\x1b[?12345678901234567890h");
        QCOMPARE(modes.undo(), std::string());
        modes.see("\x1b[?1049h\x1b"
                  "c"
                  "\x1b[?" +
                  std::string(1000, '1'));
        QCOMPARE(modes.undo(), std::string());
    }

    void whatElseOutlivesAProgramIsUndone()
    {
        ScreenModes modes;
        modes.see("\x1b[>4;2m\x1b[>1u\x1b[>5u\x1b[<u\x1b[2 q\x1b[3;9r\x1b(0\x1b[7m");
        QCOMPARE(modes.undo(), std::string("\x1b[<1u\x1b[>4m\x1b[0 q\x1b"
                                           "7\x1b[r\x1b"
                                           "8\x1b(B\x1b[0m"));
        QCOMPARE(modes.undo(), std::string());
        modes.see("\x1b[>1u\x1b[<u\x1b[2 q\x1b[ q\x1b[3;9r\x1b[r\x1b(0\x1b(B");
        QCOMPARE(modes.undo(), std::string());
        modes.see("\x1b[1mbold");
        QCOMPARE(modes.undo(), std::string("\x1b[0m"));
    }

    void whatIsShownAgainAsksNothing()
    {
        QCOMPARE(
            withoutQuestions("a\x1b[cb\x1b[>0cc\x1b[6nd\x1b]11;?\ae\x1b]0;title\af\x1bP+q544e\x1b\\g\x05h\x1b[?1;2"),
            std::string("abcde\x1b]0;title\afgh\x1b[?1;2"));
        QCOMPARE(withoutQuestions("\x1b[31mred\x1b[0m\x1b[2J\x1b"), std::string("\x1b[31mred\x1b[0m\x1b[2J\x1b"));
    }

    // ---- Words --------------------------------------------------------------------------------------------------

    void aProgramsWordsAreItsOwn_data()
    {
        QTest::addColumn<std::string>("line");
        QTest::addColumn<std::string>("ours");
        QTest::newRow("plain") << std::string("exec dev ls -l") << std::string("exec dev");
        QTest::newRow("options") << std::string("exec -it --user x -e A=b dev bash -it")
                                 << std::string("exec -it --user x -e A=b dev");
        QTest::newRow("together") << std::string("exec -iteA=b dev ps --json") << std::string("exec -iteA=b dev");
        QTest::newRow("value apart") << std::string("exec -ite A=b dev ps") << std::string("exec -ite A=b dev");
        QTest::newRow("named like ours") << std::string("exec ps ps logs") << std::string("exec ps");
        QTest::newRow("behind --") << std::string("exec -i -- dev --help") << std::string("exec -i -- dev");
        QTest::newRow("help") << std::string("help image build --x") << std::string("help");
        QTest::newRow("another") << std::string("ps --state exec x") << std::string("ps --state exec x");
    }
    void aProgramsWordsAreItsOwn()
    {
        QFETCH(std::string, line);
        QFETCH(std::string, ours);
        CLI::App app("", "gloveboxctl");
        Action chosen;
        addCommands(app, chosen);
        auto words = shellWords(line);
        takeOffProgram(app, words);
        QCOMPARE(words == shellWords(ours), true);
    }

    void everyCommandIsDescribedAndItsExamplesAreUnderstood()
    {
        CLI::App tree("", "gloveboxctl");
        Action none;
        addCommands(tree, none);
        for (const auto *command : allCommands(tree)) {
            const auto name = fullName(*command);
            QVERIFY2(!command->get_description().empty(), name.c_str());
            if (command->get_parent() == &tree)
                QVERIFY2(command->get_group() != "Subcommands", name.c_str());
            if (!commandsBelow(*command).empty())
                continue;
            QVERIFY2(!examplesOf(*command).empty(), name.c_str());
            for (const auto &example : examplesOf(*command)) {
                CLI::App app("", "gloveboxctl");
                Action chosen;
                addCommands(app, chosen);
                auto words = shellWords(example);
                words.erase(words.begin());
                takeOffProgram(app, words);
                std::ranges::reverse(words);
                try {
                    app.parse(std::move(words));
                } catch (const CLI::ParseError &error) {
                    QFAIL((example + ": " + error.what()).c_str());
                }
                QVERIFY2(chosen, example.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(CliPartsTest)
#include "tst_parts.moc"
