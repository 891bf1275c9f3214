#include "app/models/budgets_model.h"

#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/format/usage.h"
#include "app/models/roles.h"

#include <cmath>

namespace glovebox::models {

namespace {

constexpr double kMicros = 1'000'000.0;
/// A slip of the decimal point, not a budget of one host.
constexpr double kLimitMax = 1'000'000.0;

QString budgetWord(std::string_view word)
{
    return QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
}

QString limitText(std::int64_t micros)
{
    return micros % 10'000 == 0 ? format::money(micros / 10'000) : format::localCost(micros);
}

/// "0.50", "12.00", "0.0025": whole cents at least, and every digit that there is.
QString typedDollars(std::int64_t micros)
{
    QString text = QString::number(static_cast<double>(micros) / kMicros, 'f', 6);
    while (text.endsWith(QLatin1Char('0')) && text.size() - text.indexOf(QLatin1Char('.')) > 3)
        text.chop(1);
    return text;
}

} // namespace

QString BudgetRow::key() const
{
    const domain::Budget &budget = view.budget;
    return QStringList{budgetWord(word(budget.scope)), budgetWord(word(budget.period)), budgetWord(word(budget.action)),
                       QString::fromStdString(view.object)}
        .join(QLatin1Char('/'));
}

void BudgetRows::apply(const api::BudgetView &view)
{
    const BudgetRow row{view};
    const int at = rowOf(row.key());
    if (at >= 0 && view.generation < rowAt(at).view.generation)
        return;
    if (view.state == domain::BudgetState::Within) {
        if (at >= 0)
            removeRow(at);
    } else if (at < 0) {
        appendRow(row);
    } else {
        rowAt(at) = row;
        rowChanged(at);
    }
    Q_EMIT told();
}

void BudgetRows::clear()
{
    for (int row = rowCount() - 1; row >= 0; --row)
        removeRow(row);
    Q_EMIT told();
}

QVariant BudgetRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const api::BudgetView &view = rowAt(index.row()).view;
    const format::StateLook look = format::look(view.state);
    const QString label =
        view.budget.scope == domain::BudgetScope::WholeHost
            ? tr("This host")
            : format::firstLine(QString::fromStdString(view.label.empty() ? view.object : view.label));
    const QString spent = tr("%1 of %2").arg(format::localCost(view.spent), limitText(view.budget.limit));
    switch (role) {
    case KeyRole:
        return rowAt(index.row()).key();
    case WhatRole:
        return format::sentence(view.budget);
    case LabelRole:
        return label;
    case SpentRole:
        return spent;
    case ShareRole:
        return std::clamp(static_cast<double>(view.spent) /
                              static_cast<double>(std::max<std::int64_t>(1, view.budget.limit)),
                          0.0, 1.0);
    case ToneRole:
        return format::word(look.tone);
    case SymbolRole:
        return format::symbol(look.shape);
    case WordRole:
        return look.word;
    case DidRole:
        return format::firstLine(QString::fromStdString(view.did));
    case SpokenRole:
        return tr("Budget of %1, %2, local compute %3").arg(label, look.word, spent);
    default:
        return {};
    }
}

QHash<int, QByteArray> BudgetRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {WhatRole, "what"},
                      {LabelRole, "label"},
                      {SpentRole, "spent"},
                      {ShareRole, "share"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {DidRole, "did"},
                      {SpokenRole, "spoken"}});
}

void BudgetForm::setBudgets(const std::vector<domain::Budget> &budgets)
{
    beginResetModel(); // the dialog opens
    m_lines.clear();
    for (const domain::Budget &budget : budgets)
        m_lines.push_back({static_cast<int>(budget.scope), static_cast<int>(budget.period),
                           static_cast<int>(budget.action), typedDollars(budget.limit),
                           QString::number(budget.warnPercent)});
    m_sending = false;
    m_refusal.clear();
    endResetModel();
    Q_EMIT changed();
}

std::optional<std::int64_t> BudgetForm::limitOf(const Line &line)
{
    bool isNumber = false;
    const double dollars = line.limit.trimmed().remove(QLatin1Char('$')).toDouble(&isNumber);
    const bool fits = isNumber && std::isfinite(dollars) && dollars > 0 && dollars <= kLimitMax;
    const auto micros = fits ? std::llround(dollars * kMicros) : 0;
    return micros > 0 ? std::optional<std::int64_t>(micros) : std::nullopt;
}

