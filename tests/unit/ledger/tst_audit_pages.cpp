// Role: the audit trail is found again: page by page, by what and where, and as a file for others.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/secret.h"
#include "core/ledger/audit_file.h"
#include "core/ledger/questions.h"
#include "tests/unit/ledger/audit_fixture.h"

#include <nlohmann/json.hpp>

#include <QMessageAuthenticationCode>
#include <QRegularExpression>

using namespace glovebox;
using namespace ledgertest;

namespace {

domain::AuditRows page(ports::Ledger &ledger, domain::AuditPage question)
{
    std::optional<Result<domain::HistoryAnswer>> answer;
    ledger.ask(std::move(question), [&](Result<domain::HistoryAnswer> found) { answer = std::move(found); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
        qFatal("no page");
    return std::get<domain::AuditRows>(**answer);
}

std::vector<std::uint64_t> numbers(const domain::AuditRows &rows)
{
    std::vector<std::uint64_t> found;
    for (const auto &entry : rows.entries)
        found.push_back(entry.sequence);
    return found;
}

QByteArray hmac(const QByteArray &key, const std::string &message)
{
    return QMessageAuthenticationCode::hash(QByteArray::fromStdString(message), key, QCryptographicHash::Sha256);
}

using Numbers = std::vector<std::uint64_t>;

} // namespace

class LedgerAuditPagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesFollowEachOtherAndEntriesComeBackAsTheyWereTold()
    {
        const TrailFolder folder;
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        auto &ledger = **opened;
        for (int i = 1; i <= 10; ++i)
            ledger.audit(auditEntry(i));
        const auto newest = page(ledger, {.most = 4});
        QCOMPARE(numbers(newest), (Numbers{10, 9, 8, 7}));
        QVERIFY(newest.more);
        QCOMPARE(numbers(page(ledger, {.before = 7, .most = 6})), (Numbers{6, 5, 4, 3, 2, 1}));
        QVERIFY(!page(ledger, {.before = 7, .most = 6}).more);
        QCOMPARE(numbers(page(ledger, {})).size(), 10U); // nothing asked for: a full page

        auto entry = newest.entries.front();
        QVERIFY(entry.chainTag.starts_with("sha256:"));
        entry.chainTag.clear();
        auto told = auditEntry(10);
        told.sequence = 10;
        QVERIFY(entry == told);
    }

    void entriesAreFoundByActionObjectAndText()
    {
        const TrailFolder folder;
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        auto &ledger = **opened;
        for (int i = 1; i <= 12; ++i)
            ledger.audit(auditEntry(i));
        QCOMPARE(numbers(page(ledger, {.action = "approval."})), (Numbers{12, 9, 6, 3}));
        QCOMPARE(numbers(page(ledger, {.action = "approval.", .before = 9, .most = 1})), (Numbers{6}));
        QVERIFY(numbers(page(ledger, {.action = "pproval"})).empty());
        QCOMPARE(numbers(page(ledger, {.object = "sandbox/sbx-1"})), (Numbers{9, 5, 1}));
        QVERIFY(numbers(page(ledger, {.object = "sandbox/sbx-"})).empty());
        QCOMPARE(numbers(page(ledger, {.action = "sandbox.", .object = "sandbox/sbx-1"})), (Numbers{5, 1}));
        QCOMPARE(numbers(page(ledger, {.text = "SESN_1"})), (Numbers{12, 11, 10, 1}));
        QCOMPARE(numbers(page(ledger, {.text = "\xC3\xA4RGER", .most = 2})), (Numbers{12, 11})); // in any script
        QCOMPARE(numbers(page(ledger, {.text = "sesn_1", .action = "approval."})), (Numbers{12}));
        QCOMPARE(numbers(page(ledger, {.text = "sesn_1", .action = "sandbox.", .object = "sandbox/sbx-1"})),
                 (Numbers{1}));
        QCOMPARE(numbers(page(ledger, {.text = "denied", .object = "sandbox/sbx-1"})), (Numbers{5}));
        QVERIFY(numbers(page(ledger, {.text = "%"})).empty()); // no wildcard
    }

    void anEntryThatWasChangedIsShownAsSuch()
    {
        const TrailFolder folder;
        folder.add(3);
        folder.tamper({QStringLiteral("UPDATE audit SET actor = 'nobody' WHERE seq = 2")});
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        const auto found = page(**opened, {.before = 4});
        QCOMPARE(numbers(found), (Numbers{3, 2, 1}));
        QVERIFY(found.entries[1].reason.find("was changed") != std::string::npos);
    }

    void everyPageIsReadByAnIndex()
    {
        const TrailFolder folder;
        folder.add(1);
        for (const auto &statement : ledger::auditPageStatements()) {
            const auto bound = QString::fromStdString(statement).replace(QLatin1Char('?'), QStringLiteral("'1'"));
            const auto plan = sql(folder.path(), {QStringLiteral("EXPLAIN QUERY PLAN ") + bound});
            QVERIFY(!plan.isEmpty());
            for (const auto &step : plan) {
                const bool byWords = step.contains(QRegularExpression(QStringLiteral("VIRTUAL TABLE INDEX \\d+:M")));
                QVERIFY2(byWords || !step.contains(QStringLiteral("SCAN")), qPrintable(step));
            }
        }
    }

    void whoHasTheKeyVerifiesAnExportWithoutUs()
    {
        const TrailFolder folder;
        folder.add(5);
        const auto host = QByteArray::fromHex(bytesOf(folder.key()).trimmed());
        const auto key = hmac(host, std::string("audit\0trail", 11));
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        const auto shape = ledger::jsonLines();
        std::string previous = "sha256:" + std::string(64, '0');
        int lines = 0;
        QVERIFY((*trail)->each({}, ledger::AuditTrail::Order::OldestFirst, [&](const domain::AuditEntry &entry) {
            const auto line = shape->line(entry);
            auto object = nlohmann::json::parse(line, nullptr, false);
            const auto tag = object.value("hmac", std::string());
            object.erase("hmac");
            const auto expected = "sha256:" + hmac(key, previous + '\n' + object.dump()).toHex().toStdString();
            previous = tag;
            ++lines;
            return line.ends_with("}\n") && tag == expected;
        }));
        QCOMPARE(lines, 5);
    }

    void oneSandboxIsExportedWithAChainOfItsOwn()
    {
        const TrailFolder folder;
        folder.add(9);
        const auto host = QByteArray::fromHex(bytesOf(folder.key()).trimmed());
        const auto key = hmac(host, std::string("audit\0sbx-1", 11));
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        const auto shape = ledger::sandboxLines(*(*trail)->key(), "sbx-1");
        std::string previous = "sha256:" + std::string(64, '0');
        std::vector<std::uint64_t> of;
        QVERIFY((*trail)->each({}, ledger::AuditTrail::Order::OldestFirst, [&](const domain::AuditEntry &entry) {
            const auto line = shape->line(entry);
            if (line.empty())
                return true;
            const auto object = nlohmann::json::parse(line, nullptr, false);
            const auto message = previous + '\n' + std::to_string(object["seq"].get<int>()) + '\n' +
                                 object["ts"].get<std::string>() + "\nsbx-1\n" + object["event"].get<std::string>() +
                                 '\n' + object["data"].dump();
            previous = "sha256:" + hmac(key, message).toHex().toStdString();
            of.push_back(object["data"]["trail_seq"].get<std::uint64_t>());
            return object["hmac"].get<std::string>() == previous && object["seq"].get<std::size_t>() == of.size();
        }));
        QCOMPARE(of, (Numbers{1, 5, 9}));
    }

    void aFileHasWhatPagesOfTheSameFilterHave()
    {
        const TrailFolder folder;
        folder.add(40);
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        auto reader = open({.path = folder.file()});
        QVERIFY(reader);
        for (const ledger::AuditFilter &filter :
             {ledger::AuditFilter{}, ledger::AuditFilter{.action = "approval."},
              ledger::AuditFilter{.object = "sandbox/sbx-1"}, ledger::AuditFilter{.text = "\xC3\xA4RGER"},
              ledger::AuditFilter{.text = "SESN_3"},
              ledger::AuditFilter{.action = "sandbox.", .object = "sandbox/sbx-2", .text = "denied"}}) {
            const auto file = folder.other("trail.jsonl");
            QFile::remove(file);
            const auto written =
                ledger::writeTrail(**trail, filter, *ledger::jsonLines(), {.file = file.toStdString()});
            QVERIFY(written);
            auto expected = numbers(
                page(**reader, {.text = filter.text, .action = filter.action, .object = filter.object, .most = 100}));
            std::ranges::reverse(expected);
            Numbers found;
            for (const auto &line : bytesOf(file).split('\n'))
                if (!line.isEmpty())
                    found.push_back(
                        nlohmann::json::parse(line.begin(), line.end(), nullptr, false)["seq"].get<std::uint64_t>());
            QCOMPARE(found, expected);
            QCOMPARE(*written, static_cast<std::uint64_t>(expected.size()));
        }
    }

    void aFileThatIsThereStaysWhereItMustAndAStoppedOneLeavesNothing()
    {
        const TrailFolder folder;
        folder.add(5);
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        const auto file = folder.other("trail.csv");
        const auto write = [&](const StopFlag *stop) {
            return ledger::writeTrail(**trail, {}, *ledger::csv(),
                                      {.file = file.toStdString(), .mayReplace = false, .stop = stop});
        };
        StopFlag stop;
        stop.raise();
        const auto stopped = write(&stop);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(file) && !QFile::exists(file + QStringLiteral(".sha256")));
        QCOMPARE(QDir(QFileInfo(file).path()).entryList({QStringLiteral("trail*")}).size(), 0);
        QVERIFY(write(nullptr));
        const auto before = bytesOf(file);
        QVERIFY(!write(nullptr));
        QCOMPARE(bytesOf(file), before);
        QFile::remove(file);
        QVERIFY(!write(nullptr)); // its checksum would be another file's
    }

