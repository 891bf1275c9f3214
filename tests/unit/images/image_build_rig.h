// Role: builds of images with tools that only note how they were called: for the tests of what a build does around
// them. Thread: the test's.
#pragma once

#include "core/images/image_build.h"

#include "tests/unit/images/file_server.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::images {

/// Stand-ins for the tools, which do as much as the build looks at and note how they were called. ROOT is the test's
/// folder.
inline constexpr std::pair<const char *, const char *> kTools[] = {
    {"apt-config", ""},
    {"apt-get", "for a; do case $a in Dir::Cache::archives=*) to=${a#*=};; --print-uris) print=1;; --download-only) "
                "get=1;; esac; done\n"
                "if [ -n \"$print\" ]; then /bin/cat ROOT/uris; fi\n"
                "if [ -n \"$get\" ]; then [ -e ROOT/slow ] && { echo x > \"$to/partial/b.deb\"; /bin/sleep 60; }\n"
                "  for f in ROOT/mirror/*; do n=${f##*/}; [ -e \"$to/$n\" ] || { echo \"got $n\" >> ROOT/calls; "
                "/bin/cp $f \"$to/$n\"; }; done; fi"},
    {"mmdebstrap", "if [ \"$1\" = --unshare-helper ]; then [ -e ROOT/no-namespaces ] && { echo 'newuidmap: no' >&2; "
                   "exit 1; }; shift; exec \"$@\"; fi\n"
                   "for a; do before=$target target=$out out=$a; echo \"$a\" >> ROOT/arguments; done\n"
                   "/bin/cp $out ROOT/used-sources\n"
                   "[ -e ROOT/broken-scripts ] && { echo 'E: dpkg failed' >&2; exit 1; }\n"
                   "/bin/tar -cf $target -C ROOT/mirror ."},
    {"tar2sqfs", "for a; do out=$a; done\n/bin/cat > $out"},
};

