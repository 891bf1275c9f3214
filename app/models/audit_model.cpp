#include "app/models/audit_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

struct ActionGroup {
    const char *prefix; // of the actions
    const char *name;
};
constexpr std::array kActions{
    ActionGroup{"", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Everything")},
    ActionGroup{"sandbox.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Sandboxes")},
    ActionGroup{"approval.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Approvals")},
    ActionGroup{"session.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Sessions")},
    ActionGroup{"work.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Work items")},
    ActionGroup{"snapshot.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Snapshots")},
    ActionGroup{"template.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Templates")},
    ActionGroup{"polling.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Polling")},
    ActionGroup{"environment.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Environments")},
    ActionGroup{"budget.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Budgets")},
    ActionGroup{"orphan.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Leftovers")},
    ActionGroup{"export.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Exports")},
    ActionGroup{"engine.", QT_TRANSLATE_NOOP("glovebox::models::AuditModel", "Engine")},
};

QString auditLine(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

} // namespace

AuditRows::AuditRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::timesChanged, this, [this] { allChanged({TimeRole, SpokenRole}); });
}

void AuditRows::clear()
{
    for (int row = rowCount() - 1; row >= 0; --row)
        removeRow(row);
}

void AuditRows::add(const std::vector<domain::AuditEntry> &entries)
{
    for (const domain::AuditEntry &entry : entries)
        if (rowOf(QString::number(entry.sequence)) < 0)
            appendRow({entry});
}

const domain::AuditEntry *AuditRows::find(const QString &sequence) const
{
    const AuditRow *row = findRow(sequence);
    return row ? &row->entry : nullptr;
}

std::uint64_t AuditRows::oldest() const
{
    std::uint64_t oldest = 0;
    for (const AuditRow &row : rows())
        oldest = oldest == 0 ? row.entry.sequence : std::min(oldest, row.entry.sequence);
    return oldest;
}

QVariant AuditRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const domain::AuditEntry &entry = rowAt(index.row()).entry;
    const format::StateLook outcome = format::look(entry.outcome);
    switch (role) {
    case KeyRole:
        return rowAt(index.row()).key();
    case GoneRole:
    case MarkedRole:
        return false;
    case MatchRole:
        return QString(); // the ledger filters
    case RankRole:
        return 0;
    case RecencyRole:
        return QVariant::fromValue<qint64>(static_cast<qint64>(entry.sequence));
    case TimeRole: {
        const QString full = format::fullTime(entry.at, m_ticker->zone());
        const bool isToday = full.left(10) == format::fullTime(m_ticker->now(), m_ticker->zone()).left(10);
        return isToday ? format::clockTime(entry.at, m_ticker->zone()) : full.left(16);
    }
    case ActorRole:
        return format::actor(entry.actor);
    case ActionRole:
        return auditLine(entry.action);
    case ObjectRole:
        return auditLine(entry.object);
    case ToneRole:
        return format::word(outcome.tone);
    case SymbolRole:
        return format::symbol(outcome.shape);
    case WordRole:
        return outcome.word;
    case ReasonRole:
        return auditLine(entry.reason);
    case SessionRole:
        return auditLine(entry.session);
    case SpokenRole:
        return tr("%1, %2, %3, %4, %5")
            .arg(format::fullTime(entry.at, m_ticker->zone()), format::actor(entry.actor), auditLine(entry.action),
                 auditLine(entry.object), outcome.word);
    default:
        return {};
    }
}

QHash<int, QByteArray> AuditRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {TimeRole, "time"},
                      {ActorRole, "actor"},
                      {ActionRole, "action"},
                      {ObjectRole, "object"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {SessionRole, "session"},
                      {SpokenRole, "spoken"}});
}

AuditModel::AuditModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_ask(client), m_rows(ticker), m_list(&m_rows)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &AuditModel::refresh);
    connect(&m_list, &StableList::currentChanged, this, &AuditModel::select);
    connect(ticker, &Ticker::timesChanged, this, [this] {
        Q_EMIT changed(); // since when it is so
        select();
    });
}

void AuditModel::setShown(bool shown)
{
    const bool was = std::exchange(m_shown, shown);
    if (shown && !was)
        refresh();
}

QStringList AuditModel::actions() const
{
    QStringList names;
    for (const ActionGroup &group : kActions)
        names += tr(group.name);
    return names;
}

void AuditModel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    filterChangedByHand();
}

void AuditModel::setObject(const QString &object)
{
    if (object == m_object)
        return;
    m_object = object;
    filterChangedByHand();
}

