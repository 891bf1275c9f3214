// Role: what a session brings into its sandbox and takes out of it, as a whole: skills, mounting, the teardown's order
// and bounds (reference 3.1, 5.1, 5.3, 5.6).
#include "core/base/limits.h"
#include "tests/support/mounts_rig.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;

namespace {

struct Rig : MountsRig {
    Rig() { session.memoryStores.clear(); }

    void wants(const std::string &id) { session.skills.push_back({id, "latest"}); }
    std::string skillFile(const std::string &path) const
    {
        const auto whole = "/mnt/session/skills/" + path;
        return disk.has(whole) ? disk.content(whole) : std::string("(none)");
    }
};

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const auto &word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

class SessionMountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSkillIsPutInPlaceAndTakenAwayAgain()
    {
        Rig rig;
        auto &skill = rig.skills.add("skill_1", "pdf");
        skill.files.push_back({"bin/deep/run", "#!", true});
        rig.wants("skill_1");
        QVERIFY(rig.mount());
        QCOMPARE(rig.skillFile("pdf/SKILL.md"), "# pdf\n");
        QCOMPARE(rig.skillFile("pdf/bin/deep/run"), "#!");
        const auto mode = [&rig](const char *path) {
            return rig.disk.nodes.at(path).mode;
        };
        QCOMPARE(mode("/mnt/session/skills/pdf"), 0700U);
        QCOMPARE(mode("/mnt/session/skills/pdf/bin"), 0700U);
        QCOMPARE(mode("/mnt/session/skills/pdf/bin/deep"), 0700U);
        QCOMPARE(mode("/mnt/session/skills/pdf/bin/deep/run"), 0755U);
        QCOMPARE(mode("/mnt/session/skills/pdf/SKILL.md"), 0644U);
        QCOMPARE(joined(rig.mounts->skillNames()), "pdf");
        QCOMPARE(rig.skills.journal(), std::vector<std::string>{"fetch skill_1 latest"});
        rig.disk.put("/mnt/session/skills/mine/SKILL.md", "the agent's own");
        QVERIFY(rig.finish(true));
        QVERIFY(!rig.disk.has("/mnt/session/skills/pdf"));
        QCOMPARE(rig.skillFile("mine/SKILL.md"), "the agent's own");
        QVERIFY(rig.notes.empty());
    }

    void skillsAreFetchedWithTheItemsTokenOrTheEnvironmentsKey()
    {
        for (const auto *token : {"token", ""}) {
            Rig rig;
            rig.skills.add("skill_1", "pdf");
            rig.wants("skill_1");
            rig.newItem(token);
            QVERIFY(rig.mount());
            QCOMPARE(joined(rig.mounts->skillNames()), "pdf");
            QCOMPARE(rig.skills.credentials(), std::set<std::string>{token});
        }
    }

    void whatStandsInASkillsPlaceGoesFirst()
    {
        Rig rig;
        rig.skills.add("skill_1", "pdf");
        rig.wants("skill_1");
        rig.disk.put("/mnt/session/skills/pdf/old", "left by an earlier run");
        QVERIFY(rig.mount());
        QVERIFY(!rig.disk.has("/mnt/session/skills/pdf/old"));
        QCOMPARE(rig.skillFile("pdf/SKILL.md"), "# pdf\n");
    }

    void aSkillThatFailsIsToldAndTheOthersAreThere()
    {
        Rig rig;
        for (const auto *name : {"a", "b", "c", "d", "e"}) {
            rig.skills.add(std::string("skill_") + name, name);
            rig.wants(std::string("skill_") + name);
        }
        rig.wants("skill_unknown");
        rig.skills.skills["skill_b"].files.push_back({"../../etc/passwd", "x", false});
        rig.skills.skills["skill_c"].folder = "..";
        rig.disk.fault = [](const std::string &work, const std::string &path) {
            return work == "write" && path == "/mnt/session/skills/d/SKILL.md"
                       ? std::optional(Error{ErrorCode::TooLarge, "no room"})
                       : std::nullopt;
        };
        QVERIFY(rig.mount());
        QCOMPARE(joined(rig.mounts->skillNames()), "a e");
        QCOMPARE(rig.mounts->skillProblems().size(), 4U);
        QVERIFY(rig.mounts->skillProblems().front().starts_with("skill_b: "));
        QCOMPARE(rig.noted("skill skill_"), 4);
        QVERIFY(!rig.disk.has("/mnt/session/skills/b"));
        QVERIFY2(!rig.disk.has("/mnt/session/skills/d"), "half a skill stays behind");
        QVERIFY(!rig.disk.has("/mnt/session/etc/passwd") && !rig.disk.has("/mnt/etc/passwd"));
    }

