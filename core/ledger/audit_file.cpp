#include "core/ledger/audit_file.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace glovebox::ledger {

namespace {

/// Between two tellings of how far it is.
constexpr std::uint64_t kTellEach = 512;

class Output {
public:
    explicit Output(const std::string &path) : m_file(QString::fromStdString(path))
    {
        m_good = m_file.open(QIODevice::WriteOnly) &&
                 m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    bool write(const std::string &text)
    {
        const auto bytes = QByteArray::fromStdString(text);
        m_hash.addData(bytes);
        m_good = m_good && m_file.write(bytes) == bytes.size();
        return m_good;
    }
    Result<std::string> commit()
    {
        if (!m_good || !m_file.commit())
            return fail(ErrorCode::FolderUnusable,
                        m_file.fileName().toStdString() + ": " + m_file.errorString().toStdString());
        return m_hash.result().toHex().toStdString();
    }

private:
    QSaveFile m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    bool m_good = false;
};

/// A link would be followed, and a device or a pipe be gone.
Result<> mayBeWritten(const std::string &path, bool mayReplace)
{
    const QFileInfo there(QString::fromStdString(path));
    if (there.isSymLink() || (there.exists() && !there.isFile()))
        return fail(ErrorCode::FolderUnusable, path + " is there, and is no file");
    if (there.exists() && !mayReplace)
        return fail(ErrorCode::FolderUnusable, path + " is there already");
    return {};
}

} // namespace

Result<std::uint64_t> writeTrail(AuditTrail &trail, const AuditFilter &filter, AuditExport &shape,
                                 const AuditFileWish &wish)
{
    const auto checksum = wish.file + ".sha256";
    GB_CHECK(mayBeWritten(wish.file, wish.mayReplace));
    GB_CHECK(mayBeWritten(checksum, wish.mayReplace));
    GB_TRY(range, trail.range());
    const auto [first, last] = range;
    Output output(wish.file);
    std::uint64_t written = 0;
    bool good = output.write(shape.head());
    const auto passed = [&, first = first, last = last](std::uint64_t sequence) {
        if (wish.progress && sequence % kTellEach == 0 && last > first && sequence >= first)
            wish.progress(static_cast<double>(sequence - first) / static_cast<double>(last - first));
        return !wish.stop || !wish.stop->raised();
    };
    GB_CHECK(trail.each(
        filter, AuditTrail::Order::OldestFirst,
        [&](const domain::AuditEntry &entry) {
            const auto line = shape.line(entry);
            written += line.empty() ? 0 : 1;
            good = good && output.write(line);
            return good;
        },
        passed));
    if (wish.stop && wish.stop->raised())
        return fail(ErrorCode::Cancelled);
    GB_TRY(sum, output.commit());
    Output beside(checksum);
    beside.write(sum + "  " + wish.file.substr(wish.file.rfind('/') + 1) + '\n');
    if (const auto both = beside.commit(); !both) {
        QFile::remove(QString::fromStdString(wish.file));
        return tl::unexpected(both.error());
    }
    if (wish.stop && wish.stop->raised()) { // while they got their names: whoever cancelled was told that none is left
        QFile::remove(QString::fromStdString(wish.file));
        QFile::remove(QString::fromStdString(checksum));
        return fail(ErrorCode::Cancelled);
    }
    return written;
}

} // namespace glovebox::ledger
