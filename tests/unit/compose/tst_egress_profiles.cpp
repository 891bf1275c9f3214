// The profiles of a host: those that everyone has, filled in by what it is set up for, and the operator's own.
#include "app/compose/egress_file.h"
#include "app/compose/egress_profiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::compose;
using namespace glovebox::domain;

namespace {

std::string problems(std::string_view text)
{
    const auto profiles = parseEgressProfiles(text);
    return profiles ? std::string() : domain::textOf(profiles.error());
}

EgressProfile named(const std::vector<EgressProfile> &all, const std::string &name)
{
    const auto found = std::ranges::find(all, name, &EgressProfile::name);
    return found == all.end() ? EgressProfile{} : *found;
}

} // namespace

class TestEgressProfiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFileOfProfilesIsRead()
    {
        const auto profiles = parseEgressProfiles(R"(
[[profile]]
name = "builds"
description = "our mirrors"
[[profile.rule]]
allow = "*.mirrors.example.org"
note = "all of them"
[[profile.rule]]
allow = "git.example.org"
ports = [22, "9000-9010"]
traffic = "any"
[[profile.rule]]
deny = "old.mirrors.example.org"
[[profile.rule]]
allow = "registry.example.org"
to = "127.0.0.1:5000"
[[profile]]
name = "nothing-yet"
)");
        QVERIFY2(profiles, profiles ? "" : domain::textOf(profiles.error()).c_str());
        QCOMPARE(profiles->size(), std::size_t{2});
        const auto &rules = profiles->front().rules;
        QCOMPARE(rules.size(), std::size_t{4});
        QVERIFY(rules[0].host == "*.mirrors.example.org" && rules[0].ports.empty() && rules[0].note == "all of them");
        QVERIFY((rules[1].ports == std::vector<EgressPorts>{{22, 22}, {9000, 9010}}));
        QVERIFY(rules[1].traffic == EgressTraffic::Any);
        QVERIFY(rules[2].action == EgressRule::Action::Deny);
        QCOMPARE(rules[3].to, std::string("127.0.0.1:5000"));
        QVERIFY(check(profiles->front()));
    }

    void allMistakesAreSaidWithTheirLines()
    {
        const auto said = problems("[[profile]]\n"                       // 1
                                   "name = \"open\"\n"                   // 2
                                   "[[profile.rule]]\n"                  // 3
                                   "allow = \"Example.org\"\n"           // 4
                                   "[[profile.rule]]\n"                  // 5
                                   "allow = \"a.test\"\n"                // 6
                                   "deny = \"b.test\"\n"                 // 7
                                   "[[profile.rule]]\n"                  // 8
                                   "allow = \"a.test\"\n"                // 9
                                   "prots = [80]\n"                      // 10
                                   "[[profile.rule]]\n"                  // 11
                                   "allow = \"a.test\"\n"                // 12
                                   "ports = [0, 70000, \"9-1\", true]\n" // 13
                                   "traffic = \"udp\"\n"                 // 14
                                   "[[profile]]\n"                       // 15
                                   "name = \"Bad Name\"\n");             // 16
        for (const char *part :
             {"line 1: 'open' is a profile that every host has",
              "line 3: 'Example.org': host names are written in lower", "line 5: a rule says either allow or deny",
              "line 10: 'prots' is not known", "did you mean 'ports'", "line 13: a port is a number",
              "line 14: traffic: 'udp' is not possible", "line 15: a profile needs a name"})
            QVERIFY2(said.find(part) != std::string::npos, said.c_str());
        QVERIFY(problems("[[profile\n").starts_with("line 1: not TOML"));
        QVERIFY(!problems("profile = 3\n").empty());
        QVERIFY(!problems("[[profile]]\nname = \"a\"\n[[profile]]\nname = \"a\"\n").empty());
        QVERIFY(
            !problems("[[profile]]\nname = \"a\"\n[[profile.rule]]\nallow = \"*\"\nto = \"127.0.0.1:1\"\n").empty());
        QVERIFY(!problems(std::string(300'000, '#')).empty());
        QCOMPARE(problems(""), std::string());
    }

    void theControlPlaneIsReachedAndNothingElse()
    {
        const auto profiles = hostEgressProfiles({"https://cp.example.org/base", "http://127.0.0.1:8080",
                                                  "http://[::1]:9/x", "http://10.0.0.7:81", "nonsense"},
                                                 {});
        QVERIFY(profiles.has_value());
        const EgressPolicy policy{named(*profiles, kControlPlaneEgress), {}};
        QCOMPARE(policy.profile.rules.size(), std::size_t{4});
        QVERIFY(decide(policy, {"cp.example.org", {}, 443}).traffic == EgressTraffic::Tls);
        QVERIFY(!decide(policy, {"cp.example.org", {}, 80}).allowed);
        const auto local = decide(policy, {kControlPlaneName, {}, 8080});
        QVERIFY(local.allowed && local.traffic == EgressTraffic::Http);
        QCOMPARE(local.to, std::string("127.0.0.1:8080"));
        QCOMPARE(decide(policy, {kControlPlaneName, {}, 9}).to, std::string("[::1]:9"));
        QVERIFY(!decide(policy, {kControlPlaneName, {}, 22}).allowed);
        QVERIFY(decide(policy, {{}, "10.0.0.7", 81}).allowed);
        QVERIFY(!decide(policy, {{}, "127.0.0.1", 8080}).allowed); // under its name alone
        for (const auto &profile : *profiles)
            QVERIFY2(check(profile), profile.name.c_str());
        QVERIFY(!decide({named(*profiles, kNoEgress), {}}, {"cp.example.org", {}, 443}).allowed);
        QVERIFY(decide({named(*profiles, kOpenEgress), {}}, {"anything.test", {}, 9999}).allowed);
    }

    void packagesComeFromWhereThisHostsOwnDo()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("sources.list.d")));
        const auto put = [&](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        QVERIFY(put(QStringLiteral("sources.list"), "deb http://deb.mirror.test/debian bookworm main\n"
                                                    "# deb http://off.mirror.test/debian bookworm main\n"));
        QVERIFY(put(QStringLiteral("sources.list.d/more.sources"),
                    "Types: deb\nURIs: https://sec.mirror.test:8443/debian\nSuites: bookworm\nComponents: main\n"));
        const PackageConfiguration configuration{
            .aptFolder = folder.path().toStdString(),
            .npmrc = {"registry=http://npm.mirror.test:4873/\n", "@ours:registry=https://ours.mirror.test/npm/\n"},
            .pipConf =
                {"[global]\nindex-url = https://pip.mirror.test/simple\nextra-index-url =\n"
                 "    https://more.mirror.test/simple\n    http://127.0.0.1:3141/\n# index-url = https://no.test\n"
                 "timeout = 10\n"},
            .environment = {{"PIP_EXTRA_INDEX_URL", "https://env.mirror.test/simple nonsense"}}};
        const auto profile = packagesProfile(packageHosts(configuration));
        std::vector<std::string> hosts;
        for (const auto &rule : profile.rules)
            hosts.push_back(rule.host + ':' + std::to_string(rule.ports.front().first));
        std::ranges::sort(hosts);
        QCOMPARE(hosts, (std::vector<std::string>{"deb.mirror.test:80", "env.mirror.test:443", "more.mirror.test:443",
                                                  "npm.mirror.test:4873", "ours.mirror.test:443", "pip.mirror.test:443",
                                                  "sec.mirror.test:8443"}));
        QVERIFY(check(profile));
        QVERIFY(packageHosts({.aptFolder = folder.filePath(QStringLiteral("none")).toStdString()}).empty());
    }

    void aFileThatCannotBeReadOrHasMistakesIsSaidByName()
    {
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("egress.toml"));
        auto profiles = hostEgressProfiles({}, file.toStdString());
        QVERIFY(!profiles && profiles.error().detail.starts_with(file.toStdString()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write("[[profile]]\n") > 0);
        out.close();
        profiles = hostEgressProfiles({}, file.toStdString());
        QVERIFY(!profiles && profiles.error().detail.find("line 1") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestEgressProfiles)
#include "tst_egress_profiles.moc"