    void twoSkillsOfOneNameAreTold()
    {
        Rig rig;
        rig.skills.add("skill_1", "pdf");
        rig.skills.add("skill_2", "pdf").files[0].content = "second";
        rig.wants("skill_1");
        rig.wants("skill_2");
        QVERIFY(rig.mount());
        QCOMPARE(joined(rig.mounts->skillNames()), "pdf");
        QCOMPARE(rig.skillFile("pdf/SKILL.md"), "second");
        QCOMPARE(rig.mounts->skillProblems().size(), 1U);
    }

    void aFewSkillsAreHeldAtATime()
    {
        Rig rig;
        for (int i = 0; i < 10; ++i) {
            const auto name = "s" + std::to_string(i);
            rig.skills.add("skill_" + name, name);
            rig.wants("skill_" + name);
        }
        rig.disk.delay = 10ms; // the guest is slower than the network
        rig.newItem();
        int answers = 0;
        rig.mounts->mount(rig.files, true, [&answers](const Result<> &) { ++answers; });
        rig.clock.advance(1ms);
        QCOMPARE(rig.skills.count("fetch"), 3);
        rig.clock.advance(35ms); // the first is in place
        QCOMPARE(rig.skills.count("fetch"), 4);
        rig.clock.advance(10s);
        QCOMPARE(answers, 1);
        QCOMPARE(joined(rig.mounts->skillNames()), "s0 s1 s2 s3 s4 s5 s6 s7 s8 s9");
    }

    void anEnvironmentMayDoWithoutSkills()
    {
        Rig rig;
        rig.skills.add("skill_1", "pdf");
        rig.wants("skill_1");
        rig.settings.skills = false;
        QVERIFY(rig.mount());
        QVERIFY(rig.skills.journal().empty());
        QVERIFY(!rig.disk.has("/mnt/session/skills"));
    }

    void aSandboxThatDiesUnderTheSkillsEndsThemQuickly()
    {
        Rig rig;
        for (int i = 0; i < 100; ++i) {
            rig.skills.add("skill_" + std::to_string(i), "s" + std::to_string(i));
            rig.wants("skill_" + std::to_string(i));
        }
        rig.files.lose({ErrorCode::GuestExited, "gone"});
        QVERIFY(rig.mount());
        QVERIFY(rig.skills.count("fetch") < 10);
        QVERIFY(rig.mounts->skillNames().empty());
    }

    void theFileToolsAreToldWhereTheStoresAreAndWhichAreReadOnly()
    {
        Rig rig;
        rig.session.memoryStores = {MountsRig::attachment("memstore_1", "/mnt/memory/prefs"),
                                    MountsRig::attachment("memstore_2", "/mnt/memory/rules/", true)};
        rig.stores.put("memstore_2", "/b.md", "b");
        QVERIFY(rig.mount());
        QCOMPARE(rig.mounts->toolFolders(),
                 (std::vector<ports::ToolFolder>{{"/mnt/memory/prefs", false}, {"/mnt/memory/rules", true}}));
        rig.mounts->lost();
        QVERIFY(rig.mounts->toolFolders().empty());
    }

