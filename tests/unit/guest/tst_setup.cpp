// How a guest's programs run is what its image says: users from the guest's own files, environment, folder.
#include <QTest>

#include "core/guest/agent/accounts.h"
#include "core/guest/agent/proxy_variables.h"
#include "core/guest/agent/settings.h"
#include "core/guest/protocol/net_messages.h"
#include "tests/unit/guest/link_bench.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char *kPasswd = "root:x:0:0:root:/root:/bin/sh\n"
                                "# a remark\n"
                                "broken:x:not-a-number:1:::\n"
                                "short\n"
                                "\n"
                                "app:x:1234:1235:An App:/srv/app:/usr/sbin/nologin\n"
                                "app:x:1:1:a second one:/:/\n"
                                "77:x:78:78::/named-like-a-number:\n"
                                "\xff\xfe:x:99:99::/:\n"
                                "last:x:1300:1300::/last:/bin/sh"; // without a line end
constexpr const char *kGroup = "root:x:0:\nadm:x:4:other,app\nextra:x:2000:app\nextra:x:2001:app\nlonely:x:3000:\n"
                               "apple:x:3001:apple\nown:x:1235:app\nbad:x:-5:app\n";

void put(const std::string &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
}

struct Etc {
    QTemporaryDir folder;
    Etc()
    {
        put(path() + "/passwd", kPasswd);
        put(path() + "/group", kGroup);
    }
    std::string path() const { return folder.path().toStdString(); }
    QByteArray told(const std::string &user) const
    {
        std::string problem;
        const auto account = agent::Accounts(path()).find(user, problem);
        if (!account)
            return "no: " + QByteArray::fromStdString(problem);
        return QByteArray::fromStdString(inWords(*account) + " " + account->home);
    }
};

} // namespace

class GuestSetupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void programsAreToldOfTheProxyUnlessTheirEnvironmentSpeaksOfOne_data()
    {
        QTest::addColumn<QByteArray>("image");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<bool>("isTold");
        const auto row = [](const char *image, const char *secret, const char *program, bool isTold) {
            QTest::addRow("%s/%s/%s", image, secret, program)
                << QByteArray(image) << QByteArray(secret) << QByteArray(program) << isTold;
        };
        row("A=b", "TOKEN=gbx-1", "C=d", true);
        row("MY_HTTP_PROXY=x", "", "", true);
        for (const char *word : {"http_proxy=http://mine:1", "HTTP_PROXY=x", "https_proxy=x", "HTTPS_PROXY=",
                                 "all_proxy=x", "ALL_PROXY=x", "no_proxy=*", "NO_PROXY=x", "Http_Proxy=x"}) {
            row(word, "", "", false);
            row("", word, "", false);
            row("", "", word, false);
        }
    }

    /// The last word is the call's own: it counts for that program alone.
    void programsAreToldOfTheProxyUnlessTheirEnvironmentSpeaksOfOne()
    {
        QFETCH(QByteArray, image);
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, program);
        QFETCH(bool, isTold);
        const auto variables = [](const QByteArray &text) {
            const auto at = text.indexOf('=');
            return at < 0 ? Variables() : Variables{{text.left(at).toStdString(), text.mid(at + 1).toStdString()}};
        };
        const auto proxies = [](const agent::ToolContext &context) {
            return std::ranges::count_if(context.environment, [](const auto &each) {
                return each.second.starts_with("http://100.64.0.1:3128") || each.second.ends_with(",sbx-1");
            });
        };
        Etc etc;
        agent::Settings settings({}, etc.path());
        settings.haveProxy(true);
        settings.becomeAnother("sbx-1");
        settings.apply({.environment = *packedVariables(variables(image)), .user = "", .workdir = ""});
        settings.add(variables(secret), {});
        const auto context = std::get<agent::ToolContext>(settings.program(
            {.arguments = "x", .environment = *packedVariables(variables(program)), .user = std::nullopt}));
        QCOMPARE(proxies(context), isTold ? 5 : 0);
        QCOMPARE(proxies(settings.tools()), isTold || !program.isEmpty() ? 5 : 0);
        for (const auto &said : {image, secret, program})
            for (const auto &[name, value] : variables(said))
                QCOMPARE(std::ranges::count(context.environment, std::pair(name, value)), 1);
        settings.haveProxy(false);
        QCOMPARE(proxies(settings.tools()), 0);
    }

    void whatIsInsideIsReachedWithoutTheProxy()
    {
        const auto none = [](const std::string &hostname) {
            return agent::proxyVariables(hostname).back().second;
        };
        for (const char *each : {"localhost", "127.0.0.1", "127.0.0.0/8", "::1", "100.64.0.2", "fd67:6c6f::2", "sbx-1"})
            QVERIFY2((',' + none("sbx-1") + ',').find(',' + std::string(each) + ',') != std::string::npos, each);
        QVERIFY(none("sbx-1").find('[') == std::string::npos); // current httpx takes that for a port
        QVERIFY(none("sbx-1").find('*') == std::string::npos); // a shell would, and few programs do, read more into it
        QVERIFY(!none("").ends_with(',') && !none("x,evil.example").ends_with("evil.example"));
    }

    /// What an /etc/hosts says of them would never be looked at by the proxy, which is not where that file is.
    void namesThatNeverLeaveAreReachedWithoutTheProxy_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("isPublic");
        for (const char *host :
             {"app.local", "db.internal", "x.onion", "app.localhost", "a.b.invalid", "nas.home.arpa"})
            QTest::newRow(host) << QByteArray(host) << false;
        // Any name may be asked of the host that its rules allow, also of a tree that is nobody's; the way is the other
        // one.
        QTest::newRow("app.test") << QByteArray("app.test") << true;
    }

    void namesThatNeverLeaveAreReachedWithoutTheProxy()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, isPublic);
        QCOMPARE(guest::isPublicName(host.toStdString()), isPublic);
        const auto variables = agent::proxyVariables("sbx-1");
        for (const auto &[name, value] : variables) {
            if (name != "no_proxy" && name != "NO_PROXY")
                continue;
            // The one form that all understand: ends of names, with a dot before them.
            const auto entries = QByteArray::fromStdString(value).split(',');
            const auto isThere = [&host](const QByteArray &each) {
                return each.startsWith('.') && host.endsWith(each);
            };
            QVERIFY2(std::ranges::any_of(entries, isThere), value.c_str());
            QVERIFY2(std::ranges::none_of(entries,
                                          [](const QByteArray &each) {
                                              return each.startsWith('.') && QByteArray("a.example").endsWith(each);
                                          }),
                     value.c_str());
        }
    }

    void aUserIsFoundAsTheImageMeansIt_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *user, const char *expected) {
            QTest::newRow(*user ? user : "none") << QByteArray(user) << QByteArray(expected);
        };
        row("", "root (uid 0, gid 0) /root");
        row("root", "root (uid 0, gid 0) /root");
        row("app", "app (uid 1234, gid 1235, also in 4 2000 2001) /srv/app");
        row("1234", "app (uid 1234, gid 1235, also in 4 2000 2001) /srv/app");
        row("app:lonely", "app (uid 1234, gid 3000) /srv/app");
        row("app:7", "app (uid 1234, gid 7) /srv/app");
        row("5555", "5555 (uid 5555, gid 0) ");
        row("5555:6666", "5555 (uid 5555, gid 6666) ");
        row("77", "77 (uid 78, gid 78) /named-like-a-number");
        row("last", "last (uid 1300, gid 1300) /last");
        row("nobody", "no: no user \"nobody\" in /etc/passwd");
        row("broken", "no: no user \"broken\" in /etc/passwd");
        row("app:none", "no: no group \"none\" in /etc/group");
        row("-1", "no: no user \"-1\" in /etc/passwd");
        row("4294967295", "no: no user \"4294967295\" in /etc/passwd");
        row("app:", "no: no group \"\" in /etc/group");
        row("ap\np", "no: no user \"ap p\" in /etc/passwd");
    }

    void aUserIsFoundAsTheImageMeansIt()
    {
        QFETCH(QByteArray, user);
        QTEST(Etc().told(user.toStdString()), "expected");
    }

    void anImageWithoutUsersHasRootAndNumbers()
    {
        Etc etc;
        fs::remove(etc.path() + "/passwd");
        fs::remove(etc.path() + "/group");
        QCOMPARE(etc.told(""), QByteArray("root (uid 0, gid 0) "));
        QCOMPARE(etc.told("12"), QByteArray("12 (uid 12, gid 0) "));
        QCOMPARE(etc.told("app"), QByteArray("no: no user \"app\" in /etc/passwd"));
        fs::create_directory(etc.path() + "/passwd"); // what is no file is not read
        QCOMPARE(etc.told("12"), QByteArray("12 (uid 12, gid 0) "));
        fs::remove(etc.path() + "/passwd");
        fs::create_symlink("/dev/zero", etc.path() + "/passwd");
        QCOMPARE(etc.told("12"), QByteArray("12 (uid 12, gid 0) "));
    }

    void longAndHostileFilesAreReadAllTheSame()
    {
        Etc etc;
        std::string passwd(3 << 20, 'x'); // one line without an end to speak of
        passwd += ":x:1:1::/:\n" + std::string(1000, ':') + "\n" + std::string("\0:\0:\0\n", 7);
        for (int i = 0; i < 20'000; ++i)
            passwd += "user" + std::to_string(i) + ":x:" + std::to_string(10'000 + i) + ":1::/:\n";
        put(etc.path() + "/passwd", passwd + kPasswd);
        std::string members = "app";
        for (int i = 0; i < 20'000; ++i)
            members += ",user" + std::to_string(i);
        put(etc.path() + "/group", "big:x:500:" + members + "\n" + kGroup);
        QCOMPARE(etc.told("app"), QByteArray("app (uid 1234, gid 1235, also in 500 4 2000 2001) /srv/app"));
        QCOMPARE(etc.told("user19999"), QByteArray("user19999 (uid 29999, gid 1, also in 500) /"));
        put(etc.path() + "/passwd", std::string(9 << 20, '\n') + kPasswd); // more than anybody reads
        QVERIFY(etc.told("app").startsWith("no: "));
    }

    void itIsToldInOnePieceOrNotAtAll()
    {
        const Setup setup{*packedVariables({{"A", "b c\nd=é"}, {"EMPTY", ""}}), "app:adm", "/srv/a b"};
        const Identity identity{"sbx-1", 5ms, "e", setup};
        const auto again = parseIdentity(toPayload(identity));
        QVERIFY(again && again->setup == setup);
        QVERIFY(!parseIdentity(toPayload(Identity{"sbx-1", 5ms, "e", {}}))->setup);
        auto bad = identity;
        bad.setup->workdir = "relative";
        QVERIFY(!parseIdentity(toPayload(bad)));
        bad = identity;
        bad.setup->environment = "no end";
        QVERIFY(!parseIdentity(toPayload(bad)));
        bad = identity;
        bad.setup->user = std::string(kShortTextMax + 1, 'u');
        QVERIFY(!parseIdentity(toPayload(bad)));
        IdentityReport report{.machineIdIsNew = true};
        report.setup = SetupReport{std::string(5000, 'u'), std::string(5000, '\\'), "w\nx", "p"};
        const auto told = parseIdentityReport(toPayload(report));
        QVERIFY(told && told->setup && told->setup->user.starts_with("uuuu") && told->setup->workdir == "w x");
    }

    void whatNoGuestCanBeToldIsRefusedOnTheHost()
    {
        HonestGuest guest;
        Host host;
        host.setup = ports::GuestSetup{{{"BAD=NAME", "x"}}, {}, {}};
        host.connect(guest.path());
        QVERIFY(host.refused);
        QCOMPARE(host.refused->code, ErrorCode::InvalidArgument);
        Host second;
        second.setup = ports::GuestSetup{{{"A", std::string(kEnvironmentMax, 'x')}}, {}, {}};
        second.connect(guest.path());
        QVERIFY(second.refused);
        QCOMPARE(second.refused->code, ErrorCode::InvalidArgument);
    }

    void toolsBeginAsTheImageSays()
    {
        HonestGuest guest;
        put(guest.etc() + "/passwd", kPasswd);
        Host host;
        const auto folder = guest.session() + "-of-the-image/deep";
        host.setup = ports::GuestSetup{
            {{"GREETING", "a b\n'c' \"é\""}, {"TERM", "xterm"}, {"TWICE", "1"}, {"TWICE", "2"}}, "app", folder};
        QVERIFY(meet(host, guest));
        QCOMPARE(host.greeting.checks.size(), std::size_t{6});
        const domain::GuestCheck user{"User", true, "app (uid 1234, gid 1235)"};
        const domain::GuestCheck workdir{"Working folder", true, folder};
        QVERIFY(host.greeting.checks.at(4) == user);
        QVERIFY(host.greeting.checks.at(5) == workdir);
        QCOMPARE(bash(host, "echo \"$GREETING\" $TWICE $HOME $USER $LOGNAME $SHELL $TERM; pwd"),
                 "a b\n'c' \"é\" 2 /srv/app app app /bin/bash dumb\n" + fs::canonical(folder).string());
        QCOMPARE(bash(host, "echo $PATH"), std::string("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        // Both folders are the file tools'.
        QCOMPARE(tool(host, "write", {{"file_path", "a.txt"}, {"content", "x"}}),
                 std::string("wrote 1 bytes to a.txt"));
        QVERIFY(fs::exists(folder + "/a.txt"));
        QVERIFY(
            tool(host, "write", {{"file_path", guest.session() + "/b.txt"}, {"content", "x"}}).starts_with("wrote"));
        QVERIFY(tool(host, "read", {{"file_path", "/etc/hostname"}}).find("outside") != std::string::npos);
    }

    void withoutASetupAllIsAsItWas()
    {
        HonestGuest guest;
        Host host;
        QVERIFY(meet(host, guest));
        QCOMPARE(host.greeting.checks.size(), std::size_t{4});
        QCOMPARE(
            QByteArray::fromStdString(bash(host, "pwd; env | grep -v -e ^_ -e ^SHLVL -e PWD= | sort | tr '\\n' ' '")),
            QByteArray::fromStdString(fs::canonical(guest.session()).string()) + "\nPATH=/usr/bin:/bin TERM=dumb ");
    }

    void anotherSetupBeginsTheShellAnewTheSameOneDoesNot()
    {
        HonestGuest guest;
        Host host;
        host.setup = ports::GuestSetup{{{"STEP", "one"}}, {}, {}};
        QVERIFY(meet(host, guest));
        QCOMPARE(bash(host, "kept=yes; echo $STEP"), std::string("one"));
        goOn(host, *host.setup);
        QCOMPARE(bash(host, "echo $kept $STEP"), std::string("yes one"));
        goOn(host, std::nullopt); // none: as it was told before
        QCOMPARE(bash(host, "echo $kept $STEP"), std::string("yes one"));
        goOn(host, ports::GuestSetup{{{"STEP", "two"}}, {}, {}});
        QCOMPARE(bash(host, "echo ${kept:-new} $STEP"), std::string("new two"));
    }

    void aUserThatIsNotThereIsSaidAndChangesNobodysRights()
    {
        HonestGuest guest;
        Host host;
        host.setup = ports::GuestSetup{{}, "missing", {}};
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("a guest could not be put right, User: .*")));
        QVERIFY(meet(host, guest));
        const auto &check = host.greeting.checks.at(4);
        QVERIFY(!check.ok);
        QVERIFY2(check.detail.starts_with("no user \"missing\" in /etc/passwd; tools run as agent"),
                 check.detail.c_str());
        QCOMPARE(bash(host, "echo runs"), std::string("runs"));
        std::optional<Result<ports::ExecEnd>> end;
        auto call = host.link->exec({.arguments = {"true"}}, {{}, [&](auto how) {
                                                                  end = how;
                                                              }});
        QTRY_VERIFY(end.has_value());
        QVERIFY(!*end && end->error().code == ErrorCode::NotFound);
        // It comes into being: the same setup is tried again.
        put(guest.etc() + "/passwd", "missing:x:7:7::/:\n");
        goOn(host, *host.setup);
        QVERIFY(m_told.at(4).ok);
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        HonestGuest guest;
        put(guest.session() + "/file", "x");
        Host host;
        host.setup = ports::GuestSetup{{}, {}, guest.session() + "/file/deeper"};
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("a guest could not be put right, Working folder: .*")));
        QVERIFY(meet(host, guest));
        QVERIFY(!host.greeting.checks.at(5).ok);
        QCOMPARE(bash(host, "pwd"), fs::canonical(guest.session()).string());
    }

    void programsBeginAsTheImageSays()
    {
        HonestGuest guest;
        put(guest.etc() + "/passwd", kPasswd);
        Host host;
        host.setup = ports::GuestSetup{{{"A", "image"}, {"B", "image"}}, {}, {}};
        QVERIFY(meet(host, guest));
        const auto told = [&](ports::ExecRequest request) {
            std::string output;
            bool over = false;
            auto call = host.link->exec(std::move(request),
                                        {[&](ports::ExecStream, std::string_view bytes) { output += bytes; },
                                         [&](const auto &) {
                                             over = true;
                                         }});
            return QTest::qWaitFor([&] { return over; }) ? output : "never ended";
        };
        QCOMPARE(told({.arguments = {"sh", "-c", "pwd; echo $A $B $HOME"}, .environment = {{"B", "request"}}}),
                 std::string("/\nimage request /root\n"));
        QCOMPARE(told({.arguments = {"sh", "-c", "echo $HOME $USER"}, .user = "app"}), std::string("/srv/app app\n"));
    }

private:
    static bool meet(Host &host, HonestGuest &guest)
    {
        host.connect(guest.path());
        return QTest::qWaitFor([&] { return host.link != nullptr; });
    }
    void goOn(Host &host, std::optional<ports::GuestSetup> setup)
    {
        m_told.clear();
        host.link->onChecked([this](std::vector<domain::GuestCheck> checks) { m_told = std::move(checks); });
        host.link->standStill();
        host.link->goOn({"sbx-1", host.clock.wallNow(), std::string(64, 'f'), std::move(setup)});
        QTRY_VERIFY(!m_told.empty());
    }
    static std::string tool(Host &host, const char *name, nlohmann::json input)
    {
        Told told;
        told.start(host, std::move(input), name);
        return QTest::qWaitFor([&] { return told.answers() == 1; }, 20'000) && !told.results.empty()
                   ? told.results.front().text
                   : "no result";
    }
    static std::string bash(Host &host, const std::string &command)
    {
        return tool(host, "bash", {{"command", command}});
    }

    std::vector<domain::GuestCheck> m_told;
};

QTEST_GUILESS_MAIN(GuestSetupTest)
#include "tst_setup.moc"
