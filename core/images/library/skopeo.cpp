#include "core/images/library/skopeo.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/images/library/image_record.h"
#include "core/images/part.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

/// A registry answers within seconds or not at all.
constexpr auto kAskTimeout = 3min;
/// Five gigabytes over a slow line. A person watches and can cancel.
constexpr auto kCopyTimeout = 6h;
/// What registries themselves allow.
constexpr ByteCount kRawManifestMax = ByteCount::mib(4);
constexpr std::size_t kLayersMax = 1000;

constexpr std::string_view kIndexTypes[] = {"application/vnd.oci.image.index.v1+json",
                                            "application/vnd.docker.distribution.manifest.list.v2+json"};

ProcessSpec skopeo(const SkopeoPlace &place, std::vector<std::string> arguments)
{
    ProcessSpec spec;
    spec.program = "skopeo";
    spec.arguments = {"--policy",      kSkopeoPolicy, "--tmpdir",        kSkopeoTemporary,
                      "--override-os", "linux",       "--override-arch", "amd64"};
    spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
    // Else it finds the logins of the user's other tools: in the runtime folder, and, whatever file it was given, at
    // home. A file that was named may ask for a helper that needs its home.
    spec.environment = {{"XDG_RUNTIME_DIR", place.folder + '/' + kSkopeoRuntime},
                        {"TMPDIR", place.folder + '/' + kSkopeoTemporary},
                        {"LC_ALL", "C.UTF-8"}};
    if (place.authFile.empty())
        for (const auto *home : {"HOME", "XDG_CONFIG_HOME"})
            spec.environment.emplace_back(home, place.folder + '/' + kSkopeoRuntime);
    spec.workingDirectory = place.folder;
    return spec;
}

std::string authFileOf(const SkopeoPlace &place)
{
    return place.authFile.empty() ? kSkopeoNoLogins : place.authFile;
}

bool verifiesTls(const SkopeoPlace &place, const std::string &reference)
{
    return !place.plainHttp && !isLoopback(reference);
}

std::string layoutTarget()
{
    return std::string("oci:") + kSkopeoLayout + ':' + kSkopeoTag;
}

/// What it says last, out of: time="…" level=fatal msg="…\"…"
std::string lastMessage(const std::string &text)
{
    constexpr std::string_view kStart = "msg=\"";
    const auto start = text.rfind(kStart);
    if (start == std::string::npos)
        return text;
    std::string message;
    for (auto at = start + kStart.size(); at < text.size() && text[at] != '"'; ++at) {
        const bool escaped = text[at] == '\\' && at + 1 < text.size();
        if (escaped)
            ++at;
        message += escaped && (text[at] == 'n' || text[at] == 't') ? ' ' : text[at];
    }
    return toOneLine(message);
}

struct Meaning {
    const char *words;
    ErrorCode code;
    const char *hint;
};
/// In this order: what comes first wins.
constexpr Meaning kMeanings[] = {
    {"no space left on device", ErrorCode::OutOfDisk, ""},
    {"toomanyrequests", ErrorCode::RateLimited, ""},
    {"too many requests", ErrorCode::RateLimited, ""},
    {"digest did not match", ErrorCode::ImageBroken, ""},
    {"manifest verification failed", ErrorCode::ImageBroken, ""},
    {"getting username and password", ErrorCode::InvalidArgument,
     "The file with credentials is none that docker login or podman login writes."},
    {"unauthorized", ErrorCode::PermissionDenied,
     "The registry wants credentials, or others: name a file with them (--auth-file)."},
    {"authentication required", ErrorCode::PermissionDenied,
     "The registry wants credentials, or others: name a file with them (--auth-file)."},
    {"invalid username/password", ErrorCode::PermissionDenied, "The registry does not know these credentials."},
    {"denied", ErrorCode::PermissionDenied, "These credentials, or having none, do not allow to read it."},
    {"forbidden", ErrorCode::PermissionDenied, "These credentials, or having none, do not allow to read it."},
    {"no image found in", ErrorCode::Unsupported, ""},
    {"server gave http response to https client", ErrorCode::NetworkError,
     "It is spoken to without TLS only when that is asked for (--plain-http)."},
    {"manifest unknown", ErrorCode::NotFound, ""},
    {"name unknown", ErrorCode::NotFound, ""},
    {"no descriptor found", ErrorCode::NotFound, ""},
    {"\" not found", ErrorCode::NotFound, ""},
    {"expected 1 item", ErrorCode::NotFound,
     "It holds several images: say which one, as in docker-archive:FILE:NAME:TAG."},
    {"more than one image", ErrorCode::NotFound, "It holds several images: say which one, as in oci-archive:FILE:TAG."},
    {"no such host", ErrorCode::NetworkError, ""},
    {"connection refused", ErrorCode::NetworkError, ""},
    {"connection reset", ErrorCode::NetworkError, ""},
    {"i/o timeout", ErrorCode::NetworkError, ""},
    {"handshake timeout", ErrorCode::NetworkError, ""},
    {"network is unreachable", ErrorCode::NetworkError, ""},
    {"no route to host", ErrorCode::NetworkError, ""},
    {"unexpected eof", ErrorCode::NetworkError, ""},
    {"x509", ErrorCode::NetworkError, "Its certificate is not one that this host trusts."},
    {"pinging container registry", ErrorCode::NetworkError, ""},
};

