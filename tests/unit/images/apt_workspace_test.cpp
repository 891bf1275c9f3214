#include "core/images/apt_workspace.h"
#include "core/images/part.h"

#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::images;

class AptWorkspaceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesTheHostsProxyAndLeavesItsHooks()
    {
        const auto kept =
            hostAcquireSettings("APT \"\";\nAPT::Update::Post-Invoke:: \"rm -rf /x\";\nAcquire \"\";\n"
                                "Acquire::http \"\";\nAcquire::http::Proxy \"http://proxy.example:3128\";\n"
                                "Acquire::https::CAInfo \"/etc/corp.pem\";\nAcquire::ForceIPv4 \"true\";\n"
                                "Acquire::IndexTargets::deb::DEP-11::MetaKey \"x\";\nDPkg::Pre-Invoke:: \"evil\";\n");
        QCOMPARE(kept,
                 std::string(
                     "Acquire::http::Proxy \"http://proxy.example:3128\";\nAcquire::https::CAInfo \"/etc/corp.pem\";\n"
                     "Acquire::ForceIPv4 \"true\";\n"));
    }

    void keepsAptInItsOwnFolder()
    {
        QTemporaryDir scratch;
        const auto folder = scratch.path().toStdString() + "/apt";
        AptSource inlineKey{"http://m.example/debian",  "bookworm", {"main"}, {},
                            "-----BEGIN KEY-----\nabc", false,      true};
        const auto workspace = makeAptWorkspace(folder, {"bookworm", {inlineKey}}, "Acquire::http::Proxy \"p\";\n");
        QVERIFY(workspace);
        const auto list = readFile(workspace->sourcesFile, ByteCount::kib(4));
        QVERIFY(list && list->find("signed-by=" + folder + "/key-0.asc") != std::string::npos);
        QCOMPARE(*readFile(folder + "/key-0.asc", ByteCount::kib(4)), std::string("-----BEGIN KEY-----\nabc\n"));
        const auto configuration = readFile(workspace->configurationFile, ByteCount::kib(16));
        QVERIFY(configuration);
        for (const auto *setting : {"Dir::State \"", "Dir::Cache \"", "Dir::Etc::sourcelist \"", "Dir::Etc::parts \""})
            QVERIFY2(configuration->find(setting + folder) != std::string::npos, setting);
        QVERIFY(configuration->find("Acquire::http::Proxy \"p\";") != std::string::npos);
        const auto process = aptProcess(*workspace, "apt-get", {"update"});
        QVERIFY(process.environment.front() == std::pair(std::string("APT_CONFIG"), workspace->configurationFile));
    }

    void findsTheKernelThatTheEmptyPackageStandsFor()
    {
        const auto found = dependencyIn("Package: linux-image-cloud-amd64\nVersion: 6.1.192-2\n"
                                        "Depends: linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2), other (>= 1)\n",
                                        "linux-image-");
        QVERIFY(found);
        QVERIFY((*found == PackageVersion{"linux-image-6.1.0-56-cloud-amd64", "6.1.192-2"}));
        const auto loose = dependencyIn("Depends: a, linux-image-6.12-amd64\n", "linux-image-");
        QVERIFY(loose && loose->name == "linux-image-6.12-amd64" && loose->version.empty());
    }

    void nothingButAPackageNameLeavesTheLists()
    {
        const auto odd = dependencyIn("Depends: linux-image-x;rm$(y) (= 1`z`)\n", "linux-image-");
        QVERIFY(odd);
        QCOMPARE(odd->name, std::string("linux-image-x"));
        QCOMPARE(odd->version, std::string());
        QVERIFY(!dependencyIn("Depends: bash\n", "linux-image-"));
        QVERIFY(!dependencyIn("", "linux-image-"));
    }

    void toolFailuresAreExplained_data()
    {
        QTest::addColumn<QString>("printed");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("no network")
            << "apt-get ended with status 100: Err:1 x\n  Temporary failure resolving 'm.example'\nE: Some index"
            << int(ErrorCode::NetworkError) << "could not reach the package mirror: ";
        QTest::newRow("refused") << "E: Failed to fetch http://m.example/debian  Could not connect to m.example:80"
                                 << int(ErrorCode::NetworkError) << "m.example:80";
        QTest::newRow("disk") << "dpkg-deb: error: writing\ncannot write: No space left on device\n"
                              << int(ErrorCode::OutOfDisk) << "No space left";
        QTest::newRow("key") << "W: GPG error: http://m.example: NO_PUBKEY 0E98404D386FA1D9"
                             << int(ErrorCode::HostToolFailed) << "debian-archive-keyring";
        QTest::newRow("else") << "mmdebstrap ended with status 1: odd" << int(ErrorCode::HostToolFailed) << "odd";
    }

    void toolFailuresAreExplained()
    {
        QFETCH(QString, printed);
        QFETCH(int, code);
        QFETCH(QString, part);
        const auto explained = explainPackageFailure({ErrorCode::HostToolFailed, printed.toStdString()});
        QCOMPARE(int(explained.code), code);
        QVERIFY2(explained.detail.find(part.toStdString()) != std::string::npos, explained.detail.c_str());
        QVERIFY((explainPackageFailure({ErrorCode::TimedOut, "x"}) == Error{ErrorCode::TimedOut, "x"}));
    }
};

QTEST_GUILESS_MAIN(AptWorkspaceTest)
#include "apt_workspace_test.moc"
