#include "app/models/step_list.h"

#include "app/models/roles.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace glovebox::models {

namespace {

QString stepText(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

QString commandText(const domain::CommandLine &command)
{
    if (command.arguments.empty())
        return stepText(command.shell);
    QJsonArray list;
    for (const std::string &argument : command.arguments)
        list.append(stepText(argument));
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

domain::CommandLine commandOf(const QString &text)
{
    const QJsonDocument list = QJsonDocument::fromJson(text.trimmed().toUtf8());
    if (!text.trimmed().startsWith(QLatin1Char('[')) || !list.isArray() || list.array().isEmpty())
        return {.shell = text.toStdString(), .arguments = {}};
    domain::CommandLine command;
    for (const QJsonValue &argument : list.array())
        command.arguments.push_back(argument.toString().toStdString());
    return command;
}

StepList::Row StepList::rowOf(const domain::TemplateStep &step)
{
    struct Fields {
        Row operator()(const domain::RunStep &run) const { return {Run, commandText(run.command), {}, run.timeout}; }
        Row operator()(const domain::EnvStep &env) const { return {Env, stepText(env.name), stepText(env.value)}; }
        Row operator()(const domain::WorkdirStep &workdir) const { return {Workdir, stepText(workdir.path), {}}; }
        Row operator()(const domain::UserStep &user) const { return {User, stepText(user.user), {}}; }
        Row operator()(const domain::CopyStep &copy) const { return {Copy, stepText(copy.from), stepText(copy.to)}; }
    };
    return std::visit(Fields{}, step.what);
}

domain::TemplateStep StepList::stepOf(const Row &row)
{
    const std::string first = row.first.toStdString();
    const std::string second = row.second.toStdString();
    switch (row.kind) {
    case Env:
        return {domain::EnvStep{first, second}};
    case Workdir:
        return {domain::WorkdirStep{first}};
    case User:
        return {domain::UserStep{first}};
    case Copy:
        return {domain::CopyStep{first, second}};
    default:
        return {domain::RunStep{commandOf(row.first), row.timeout}};
    }
}

void StepList::set(const std::vector<domain::TemplateStep> &steps)
{
    beginResetModel();
    m_rows.clear();
    for (const domain::TemplateStep &step : steps)
        m_rows.push_back(rowOf(step));
    endResetModel();
    Q_EMIT countChanged();
}

std::vector<domain::TemplateStep> StepList::steps() const
{
    std::vector<domain::TemplateStep> steps;
    for (const Row &row : m_rows)
        steps.push_back(stepOf(row));
    return steps;
}

void StepList::add(int kind)
{
    append(m_rows, {std::clamp(kind, int{Run}, int{Copy}), {}, {}});
    Q_EMIT edited();
}

void StepList::remove(int row)
{
    removeFrom(m_rows, row);
}

void StepList::move(int row, int by)
{
    moveIn(m_rows, row, by);
}

void StepList::setKind(int row, int kind)
{
    if (!has(row) || kind < Run || kind > Copy || m_rows[static_cast<std::size_t>(row)].kind == kind)
        return;
    m_rows[static_cast<std::size_t>(row)].kind = kind;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT edited();
}

void StepList::setFirst(int row, const QString &text)
{
    if (!has(row) || m_rows[static_cast<std::size_t>(row)].first == text)
        return;
    m_rows[static_cast<std::size_t>(row)].first = text;
    Q_EMIT dataChanged(index(row), index(row), {FirstRole});
    Q_EMIT edited();
}

void StepList::setSecond(int row, const QString &text)
{
    if (!has(row) || m_rows[static_cast<std::size_t>(row)].second == text)
        return;
    m_rows[static_cast<std::size_t>(row)].second = text;
    Q_EMIT dataChanged(index(row), index(row), {SecondRole});
    Q_EMIT edited();
}

int StepList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant StepList::data(const QModelIndex &index, int role) const
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
    default:
        return {};
    }
}

QHash<int, QByteArray> StepList::roleNames() const
{
    return roleTable({{KindRole, "kind"}, {FirstRole, "first"}, {SecondRole, "second"}});
}

} // namespace glovebox::models
