// Role: the audit trail's index leads a search to entries and decides nothing: what is found is what a look at every
// entry finds, also while the index is behind, damaged or of another trail.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/audit_fixture.h"

#include <random>

using namespace glovebox;
using namespace ledgertest;

namespace {

using Numbers = std::vector<std::uint64_t>;

/// The engine's thread may wait for the index, which has it taken entries in pieces behind what is told.
constexpr int kIndexedMs = 30'000;

Numbers found(ports::Ledger &ledger, const domain::AuditPage &question)
{
    std::optional<Result<domain::HistoryAnswer>> answer;
    ledger.ask(question, [&](auto rows) { answer = std::move(rows); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
        qFatal("no page");
    Numbers numbers;
    for (const auto &entry : std::get<domain::AuditRows>(**answer).entries)
        numbers.push_back(entry.sequence);
    return numbers;
}

int through(const TrailFolder &folder)
{
    return sql(folder.path(), {QStringLiteral("SELECT through FROM audit_indexed")}).value(0).toInt();
}

/// An entry with words of a few letters, so that threes of them are in many entries and whole texts in few.
domain::AuditEntry wordyEntry(std::mt19937 &random)
{
    static const std::array<std::string, 9> letters{"a", "b", "\"", " ", "'", "\xC3\x84", "%", "\xF0\x9F\x98\x80", "*"};
    const auto upTo = [&](int most) {
        return std::uniform_int_distribution(0, most)(random);
    };
    const auto word = [&](int length) {
        std::string text;
        for (int i = 0; i < length; ++i)
            text += letters[static_cast<std::size_t>(upTo(static_cast<int>(letters.size()) - 1))];
        return text;
    };
    auto entry = auditEntry(upTo(20));
    entry.reason = word(upTo(9));
    entry.session = word(3);
    return entry;
}

std::string wordOf(const domain::AuditEntry &entry, std::mt19937 &random)
{
    const auto text = QString::fromStdString(entry.reason + '\n' + entry.session).toUcs4();
    const auto first = std::uniform_int_distribution<qsizetype>(0, text.size() - 1)(random);
    const auto length = std::uniform_int_distribution<qsizetype>(1, 5)(random);
    const auto part = text.mid(first, length);
    return QString::fromUcs4(reinterpret_cast<const char32_t *>(part.data()), part.size()).toStdString();
}

/// A look at every entry.
Numbers plainly(const std::vector<domain::AuditEntry> &trail, const domain::AuditPage &question)
{
    Numbers numbers;
    const auto text = QString::fromStdString(question.text).toCaseFolded();
    for (auto number = trail.size(); number > 0 && std::ssize(numbers) < question.most; --number) {
        const auto &entry = trail[number - 1];
        std::string all;
        for (const auto &part : {entry.origin, entry.action, entry.object, entry.reason, entry.before, entry.after,
                                 entry.session, std::string(word(entry.actor)), std::string(word(entry.outcome))})
            all += part + '\n';
        all.pop_back();
        if ((question.before == 0 || number < question.before) && entry.action.starts_with(question.action) &&
            (question.object.empty() || entry.object == question.object) &&
            QString::fromStdString(all).toCaseFolded().contains(text))
            numbers.push_back(number);
    }
    return numbers;
}

} // namespace

class LedgerAuditIndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSearchFindsWhatALookAtEveryEntryFinds_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 4; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void aSearchFindsWhatALookAtEveryEntryFinds()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const TrailFolder folder;
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        auto &ledger = **opened;
        std::vector<domain::AuditEntry> trail;
        for (int i = 0; i < 900; ++i)
            ledger.audit(trail.emplace_back(wordyEntry(random)));
        QVERIFY(leftOpen(ledger));
        QTRY_VERIFY_WITH_TIMEOUT(through(folder) > 600, kIndexedMs); // and the last ones are not in it
        QVERIFY(through(folder) < 900);
        for (int round = 0; round < 300; ++round) {
            const auto &entry = trail[std::uniform_int_distribution<std::size_t>(0, trail.size() - 1)(random)];
            const auto oneOf = [&](int ways) {
                return std::uniform_int_distribution(1, ways)(random) == 1;
            };
            domain::AuditPage question{.text = oneOf(8) ? std::string() : wordOf(entry, random), .most = 10};
            if (oneOf(4))
                question.action = oneOf(2) ? "approval." : entry.action;
            if (oneOf(4))
                question.object = entry.object;
            if (oneOf(3))
                question.before = std::uniform_int_distribution<std::uint64_t>(1, 950)(random);
            QVERIFY2(found(ledger, question) == plainly(trail, question),
                     (question.text + '|' + question.action + '|' + question.object).c_str());
        }
    }

