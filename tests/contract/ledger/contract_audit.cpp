// Role: what people may rely on of any ledger's audit trail: it is numbered, it stays, and it is found again. The
// ledger in memory does it the plain way, and the one on disk answers the same.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/contract/ledger/subject.h"

#include <random>

using namespace glovebox;
using namespace ledgercontract;

namespace {

domain::AuditEntry entry(std::mt19937 &random)
{
    static const std::vector<std::string> actions{"sandbox.paused", "sandbox.destroyed", "approval.answered",
                                                  "sandbox"};
    static const std::vector<std::string> words{"", "idle", "Ärger", "ÄRGER und Idle", "100%", "a_b"};
    const auto one = [&](const std::vector<std::string> &of) {
        return of[random() % of.size()];
    };
    return {.sequence = 0,
            .at = WallTime(std::chrono::milliseconds(1'795'176'000'000 + random() % 1000)),
            .actor = static_cast<domain::AuditActor>(random() % 4),
            .origin = one(words),
            .action = one(actions),
            .object = "sandbox/sbx-" + std::to_string(random() % 3),
            .outcome = static_cast<domain::AuditOutcome>(random() % 3),
            .reason = one(words),
            .before = one(words),
            .after = one(words),
            .session = "sesn_" + std::to_string(random() % 4),
            .chainTag = {}};
}

domain::AuditPage question(std::mt19937 &random)
{
    static const std::vector<std::string> actions{"", "", "sandbox.", "approval.", "sandbox", "x"};
    static const std::vector<std::string> objects{"", "", "sandbox/sbx-1", "sandbox/"};
    static const std::vector<std::string> texts{"", "", "IDLE", "ärger", "%", "a_b", "denied", "sesn_2"};
    return {.text = texts[random() % texts.size()],
            .action = actions[random() % actions.size()],
            .object = objects[random() % objects.size()],
            .before = random() % 40,
            .most = static_cast<int>(random() % 12)};
}

domain::AuditRows page(Subject &subject, const domain::AuditPage &question)
{
    const auto answer = asked(subject, question);
    if (!answer)
        qFatal("%s", describe(answer.error()).c_str());
    auto rows = std::get<domain::AuditRows>(*answer);
    for (auto &one : rows.entries)
        one.chainTag.clear(); // of a ledger on disk alone
    return rows;
}

} // namespace

class AuditContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entriesAreNumberedInTheOrderOfTellingAndStay_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("in memory") << false;
        QTest::newRow("on disk") << true;
    }

    void entriesAreNumberedInTheOrderOfTellingAndStay()
    {
        QFETCH(bool, real);
        const auto kept = subject(real);
        std::mt19937 random(1);
        std::vector<domain::AuditEntry> told;
        for (int run = 0; run < 3; ++run) {
            for (int i = 0; i < 4; ++i) {
                told.insert(told.begin(), entry(random));
                kept->ledger().audit(told.front());
                told.front().sequence = told.size();
            }
            QVERIFY(page(*kept, {}).entries == told);
            kept->restart();
            QVERIFY(page(*kept, {}).entries == told);
        }
    }

    void bothAnswerTheSame()
    {
        const auto plain = subject(false);
        const auto real = subject(true);
        std::mt19937 random(20261126);
        for (int i = 0; i < 40; ++i) {
            const auto one = entry(random);
            plain->ledger().audit(one);
            real->ledger().audit(one);
        }
        int found = 0;
        for (int i = 0; i < 300; ++i) {
            const auto asking = question(random);
            const auto expected = page(*plain, asking);
            const auto answer = page(*real, asking);
            QVERIFY2(answer.entries == expected.entries && answer.more == expected.more,
                     qPrintable(QStringLiteral("'%1' '%2' '%3' %4 %5: %6 and %7")
                                    .arg(QString::fromStdString(asking.text), QString::fromStdString(asking.action),
                                         QString::fromStdString(asking.object))
                                    .arg(asking.before)
                                    .arg(asking.most)
                                    .arg(answer.entries.size())
                                    .arg(expected.entries.size())));
            found += answer.entries.empty() ? 0 : 1;
        }
        QVERIFY(found > 100);
    }
};

QTEST_GUILESS_MAIN(AuditContract)

#include "contract_audit.moc"
