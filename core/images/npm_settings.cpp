#include "core/images/npm_settings.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace glovebox::images {

namespace {

using Values = std::map<std::string, std::string>;

constexpr std::string_view kRcSpace = " \t\r";
constexpr std::string_view kVariableStart = "npm_config_";
constexpr std::string_view kScopedRegistry = ":registry";

std::string_view rcTrimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(kRcSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kRcSpace) - first + 1);
}

/// "${NAME}" as the environment has it; one that it has not stays as it is, as npm does it.
std::string withVariables(std::string_view text, const Values &environment)
{
    std::string out;
    while (!text.empty()) {
        const auto start = text.find("${");
        const auto end = start == std::string_view::npos ? start : text.find('}', start);
        if (end == std::string_view::npos)
            return out.append(text);
        const auto found = environment.find(std::string(text.substr(start + 2, end - start - 2)));
        out.append(text.substr(0, start));
        out.append(found == environment.end() ? text.substr(start, end - start + 1) : std::string_view(found->second));
        text.remove_prefix(end + 1);
    }
    return out;
}

void readRc(const std::string &text, const Values &environment, Values &values)
{
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const auto trimmed = rcTrimmed(line);
        const auto equals = trimmed.find('=');
        if (trimmed.empty() || trimmed.front() == ';' || trimmed.front() == '#' || trimmed.front() == '[' ||
            equals == std::string_view::npos)
            continue;
        auto value = rcTrimmed(trimmed.substr(equals + 1));
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        values[withVariables(rcTrimmed(trimmed.substr(0, equals)), environment)] = withVariables(value, environment);
    }
}

/// NPM_CONFIG_HTTPS_PROXY is "https-proxy".
void readEnvironment(const Values &environment, Values &values)
{
    for (const auto &[name, value] : environment) {
        std::string key = name;
        std::ranges::transform(key, key.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (!key.starts_with(kVariableStart) || value.empty())
            continue;
        key.erase(0, kVariableStart.size());
        std::replace(key.begin(), key.end(), '_', '-');
        values[key] = value;
    }
}

/// Says nothing of credentials: those are in the files.
void readAnswer(const std::string &answer, Values &values)
{
    const auto root = nlohmann::json::parse(answer, nullptr, false);
    if (!root.is_object())
        return;
    for (const auto &[key, value] : root.items())
        if (value.is_string())
            values[key] = value.get<std::string>();
}

std::string withSlash(std::string address)
{
    return address.empty() || address.ends_with('/') ? address : address + '/';
}

/// With a password in it, it would end up in messages.
bool isWebAddress(const std::string &address)
{
    const auto host = address.find("//");
    return host != std::string::npos &&
           address.substr(host + 2, address.find('/', host + 2) - host - 2).find('@') == std::string::npos &&
           (address.starts_with("https://") || address.starts_with("http://")) &&
           std::ranges::none_of(address, [](unsigned char c) { return c <= ' ' || c == 0x7F; });
}

SecretString basic(const std::string &user, const std::string &password)
{
    const auto plain =
        QByteArray::fromStdString(user + ':') + QByteArray::fromBase64(QByteArray::fromStdString(password));
    return SecretString("Basic " + plain.toBase64().toStdString());
}

std::vector<NpmCredential> credentialsIn(const Values &values)
{
    const auto valueOf = [&](const std::string &key) {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    };
    std::vector<NpmCredential> credentials;
    for (const auto &[key, value] : values) {
        const auto colon = key.rfind(':');
        if (!key.starts_with("//") || colon == std::string::npos || value.empty())
            continue;
        // Where a folder was named without its slash, "//host/npm" must not open "//host/npm-of-others".
        const auto where = withSlash(key.substr(0, colon));
        const auto what = key.substr(colon + 1);
        if (what == "_authToken")
            credentials.push_back({where, SecretString("Bearer " + value)});
        else if (what == "_auth")
            credentials.push_back({where, SecretString("Basic " + value)});
        else if (what == "_password")
            credentials.push_back({where, basic(valueOf(key.substr(0, colon) + ":username"), value)});
    }
    return credentials;
}

} // namespace

const std::string &NpmSettings::registryOf(const std::string &scope) const
{
    const auto found = scopes.find(scope);
    return found == scopes.end() ? registry : found->second;
}

SecretString NpmSettings::authorizationFor(const std::string &url) const
{
    const auto host = url.find("//");
    if (host == std::string::npos)
        return {};
    const auto address = std::string_view(url).substr(host);
    const NpmCredential *best = nullptr;
    for (const auto &credential : credentials)
        if (address.starts_with(credential.where) && (!best || credential.where.size() > best->where.size()))
            best = &credential;
    return best ? best->authorization : SecretString();
}

Result<NpmSettings> npmSettings(const NpmSources &sources)
{
    Values values;
    readRc(sources.globalFile, sources.environment, values);
    readRc(sources.userFile, sources.environment, values);
    readEnvironment(sources.environment, values);
    readAnswer(sources.answer, values);
    const auto valueOf = [&](const char *key) {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    };
    NpmSettings settings;
    settings.registry = withSlash(valueOf("registry"));
    if (settings.registry.empty())
        return fail(ErrorCode::NotFound,
                    "nothing on this host names an npm registry: install npm, or write registry=https://… into "
                    "~/.npmrc, or set NPM_CONFIG_REGISTRY");
    settings.caFile = valueOf("cafile");
    settings.httpProxy = valueOf("proxy");
    settings.httpsProxy = valueOf("https-proxy");
    settings.noProxy = valueOf("noproxy");
    for (const auto &[key, value] : values)
        if (key.starts_with('@') && key.ends_with(kScopedRegistry))
            settings.scopes[key.substr(0, key.size() - kScopedRegistry.size())] = withSlash(value);
    for (const auto &[key, address] : settings.scopes)
        if (!isWebAddress(address))
            return fail(ErrorCode::InvalidArgument,
                        "npm's configuration names a registry for " + key + " that is plain http(s) address");
    if (!isWebAddress(settings.registry))
        return fail(ErrorCode::InvalidArgument, "npm's configuration names a registry that is plain http(s) address");
    settings.credentials = credentialsIn(values);
    return settings;
}

} // namespace glovebox::images
