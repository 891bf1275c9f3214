// Every recorded line is understood, every truncation and every foreign line is refused without harm.
#include "core/qemu/qmp_line.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include "core/base/limits.h" // after the others: moc of Qt 6.4 stumbles when <compare> comes first

using namespace glovebox;
using namespace glovebox::qemu;

namespace {

QList<QByteArray> recordedLines()
{
    QList<QByteArray> out;
    const QDir folder(QStringLiteral(FIXTURES));
    for (const auto &name : folder.entryList({QStringLiteral("*.txt")})) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read a fixture");
        for (const auto &line : file.readAll().split('\n'))
            if (line.startsWith("S "))
                out << line.mid(2);
    }
    return out;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class TestQmpLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordedLinesAreUnderstood()
    {
        const auto lines = recordedLines();
        QVERIFY(lines.size() > 20);
        for (const auto &line : lines)
            QVERIFY2(parseQmpLine(view(line)), line.constData());
    }

    void truncatedLinesAreRefused()
    {
        for (const auto &line : recordedLines())
            for (qsizetype length = 0; length < line.size(); ++length) {
                const auto message = parseQmpLine(view(line.left(length)));
                QVERIFY2(!message && message.error().code == ErrorCode::ProtocolError, line.left(length).constData());
            }
    }

    void greetingTellsTheVersion()
    {
        const auto message = parseQmpLine(view(recordedLines().front()));
        QVERIFY(message);
        QCOMPARE(std::get<QmpGreeting>(*message).version, std::string("7.2.22"));
    }

    void eventsKeepTheirData()
    {
        const auto message = parseQmpLine(R"({"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}})");
        QVERIFY(message);
        const auto &event = std::get<QmpEvent>(*message);
        QCOMPARE(event.name, std::string("SHUTDOWN"));
        QCOMPARE(event.data["reason"].get<std::string>(), std::string("guest-reset"));
    }

    void refusalsKeepQemusWords()
    {
        const auto message = parseQmpLine(R"({"id": 4, "error": {"class": "CommandNotFound", "desc": "not found"}})");
        QVERIFY(message);
        const auto &failure = std::get<QmpFailure>(*message);
        QCOMPARE(failure.id, 4);
        QCOMPARE(failure.kind, std::string("CommandNotFound"));
        QCOMPARE(failure.text, std::string("not found"));
    }

    void foreignLinesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QList<QByteArray> lines{"[]",
                                      "5",
                                      "null",
                                      "{}",
                                      "{\"QMP\": 1}",
                                      "{\"QMP\": {\"version\": {\"qemu\": {}}}}",
                                      "{\"event\": 1}",
                                      "{\"event\": \"A\", \"data\": []}",
                                      "{\"error\": 1}",
                                      "{\"return\": {}}",
                                      "{\"return\": {}, \"id\": \"1\"}",
                                      "{\"id\": 1}",
                                      QByteArray("\xff\xfe{\"event\": \"A\"}"),
                                      QByteArray(100'000, '[')};
        for (const auto &line : lines)
            QTest::newRow(line.left(30).toHex().constData()) << line;
    }
    void foreignLinesAreRefused()
    {
        QFETCH(QByteArray, line);
        const auto message = parseQmpLine(view(line));
        QVERIFY(!message);
        QCOMPARE(message.error().code, ErrorCode::ProtocolError);
        QVERIFY(message.error().detail.size() < 1000);
    }

    void aCommandIsOneLine()
    {
        const auto line = qmpCommand("quit", nlohmann::json::object(), 7);
        QCOMPARE(line, std::string("{\"execute\":\"quit\",\"id\":7}\n"));
    }

    void linesComeWholeHoweverTheyWereCut()
    {
        const std::string bytes = "one\r\n\ntwo\nthree";
        for (std::size_t step = 1; step <= bytes.size(); ++step) {
            QmpLines lines;
            std::vector<std::string> out;
            for (std::size_t at = 0; at < bytes.size(); at += step) {
                QVERIFY(lines.append(bytes.substr(at, step)));
                while (auto line = lines.next())
                    out.push_back(*line);
            }
            QCOMPARE(out, (std::vector<std::string>{"one", "", "two"}));
        }
    }

    void aLineWithoutEndIsRefusedAtTheBound()
    {
        QmpLines lines;
        const std::string block(64 * 1024, 'x');
        Result<> taken;
        std::size_t sent = 0;
        for (; taken && sent < 4 * limits::kMonitorLineMax.value; sent += block.size()) {
            taken = lines.append(block);
            QVERIFY(!lines.next());
        }
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::TooLarge);
        QVERIFY(sent <= limits::kMonitorLineMax.value + 2 * block.size());
    }
};

QTEST_GUILESS_MAIN(TestQmpLine)
#include "tst_qemu_qmp_line.moc"
