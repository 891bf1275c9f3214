#include "core/images/download.h"

#include <QCryptographicHash>
#include <QFile>

#include <curl/curl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

/// A line that breaks off is asked again at once, from where it was.
constexpr int kTriesMax = 3;
constexpr long kRedirectsMax = 5;
constexpr long kConnectSeconds = 30;
/// Less than a byte a second for so long: the other end is gone.
constexpr long kStalledSeconds = 60;
constexpr long kUnauthorizedStatus = 401;
constexpr long kForbiddenStatus = 403;
constexpr long kNotFoundStatus = 404;
constexpr long kGoneStatus = 410;
constexpr long kRangeStatus = 416;

struct HeaderList {
    ~HeaderList()
    {
        for (auto *line = list; line; line = line->next)
            ::explicit_bzero(line->data, std::strlen(line->data));
        ::curl_slist_free_all(list);
    }
    curl_slist *list = nullptr;
};

/// What the callbacks of one try share.
struct Arrival {
    const Download &what;
    const StopFlag &stop;
    const std::function<void(ByteCount)> &arrived;
    int file = -1;
    std::uint64_t had = 0;
    int diskError = 0;
    bool tooLarge = false;
};

std::size_t takeBytes(char *bytes, std::size_t, std::size_t size, void *self)
{
    auto &arrival = *static_cast<Arrival *>(self);
    if (arrival.had + size > arrival.what.size.value) {
        arrival.tooLarge = true;
        return 0;
    }
    for (std::size_t at = 0; at < size;) {
        const auto wrote = ::write(arrival.file, bytes + at, size - at);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) {
            arrival.diskError = errno;
            return 0;
        }
        at += static_cast<std::size_t>(wrote);
    }
    arrival.had += size;
    arrival.arrived(ByteCount{arrival.had});
    return size;
}

int askStop(void *self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<Arrival *>(self)->stop.raised() ? 1 : 0;
}

CURLcode setUp(CURL *easy, const Download &what, Arrival &arrival, curl_slist *headers, char *errorText)
{
    CURLcode worst = CURLE_OK;
    const auto set = [&](CURLoption option, auto value) {
        worst = std::max(worst, ::curl_easy_setopt(easy, option, value));
    };
    set(CURLOPT_URL, what.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, what.url.starts_with("https:") ? "https" : "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L); // registries keep archives elsewhere; the credential stays with the first host
    set(CURLOPT_MAXREDIRS, kRedirectsMax);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, kStalledSeconds);
    set(CURLOPT_HTTPHEADER, headers);
    if (!what.proxy.empty()) {
        set(CURLOPT_PROXY, what.proxy.c_str());
        set(CURLOPT_NOPROXY, what.noProxy.c_str());
    }
    if (!what.caFile.empty())
        set(CURLOPT_CAINFO, what.caFile.c_str());
    set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(arrival.had));
    set(CURLOPT_WRITEFUNCTION, &takeBytes);
    set(CURLOPT_WRITEDATA, &arrival);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &askStop);
    set(CURLOPT_XFERINFODATA, &arrival);
    set(CURLOPT_ERRORBUFFER, errorText);
    return worst;
}

Error statusError(const Download &what, long status)
{
    const auto text = what.url + " answered with " + std::to_string(status);
    if (status == kUnauthorizedStatus || status == kForbiddenStatus)
        return {ErrorCode::Unauthorized,
                text + (what.authorization.empty() ? ": it wants a credential, and npm's configuration has none for it"
                                                   : ": it refuses the credential of npm's configuration")};
    return {status == kNotFoundStatus || status == kGoneStatus ? ErrorCode::NotFound : ErrorCode::ServerError, text};
}

enum class Then { Done, Again, FromTheStart };

/// One request, which adds to what `arrival` has.
Result<Then> request(const Download &what, Arrival &arrival)
{
    const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> easy(::curl_easy_init(), &::curl_easy_cleanup);
    HeaderList headers;
    if (!what.authorization.empty()) {
        auto line = "Authorization: " + what.authorization.reveal();
        headers.list = ::curl_slist_append(nullptr, line.c_str());
        ::explicit_bzero(line.data(), line.size());
    }
    std::array<char, CURL_ERROR_SIZE> words{};
    if (!easy || setUp(easy.get(), what, arrival, headers.list, words.data()) != CURLE_OK)
        return fail(ErrorCode::Internal, "the network library could not be set up");
    const auto before = arrival.had;
    const auto code = ::curl_easy_perform(easy.get());
    long status = 0;
    ::curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    if (arrival.stop.raised())
        return fail(ErrorCode::Cancelled);
    if (arrival.diskError != 0)
        return fail(arrival.diskError == ENOSPC || arrival.diskError == EDQUOT ? ErrorCode::OutOfDisk
                                                                               : ErrorCode::Internal,
                    "writing " + what.target + ": " + std::strerror(arrival.diskError));
    // A server that knows no ranges, or another file than the one that was begun.
    const bool badRange = code == CURLE_RANGE_ERROR || (code == CURLE_HTTP_RETURNED_ERROR && status == kRangeStatus);
    if (before > 0 && (badRange || arrival.tooLarge))
        return Then::FromTheStart;
    if (arrival.tooLarge)
        return fail(ErrorCode::ProtocolError, what.url + " gives more than the " + std::to_string(what.size.value) +
                                                  " bytes that it should have");
    if (code == CURLE_OK)
        return Then::Done;
    if (code == CURLE_HTTP_RETURNED_ERROR)
        return tl::unexpected(statusError(what, status));
    if (arrival.had > before)
        return Then::Again;
    return fail(ErrorCode::NetworkError,
                what.url + ": " + (words[0] != '\0' ? std::string(words.data()) : ::curl_easy_strerror(code)));
}

