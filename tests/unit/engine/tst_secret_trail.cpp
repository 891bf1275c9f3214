// What became of the gate's secrets is in the audit trail: each attempt once, and what a guest does in a loop counted.
#include "core/engine/secret_trail.h"
#include "tests/support/manual_clock.h"

#include <QTest>

#include <vector>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::SecretTrail;

class TestSecretTrail : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    std::vector<AuditEntry> m_written;
    std::unique_ptr<SecretTrail> m_trail;
    int m_attempts = 0;

    EgressDecision attempt(std::vector<std::string> secrets, std::string host = "api.example.org",
                           std::string sandbox = "sbx-1")
    {
        return {.id = EgressId("egr-" + std::to_string(++m_attempts)),
                .sandbox = SandboxId(sandbox),
                .session = SessionId("sesn_1"),
                .host = std::move(host),
                .port = 443,
                .verdict = EgressVerdict::Allowed,
                .lasted = 5ms,
                .secrets = std::move(secrets)};
    }
    static EgressDecision misuse(EgressDecision one)
    {
        one.misused = std::exchange(one.secrets, {});
        one.verdict = EgressVerdict::Denied;
        one.reason = "The secret api-token may not stand in an address.";
        return one;
    }

private Q_SLOTS:
    void init()
    {
        m_written.clear();
        m_trail = std::make_unique<SecretTrail>(m_clock, [this](AuditEntry entry) { m_written.push_back(entry); });
    }

    void aUseIsWrittenWithWhereAndWhose()
    {
        m_trail->decided(attempt({"api-token"}));
        QCOMPARE(m_written, (std::vector{AuditEntry{.actor = AuditActor::ControlPlane,
                                                    .origin = "control plane",
                                                    .action = "secret.used",
                                                    .object = "secret/api-token",
                                                    .after = "api.example.org:443, by sbx-1",
                                                    .session = "sesn_1"}}));
        auto other = attempt({"api-token"}, "", "sbx-2");
        other.session.reset();
        other.address = "2001:db8::1";
        m_trail->decided(other);
        QCOMPARE(m_written.size(), std::size_t{2});
        QVERIFY(m_written[1].actor == AuditActor::Engine);
        QCOMPARE(m_written[1].after, std::string("[2001:db8::1]:443, by sbx-2"));
    }

    void aMisuseIsWrittenWithItsReason()
    {
        m_trail->decided(misuse(attempt({"api-token"})));
        QCOMPARE(m_written.size(), std::size_t{1});
        QCOMPARE(m_written[0].action, std::string("secret.misused"));
        QVERIFY(m_written[0].outcome == AuditOutcome::Denied);
        QCOMPARE(m_written[0].reason, std::string("The secret api-token may not stand in an address."));
    }

    void whatUsesNoneIsNotWritten()
    {
        m_trail->decided(attempt({}));
        m_clock.advance(5min);
        QVERIFY(m_written.empty());
    }

    /// It may be told when a secret is put in, and is told when it has ended.
    void anAttemptThatIsToldAgainIsWrittenOnce()
    {
        auto one = attempt({});
        one.lasted.reset();
        m_trail->decided(one);
        one.secrets = {"api-token"};
        m_trail->decided(one);
        one.secrets = {"api-token", "registry-token"};
        m_trail->decided(one);
        one.lasted = 2h;
        m_trail->decided(one);
        QCOMPARE(m_written.size(), std::size_t{2});
        QCOMPARE(m_written[1].object, std::string("secret/registry-token"));
        m_clock.advance(5min);
        QCOMPARE(m_written.size(), std::size_t{2}); // nothing was counted, either
    }

    void aLoopIsOneEntryAMinuteWithACount()
    {
        for (int second = 0; second < 600; ++second) {
            m_trail->decided(attempt({"api-token"}));
            m_clock.advance(1s);
        }
        QCOMPARE(m_written.size(), std::size_t{11});
        QCOMPARE(m_written[0].after, std::string("api.example.org:443, by sbx-1"));
        QCOMPARE(m_written[1].after, std::string("59 more in a minute, by sbx-1: api.example.org:443 (59)"));
        QCOMPARE(m_written[2].after, std::string("60 more in a minute, by sbx-1: api.example.org:443 (60)"));
        m_clock.advance(10min);
        QCOMPARE(m_written.size(), std::size_t{11}); // nothing is left to say
        m_trail->decided(attempt({"api-token"}));
        QCOMPARE(m_written.size(), std::size_t{12}); // and it begins anew
    }

    void manyHostsFloodNothing()
    {
        for (int i = 0; i < 3000; ++i)
            m_trail->decided(misuse(attempt({"api-token"}, "h" + std::to_string(i) + ".example.org")));
        QCOMPARE(m_written.size(), SecretTrail::kHostsAtOnce);
        m_clock.advance(1min);
        QCOMPARE(m_written.size(), SecretTrail::kHostsAtOnce + 1);
        QCOMPARE(m_written.back().after, std::string("2992 more in a minute, by sbx-1: other hosts (2992)"));
        QVERIFY(m_written.back().outcome == AuditOutcome::Denied);
    }

    void sandboxesAndSecretsAreCountedApart()
    {
        for (int i = 0; i < 3; ++i) {
            m_trail->decided(attempt({"api-token", "registry-token"}));
            m_trail->decided(attempt({"api-token"}, "api.example.org", "sbx-2"));
        }
        QCOMPARE(m_written.size(), std::size_t{3});
        m_clock.advance(1min);
        QCOMPARE(m_written.size(), std::size_t{6});
        for (std::size_t i = 3; i < 6; ++i)
            QVERIFY(m_written[i].after.starts_with("2 more in a minute, by sbx-"));
    }

    void whatWasCountedIsWrittenAtTheEnd()
    {
        for (int i = 0; i < 3; ++i)
            m_trail->decided(attempt({"api-token"}));
        m_trail->writeAll();
        QCOMPARE(m_written.size(), std::size_t{2});
        QVERIFY(m_written[1].after.starts_with("2 more"));
        m_clock.advance(5min);
        QCOMPARE(m_written.size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestSecretTrail)
#include "tst_secret_trail.moc"
