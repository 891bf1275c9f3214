#include "app/models/keys_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

QString nameOf(const api::ShownKey &key)
{
    return format::shownLine(QString::fromStdString(key.name));
}

qint64 sortable(const std::optional<WallTime> &at, qint64 without)
{
    return at ? at->time_since_epoch().count() : without;
}

} // namespace

QString scopeText(domain::KeyScope scope)
{
    switch (scope) {
    case domain::KeyScope::Read:
        return KeysModel::tr("Read");
    case domain::KeyScope::Operate:
        return KeysModel::tr("Operate");
    case domain::KeyScope::Admin:
        return KeysModel::tr("Admin");
    }
    return {};
}

KeysModel::KeysModel(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        allChanged({CreatedRole, UsedRole, ExpiresRole, ToneRole, SymbolRole, WordRole, NoteRole});
    });
}

void KeysModel::apply(const std::vector<api::ShownKey> &keys)
{
    for (int row = rowCount() - 1; row >= 0; --row)
        if (std::ranges::find(keys, rowAt(row).shown.id, &api::ShownKey::id) == keys.end())
            removeRow(row);
    for (const auto &key : keys) {
        const int at = rowOf(QString::fromStdString(key.id.value()));
        if (at < 0) {
            appendRow({key});
        } else if (rowAt(at).shown != key) {
            rowAt(at).shown = key;
            rowChanged(at);
        }
    }
}

format::StateLook KeysModel::lookOf(const api::ShownKey &key) const
{
    const auto now = m_ticker->now();
    if (key.expires && *key.expires <= now)
        return {tr("Run out"), format::Tone::Neutral, format::Shape::Square};
    if (key.expires && *key.expires - now <= kSoon)
        return {tr("Runs out soon"), format::Tone::Attention, format::Shape::TriangleBang};
    return {tr("In force"), format::Tone::Live, format::Shape::CheckCircle};
}

QString KeysModel::expires(const api::ShownKey &key) const
{
    if (!key.expires)
        return tr("never");
    const auto now = m_ticker->now();
    return *key.expires <= now ? format::ago(*key.expires, now)
                               : tr("in %1").arg(format::duration(
                                     std::chrono::duration_cast<std::chrono::milliseconds>(*key.expires - now)));
}

QString KeysModel::used(const api::ShownKey &key) const
{
    return key.usedAt ? format::ago(*key.usedAt, m_ticker->now()) : tr("not since the start");
}

QString KeysModel::note(const api::ShownKey &key) const
{
    const auto now = m_ticker->now();
    if (!key.formerUntil || *key.formerUntil <= now)
        return {};
    return tr("The secret before is good for another %1")
        .arg(format::duration(std::chrono::duration_cast<std::chrono::milliseconds>(*key.formerUntil - now)));
}

QVariant KeysModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const KeyRow &row = rowAt(index.row());
    const auto &key = row.shown;
    switch (role) {
    case KeyRole:
    case IdRole:
        return row.key();
    case MatchRole:
        return QStringList{row.key(), nameOf(key), scopeText(key.scope)}.join(QLatin1Char('\n'));
    case GoneRole:
    case MarkedRole:
        return false;
    case RankRole:
    case RecencyRole:
        return 0; // oldest first, as they come
    case NameRole:
        return nameOf(key);
    case HintRole:
        return tr("%1, ends in …%2").arg(row.key(), format::shownLine(QString::fromStdString(key.hint)));
    case ScopeRole:
        return scopeText(key.scope);
    case ScopeValueRole:
        return static_cast<int>(key.scope);
    case CreatedRole:
        return format::ago(key.since, m_ticker->now());
    case UsedRole:
        return used(key);
    case ExpiresRole:
        return expires(key);
    case CreatedAtRole:
        return QVariant::fromValue(sortable(key.since, 0));
    case UsedAtRole:
        return QVariant::fromValue(sortable(key.usedAt, 0));
    case ExpiresAtRole:
        return QVariant::fromValue(sortable(key.expires, std::numeric_limits<qint64>::max()));
    default:
        return stateData(row, role);
    }
}

QVariant KeysModel::stateData(const KeyRow &row, int role) const
{
    const auto look = lookOf(row.shown);
    switch (role) {
    case ToneRole:
        return format::word(look.tone);
    case SymbolRole:
        return format::symbol(look.shape);
    case WordRole:
        return look.word;
    case ExpiredRole:
        return row.shown.expires && *row.shown.expires <= m_ticker->now();
    case NoteRole:
        return note(row.shown);
    case SpokenRole:
        return tr("Key %1, %2, may %3, last used %4, runs out %5")
            .arg(nameOf(row.shown), look.word, scopeText(row.shown.scope), used(row.shown), expires(row.shown));
    default:
        return {};
    }
}

QHash<int, QByteArray> KeysModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {IdRole, "keyId"},
                      {NameRole, "name"},
                      {HintRole, "hint"},
                      {ScopeRole, "scope"},
                      {CreatedRole, "created"},
                      {UsedRole, "used"},
                      {ExpiresRole, "expires"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ExpiredRole, "expired"},
                      {NoteRole, "note"},
                      {SpokenRole, "spoken"},
                      {CreatedAtRole, "createdAt"},
                      {UsedAtRole, "usedAt"},
                      {ExpiresAtRole, "expiresAt"},
                      {ScopeValueRole, "scopeValue"}});
}

} // namespace glovebox::models
