#include "app/models/outputs_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

bool staysInside(const QString &relative)
{
    if (relative.isEmpty() || relative.startsWith(QLatin1Char('/')) || relative.contains(QChar(0)))
        return false;
    const QStringList parts = relative.split(QLatin1Char('/'));
    return std::ranges::none_of(parts, [](const QString &part) {
        return part.isEmpty() || part == QLatin1String(".") || part == QLatin1String("..");
    });
}

OutputsModel::OutputsModel(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1), {TimeRole});
    });
}

void OutputsModel::apply(const api::OutputsView &view)
{
    const std::string &key = view.session.value();
    const auto found = m_views.find(key);
    if (found != m_views.end() && view.generation < found->second.generation)
        return;
    if (key != m_session) {
        m_views.insert_or_assign(key, view);
        return;
    }
    const bool sameFiles = found != m_views.end() && found->second.files == view.files;
    if (!sameFiles)
        beginResetModel(); // a collection replaces the list as a whole, once a turn
    m_views.insert_or_assign(key, view);
    if (!sameFiles)
        endResetModel();
    Q_EMIT changed();
}

void OutputsModel::remove(const domain::SessionId &session)
{
    const bool shown = session.value() == m_session;
    if (shown)
        beginResetModel();
    m_views.erase(session.value());
    if (shown) {
        endResetModel();
        Q_EMIT changed();
    }
}

void OutputsModel::open(const QString &session)
{
    if (session.toStdString() == m_session)
        return;
    beginResetModel();
    m_session = session.toStdString();
    endResetModel();
    Q_EMIT changed();
}

const api::OutputsView *OutputsModel::view() const
{
    const auto found = m_views.find(m_session);
    return found == m_views.end() ? nullptr : &found->second;
}

QString OutputsModel::folder() const
{
    return view() ? QString::fromStdString(view()->folder) : QString();
}

QString OutputsModel::totalText() const
{
    if (count() == 0)
        return {};
    std::uint64_t total = 0;
    for (const api::OutputsView::File &file : view()->files)
        total += file.size.value;
    return count() == 1 ? tr("1 file, %1").arg(format::bytes({total}))
                        : tr("%1 files, %2").arg(count()).arg(format::bytes({total}));
}

QString OutputsModel::tabText() const
{
    return count() == 0 ? tr("Outputs") : tr("Outputs %1").arg(count());
}

QString OutputsModel::skippedText() const
{
    const int skipped = view() ? view()->skipped : 0;
    if (skipped <= 0)
        return {};
    return skipped == 1 ? tr("1 file was not taken: too large, not a plain file, or over the limit.")
                        : tr("%1 files were not taken: too large, not plain files, or over the limit.").arg(skipped);
}

QString OutputsModel::problem() const
{
    if (!view() || !view()->problem)
        return {};
    const format::Explanation why = format::explain(*view()->problem, format::Area::Session);
    return tr("The last collection failed: %1").arg(why.detail.isEmpty() ? why.why : format::firstLine(why.detail));
}

QStringList OutputsModel::paths() const
{
    QStringList all;
    if (view())
        for (const api::OutputsView::File &file : view()->files)
            all += QString::fromStdString(file.path);
    return all;
}

QString OutputsModel::fileAt(int row) const
{
    if (row < 0 || row >= count() || folder().isEmpty())
        return {};
    const QString path = QString::fromStdString(view()->files[static_cast<std::size_t>(row)].path);
    return staysInside(path) ? folder() + QLatin1Char('/') + path : QString();
}

int OutputsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !view() ? 0 : static_cast<int>(view()->files.size());
}

QVariant OutputsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::OutputsView::File &file = view()->files[static_cast<std::size_t>(index.row())];
    const QString path = format::shownLine(QString::fromStdString(file.path));
    switch (role) {
    case PathRole:
        return path;
    case SizeRole:
        return format::bytes(file.size);
    case TimeRole:
        return format::ago(file.collectedAt, m_ticker->now());
    case TimeFullRole:
        return format::fullTime(file.collectedAt, m_ticker->zone());
    case SpokenRole:
        return tr("%1, %2").arg(path, format::bytes(file.size));
    default:
        return {};
    }
}

QHash<int, QByteArray> OutputsModel::roleNames() const
{
    return roleTable({{PathRole, "path"},
                      {SizeRole, "size"},
                      {TimeRole, "time"},
                      {TimeFullRole, "timeFull"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
