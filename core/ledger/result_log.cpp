#include "core/ledger/result_log.h"

#include "core/ledger/set_aside.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>
#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::ledger {

namespace {

/// Longer results go into the database at once: there the work for them is not the engine's thread's.
constexpr std::size_t kTextMax = 64U * 1024;
/// Of all records since the last start-over; beyond it the database takes over until it has them all.
constexpr off_t kLogMax = 4 * 1024 * 1024;

// A record: its body's length, the body's digest, the body.
constexpr auto kDigest = QCryptographicHash::Blake2b_160;
constexpr std::size_t kDigestBytes = 20;
constexpr std::size_t kHeadBytes = sizeof(quint32) + kDigestBytes;
constexpr std::size_t kBodyMax = kTextMax + 4096; // ids are 512 bytes at most (fact.cpp)

QByteArray digestOf(QByteArrayView body)
{
    QCryptographicHash hash(kDigest);
    hash.addData(body);
    return hash.result();
}

struct Record {
    quint64 number;
    ResultKept kept;
};

std::optional<Record> recordFrom(std::string_view bytes)
{
    QDataStream in(QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())));
    in.setVersion(QDataStream::Qt_6_4);
    quint64 number = 0;
    QByteArray session;
    QByteArray call;
    QByteArray text;
    bool isError = false;
    bool timedOut = false;
    in >> number >> session >> call >> text >> isError >> timedOut;
    if (in.status() != QDataStream::Ok || !in.atEnd() || static_cast<std::size_t>(text.size()) > kTextMax)
        return std::nullopt;
    return Record{number,
                  {domain::SessionId(session.toStdString()),
                   domain::EventId(call.toStdString()),
                   {text.toStdString(), isError, timedOut}}};
}

} // namespace

std::string resultLogOf(const std::string &ledger)
{
    return ledger + "-results";
}

std::string resultRecord(std::uint64_t number, const ResultKept &kept)
{
    if (kept.result.text.size() > kTextMax)
        return {};
    const auto view = [](const std::string &text) {
        return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    };
    QByteArray body;
    body.reserve(static_cast<qsizetype>(kept.result.text.size() + 256));
    QDataStream out(&body, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << quint64(number) << view(kept.session.value()) << view(kept.call.value()) << view(kept.result.text)
        << kept.result.isError << kept.result.timedOut;
    if (static_cast<std::size_t>(body.size()) > kBodyMax)
        return {};
    std::string record(sizeof(quint32), '\0');
    qToLittleEndian(static_cast<quint32>(body.size()), record.data());
    record += digestOf(body).toStdString();
    record.append(body.constData(), static_cast<std::size_t>(body.size()));
    return record;
}

std::vector<ResultKept> resultsIn(std::string_view bytes)
{
    std::vector<ResultKept> found;
    for (quint64 last = 0; bytes.size() > kHeadBytes;) {
        const auto length = qFromLittleEndian<quint32>(bytes.data());
        if (length > kBodyMax || length > bytes.size() - kHeadBytes)
            break;
        const auto body = bytes.substr(kHeadBytes, length);
        if (digestOf(body) != QByteArrayView(bytes.substr(sizeof(quint32), kDigestBytes)))
            break;
        auto record = recordFrom(body);
        if (!record || (!found.empty() && record->number != last + 1)) // of before the last start-over
            break;
        last = record->number;
        found.push_back(std::move(record->kept));
        bytes.remove_prefix(kHeadBytes + length);
    }
    return found;
}

Result<std::unique_ptr<ResultLog>> ResultLog::open(const std::string &path)
{
    const auto name = resultLogOf(path);
    GB_CHECK(makePrivate(name));
    const int fd = ::open(name.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return failErrno("opening " + name, errno);
    return std::unique_ptr<ResultLog>(new ResultLog(name, fd));
}

ResultLog::~ResultLog()
{
    ::close(m_fd);
}

Result<std::vector<ResultKept>> ResultLog::read() const
{
    struct stat facts {};
    if (::fstat(m_fd, &facts) != 0)
        return failErrno("reading " + m_path, errno);
    std::string bytes(static_cast<std::size_t>(std::min(facts.st_size, kLogMax)), '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = ::pread(m_fd, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failErrno("reading " + m_path, errno);
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    return resultsIn(std::string_view(bytes).substr(0, size));
}

bool ResultLog::hasBytes() const
{
    struct stat facts {};
    return ::fstat(m_fd, &facts) == 0 && facts.st_size > 0;
}

Result<> ResultLog::append(const ResultKept &kept)
{
    const auto record = resultRecord(m_next, kept);
    const auto size = static_cast<off_t>(record.size());
    if (record.empty() || m_at + size > kLogMax)
        return fail(ErrorCode::TooLarge, "there is no room for this result in " + m_path);
    for (off_t done = 0; done < size;) {
        const auto written = ::pwrite(m_fd, record.data() + done, static_cast<std::size_t>(size - done), m_at + done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failErrno("writing " + m_path, written < 0 ? errno : ENOSPC);
        done += written;
    }
    m_at += size;
    ++m_next;
    return {};
}

Result<> ResultLog::clear()
{
    m_at = 0;
    if (::ftruncate(m_fd, 0) != 0)
        return failErrno("emptying " + m_path, errno);
    return {};
}

} // namespace glovebox::ledger
