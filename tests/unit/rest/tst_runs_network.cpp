// What a client writes about a run's network, as an egress profile and rules: given exactly, or refused.
#include "core/rest/runs_network.h"

#include <QTest>

using namespace glovebox;
using domain::EgressRule;

namespace {

api::EgressProfilesView host(const std::string &ceiling = {})
{
    api::EgressProfilesView view{.usual = "packages", .ceiling = ceiling};
    view.profiles = {{.profile = {"none", "", {}}},
                     {.profile = {"open", "", {{.host = "*", .ports = {{1, 65'535}}}}}},
                     {.profile = {"packages", "", {{.host = "*.packages.example.org"}, {.host = "git.example.org"}}}},
                     {.profile = {"limits",
                                  "",
                                  {{.host = "*.example.org", .ports = {{443, 443}, {80, 80}}},
                                   {.action = EgressRule::Action::Deny, .host = "secret.example.org"}}}}};
    return view;
}

std::string shown(const Result<rest::NetworkPlan> &plan)
{
    if (!plan)
        return "refused: " + plan.error().detail;
    std::string text = plan->profile.empty() ? "usual" : plan->profile;
    for (const auto &rule : plan->own)
        text += " | " + domain::textOf(rule);
    return text;
}

} // namespace

class RunsNetworkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsAskedForIsGiven_data()
    {
        QTest::addColumn<QStringList>("allow");
        QTest::addColumn<QStringList>("deny");
        QTest::addColumn<QString>("plan");
        using Words = std::vector<const char *>;
        const auto listOf = [](const Words &words) {
            QStringList list;
            for (const char *word : words)
                list += QString::fromLatin1(word);
            return list;
        };
        const auto row = [&](const char *name, const Words &allow, const Words &deny, const char *plan) {
            QTest::newRow(name) << listOf(allow) << listOf(deny) << QString::fromLatin1(plan);
        };
        row("nothing is said", {}, {}, "usual");
        row("the vendor's way to allow a list", {"api.example.org"}, {"0.0.0.0/0"}, "none | api.example.org");
        row("the list alone", {"API.example.org.", "*.cdn.example.org"}, {},
            "none | api.example.org | *.cdn.example.org");
        row("twice the same", {"a.example.org", "A.example.org"}, {}, "none | a.example.org");
        row("nothing at all", {}, {"0.0.0.0/0", "::/0"}, "none");
        row("something denied on top", {}, {"bad.example.org", "203.0.113.0/24"},
            "usual | not bad.example.org | not 203.0.113.0/24");
        row("all", {"0.0.0.0/0"}, {}, "open");
        row("all but one", {"*"}, {"bad.example.org"}, "open | not bad.example.org");
        row("a public range", {"9.9.9.0/24"}, {}, "none | 9.9.9.0/24 port 1-65535");
        row("part of what is allowed is denied", {"*.example.org"}, {"bad.example.org"},
            "none | *.example.org | not bad.example.org");
    }
    void whatIsAskedForIsGiven()
    {
        QFETCH(QStringList, allow);
        QFETCH(QStringList, deny);
        QFETCH(QString, plan);
        rest::NetworkWish wish;
        for (const auto &each : allow)
            wish.allow.push_back(each.toStdString());
        for (const auto &each : deny)
            wish.deny.push_back(each.toStdString());
        QCOMPARE(QString::fromStdString(shown(rest::networkPlan(wish, host()))), plan);
    }

    void whatCannotBeGivenIsRefused_data()
    {
        QTest::addColumn<QString>("allow");
        QTest::addColumn<QString>("deny");
        for (const auto *bad :
             {"10.0.0.1", "192.168.0.0/16", "127.0.0.1", "169.254.169.254", "192.0.0.0/8", "8.0.0.0/5", "::1",
              "fd00::/64", "2000::/3", "203.0.0.0/16", "localhost", "nas.local", "host", "a b.example.org",
              "*.*.example.org", "10.0.0.1/33", "http://example.org", "", "a..b"})
            QTest::addRow("allow %s", bad) << QString::fromLatin1(bad) << QString();
        QTest::newRow("denied and allowed") << "api.example.org"
                                            << "*.example.org";
        QTest::newRow("the same twice") << "api.example.org"
                                        << "api.example.org";
        QTest::newRow("all and nothing") << "*"
                                         << "0.0.0.0/0";
        QTest::newRow("a bad denial") << ""
                                      << "10.0.0.0/99";
    }
    void whatCannotBeGivenIsRefused()
    {
        QFETCH(QString, allow);
        QFETCH(QString, deny);
        rest::NetworkWish wish;
        if (!allow.isEmpty() || deny.isEmpty())
            wish.allow.push_back(allow.toStdString());
        if (!deny.isEmpty())
            wish.deny.push_back(deny.toStdString());
        const auto plan = rest::networkPlan(wish, host());
        QVERIFY2(!plan, shown(plan).c_str());
        QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    }

    void profilesAreNamed()
    {
        QCOMPARE(shown(rest::networkPlan({.allow = {}, .deny = {}, .profile = "packages"}, host())),
                 std::string("packages"));
        QVERIFY(!rest::networkPlan({.allow = {}, .deny = {}, .profile = "web"}, host()));
        QVERIFY(!rest::networkPlan({.allow = {"a.example.org"}, .deny = {}, .profile = "packages"}, host()));
    }

    void nothingGoesBeyondTheHostsCeiling()
    {
        const auto within = host("limits");
        QVERIFY(rest::networkPlan({.allow = {"api.example.org"}}, within));
        QVERIFY(rest::networkPlan({.allow = {}, .deny = {}, .profile = "packages"}, within));
        QVERIFY(rest::networkPlan({.allow = {}, .deny = {"x.example.org"}}, within));
        QVERIFY(rest::networkPlan({}, within));
        QVERIFY(!rest::networkPlan({.allow = {"api.example.com"}}, within));
        QVERIFY(!rest::networkPlan({.allow = {"secret.example.org"}}, within));
        QVERIFY(!rest::networkPlan({.allow = {"*.example.org"}}, within)); // of which one is denied
        QVERIFY(!rest::networkPlan({.allow = {"9.9.9.9"}}, within));
        QVERIFY(!rest::networkPlan({.allow = {"*"}}, within));
        QVERIFY(!rest::networkPlan({.allow = {}, .deny = {}, .profile = "open"}, within));
        QVERIFY(!rest::networkPlan({.allow = {"api.example.org"}}, host("a ceiling that is gone")));
    }
};

QTEST_GUILESS_MAIN(RunsNetworkTest)
#include "tst_runs_network.moc"
