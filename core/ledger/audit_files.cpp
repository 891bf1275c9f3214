#include "core/ledger/audit_files.h"

#include "core/base/constant_time.h"
#include "core/base/file_access.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::ledger {

namespace {

constexpr std::string_view kHeadBegins = "glovebox-audit-head 1 ";
constexpr int kSequenceDigits = 20;
constexpr std::size_t kKeyFileBytes = 65;  // 64 digits and a line end
constexpr std::size_t kHeadBytesMax = 512; // a sector; the line has 204 bytes
constexpr int kHeadReads = 50;

/// All of it, but never more than `max` + 1 bytes.
Result<std::string> contentOf(int fd, const std::string &file, std::size_t max)
{
    std::string bytes(max + 1, '\0');
    const auto length = ::pread(fd, bytes.data(), bytes.size(), 0);
    if (length < 0)
        return fileTrouble("reading " + file, errno);
    bytes.resize(static_cast<std::size_t>(length));
    return bytes;
}

/// Under another name first, so that nobody ever reads half a key; of two programs one is first, and both use its key.
Result<> makeKey(const std::string &file)
{
    const auto draft = file + ".new-" + std::to_string(::getpid());
    ::unlink(draft.c_str()); // of a process of our number that was killed here
    const FileDescriptor fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.get() < 0)
        return fileTrouble("making the audit key " + file, errno);
    const auto made = [&]() -> Result<> {
        const SecretString line(newAuditSecret().reveal() + '\n');
        if (::write(fd.get(), line.reveal().data(), line.reveal().size()) != static_cast<ssize_t>(kKeyFileBytes) ||
            ::fsync(fd.get()) != 0)
            return fileTrouble("writing the audit key " + file, errno == 0 ? ENOSPC : errno);
        if (::link(draft.c_str(), file.c_str()) != 0 && errno != EEXIST)
            return fileTrouble("making the audit key " + file, errno);
        return syncFolderOf(file);
    }();
    ::unlink(draft.c_str());
    return made;
}

std::string headLine(const AuditHead &head, const AuditKey &key)
{
    char digits[kSequenceDigits + 1];
    std::snprintf(digits, sizeof digits, "%0*llu", kSequenceDigits, static_cast<unsigned long long>(head.sequence));
    const auto line = std::string(kHeadBegins) + digits + ' ' + tagText(head.tag) + ' ' + key.id();
    return line + ' ' + tagText(key.seal(line)) + '\n';
}

FoundHead problem(FoundHead::State state, std::string what)
{
    return {.state = state, .head = {}, .problem = std::move(what)};
}

/// Reads what it says, and believes it only when the same line comes out again.
FoundHead parsedHead(const std::string &line, const AuditKey &key)
{
    const std::size_t tagAt = kHeadBegins.size() + kSequenceDigits + 1;
    const std::size_t tagLength = tagText(noTag()).size();
    const std::size_t idAt = tagAt + tagLength + 1;
    AuditHead head;
    const auto whole = headLine(head, key);
    if (line.size() != whole.size() || !line.starts_with(kHeadBegins))
        return problem(FoundHead::State::Unreadable, "it is not a head of an audit trail");
    const char *number = line.data() + kHeadBegins.size();
    std::from_chars(number, number + kSequenceDigits, head.sequence);
    const auto digits = QByteArray::fromRawData(line.data() + tagAt, static_cast<qsizetype>(tagLength)).mid(7);
    head.tag = QByteArray::fromHex(digits).toStdString();
    if (equalInConstantTime(headLine(head, key), line))
        return {.state = FoundHead::State::Good, .head = std::move(head), .problem = {}};
    if (line.compare(idAt, key.id().size(), key.id()) != 0)
        return problem(FoundHead::State::OtherKey, "it was written with another key");
    return problem(FoundHead::State::Unreadable, "its seal does not match what it says");
}

} // namespace

std::string auditKeyFileOf(const std::string &ledger)
{
    const auto slash = ledger.rfind('/');
    return (slash == std::string::npos ? std::string() : ledger.substr(0, slash + 1)) + "audit.key";
}

std::string auditHeadFileOf(const std::string &ledger)
{
    return ledger + ".audit-head";
}

