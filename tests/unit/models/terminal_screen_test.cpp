// A terminal's screen, driven with bytes as programs print them: what is seen, what is answered, and what is not.
#include "app/models/terminal_screen.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::models;

class TerminalScreenTest : public QObject {
    Q_OBJECT

private:
    static QString row(const TerminalScreen &screen, int row) { return screen.text(screen.top() + row, 0, 1000); }
    static TerminalCell cell(const TerminalScreen &screen, int row, int column)
    {
        const auto line = screen.line(screen.top() + row);
        return static_cast<std::size_t>(column) < line.cells.size() ? line.cells[static_cast<std::size_t>(column)]
                                                                    : TerminalCell{};
    }

private Q_SLOTS:
    void textStandsWhereItWasPut()
    {
        TerminalScreen screen({20, 4});
        screen.feed("one\r\ntwo\x1b[4;6Hend");
        QCOMPARE(row(screen, 0), QStringLiteral("one"));
        QCOMPARE(row(screen, 1), QStringLiteral("two"));
        QCOMPARE(row(screen, 3), QStringLiteral("     end"));
        QCOMPARE(screen.cursor().row, 3);
        QCOMPARE(screen.cursor().column, 8);
    }

    void bytesMayComeInAnyPieces()
    {
        const std::string bytes =
            "\x1b[1;38;2;10;20;30mA\xc3\xa4\x1b[0m \x1b]2;a title\x1b\\\xe6\x97\xa5x\x1b[2mf\x1b[22mg";
        TerminalScreen whole({20, 4});
        whole.feed(bytes);
        TerminalScreen pieces({20, 4});
        for (const char c : bytes)
            pieces.feed({&c, 1});
        QCOMPARE(pieces.line(0), whole.line(0));
        QCOMPARE(pieces.title(), QStringLiteral("a title"));
        QCOMPARE(row(whole, 0), QString::fromUtf8("A\xc3\xa4 \xe6\x97\xa5xfg"));
    }

    void looksOfLetters()
    {
        TerminalScreen screen({40, 4});
        screen.feed(
            "\x1b[1mB\x1b[0;2mF\x1b[22mN\x1b[3mI\x1b[0;4mU\x1b[4:3mC\x1b[0;5mK\x1b[0;7mR\x1b[0;9mS\x1b[0;31;44mc"
            "\x1b[0;38;5;200mx\x1b[0;48;2;1;2;3mt\x1b[0;58;5;1mp\x1b[0;92mg");
        QVERIFY(cell(screen, 0, 0).style.bold);
        QVERIFY(cell(screen, 0, 1).style.faint && !cell(screen, 0, 1).style.bold);
        QCOMPARE(cell(screen, 0, 2).style, TerminalStyle());
        QVERIFY(cell(screen, 0, 3).style.italic);
        QCOMPARE(int(cell(screen, 0, 4).style.underline), 1);
        QCOMPARE(int(cell(screen, 0, 5).style.underline), 3);
        QVERIFY(cell(screen, 0, 6).style.blink);
        QVERIFY(cell(screen, 0, 7).style.reverse);
        QVERIFY(cell(screen, 0, 8).style.strike);
        QCOMPARE(cell(screen, 0, 9).style.ink, 1);
        QCOMPARE(cell(screen, 0, 9).style.ground, 4);
        QCOMPARE(cell(screen, 0, 10).style.ink, 200);
        QCOMPARE(cell(screen, 0, 11).style.ground, TerminalStyle::kTrueColor + 0x010203);
        QVERIFY(!cell(screen, 0, 12).style.blink); // an underline's colour is not read as something else
        QCOMPARE(cell(screen, 0, 13).style.ink, 10);
    }

    void wideLettersAndMarks()
    {
        TerminalScreen screen({20, 4});
        screen.feed("\xe6\x97\xa5\xe6\x9c\xac"
                    "e\xcc\x81!");
        QCOMPARE(int(cell(screen, 0, 0).width), 2);
        QCOMPARE(int(cell(screen, 0, 1).width), 0);
        QCOMPARE(cell(screen, 0, 2).letter, char32_t(0x672c));
        const auto line = screen.line(0);
        QVERIFY(line.marksAt(4));
        QCOMPARE(*line.marksAt(4), QString(QChar(0x0301)));
        QCOMPARE(screen.text(0, 0, 20), QString::fromUtf8("\xe6\x97\xa5\xe6\x9c\xac"
                                                          "e\xcc\x81!"));
    }

    void lettersThatTurnOthersRoundAreNotThere()
    {
        TerminalScreen screen({20, 4});
        screen.feed("a\xe2\x80\xae"
                    "b\xc2\x9b"
                    "c");
        const auto text = screen.text(0, 0, 20);
        for (const QChar c : text)
            QVERIFY2(c.unicode() < 0x7f, qPrintable(text));
    }