    void aMemoryStoreThatCannotBeMountedFailsTheItem_data()
    {
        QTest::addColumn<QByteArray>("trouble");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *trouble, const char *words) {
            QTest::newRow(trouble) << QByteArray(trouble) << QByteArray(words);
        };
        row("no token", "carried no token");
        row("switched off", "memory is switched off");
        row("folder taken", "something already exists at the memory store's path: /mnt/memory/prefs");
        row("file taken", "something already exists at the memory store's path: /mnt/memory/prefs");
        row("stranger's marker", "something already exists");
        row("listing fails", "read the memory store");
        row("second page fails", "read the memory store");
        row("bad path", "cannot be put at");
        row("climbing path", "cannot be put at");
        row("nested stores", "something already exists");
        row("among the skills", "something already exists");
        row("nine stores", "more than 8");
        row("marker not written", "no room");
        row("folder not made", "no room");
        row("guest dies", "gone");
        row("too many memories", "more than 2000");
    }

    void aMemoryStoreThatCannotBeMountedFailsTheItem()
    {
        QFETCH(const QByteArray, trouble);
        QFETCH(const QByteArray, words);
        MountsRig rig;
        arrange(rig, trouble.toStdString());
        rig.newItem(trouble == "no token" ? "" : "token");
        const auto mounted = rig.mount();
        QVERIFY(!mounted);
        QVERIFY2(mounted.error().detail.find(words.toStdString()) != std::string::npos,
                 describe(mounted.error()).c_str());
        // What is not ours stays; what is, goes.
        const bool taken = trouble.endsWith("taken") || trouble == "stranger's marker";
        const auto before = rig.disk.nodes.size();
        QVERIFY(rig.finish(false));
        if (taken)
            QCOMPARE(rig.disk.nodes.size(), before);
        else if (trouble != "guest dies")
            QVERIFY(!rig.disk.has(MountsRig::kRoot));
        QCOMPARE(rig.stores.count("create") + rig.stores.count("update") + rig.stores.count("remove"), 0);
    }

    void theTeardownHasTheReferencesOrder()
    {
        MountsRig rig;
        rig.skills.add("skill_1", "pdf");
        rig.session.skills = {{"skill_1", "latest"}};
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.edit("/a.md", "edited");
        rig.disk.log.clear();
        QVERIFY(rig.finish(true));
        const auto at = [&rig](const std::string &line) {
            return std::ranges::find(rig.disk.log, line) - rig.disk.log.begin();
        };
        QVERIFY(at("remove /mnt/session/skills/pdf") < at("read /mnt/memory/prefs/a.md"));
        QVERIFY(at("read /mnt/memory/prefs/a.md") < at("remove /mnt/memory/prefs"));
        QCOMPARE(rig.remote("/a.md"), "edited");
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void everyStepOfTheTeardownIsBounded()
    {
        MountsRig rig;
        rig.skills.add("skill_1", "pdf");
        rig.session.skills = {{"skill_1", "latest"}};
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.edit("/a.md", "edited");
        rig.disk.delay = 1h; // the guest hangs
        bool over = false;
        rig.mounts->finish(true, [&over] { over = true; });
        rig.clock.advance(119s);
        QVERIFY(!over);
        rig.clock.advance(2s);
        QVERIFY(over);
        QVERIFY(rig.noted("cut off") > 0);
    }

    void aHangingStoreCostsTwiceThirtySeconds()
    {
        MountsRig rig;
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.edit("/a.md", "edited");
        rig.stores.hold("list");
        rig.stores.hold("update");
        QVERIFY(!rig.finish(true, 59s));
        rig.clock.advance(2s);
        // Not stored: the folder waits for the session's return in its own sandbox.
        QCOMPARE(rig.local("/a.md"), "edited");
        QCOMPARE(rig.noted("stays in the sandbox"), 1);
    }

    void aLostSandboxIsToldAndTheNextOneIsFilledAnew()
    {
        MountsRig rig;
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.edit("/a.md", "never seen");
        rig.files.lose({ErrorCode::GuestExited, "gone"});
        rig.mounts->lost();
        QCOMPARE(rig.noted("what was edited there since 00:00:00 UTC is lost"), 1);
        QVERIFY(rig.mounts->memories().empty());

        testsupport::FakeDisk disk;
        testsupport::FakeGuestFiles files(rig.clock, disk);
        std::optional<Result<>> mounted;
        rig.mounts->mount(files, true, [&mounted](const Result<> &result) { mounted = result; });
        rig.clock.runDue();
        QVERIFY(mounted && *mounted);
        QCOMPARE(disk.content("/mnt/memory/prefs/a.md"), "a");
        QCOMPARE(rig.remote("/a.md"), "a");
    }

    void aSandboxLostInTheTeardownEndsIt()
    {
        MountsRig rig;
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.disk.delay = 1h;
        bool over = false;
        rig.mounts->finish(true, [&over] { over = true; });
        rig.clock.advance(1s);
        rig.mounts->lost();
        QVERIFY(!over); // at the next turn
        rig.clock.runDue();
        QVERIFY(over);
    }

    void aTeardownWithoutAMountEndsAtTheNextTurn()
    {
        MountsRig rig;
        rig.newItem();
        bool over = false;
        rig.mounts->finish(true, [&over] { over = true; });
        QVERIFY(!over);
        rig.clock.runDue();
        QVERIFY(over);
        QVERIFY(rig.disk.log.empty());
    }

    void aTeardownInTheMiddleOfMountingRemovesWhatWasMade()
    {
        MountsRig rig;
        rig.skills.add("skill_1", "pdf");
        rig.session.skills = {{"skill_1", "latest"}};
        rig.putRemote("/a.md", "a");
        for (int steps = 0; steps < 12; ++steps) {
            rig.disk.delay = 10ms;
            rig.newItem();
            bool answered = false;
            rig.mounts->mount(rig.files, true, [&answered](const Result<> &) { answered = true; });
            rig.clock.advance(std::chrono::milliseconds(10 * steps + 5));
            const bool before = answered;
            QVERIFY(rig.finish(false, 1s));
            QCOMPARE(answered, before);
            QVERIFY(!rig.disk.has("/mnt/session/skills/pdf"));
            QVERIFY2(!rig.disk.has(MountsRig::kRoot), qPrintable(QString::number(steps)));
        }
    }

    void severalStoresAreIndependent()
    {
        MountsRig rig;
        rig.session.memoryStores.push_back(MountsRig::attachment("memstore_2", "/mnt/memory/team", true));
        rig.putRemote("/a.md", "a");
        rig.stores.put("memstore_2", "/b.md", "b");
        QVERIFY(rig.mount());
        QCOMPARE(rig.disk.content("/mnt/memory/team/b.md"), "b");
        QCOMPARE(rig.disk.content("/mnt/memory/team/.anthropic-memory-store"), "version 1\nmemstore_2");
        rig.disk.erase("/mnt/memory/team/.anthropic-memory-store"); // that one is broken
        rig.edit("/a.md", "edited");
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "edited");
        const auto views = rig.mounts->memories();
        QCOMPARE(views.size(), 2U);
        QCOMPARE(views[0].problem, "");
        QVERIFY(!views[0].readOnly && views[1].readOnly);
        QVERIFY(!views[1].problem.empty());
        QCOMPARE(views[0].path, "/mnt/memory/prefs");
        QCOMPARE(views[0].files, 1);
    }