SecretString newAuditSecret()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    QByteArray bytes(reinterpret_cast<const char *>(random.data()), sizeof random);
    SecretString digits(bytes.toHex().toStdString());
    bytes.fill('\0');
    explicit_bzero(random.data(), sizeof random);
    return digits;
}

Result<SecretString> readAuditSecret(const std::string &file)
{
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd.get() < 0)
        return fileTrouble("opening the audit key " + file, errno);
    struct stat facts {};
    if (::fstat(fd.get(), &facts) != 0)
        return fileTrouble("looking at the audit key " + file, errno);
    if (!S_ISREG(facts.st_mode) || facts.st_uid != ::geteuid())
        return fail(ErrorCode::PermissionDenied, "the audit key " + file + " is not a file of ours");
    if ((facts.st_mode & 077) != 0)
        return fail(ErrorCode::PermissionDenied,
                    "the audit key " + file +
                        " can be read or written by others, so entries may be forged; run: chmod "
                        "600 " +
                        file + ", and trust no entry of before");
    GB_TRY(bytes, contentOf(fd.get(), file, kKeyFileBytes));
    const SecretString line(std::move(bytes));
    const auto &text = line.reveal();
    SecretString secret(text.substr(0, kKeyFileBytes - 1));
    const auto key = text.size() == kKeyFileBytes && text.back() == '\n'
                         ? AuditKey::fromHex(secret)
                         : fail(ErrorCode::InvalidArgument, "it is no key");
    if (!key)
        return fail(ErrorCode::InvalidState, "the audit key " + file + " is damaged: " + key.error().detail +
                                                 ". Restore it from a backup; when there is none, move it away: "
                                                 "entries so far cannot be verified then");
    return secret;
}

Result<AuditKey> readAuditKey(const std::string &file)
{
    GB_TRY(secret, readAuditSecret(file));
    return AuditKey::fromHex(secret);
}

Result<> removeAuditKeyFile(const std::string &file)
{
    if (::unlink(file.c_str()) != 0 && errno != ENOENT)
        return fileTrouble("removing the audit key " + file, errno);
    return syncFolderOf(file);
}

Result<AuditKey> readOrMakeAuditKey(const std::string &file)
{
    auto key = readAuditKey(file);
    if (key || key.error().code != ErrorCode::NotFound)
        return key;
    GB_CHECK(makeKey(file));
    return readAuditKey(file);
}

FoundHead readAuditHead(const std::string &file, const AuditKey &key)
{
    FoundHead found;
    for (int i = 0; i < kHeadReads; ++i) {
        const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (fd.get() < 0 && errno == ENOENT)
            return {};
        if (fd.get() < 0)
            return problem(FoundHead::State::Unreadable, fileTrouble("opening it", errno).value().detail);
        const auto line = contentOf(fd.get(), file, kHeadBytesMax);
        if (!line)
            return problem(FoundHead::State::Unreadable, line.error().detail);
        found = parsedHead(*line, key);
        if (found.state == FoundHead::State::Good)
            break;
    }
    return found;
}

Result<std::unique_ptr<AuditHeadFile>> AuditHeadFile::open(const std::string &file)
{
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0)
        return fileTrouble("opening " + file, errno);
    return std::unique_ptr<AuditHeadFile>(new AuditHeadFile(file, fd));
}

AuditHeadFile::~AuditHeadFile()
{
    ::close(m_fd);
}

Result<> AuditHeadFile::write(const AuditHead &head, const AuditKey &key)
{
    const auto line = headLine(head, key);
    const auto written = ::pwrite(m_fd, line.data(), line.size(), 0);
    if (written < 0)
        return fileTrouble("writing " + m_file, errno);
    if (written != static_cast<ssize_t>(line.size()))
        return fileTrouble("writing " + m_file, ENOSPC);
    struct stat facts {};
    if (::fstat(m_fd, &facts) != 0 || (facts.st_size > written && ::ftruncate(m_fd, written) != 0))
        return fileTrouble("writing " + m_file, errno);
    return {};
}

Result<> AuditHeadFile::sync()
{
    if (::fsync(m_fd) != 0)
        return fileTrouble("writing " + m_file, errno);
    return syncFolderOf(m_file);
}

} // namespace glovebox::ledger
