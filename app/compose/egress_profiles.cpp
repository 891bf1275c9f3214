#include "app/compose/egress_profiles.h"

#include "app/compose/egress_file.h"
#include "core/controlplane/base_url.h"
#include "core/images/apt_sources.h"
#include "core/images/npm_settings.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace glovebox::compose {

namespace {

constexpr qint64 kConfigMax = 256 << 10;

std::string textOfFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(kConfigMax).toStdString() : std::string();
}

std::string_view plain(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Addresses, one a line or behind blanks.
void addWords(std::vector<std::string> &out, std::string_view text)
{
    while (!(text = plain(text)).empty()) {
        const auto end = std::min(text.find_first_of(" \t"), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

} // namespace

std::optional<domain::ControlPlaneAddress> serverOf(std::string_view url)
{
    const auto parsed = controlplane::BaseUrl::parse(url);
    if (!parsed)
        return std::nullopt;
    const bool tls = parsed->isEncrypted();
    const auto port = parsed->url().port(tls ? 443 : 80);
    return domain::ControlPlaneAddress{tls, parsed->url().host().toLower().toStdString(),
                                       static_cast<std::uint16_t>(port)};
}

std::vector<std::string> pipIndexes(std::string_view text)
{
    std::vector<std::string> out;
    bool goesOn = false; // an option's value, on indented lines
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto line = text.substr(from, end - from);
        from = end + 1;
        const auto content = plain(line);
        if (content.empty() || content.front() == '#' || content.front() == ';')
            continue;
        if (goesOn && (line.front() == ' ' || line.front() == '\t')) {
            addWords(out, content);
            continue;
        }
        const auto equals = std::min(content.find_first_of("=:"), content.size());
        const auto key = plain(content.substr(0, equals));
        goesOn = key == "index-url" || key == "index_url" || key == "extra-index-url" || key == "extra_index_url";
        if (goesOn && equals < content.size())
            addWords(out, content.substr(equals + 1));
    }
    return out;
}

std::vector<domain::ControlPlaneAddress> packageHosts(const PackageConfiguration &configuration)
{
    std::vector<std::string> urls;
    for (const auto &source : images::readAptSources(configuration.aptFolder))
        urls.push_back(source.uri);
    images::NpmSources npm{.globalFile = {}, .userFile = {}, .environment = configuration.environment, .answer = {}};
    for (const auto &text : configuration.npmrc)
        (npm.globalFile.empty() ? npm.globalFile : npm.userFile) += text + '\n';
    if (const auto settings = images::npmSettings(npm)) {
        urls.push_back(settings->registry);
        for (const auto &[scope, registry] : settings->scopes)
            urls.push_back(registry);
    }
    for (const auto &text : configuration.pipConf)
        for (auto &url : pipIndexes(text))
            urls.push_back(std::move(url));
    for (const char *name : {"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"})
        if (const auto found = configuration.environment.find(name); found != configuration.environment.end())
            addWords(urls, found->second);
    std::vector<domain::ControlPlaneAddress> out;
    for (const auto &url : urls)
        if (const auto server = serverOf(url); server && std::ranges::find(out, *server) == out.end())
            out.push_back(*server);
    return out;
}

PackageConfiguration thisHostsPackages()
{
    PackageConfiguration out{.aptFolder = "/etc/apt", .npmrc = {}, .pipConf = {}, .environment = {}};
    const auto home = QDir::homePath();
    for (const auto &path : {QStringLiteral("/etc/npmrc"), home + QStringLiteral("/.npmrc")})
        out.npmrc.push_back(textOfFile(path));
    for (const auto &path : {QStringLiteral("/etc/pip.conf"), home + QStringLiteral("/.pip/pip.conf"),
                             home + QStringLiteral("/.config/pip/pip.conf")})
        out.pipConf.push_back(textOfFile(path));
    for (const char *name : {"NPM_CONFIG_REGISTRY", "npm_config_registry", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"})
        if (qEnvironmentVariableIsSet(name))
            out.environment.emplace(name, qEnvironmentVariable(name).toStdString());
    return out;
}

Result<std::vector<domain::EgressProfile>> hostEgressProfiles(const std::vector<std::string> &baseUrls,
                                                              const std::string &file)
{
    std::vector<domain::ControlPlaneAddress> controlPlanes;
    for (const auto &url : baseUrls)
        if (const auto server = serverOf(url))
            controlPlanes.push_back(*server);
    std::vector<domain::EgressProfile> out{domain::noEgressProfile(), domain::controlPlaneProfile(controlPlanes),
                                           domain::packagesProfile(packageHosts(thisHostsPackages())),
                                           domain::openEgressProfile()};
    if (file.empty())
        return out;
    GB_TRY(own, readEgressFile(file));
    for (auto &profile : own)
        out.push_back(std::move(profile));
    return out;
}

} // namespace glovebox::compose
