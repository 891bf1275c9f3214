// Local addresses that lead into sandboxes: who gets one, who is woken for it, what counts as use, and that none is
// left when its sandbox or the program ends.
#include "core/domain/ip_address.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using testsupport::SnapshotRig;

namespace {

struct PortRig : SnapshotRig {
    SandboxId id{""};
    explicit PortRig(bool begin = true)
    {
        if (!begin)
            return;
        start();
        id = kept();
    }
    explicit PortRig(const std::string &portsAddress) : SnapshotRig(at(portsAddress))
    {
        start();
        id = kept();
    }
    static api::EngineSettings at(const std::string &portsAddress)
    {
        auto out = settings(2, {});
        out.portsAddress = portsAddress;
        return out;
    }
    api::Verdict open(std::uint16_t port, PortKind kind = PortKind::Http, const std::string &path = "/")
    {
        return engine->door().act(api::SandboxAction(api::OpenPort{id, port, kind, path}));
    }
    testsupport::FakeEgress::Address &newest() { return *egress.addresses.back(); }
    /// Somebody connects: what comes of it is told here.
    struct Knock {
        std::optional<Result<ports::EgressLine *>> answer;
        Call call;
    };
    std::shared_ptr<Knock> knock()
    {
        auto out = std::make_shared<Knock>();
        out->call = newest().order.awake(
            [weak = std::weak_ptr(out)](Result<ports::EgressLine *> line) { weak.lock()->answer = std::move(line); });
        return out;
    }
    SandboxState state() { return view(id).state; }
    void setLadder(std::optional<std::chrono::milliseconds> pause, std::optional<std::chrono::milliseconds> hibernate)
    {
        IdleLadder ladder;
        ladder.pauseAfter = pause;
        ladder.hibernateAfter = hibernate;
        ladder.destroyAfter.reset();
        engine->act(api::SandboxAction(api::SetIdleLadder{id, ladder}));
    }
};

} // namespace

