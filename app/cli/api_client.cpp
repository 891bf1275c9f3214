#include "app/cli/api_client.h"

#include "core/base/units.h"
#include "core/system/paths.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include <array>
#include <memory>

namespace glovebox::cli {

namespace {

/// The engine answers in its next turn; only one that is stuck takes this long.
constexpr long kAnswerWithinMs = 30'000;
constexpr long kConnectWithinMs = 5'000;
/// The longest is a template with its log.
constexpr std::size_t kApiAnswerMax = ByteCount::mib(16).value;

struct CurlLibrary {
    CurlLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~CurlLibrary() { curl_global_cleanup(); }
};

struct FreeCurl {
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

std::size_t takeAnswer(char *bytes, std::size_t size, std::size_t count, void *to)
{
    auto &answer = *static_cast<std::string *>(to);
    if (answer.size() + size * count > kApiAnswerMax)
        return 0;
    answer.append(bytes, size * count);
    return size * count;
}

Error errorIn(const nlohmann::json &answer, long status)
{
    const auto error = answer.is_object() ? answer.find("error") : answer.end();
    std::string message = "it answered with status " + std::to_string(status);
    if (error != answer.end() && error->is_object() && error->contains("message") && error->at("message").is_string())
        message = error->at("message").get<std::string>();
    return {status == 404   ? ErrorCode::NotFound
            : status == 400 ? ErrorCode::InvalidArgument
                            : ErrorCode::Conflict,
            std::move(message)};
}

Error notRunning(const std::string &folder)
{
    return {ErrorCode::NotFound, "No Glovebox runs with this data folder (" + folder +
                                     "). Start the panel, or the engine without a window: gloveboxctl serve; "
                                     "--data-dir names another folder"};
}

/// Each part of a path is a name that somebody typed; one that is empty, or that the server would split, names
/// something else than was meant.
bool namesAll(const std::string &path)
{
    return path.find("//") == std::string::npos && !path.ends_with('/') && path.find("%2F") == std::string::npos &&
           path.find("/./") == std::string::npos && path.find("/../") == std::string::npos && !path.ends_with("/.") &&
           !path.ends_with("/..");
}

Error unanswered(CURLcode code, const char *trouble)
{
    switch (code) {
    case CURLE_COULDNT_CONNECT:
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

} // namespace

Result<ApiClient> ApiClient::find(const std::string &dataDir)
{
    static const CurlLibrary library;
    GB_TRY(layout, system::layoutOfProcess(dataDir));
    ApiClient client(layout.runtime + "/api.sock");
    struct stat info {};
    if (::stat(client.m_socket.c_str(), &info) != 0)
        return tl::unexpected(notRunning(layout.data));
    const auto host = client.get("/v1/host");
    if (!host && host.error().code == ErrorCode::NetworkError) // what a crash left
        return tl::unexpected(notRunning(layout.data));
    return client;
}

std::string ApiClient::escaped(const std::string &name)
{
    const std::unique_ptr<CURL, FreeCurl> handle(curl_easy_init());
    char *text = curl_easy_escape(handle.get(), name.data(), static_cast<int>(name.size()));
    std::string result = text ? text : "";
    curl_free(text);
    return result;
}

Result<nlohmann::json> ApiClient::ask(const char *method, const std::string &path, const nlohmann::json &body) const
{
    if (!namesAll(path))
        return fail(ErrorCode::InvalidArgument, "a name is empty, or has a '/' in it, or is dots alone");
    const std::unique_ptr<CURL, FreeCurl> handle(curl_easy_init());
    if (!handle)
        return fail(ErrorCode::OutOfMemory, "no request could be made");
    const std::unique_ptr<curl_slist, FreeList> headers(curl_slist_append(nullptr, "content-type: application/json"));
    const auto url = "http://localhost" + path;
    const auto text =
        body.is_null() ? std::string() : body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::string answer;
    std::array<char, CURL_ERROR_SIZE> trouble{};
    auto *curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, m_socket.c_str());
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*"); // a proxy of the environment is not for this host's socket
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    if (!text.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectWithinMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerWithinMs);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, takeAnswer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    if (const auto code = curl_easy_perform(curl); code != CURLE_OK)
        return tl::unexpected(unanswered(code, trouble.data()));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    auto parsed = nlohmann::json::parse(answer, nullptr, false);
    if (status >= 400 || !parsed.is_object())
        return tl::unexpected(errorIn(parsed, status));
    return parsed;
}

} // namespace glovebox::cli
