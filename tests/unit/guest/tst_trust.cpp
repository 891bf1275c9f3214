// What a guest does with the authority of the host's gate and with what stands for secrets: in files, where programs
// look for authorities, and in their environment.
#include <QTest>

#include "core/guest/identity_checks.h"
#include "tests/unit/guest/link_bench.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace glovebox;
using namespace glovebox::guest;
namespace fs = std::filesystem;

namespace {

constexpr const char *kBundle = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char *kPem = "-----BEGIN CERTIFICATE-----\nZ2F0ZQ==\n-----END CERTIFICATE-----\n";

ports::GateTrust trust(std::vector<std::pair<std::string, std::string>> variables = {{"TOKEN", "gbx-one"}})
{
    return {kPem, std::move(variables)};
}

struct Files {
    HonestGuest guest;
    std::string root() const { return guest.root(); }
    void put(const std::string &path, const std::string &text) const
    {
        fs::create_directories(fs::path(root() + path).parent_path());
        std::ofstream(root() + path, std::ios::binary) << text;
    }
    std::string at(const std::string &path) const
    {
        std::ostringstream text;
        text << std::ifstream(root() + path, std::ios::binary).rdbuf();
        return text.str();
    }
};

domain::GuestCheck secretsCheck(const Host &host)
{
    for (const auto &each : host.greeting.checks)
        if (each.name == "Secrets")
            return each;
    return {};
}

} // namespace

class GuestTrustTest : public QObject {
    Q_OBJECT

