// Role: told the same at random, the ledger in memory, which counts the plain way, and the one on disk answer alike.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/contract/ledger/subject.h"

#include <random>

using namespace glovebox;
using namespace ledgercontract;
using namespace std::chrono_literals;
using domain::UsageBy;

namespace {

constexpr domain::UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
constexpr unsigned kSeed = 20'261'126;

class Teller {
public:
    explicit Teller(unsigned seed) : m_random(seed) {}

    int below(int end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    std::string id(const char *prefix) { return prefix + std::to_string(below(12)); }
    std::chrono::milliseconds span() { return std::chrono::milliseconds(below(1'000'000)); }
    domain::UsageDay day() { return kDay + std::chrono::days(below(9)); }
    WallTime instant() { return WallTime(kDay) + std::chrono::seconds(below(20)); }

    void tell(ports::Ledger &ledger, ports::Ledger &other)
    {
        switch (below(5)) {
        case 0: {
            const auto told = session();
            ledger.keepSession(told);
            other.keepSession(told);
            break;
        }
        case 1: {
            const auto told = sandbox();
            ledger.note(told);
            other.note(told);
            if (below(3) == 0) {
                ledger.keepEnded({.record = told.record});
                other.keepEnded({.record = told.record});
            }
            break;
        }
        case 2: {
            const auto told = list();
            ledger.note(told);
            other.note(told);
            break;
        }
        default: {
            const auto told = usage();
            ledger.note(told);
            other.note(told);
        }
        }
    }

private:
    ports::SessionFacts session()
    {
        return {.session = domain::SessionId(id("sesn_")),
                .environment = domain::EnvironmentId(id("env_")),
                .title = below(4) == 0 ? "" : "Title " + std::to_string(below(5)),
                .agentName = "agent " + std::to_string(below(3)),
                .usage = std::nullopt,
                .lastSeen = instant()};
    }
    domain::SandboxFacts sandbox()
    {
        return {.record = {.id = domain::SandboxId(id("sbx-")), .name = id("name "), .createdAt = instant()},
                .size = {},
                .state = "ready",
                .base = "",
                .environment = std::nullopt,
                .since = instant()};
    }
    domain::UsageSlice usage()
    {
        domain::UsageSlice one{.day = day(),
                               .sandbox = domain::SandboxId(id("sbx-")),
                               .session = std::nullopt,
                               .environment = std::nullopt,
                               .base = below(3) == 0 ? "" : id("tpl-"),
                               .size = {},
                               .used = {span(), span(), span(), span(), {m_random()}, {m_random()}},
                               .pricesAsOf = below(9) == 0 ? "2026-11-22" : "2026-11-01",
                               .cost = below(4) == 0 ? 5 : below(1'000'000)};
        if (below(4) != 0)
            one.session = domain::SessionId(id("sesn_"));
        if (below(4) != 0)
            one.environment = domain::EnvironmentId(id("env_"));
        return one;
    }
    domain::ListSlice list()
    {
        domain::ListSlice one{.day = day(),
                              .session = domain::SessionId(id("sesn_")),
                              .environment = domain::EnvironmentId(id("env_")),
                              .agentName = "agent " + std::to_string(below(3)),
                              .usage = {m_random(), m_random(), m_random(), m_random(), 1, 2, span(), std::nullopt}};
        if (below(3) != 0)
            one.usage.listCostCents = below(300);
        return one;
    }

    std::mt19937 m_random;
};

} // namespace

class HistoryAlike : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsAreTheSameHoweverTheyAreAskedFor()
    {
        const auto memory = subject(false);
        const auto disk = subject(true);
        Teller teller(kSeed);
        for (int round = 0; round < 40; ++round) {
            for (int i = 0; i < 25; ++i)
                teller.tell(memory->ledger(), disk->ledger());
            for (const auto by : {UsageBy::Day, UsageBy::Session, UsageBy::Environment, UsageBy::Template,
                                  UsageBy::Sandbox, UsageBy::Agent}) {
                const auto from = teller.day();
                const domain::UsageSums question{from, from + std::chrono::days(teller.below(9)), by,
                                                 1 + teller.below(15)};
                const auto expected = answerTo<domain::UsageTable>(*memory, question);
                const auto found = answerTo<domain::UsageTable>(*disk, question);
                QCOMPARE(found.total, expected.total);
                QCOMPARE(found.more, expected.more);
                QCOMPARE(found.rows.size(), expected.rows.size());
                for (std::size_t i = 0; i < found.rows.size(); ++i)
                    QVERIFY2(found.rows[i] == expected.rows[i],
                             (expected.rows[i].key + " in round " + std::to_string(round)).c_str());
            }
        }
    }

    void sessionsAndSandboxesAreTheSame()
    {
        const auto memory = subject(false);
        const auto disk = subject(true);
        Teller teller(kSeed + 1);
        for (int round = 0; round < 40; ++round) {
            for (int i = 0; i < 25; ++i)
                teller.tell(memory->ledger(), disk->ledger());
            domain::PastSessions question{.most = 1 + teller.below(8)};
            if (teller.below(2) == 0)
                question.text = teller.below(2) == 0 ? "TITLE " + std::to_string(teller.below(5)) : "sesn_1";
            if (teller.below(3) == 0)
                question.environment = domain::EnvironmentId(teller.id("env_"));
            if (teller.below(3) == 0)
                question.before = teller.instant();
            const auto expected = answerTo<domain::PastSessionRows>(*memory, question);
            const auto found = answerTo<domain::PastSessionRows>(*disk, question);
            QCOMPARE(found.sessions, expected.sessions);
            QCOMPARE(found.more, expected.more);
            QCOMPARE(answerTo<std::vector<domain::SandboxFacts>>(*disk, domain::OpenSandboxes{}),
                     answerTo<std::vector<domain::SandboxFacts>>(*memory, domain::OpenSandboxes{}));
        }
    }
};

QTEST_GUILESS_MAIN(HistoryAlike)
#include "contract_history_alike.moc"
