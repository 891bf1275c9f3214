#include "core/images/apt_sources.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace glovebox::images {

namespace {

constexpr std::string_view kSpace = " \t\r";
/// A sources file is a few hundred bytes; one with inline keys a few ten thousand.
constexpr std::size_t kSourcesFileMax = 1U << 20;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> words(std::string_view text)
{
    std::istringstream stream{std::string(text)};
    std::vector<std::string> result;
    for (std::string word; stream >> word;)
        result.push_back(std::move(word));
    return result;
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::istringstream stream{std::string(text)};
    std::vector<std::string> result;
    for (std::string part; std::getline(stream, part, separator);)
        result.push_back(std::move(part));
    return result;
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool isYes(std::string_view value)
{
    const auto word = lowered(value);
    return word == "yes" || word == "true" || word == "on" || word == "1" || word == "with" || word == "enable";
}

bool isNo(std::string_view value)
{
    const auto word = lowered(value);
    return word == "no" || word == "false" || word == "off" || word == "0" || word == "without" || word == "disable";
}

void applyOption(AptSource &source, const std::string &name, const std::string &value)
{
    if (name == "arch")
        source.architectures = split(value, ',');
    else if (name == "signed-by")
        source.signedBy = value;
    else if (name == "trusted")
        source.trusted = isYes(value);
    else if (name == "check-valid-until")
        source.checkValidUntil = !isNo(value);
}

/// "deb [arch=amd64 signed-by=/k.gpg] http://m/debian bookworm main contrib"
bool parseOneLine(std::string_view line, AptSource &source)
{
    line = trimmed(line.substr(0, line.find('#')));
    if (!line.starts_with("deb ") && !line.starts_with("deb\t"))
        return false;
    line = trimmed(line.substr(4));
    if (line.starts_with('[')) {
        const auto close = line.find(']');
        if (close == std::string_view::npos)
            return false;
        for (const auto &option : words(line.substr(1, close - 1)))
            if (const auto equals = option.find('='); equals != std::string::npos)
                applyOption(source, lowered(option.substr(0, equals)), option.substr(equals + 1));
        line = trimmed(line.substr(close + 1));
    }
    auto rest = words(line);
    if (rest.size() < 3) // a flat repository has no component; Debian's is none
        return false;
    source.uri = rest[0];
    source.suite = rest[1];
    source.components.assign(rest.begin() + 2, rest.end());
    return true;
}

using Paragraph = std::map<std::string, std::string>;

/// Paragraphs of "Name: value" with continuation lines, which keep their line breaks (an inline key needs them).
std::vector<Paragraph> paragraphs(std::string_view text)
{
    std::vector<Paragraph> result(1);
    std::string *last = nullptr;
    for (const auto &line : split(text, '\n')) {
        if (line.starts_with('#'))
            continue;
        if (trimmed(line).empty()) {
            if (!result.back().empty())
                result.emplace_back();
            last = nullptr;
        } else if (line.front() == ' ' || line.front() == '\t') {
            if (last) {
                const auto value = trimmed(line);
                *last += '\n' + (value == "." ? std::string() : std::string(value));
            }
        } else if (const auto colon = line.find(':'); colon != std::string::npos) {
            last = &result.back()[lowered(trimmed(line.substr(0, colon)))];
            *last = trimmed(std::string_view(line).substr(colon + 1));
        }
    }
    return result;
}

void appendParagraph(const Paragraph &paragraph, std::vector<AptSource> &sources)
{
    const auto field = [&](const char *name) {
        const auto found = paragraph.find(name);
        return found == paragraph.end() ? std::string() : found->second;
    };
    const auto types = words(field("types"));
    if (std::ranges::find(types, "deb") == types.end() || isNo(field("enabled")))
        return;
    AptSource source;
    source.components = words(field("components"));
    source.architectures = words(field("architectures"));
    source.signedBy = trimmed(field("signed-by"));
    if (source.signedBy.starts_with('\n'))
        source.signedBy.erase(0, 1);
    source.trusted = isYes(field("trusted"));
    source.checkValidUntil = !isNo(field("check-valid-until"));
    for (const auto &uri : words(field("uris")))
        for (const auto &suite : words(field("suites"))) {
            source.uri = uri;
            source.suite = suite;
            if (!source.components.empty())
                sources.push_back(source);
        }
}

std::string pathOfUri(const std::string &uri)
{
    const auto scheme = uri.find("://");
    const auto host = scheme == std::string::npos ? 0 : scheme + 3;
    const auto slash = uri.find('/', host);
    return slash == std::string::npos ? std::string() : lowered(uri.substr(slash));
}

bool suiteBelongsTo(const std::string &suite, const std::string &release)
{
    return suite == release || suite == release + "-updates" || suite == release + "-security" ||
           suite == release + "/updates";
}

/// Could be Debian's archive as far as its shape tells.
bool fits(const AptSource &source, const std::string &release)
{
    const auto has = [](const std::vector<std::string> &list, const char *what) {
        return std::ranges::find(list, what) != list.end();
    };
    return suiteBelongsTo(source.suite, release) && has(source.components, "main") &&
           (source.architectures.empty() || has(source.architectures, "amd64")) && !source.uri.starts_with("cdrom:");
}

enum class Provenance { Debian, MirrorWithOwnKey, Other };

/// Other vendors, too, offer "bookworm main". What tells them apart is the key, or a path that says debian.
Provenance provenance(const AptSource &source)
{
    const bool pathSaysDebian = pathOfUri(source.uri).find("debian") != std::string::npos;
    if (source.signedBy.find("debian-archive") != std::string::npos || (source.signedBy.empty() && pathSaysDebian))
        return Provenance::Debian;
    return pathSaysDebian ? Provenance::MirrorWithOwnKey : Provenance::Other;
}

std::vector<AptSource> sourcesOf(const std::vector<AptSource> &all, const std::string &release, Provenance wanted)
{
    std::vector<AptSource> chosen;
    for (auto source : all) {
        if (!fits(source, release) || provenance(source) != wanted)
            continue;
        source.components = {"main"};
        source.architectures.clear();
        if (std::ranges::find(chosen, source) == chosen.end())
            chosen.push_back(std::move(source));
    }
    const bool hasBase = std::ranges::any_of(chosen, [&](const AptSource &source) { return source.suite == release; });
    return hasBase ? chosen : std::vector<AptSource>{};
}

std::string fileText(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(kSourcesFileMax, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

} // namespace

std::vector<AptSource> parseOneLineSources(std::string_view text)
{
    std::vector<AptSource> sources;
    for (const auto &line : split(text, '\n'))
        if (AptSource source; parseOneLine(line, source))
            sources.push_back(std::move(source));
    return sources;
}

std::vector<AptSource> parseDeb822Sources(std::string_view text)
{
    std::vector<AptSource> sources;
    for (const auto &paragraph : paragraphs(text))
        appendParagraph(paragraph, sources);
    return sources;
}

std::vector<AptSource> readAptSources(const std::string &aptFolder)
{
    namespace fs = std::filesystem;
    auto sources = parseOneLineSources(fileText(fs::path(aptFolder) / "sources.list"));
    std::set<fs::path> files; // in the order of their names, as apt reads them
    std::error_code error;
    for (fs::directory_iterator at(fs::path(aptFolder) / "sources.list.d", error), end; !error && at != end;
         at.increment(error))
        files.insert(at->path());
    for (const auto &file : files) {
        auto more = file.extension() == ".list"      ? parseOneLineSources(fileText(file))
                    : file.extension() == ".sources" ? parseDeb822Sources(fileText(file))
                                                     : std::vector<AptSource>{};
        std::ranges::move(more, std::back_inserter(sources));
    }
    return sources;
}

std::string debianCodename(std::string_view osRelease)
{
    std::string id;
    std::string codename;
    for (auto line : split(osRelease, '\n')) {
        std::erase(line, '"');
        if (line.starts_with("ID="))
            id = trimmed(line.substr(3));
        else if (line.starts_with("VERSION_CODENAME="))
            codename = trimmed(line.substr(17));
    }
    return id == "debian" && !codename.empty() ? codename : "bookworm";
}

Result<DebianSources> chooseDebianSources(const std::vector<AptSource> &all, const std::string &codename)
{
    for (const auto wanted : {Provenance::Debian, Provenance::MirrorWithOwnKey})
        for (const auto &release : {codename, std::string("stable"), std::string("testing"), std::string("sid")})
            if (auto sources = sourcesOf(all, release, wanted); !sources.empty())
                return DebianSources{release, std::move(sources)};
    return fail(ErrorCode::NotFound,
                "no Debian package source for " + codename +
                    " in /etc/apt: add one (component main), or name a folder with a ready guest image");
}

bool hasInlineKey(const AptSource &source)
{
    return source.signedBy.find("-----BEGIN") != std::string::npos;
}

std::string renderOneLine(const AptSource &source, const std::string &keyFile)
{
    std::string options = "arch=amd64";
    auto key = hasInlineKey(source) ? keyFile : source.signedBy;
    // How this format writes several keyrings.
    std::ranges::replace(key, ' ', ',');
    std::ranges::replace(key, '\n', ',');
    if (!key.empty())
        options += " signed-by=" + key;
    if (source.trusted)
        options += " trusted=yes";
    if (!source.checkValidUntil)
        options += " check-valid-until=no";
    std::string line = "deb [" + options + "] " + source.uri + ' ' + source.suite;
    for (const auto &component : source.components)
        line += ' ' + component;
    return line + '\n';
}

} // namespace glovebox::images
