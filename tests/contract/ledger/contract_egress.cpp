// Role: what people may rely on of any ledger about what guests tried to reach: it is found again, narrowed, page by
// page. The ledger in memory does it the plain way, and the one on disk answers the same.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/contract/ledger/subject.h"

#include <random>

using namespace glovebox;
using namespace ledgercontract;
using domain::EgressVerdict;

namespace {

domain::EgressDecision attempt(std::mt19937 &random, int number)
{
    static const std::vector<std::string> hosts{"", "api.example.com", "Packages.example.org", "a_b.example"};
    static const std::vector<std::string> rules{"", "packages: allow *.example.org"};
    domain::EgressDecision one{
        .id = domain::EgressId("egr-" + std::to_string(number)),
        .at = WallTime(std::chrono::milliseconds(1'795'176'000'000 + number)),
        .sandbox = domain::SandboxId("sbx-" + std::to_string(random() % 3)),
        .kind = random() % 2 == 0 ? domain::EgressKind::Name : domain::EgressKind::Connection,
        .host = hosts[random() % hosts.size()],
        .address = random() % 2 == 0 ? "203.0.113.7" : "",
        .port = static_cast<std::uint16_t>(random() % 2 == 0 ? 443 : 65535),
        .verdict = random() % 3 == 0 ? EgressVerdict::Allowed : EgressVerdict::Denied,
        .rule = rules[random() % rules.size()],
        .reason = "no rule allows it",
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
    return page;
}

domain::EgressRows rowsOf(Subject &subject, const domain::EgressPage &question)
{
    const auto answer = asked(subject, question);
    if (!answer)
        qFatal("%s", describe(answer.error()).c_str());
    return std::get<domain::EgressRows>(*answer);
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
