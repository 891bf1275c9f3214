#include "app/cli/api_client.h"

#include "core/base/units.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace glovebox::cli {

using namespace std::chrono_literals;

namespace {

/// The engine answers in its next turn; only one that is stuck takes this long.
constexpr auto kAnswerWithin = 30s;
constexpr auto kQuickly = 2s;
/// Of what has no end of its own: so slow that nobody is there.
constexpr long kSlowestBytesASecond = 1;
constexpr long kSilentSeconds = 120;
/// The longest is a template with its log, or a large folder.
constexpr std::size_t kApiAnswerMax = ByteCount::mib(32).value;

/// One exchange: what comes and goes, and what stopped it.
struct Exchanged {
    const ApiClient::Take *take = nullptr; // of a good answer; none: it is kept whole
    const ApiClient::Give *give = nullptr;
    CURL *curl = nullptr;
    std::string answer;
    std::optional<Error> stopped;

    long status() const
    {
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        return status;
    }
};

std::size_t takeAnswer(char *bytes, std::size_t size, std::size_t count, void *to)
{
    auto &exchange = *static_cast<Exchanged *>(to);
    const std::string_view piece(bytes, size * count);
    if (exchange.take && exchange.status() < 300) {
        if (const auto taken = (*exchange.take)(piece); !taken) {
            exchange.stopped = taken.error();
            return 0;
        }
        return piece.size();
    }
    if (exchange.answer.size() + piece.size() > kApiAnswerMax)
        return 0;
    exchange.answer += piece;
    return piece.size();
}

std::size_t giveBody(char *room, std::size_t size, std::size_t count, void *from)
{
    auto &exchange = *static_cast<Exchanged *>(from);
    const auto piece = (*exchange.give)(size * count);
    if (!piece) {
        exchange.stopped = piece.error();
        return CURL_READFUNC_ABORT;
    }
    std::ranges::copy(*piece, room);
    return piece->size();
}

/// Headers that all requests have; the caller keeps them.
CurlList headersOf(const ApiAddress &address, const char *type)
{
    CurlList headers(curl_slist_append(nullptr, (std::string("content-type: ") + type).c_str()));
    if (const auto key = authorization(address); !key.empty())
        headers.reset(curl_slist_append(headers.release(), key.c_str()));
    return headers;
}

void endWhenSilent(CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowestBytesASecond);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
}

Result<nlohmann::json> perform(const ApiAddress &address, Exchanged &exchange, const CurlList &headers)
{
    std::array<char, CURL_ERROR_SIZE> trouble{};
    auto *curl = exchange.curl;
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, takeAnswer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    const auto code = curl_easy_perform(curl);
    if (exchange.stopped)
        return tl::unexpected(*exchange.stopped);
    const auto status = exchange.status();
    auto parsed = nlohmann::json::parse(exchange.answer, nullptr, false);
    // A refusal that came before all of the body was sent is an answer, too.
    if (code != CURLE_OK && !(status >= 400 && parsed.is_object()))
        return tl::unexpected(unanswered(code, trouble.data(), address));
    if (status >= 400)
        return tl::unexpected(apiError(parsed, status));
    return parsed;
}

/// Other bytes would arrive as U+FFFD, and what is named by them be called so.
Result<> checkText(const nlohmann::json &body)
{
    using Handler = nlohmann::json::error_handler_t;
    return body.dump(-1, ' ', false, Handler::ignore) == body.dump(-1, ' ', false, Handler::replace)
               ? Result<>()
               : fail(ErrorCode::InvalidArgument, "What was typed is no UTF-8 text, and cannot be passed as it is.");
}

std::string shownCode(const nlohmann::json &error)
{
    const auto code = error.is_object() ? error.find("code") : error.end();
    return code != error.end() && code->is_string() ? code->get<std::string>() : std::string();
}

} // namespace

