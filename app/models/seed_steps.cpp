#include "app/models/seed_steps.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"
#include "app/models/step_list.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace glovebox::models {

namespace {

/// Where agents work, unless an image says otherwise.
const QString kWorkspace = QStringLiteral("/workspace/");

QString text(const std::string &what)
{
    return QString::fromStdString(what);
}

QString hostPath(const QString &typed)
{
    const QString path = typed.trimmed();
    return path.startsWith(QLatin1String("~/")) ? QDir::homePath() + path.mid(1) : path;
}

/// By its name alone: what is in it decides later.
bool isArchive(const QString &name)
{
    for (const char *ending : {".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.zst", ".tar.bz2", ".tbz2", ".zip"})
        if (name.endsWith(QLatin1String(ending), Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace

SeedSteps::Row SeedSteps::rowOf(const domain::SeedStep &step)
{
    struct Fields {
        Row operator()(const domain::PutFiles &put) const
        {
            return {Put, text(put.from), text(put.to), {}, put.unpack};
        }
        Row operator()(const domain::CopyFromSnapshot &copy) const
        {
            return {Copy, text(copy.from), text(copy.to), text(copy.snapshot.value())};
        }
        Row operator()(const domain::CloneRepository &clone) const
        {
            return {Clone, text(clone.url), text(clone.to), text(clone.reference)};
        }
        Row operator()(const domain::RunStep &run) const
        {
            return {Run, commandText(run.command), {}, {}, false, run.timeout};
        }
    };
    return std::visit(Fields{}, step);
}

domain::SeedStep SeedSteps::stepOf(const Row &row)
{
    const std::string to = row.second.trimmed().toStdString();
    switch (row.kind) {
    case Put:
        return domain::PutFiles{hostPath(row.first).toStdString(), to, row.unpack};
    case Copy:
        return domain::CopyFromSnapshot{domain::SnapshotId(row.third.trimmed().toStdString()),
                                        row.first.trimmed().toStdString(), to};
    case Clone:
        return domain::CloneRepository{row.first.trimmed().toStdString(), to, row.third.trimmed().toStdString()};
    default:
        return domain::RunStep{commandOf(row.first), row.timeout};
    }
}

QString SeedSteps::problemOf(const Row &row)
{
    if (row.first.trimmed().isEmpty()) // nothing was typed yet; nothing is sent either
        return {};
    if (const auto fine = domain::check({.steps = {stepOf(row)}, .start = {}, .ready = {}}); !fine) {
        QString why = format::shownLine(text(fine.error().detail));
        if (const auto colon = why.indexOf(QLatin1String(": ")); why.startsWith(QLatin1String("step ")) && colon > 0)
            why = why.mid(colon + 2);
        why[0] = why.at(0).toUpper();
        return why + QLatin1Char('.');
    }
    if (row.kind == Put && !QFileInfo::exists(hostPath(row.first)))
        return tr("There is no such file or folder on this host.");
    if (row.kind == Put && row.unpack && QFileInfo(hostPath(row.first)).isDir())
        return tr("That is a folder, no archive.");
    return {};
}

void SeedSteps::set(const std::vector<domain::SeedStep> &steps)
{
    beginResetModel();
    m_rows.clear();
    for (const domain::SeedStep &step : steps)
        m_rows.push_back(rowOf(step));
    endResetModel();
    Q_EMIT countChanged();
}

std::vector<domain::SeedStep> SeedSteps::steps() const
{
    std::vector<domain::SeedStep> steps;
    for (const Row &row : m_rows)
        steps.push_back(stepOf(row));
    return steps;
}

QStringList SeedSteps::words() const
{
    QStringList all;
    for (const Row &row : m_rows)
        all += format::shownLine(text(domain::textOf(stepOf(row))));
    return all;
}

void SeedSteps::append(Row row)
{
    if (!full())
        EditedRows::append(m_rows, std::move(row));
}

void SeedSteps::add(int kind)
{
    const int known = std::clamp(kind, int{Put}, int{Run});
    append({known, {}, known == Put || known == Copy ? kWorkspace : QString()});
    Q_EMIT edited();
}

void SeedSteps::addFiles(const QList<QUrl> &files)
{
    for (const QUrl &file : files) {
        if (!file.isLocalFile())
            continue;
        const QFileInfo info(QDir::cleanPath(file.toLocalFile()));
        const bool unpack = !info.isDir() && isArchive(info.fileName());
        // All that is in a folder goes into one of the same name; a file goes into the folder that is named.
        const QString to = info.isDir() ? kWorkspace + info.fileName() : unpack ? kWorkspace.chopped(1) : kWorkspace;
        append({Put, info.filePath(), to, {}, unpack});
    }
    Q_EMIT edited();
}

void SeedSteps::remove(int row)
{
    removeFrom(m_rows, row);
}

void SeedSteps::move(int row, int by)
{
    moveIn(m_rows, row, by);
}

void SeedSteps::setText(int row, QString Row::*field, const QString &what)
{
    if (!has(row) || m_rows[static_cast<std::size_t>(row)].*field == what)
        return;
    m_rows[static_cast<std::size_t>(row)].*field = what;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT edited();
}

void SeedSteps::setFirst(int row, const QString &what)
{
    setText(row, &Row::first, what);
}

void SeedSteps::setSecond(int row, const QString &what)
{
    setText(row, &Row::second, what);
}

void SeedSteps::setThird(int row, const QString &what)
{
    setText(row, &Row::third, what);
}

void SeedSteps::setUnpack(int row, bool unpack)
{
    if (!has(row) || m_rows[static_cast<std::size_t>(row)].unpack == unpack)
        return;
    m_rows[static_cast<std::size_t>(row)].unpack = unpack;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT edited();
}

int SeedSteps::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant SeedSteps::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case KindRole:
        return row.kind;
    case FirstRole:
        return row.first;
    case SecondRole:
        return row.second;
    case ThirdRole:
        return row.third;
    case UnpackRole:
        return row.unpack;
    case ProblemRole:
        return problemOf(row);
    case WordsRole:
        return format::shownLine(text(domain::textOf(stepOf(row))));
    default:
        return {};
    }
}

QHash<int, QByteArray> SeedSteps::roleNames() const
{
    return roleTable({{KindRole, "kind"},
                      {FirstRole, "first"},
                      {SecondRole, "second"},
                      {ThirdRole, "third"},
                      {UnpackRole, "unpack"},
                      {ProblemRole, "problem"},
                      {WordsRole, "words"}});
}

} // namespace glovebox::models
