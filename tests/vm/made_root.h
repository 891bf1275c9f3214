// Role: root file systems for tests of odd images, entry by entry as a tar archive and packed by the real tool: owners,
// devices and extended attributes as an image has them, without any rights on the host.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <QFile>
#include <QProcess>

#include <memory>
#include <string>

namespace glovebox::test {

class MadeRoot {
public:
    explicit MadeRoot(std::string path) : m_path(std::move(path)), m_archive(archive_write_new(), archive_write_free)
    {
        archive_write_set_format_pax_restricted(m_archive.get());
        m_ok = archive_write_open_filename(m_archive.get(), (m_path + ".tar").c_str()) == ARCHIVE_OK;
    }

    MadeRoot &owner(int uid, int gid)
    {
        m_uid = uid;
        m_gid = gid;
        return *this;
    }
    MadeRoot &folder(const char *path, unsigned mode = 0755) { return put(entry(path, AE_IFDIR, mode), {}); }
    MadeRoot &file(const char *path, const std::string &content, unsigned mode = 0644)
    {
        return put(entry(path, AE_IFREG, mode), content);
    }
    MadeRoot &link(const char *path, const char *target)
    {
        auto made = entry(path, AE_IFLNK, 0777);
        archive_entry_set_symlink(made.get(), target);
        return put(std::move(made), {});
    }
    MadeRoot &hardLink(const char *path, const char *target)
    {
        auto made = entry(path, AE_IFREG, 0644);
        archive_entry_set_hardlink(made.get(), target);
        return put(std::move(made), {});
    }
    MadeRoot &device(const char *path, unsigned major, unsigned minor, unsigned mode)
    {
        auto made = entry(path, AE_IFCHR, mode);
        archive_entry_set_rdevmajor(made.get(), major);
        archive_entry_set_rdevminor(made.get(), minor);
        return put(std::move(made), {});
    }
    /// With a capability of its file's, in the kernel's form: version 2, effective.
    MadeRoot &capable(const char *path, const std::string &content, unsigned capability)
    {
        std::string value("\1\0\0\2", 4);
        for (int byte = 0; byte < 4; ++byte)
            value.push_back(static_cast<char>(((1U << capability) >> (8 * byte)) & 0xFF));
        value.append(12, '\0'); // not inherited; none above 31
        auto made = entry(path, AE_IFREG, 0755);
        archive_entry_xattr_add_entry(made.get(), "security.capability", value.data(), value.size());
        return put(std::move(made), content);
    }

    /// The packed root's path; empty when something went wrong.
    std::string pack()
    {
        m_ok = archive_write_close(m_archive.get()) == ARCHIVE_OK && m_ok;
        QProcess packer;
        packer.setStandardInputFile(QString::fromStdString(m_path + ".tar"));
        packer.start(QStringLiteral("tar2sqfs"), {QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("-c"),
                                                  QStringLiteral("lz4"), QString::fromStdString(m_path)});
        const bool packed = packer.waitForFinished(60'000) && packer.exitCode() == 0;
        if (!packed)
            qWarning("tar2sqfs: %s", packer.readAllStandardError().constData());
        return m_ok && packed ? m_path : std::string();
    }

private:
    using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

    Entry entry(const char *path, unsigned kind, unsigned mode) const
    {
        Entry made(archive_entry_new(), archive_entry_free);
        archive_entry_set_pathname(made.get(), path);
        archive_entry_set_filetype(made.get(), kind);
        archive_entry_set_perm(made.get(), mode);
        archive_entry_set_uid(made.get(), m_uid);
        archive_entry_set_gid(made.get(), m_gid);
        return made;
    }
    MadeRoot &put(Entry made, const std::string &content)
    {
        archive_entry_set_size(made.get(), static_cast<la_int64_t>(content.size()));
        m_ok = archive_write_header(m_archive.get(), made.get()) == ARCHIVE_OK && m_ok;
        m_ok = archive_write_data(m_archive.get(), content.data(), content.size()) ==
                   static_cast<la_ssize_t>(content.size()) &&
               m_ok;
        return *this;
    }

    std::string m_path;
    std::unique_ptr<archive, decltype(&archive_write_free)> m_archive;
    int m_uid = 0;
    int m_gid = 0;
    bool m_ok = false;
};

inline std::string fileContent(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace glovebox::test