Error apiError(const nlohmann::json &answer, long status)
{
    const auto said = [&](const char *code) {
        return answer.is_object() && answer.contains("error") && shownCode(answer.at("error")) == code;
    };
    if (status == kSaidInWords)
        status = said("NotFound") ? 404 : said("InvalidArgument") ? 400 : said("PermissionDenied") ? 403 : 409;
    const auto error = answer.is_object() ? answer.find("error") : answer.end();
    std::string message = "it answered with status " + std::to_string(status);
    if (error != answer.end() && error->is_object() && error->contains("message") && error->at("message").is_string())
        message = error->at("message").get<std::string>();
    return {status == 404                               ? ErrorCode::NotFound
            : status == 400                             ? ErrorCode::InvalidArgument
            : status == 401                             ? ErrorCode::Unauthorized
            : status == 403 && said("PermissionDenied") ? ErrorCode::PermissionDenied // in the sandbox
            : status == 403                             ? ErrorCode::Forbidden        // the key's scope
                                                        : ErrorCode::Conflict,
            std::move(message)};
}

Result<ApiClient> ApiClient::find(const ApiPlace &place)
{
    return findWithin(place, kAnswerWithin);
}

Result<ApiClient> ApiClient::findQuickly(const ApiPlace &place)
{
    return findWithin(place, kQuickly);
}

Result<ApiClient> ApiClient::findWithin(const ApiPlace &place, std::chrono::milliseconds within)
{
    GB_TRY(address, apiAddressOf(place));
    ApiClient client(std::move(address));
    client.m_withinMs = within.count();
    struct stat info {};
    const auto &socket = client.m_address.socket;
    if (!socket.empty() && ::stat(socket.c_str(), &info) != 0)
        return tl::unexpected(notRunning(client.m_address));
    const auto host = client.get("/v1/host");
    if (host || host.error().code == ErrorCode::Conflict) // 503: its engine has not begun yet
        return client;
    if (host.error().code == ErrorCode::NetworkError && !socket.empty()) // what a crash left
        return tl::unexpected(notRunning(client.m_address));
    return tl::unexpected(host.error());
}

std::string ApiClient::escaped(const std::string &name)
{
    const Curl handle(curl_easy_init());
    char *text = curl_easy_escape(handle.get(), name.data(), static_cast<int>(name.size()));
    std::string result = text ? text : "";
    curl_free(text);
    return result;
}

Result<nlohmann::json> ApiClient::ask(const char *method, const std::string &path, const nlohmann::json &body) const
{
    GB_CHECK(checkPath(path));
    GB_CHECK(checkText(body));
    GB_TRY(handle, curlFor(m_address, path));
    auto *curl = handle.get();
    const auto text =
        body.is_null() ? std::string() : body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    if (!text.empty()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, m_withinMs);
    Exchanged exchange{.curl = curl, .answer = {}, .stopped = {}};
    GB_TRY(answer, perform(m_address, exchange, headersOf(m_address, "application/json")));
    m_hasChangedSomething = m_hasChangedSomething || std::string_view(method) != "GET";
    if (exchange.answer.empty()) // as 204 has it
        return nlohmann::json::object();
    if (!answer.is_object())
        return tl::unexpected(apiError(answer, exchange.status()));
    return std::move(answer);
}

Result<nlohmann::json> ApiClient::postAndWait(const std::string &path, const nlohmann::json &body) const
{
    auto patient = *this;
    patient.m_withinMs = 0;
    return patient.post(path, body);
}

Result<> ApiClient::download(const std::string &path, const Take &take) const
{
    GB_CHECK(checkPath(path));
    GB_TRY(handle, curlFor(m_address, path));
    if (m_address.socket.empty()) // a network may go away without a word; what goes on for ever says that it does
        endWhenSilent(handle.get());
    Exchanged exchange{.take = &take, .curl = handle.get(), .answer = {}, .stopped = {}};
    auto headers = headersOf(m_address, "application/json");
    headers.reset(curl_slist_append(headers.release(), "accept: application/x-ndjson, */*"));
    GB_CHECK(perform(m_address, exchange, headers));
    return {};
}

Result<> ApiClient::upload(const std::string &path, const Give &give, std::optional<std::uint64_t> size) const
{
    GB_CHECK(checkPath(path));
    GB_TRY(handle, curlFor(m_address, path));
    auto *curl = handle.get();
    Exchanged exchange{.give = &give, .curl = curl, .answer = {}, .stopped = {}};
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, giveBody);
    curl_easy_setopt(curl, CURLOPT_READDATA, &exchange);
    endWhenSilent(curl);
    if (size)
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(*size));
    GB_CHECK(perform(m_address, exchange, headersOf(m_address, "application/octet-stream")));
    m_hasChangedSomething = true;
    return {};
}

} // namespace glovebox::cli