    void aTrailOfBeforeTheIndexIsTakenInBehindTheStart()
    {
        const TrailFolder folder;
        folder.add(2000);
        folder.tamper({QStringLiteral("INSERT INTO audit_words (audit_words) VALUES ('delete-all')"),
                       QStringLiteral("UPDATE audit_indexed SET through = 0")});
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        QCOMPARE(found(**opened, {.text = "sesn_1999"}), (Numbers{1999}));
        QCOMPARE(found(**opened, {.text = "sesn_77\n"}), (Numbers{77}));
        QTRY_VERIFY_WITH_TIMEOUT(through(folder) > 1700, kIndexedMs);
        QCOMPARE(found(**opened, {.text = "sesn_77\n"}), (Numbers{77}));
        QCOMPARE(found(**opened, {.text = "sesn_1999"}), (Numbers{1999}));
    }

    void aDamagedIndexHidesNothingAndIsMadeAnew()
    {
        const TrailFolder folder;
        folder.add(800);
        {
            auto opened = open({.path = folder.file()});
            QVERIFY(opened);
            QTRY_VERIFY_WITH_TIMEOUT(through(folder) > 500, kIndexedMs);
        }
        folder.tamper({QStringLiteral("UPDATE audit_words_data SET block = x'7f7f7f7f7f7f7f7f' WHERE id > 10")});
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        QCOMPARE(found(**opened, {.text = "sesn_77\n"}), (Numbers{77}));
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                (*opened)->audit(auditEntry(1)); // somebody goes on
                const auto entries = found(**opened, {.text = "sesn_77\n"});
                return entries == Numbers{77} && through(folder) > 500 && isSound(folder);
            }(),
            kIndexedMs);
    }

    void anIndexOfEntriesThatWereTakenAwayBeginsAnew()
    {
        const TrailFolder folder;
        folder.add(800);
        {
            auto opened = open({.path = folder.file()});
            QVERIFY(opened);
            QTRY_VERIFY_WITH_TIMEOUT(through(folder) > 500, kIndexedMs);
        }
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq > 100")});
        QFile::remove(folder.head()); // or their numbers would not be given again
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        auto entry = auditEntry(1);
        entry.reason = "zebra";
        (*opened)->audit(entry);
        QCOMPARE(found(**opened, {.text = "zebra"}), (Numbers{102})); // 101 says that the trail was cut
        QVERIFY(found(**opened, {.text = "sesn_700\n"}).empty());
    }

private:
    /// SQLite's own check of it.
    static bool isSound(const TrailFolder &folder)
    {
        bool sound = false;
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("sound"));
            database.setDatabaseName(folder.path());
            QSqlQuery query(database.open() ? database : QSqlDatabase());
            sound = query.exec(QStringLiteral("SELECT count(*) FROM audit_words WHERE audit_words MATCH '\"sbx\"'")) &&
                    query.next() && query.value(0).toInt() > 500;
        }
        QSqlDatabase::removeDatabase(QStringLiteral("sound"));
        return sound;
    }
};

QTEST_GUILESS_MAIN(LedgerAuditIndexTest)
#include "tst_audit_index.moc"