class PartFileHandle {
public:
    explicit PartFileHandle(const std::string &path) : m_fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {}
    ~PartFileHandle()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    PartFileHandle(const PartFileHandle &) = delete;
    PartFileHandle &operator=(const PartFileHandle &) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

Result<> beginAnew(Arrival &arrival)
{
    arrival.had = 0;
    arrival.tooLarge = false;
    if (::ftruncate(arrival.file, 0) != 0 || ::lseek(arrival.file, 0, SEEK_SET) != 0)
        return fail(ErrorCode::Internal, "emptying " + arrival.what.target + ": " + std::strerror(errno));
    return {};
}

/// Fills the file behind `arrival` to its size.
Result<> fetchAll(const Download &what, Arrival &arrival)
{
    Error last{ErrorCode::NetworkError, what.url + " broke off"};
    for (int tries = 0; tries < kTriesMax && arrival.had < what.size.value;) {
        auto then = request(what, arrival);
        if (!then && then.error().code != ErrorCode::NetworkError && then.error().code != ErrorCode::ServerError)
            return tl::unexpected(then.error());
        if (!then)
            last = then.error();
        ++tries;
        if (then && *then == Then::FromTheStart)
            GB_CHECK(beginAnew(arrival));
        if (then && *then == Then::Done && arrival.had < what.size.value)
            return fail(ErrorCode::ProtocolError, what.url + " gives " + std::to_string(arrival.had) +
                                                      " bytes instead of " + std::to_string(what.size.value));
    }
    return arrival.had == what.size.value ? Result<>() : Result<>(tl::unexpected(last));
}

void setUpCurl()
{
    [[maybe_unused]] static const auto once = ::curl_global_init(CURL_GLOBAL_DEFAULT);
}

} // namespace

bool hasContent(const std::string &path, ByteCount size, const std::string &sha512, const StopFlag &stop)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly) || static_cast<std::uint64_t>(file.size()) != size.value)
        return false;
    QCryptographicHash hash(QCryptographicHash::Sha512);
    constexpr qint64 kHashBlock = 1 << 20;
    while (!stop.raised()) {
        const auto block = file.read(kHashBlock);
        if (block.isEmpty())
            return file.error() == QFileDevice::NoError && hash.result().toHex().toStdString() == sha512;
        hash.addData(block);
    }
    return false;
}

Result<> download(const Download &what, const StopFlag &stop, const std::function<void(ByteCount)> &arrived)
{
    setUpCurl();
    std::error_code error;
    if (hasContent(what.target, what.size, what.sha512, stop)) {
        arrived(what.size);
        return {};
    }
    fs::remove(what.target, error);
    const auto part = what.target + ".part";
    // A wrong beginning is thrown away once, and the whole is asked for.
    for (const bool last : {false, true}) {
        const PartFileHandle file(part);
        struct stat found {};
        if (file.get() < 0 || ::fstat(file.get(), &found) != 0 || ::lseek(file.get(), 0, SEEK_END) < 0)
            return fail(errno == ENOSPC ? ErrorCode::OutOfDisk : ErrorCode::PermissionDenied,
                        "making " + part + ": " + std::strerror(errno));
        Arrival arrival{what, stop, arrived, file.get(), static_cast<std::uint64_t>(found.st_size)};
        if (arrival.had > what.size.value)
            GB_CHECK(beginAnew(arrival));
        const bool resumed = arrival.had > 0;
        GB_CHECK(fetchAll(what, arrival));
        if (hasContent(part, what.size, what.sha512, stop)) {
            fs::permissions(part, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read, error);
            fs::rename(part, what.target, error);
            return error ? Result<>(fail(ErrorCode::Internal, "naming " + what.target + ": " + error.message()))
                         : Result<>();
        }
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        fs::remove(part, error);
        if (last || !resumed)
            break;
    }
    return fail(ErrorCode::ProtocolError,
                what.url + " gives another file than the one that this image is made with (its SHA-512 differs)");
}

} // namespace glovebox::images