    void whereTheChecksumCannotBeWrittenNoFileIsLeft()
    {
        const TrailFolder folder;
        folder.add(5);
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        const auto file = folder.other("trail.csv");
        QVERIFY(QDir().mkpath(file + QStringLiteral(".sha256"))); // a folder is in its place
        QVERIFY(!ledger::writeTrail(**trail, {}, *ledger::csv(), {.file = file.toStdString()}));
        QVERIFY(!QFile::exists(file));
    }

    void howFarAFileIsIsTold()
    {
        const TrailFolder folder;
        folder.add(1100);
        auto trail = ledger::AuditTrail::open(folder.file());
        QVERIFY(trail);
        std::vector<double> told;
        ledger::AuditFileWish wish{.file = folder.other("trail.csv").toStdString()};
        wish.progress = [&](double part) {
            told.push_back(part);
        };
        QVERIFY(ledger::writeTrail(**trail, {.text = "nowhere"}, *ledger::csv(), wish));
        QCOMPARE(told.size(), std::size_t{2});
        QVERIFY(told[0] > 0.4 && told[0] < told[1] && told[1] < 1.0);
    }

    void aSpreadsheetCalculatesNothing()
    {
        auto entry = auditEntry(1);
        entry.sequence = 7;
        entry.object = "=HYPERLINK(\"x\")";
        const auto line = ledger::csv()->line(entry);
        QVERIFY(line.starts_with("7,\"2026-11-2"));
        QVERIFY(line.find(",\"'=HYPERLINK(\"\"x\"\")\",") != std::string::npos);
        QVERIFY(line.ends_with("\r\n"));
    }

    void instantsAreWrittenSoThatNoTwoAreAlike()
    {
        const auto at = [](std::int64_t ms) {
            return ledger::timestamp(WallTime(std::chrono::milliseconds(ms)));
        };
        QCOMPARE(at(1'795'176'000'123), std::string("2026-11-20T12:00:00.123Z"));
        QCOMPARE(at(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(at(-1), std::string("-1"));
        QCOMPARE(at(253'402'300'799'999), std::string("9999-12-31T23:59:59.999Z"));
        QCOMPARE(at(253'402'300'800'000), std::string("253402300800000"));
        QCOMPARE(at(std::numeric_limits<std::int64_t>::max()), std::string("9223372036854775807"));
    }
};

QTEST_GUILESS_MAIN(LedgerAuditPagesTest)

#include "tst_audit_pages.moc"
