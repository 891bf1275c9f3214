// What may be done in a sandbox ahead of time, and how it is told.
#include <QTest>

#include "core/domain/seed.h"

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

/// Empty: it may be.
std::string refusal(const Seed &seed)
{
    const auto good = check(seed);
    return good ? std::string() : good.error().detail;
}

std::string refusal(SeedStep step)
{
    Seed seed;
    seed.steps.push_back(std::move(step));
    return refusal(seed);
}

std::string refusedUrl(const std::string &url)
{
    return refusal(SeedStep(CloneRepository{.url = url, .to = "/srv/x"}));
}

bool names(const std::string &text, const char *what)
{
    return text.find(what) != std::string::npos;
}

} // namespace

class TestSeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsPlainMayBe()
    {
        QVERIFY(refusal(Seed{}).empty());
        QVERIFY(refusal(SeedStep(PutFiles{"/given/site", "/srv/site"})).empty());
        QVERIFY(refusal(SeedStep(PutFiles{"/given/a.txt", "/srv/"})).empty());
        QVERIFY(refusal(SeedStep(PutFiles{"/given/a.tgz", "/", true})).empty());
        QVERIFY(refusal(SeedStep(CopyFromSnapshot{SnapshotId("snap-1"), "/etc/hosts", "/srv/hosts"})).empty());
        QVERIFY(refusal(SeedStep(CloneRepository{.url = "https://git.example/team/app.git"})).empty());
        QVERIFY(refusal(SeedStep(CloneRepository{"http://git.example:8080/app", "/srv/app", "v1.2-rc/3"})).empty());
        QVERIFY(refusal(SeedStep(RunStep{.command = {.shell = "make"}})).empty());
        QVERIFY(refusal(Seed{.start = {.arguments = {"/bin/server", "-v"}}, .ready = ReadyCheck{{"true"}}}).empty());
    }

    void placesArePlainAndAbsolute()
    {
        for (const auto *bad : {"", "site", "./site", "/a/../b", "/a//b", "/a/./b", "//"}) {
            QVERIFY2(!refusal(SeedStep(PutFiles{bad, "/srv"})).empty(), bad);
            QVERIFY2(!refusal(SeedStep(PutFiles{"/srv", bad})).empty(), bad);
            QVERIFY2(!refusal(SeedStep(CopyFromSnapshot{SnapshotId("snap-1"), bad, "/srv"})).empty(), bad);
        }
        QVERIFY(!refusal(SeedStep(PutFiles{"/" + std::string(2000, 'x'), "/srv"})).empty());
        QVERIFY(!refusal(SeedStep(PutFiles{"/given/folder/", "/srv", true})).empty());
        QVERIFY(!refusal(SeedStep(CopyFromSnapshot{SnapshotId("../x"), "/a", "/b"})).empty());
    }

    void aRepositorysAddressIsAnAddressAndNothingElse()
    {
        for (const auto *bad :
             {"", "git.example/app", "ssh://git.example/app", "git@git.example:team/app", "file:///etc", "https://",
              "https:///app", "https://git.example", "--upload-pack=x", "https://-x/app", "ext::sh -c id",
              "https://git.example/a b", "https://git.example/a\nb", "https://git.example/a;`id`"})
            QVERIFY2(!refusedUrl(bad).empty(), bad);
        QVERIFY(names(refusedUrl("https://me:secret@git.example/app"), "leave them out"));
        QVERIFY(!names(refusedUrl("https://me:secret@git.example/app"), "secret")); // it is not repeated
        for (const auto *bad : {"-b", "a..b", "a b", "a~1", "a:b", "HEAD@{1}", "a\\b"})
            QVERIFY2(!refusal(SeedStep(CloneRepository{"https://git.example/app", "", bad})).empty(), bad);
        QVERIFY(names(refusal(SeedStep(CloneRepository{.url = "https://git.example/"})), "say where it goes"));
        QVERIFY(!refusal(SeedStep(CloneRepository{"https://git.example/app", "/", ""})).empty());
    }

    void itsFolderIsNamedAsGitDoes()
    {
        QCOMPARE(folderOf("https://git.example/team/app.git"), std::string("app"));
        QCOMPARE(folderOf("https://git.example/team/app/"), std::string("app"));
        QCOMPARE(folderOf("https://git.example/app?x=1#y"), std::string("app"));
        for (const auto *none : {"https://git.example", "https://git.example/", "https://git.example/..",
                                 "https://git.example/-x", "https://git.example/.git", "nothing"})
            QVERIFY2(folderOf(none).empty(), none);
    }

    void commandsHaveBounds()
    {
        QVERIFY(names(refusal(SeedStep(RunStep{})), "step 1: there is no command"));
        QVERIFY(!refusal(SeedStep(RunStep{.command = {.shell = std::string(70'000, 'x')}})).empty());
        QVERIFY(!refusal(SeedStep(RunStep{.command = {"a", {"b"}}})).empty());
        QVERIFY(!refusal(SeedStep(RunStep{.command = {{}, {""}}})).empty());
        QVERIFY(!refusal(SeedStep(RunStep{.command = {std::string("a\0b", 3), {}}})).empty());
        QVERIFY(!refusal(SeedStep(RunStep{.command = {"a", {}}, .timeout = 0ms})).empty());
        QVERIFY(!refusal(SeedStep(RunStep{.command = {"a", {}}, .timeout = 25h})).empty());
        QVERIFY(names(refusal(Seed{.ready = ReadyCheck{}}), "the ready check"));
        QVERIFY(!refusal(Seed{.ready = ReadyCheck{{"true"}, 1ms}}).empty());
        Seed many;
        many.steps.assign(kSeedStepsMax + 1, RunStep{.command = {"true", {}}});
        QVERIFY(names(refusal(many), "100 at most"));
    }

    void stepsAreToldInOneLine()
    {
        QCOMPARE(textOf(SeedStep(PutFiles{"/a/site", "/srv"})), std::string("put /a/site into /srv"));
        QCOMPARE(textOf(SeedStep(PutFiles{"/a.tgz", "/srv", true})), std::string("unpack /a.tgz into /srv"));
        QCOMPARE(textOf(SeedStep(CopyFromSnapshot{SnapshotId("snap-1"), "/a", "/b"})),
                 std::string("copy /a of snap-1 into /b"));
        QCOMPARE(textOf(SeedStep(CloneRepository{"https://g.example/app", "/b", "v1"})),
                 std::string("clone https://g.example/app at v1 into /b"));
        const auto text = textOf(SeedStep(RunStep{.command = {"echo a\necho " + std::string(500, 'b'), {}}}));
        QVERIFY(text.starts_with("run echo a echo b") && text.size() < 200 && !names(text, "\n"));
        QCOMPARE(word(SeedState::Waiting), std::string_view("waiting"));
        QCOMPARE(word(SeedState::Cancelled), std::string_view("cancelled"));
    }
};

QTEST_GUILESS_MAIN(TestSeed)
#include "tst_seed.moc"