class TestPorts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAddressIsGivenShownAndTakenBack()
    {
        PortRig rig;
        const auto verdict = rig.open(8000, PortKind::Http, "/x");
        QVERIFY(verdict.kind == Kind::Accepted);
        QCOMPARE(verdict.object, "http://" + rig.newest().order.host + ":40001/x?glovebox-token=t1");
        QCOMPARE(rig.ports.size(), std::size_t{1});
        const auto view = rig.ports.begin()->second;
        QVERIFY(view.sandbox == rig.id && view.port == 8000 && view.kind == PortKind::Http);
        QCOMPARE(view.address, rig.newest().order.host + ":40001");
        QVERIFY(view.id.value().starts_with("prt-"));
        // The same again: the address stays, its URL is another.
        QCOMPARE(rig.open(8000).object, "http://" + rig.newest().order.host + ":40001/?glovebox-token=t2");
        QCOMPARE(rig.egress.addresses.size(), std::size_t{1});
        QVERIFY(rig.open(8000, PortKind::Tcp).kind == Kind::Accepted);
        QCOMPARE(rig.ports.size(), std::size_t{2});
        QVERIFY(rig.engine->act(api::SandboxAction(api::ClosePort{view.id})).kind == Kind::Accepted);
        QVERIFY(!rig.egress.addresses[0]->isThere && rig.egress.addresses[1]->isThere);
        QVERIFY(!rig.ports.contains(view.id));
        QVERIFY(rig.engine->act(api::SandboxAction(api::ClosePort{view.id})).kind == Kind::Denied);
    }

    void eachSandboxHasAnAddressOfLoopbackOfItsOwn()
    {
        PortRig rig;
        rig.open(8000);
        const auto own = rig.newest().order.host;
        QVERIFY(ipRangeFrom("127.0.0.0/8")->holds(*ipAddressFrom(own)) && own != "127.0.0.1");
        rig.open(9000, PortKind::Tcp);
        QCOMPARE(rig.newest().order.host, own);
        rig.id = rig.kept();
        rig.open(8000);
        QVERIFY(rig.newest().order.host != own);
    }

    void thoseWithATokenAreOpenedWhereItWasConfigured()
    {
        PortRig rig(std::string("192.0.2.7"));
        rig.open(8000);
        QCOMPARE(rig.newest().order.host, std::string("192.0.2.7"));
        rig.open(9000, PortKind::Tcp); // whoever connects is let in: of this host alone
        QVERIFY(rig.newest().order.host.starts_with("127."));
        rig.open(8001);
        QCOMPARE(rig.newest().order.host, std::string("192.0.2.7"));
    }

    /// An address of loopback that was named is meant: servers with a list of their hosts have it in there.
    void anAddressOfLoopbackThatWasNamedIsThatOfAllOfThem()
    {
        for (const std::string named : {"127.0.0.1", "127.3.2.1", "::1"}) {
            PortRig rig(named);
            rig.open(8000);
            QCOMPARE(rig.newest().order.host, named);
            rig.open(9000, PortKind::Tcp); // no further than elsewhere on loopback
            QCOMPARE(rig.newest().order.host, named);
            rig.id = rig.kept();
            rig.open(8000);
            QCOMPARE(rig.newest().order.host, named);
        }
    }

    void whatCannotBeIsDeniedInWords()
    {
        PortRig rig;
        const auto why = [&](api::OpenPort wanted) {
            const auto verdict = rig.engine->act(api::SandboxAction(wanted));
            return verdict.kind == Kind::Denied ? verdict.reason : std::string("?");
        };
        QCOMPARE(why({SandboxId("sbx-nobody"), 8000}), std::string("There is no such sandbox."));
        QVERIFY(why({rig.id, 0}).find("1 to 65535") != std::string::npos);
        for (const auto *path : {"", "x", "/a b", "/a#b", "/a\r\nX: y", "/\"", "/\xC3\xA4"})
            QVERIFY2(why({rig.id, 8000, PortKind::Http, path}).find("The path") == 0, path);
        rig.egress.mayListen = false;
        QVERIFY(why({rig.id, 8000}).find("cannot be opened") != std::string::npos);
        rig.egress.mayListen = true;
        for (std::uint16_t port = 1; port <= engine::PortBook::kPortsOfOne; ++port)
            QVERIFY(rig.open(port).kind == Kind::Accepted);
        QVERIFY(why({rig.id, 8000}).find("Close one first") != std::string::npos);
        QVERIFY(rig.open(1).kind == Kind::Accepted);
        QCOMPARE(rig.ports.size(), engine::PortBook::kPortsOfOne);
    }

    void aMachineOfBeforeTheNetworkPortHasNone()
    {
        PortRig rig(false);
        rig.hypervisor.hasNetwork = false;
        rig.start();
        rig.id = rig.kept();
        QVERIFY(rig.open(8000).reason.find("no network port") != std::string::npos);
    }

    void whatRunsIsReachedAtOnce()
    {
        PortRig rig;
        rig.open(8000);
        const auto knock = rig.knock();
        QVERIFY(!knock->answer); // not from inside
        rig.pass(0ms);
        QVERIFY(knock->answer && *knock->answer && **knock->answer == rig.egress.of(rig.id.value())->handle);
    }

    void whatIsPausedGoesOn()
    {
        PortRig rig;
        rig.open(8000);
        rig.engine->pauseSandbox(rig.id);
        rig.pass(1s);
        QCOMPARE(rig.state(), SandboxState::Paused);
        const auto knock = rig.knock();
        rig.pass(1s);
        QCOMPARE(rig.state(), SandboxState::Running);
        QVERIFY(knock->answer && *knock->answer);
    }

    void alsoInTheMomentOfBeingPaused()
    {
        PortRig rig;
        rig.open(8000);
        rig.engine->pauseSandbox(rig.id);
        const auto knock = rig.knock();
        rig.pass(2s);
        QCOMPARE(rig.state(), SandboxState::Running);
        QVERIFY(knock->answer && *knock->answer);
    }

    void whatIsHibernatedWakesWithItsPorts()
    {
        PortRig rig;
        rig.open(8000);
        rig.engine->act(api::SandboxAction(api::HibernateSandbox{rig.id}));
        rig.pass(30s);
        QCOMPARE(rig.state(), SandboxState::Hibernated);
        QCOMPARE(rig.ports.size(), std::size_t{1});
        const auto knock = rig.knock();
        const auto gaveUp = rig.knock();
        gaveUp->call.cancel();
        rig.pass(30s);
        QCOMPARE(rig.state(), SandboxState::Running);
        QVERIFY(knock->answer && *knock->answer && **knock->answer == rig.egress.of(rig.id.value())->handle);
        QVERIFY(!gaveUp->answer);
    }

    void whoComesToOneThatIsGoneHearsIt()
    {
        PortRig rig;
        rig.open(8000);
        rig.engine->pauseSandbox(rig.id);
        rig.pass(1s);
        const auto awake = rig.newest().order.awake;
        rig.engine->destroySandbox(rig.id);
        rig.pass(1s);
        QVERIFY(rig.ports.empty() && !rig.newest().isThere);
        std::optional<Result<ports::EgressLine *>> answer;
        const auto call = awake([&](Result<ports::EgressLine *> line) { answer = std::move(line); });
        rig.pass(0ms);
        QVERIFY(answer && !*answer && answer->error().code == ErrorCode::NotFound);
    }

    void useKeepsItFromFallingAsleepAndNothingElseDoes()
    {
        PortRig rig;
        rig.setLadder(10s, std::nullopt);
        rig.open(8000);
        for (int i = 0; i < 10; ++i) {
            rig.pass(4s);
            rig.newest().order.used();
        }
        QCOMPARE(rig.state(), SandboxState::Running);
        rig.newest().counts.open = 1; // a connection that says nothing
        rig.newest().order.changed();
        rig.pass(15s);
        QCOMPARE(rig.state(), SandboxState::Paused);
        rig.newest().order.used(); // now it does
        rig.pass(1s);
        QCOMPARE(rig.state(), SandboxState::Running);
    }

    void countsAreShownOnceASecondAtMost()
    {
        PortRig rig;
        rig.open(8000);
        const int before = rig.portViews;
        for (int i = 0; i < 100; ++i) {
            ++rig.newest().counts.taken;
            rig.newest().order.changed();
            rig.pass(20ms);
        }
        QVERIFY2(rig.portViews - before <= 3, std::to_string(rig.portViews - before).c_str());
        rig.pass(2s);
        QCOMPARE(rig.ports.begin()->second.taken, std::uint64_t{100});
    }

    void noneIsLeftWhenTheProgramEnds()
    {
        PortRig rig;
        rig.open(8000);
        rig.engine->drain();
        rig.pass(1min);
        QVERIFY(rig.ports.empty() && !rig.newest().isThere);
        QVERIFY(rig.open(8000).kind == Kind::Denied);
    }

    void tokensAreInNoTrail()
    {
        PortRig rig;
        rig.open(8000);
        rig.pass(1s);
        bool opened = false;
        for (const auto &entry : rig.ledger->durable().history.audit) {
            QVERIFY((entry.after + entry.object + entry.reason).find("glovebox-token") == std::string::npos);
            opened = opened || (entry.action == "port.opened" && entry.after == "8000, http");
        }
        QVERIFY(opened);
    }
};

QTEST_GUILESS_MAIN(TestPorts)
#include "tst_ports.moc"
