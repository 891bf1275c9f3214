#include "app/cli/api_address.h"

#include "app/compose/secret_files.h"
#include "core/system/paths.h"

#include <QHostAddress>
#include <QUrl>

#include <cstdlib>

namespace glovebox::cli {

namespace {

constexpr long kConnectWithinMs = 5'000;
constexpr long kKeepAliveSeconds = 15;

std::string variableOf(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

bool isThisHost(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

/// Without a slash at its end.
Result<std::string> checkedUrl(const std::string &text)
{
    const auto wrong = [&](const char *why) {
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is no address of a Glovebox: " + why);
    };
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return wrong("it is like http://127.0.0.1:8467, or https://…");
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return wrong("it has no user, query or fragment; the key is in a file (--key-file) or in GLOVEBOX_API_KEY");
    if (url.scheme() == u"http" && !isThisHost(url.host()))
        return wrong("over http the key would go through the network for all to read; use https, or a tunnel to its "
                     "own loopback address");
    auto base = url.toEncoded().toStdString();
    while (base.ends_with('/'))
        base.pop_back();
    return base;
}

Result<SecretString> keyOf(const ApiPlace &place)
{
    auto key = place.keyFile.empty() ? compose::keyFromVariable(compose::KeyKind::LocalApi, "GLOVEBOX_API_KEY")
                                     : compose::readKeyFile(compose::KeyKind::LocalApi, "--key-file", place.keyFile);
    compose::forgetSecrets();
    return key;
}

} // namespace

std::string urlOf(const ApiPlace &place)
{
    const bool namesFolder =
        place.isHere || (!place.dataDir.empty() && place.dataDir != variableOf("GLOVEBOX_DATA_DIR"));
    return !place.url.empty() || namesFolder ? place.url : variableOf("GLOVEBOX_API_URL");
}

Result<ApiAddress> apiAddressOf(const ApiPlace &place)
{
    static const bool isThere = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (!isThere)
        return fail(ErrorCode::Internal, "libcurl does not start");
    GB_TRY(key, keyOf(place));
    const auto url = urlOf(place);
    if (url.empty()) {
        GB_TRY(layout, system::layoutOfProcess(place.dataDir));
        return ApiAddress{layout.runtime + "/api.sock", "http://localhost", {}, layout.data};
    }
    GB_TRY(base, checkedUrl(url));
    if (key.empty())
        return fail(ErrorCode::InvalidArgument, "A Glovebox at a URL wants a key: --key-file FILE or GLOVEBOX_API_KEY. "
                                                "gloveboxctl key create makes one where it runs");
    return ApiAddress{{}, base, std::move(key), {}};
}

std::string authorization(const ApiAddress &address)
{
    return address.key.empty() ? std::string() : "Authorization: Bearer " + address.key.reveal();
}

Result<Curl> curlFor(const ApiAddress &address, const std::string &path)
{
    Curl handle(curl_easy_init());
    if (!handle)
        return fail(ErrorCode::OutOfMemory, "no request could be made");
    auto *curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, (address.base + path).c_str());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    if (!address.socket.empty())
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, address.socket.c_str());
    // A proxy of the environment sees TLS alone: http is this host, and a proxy would be handed the key in clear.
    if (address.base.starts_with("http://"))
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectWithinMs);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (address.socket.empty()) { // else a network that went away would be waited for for ever
        curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(curl, CURLOPT_TCP_KEEPIDLE, kKeepAliveSeconds);
        curl_easy_setopt(curl, CURLOPT_TCP_KEEPINTVL, kKeepAliveSeconds);
    }
    return handle;
}

/// Each part of a path is a name that somebody typed; one that is empty, or that the server would split, names
/// something else than was meant.
Result<> checkPath(const std::string &whole)
{
    const auto path = whole.substr(0, whole.find('?'));
    const bool namesAll = path.find("//") == std::string::npos && !path.ends_with('/') &&
                          path.find("%2F") == std::string::npos && path.find("/./") == std::string::npos &&
                          path.find("/../") == std::string::npos && !path.ends_with("/.") && !path.ends_with("/..");
    return namesAll ? Result<>()
                    : fail(ErrorCode::InvalidArgument, "a name is empty, or has a '/' in it, or is dots alone");
}

Error notRunning(const ApiAddress &address)
{
    if (address.socket.empty())
        return {ErrorCode::NotFound,
                "No Glovebox answers at " + address.base + ". Is it started there with --api-port?"};
    return {ErrorCode::NotFound, "No Glovebox runs with this data folder (" + address.folder +
                                     "). Start the panel, or the engine without a window: gloveboxctl serve; "
                                     "--data-dir names another folder"};
}

Error unanswered(CURLcode code, const char *trouble, const ApiAddress &address)
{
    switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        if (address.socket.empty())
            return {ErrorCode::NetworkError, notRunning(address).detail};
        [[fallthrough]];
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
        return {ErrorCode::NetworkError, "Glovebox has ended in the meantime. Start it again with gloveboxctl serve, "
                                         "or the panel, and see what was done"};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::NetworkError, "the running Glovebox does not answer"};
    default:
        return {ErrorCode::NetworkError,
                std::string("ask the running Glovebox: ") + (trouble[0] ? trouble : curl_easy_strerror(code))};
    }
}

} // namespace glovebox::cli