const nlohmann::json *member(const nlohmann::json &object, const char *name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::string textOf(const nlohmann::json &object, const char *name)
{
    const auto *found = member(object, name);
    return found && found->is_string() ? found->get<std::string>() : std::string();
}

Result<std::string> chosenIn(const nlohmann::json &manifests)
{
    if (manifests.size() > kLayersMax)
        return fail(ErrorCode::TooLarge, "the image's index lists " + std::to_string(manifests.size()) + " manifests");
    for (const auto &entry : manifests) {
        const auto *platform = member(entry, "platform");
        if (platform && textOf(*platform, "os") == "linux" && textOf(*platform, "architecture") == "amd64" &&
            !hexOfDigest(textOf(entry, "digest")).empty())
            return textOf(entry, "digest");
    }
    return fail(ErrorCode::Unsupported, "the image is not to be had for linux/amd64");
}

} // namespace

Result<> furnish(const SkopeoPlace &place)
{
    std::error_code error;
    for (const auto *folder : {kSkopeoRuntime, kSkopeoTemporary, kSkopeoLayout})
        if (!fs::exists(place.folder + '/' + folder, error))
            fs::create_directory(place.folder + '/' + folder, error);
    if (error)
        return fail(ErrorCode::OutOfDisk, "making a folder in " + place.folder + ": " + error.message());
    // Signatures of images are not what protects a guest's host: an image's content is not believed in the first place.
    GB_CHECK(writeFile(place.folder + '/' + kSkopeoPolicy, R"({"default":[{"type":"insecureAcceptAnything"}]})"));
    return writeFile(place.folder + '/' + kSkopeoNoLogins, "{}");
}

ProcessSpec skopeoManifest(const SkopeoPlace &place, const std::string &reference)
{
    auto spec = skopeo(place, {"inspect", "--raw", "--authfile", authFileOf(place),
                               std::string("--tls-verify=") + (verifiesTls(place, reference) ? "true" : "false"),
                               "docker://" + reference});
    spec.timeout = kAskTimeout;
    spec.outputMax = kRawManifestMax;
    return spec;
}

ProcessSpec skopeoFetch(const SkopeoPlace &place, const std::string &reference)
{
    auto spec = skopeo(place, {"copy", "--src-authfile", authFileOf(place),
                               std::string("--src-tls-verify=") + (verifiesTls(place, reference) ? "true" : "false"),
                               "--dest-oci-accept-uncompressed-layers", "--dest-shared-blob-dir", place.pool,
                               "docker://" + reference, layoutTarget()});
    spec.timeout = kCopyTimeout;
    spec.outputToErrors = true;
    return spec;
}

ProcessSpec skopeoUnpack(const SkopeoPlace &place, const std::string &archive)
{
    auto spec = skopeo(place, {"copy", "--dest-oci-accept-uncompressed-layers", "--dest-shared-blob-dir", place.pool,
                               archive, layoutTarget()});
    spec.timeout = kCopyTimeout;
    spec.outputToErrors = true;
    return spec;
}

Error explainSkopeoFailure(const Error &error)
{
    if (error.code != ErrorCode::HostToolFailed)
        return error;
    const auto message = lastMessage(error.detail);
    std::string lower;
    std::ranges::transform(message, std::back_inserter(lower),
                           [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    for (const auto &meaning : kMeanings)
        if (lower.find(meaning.words) != std::string::npos)
            return {meaning.code, message + (*meaning.hint == 0 ? "" : std::string(". ") + meaning.hint)};
    return {error.code, "skopeo: " + message};
}

bool isLoopback(const std::string &reference)
{
    auto host = reference.substr(0, reference.find('/'));
    if (host.starts_with("[::1]"))
        return true;
    host = host.substr(0, host.find(':'));
    const bool digits = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || (digits && host.starts_with("127."));
}

Result<RemoteManifest> remoteManifestFrom(std::string_view bytes)
{
    if (bytes.size() > kRawManifestMax.value)
        return fail(ErrorCode::TooLarge, "the image's manifest has " + std::to_string(bytes.size()) + " bytes");
    const auto root = nlohmann::json::parse(bytes, nullptr, false);
    if (!root.is_object())
        return fail(ErrorCode::ProtocolError, "the registry's answer is no manifest of an image");
    RemoteManifest manifest;
    manifest.digest = "sha256:" + sha256Hex(bytes);
    const auto *manifests = member(root, "manifests");
    const auto type = textOf(root, "mediaType");
    if (std::ranges::find(kIndexTypes, type) != std::end(kIndexTypes) || (type.empty() && manifests)) {
        if (!manifests || !manifests->is_array())
            return fail(ErrorCode::ProtocolError, "the image's index lists no manifests");
        GB_TRY(chosen, chosenIn(*manifests));
        manifest.chosen = chosen;
        return manifest;
    }
    const auto *layers = member(root, "layers");
    if (!layers || !layers->is_array())
        return fail(ErrorCode::Unsupported, "the image's manifest lists no layers; it is of an old or foreign format");
    if (layers->size() > kLayersMax)
        return fail(ErrorCode::TooLarge, "the image has " + std::to_string(layers->size()) + " layers");
    for (const auto &layer : *layers) {
        const auto *size = member(layer, "size");
        const auto digest = textOf(layer, "digest");
        if (hexOfDigest(digest).empty() || !size || !size->is_number_unsigned())
            return fail(ErrorCode::ProtocolError, "a layer of the image has no digest or no size");
        manifest.layers.push_back({digest, ByteCount{size->get<std::uint64_t>()}});
    }
    return manifest;
}

} // namespace glovebox::images
