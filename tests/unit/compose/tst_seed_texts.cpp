// Steps of a seed as a command line writes them.
#include "app/compose/seed_texts.h"

#include <QDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;

class TestSeedTexts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesHaveASourceAndAPlace()
    {
        QVERIFY(*compose::putStepFrom("/a/b:/srv/", false) == SeedStep(PutFiles{"/a/b", "/srv/", false}));
        QVERIFY(*compose::putStepFrom("/a:b/c.tgz:/srv", true) == SeedStep(PutFiles{"/a:b/c.tgz", "/srv", true}));
        const auto here = QDir::currentPath().toStdString();
        QVERIFY(*compose::putStepFrom("./site/../x:/srv", false) == SeedStep(PutFiles{here + "/x", "/srv", false}));
        for (const auto *bad : {"", "site", "site:srv", ":/srv"})
            QVERIFY2(!compose::putStepFrom(bad, false), bad);
        QVERIFY(compose::putStepFrom("site", true).error().detail.find("--unpack") != std::string::npos);
    }

    void aSnapshotsHaveAPathInIt()
    {
        QVERIFY(*compose::copyStepFrom("snap-1:/data:/srv/data") ==
                SeedStep(CopyFromSnapshot{SnapshotId("snap-1"), "/data", "/srv/data"}));
        for (const auto *bad : {"", "snap-1:/data", "/data:/srv", "snap-1:data:/srv"})
            QVERIFY2(!compose::copyStepFrom(bad), bad);
    }

    void aRepositoryMayHaveAReferenceAndAPlace()
    {
        const auto is = [](const char *text, const CloneRepository &expected) {
            const auto found = compose::cloneStepFrom(text);
            return found && *found == SeedStep(expected);
        };
        QVERIFY(is("https://g.example/app.git", {"https://g.example/app.git", "", ""}));
        QVERIFY(is("https://g.example:8443/app", {"https://g.example:8443/app", "", ""}));
        QVERIFY(is("https://g.example/app#v1", {"https://g.example/app", "", "v1"}));
        QVERIFY(is("https://g.example/app:/srv/app", {"https://g.example/app", "/srv/app", ""}));
        QVERIFY(is("http://g.example:80/app#a/b:/srv/app", {"http://g.example:80/app", "/srv/app", "a/b"}));
        QVERIFY(!compose::cloneStepFrom("g.example/app"));
    }
};

QTEST_GUILESS_MAIN(TestSeedTexts)
#include "tst_seed_texts.moc"
