#include "core/images/oci/reference.h"

#include "core/base/text.h"
#include "core/images/oci/layout.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace glovebox::images {

namespace {

constexpr std::size_t kTextMax = 8192;
constexpr std::size_t kNameMax = 255; // of a registry's reference without tag and digest
constexpr std::size_t kTagMax = 128;
constexpr std::string_view kHub = "docker.io";
constexpr std::string_view kHubLibrary = "docker.io/library/";

constexpr const char *kTaken =
    "; taken are a registry's reference (\"python:3.12\", \"registry.example:5000/team/app:1\", with \"@sha256:…\" for "
    "exactly one), the path of a file or folder that begins with \"/\", \"./\" or \"../\", and \"oci:\", "
    "\"docker-archive:\", \"oci-archive:\" or \"tarball:\" in front of such a path";

tl::unexpected<Error> refused(std::string_view text, const std::string &why)
{
    return fail(ErrorCode::InvalidArgument, '"' + clipped(toOneLine(text), ByteCount{200}) + "\" " + why + kTaken);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isLetter(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z');
}

bool isTag(std::string_view tag)
{
    return !tag.empty() && tag.size() <= kTagMax && tag.front() != '.' && tag.front() != '-' &&
           std::ranges::all_of(tag,
                               [](char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-'; });
}

/// Lower-case letters and digits, with ".", "_", "__" or any number of "-" between them.
bool isPathComponent(std::string_view name)
{
    const auto plain = [](char c) {
        return isLower(c) || isDigit(c);
    };
    if (name.empty() || !plain(name.front()) || !plain(name.back()))
        return false;
    for (std::size_t at = 0; at < name.size();) {
        if (plain(name[at])) {
            ++at;
            continue;
        }
        const auto end = static_cast<std::size_t>(
            std::find_if(name.begin() + static_cast<std::ptrdiff_t>(at), name.end(), plain) - name.begin());
        const auto between = name.substr(at, end - at);
        if (between != "." && between != "_" && between != "__" && between.find_first_not_of('-') != between.npos)
            return false;
        at = end;
    }
    return true;
}

bool isPortNumber(std::string_view text)
{
    if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, isDigit))
        return false;
    const auto number = std::stoi(std::string(text));
    return number > 0 && number <= 65535;
}

bool isHostName(std::string_view host)
{
    if (host.starts_with('[')) {
        in6_addr address{};
        return host.size() > 2 && host.back() == ']' &&
               ::inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) == 1;
    }
    for (std::size_t at = 0; at <= host.size();) {
        const auto end = std::min(host.find('.', at), host.size());
        const auto label = host.substr(at, end - at);
        at = end + 1;
        if (label.empty() || label.front() == '-' || label.back() == '-' ||
            !std::ranges::all_of(label, [](char c) { return isLetter(c) || isDigit(c) || c == '-'; }))
            return false;
    }
    return true;
}

bool isHost(std::string_view text)
{
    // An IPv6 address has colons of its own, in brackets.
    const auto colon = text.find(':', text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0);
    if (colon != text.npos && !isPortNumber(text.substr(colon + 1)))
        return false;
    return isHostName(text.substr(0, colon));
}

/// As the tools of containers tell "registry.example/app" from "team/app".
bool looksLikeHost(std::string_view first)
{
    return first == "localhost" || first.find_first_of(".:[") != first.npos ||
           std::ranges::any_of(first, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// With the host and the folder that people leave out.
std::string wholeName(std::string_view name)
{
    const auto slash = name.find('/');
    const auto first = name.substr(0, slash);
    if (slash == name.npos)
        return std::string(kHubLibrary).append(name);
    if (!looksLikeHost(first))
        return std::string(kHub).append(1, '/').append(name);
    const auto rest = name.substr(slash + 1);
    if (first == kHub || first == "index.docker.io")
        return std::string(rest.find('/') == rest.npos ? kHubLibrary : std::string_view("docker.io/")).append(rest);
    return std::string(name);
}

Result<> checkName(std::string_view text, std::string_view name)
{
    if (name.size() > kNameMax)
        return refused(text, "has a name of " + std::to_string(name.size()) + " bytes; the limit is " +
                                 std::to_string(kNameMax));
    const auto slash = name.find('/');
    if (!isHost(name.substr(0, slash)))
        return refused(text, "does not name a registry's host");
    for (auto at = slash + 1;;) {
        const auto end = std::min(name.find('/', at), name.size());
        const auto component = name.substr(at, end - at);
        if (!isPathComponent(component)) {
            const bool upper = std::ranges::any_of(component, [](char c) { return c >= 'A' && c <= 'Z'; });
            return refused(text, upper ? "has upper-case letters in a repository's name, which are not allowed there"
                                       : "has a part in a repository's name that is not made of a-z, 0-9 and single "
                                         "'.', '_' or '-' between them");
        }
        if (end == name.size())
            return {};
        at = end + 1;
    }
}

Result<domain::ImageSource> registrySource(std::string_view text, std::string_view reference)
{
    domain::ImageSource source;
    auto name = reference;
    if (const auto at = name.find('@'); at != name.npos) {
        source.digest = name.substr(at + 1);
        name = name.substr(0, at);
        if (!isDigest(source.digest))
            return refused(text, "has a digest that is not \"sha256:\" and 64 of 0-9 and a-f");
    }
    const auto slash = name.rfind('/');
    const auto colon = name.find(':', slash == name.npos ? 0 : slash);
    if (colon != name.npos) {
        source.tag = name.substr(colon + 1);
        name = name.substr(0, colon);
        if (!isTag(source.tag))
            return refused(text, "has a tag that is not 1 to 128 letters, digits, '_', '.' or '-', the first of them a "
                                 "letter, a digit or '_'");
    }
    if (name.empty())
        return refused(text, "names no image");
    source.path = wholeName(name);
    GB_CHECK(checkName(text, source.path));
    if (source.tag.empty() && source.digest.empty())
        source.tag = "latest";
    return source;
}

bool isPath(std::string_view text)
{
    return text.starts_with('/') || text.starts_with("./") || text.starts_with("../") || text == "." || text == "..";
}

Result<std::string> absolutePath(std::string_view text, std::string_view path)
{
    if (path.empty())
        return refused(text, "has no path behind the colon");
    std::error_code error;
    const auto whole = std::filesystem::absolute(std::filesystem::path(path), error);
    if (error)
        return fail(ErrorCode::NotFound, "the current folder is gone: " + error.message());
    auto plain = whole.lexically_normal().string();
    while (plain.size() > 1 && plain.ends_with('/'))
        plain.pop_back();
    return plain;
}

struct Scheme {
    std::string_view prefix;
    domain::ImageOrigin origin;
    bool takesTag;
};
constexpr std::array<Scheme, 5> kSchemes = {{{"oci:", domain::ImageOrigin::Layout, true},
                                             {"docker-archive:", domain::ImageOrigin::Archive, true},
                                             {"oci-archive:", domain::ImageOrigin::Archive, true},
                                             {"archive:", domain::ImageOrigin::Archive, true},
                                             {"tarball:", domain::ImageOrigin::Tarball, false}}};

/// In a layout or an archive: a tag, or a whole name with one.
bool isInnerName(std::string_view tag)
{
    return tag.size() <= kNameMax + 1 + kTagMax && std::ranges::all_of(tag, [](char c) {
               return isLetter(c) || isDigit(c) || std::string_view("._-/:+@").find(c) != std::string_view::npos;
           });
}

Result<domain::ImageSource> schemeSource(const Scheme &scheme, std::string_view text)
{
    auto path = text.substr(scheme.prefix.size());
    domain::ImageSource source{.origin = scheme.origin, .path = {}, .tag = {}, .digest = {}};
    if (const auto colon = scheme.takesTag ? path.find(':') : path.npos; colon != path.npos) {
        source.tag = path.substr(colon + 1);
        path = path.substr(0, colon);
        if (source.tag.empty() || !isInnerName(source.tag))
            return refused(text, "has no tag or name behind the path's colon; a path with a colon of its own can be "
                                 "given without \"" +
                                     std::string(scheme.prefix) + "\"");
    }
    GB_TRY(whole, absolutePath(text, path));
    source.path = std::move(whole);
    return source;
}

std::string withoutEnding(std::string name)
{
    for (const auto *compression : {".gz", ".zst", ".xz", ".bz2"})
        if (name.ends_with(std::string(".tar") + compression))
            return name.substr(0, name.size() - std::string_view(compression).size() - 4);
    for (const auto *ending : {".tar", ".tgz", ".txz", ".tbz2", ".tzst"})
        if (name.ends_with(ending))
            return name.substr(0, name.size() - std::string_view(ending).size());
    return name;
}

std::string registryText(const domain::ImageSource &source, std::string_view name)
{
    std::string text(name);
    if (!source.tag.empty())
        text += ':' + source.tag;
    if (!source.digest.empty())
        text += '@' + source.digest;
    return text;
}

} // namespace

Result<domain::ImageSource> parseImageSource(const std::string &text)
{
    if (text.empty())
        return refused(text, "names no image");
    if (text.size() > kTextMax)
        return refused(text, "has " + std::to_string(text.size()) + " bytes; the limit is " + std::to_string(kTextMax));
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return refused(text, "has control characters in it");
    for (const auto &scheme : kSchemes)
        if (text.starts_with(scheme.prefix))
            return schemeSource(scheme, text);
    if (isPath(text)) {
        GB_TRY(path, absolutePath(text, text));
        return domain::ImageSource{.origin = domain::ImageOrigin::Path, .path = path, .tag = {}, .digest = {}};
    }
    constexpr std::string_view registry = "docker://";
    const auto reference = text.starts_with(registry) ? std::string_view(text).substr(registry.size()) : text;
    if (reference.find("://") != reference.npos)
        return refused(text, "is an address of a kind that images are not fetched from");
    if (reference.starts_with('~'))
        return refused(text, "begins with '~', which only a shell replaces");
    auto source = registrySource(text, reference);
    std::error_code error;
    if (!source && std::filesystem::exists(text, error))
        return refused(text, "is a file or folder here; write \"./\" before it");
    return source;
}

std::string toText(const domain::ImageSource &source)
{
    const auto tag = source.tag.empty() ? std::string() : ':' + source.tag;
    const bool hasColon = source.path.find(':') != std::string::npos;
    switch (source.origin) {
    case domain::ImageOrigin::Registry:
        return registryText(source, source.path);
    case domain::ImageOrigin::Layout:
        return (hasColon && tag.empty() ? "" : "oci:") + source.path + tag;
    case domain::ImageOrigin::Archive:
        return (hasColon && tag.empty() ? "" : "archive:") + source.path + tag;
    case domain::ImageOrigin::Tarball:
        return "tarball:" + source.path;
    case domain::ImageOrigin::Built:
    case domain::ImageOrigin::Path:
        return source.path;
    }
    return source.path;
}

std::string usualName(const domain::ImageSource &source)
{
    if (source.origin == domain::ImageOrigin::Registry) {
        std::string_view name = source.path;
        for (const auto prefix : {kHubLibrary, std::string_view("docker.io/")}) {
            if (name.starts_with(prefix)) {
                name.remove_prefix(prefix.size());
                break;
            }
        }
        return registryText(source, name);
    }
    if (source.tag.find(':') != std::string::npos) // a name with its tag
        return source.tag;
    const auto file = std::filesystem::path(source.path).filename().string();
    auto name = source.origin == domain::ImageOrigin::Layout ? file : withoutEnding(file);
    std::ranges::replace(name, ' ', '-'); // which files are called by, and images are not
    return source.tag.empty() ? name : name + ':' + source.tag;
}

} // namespace glovebox::images
