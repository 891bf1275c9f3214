// What may leave a sandbox: every literal and every edge that somebody could try, and three laws that hold for all
// policies.
#include <QTest>

#include "core/domain/egress_policy.h"
#include "core/domain/ip_address.h"

#include <random>

using namespace glovebox;
using namespace glovebox::domain;
using Action = EgressRule::Action;

namespace {

EgressRule allow(std::string host, std::vector<EgressPorts> ports = {})
{
    return {.action = Action::Allow, .host = std::move(host), .ports = std::move(ports)};
}

EgressRule deny(std::string host, std::vector<EgressPorts> ports = {})
{
    return {.action = Action::Deny, .host = std::move(host), .ports = std::move(ports)};
}

EgressPolicy of(std::vector<EgressRule> rules, std::vector<EgressRule> own = {})
{
    return {{"p", "", std::move(rules)}, std::move(own)};
}

bool named(const EgressPolicy &policy, std::string name, int port = 443)
{
    return decide(policy, {std::move(name), {}, static_cast<std::uint16_t>(port)}).allowed;
}

bool dialled(const EgressPolicy &policy, std::string address, std::uint16_t port = 443)
{
    return decide(policy, {{}, std::move(address), port}).allowed;
}

std::string problem(const EgressRule &rule)
{
    const auto good = check(rule);
    return good ? std::string() : good.error().detail;
}

/// A few rules and names that meet each other often.
class Dice {
public:
    explicit Dice(unsigned seed) : m_random(seed) {}
    template <class T>
    T one(const std::vector<T> &all)
    {
        return all[m_random() % all.size()];
    }
    EgressRule rule()
    {
        EgressRule out{.action = m_random() % 3 == 0 ? Action::Deny : Action::Allow,
                       .host = one<std::string>({"*", "a.test", "*.a.test", "b.a.test", "*.b.a.test", "10.0.0.0/8",
                                                 "203.0.113.7", "2606:4700::/32"})};
        for (auto i = m_random() % 3; i > 0; --i) {
            const auto first = one<std::uint16_t>({1, 22, 79, 80, 443, 8000, 65'535});
            const auto last = one<std::uint16_t>({22, 80, 442, 443, 9000, 65'535});
            out.ports.push_back({std::min(first, last), std::max(first, last)});
        }
        return out;
    }
    EgressPolicy policy()
    {
        EgressPolicy out = of({});
        for (auto i = m_random() % 5; i > 0; --i)
            out.profile.rules.push_back(rule());
        for (auto i = m_random() % 3; i > 0; --i)
            out.own.push_back(rule());
        return out;
    }
    std::string name() { return one<std::string>({"a.test", "b.a.test", "c.b.a.test", "xa.test", "test.test"}); }
    std::uint16_t port() { return one<std::uint16_t>({1, 22, 80, 81, 443, 444, 8000, 65'535}); }

private:
    std::mt19937 m_random;
};

} // namespace

class TestEgressPolicy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsAllowedThatNoRuleAllows()
    {
        QVERIFY(!named(of({}), "example.org"));
        QVERIFY(!dialled(of({}), "8.8.8.8"));
        QVERIFY(!couldAllow(of({}), "example.org"));
        QVERIFY(!named(of({allow("example.org")}), "example.com"));
    }

    void aNameIsItselfAndAWildcardWhatIsBelow()
    {
        const auto one = of({allow("example.org")});
        QVERIFY(named(one, "example.org"));
        for (const char *other : {"a.example.org", "xexample.org", "example.org.evil.test", "example.or", "xample.org"})
            QVERIFY2(!named(one, other), other);
        const auto below = of({allow("*.example.org")});
        for (const char *name : {"a.example.org", "a.b.example.org", "_x.example.org"})
            QVERIFY2(named(below, name), name);
        for (const char *other : {"example.org", "aexample.org", ".example.org", "a..example.org", "a.example.org."})
            QVERIFY2(!named(below, other), other);
        QVERIFY(named(of({allow("*")}), "anything.test"));
    }

    void aNameThatIsNoneIsNeverAllowed_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"localhost", "printer",    "nas.local",    "a.internal",  "x.home.arpa",
                                 "home.arpa", "y.onion",    "a.localhost",  "b.invalid",   "127.0.0.1",
                                 "0x7f.1",    "0177.0.0.1", "2130706433",   "1.2.3",       "0x7f000001",
                                 "[::1]",     "::1",        "example.org.", ".",           "..",
                                 "-a.test",   "a-.test",    "a.test-",      "Example.org", "ex\xC3\xA4mple.test",
                                 "a b.test",  "a.test:80",  "user@a.test",  "a.test/x",    "*.test",
                                 "*",         "a\n.test",   "example.1",    "a.0x10"})
            QTest::newRow(name) << QString::fromUtf8(name);
        QTest::newRow("a zero") << QString::fromLatin1("a\0.test", 7);
        QTest::newRow("64 in a label") << QString(64, u'a') + QStringLiteral(".test");
        QString longName;
        while (longName.size() < 252)
            longName += QStringLiteral("ab.");
        QTest::newRow("254") << longName + QStringLiteral("te");
    }
    void aNameThatIsNoneIsNeverAllowed()
    {
        QFETCH(const QString, name);
        const auto everything = of({allow("*", {{1, 65'535}})});
        QVERIFY(!isEgressName(name.toStdString()));
        QVERIFY(!named(everything, name.toStdString(), 80));
        QVERIFY(!couldAllow(everything, name.toStdString()));
    }

    void whatIsWrittenInItsXnFormIsAName()
    {
        QVERIFY(isEgressName("xn--exmple-cua.xn--p1ai"));
        QVERIFY(isEgressName(kControlPlaneName));
        QVERIFY(isEgressName(std::string(63, 'a') + ".test"));
    }

    void denyWinsWhereverItStands()
    {
        QVERIFY(!named(of({allow("*"), deny("*.bad.test")}), "x.bad.test"));
        QVERIFY(!named(of({deny("*.bad.test"), allow("x.bad.test")}), "x.bad.test"));
        QVERIFY(!named(of({deny("x.test")}, {allow("x.test")}), "x.test"));
        QVERIFY(!named(of({allow("x.test")}, {deny("x.test")}), "x.test"));
        QVERIFY(named(of({allow("x.test"), deny("x.test", {{80, 80}})}), "x.test", 443));
        QVERIFY(!named(of({allow("x.test"), deny("x.test", {{80, 80}})}), "x.test", 80));
        QVERIFY(!dialled(of({allow("8.8.0.0/16"), deny("8.8.8.0/24")}), "8.8.8.8"));
    }

    void portsAreThoseOfTheRule()
    {
        const auto usual = of({allow("x.test")});
        QVERIFY(named(usual, "x.test", 80) && named(usual, "x.test", 443));
        for (const int port : {0, 1, 22, 79, 81, 442, 444, 8080, 65'535})
            QVERIFY(!named(usual, "x.test", port));
        const auto some = of({allow("x.test", {{22, 22}, {8000, 8010}})});
        for (const int port : {22, 8000, 8005, 8010})
            QVERIFY(named(some, "x.test", port));
        for (const int port : {21, 23, 80, 443, 7999, 8011})
            QVERIFY(!named(some, "x.test", port));
        QVERIFY(!named(of({allow("x.test", {{1, 65'535}}), deny("x.test")}), "x.test", 9000)); // none: all of them
    }

    void aRangeHoldsItsAddressesAndNoMore()
    {
        const auto range = of({allow("192.0.2.64/26"), allow("2001:db8:1::/48"), allow("203.0.113.7")});
        for (const char *in : {"192.0.2.64", "192.0.2.127", "2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff",
                               "203.0.113.7", "::ffff:192.0.2.100", "::ffff:c000:240"})
            QVERIFY2(dialled(range, in), in);
        for (const char *out : {"192.0.2.63", "192.0.2.128", "2001:db8:0:ffff::", "2001:db8:2::", "203.0.113.6",
                                "203.0.113.8", "::192.0.2.100", "64:ff9b::192.0.2.100", "2002:c000:264::"})
            QVERIFY2(!dialled(range, out), out);
        QVERIFY(dialled(of({allow("0.0.0.0/0")}), "255.255.255.255"));
        QVERIFY(!dialled(of({allow("0.0.0.0/0")}), "::1"));
        QVERIFY(dialled(of({allow("::/0")}), "::1") && !dialled(of({allow("::/0")}), "::ffff:1.2.3.4"));
    }

    void anAddressIsOnlyReachedByARuleForAddresses()
    {
        QVERIFY(!dialled(of({allow("*", {{1, 65'535}})}), "8.8.8.8"));
        const auto everywhere = of({allow("0.0.0.0/0")});
        for (const char *text : {"0177.0.0.1", "2130706433", "0x7f.1", "127.1", "127.0.0.1 ", " 127.0.0.1",
                                 "[127.0.0.1]", "127.0.0.1%lo", "", "example.org", "1.2.3.4/8"})
            QVERIFY2(!dialled(everywhere, text), text);
        QVERIFY(!decide(everywhere, {"x.test", "8.8.8.8", 443}).allowed); // one or the other
    }

    /// Another way to write an address is no way around a rule that denies it.
    void whatCarriesADeniedAddressIsDenied()
    {
        const auto policy = of({allow("::/0"), allow("0.0.0.0/0"), deny("203.0.113.0/24")});
        for (const char *each :
             {"203.0.113.9", "::ffff:203.0.113.9", "64:ff9b::203.0.113.9", "2002:cb00:7109::1", "::203.0.113.9"})
            QVERIFY2(!dialled(policy, each), each);
        QVERIFY(!decideAddress(of({allow("*"), deny("8.8.8.0/24")}), "64:ff9b::8.8.8.8", 443).allowed);
    }

    void publicAddresses_data()
    {
        QTest::addColumn<bool>("isPublic");
        for (const char *each :
             {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",
              "100.128.0.0",     "126.255.255.255", "128.0.0.0",       "169.253.255.255",  "169.255.0.0",
              "172.15.255.255",  "172.32.0.0",      "191.255.255.255", "192.0.1.0",        "192.0.3.0",
              "192.167.255.255", "192.169.0.0",     "198.17.255.255",  "198.20.0.0",       "198.51.99.255",
              "198.51.101.0",    "203.0.112.255",   "203.0.114.0",     "223.255.255.255",  "2606:4700::1111",
              "2001:200::1",     "2a00::1",         "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8", "2002:808:808::1",
              "::8.8.8.8"})
            QTest::newRow(each) << true;
        for (const char *each : {"0.0.0.0",
                                 "0.255.255.255",
                                 "10.0.0.1",
                                 "10.255.255.255",
                                 "100.64.0.1",
                                 "100.127.255.255",
                                 "127.0.0.1",
                                 "127.255.255.255",
                                 "169.254.169.254",
                                 "169.254.0.0",
                                 "172.16.0.1",
                                 "172.31.255.255",
                                 "192.0.0.1",
                                 "192.0.2.1",
                                 "192.88.99.1",
                                 "192.168.0.1",
                                 "198.18.0.1",
                                 "198.19.255.255",
                                 "198.51.100.1",
                                 "203.0.113.1",
                                 "224.0.0.1",
                                 "239.255.255.255",
                                 "240.0.0.1",
                                 "255.255.255.255",
                                 "::",
                                 "::1",
                                 "fe80::1",
                                 "febf::1",
                                 "fec0::1",
                                 "fc00::1",
                                 "fd67:6c6f::2",
                                 "ff02::1",
                                 "2001::1",
                                 "2001:0:53aa::1",
                                 "2001:10::1",
                                 "2001:20::1",
                                 "2001:db8::1",
                                 "3fff::1",
                                 "4000::1",
                                 "64:ff9b:1::1",
                                 "100::1",
                                 "5f00::1",
                                 "::ffff:127.0.0.1",
                                 "::ffff:7f00:1",
                                 "::ffff:169.254.169.254",
                                 "::ffff:10.0.0.1",
                                 "64:ff9b::127.0.0.1",
                                 "64:ff9b::a9fe:a9fe",
                                 "2002:7f00:1::",
                                 "2002:a00:1::1",
                                 "2002:a9fe:a9fe::",
                                 "::127.0.0.1",
                                 "::10.0.0.1",
                                 "::ffff:0:8.8.8.8",
                                 "0177.0.0.1",
                                 "2130706433",
                                 "0x7f.1",
                                 "127.1",
                                 "localhost",
                                 "",
                                 "fe80::1%lo",
                                 "1.1.1.1 "})
            QTest::newRow(*each ? each : "nothing") << false;
    }
    void publicAddresses()
    {
        QFETCH(const bool, isPublic);
        const std::string tag = QTest::currentDataTag();
        const auto address = tag == "nothing" ? std::string() : tag;
        QCOMPARE(isPublicAddress(address), isPublic);
        QCOMPARE(decideAddress(of({allow("*", {{1, 65'535}})}), address, 443).allowed, isPublic);
    }

    void aNameMayLeadToAPrivateAddressThatARuleNames()
    {
        const auto policy = of({allow("db.example.org", {{5432, 5432}}), allow("10.1.0.0/16", {{5432, 5432}})});
        QVERIFY(decideAddress(policy, "10.1.2.3", 5432).allowed);
        QVERIFY(decideAddress(policy, "::ffff:10.1.2.3", 5432).allowed);
        QVERIFY(!decideAddress(policy, "10.2.0.1", 5432).allowed);
        QVERIFY(!decideAddress(policy, "10.1.2.3", 443).allowed);
        QVERIFY(!decideAddress(policy, "2002:a01:203::", 5432).allowed);
        QCOMPARE(decideAddress(policy, "10.1.2.3", 5432).rule, std::string("p: 10.1.0.0/16 port 5432"));
    }

    void theRulingSaysWhichRuleAndWhat()
    {
        auto ssh = allow("git.example.org", {{22, 22}, {8000, 8010}});
        const auto policy = of({ssh, deny("*.example.org", {{80, 80}})}, {allow("own.test")});
        auto ruling = decide(policy, {"git.example.org", {}, 22});
        QCOMPARE(ruling.rule, std::string("p: git.example.org port 22, 8000-8010"));
        QVERIFY(ruling.traffic == EgressTraffic::Any && ruling.reason.empty());
        QVERIFY(decide(policy, {"own.test", {}, 443}).traffic == EgressTraffic::Tls);
        QVERIFY(decide(policy, {"own.test", {}, 80}).traffic == EgressTraffic::Http);
        QCOMPARE(decide(policy, {"own.test", {}, 80}).rule, std::string("this sandbox: own.test"));
        ruling = decide(policy, {"git.example.org", {}, 80});
        QCOMPARE(ruling.reason, std::string("The sandbox policy p does not allow git.example.org port 80: the rule "
                                            "\"p: not *.example.org port 80\" denies it."));
        ruling = decide(policy, {"other.test", {}, 443});
        QCOMPARE(ruling.reason,
                 std::string("The sandbox policy p does not allow other.test port 443: no rule names it."));
        // Whatever it is asked for, a guest is told it within what it takes (guest::kNetTextMax).
        EgressPolicy longest = of({});
        longest.profile.name = std::string(63, 'p');
        QVERIFY(
            decide(longest, {std::string(63, 'a') + '.' + std::string(63, 'b') + ".test", {}, 65'535}).reason.size() <
            240);
    }

    void whereARuleLeadsIsSaid()
    {
        auto rule = allow(kControlPlaneName, {{8080, 8080}});
        rule.to = "127.0.0.1:8080";
        rule.traffic = EgressTraffic::Http;
        QCOMPARE(problem(rule), std::string());
        const auto ruling = decide(of({rule}), {kControlPlaneName, {}, 8080});
        QVERIFY(ruling.allowed && ruling.traffic == EgressTraffic::Http);
        QCOMPARE(ruling.to, std::string("127.0.0.1:8080"));
    }

    void mistakesInRulesAreFound()
    {
        for (const char *good : {"*", "example.org", "*.example.org", "*.org", "10.0.0.0/8", "10.0.0.1", "::1",
                                 "fe80::/10", "xn--p1ai.example"})
            QCOMPARE(problem(allow(good)), std::string());
        for (const char *bad : {"",
                                "Example.org",
                                "example.org.",
                                "ex*.org",
                                "*.*.org",
                                "**",
                                "*.",
                                "a b",
                                "localhost",
                                "*.local",
                                "x.internal",
                                "10.0.0.1/8",
                                "10.0.0.0/33",
                                "10.0.0.0/-1",
                                "10.0.0.0/08",
                                "10.0.0.0/",
                                "::ffff:10.0.0.0/104",
                                "1.2.3",
                                "0177.0.0.1",
                                "h\xC3\xA4.test",
                                "a.test:80",
                                "http://a.test",
                                "a.test/x"})
            QVERIFY2(!problem(allow(bad)).empty(), bad);
        QVERIFY(!problem(allow("a.test", {{0, 5}})).empty());
        QVERIFY(!problem(allow("a.test", {{9, 5}})).empty());
        QVERIFY(!problem(allow("a.test", std::vector<EgressPorts>(33, {1, 2}))).empty());
        for (const char *to : {"127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "localhost:80", "::1:80",
                               "[127.0.0.1]:80", "127.0.0.1:080", "127.0.0.1:+80"}) {
            auto rule = allow("a.test");
            rule.to = to;
            QVERIFY2(!problem(rule).empty(), to);
        }
        for (const char *host : {"*", "*.a.test", "10.0.0.0/8"}) {
            auto rule = allow(host);
            rule.to = "[::1]:80";
            QVERIFY2(!problem(rule).empty(), host);
        }
        auto away = deny("a.test");
        away.to = "127.0.0.1:80";
        QVERIFY(!problem(away).empty());
        QVERIFY(check(EgressProfile{"mine", "", {allow("a.test")}}));
        for (const char *name : {"", "-a", "a-", "A", "a_b", "a b"})
            QVERIFY2(!check(EgressProfile{name, "", {}}), name);
        QVERIFY(!check(EgressProfile{"mine", "", {allow("nothing")}}));
        QVERIFY(!check(EgressProfile{"mine", "", std::vector<EgressRule>(kEgressRulesMax + 1, allow("*"))}));
    }

    void oneMoreRuleThatDeniesNeverAllowsMore()
    {
        for (unsigned seed = 0; seed < 3000; ++seed) {
            Dice dice(seed);
            const auto policy = dice.policy();
            auto stricter = policy;
            auto more = dice.rule();
            more.action = Action::Deny;
            stricter.own.push_back(more);
            const EgressAttempt attempt{dice.name(), {}, dice.port()};
            QVERIFY(!decide(stricter, attempt).allowed || decide(policy, attempt).allowed);
            const auto address = dice.one<std::string>({"10.1.1.1", "203.0.113.7", "2606:4700::1", "8.8.8.8"});
            QVERIFY(!decideAddress(stricter, address, attempt.port).allowed ||
                    decideAddress(policy, address, attempt.port).allowed);
        }
    }

    /// Whatever a profile, a session or an operator's haste allows.
    void nothingExceedsTheCeiling()
    {
        auto policy = of({allow("*"), allow("10.0.0.0/8", {{5432, 5432}})}, {allow("db.a.test", {{5432, 5432}})});
        QVERIFY(named(policy, "x.test") && named(policy, "db.a.test", 5432) && dialled(policy, "10.1.2.3", 5432));
        policy.ceiling = EgressProfile{"top", "", {allow("*.a.test"), allow("10.1.0.0/16", {{5432, 5432}})}};
        QVERIFY(named(policy, "b.a.test") && dialled(policy, "10.1.2.3", 5432));
        QVERIFY(!named(policy, "x.test") && !named(policy, "db.a.test", 5432) && !dialled(policy, "10.2.2.3", 5432));
        QVERIFY(couldAllow(policy, "b.a.test") && !couldAllow(policy, "x.test"));
        const auto why = decide(policy, {"x.test", {}, 443}).reason;
        QVERIFY2(why.find("policy top does not allow x.test port 443") != std::string::npos, why.c_str());
        // Where a name leads, too.
        QVERIFY(decideAddress(policy, "10.1.0.1", 5432).allowed && !decideAddress(policy, "10.2.0.1", 5432).allowed);
        QVERIFY(decideAddress(policy, "1.1.1.1", 443).allowed);
    }

    void whatMayBeSpokenIsWhatBothSay()
    {
        auto policy = of({{.host = "a.test", .ports = {{443, 443}}, .traffic = EgressTraffic::Any}});
        policy.ceiling = EgressProfile{"top", "", {allow("*")}};
        QVERIFY(decide(policy, {"a.test", {}, 443}).traffic == EgressTraffic::Tls);
        policy.profile.rules.front().traffic = EgressTraffic::Http;
        const auto ruling = decide(policy, {"a.test", {}, 443});
        QVERIFY2(!ruling.allowed && ruling.reason.find("tls alone") != std::string::npos, ruling.reason.c_str());
    }

    void theCeilingNeverAllowsMore()
    {
        for (unsigned seed = 0; seed < 3000; ++seed) {
            Dice dice(seed);
            auto policy = dice.policy();
            const EgressAttempt attempt{dice.name(), {}, dice.port()};
            const bool before = decide(policy, attempt).allowed;
            policy.ceiling = dice.policy().profile;
            const bool above = decide({*policy.ceiling, {}}, attempt).allowed;
            const bool now = decide(policy, attempt).allowed;
            QVERIFY(!now || (before && above));
            QVERIFY(!now || couldAllow(policy, attempt.name));
        }
    }

    void theSameRulesHaveTheSameVersion()
    {
        EgressProfile one{"p", "", {allow("a.test"), deny("b.test", {{1, 9}})}};
        auto other = one;
        other.description = "what people read";
        QCOMPARE(versionOf(one), versionOf(other));
        QCOMPARE(versionOf(one).size(), std::size_t{8});
        other.rules.back().ports.front().last = 10;
        QVERIFY(versionOf(one) != versionOf(other));
    }

    void portsAreWrittenAsTheyAreRead()
    {
        for (const char *text : {"443", "8000-8010", "1-65535"})
            QCOMPARE(textOf(*egressPortsFrom(text)), std::string(text));
        for (const char *text : {"", "0", "-", "1-", "-1", "9-8", "65536", "80,443", " 80", "+80", "1-2-3"})
            QVERIFY2(!egressPortsFrom(text), text);
        QVERIFY(!checkOwn({.host = "a.test", .to = "127.0.0.1:80"}) && checkOwn(allow("a.test")));
    }

    void theOrderOfRulesDecidesNothing()
    {
        for (unsigned seed = 0; seed < 3000; ++seed) {
            Dice dice(seed);
            const auto policy = dice.policy();
            auto turned = policy;
            std::ranges::reverse(turned.profile.rules);
            const EgressAttempt attempt{dice.name(), {}, dice.port()};
            QCOMPARE(decide(policy, attempt).allowed, decide(turned, attempt).allowed);
        }
    }

    void aNameResolvesExactlyWhenSomePortIsAllowed()
    {
        for (unsigned seed = 0; seed < 12; ++seed) {
            Dice dice(seed);
            const auto policy = dice.policy();
            const auto name = dice.name();
            bool any = false;
            for (int port = 1; port <= 65'535 && !any; ++port)
                any = named(policy, name, port);
            QCOMPARE(couldAllow(policy, name), any);
        }
    }
};

QTEST_GUILESS_MAIN(TestEgressPolicy)
#include "tst_egress_policy.moc"
