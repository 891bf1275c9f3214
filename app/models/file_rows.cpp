#include "app/models/file_rows.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <algorithm>
#include <tuple>

namespace glovebox::models {

using domain::GuestEntry;

namespace {

const char *symbolOf(const GuestEntry &entry)
{
    switch (entry.kind) {
    case GuestEntry::Kind::Folder:
        return "folder2-open";
    case GuestEntry::Kind::File:
        return "file-text";
    case GuestEntry::Kind::Other:
        break;
    }
    return entry.target.empty() ? "puzzle" : "link-45deg";
}

/// Folders, then all others; names as people look for them.
auto naturalKey(const GuestEntry &entry)
{
    const QString name = QString::fromStdString(entry.path);
    return std::tuple(entry.kind == GuestEntry::Kind::Folder ? 0 : 1, name.toCaseFolded(), name);
}

} // namespace

QString fileTitle(const GuestEntry &entry)
{
    return format::shownLine(QString::fromStdString(entry.path));
}

QString fileKind(const GuestEntry &entry)
{
    switch (entry.kind) {
    case GuestEntry::Kind::Folder:
        return FileRows::tr("Folder");
    case GuestEntry::Kind::File:
        return FileRows::tr("File");
    case GuestEntry::Kind::Other:
        break;
    }
    return entry.target.empty()
               ? FileRows::tr("Other")
               : FileRows::tr("Link to %1").arg(format::shownLine(QString::fromStdString(entry.target)));
}

WallTime fileTime(const GuestEntry &entry)
{
    return WallTime(std::chrono::milliseconds(entry.changed / 1'000'000));
}

FileRows::FileRows(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1), {AgoRole});
    });
}

void FileRows::setEntries(std::vector<GuestEntry> entries)
{
    const std::string chosen = current() ? current()->path : std::string();
    beginResetModel();
    m_entries = std::move(entries);
    sort();
    m_current = -1;
    endResetModel();
    m_typed.clear();
    Q_EMIT typedChanged();
    Q_EMIT countChanged();
    Q_EMIT currentChanged();
    selectName(chosen);
}

QString FileRows::countText() const
{
    const auto folders = std::ranges::count(m_entries, GuestEntry::Kind::Folder, &GuestEntry::kind);
    const int others = count() - static_cast<int>(folders);
    const QString left = folders == 1 ? tr("1 folder") : tr("%1 folders").arg(format::count(folders));
    const QString right = others == 1 ? tr("1 file") : tr("%1 files").arg(format::count(others));
    return tr("%1, %2").arg(left, right);
}

const GuestEntry *FileRows::at(int row) const
{
    return row >= 0 && row < count() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

bool FileRows::has(const std::string &name) const
{
    return std::ranges::find(m_entries, name, &GuestEntry::path) != m_entries.end();
}

void FileRows::select(int row)
{
    const int wanted = row >= 0 && row < count() ? row : -1;
    if (std::exchange(m_current, wanted) != wanted)
        Q_EMIT currentChanged();
}

void FileRows::moveSelection(int rows)
{
    if (count() == 0)
        return;
    const int to = m_current < 0 ? (rows > 0 ? 0 : count() - 1) : m_current + rows;
    select(std::clamp(to, 0, count() - 1));
}

void FileRows::selectName(const std::string &name)
{
    const auto found = std::ranges::find(m_entries, name, &GuestEntry::path);
    select(found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin()));
}

void FileRows::sortBy(const QString &role)
{
    if (role != m_sortRole) {
        m_sortRole = role;
        m_descending = false;
    } else if (!m_descending) {
        m_descending = true;
    } else {
        m_sortRole.clear();
        m_descending = false;
    }
    Q_EMIT sortChanged();
    const std::string chosen = current() ? current()->path : std::string();
    auto all = std::move(m_entries);
    setEntries(std::move(all));
    selectName(chosen);
}

void FileRows::sort()
{
    std::ranges::stable_sort(m_entries, {}, naturalKey);
    const auto by = [this](auto key) {
        if (m_descending)
            std::ranges::stable_sort(m_entries, std::ranges::greater(), key);
        else
            std::ranges::stable_sort(m_entries, std::ranges::less(), key);
    };
    if (m_sortRole == QLatin1String("title"))
        by([](const GuestEntry &entry) { return QString::fromStdString(entry.path).toCaseFolded(); });
    else if (m_sortRole == QLatin1String("size"))
        by([](const GuestEntry &entry) { return entry.size.value; });
    else if (m_sortRole == QLatin1String("ago")) // the newest first: that is what is looked for
        by([](const GuestEntry &entry) { return -entry.changed; });
    else if (m_sortRole == QLatin1String("kind"))
        by([](const GuestEntry &entry) { return fileKind(entry); });
}

bool FileRows::type(const QString &text)
{
    const bool isName = !text.isEmpty() && std::ranges::all_of(text, [](QChar sign) {
        return sign.isPrint() && sign != QLatin1Char('/');
    });
    if (!isName)
        return false;
    const WallTime now = m_ticker->now();
    const bool goesOn = m_typedAt && now - *m_typedAt < kTyping;
    m_typed = (goesOn ? m_typed : QString()) + text;
    m_typedAt = now;
    Q_EMIT typedChanged();
    const auto found = std::ranges::find_if(m_entries, [this](const GuestEntry &entry) {
        return QString::fromStdString(entry.path).startsWith(m_typed, Qt::CaseInsensitive);
    });
    if (found != m_entries.end())
        select(static_cast<int>(found - m_entries.begin()));
    return true;
}

QVariant FileRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GuestEntry &entry = *at(index.row());
    switch (role) {
    case TitleRole:
        return fileTitle(entry);
    case KindRole:
        return fileKind(entry);
    case SizeRole:
        return entry.kind == GuestEntry::Kind::File ? format::bytes(entry.size) : QString();
    case AgoRole:
        return format::ago(fileTime(entry), m_ticker->now());
    case SymbolRole:
        return QString::fromLatin1(symbolOf(entry));
    case IsFolderRole:
        return entry.kind == GuestEntry::Kind::Folder;
    case SpokenRole:
        return spoken(entry);
    default:
        return {};
    }
}

QString FileRows::spoken(const GuestEntry &entry) const
{
    const QString ago = format::ago(fileTime(entry), m_ticker->now());
    return entry.kind == GuestEntry::Kind::File
               ? tr("%1, %2, %3, changed %4").arg(fileTitle(entry), fileKind(entry), format::bytes(entry.size), ago)
               : tr("%1, %2, changed %3").arg(fileTitle(entry), fileKind(entry), ago);
}

QHash<int, QByteArray> FileRows::roleNames() const
{
    return roleTable({{TitleRole, "title"},
                      {KindRole, "kind"},
                      {SizeRole, "size"},
                      {AgoRole, "ago"},
                      {SymbolRole, "symbol"},
                      {IsFolderRole, "isFolder"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