inline QByteArray archiveWith(const char *name, const QByteArray &content)
{
    QByteArray bytes(100'000, '\0');
    std::size_t used = 0;
    auto *writer = ::archive_write_new();
    ::archive_write_add_filter_gzip(writer);
    ::archive_write_set_format_ustar(writer);
    ::archive_write_set_bytes_in_last_block(writer, 1);
    ::archive_write_open_memory(writer, bytes.data(), static_cast<std::size_t>(bytes.size()), &used);
    auto *made = ::archive_entry_new();
    ::archive_entry_set_pathname(made, name);
    ::archive_entry_set_filetype(made, AE_IFREG);
    ::archive_entry_set_perm(made, 0755);
    ::archive_entry_set_size(made, content.size());
    ::archive_write_header(writer, made);
    ::archive_write_data(writer, content.data(), static_cast<std::size_t>(content.size()));
    ::archive_entry_free(made);
    ::archive_write_close(writer);
    ::archive_write_free(writer);
    return bytes.left(static_cast<qsizetype>(used));
}

inline std::string hexOf(const QByteArray &bytes, QCryptographicHash::Algorithm algorithm)
{
    return QCryptographicHash::hash(bytes, algorithm).toHex().toStdString();
}

class BuildRig : public QObject {
protected:
    std::optional<QTemporaryDir> m_scratch;
    std::optional<test::FileServer> m_registry;
    QByteArray m_path;
    QByteArray m_node;

    std::optional<Result<BuiltImage>> m_result;
    std::optional<BuildPlan> m_plan;
    std::vector<BuildProgress> m_progress;
    bool m_cleared = false;

    std::string root() const { return m_scratch->path().toStdString(); }
    std::string builds() const { return root() + "/builds"; }

    void put(const std::string &name, const std::string &text) const { QVERIFY(writeFile(root() + '/' + name, text)); }

    QByteArrayList linesOf(const char *name) const
    {
        QFile file(QString::fromStdString(root() + '/' + name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QByteArrayList();
    }

    BuildOptions options() const
    {
        Recipe recipe;
        recipe.packages = {"bash", "git"};
        recipe.pathFilters = {"path-exclude=/x"};
        recipe.finishScript = "finish";
        recipe.install = Install::RunScripts;
        recipe.npm = {{"@s/node",
                       "22.0.0",
                       {static_cast<std::uint64_t>(m_node.size())},
                       hexOf(m_node, QCryptographicHash::Sha512),
                       "opt/node",
                       {"bin/node"}}};
        BuildOptions options{.folder = builds(), .name = "agent", .recipe = std::move(recipe), .config = {}};
        options.config.user = "agent";
        options.host = {root() + "/apt", root() + "/os-release"};
        options.npmUserFile = root() + "/npmrc";
        options.npmGlobalFile = root() + "/none";
        options.openFolder = root() + "/open";
        return options;
    }

    Call begin(const BuildOptions &options, Result<> answer = {})
    {
        m_result.reset();
        m_plan.reset();
        m_progress.clear();
        return buildImage(options, {[this](BuildProgress progress) { m_progress.push_back(std::move(progress)); },
                                    [this, answer](BuildPlan plan, Callback<> done) {
                                        m_plan = plan;
                                        QMetaObject::invokeMethod(
                                            this, [done, answer] { done(answer); }, Qt::QueuedConnection);
                                        return Call();
                                    },
                                    [this](Result<BuiltImage> built) { m_result = std::move(built); },
                                    [this] {
                                        m_cleared = true;
                                    }});
    }

    Result<BuiltImage> build(const BuildOptions &options, Result<> answer = {})
    {
        const auto call = begin(options, std::move(answer));
        if (!QTest::qWaitFor([this] { return m_result.has_value(); }, 20'000))
            return fail(ErrorCode::TimedOut, "the test waited in vain");
        return *m_result;
    }

    void takeNamespacesAway() const
    {
        put("bin/unshare", "#!/bin/sh\nexit 1\n"); // root has another way
        std::filesystem::permissions(root() + "/bin/unshare", std::filesystem::perms::owner_all);
        put("no-namespaces", "");
    }

    bool nothingHalfMade() const
    {
        std::error_code error;
        for (std::filesystem::directory_iterator at(builds(), error), end; !error && at != end; at.increment(error))
            if (at->path().filename().string().starts_with("tmp-"))
                return false;
        return std::filesystem::is_empty(root() + "/open");
    }

    void setUp()
    {
        m_scratch.emplace();
        m_registry.emplace();
        m_cleared = false;
        m_node = archiveWith("package/bin/node", "ELF");
        m_registry->files["/@s/node/-/node-22.0.0.tgz"] = m_node;
        for (const char *folder : {"bin", "apt", "mirror", "open"})
            std::filesystem::create_directories(root() + '/' + folder);
        for (const auto &[name, body] : kTools) {
            auto text = QString::fromLatin1("#!/bin/sh\n%1\n").arg(QString::fromLatin1(body));
            text.replace(QStringLiteral("ROOT"), m_scratch->path());
            put(std::string("bin/") + name, text.toStdString());
            std::filesystem::permissions(root() + "/bin/" + name, std::filesystem::perms::owner_all);
        }
        put("apt/sources.list", "deb http://u:secret@m.example/debian bookworm main\n");
        put("os-release", "ID=debian\nVERSION_CODENAME=bookworm\n");
        put("npmrc", "registry=" + m_registry->address() + '\n');
        std::string uris;
        for (const char *name : {"a", "b"}) {
            const QByteArray content = QByteArray("package ") + name;
            put(std::string("mirror/") + name + ".deb", content.toStdString());
            uris += std::string("'http://m.example/") + name + ".deb' " + name + ".deb " +
                    std::to_string(content.size()) + " SHA256:" + hexOf(content, QCryptographicHash::Sha256) + '\n';
        }
        put("uris", uris);
        m_path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(root() + "/bin"));
        for (const char *name : {"http_proxy", "NPM_CONFIG_REGISTRY", "npm_config_registry"})
            qunsetenv(name);
    }

    void tearDown() { qputenv("PATH", m_path); }
};

} // namespace glovebox::images