std::optional<int> BudgetForm::warnOf(const Line &line)
{
    bool isNumber = false;
    const int percent = line.warn.trimmed().remove(QLatin1Char('%')).toInt(&isNumber);
    return isNumber && percent >= 1 && percent <= 100 ? std::optional(percent) : std::nullopt;
}

std::optional<std::vector<domain::Budget>> BudgetForm::budgets() const
{
    std::vector<domain::Budget> all;
    for (const Line &line : m_lines) {
        const auto limit = limitOf(line);
        const auto warn = warnOf(line);
        if (!limit || !warn)
            return std::nullopt;
        all.push_back({static_cast<domain::BudgetScope>(line.scope), static_cast<domain::BudgetPeriod>(line.period),
                       *limit, static_cast<domain::BudgetAction>(line.action), *warn});
    }
    return all;
}

void BudgetForm::setSending(bool sending, const QString &refusal)
{
    m_sending = sending;
    m_refusal = refusal;
    Q_EMIT changed();
}

void BudgetForm::add()
{
    if (full())
        return;
    beginInsertRows({}, rowCount(), rowCount());
    m_lines.push_back({});
    endInsertRows();
    Q_EMIT changed();
}

void BudgetForm::take(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    beginRemoveRows({}, row, row);
    m_lines.erase(m_lines.begin() + row);
    endRemoveRows();
    Q_EMIT changed();
}

void BudgetForm::set(int row, const QString &what, const QString &value)
{
    if (row < 0 || row >= rowCount())
        return;
    Line &line = m_lines[static_cast<std::size_t>(row)];
    if (what == QLatin1String("scope"))
        line.scope = std::clamp(value.toInt(), 0, 2);
    else if (what == QLatin1String("period"))
        line.period = std::clamp(value.toInt(), 0, 1);
    else if (what == QLatin1String("action"))
        line.action = std::clamp(value.toInt(), 0, 2);
    else if (what == QLatin1String("limit"))
        line.limit = value;
    else if (what == QLatin1String("warn"))
        line.warn = value;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed();
}

int BudgetForm::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant BudgetForm::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Line &line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ScopeRole:
        return line.scope;
    case PeriodRole:
        return line.period;
    case ActionRole:
        return line.action;
    case LimitRole:
        return line.limit;
    case WarnRole:
        return line.warn;
    case LimitWrongRole:
        return !line.limit.isEmpty() && !limitOf(line);
    case WarnWrongRole:
        return !warnOf(line);
    default:
        return {};
    }
}

QHash<int, QByteArray> BudgetForm::roleNames() const
{
    return roleTable({{ScopeRole, "scope"},
                      {PeriodRole, "period"},
                      {ActionRole, "action"},
                      {LimitRole, "limit"},
                      {WarnRole, "warn"},
                      {LimitWrongRole, "limitWrong"},
                      {WarnWrongRole, "warnWrong"}});
}

BudgetsModel::BudgetsModel(bridge::EngineClient *client, QObject *parent) : QObject(parent), m_client(client) {}

void BudgetsModel::setBudgets(const std::vector<domain::Budget> &budgets)
{
    if (m_set == budgets)
        return;
    m_set = budgets;
    Q_EMIT changed();
}

void BudgetsModel::apply(const std::vector<api::BudgetView> &views)
{
    for (const api::BudgetView &view : views)
        m_crossed.apply(view);
    if (!views.empty())
        Q_EMIT changed();
}

QStringList BudgetsModel::sentences() const
{
    QStringList all;
    for (const domain::Budget &budget : m_set)
        all += format::sentence(budget);
    return all;
}

void BudgetsModel::edit()
{
    m_form.setBudgets(m_set);
}

void BudgetsModel::save()
{
    const auto wanted = m_form.budgets();
    if (!m_client || !wanted || m_form.sending())
        return;
    m_form.setSending(true);
    m_client->maintain(api::SetBudgets{*wanted},
                       [this, alive = QPointer(this), wanted = *wanted](const api::Verdict &verdict) {
                           if (!alive)
                               return;
                           if (verdict.kind == api::Verdict::Kind::Denied) {
                               m_form.setSending(false, format::shownLine(QString::fromStdString(verdict.reason)));
                               return;
                           }
                           m_form.setSending(false);
                           m_set = wanted;
                           m_crossed.clear(); // what the new ones hold is told anew
                           Q_EMIT changed();
                           Q_EMIT saved();
                       });
}

} // namespace glovebox::models