    static std::string bash(Host &host, const std::string &command)
    {
        Told told;
        told.start(host, {{"command", command}});
        if (!QTest::qWaitFor([&] { return !told.results.empty() || !told.errors.empty(); }, 20'000))
            return "no answer";
        return told.results.empty() ? told.errors.front().detail : told.results.front().text;
    }
    static bool meet(Host &host, HonestGuest &guest)
    {
        host.connect(guest.path());
        return QTest::qWaitFor([&] { return host.link != nullptr; }, 20'000);
    }
    static bool goOn(Host &host, std::optional<ports::GateTrust> gate, std::vector<domain::GuestCheck> *told = nullptr)
    {
        bool answered = false;
        host.link->onChecked([&](std::vector<domain::GuestCheck> checks) {
            answered = true;
            if (told)
                *told = std::move(checks);
        });
        host.link->goOn({"sbx-1", host.clock.wallNow(), std::string(64, 'e'), std::nullopt, std::move(gate)});
        return QTest::qWaitFor([&] { return answered; }, 20'000);
    }

private Q_SLOTS:
    void anImagesBundleGrowsByOneCertificateOnce()
    {
        Files files;
        files.put(kBundle, "the image's own\n");
        files.put("/etc/ssl/cert.pem", "another without an end");
        fs::create_directories(files.root() + "/usr/local/share/ca-certificates");
        Host host;
        host.gate = trust();
        QVERIFY(meet(host, files.guest));
        QCOMPARE(files.at(kBundle), std::string("the image's own\n") + kPem);
        QCOMPARE(files.at("/etc/ssl/cert.pem"), std::string("another without an end\n") + kPem);
        QCOMPARE(files.at("/usr/local/share/ca-certificates/glovebox-gate.crt"), std::string(kPem));
        QVERIFY(secretsCheck(host).ok);
        QCOMPARE(secretsCheck(host).detail, std::string("believed by ") + kBundle);
        QVERIFY(goOn(host, trust({{"OTHER", "gbx-two"}})));
        QCOMPARE(files.at(kBundle), std::string("the image's own\n") + kPem);
    }

    void programsFindBothInTheirEnvironment()
    {
        Files files;
        files.put(kBundle, "own\n");
        Host host;
        host.setup = ports::GuestSetup{{{"TOKEN", "the image's"}, {"PIP_CERT", "/its/own.pem"}}, "", ""};
        host.gate = trust();
        QVERIFY(meet(host, files.guest));
        QCOMPARE(bash(host, "echo $TOKEN $SSL_CERT_FILE $CURL_CA_BUNDLE $GIT_SSL_CAINFO $PIP_CERT"),
                 std::string("gbx-one ") + kBundle + ' ' + kBundle + ' ' + kBundle + " /its/own.pem");
        const auto own = bash(host, "echo $NODE_EXTRA_CA_CERTS $DENO_CERT");
        QCOMPARE(own, "/gate-authority.pem /gate-authority.pem");
        // Another identity without a word of it changes nothing; another secret begins the shell anew.
        QCOMPARE(bash(host, "kept=yes"), std::string());
        QVERIFY(goOn(host, std::nullopt));
        QCOMPARE(bash(host, "echo ${kept:-new} $TOKEN"), std::string("yes gbx-one"));
        QVERIFY(goOn(host, trust({{"TOKEN", "gbx-one"}, {"MORE", "gbx-two"}})));
        QCOMPARE(bash(host, "echo ${kept:-new} $TOKEN $MORE"), std::string("new gbx-one gbx-two"));
        QVERIFY(goOn(host, trust({})));
        QCOMPARE(bash(host, "echo ${TOKEN:-none} ${MORE:-none}"), std::string("the image's none"));
    }

    void withoutABundleThereIsOurs()
    {
        Files files;
        Host host;
        host.gate = trust();
        QVERIFY(meet(host, files.guest));
        QCOMPARE(files.at("/gate-authority.pem"), std::string(kPem));
        QCOMPARE(bash(host, "echo $SSL_CERT_FILE $TOKEN"), std::string("/gate-authority.pem gbx-one"));
        QVERIFY(!fs::exists(files.root() + kBundle));
    }

    void whatIsNoPlainFileIsLeftAndWhatDoesNotWorkIsSaid()
    {
        Files files;
        fs::create_directories(files.root() + "/etc/ssl/certs/ca-certificates.crt"); // a folder
        fs::create_directories(files.root() + "/etc/pki/tls/certs");
        fs::create_symlink("/dev/zero", files.root() + "/etc/pki/tls/certs/ca-bundle.crt");
        files.put("/etc/ssl/cert.pem", std::string((4 << 20) + 1, 'x')); // no bundle is so large
        Host host;
        host.gate = trust();
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("a guest could not be put right, Secrets: .*")));
        QVERIFY(meet(host, files.guest));
        QVERIFY(!secretsCheck(host).ok);
        QVERIFY2(secretsCheck(host).detail.starts_with("cannot add to /etc/ssl/cert.pem"),
                 secretsCheck(host).detail.c_str());
        QCOMPARE(bash(host, "echo $TOKEN"), std::string("gbx-one"));
    }

    void aLinkInPlaceOfOurFileLeadsNowhere()
    {
        Files files;
        files.put("/victim", "untouched");
        fs::create_symlink(files.root() + "/victim", files.root() + "/gate-authority.pem");
        Host host;
        host.gate = trust();
        QVERIFY(meet(host, files.guest));
        QCOMPARE(files.at("/victim"), std::string("untouched"));
        QCOMPARE(files.at("/gate-authority.pem"), std::string(kPem));
    }

    void itIsToldInOnePieceOrNotAtAll()
    {
        Identity identity{"sbx-1", std::chrono::milliseconds(5), "e", std::nullopt,
                          GateTrust{kPem, *packedVariables({{"A", "b"}})}};
        const auto again = parseIdentity(toPayload(identity));
        QVERIFY(again && again->gate == identity.gate);
        identity.gate->authority = std::string(kAuthorityMax + 1, 'x');
        QVERIFY(!parseIdentity(toPayload(identity)));
        identity.gate = GateTrust{kPem, "no end"};
        QVERIFY(!parseIdentity(toPayload(identity)));
        IdentityReport report;
        report.gate = GateReport{std::string(5000, 'b'), "a\nb"};
        const auto told = parseIdentityReport(toPayload(report));
        QVERIFY(told && told->gate && told->gate->problem == "a b");
    }

    void aGuestOfBeforeIsFoundOut()
    {
        const auto checks = checksOf(toPayload(IdentityReport{}), true);
        QVERIFY(checks && !checks->back().ok && checks->back().name == "Secrets");
        const auto without = checksOf(toPayload(IdentityReport{}), false);
        QVERIFY(without && without->back().name != "Secrets");
    }
};

QTEST_GUILESS_MAIN(GuestTrustTest)
#include "tst_trust.moc"
