#include "app/models/bulk_denial.h"

#include "app/models/approval_detail.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

namespace {

int approvalRole(int role)
{
    switch (role) {
    case BulkDenial::ToolRole:
        return ApprovalsModel::ToolRole;
    case BulkDenial::SummaryRole:
        return ApprovalsModel::SummaryRole;
    case BulkDenial::SessionTitleRole:
        return ApprovalsModel::SessionTitleRole;
    case BulkDenial::AskerRole:
        return ApprovalsModel::AskerRole;
    case BulkDenial::ToneRole:
        return ApprovalsModel::ToneRole;
    case BulkDenial::SymbolRole:
        return ApprovalsModel::SymbolRole;
    case BulkDenial::WordRole:
        return ApprovalsModel::WordRole;
    default:
        return ApprovalsModel::SpokenRole;
    }
}

} // namespace

BulkDenial::BulkDenial(ApprovalsModel *approvals, QObject *parent) : QAbstractListModel(parent), m_approvals(approvals)
{
    connect(approvals, &ApprovalsModel::changed, this, &BulkDenial::onCallChanged);
}

void BulkDenial::prepare(const QStringList &calls)
{
    beginResetModel(); // another question is another list
    m_calls = calls;
    endResetModel();
    setReason({});
    Q_EMIT changed();
}

QStringList BulkDenial::openCalls() const
{
    QStringList calls;
    for (const QString &call : m_calls)
        if (m_approvals->canAnswer(call))
            calls += call;
    return calls;
}

QString BulkDenial::question() const
{
    return open() == 1 ? tr("Deny 1 call?") : tr("Deny %1 calls?").arg(open());
}

QString BulkDenial::verb() const
{
    return open() == 1 ? tr("Deny 1 call") : tr("Deny %1 calls").arg(open());
}

QString BulkDenial::leftOut() const
{
    const int rest = count() - open();
    if (rest == 0)
        return {};
    return rest == 1
               ? tr("1 of them cannot be denied from here: it is answered already, or its environment has no operator "
                    "key.")
               : tr("%1 of them cannot be denied from here: they are answered already, or their environment has no "
                    "operator key.")
                     .arg(rest);
}

void BulkDenial::setReason(const QString &reason)
{
    const QString kept = reason.left(ApprovalDetail::kDenyReasonMax);
    if (kept == m_reason)
        return;
    m_reason = kept;
    Q_EMIT reasonChanged();
}

QVariant BulkDenial::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid) || role < Qt::UserRole)
        return {};
    const QString &call = m_calls.at(index.row());
    if (role == OpenRole)
        return m_approvals->canAnswer(call);
    const int row = m_approvals->rowOf(call);
    const QVariant value = row < 0 ? QVariant() : m_approvals->index(row).data(approvalRole(role));
    return value.isValid() ? value : QString();
}

QHash<int, QByteArray> BulkDenial::roleNames() const
{
    return roleTable({{ToolRole, "tool"},
                      {SummaryRole, "summary"},
                      {SessionTitleRole, "sessionTitle"},
                      {AskerRole, "asker"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {OpenRole, "open"},
                      {SpokenRole, "spoken"}});
}

void BulkDenial::onCallChanged(const QString &call)
{
    const auto row = static_cast<int>(m_calls.indexOf(call));
    if (row < 0)
        return;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed();
}

} // namespace glovebox::models