private:
    static void arrange(MountsRig &rig, const std::string &trouble)
    {
        rig.putRemote("/a.md", "a");
        rig.putRemote("/b.md", "b");
        rig.putRemote("/c.md", "c");
        const auto failing = [&rig](const std::string &wrong, const std::string &at, ErrorCode code) {
            rig.disk.fault = [=](const std::string &work, const std::string &path) {
                return work == wrong && path.ends_with(at) ? std::optional(Error{code, "no room, gone"}) : std::nullopt;
            };
        };
        if (trouble == "switched off")
            rig.settings.memorySync = std::nullopt;
        else if (trouble == "folder taken")
            rig.disk.put("/mnt/memory/prefs/x", "x");
        else if (trouble == "file taken")
            rig.disk.put("/mnt/memory/prefs", "x");
        else if (trouble == "stranger's marker")
            rig.disk.put("/mnt/memory/prefs/.anthropic-memory-store", "version 1\nmemstore_2");
        else if (trouble == "listing fails")
            rig.stores.failNext("list", {ErrorCode::ServerError, "503"});
        else if (trouble == "second page fails")
            rig.disk.fault = [&rig](const std::string &, const std::string &path) {
                if (path.ends_with("/b.md"))
                    rig.stores.failNext("list", {ErrorCode::ServerError, "503"});
                return std::optional<Error>();
            };
        else if (trouble == "bad path")
            rig.session.memoryStores[0].mountPath = "relative";
        else if (trouble == "climbing path")
            rig.session.memoryStores[0].mountPath = "/mnt/memory/../../etc";
        else if (trouble == "nested stores")
            rig.session.memoryStores.push_back(MountsRig::attachment("memstore_2", "/mnt/memory/prefs/inner"));
        else if (trouble == "among the skills")
            rig.session.memoryStores[0].mountPath = "/mnt/session/skills/pdf";
        else if (trouble == "nine stores")
            rig.session.memoryStores.assign(9, rig.session.memoryStores[0]);
        else if (trouble == "marker not written")
            failing("write", ".anthropic-memory-store", ErrorCode::TooLarge);
        else if (trouble == "folder not made")
            failing("folder", "prefs", ErrorCode::TooLarge);
        else if (trouble == "guest dies")
            failing("write", "/a.md", ErrorCode::GuestExited);
        else if (trouble == "too many memories")
            for (int i = 0; i < 2001; ++i)
                rig.putRemote("/n" + std::to_string(i), "x");
    }
};

QTEST_GUILESS_MAIN(SessionMountsTest)
#include "tst_session_mounts.moc"
