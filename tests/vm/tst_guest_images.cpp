// Odd images boot unmodified, and their config is honoured: no shell, no folders, links where folders are expected,
// busybox alone, users, capabilities, devices, root. Three boots, of roots that are made here.
#include "tests/support/content_source.h"
#include "tests/vm/guest_fixture.h"
#include "tests/vm/made_root.h"

#include <QTemporaryDir>

using namespace glovebox;
using namespace glovebox::test;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

/// Without anything else: busybox is a program like another until a shell is linked to it.
constexpr const char *kStatic = "/usr/bin/busybox";
constexpr const char *kApplets[]{"sh",    "ash",  "cat",  "ls",    "id",   "env",  "mkdir", "rm",    "echo",
                                 "sleep", "ps",   "stat", "touch", "kill", "ln",   "head",  "wc",    "tr",
                                 "seq",   "grep", "test", "true",  "pwd",  "sort", "chown", "mount", "ping"};

std::string lines(int count, const std::string &line)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += line + std::to_string(i) + ":x:" + std::to_string(20'000 + i) + ":20000::/:/bin/sh\n";
    return text;
}

} // namespace

class TestGuestImages : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::optional<GuestFixture> m_guest;

    std::string at(const char *name) const { return m_folder.path().toStdString() + "/" + name; }

    bool boot(MadeRoot &root, ports::GuestSetup setup, const char *name)
    {
        auto spec = guestSpec(name, ByteCount::mib(256));
        spec.image.rootDisk = root.pack();
        spec.image.key = name;
        if (spec.image.rootDisk.empty())
            return false;
        m_guest.emplace();
        m_guest->setup = std::move(setup);
        return m_guest->boot(std::move(spec));
    }

    /// "output|errors|status", or an error's name and words.
    QString exec(ports::ExecRequest request)
    {
        std::string output;
        std::string errors;
        std::optional<Result<ports::ExecEnd>> end;
        if (request.timeout == 0ms)
            request.timeout = 60s;
        const auto call = m_guest->link->exec(std::move(request),
                                              {[&](ports::ExecStream stream, std::string_view bytes) {
                                                   (stream == ports::ExecStream::Error ? errors : output) += bytes;
                                               },
                                               [&](Result<ports::ExecEnd> how) {
                                                   end = std::move(how);
                                               }});
        if (!QTest::qWaitFor([&] { return end.has_value(); }, 120'000))
            return QStringLiteral("no answer");
        if (!*end)
            return QString::fromStdString(describe(end->error()));
        return QString::fromStdString(output + "|" + errors + "|" +
                                      (end->value().status ? std::to_string(*end->value().status)
                                                           : "signal " + std::to_string(end->value().signal)));
    }
    QString sh(const std::string &script) { return exec({.arguments = {"/bin/sh", "-c", script}}); }
    QString bash(const std::string &command) { return m_guest->bash(command); }
    QString check(std::size_t index) const
    {
        const auto &checks = m_guest->greeting.checks;
        if (index >= checks.size())
            return QStringLiteral("none");
        return (checks[index].ok ? QString() : QStringLiteral("BAD ")) + QString::fromStdString(checks[index].detail);
    }

private Q_SLOTS:
    void cleanup()
    {
        if (m_guest) {
            QVERIFY2(!m_guest->lost, m_guest->machine->consoleTail().c_str());
            m_guest.reset();
        }
    }

    /// One program, and not a folder that anybody expects.
    void anImageOfOneProgramRunsIt()
    {
        MadeRoot root(at("one.sqfs"));
        root.file("busybox", fileContent(kStatic), 0755);
        QVERIFY(boot(root, {{{"SSL_CERT_FILE", "/none"}, {"no_proxy", "*"}}, "65532:65532", "/work/deep"}, "sbx-one"));
        for (const auto &each : m_guest->greeting.checks)
            QVERIFY2(each.ok, (each.name + ": " + each.detail).c_str());
        QCOMPARE(check(4), QStringLiteral("65532 (uid 65532, gid 65532)"));
        QCOMPARE(check(5), QStringLiteral("/work/deep"));

        QCOMPARE(exec({.arguments = {"/busybox", "echo", "a b", "c"}}), QStringLiteral("a b c\n||0"));
        QCOMPARE(
            exec({.arguments = {"/busybox", "env"}}),
            QStringLiteral(
                "SSL_CERT_FILE=/none\nno_proxy=*\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
                "HOME=/\nUSER=65532\nLOGNAME=65532\nSHELL=/bin/sh\n||0"));
        QCOMPARE(exec({.arguments = {"/busybox", "pwd"}}), QStringLiteral("/work/deep\n||0"));
        QCOMPARE(exec({.arguments = {"/busybox", "id", "-u"}}), QStringLiteral("65532\n||0"));
        QCOMPARE(exec({.arguments = {"/busybox", "id", "-u"}, .user = "0"}), QStringLiteral("0\n||0"));
        QVERIFY(exec({.arguments = {"busybox"}}).startsWith(QStringLiteral("NotFound")));
        QVERIFY(exec({.arguments = {"/busybox", "true"}, .user = "somebody"})
                    .contains(QStringLiteral("no user \"somebody\"")));

        QCOMPARE(bash("echo hi"),
                 QStringLiteral("ERROR bash: this image has no shell, neither bash nor sh: programs run, "
                                "commands of a shell do not"));
        QCOMPARE(m_guest->text("write", {{"file_path", "a.txt"}, {"content", "needle\n"}}),
                 QStringLiteral("wrote 7 bytes to a.txt"));
        QCOMPARE(m_guest->text("read", {{"file_path", "/work/deep/a.txt"}}), QStringLiteral("needle\n"));
        QCOMPARE(m_guest->text("grep", {{"pattern", "needle"}}), QStringLiteral("/work/deep/a.txt:1:needle"));
        QCOMPARE(m_guest->text("write", {{"file_path", "/mnt/session/b.txt"}, {"content", "x"}}),
                 QStringLiteral("wrote 1 bytes to /mnt/session/b.txt"));
        const auto modes = exec({.arguments = {"/busybox", "stat", "-c", "%n %a %u", "/tmp", "/run", "/etc/hostname",
                                               "/dev/null", "/dev/shm", "/proc/1", "/sys/fs/cgroup", "/work",
                                               "/work/deep", "/mnt/session", "/mnt/session/outputs"}});
        QCOMPARE(modes,
                 QStringLiteral("/tmp 1777 0\n/run 755 0\n/etc/hostname 644 0\n/dev/null 666 0\n/dev/shm 1777 0\n"
                                "/proc/1 555 0\n/sys/fs/cgroup 555 0\n/work 755 65532\n/work/deep 755 65532\n"
                                "/mnt/session 755 65532\n/mnt/session/outputs 755 65532\n||0"));
    }

    /// Busybox, links in the place of folders, a user with all that a config may say.
    void anImageWithLinksAndASmallShellWorks()
    {
        MadeRoot root(at("small.sqfs"));
        root.folder("usr").folder("usr/bin").folder("etc").folder("var").folder("opt").folder("run").folder("srv");
        root.link("bin", "usr/bin").link("tmp", "/var/no/such/folder").link("mnt", "var").link("var/run", "/run");
        root.link("etc/resolv.conf", "../run/systemd/resolve/stub.conf").link("etc/hostname", "/nowhere");
        root.file("usr/bin/busybox", fileContent(kStatic), 0755);
        for (const auto *name : kApplets)
            root.link((std::string("usr/bin/") + name).c_str(), "busybox");
        root.file("etc/passwd", std::string(2 << 20, 'x') + "\nroot:x:0:0:root:/root:/bin/sh\n:::::::::\n" +
                                    lines(20'000, "many") + "app:x:1234:1234:App:/srv/app:/sbin/nologin\n");
        root.file("etc/group", "app:x:1234:\nextra:x:2000:app\nbroken\n");
        root.file("opt/identity", fileContent(kStatic), 04755);
        root.hardLink("opt/same", "opt/identity");
        root.device("opt/null", 1, 3, 0666);
        root.capable("opt/chown", fileContent(kStatic), 0); // CAP_CHOWN
        root.owner(1234, 1234).folder("srv/app").file("srv/app/mine", "mine", 0600).folder("run/service");
        const ports::GuestSetup setup{
            {{"SPACES", "a  b"}, {"LINES", "one\ntwo"}, {"LETTERS", "grün ☂"}, {"PATH", "/bin"}},
            "app",
            "/srv/app/work dir"};
        QVERIFY(boot(root, setup, "sbx-small"));
        for (const auto &each : m_guest->greeting.checks)
            QVERIFY2(each.ok, (each.name + ": " + each.detail).c_str());
        QCOMPARE(check(4), QStringLiteral("app (uid 1234, gid 1234, also in 2000)"));

        const auto who = QStringLiteral("uid=1234(app) gid=1234(app) groups=2000(extra)");
        QCOMPARE(bash("id 2>/dev/null; pwd; echo $HOME $USER $SHELL"),
                 who + QStringLiteral("\n/srv/app/work dir\n/srv/app app /bin/sh"));
        QCOMPARE(sh("id 2>/dev/null; pwd"), who + QStringLiteral("\n/srv/app/work dir\n||0"));
        QCOMPARE(bash("printf '%s|' \"$SPACES\" \"$LINES\" \"$LETTERS\""), QStringLiteral("a  b|one\ntwo|grün ☂|"));
        // The shell keeps its state, tells statuses, is started anew.
        QCOMPARE(bash("cd /tmp; kept=yes"), QString());
        QCOMPARE(bash("echo $kept; pwd; (exit 3)"), QStringLiteral("ERROR yes\n/tmp"));
        QCOMPARE(m_guest->text("bash", {{"restart", true}}), QStringLiteral("bash session restarted"));
        QCOMPARE(bash("echo ${kept:-new}; pwd"), QStringLiteral("new\n/srv/app/work dir"));
        QCOMPARE(m_guest->text("bash", {{"command", "sleep 60"}, {"timeout_ms", 2000}}),
                 QStringLiteral("ERROR bash: bash command timed out after 2000ms"));
        QCOMPARE(bash("echo after"), QStringLiteral("after"));
        QCOMPARE(m_guest->text("glob", {{"pattern", "*"}}), QStringLiteral("no matches"));

        // What was a link that leads nowhere, or where none is followed, is a folder or a file.
        QCOMPARE(
            bash("touch /tmp/x /mnt/session/x && stat -c '%F' /tmp /mnt /mnt/session /etc/resolv.conf /etc/hostname"),
            QStringLiteral("directory\ndirectory\ndirectory\nregular file\nregular file"));
        QCOMPARE(bash("touch /run/service/x && ls -ld /var/run 2>/dev/null | wc -l; cat /srv/app/mine"),
                 QStringLiteral("1\nmine"));
        // What images give away beyond plain files.
        QCOMPARE(bash("stat -c '%a %u %h' /opt/identity /opt/same; echo x > /opt/null; stat -c '%t %T' /opt/null"),
                 QStringLiteral("4755 0 2\n4755 0 2\n1 3"));
        // One that gains a capability; what takes that away takes setuid away, too.
        QCOMPARE(bash("touch /tmp/given; /opt/chown 4321 /tmp/given; stat -c %u /tmp/given"), QStringLiteral("4321"));
        QVERIFY(bash("chown 4321 /tmp/x").startsWith(QStringLiteral("ERROR")));

        // Files that the host brings are the user's.
        std::optional<Result<>> written;
        int left = 40;
        auto call = m_guest->link->files().writeFrom(
            {"/mnt/session/large", 0640}, testsupport::later([&](std::size_t max) -> Result<std::string> {
                return left-- > 0 ? std::string(std::min<std::size_t>(max, 32'768), 'x') : std::string();
            }),
            [&](Result<> result) { written = result; });
        QTRY_VERIFY_WITH_TIMEOUT(written.has_value(), kPatienceMs);
        QVERIFY2(*written, *written ? "" : describe(written->error()).c_str());
        QCOMPARE(bash("stat -c '%s %u %g %a' /mnt/session/large"), QStringLiteral("1310720 1234 1234 640"));
    }

    /// What a root inside can and cannot do to the agent; and /etc is a file.
    void rootInsideHarmsNobodyButItself()
    {
        MadeRoot root(at("root.sqfs"));
        root.folder("bin").file("bin/busybox", fileContent(kStatic), 0755).file("etc", "no folder").file("run", "");
        for (const auto *name : kApplets)
            root.link((std::string("bin/") + name).c_str(), "busybox");
        QVERIFY(boot(root, {}, "sbx-root"));
        QCOMPARE(check(4), QStringLiteral("root (uid 0, gid 0)"));
        QCOMPARE(check(5), QStringLiteral("/mnt/session"));
        QCOMPARE(bash("id -u; pwd; echo $HOME; cat /etc/hostname"), QStringLiteral("0\n/mnt/session\n/\nsbx-root"));
        QVERIFY(m_guest->machine->consoleTail().find("/etc is no folder") != std::string::npos);

        QCOMPARE(exec({.arguments = {"sh", "-c", "while :; do sleep 1; done"}, .background = true}),
                 QStringLiteral("||0"));
        QCOMPARE(bash("sleep 1000 & echo begun"), QStringLiteral("begun"));
        QCOMPARE(m_guest->text("bash", {{"restart", true}}), QStringLiteral("bash session restarted"));
        // The tools' processes went, the service that the host started did not.
        QCOMPARE(bash("ps | grep -c '[s]leep 1000'; ps | grep -c '[w]hile :; do sleep'"), QStringLiteral("0\n1"));

        QCOMPARE(m_guest->text("bash", {{"command", "b() { b | b & }; b; sleep 20"}, {"timeout_ms", 4000}}).left(5),
                 QStringLiteral("ERROR"));
        QTRY_COMPARE_WITH_TIMEOUT(bash("echo over"), QStringLiteral("over"), 60'000);
        m_guest->run("bash", {{"command", "kill -9 1; kill -9 -1"}});
        QCOMPARE(bash("echo alive"), QStringLiteral("alive"));
        QCOMPARE(sh("echo $(($(cat /sys/fs/cgroup/glovebox-tools/pids.max) + 0))"), QStringLiteral("512\n||0"));
        QVERIFY(!m_guest->lost);
    }
};

QTEST_GUILESS_MAIN(TestGuestImages)
#include "tst_guest_images.moc"