    void linesAboveTheScreenAreKeptAndKeepTheirNumbers()
    {
        TerminalScreen screen({20, 3});
        for (int i = 0; i < 10; ++i)
            screen.feed("line " + std::to_string(i) + "\r\n");
        QCOMPARE(screen.top(), 8);
        QCOMPARE(screen.firstLine(), 0);
        QCOMPARE(screen.text(3, 0, 20), QStringLiteral("line 3"));
        screen.feed("more\r\n");
        QCOMPARE(screen.text(3, 0, 20), QStringLiteral("line 3"));
        screen.resize({20, 6}); // they come back when there is room
        QCOMPARE(screen.text(3, 0, 20), QStringLiteral("line 3"));
        QCOMPARE(row(screen, 0), screen.text(screen.top(), 0, 20));
    }

    void linesAboveTheScreenHaveABound()
    {
        TerminalScreen screen({20, 3});
        std::string many;
        for (int i = 0; i < 12'000; ++i)
            many += std::to_string(i) + "\r\n";
        screen.feed(many);
        QCOMPARE(screen.top() - screen.firstLine(), std::int64_t(TerminalScreen::kHistoryLinesMax));
        QCOMPARE(screen.text(11'000, 0, 20), QStringLiteral("11000"));
        QCOMPARE(screen.text(5, 0, 20), QString());
        TerminalScreen wide({500, 3});
        for (int i = 0; i < 9'000; ++i)
            wide.feed(std::string(500, 'x') + "\r\n");
        QVERIFY(static_cast<std::size_t>(wide.top() - wide.firstLine()) * 500 <= TerminalScreen::kHistoryCellsMax);
    }

    void whatIsClearedIsForgotten()
    {
        TerminalScreen screen({20, 3});
        screen.feed("1\r\n2\r\n3\r\n4\r\n5");
        QVERIFY(screen.firstLine() < screen.top());
        screen.feed("\x1b[H\x1b[2J\x1b[3J");
        QCOMPARE(screen.firstLine(), screen.top());
        QCOMPARE(row(screen, 0), QString());
    }

    void aFullScreenProgramLeavesWhatWasBefore()
    {
        TerminalScreen screen({20, 4});
        screen.feed("$ vim\r\n\x1b[?1049h\x1b[H\x1b[2J~ a file\x1b[?25l");
        QVERIFY(screen.onAlternate());
        QVERIFY(!screen.cursor().visible);
        QCOMPARE(row(screen, 0), QStringLiteral("~ a file"));
        screen.feed("\x1b[?25h\x1b[?1049l");
        QVERIFY(!screen.onAlternate());
        QCOMPARE(row(screen, 0), QStringLiteral("$ vim"));
    }

    void cursorsHaveShapes()
    {
        TerminalScreen screen({20, 4});
        screen.feed("\x1b[6 q");
        QCOMPARE(screen.cursor().shape, TerminalCursorShape::Bar);
        QVERIFY(!screen.cursor().blinks);
        screen.feed("\x1b[3 q");
        QCOMPARE(screen.cursor().shape, TerminalCursorShape::Underline);
        QVERIFY(screen.cursor().blinks);
    }

    void titlesAreCleanAndShort()
    {
        TerminalScreen screen({20, 4});
        screen.feed("\x1b]0;bad\x01\xe2\x80\xaetitle\a");
        for (const QChar c : screen.title())
            QVERIFY(c.unicode() >= 0x20 && c.unicode() != 0x202e);
        screen.feed("\x1b]2;" + std::string(100'000, 'y') + "\a");
        QVERIFY(screen.title().size() <= 120);
        screen.feed("\x1b]2;fine\a");
        QCOMPARE(screen.title(), QStringLiteral("fine"));
    }

    void stringsThatNobodyListensToAreNotText()
    {
        TerminalScreen screen({40, 4});
        screen.feed(
            "a\x1b]52;c;aGFja2Vk\ab\x1b_Gpicture\x1b\\c\x1bP$qm\x1b\\d\x1b^private\x1b\\e\x1b]8;;http://x\x1b\\f");
        QCOMPARE(row(screen, 0), QStringLiteral("abcdef"));
        QCOMPARE(screen.takeOutput(), std::string());
    }

    void questionsAreAnsweredWithinABound()
    {
        TerminalScreen screen({20, 4});
        screen.feed("ab\x1b[6n");
        QCOMPARE(screen.takeOutput(), std::string("\x1b[1;3R"));
        for (int i = 0; i < 10'000; ++i)
            screen.feed("\x1b[6n\x1b[c");
        QVERIFY(screen.takeOutput().size() <= TerminalScreen::kAnswersMax);
        screen.feed("\x1b[6n");
        QCOMPARE(screen.takeOutput(), std::string()); // it would be asked for ever
        screen.type(QStringLiteral("x"), 0);
        screen.feed("\x1b[6n");
        QCOMPARE(screen.takeOutput(), std::string("x\x1b[1;3R"));
        screen.refuseAnswers();
        screen.feed("\x1b[6n");
        QCOMPARE(screen.takeOutput(), std::string());
    }

    void keys_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QByteArray>("bytes");
        const auto add = [](const char *name, int key, int modifiers, const char *mode, const char *bytes) {
            QTest::newRow(name) << key << modifiers << QByteArray(mode) << QByteArray(bytes);
        };
        add("up", Qt::Key_Up, 0, "", "\x1b[A");
        add("up of an application", Qt::Key_Up, 0, "\x1b[?1h", "\x1bOA");
        add("control and right", Qt::Key_Right, Qt::ControlModifier, "", "\x1b[1;5C");
        add("home", Qt::Key_Home, 0, "", "\x1b[H");
        add("page up", Qt::Key_PageUp, 0, "", "\x1b[5~");
        add("delete", Qt::Key_Delete, 0, "", "\x1b[3~");
        add("F1", Qt::Key_F1, 0, "", "\x1bOP");
        add("F5", Qt::Key_F5, 0, "", "\x1b[15~");
        add("F12 with shift", Qt::Key_F12, Qt::ShiftModifier, "", "\x1b[24;2~");
        add("enter", Qt::Key_Return, 0, "", "\r");
        add("enter with shift", Qt::Key_Return, Qt::ShiftModifier, "", "\r");
        add("backspace", Qt::Key_Backspace, 0, "", "\x7f");
        add("alt and backspace", Qt::Key_Backspace, Qt::AltModifier, "", "\x1b\x7f");
        add("tab back", Qt::Key_Backtab, Qt::ShiftModifier, "", "\x1b[Z");
        add("escape", Qt::Key_Escape, 0, "", "\x1b");
    }
    void keys()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QByteArray, mode);
        QFETCH(QByteArray, bytes);
        TerminalScreen screen({20, 4});
        screen.feed(mode.toStdString());
        QVERIFY(screen.key(key, modifiers));
        QCOMPARE(QByteArray::fromStdString(screen.takeOutput()), bytes);
    }

    void lettersWithControlAndAlt()
    {
        TerminalScreen screen({20, 4});
        QVERIFY(!screen.key(Qt::Key_C, Qt::ControlModifier));
        screen.type(QStringLiteral("c"), Qt::ControlModifier);
        screen.type(QStringLiteral("["), Qt::ControlModifier);
        screen.type(QStringLiteral("x"), Qt::AltModifier);
        screen.type(QStringLiteral("ü"), 0);
        screen.type(QStringLiteral(" "), Qt::ControlModifier);
        QCOMPARE(screen.takeOutput(), std::string("\x03\x1b\x1bx\xc3\xbc\0", 7));
    }

    void aPasteIsBracketedWhereItWasAskedForAndCarriesNoSequences()
    {
        TerminalScreen screen({20, 4});
        QVERIFY(!screen.bracketsPaste());
        screen.paste(QStringLiteral("one\r\ntwo\n\tx\x1b[201~\x03"));
        QCOMPARE(screen.takeOutput(), std::string("one\rtwo\r\tx[201~"));
        screen.feed("\x1b[?2004h");
        QVERIFY(screen.bracketsPaste());
        QCOMPARE(screen.takeOutput(), std::string()); // asking sends nothing
        screen.paste(QStringLiteral("a\x1b[201~b"));
        QCOMPARE(screen.takeOutput(), std::string("\x1b[200~a[201~b\x1b[201~"));
    }

    void aPasteIsShownAsItIsSent()
    {
        QCOMPARE(TerminalScreen::pasteable(QStringLiteral("a\rb\r\nc\n\td")), QStringLiteral("a\nb\nc\n\td"));
        // Nothing that a preview would take for a sequence, and leave out, is left in.
        QCOMPARE(TerminalScreen::pasteable(QStringLiteral("\x1b]0;rm -rf x\a\u009b\u007f!")),
                 QStringLiteral("]0;rm -rf x!"));
        TerminalScreen screen({20, 4});
        screen.paste(QStringLiteral("a\rb\r\r\nc"));
        QCOMPARE(screen.takeOutput(), std::string("a\rb\r\rc"));
    }

    void theMouseIsTheProgramsWhenItAsks()
    {
        TerminalScreen screen({20, 4});
        QCOMPARE(screen.mouse(), TerminalScreen::Mouse::Ours);
        screen.mouseButton(1, true, 1, 2, 0);
        QCOMPARE(screen.takeOutput(), std::string());
        screen.feed("\x1b[?1000h\x1b[?1006h");
        QCOMPARE(screen.mouse(), TerminalScreen::Mouse::Clicks);
        screen.mouseButton(1, false, 1, 2, 0);
        static_cast<void>(screen.takeOutput());
        screen.mouseButton(1, true, 1, 2, 0);
        screen.mouseButton(1, false, 1, 2, 0);
        screen.mouseButton(4, true, 1, 2, 0);
        QCOMPARE(screen.takeOutput(), std::string("\x1b[<0;3;2M\x1b[<0;3;2m\x1b[<64;3;2M"));
        screen.feed("\x1b[?1003h");
        QCOMPARE(screen.mouse(), TerminalScreen::Mouse::Moves);
    }

    void nothingIsRepeatedForEver()
    {
        TerminalScreen screen({20, 4});
        screen.feed("\x1b[9999b\xcc\x81\x1b[9999bab\x1b[3b.");
        QVERIFY(row(screen, 0).endsWith(QStringLiteral("abbbb.")));
    }

    void whatIsInTheMiddleOfASequenceHidesNothing()
    {
        TerminalScreen screen({20, 4});
        // What stands in the middle of a sequence is done at once; the sequence goes on, and its numbers have bounds.
        screen.feed("1\x1b\x14[4294967295@2\x1b\r[2147483647Cx");
        QCOMPARE(row(screen, 0).front(), QLatin1Char('1'));
        QCOMPARE(row(screen, 0).back(), QLatin1Char('x'));
        QCOMPARE(screen.cursor().column, 19);
        screen.reset();
        screen.feed("\x1b(B\x1b[3b.\x1b(0qx\x1b(Bq"); // what a sequence is made of is no letter to be repeated
        QCOMPARE(row(screen, 0), QString::fromUtf8(".\xe2\x94\x80\xe2\x94\x82q"));
    }

    void manyParametersAreNotTooMany()
    {
        TerminalScreen screen({20, 4});
        std::string many = "\x1b[1";
        for (int i = 0; i < 30; ++i) // as long as a sequence may be
            many += ";38;2;1;2;" + std::to_string(i);
        screen.feed(many + ";3mx\x1b[0;" + std::string(100, ';') + "4my\x1b[" + std::string(200, ';') + "Hz");
        QVERIFY(cell(screen, 0, 0).style.bold && cell(screen, 0, 0).style.italic);
        QCOMPARE(cell(screen, 0, 0).style.ink, TerminalStyle::kTrueColor + (1 << 16) + (2 << 8) + 29);
        QCOMPARE(row(screen, 0), QStringLiteral("xyz"));
    }

    void workIsWhatIsMoved()
    {
        TerminalScreen screen({100, 50});
        static_cast<void>(screen.takeWork());
        screen.feed("some text");
        QVERIFY(screen.takeWork() < 1000);
        screen.feed(std::string(150, '\n'));
        QVERIFY(screen.takeWork() >= 100 * 100 * 50);
        QCOMPARE(screen.takeWork(), std::size_t(0));
    }

    void damageIsWhatChanged()
    {
        TerminalScreen screen({20, 10});
        static_cast<void>(screen.takeDamage());
        screen.feed("\x1b[5;1Hhere");
        const auto damage = screen.takeDamage();
        QVERIFY(damage && !damage->scrolled);
        QVERIFY(damage->first <= 4 && damage->last >= 5 && damage->last <= 6);
        QVERIFY(!screen.takeDamage());
        screen.feed(std::string(20, '\n'));
        QVERIFY(screen.takeDamage()->scrolled);
    }

    void sizesHaveBounds()
    {
        TerminalScreen screen({0, 0});
        QCOMPARE(screen.size(), (domain::TerminalSize{TerminalScreen::kColumnsMin, TerminalScreen::kRowsMin}));
        screen.resize({100'000, 100'000});
        QCOMPARE(screen.size(), (domain::TerminalSize{TerminalScreen::kColumnsMax, TerminalScreen::kRowsMax}));
        screen.feed("\x1b[999999999;999999999H\xe6\x97\xa5\x1b[99999999999999999999b\x1b[2147483647@");
        screen.resize({10, 2});
        screen.feed("\xe6\x97\xa5\xe6\x97\xa5");
        QVERIFY(screen.cursor().column < 10);
    }

    void aResetIsANewScreen()
    {
        TerminalScreen screen({20, 3});
        screen.feed("1\r\n2\r\n3\r\n4\x1b[?1000h\x1b]2;t\a\x1b[31");
        screen.reset();
        screen.feed("mx");
        QCOMPARE(row(screen, 0), QStringLiteral("mx")); // nothing half was left
        QCOMPARE(screen.firstLine(), screen.top());
        QCOMPARE(screen.mouse(), TerminalScreen::Mouse::Ours);
        QCOMPARE(screen.title(), QString());
    }
};

QTEST_MAIN(TerminalScreenTest)
#include "terminal_screen_test.moc"
