#include "core/images/npm_lock.h"

#include <QByteArray>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace glovebox::images {

namespace {

constexpr std::size_t kNpmPackagesMax = 1000;
/// Node itself has 52 MB.
constexpr ByteCount kNpmArchiveMax = ByteCount::mib(256);
constexpr std::string_view kIntegrityStart = "sha512-";
constexpr qsizetype kSha512Bytes = 64;

bool isPiece(std::string_view text)
{
    return !text.empty() && !text.starts_with('.') && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

bool isName(std::string_view name)
{
    if (!name.starts_with('@'))
        return isPiece(name);
    const auto slash = name.find('/');
    return slash != std::string_view::npos && isPiece(name.substr(1, slash - 1)) && isPiece(name.substr(slash + 1));
}

bool isVersion(std::string_view version)
{
    return !version.empty() && std::ranges::all_of(version, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '+';
    });
}

bool isInside(const std::string &path)
{
    return !path.empty() && !path.starts_with('/') &&
           std::ranges::none_of(std::filesystem::path(path), [](const std::filesystem::path &piece) {
               return piece == ".." || piece == "." || piece.empty();
           });
}

std::string lockText(const nlohmann::json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Hex of "sha512-<base64>"; empty when it is none.
std::string sha512In(std::string_view integrity)
{
    if (!integrity.starts_with(kIntegrityStart))
        return {};
    integrity.remove_prefix(kIntegrityStart.size());
    const auto decoded =
        QByteArray::fromBase64Encoding(QByteArray(integrity.data(), static_cast<qsizetype>(integrity.size())),
                                       QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    return decoded && (*decoded).size() == kSha512Bytes ? (*decoded).toHex().toStdString() : std::string();
}

Result<NpmPackage> packageIn(const nlohmann::json &entry)
{
    if (!entry.is_object())
        return fail(ErrorCode::InvalidArgument, "an entry that is no object");
    NpmPackage package{lockText(entry, "name"),
                       lockText(entry, "version"),
                       {},
                       sha512In(lockText(entry, "integrity")),
                       lockText(entry, "into"),
                       {}};
    const auto wrong = [&](const char *what) {
        return fail(ErrorCode::InvalidArgument, package.name + ": " + what);
    };
    if (!isName(package.name))
        return wrong("not the name of a package");
    if (!isVersion(package.version))
        return wrong("not a version");
    if (package.sha512.empty())
        return wrong("its integrity is no SHA-512");
    if (!isInside(package.into))
        return wrong("it goes to a folder outside of the root");
    const auto size = entry.find("size");
    if (size == entry.end() || !size->is_number_unsigned())
        return wrong("no size");
    package.size = ByteCount{size->get<std::uint64_t>()};
    if (package.size.value == 0 || package.size > kNpmArchiveMax)
        return wrong("a size that no package has");
    if (const auto only = entry.find("only"); only != entry.end()) {
        if (!only->is_array())
            return wrong("'only' is no list");
        for (const auto &file : *only) {
            if (!file.is_string() || !isInside(file.get<std::string>()))
                return wrong("'only' has what is no file of a package");
            package.only.push_back(file.get<std::string>());
        }
    }
    return package;
}

} // namespace

std::string NpmPackage::scope() const
{
    return name.starts_with('@') ? name.substr(0, name.find('/')) : std::string();
}

std::string NpmPackage::path() const
{
    const auto slash = name.find('/');
    return name + "/-/" + (slash == std::string::npos ? name : name.substr(slash + 1)) + '-' + version + ".tgz";
}

Result<std::vector<NpmPackage>> parseNpmLock(std::string_view text)
{
    const auto root = nlohmann::json::parse(text, nullptr, false);
    const auto list = root.is_object() ? root.find("packages") : root.end();
    if (!root.is_object() || list == root.end() || !list->is_array())
        return fail(ErrorCode::InvalidArgument, "not a list of packages of the npm registry");
    if (list->size() > kNpmPackagesMax)
        return fail(ErrorCode::InvalidArgument, "more packages than an image needs");
    std::vector<NpmPackage> packages;
    for (const auto &entry : *list) {
        GB_TRY(package, packageIn(entry));
        packages.push_back(std::move(package));
    }
    return packages;
}

} // namespace glovebox::images