void AuditModel::setAction(int action)
{
    if (action == m_action || action < 0 || action >= static_cast<int>(kActions.size()))
        return;
    m_action = action;
    filterChangedByHand();
}

void AuditModel::clearFilter()
{
    m_text.clear();
    m_object.clear();
    m_action = 0;
    filterChangedByHand();
}

void AuditModel::filterChangedByHand()
{
    Q_EMIT filterChanged();
    m_typing.start();
}

void AuditModel::refresh()
{
    m_typing.stop();
    ask(0);
}

void AuditModel::loadMore()
{
    if (m_more && !m_ask.waiting() && !m_typing.isActive())
        ask(m_rows.oldest());
}

domain::AuditPage AuditModel::filter() const
{
    return {.text = m_text.trimmed().toStdString(),
            .action = kActions.at(static_cast<std::size_t>(m_action)).prefix,
            .object = m_object.trimmed().toStdString()};
}

void AuditModel::ask(std::uint64_t before)
{
    m_continues = before > 0;
    auto page = filter();
    page.before = before;
    page.most = kPage;
    m_ask.ask(page, this, [this](const QString &why) {
        m_problem = format::shownLine(why);
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void AuditModel::apply(const api::HistoryReport &report)
{
    if (!m_ask.takes(report))
        return;
    const auto *page = report.answer ? std::get_if<domain::AuditRows>(&*report.answer) : nullptr;
    if (!page) {
        const format::Explanation text =
            format::explain(report.problem.value_or(Error{ErrorCode::Internal, "no answer"}), format::Area::Engine);
        m_problem = QStringLiteral("%1 %2").arg(text.why, text.todo).simplified();
        Q_EMIT changed();
        return;
    }
    m_problem.clear();
    m_at = report.at;
    m_more = page->more;
    const QString current = m_list.currentKey();
    if (!m_continues)
        m_rows.clear();
    m_rows.add(page->entries);
    m_list.showPending();
    if (m_rows.rowOf(current) >= 0)
        m_list.selectKey(current);
    Q_EMIT changed();
    select();
}

QString AuditModel::asOf() const
{
    return m_at ? tr("As of %1").arg(format::clockTime(*m_at, m_ticker->zone())) : QString();
}

QString AuditModel::countText() const
{
    if (!loaded())
        return {};
    const QString shown = format::count(m_rows.rowCount());
    return m_more ? tr("%1 newest").arg(shown) : shown;
}

void AuditModel::select()
{
    if (const domain::AuditEntry *at = entry()) {
        std::vector<Fact> facts{{tr("Time"), format::fullTime(at->at, m_ticker->zone())},
                                {tr("Actor"), format::actor(at->actor)},
                                {tr("Origin"), auditLine(at->origin)},
                                {tr("Sequence"), format::count(static_cast<qint64>(at->sequence))}};
        const auto addWords = [&facts](const QString &label, const std::string &words) {
            if (!words.empty())
                facts.push_back({label, auditLine(words), false, QString::fromStdString(words)});
        };
        addWords(tr("Before"), at->before);
        addWords(tr("After"), at->after);
        const auto addId = [&facts](const QString &label, const std::string &id) {
            if (!id.empty())
                facts.push_back({label, auditLine(id), true, QString::fromStdString(id)});
        };
        addId(tr("Object"), at->object);
        addId(tr("Session"), at->session);
        addId(tr("Chain tag"), at->chainTag);
        m_facts.setFacts(std::move(facts));
    }
    Q_EMIT entryChanged();
}

QString AuditModel::entryAction() const
{
    return known() ? auditLine(entry()->action) : QString();
}

QString AuditModel::entryTone() const
{
    return known() ? format::word(format::look(entry()->outcome).tone) : QString();
}

QString AuditModel::entrySymbol() const
{
    return known() ? format::symbol(format::look(entry()->outcome).shape) : QString();
}

QString AuditModel::entryWord() const
{
    return known() ? format::look(entry()->outcome).word : QString();
}

QString AuditModel::entryReason() const
{
    return known() ? auditLine(entry()->reason) : QString();
}

QString AuditModel::entryBefore() const
{
    return known() ? auditLine(entry()->before) : QString();
}

QString AuditModel::entryAfter() const
{
    return known() ? auditLine(entry()->after) : QString();
}

QString AuditModel::entryObject() const
{
    return known() ? auditLine(entry()->object) : QString();
}

double AuditModel::entryAt() const
{
    const domain::AuditEntry *at = entry();
    return at ? static_cast<double>(at->at.time_since_epoch().count()) : 0;
}

QString AuditModel::entrySession() const
{
    return known() ? auditLine(entry()->session) : QString();
}

} // namespace glovebox::models
