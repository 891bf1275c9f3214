// Role: what people may rely on of any ledger about what guests tried to reach: it is found again, narrowed, page by
// page. The ledger in memory does it the plain way, and the one on disk answers the same.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/contract/ledger/subject.h"

#include <random>

using namespace glovebox;
using namespace ledgercontract;
using domain::EgressVerdict;

namespace {

constexpr WallTime kBegan{std::chrono::milliseconds(1'795'176'000'000)};
constexpr std::chrono::milliseconds kSpan = std::chrono::hours(6);

/// Also before and behind all.
WallTime someTime(std::mt19937 &random)
{
    return kBegan - kSpan / 4 + std::chrono::milliseconds(random() % (kSpan.count() * 3 / 2));
}

domain::EgressDecision attempt(std::mt19937 &random, int number)
{
    static const std::vector<std::string> hosts{"", "api.example.com", "Packages.example.org", "a_b.example"};
    static const std::vector<std::string> rules{"", "packages: *.example.org", "this sandbox: not 192.0.2.0/24",
                                                "\xC3\xA4"};
    static const std::vector<std::vector<std::string>> names{{}, {}, {"api-token"}, {"registry-token", "api-token"}};
    domain::EgressDecision one{
        .id = domain::EgressId("egr-" + std::to_string(number)),
        .at = kBegan + std::chrono::milliseconds(random() % kSpan.count()), // also when it is told again
        .sandbox = domain::SandboxId("sbx-" + std::to_string(random() % 3)),
        .kind = random() % 2 == 0 ? domain::EgressKind::Name : domain::EgressKind::Connection,
        .host = hosts[random() % hosts.size()],
        .address = random() % 2 == 0 ? "203.0.113.7" : "",
        .port = static_cast<std::uint16_t>(random() % 2 == 0 ? 443 : 65535),
        .verdict = random() % 3 == 0 ? EgressVerdict::Allowed : EgressVerdict::Denied,
        .rule = rules[random() % rules.size()],
        .reason = "no rule allows it",
        .secrets = names[random() % names.size()],
        .misused = names[random() % names.size()],
    };
    if (random() % 2 == 0)
        one.session = domain::SessionId("sesn_" + std::to_string(random() % 2));
    return one;
}

domain::EgressPage question(std::mt19937 &random)
{
    static const std::vector<std::string> texts{"", "", "EXAMPLE.ORG", "a_b", "203.0.113", "%", "allows"};
    domain::EgressPage page{.text = texts[random() % texts.size()], .most = static_cast<int>(1 + random() % 12)};
    if (random() % 3 == 0)
        page.sandbox = domain::SandboxId("sbx-" + std::to_string(random() % 4));
    if (random() % 3 == 0)
        page.session = domain::SessionId("sesn_0");
    if (random() % 3 == 0)
        page.verdict = random() % 2 == 0 ? EgressVerdict::Allowed : EgressVerdict::Denied;
    if (random() % 3 == 0)
        page.from = someTime(random);
    if (random() % 3 == 0)
        page.until = someTime(random);
    return page;
}

domain::EgressRows rowsOf(Subject &subject, const domain::EgressPage &question)
{
    const auto answer = asked(subject, question);
    if (!answer)
        qFatal("%s", describe(answer.error()).c_str());
    return std::get<domain::EgressRows>(*answer);
}

std::vector<domain::EgressRuleUse> usesOf(Subject &subject, const domain::EgressRuleUses &question)
{
    return answerTo<std::vector<domain::EgressRuleUse>>(subject, question);
}

} // namespace

class EgressContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOneOnDiskAnswersAsTheOneInMemory()
    {
        const auto real = subject(true);
        const auto plain = subject(false);
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int i = 0; i < 60; ++i) {
            auto one = attempt(random, static_cast<int>(random() % 40)); // some are told again
            if (random() % 2 == 0)
                one.lasted = std::chrono::milliseconds(random() % 5000);
            one.sent = ByteCount{random() % 1000};
            real->ledger().note(one);
            plain->ledger().note(one);
        }
        int met = 0;
        for (int i = 0; i < 200; ++i) {
            auto page = question(random);
            for (bool more = true; more;) { // to the last page
                const auto found = rowsOf(*real, page);
                const auto wanted = rowsOf(*plain, page);
                QCOMPARE(found.decisions, wanted.decisions);
                QCOMPARE(found.more, wanted.more);
                met += static_cast<int>(found.decisions.size());
                more = found.more;
                page.before = found.next;
            }
        }
        QVERIFY(met > 200);
        for (int i = 0; i < 20; ++i) {
            const domain::EgressRuleUses since{i == 0 ? WallTime() : someTime(random)};
            QCOMPARE(usesOf(*real, since), usesOf(*plain, since));
        }
    }

    void aTimeIsFromThenOnAndBeforeThen()
    {
        for (const bool isReal : {true, false}) {
            const auto one = subject(isReal);
            std::mt19937 random(1);
            std::vector<domain::EgressDecision> told;
            for (int i = 0; i < 4; ++i) { // the clock is set back before the last one
                told.push_back(attempt(random, i));
                told.back().at = kBegan + std::chrono::hours(i == 3 ? 1 : i);
                one->ledger().note(told.back());
            }
            const auto in = [&](int from, int until) {
                return rowsOf(*one,
                              {.from = kBegan + std::chrono::hours(from), .until = kBegan + std::chrono::hours(until)})
                    .decisions;
            };
            QCOMPARE(in(1, 2), (std::vector{told[3], told[1]}));
            QCOMPARE(in(0, 1), (std::vector{told[0]}));
            QCOMPARE(in(2, 9), (std::vector{told[2]}));
            QCOMPARE(in(3, 9).size(), 0U);
            QCOMPARE(in(-9, 0).size(), 0U);
            QCOMPARE(in(2, 1).size(), 0U);
            const auto page = rowsOf(*one, {.from = kBegan + std::chrono::hours(1), .most = 2});
            QCOMPARE(page.decisions, (std::vector{told[3], told[2]}));
            QVERIFY(page.more);
            const auto next = rowsOf(*one, {.from = kBegan + std::chrono::hours(1), .before = page.next, .most = 2});
            QCOMPARE(next.decisions, (std::vector{told[1]}));
        }
    }

    void aRuleIsCountedAsOftenAsItDecided()
    {
        for (const bool isReal : {true, false}) {
            const auto one = subject(isReal);
            std::mt19937 random(1);
            for (int i = 0; i < 5; ++i) {
                auto decision = attempt(random, i % 4); // the first one is told again
                decision.at = kBegan + std::chrono::hours(i % 4);
                decision.rule = i % 4 == 0 ? "" : i % 4 == 3 ? "b: example.org" : "a: example.org";
                one->ledger().note(decision);
            }
            const auto at = [](int hour) {
                return kBegan + std::chrono::hours(hour);
            };
            using Uses = std::vector<domain::EgressRuleUse>;
            QCOMPARE(usesOf(*one, {}), (Uses{{"a: example.org", 2, at(2)}, {"b: example.org", 1, at(3)}}));
            QCOMPARE(usesOf(*one, {at(2)}), (Uses{{"a: example.org", 1, at(2)}, {"b: example.org", 1, at(3)}}));
            QCOMPARE(usesOf(*one, {at(3)}), (Uses{{"b: example.org", 1, at(3)}}));
            QCOMPARE(usesOf(*one, {at(4)}), Uses());
        }
    }

    void anAttemptIsThereAfterTheProgramAndItsEndIsToldLater()
    {
        const auto real = subject(true);
        std::mt19937 random(1);
        auto one = attempt(random, 1);
        real->ledger().note(one);
        real->restart();
        QCOMPARE(rowsOf(*real, {}).decisions, (std::vector{one}));
        one.lasted = std::chrono::seconds(3);
        one.sent = ByteCount{120};
        one.received = ByteCount::mib(2);
        real->ledger().note(one);
        QCOMPARE(rowsOf(*real, {}).decisions, (std::vector{one}));
    }
};

QTEST_GUILESS_MAIN(EgressContract)
#include "contract_egress.moc"
