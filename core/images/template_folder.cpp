#include "core/images/template_folder.h"

#include "core/base/file_access.h"
#include "core/base/units.h"
#include "core/domain/template_definition.h"
#include "core/images/template_record.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <cerrno>
#include <sys/stat.h>

namespace glovebox::images {

namespace {

constexpr const char *kRecordFile = "/record.json";
constexpr const char *kStepsFile = "/steps.json";
constexpr const char *kLogFile = "/build.log";
/// A definition of 256 KiB, escaped, and hundreds of versions.
constexpr qint64 kRecordMax = 16 << 20;
constexpr std::uint64_t kBuildLogMax = 16 << 20;

QString fileName(const std::string &path)
{
    return QString::fromStdString(path);
}

Result<> makeTemplateFolder(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(ErrorCode::FolderUnusable, fileTrouble("make " + path, errno).value().detail);
    struct stat about {};
    if (::lstat(path.c_str(), &about) != 0 || !S_ISDIR(about.st_mode))
        return fail(ErrorCode::FolderUnusable, path + " is no folder");
    return {};
}

Result<std::string> recordContent(const std::string &path)
{
    QFile file(fileName(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? ErrorCode::FolderUnusable : ErrorCode::NotFound,
                    path + ": " + file.errorString().toStdString());
    const auto bytes = file.read(kRecordMax + 1);
    if (bytes.size() > kRecordMax)
        return fail(ErrorCode::TooLarge, path + " has more than 16 MiB");
    return bytes.toStdString();
}

/// QSaveFile syncs before it renames.
Result<> replaceRecord(const std::string &path, const std::string &text)
{
    QSaveFile file(fileName(path));
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(text.data(), static_cast<qint64>(text.size())) < 0 || !file.commit())
        return fail(ErrorCode::FolderUnusable, path + ": " + file.errorString().toStdString());
    return syncFolderOf(path);
}

class LogOnDisk final : public ports::BuildLogFile {
public:
    explicit LogOnDisk(const std::string &path) : m_file(fileName(path)) {}
    ~LogOnDisk() override
    {
        if (m_leftOut > 0)
            m_file.write("(" + QByteArray::number(m_leftOut) + " more lines are not kept)\n");
    }

    bool open() // what steps print is its author's business alone
    {
        return m_file.open(QIODevice::WriteOnly | QIODevice::Truncate,
                           QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    std::string trouble() const { return m_file.errorString().toStdString(); }
    void write(std::string_view line) override
    {
        if (m_written + line.size() > kBuildLogMax || m_leftOut > 0) {
            ++m_leftOut;
            return;
        }
        m_written += line.size() + 1;
        m_file.write(line.data(), static_cast<qint64>(line.size()));
        m_file.write("\n", 1);
        m_file.flush(); // somebody follows it
    }

private:
    QFile m_file;
    std::uint64_t m_written = 0;
    qlonglong m_leftOut = 0;
};

} // namespace

Result<std::unique_ptr<TemplateFolder>> TemplateFolder::open(const std::string &dataDir)
{
    const auto path = dataDir + "/templates";
    GB_CHECK(makeTemplateFolder(path));
    return std::unique_ptr<TemplateFolder>(new TemplateFolder(path));
}

Result<std::string> TemplateFolder::folderOf(const std::string &name) const
{
    if (!domain::isTemplateName(name))
        return fail(ErrorCode::InvalidArgument, "'" + name + "' is no template's name");
    return m_path + '/' + name;
}

Result<ports::TemplateShelf> TemplateFolder::read()
{
    ports::TemplateShelf shelf;
    const auto names = QDir(fileName(m_path)).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden, QDir::Name);
    for (const auto &each : names) {
        const auto name = each.toStdString();
        const auto text = recordContent(m_path + '/' + name + kRecordFile);
        if (!text && text.error().code == ErrorCode::NotFound)
            continue; // it was about to be made, or is not ours
        auto record = text ? parseRecord(*text) : tl::unexpected(text.error());
        if (record && record->name == name)
            shelf.templates.push_back(*std::move(record));
        else
            shelf.unread.push_back(name + kRecordFile);
    }
    const auto text = recordContent(m_path + kStepsFile);
    if (!text && text.error().code == ErrorCode::NotFound)
        return shelf;
    auto steps = text ? parseSteps(*text) : tl::unexpected(text.error());
    if (steps)
        shelf.steps = *std::move(steps);
    else
        shelf.unread.emplace_back("steps.json");
    return shelf;
}

Result<> TemplateFolder::keep(const ports::StoredTemplate &record)
{
    GB_TRY(folder, folderOf(record.name));
    GB_CHECK(makeTemplateFolder(folder));
    return replaceRecord(folder + kRecordFile, recordText(record));
}

Result<> TemplateFolder::remove(const std::string &name)
{
    GB_TRY(folder, folderOf(name));
    QDir dir(fileName(folder));
    if (!dir.exists())
        return {};
    // The record first: without it nothing is there, whatever becomes of the rest.
    QFile record(fileName(folder + kRecordFile));
    if (record.exists() && !record.remove())
        return fail(ErrorCode::FolderUnusable, folder + kRecordFile + ": " + record.errorString().toStdString());
    GB_CHECK(syncFolderOf(folder + kRecordFile));
    if (!dir.removeRecursively())
        return fail(ErrorCode::FolderUnusable, folder + " cannot be removed");
    return {};
}

Result<> TemplateFolder::keepSteps(const std::vector<ports::StoredStep> &steps)
{
    return replaceRecord(m_path + kStepsFile, stepsText(steps));
}

Result<std::unique_ptr<ports::BuildLogFile>> TemplateFolder::beginLog(const std::string &name)
{
    GB_TRY(folder, folderOf(name));
    GB_CHECK(makeTemplateFolder(folder));
    const auto path = folder + kLogFile;
    QFile::remove(fileName(path + ".1"));
    QFile::rename(fileName(path), fileName(path + ".1"));
    auto log = std::make_unique<LogOnDisk>(path);
    if (!log->open())
        return fail(ErrorCode::FolderUnusable, path + ": " + log->trouble());
    return log;
}

} // namespace glovebox::images
